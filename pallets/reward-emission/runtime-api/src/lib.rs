//! What one may ask a runtime about emission and rewards: `state_call` from a wallet, or the
//! client's API.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use cairn_primitives::{
	devices::DeviceIndex,
	rewards::{Bucket, Units},
	Balance, Moment,
};
use codec::Codec;
use pallet_reward_emission::{EraOutlook, Pending, SchedulePoint};

sp_api::decl_runtime_apis! {
	/// Reward emission. Amounts are in planck, times in milliseconds of the chain's clock.
	pub trait RewardEmissionApi<AccountId>
	where
		AccountId: Codec,
	{
		/// The schedule at a time, past or to come.
		fn schedule_at(moment: Moment) -> SchedulePoint;

		/// The era that is being worked in: its units, and what its pots will be.
		fn era() -> EraOutlook;

		/// What a device has earned and not been paid.
		fn pending(device: DeviceIndex) -> Pending;

		/// What an account has earned with devices that it no longer has, and not been paid.
		fn pending_of_account(account: AccountId) -> Pending;

		/// What a page of an account's devices have earned and not been paid: those that come after
		/// `after`.
		fn pending_of_devices(
			owner: AccountId,
			after: Option<DeviceIndex>,
		) -> Vec<(DeviceIndex, Pending)>;

		/// What so many units more would be worth if the era ended with no others.
		fn projected_reward(bucket: Bucket, units: Units) -> Balance;
	}
}

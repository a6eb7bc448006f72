//! The runtime API of reward emission, for nodes and for wallets through `state_call`.

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
	/// Queries emission and rewards. Amounts are in planck, times in milliseconds of the chain's
	/// clock.
	pub trait RewardEmissionApi<AccountId>
	where
		AccountId: Codec,
	{
		/// Returns the schedule's values at a time in the past or the future.
		fn schedule_at(moment: Moment) -> SchedulePoint;

		/// Returns the current era: its units so far, and the pots it is expected to pay.
		fn era() -> EraOutlook;

		/// Returns the unpaid rewards of a device.
		fn pending(device: DeviceIndex) -> Pending;

		/// Returns the unpaid rewards of an account, earned with devices that it has sold or
		/// retired.
		fn pending_of_account(account: AccountId) -> Pending;

		/// Returns one page of the owner's devices with their unpaid rewards. The page starts after
		/// the device `after`, or at the first device.
		fn pending_of_devices(
			owner: AccountId,
			after: Option<DeviceIndex>,
		) -> Vec<(DeviceIndex, Pending)>;

		/// Returns the value of `units` more units if the current era ended on time and no other
		/// units were credited.
		fn projected_reward(bucket: Bucket, units: Units) -> Balance;
	}
}

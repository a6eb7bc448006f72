//! The runtime API of liquid staking, for wallets (`state_call`) and for the node.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use cairn_primitives::Balance;
use codec::Codec;
use pallet_liquid_staking::{
	ExitPreview, InstantPreview, LaneInfo, Parameters, Rates, Shares, TicketId, TicketInfo,
};

sp_api::decl_runtime_apis! {
	/// The queries of liquid staking. Amounts are in planck, shares in the smallest unit of stCRN,
	/// and rates in grains (10^-15 planck) for each share.
	pub trait LiquidStakingApi<AccountId>
	where
		AccountId: Codec,
	{
		/// Returns the price of one share when redeeming and when depositing.
		fn rates() -> Rates;

		/// Returns the shares that a deposit would mint now; `None` if it would mint none.
		fn preview_deposit(amount: Balance) -> Option<Shares>;

		/// Returns the value of an exit and the era in which it is finalised at the latest.
		fn preview_exit(shares: Shares) -> ExitPreview;

		/// Returns the payment and the fee of an instant exit; `None` if it would be refused.
		fn preview_instant_exit(shares: Shares) -> Option<InstantPreview>;

		/// Returns a page of an account's tickets: up to 64 with numbers above `after`.
		fn tickets_of(owner: AccountId, after: Option<TicketId>) -> Vec<TicketInfo>;

		/// Returns the lanes and the validators that they nominate.
		fn lanes() -> Vec<LaneInfo<AccountId>>;

		/// Returns the planck that the pool will lose by pending slashes.
		fn pending_slash() -> Balance;

		/// Returns the growth of the rate over the last `eras` eras, scaled to a year of
		/// `eras_per_year` eras, in parts of 10^9, not compounded; `None` if there is no history.
		fn yearly_growth(eras: u32, eras_per_year: u32) -> Option<i64>;

		/// Returns the parameters that governance sets.
		fn parameters() -> Parameters;
	}
}

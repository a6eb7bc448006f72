//! What one may ask a runtime about liquid staking: `state_call` from a wallet, or the client's API.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use cairn_primitives::Balance;
use codec::Codec;
use pallet_liquid_staking::{
	ExitPreview, InstantPreview, LaneInfo, Parameters, Rates, TicketId, TicketInfo,
};

sp_api::decl_runtime_apis! {
	/// Liquid staking. Amounts are in planck, shares in the smallest unit of stCRN, rates in grains
	/// (10^-15 planck) a share.
	pub trait LiquidStakingApi<AccountId>
	where
		AccountId: Codec,
	{
		/// What a share is worth to who leaves, and costs who comes.
		fn rates() -> Rates;

		/// The shares that a deposit would bring at the rate that stands; none if it would bring none.
		fn preview_deposit(amount: Balance) -> Option<Balance>;

		/// What an exit would bring, and when.
		fn preview_exit(shares: Balance) -> ExitPreview;

		/// What an instant exit would bring; nothing if it would be refused.
		fn preview_instant_exit(shares: Balance) -> Option<InstantPreview>;

		/// A page of an account's tickets: up to 64 that come after `after`.
		fn tickets_of(owner: AccountId, after: Option<TicketId>) -> Vec<TicketInfo>;

		/// The pool's stashes and the validators that they nominate.
		fn lanes() -> Vec<LaneInfo<AccountId>>;

		/// What the pool will lose by slashes that are known and not applied.
		fn pending_slash() -> Balance;

		/// What the rate has grown by in the last `eras` eras, in parts of 10^9 a year of
		/// `eras_per_year` eras, not compounded; nothing if there is no history yet.
		fn yearly_growth(eras: u32, eras_per_year: u32) -> Option<i64>;

		/// What governance may change.
		fn parameters() -> Parameters;
	}
}

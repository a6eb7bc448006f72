//! What the calls of `pallet_liquid_staking` cost: estimates, to be measured by `scripts/weights`.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls cost.
pub trait WeightInfo {
	fn deposit() -> Weight;
	fn queue_deposit() -> Weight;
	fn cancel_queued_deposit() -> Weight;
	fn request_exit() -> Weight;
	fn instant_exit() -> Weight;
	fn restake() -> Weight;
	fn transfer_ticket() -> Weight;
	fn pay_ticket() -> Weight;
	fn fund_reserve() -> Weight;
	fn withdraw_reserve() -> Weight;
	fn set_parameters() -> Weight;
	fn pause_deposits() -> Weight;
	fn resume_deposits() -> Weight;
	fn manual_slash() -> Weight;
	fn cancel_deferred_slash() -> Weight;
	fn set_min_commission() -> Weight;
	fn reconcile() -> Weight;
	fn claim_page() -> Weight;
	fn sweep() -> Weight;
	fn mint_queued() -> Weight;
	fn withdraw() -> Weight;
	fn finalise() -> Weight;
	fn score() -> Weight;
	fn forget() -> Weight;
	fn plan() -> Weight;
	fn move_lane() -> Weight;
}

/// With the runtime's own cost of reading and writing state.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn deposit() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(7, 5))
	}
	fn queue_deposit() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(7, 5))
	}
	fn cancel_queued_deposit() -> Weight {
		Weight::from_parts(50_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(4, 4))
	}
	fn request_exit() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(9, 9))
	}
	fn instant_exit() -> Weight {
		Weight::from_parts(70_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(9, 6))
	}
	fn restake() -> Weight {
		Weight::from_parts(120_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(22, 22))
	}
	fn transfer_ticket() -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(1, 3))
	}
	fn pay_ticket() -> Weight {
		Weight::from_parts(140_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(21, 21))
	}
	fn fund_reserve() -> Weight {
		Weight::from_parts(50_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(7, 3))
	}
	fn withdraw_reserve() -> Weight {
		Weight::from_parts(30_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(4, 4))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(0, 1))
	}
	fn pause_deposits() -> Weight {
		Weight::from_parts(12_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(2, 2))
	}
	fn resume_deposits() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn manual_slash() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(14, 4))
	}
	fn cancel_deferred_slash() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn set_min_commission() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(0, 1))
	}
	fn reconcile() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(19, 17))
	}
	fn claim_page() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(22, 2))
	}
	fn sweep() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(5, 4))
	}
	fn mint_queued() -> Weight {
		Weight::from_parts(80_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(10, 9))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(80_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(10, 6))
	}
	fn finalise() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(11, 5))
	}
	fn score() -> Weight {
		Weight::from_parts(150_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(60, 18))
	}
	fn forget() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(16, 16))
	}
	fn plan() -> Weight {
		Weight::from_parts(300_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(80, 20))
	}
	fn move_lane() -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 12))
	}
}

/// The same for tests, with ParityDB's cost of reading and writing.
impl WeightInfo for () {
	fn deposit() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(7, 5))
	}
	fn queue_deposit() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(7, 5))
	}
	fn cancel_queued_deposit() -> Weight {
		Weight::from_parts(50_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(4, 4))
	}
	fn request_exit() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(9, 9))
	}
	fn instant_exit() -> Weight {
		Weight::from_parts(70_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(9, 6))
	}
	fn restake() -> Weight {
		Weight::from_parts(120_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(22, 22))
	}
	fn transfer_ticket() -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(1, 3))
	}
	fn pay_ticket() -> Weight {
		Weight::from_parts(140_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(21, 21))
	}
	fn fund_reserve() -> Weight {
		Weight::from_parts(50_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(7, 3))
	}
	fn withdraw_reserve() -> Weight {
		Weight::from_parts(30_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(4, 4))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(0, 1))
	}
	fn pause_deposits() -> Weight {
		Weight::from_parts(12_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(2, 2))
	}
	fn resume_deposits() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(1, 1))
	}
	fn manual_slash() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(14, 4))
	}
	fn cancel_deferred_slash() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(1, 1))
	}
	fn set_min_commission() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(0, 1))
	}
	fn reconcile() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(19, 17))
	}
	fn claim_page() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(22, 2))
	}
	fn sweep() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(5, 4))
	}
	fn mint_queued() -> Weight {
		Weight::from_parts(80_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(10, 9))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(80_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(10, 6))
	}
	fn finalise() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(11, 5))
	}
	fn score() -> Weight {
		Weight::from_parts(150_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(60, 18))
	}
	fn forget() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(16, 16))
	}
	fn plan() -> Weight {
		Weight::from_parts(300_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(80, 20))
	}
	fn move_lane() -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(30, 12))
	}
}

//! What the calls of `pallet_liquid_staking` cost: measured, and written by `scripts/weights`.
//!
//! Measured on 2026-11-25, on Intel(R) Xeon(R) Processor: 20 steps, each repeated 10 times,
//! in compiled Wasm.

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

/// As measured, with the runtime's own cost of reading and writing state.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn deposit() -> Weight {
		// 86_644 ns at least.
		Weight::from_parts(100_597_000, 3675)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn queue_deposit() -> Weight {
		// 62_440 ns at least.
		Weight::from_parts(74_330_000, 3593)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn cancel_queued_deposit() -> Weight {
		// 51_793 ns at least.
		Weight::from_parts(60_733_000, 3593)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn request_exit() -> Weight {
		// 93_359 ns at least.
		Weight::from_parts(108_469_000, 3675)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	fn instant_exit() -> Weight {
		// 109_060 ns at least.
		Weight::from_parts(123_097_000, 3675)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	fn restake() -> Weight {
		// 209_926 ns at least.
		Weight::from_parts(231_844_000, 44153)
			.saturating_add(T::DbWeight::get().reads(27_u64))
			.saturating_add(T::DbWeight::get().writes(25_u64))
	}
	fn transfer_ticket() -> Weight {
		// 20_114 ns at least.
		Weight::from_parts(26_544_000, 3565)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn pay_ticket() -> Weight {
		// 184_112 ns at least.
		Weight::from_parts(200_964_000, 44153)
			.saturating_add(T::DbWeight::get().reads(25_u64))
			.saturating_add(T::DbWeight::get().writes(23_u64))
	}
	fn fund_reserve() -> Weight {
		// 61_456 ns at least.
		Weight::from_parts(71_357_000, 3593)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn withdraw_reserve() -> Weight {
		// 41_221 ns at least.
		Weight::from_parts(49_047_000, 3675)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn set_parameters() -> Weight {
		// 4_255 ns at least.
		Weight::from_parts(4_883_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn pause_deposits() -> Weight {
		// 12_768 ns at least.
		Weight::from_parts(18_407_000, 1490)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn resume_deposits() -> Weight {
		// 6_516 ns at least.
		Weight::from_parts(7_396_000, 1490)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn manual_slash() -> Weight {
		// 125_280_912 ns at least.
		Weight::from_parts(133_541_590_000, 12758541)
			.saturating_add(T::DbWeight::get().reads(15092_u64))
			.saturating_add(T::DbWeight::get().writes(15004_u64))
	}
	fn cancel_deferred_slash() -> Weight {
		// 135_418 ns at least.
		Weight::from_parts(162_087_000, 248600)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_min_commission() -> Weight {
		// 2_908 ns at least.
		Weight::from_parts(3_422_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn reconcile() -> Weight {
		// 218_734 ns at least.
		Weight::from_parts(231_717_000, 99614)
			.saturating_add(T::DbWeight::get().reads(40_u64))
			.saturating_add(T::DbWeight::get().writes(33_u64))
	}
	fn claim_page() -> Weight {
		// 51_781 ns at least.
		Weight::from_parts(62_010_000, 7231)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn sweep() -> Weight {
		// 57_735 ns at least.
		Weight::from_parts(69_052_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn mint_queued() -> Weight {
		// 91_158 ns at least.
		Weight::from_parts(104_716_000, 8799)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn withdraw() -> Weight {
		// 211_167 ns at least.
		Weight::from_parts(230_280_000, 6498)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(44_u64))
	}
	fn finalise() -> Weight {
		// 74_697 ns at least.
		Weight::from_parts(87_211_000, 6196)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn score() -> Weight {
		// 605_322 ns at least.
		Weight::from_parts(637_196_000, 99614)
			.saturating_add(T::DbWeight::get().reads(117_u64))
			.saturating_add(T::DbWeight::get().writes(18_u64))
	}
	fn forget() -> Weight {
		// 71_542 ns at least.
		Weight::from_parts(78_534_000, 44051)
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().writes(17_u64))
	}
	fn plan() -> Weight {
		// 4_734_276 ns at least.
		Weight::from_parts(9_041_103_000, 1297886)
			.saturating_add(T::DbWeight::get().reads(1139_u64))
			.saturating_add(T::DbWeight::get().writes(36_u64))
	}
	fn move_lane() -> Weight {
		// 288_655 ns at least.
		Weight::from_parts(309_878_000, 43830)
			.saturating_add(T::DbWeight::get().reads(42_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
}

/// The same for tests, with ParityDB's cost of reading and writing.
impl WeightInfo for () {
	fn deposit() -> Weight {
		Weight::from_parts(100_597_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn queue_deposit() -> Weight {
		Weight::from_parts(74_330_000, 3593)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn cancel_queued_deposit() -> Weight {
		Weight::from_parts(60_733_000, 3593)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn request_exit() -> Weight {
		Weight::from_parts(108_469_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn instant_exit() -> Weight {
		Weight::from_parts(123_097_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn restake() -> Weight {
		Weight::from_parts(231_844_000, 44153)
			.saturating_add(ParityDbWeight::get().reads(27_u64))
			.saturating_add(ParityDbWeight::get().writes(25_u64))
	}
	fn transfer_ticket() -> Weight {
		Weight::from_parts(26_544_000, 3565)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn pay_ticket() -> Weight {
		Weight::from_parts(200_964_000, 44153)
			.saturating_add(ParityDbWeight::get().reads(25_u64))
			.saturating_add(ParityDbWeight::get().writes(23_u64))
	}
	fn fund_reserve() -> Weight {
		Weight::from_parts(71_357_000, 3593)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn withdraw_reserve() -> Weight {
		Weight::from_parts(49_047_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(4_883_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn pause_deposits() -> Weight {
		Weight::from_parts(18_407_000, 1490)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn resume_deposits() -> Weight {
		Weight::from_parts(7_396_000, 1490)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn manual_slash() -> Weight {
		Weight::from_parts(133_541_590_000, 12758541)
			.saturating_add(ParityDbWeight::get().reads(15092_u64))
			.saturating_add(ParityDbWeight::get().writes(15004_u64))
	}
	fn cancel_deferred_slash() -> Weight {
		Weight::from_parts(162_087_000, 248600)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_min_commission() -> Weight {
		Weight::from_parts(3_422_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn reconcile() -> Weight {
		Weight::from_parts(231_717_000, 99614)
			.saturating_add(ParityDbWeight::get().reads(40_u64))
			.saturating_add(ParityDbWeight::get().writes(33_u64))
	}
	fn claim_page() -> Weight {
		Weight::from_parts(62_010_000, 7231)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn sweep() -> Weight {
		Weight::from_parts(69_052_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn mint_queued() -> Weight {
		Weight::from_parts(104_716_000, 8799)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(230_280_000, 6498)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(44_u64))
	}
	fn finalise() -> Weight {
		Weight::from_parts(87_211_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn score() -> Weight {
		Weight::from_parts(637_196_000, 99614)
			.saturating_add(ParityDbWeight::get().reads(117_u64))
			.saturating_add(ParityDbWeight::get().writes(18_u64))
	}
	fn forget() -> Weight {
		Weight::from_parts(78_534_000, 44051)
			.saturating_add(ParityDbWeight::get().reads(18_u64))
			.saturating_add(ParityDbWeight::get().writes(17_u64))
	}
	fn plan() -> Weight {
		Weight::from_parts(9_041_103_000, 1297886)
			.saturating_add(ParityDbWeight::get().reads(1139_u64))
			.saturating_add(ParityDbWeight::get().writes(36_u64))
	}
	fn move_lane() -> Weight {
		Weight::from_parts(309_878_000, 43830)
			.saturating_add(ParityDbWeight::get().reads(42_u64))
			.saturating_add(ParityDbWeight::get().writes(16_u64))
	}
}

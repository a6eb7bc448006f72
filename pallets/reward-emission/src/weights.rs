//! The weights of `pallet_reward_emission`, measured and written by `scripts/weights`.
//!
//! Measured on 2026-11-23, on Intel(R) Xeon(R) Processor: 20 steps, each repeated 10 times,
//! in compiled Wasm.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// The weights of calls, hooks and steps.
pub trait WeightInfo {
	fn claim() -> Weight;
	fn claim_many(n: u32, ) -> Weight;
	fn claim_account() -> Weight;
	fn set_shares() -> Weight;
	fn set_rate_caps() -> Weight;
	fn close_era() -> Weight;
	fn pay_stakers() -> Weight;
	fn credit() -> Weight;
	fn on_transferred() -> Weight;
	fn on_suspended() -> Weight;
	fn on_released() -> Weight;
}

/// The measured weights, with the runtime's own costs of reading and writing state.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn claim() -> Weight {
		// 82_825 ns at least.
		Weight::from_parts(112_497_000, 6196)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// `n` is from 1 to 100.
	fn claim_many(n: u32, ) -> Weight {
		// 92_257 ns at least.
		Weight::from_parts(106_622_161, 3593)
			// ± 249_589
			.saturating_add(Weight::from_parts(68_518_290, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn claim_account() -> Weight {
		// 77_865 ns at least.
		Weight::from_parts(96_269_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn set_shares() -> Weight {
		// 9_861 ns at least.
		Weight::from_parts(17_851_000, 1505)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_rate_caps() -> Weight {
		// 5_275 ns at least.
		Weight::from_parts(7_578_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn close_era() -> Weight {
		// 106_788 ns at least.
		Weight::from_parts(139_317_000, 8799)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	fn pay_stakers() -> Weight {
		// 27_053 ns at least.
		Weight::from_parts(46_461_000, 3557)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn credit() -> Weight {
		// 21_886 ns at least.
		Weight::from_parts(32_676_000, 3530)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn on_transferred() -> Weight {
		// 34_089 ns at least.
		Weight::from_parts(56_282_000, 6060)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn on_suspended() -> Weight {
		// 24_583 ns at least.
		Weight::from_parts(46_866_000, 3530)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn on_released() -> Weight {
		// 25_540 ns at least.
		Weight::from_parts(31_864_000, 3530)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}

/// The same weights for tests, with ParityDB's costs of reading and writing.
impl WeightInfo for () {
	fn claim() -> Weight {
		Weight::from_parts(112_497_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn claim_many(n: u32, ) -> Weight {
		Weight::from_parts(106_622_161, 3593)
			.saturating_add(Weight::from_parts(68_518_290, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn claim_account() -> Weight {
		Weight::from_parts(96_269_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn set_shares() -> Weight {
		Weight::from_parts(17_851_000, 1505)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_rate_caps() -> Weight {
		Weight::from_parts(7_578_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn close_era() -> Weight {
		Weight::from_parts(139_317_000, 8799)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(13_u64))
	}
	fn pay_stakers() -> Weight {
		Weight::from_parts(46_461_000, 3557)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn credit() -> Weight {
		Weight::from_parts(32_676_000, 3530)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn on_transferred() -> Weight {
		Weight::from_parts(56_282_000, 6060)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn on_suspended() -> Weight {
		Weight::from_parts(46_866_000, 3530)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn on_released() -> Weight {
		Weight::from_parts(31_864_000, 3530)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
}

//! What the calls of `pallet_proof_of_coverage` cost: measured, and written by `scripts/weights`.
//!
//! Measured on 2026-11-25, on Intel(R) Xeon(R) Processor: 20 steps, each repeated 10 times,
//! in compiled Wasm.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls cost.
pub trait WeightInfo {
	fn begin_block() -> Weight;
	fn open_window() -> Weight;
	fn authorize_announce() -> Weight;
	fn announce() -> Weight;
	fn authorize_report(n: u32, ) -> Weight;
	fn report(n: u32, ) -> Weight;
	fn authorize_reveal() -> Weight;
	fn reveal(v: u32, o: u32, ) -> Weight;
	fn relay() -> Weight;
	fn find_closing_step() -> Weight;
	fn expire_proof() -> Weight;
	fn remove_window() -> Weight;
	fn set_parameters() -> Weight;
	fn on_changed() -> Weight;
}

/// As measured, with the runtime's own cost of reading and writing state.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn begin_block() -> Weight {
		// 10_540 ns at least.
		Weight::from_parts(11_537_000, 3545)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn open_window() -> Weight {
		// 7_056 ns at least.
		Weight::from_parts(7_744_000, 1540)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn authorize_announce() -> Weight {
		// 67_429 ns at least.
		Weight::from_parts(74_983_000, 5164)
			.saturating_add(T::DbWeight::get().reads(9_u64))
	}
	fn announce() -> Weight {
		// 38_069 ns at least.
		Weight::from_parts(41_464_000, 5164)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// `n` is from 1 to 16.
	fn authorize_report(n: u32, ) -> Weight {
		// 65_635 ns at least.
		Weight::from_parts(68_115_783, 3595)
			// ± 23_179
			.saturating_add(Weight::from_parts(8_704_246, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3980).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 16.
	fn report(n: u32, ) -> Weight {
		// 47_234 ns at least.
		Weight::from_parts(34_210_987, 3595)
			// ± 16_381
			.saturating_add(Weight::from_parts(16_822_812, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3980).saturating_mul(n.into()))
	}
	fn authorize_reveal() -> Weight {
		// 60_986 ns at least.
		Weight::from_parts(69_218_000, 6100)
			.saturating_add(T::DbWeight::get().reads(6_u64))
	}
	/// `v` is from 1 to 14.
	/// `o` is from 0 to 18.
	fn reveal(v: u32, o: u32, ) -> Weight {
		// 309_434 ns at least.
		Weight::from_parts(87_630_328, 18420)
			// ± 247_519
			.saturating_add(Weight::from_parts(22_538_928, 0).saturating_mul(v.into()))
			// ± 175_321
			.saturating_add(Weight::from_parts(12_649_058, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 2566).saturating_mul(o.into()))
			.saturating_add(Weight::from_parts(0, 2540).saturating_mul(v.into()))
	}
	fn relay() -> Weight {
		// 3_170 ns at least.
		Weight::from_parts(3_635_000, 0)
	}
	fn find_closing_step() -> Weight {
		// 3_671 ns at least.
		Weight::from_parts(4_146_000, 3545)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	fn expire_proof() -> Weight {
		// 34_851 ns at least.
		Weight::from_parts(38_207_000, 8950)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn remove_window() -> Weight {
		// 18_127 ns at least.
		Weight::from_parts(19_991_000, 4970)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn set_parameters() -> Weight {
		// 4_168 ns at least.
		Weight::from_parts(4_783_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn on_changed() -> Weight {
		// 2_872 ns at least.
		Weight::from_parts(3_300_000, 3523)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// The same for tests, with ParityDB's cost of reading and writing.
impl WeightInfo for () {
	fn begin_block() -> Weight {
		Weight::from_parts(11_537_000, 3545)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn open_window() -> Weight {
		Weight::from_parts(7_744_000, 1540)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn authorize_announce() -> Weight {
		Weight::from_parts(74_983_000, 5164)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
	}
	fn announce() -> Weight {
		Weight::from_parts(41_464_000, 5164)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn authorize_report(n: u32, ) -> Weight {
		Weight::from_parts(68_115_783, 3595)
			.saturating_add(Weight::from_parts(8_704_246, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3980).saturating_mul(n.into()))
	}
	fn report(n: u32, ) -> Weight {
		Weight::from_parts(34_210_987, 3595)
			.saturating_add(Weight::from_parts(16_822_812, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3980).saturating_mul(n.into()))
	}
	fn authorize_reveal() -> Weight {
		Weight::from_parts(69_218_000, 6100)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
	}
	fn reveal(v: u32, o: u32, ) -> Weight {
		Weight::from_parts(87_630_328, 18420)
			.saturating_add(Weight::from_parts(22_538_928, 0).saturating_mul(v.into()))
			.saturating_add(Weight::from_parts(12_649_058, 0).saturating_mul(o.into()))
			.saturating_add(ParityDbWeight::get().reads(19_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(v.into())))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(o.into())))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(v.into())))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(o.into())))
			.saturating_add(Weight::from_parts(0, 2566).saturating_mul(o.into()))
			.saturating_add(Weight::from_parts(0, 2540).saturating_mul(v.into()))
	}
	fn relay() -> Weight {
		Weight::from_parts(3_635_000, 0)
	}
	fn find_closing_step() -> Weight {
		Weight::from_parts(4_146_000, 3545)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	fn expire_proof() -> Weight {
		Weight::from_parts(38_207_000, 8950)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn remove_window() -> Weight {
		Weight::from_parts(19_991_000, 4970)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(4_783_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn on_changed() -> Weight {
		Weight::from_parts(3_300_000, 3523)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}

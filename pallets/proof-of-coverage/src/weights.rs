//! What the calls of `pallet_proof_of_coverage` cost. Not measured yet: accesses to state are counted
//! in the code, times are estimated from those of the other pallets. `scripts/weights` writes this file
//! anew.

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
	fn look_for_step() -> Weight;
	fn expire() -> Weight;
	fn forget_window() -> Weight;
	fn set_parameters() -> Weight;
	fn on_changed() -> Weight;
}

/// Estimated, with the runtime's own cost of reading and writing state.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn begin_block() -> Weight {
		Weight::from_parts(30_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn open_window() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn authorize_announce() -> Weight {
		Weight::from_parts(150_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
	}
	fn announce() -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn authorize_report(n: u32, ) -> Weight {
		Weight::from_parts(150_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
	}
	fn report(n: u32, ) -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(Weight::from_parts(30_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn authorize_reveal() -> Weight {
		Weight::from_parts(150_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
	}
	fn reveal(v: u32, o: u32, ) -> Weight {
		Weight::from_parts(150_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
			.saturating_add(Weight::from_parts(150_000_000, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads((9_u64).saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(v.into())))
			.saturating_add(Weight::from_parts(60_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(o.into())))
	}
	fn relay() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn look_for_step() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	fn expire() -> Weight {
		Weight::from_parts(120_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	fn forget_window() -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn on_changed() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

impl WeightInfo for () {
	fn begin_block() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn open_window() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn authorize_announce() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn announce() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn authorize_report(n: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0).saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(n.into()))
	}
	fn report(n: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0).saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(n.into()))
	}
	fn authorize_reveal() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn reveal(v: u32, o: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 0).saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(v.saturating_add(o).into()))
	}
	fn relay() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn look_for_step() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn expire() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn forget_window() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn on_changed() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}

//! What the calls of `pallet_device_registry` cost: measured, and written by `scripts/weights`.
//!
//! Measured on 2026-11-23, on Intel(R) Xeon(R) Processor: 20 steps, each repeated 10 times,
//! in compiled Wasm.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_parens, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls cost.
pub trait WeightInfo {
	fn admit_maker(k: u32, ) -> Weight;
	fn update_maker() -> Weight;
	fn set_maker_keys(k: u32, ) -> Weight;
	fn commit_batch() -> Weight;
	fn revoke_batch() -> Weight;
	fn set_class() -> Weight;
	fn set_region_table(r: u32, ) -> Weight;
	fn onboard_by_ed25519() -> Weight;
	fn onboard_by_sr25519() -> Weight;
	fn onboard_by_secp256k1() -> Weight;
	fn onboard_by_p256() -> Weight;
	fn onboard_by_membership(d: u32, ) -> Weight;
	fn assert_location(n: u32, ) -> Weight;
	fn set_payout_account(n: u32, ) -> Weight;
	fn deactivate(n: u32, ) -> Weight;
	fn reactivate(n: u32, ) -> Weight;
	fn retire(n: u32, ) -> Weight;
	fn cancel_change(n: u32, ) -> Weight;
	fn replace_device() -> Weight;
	fn offer(n: u32, ) -> Weight;
	fn cancel_offer(n: u32, ) -> Weight;
	fn accept_offer(n: u32, ) -> Weight;
	fn transfer(n: u32, ) -> Weight;
	fn suspend(n: u32, ) -> Weight;
	fn appeal_suspension() -> Weight;
	fn resolve_suspension() -> Weight;
	fn swap_bond_into_staked(n: u32, ) -> Weight;
	fn swap_bond_into_native(n: u32, ) -> Weight;
	fn record_valid_proof() -> Weight;
	fn turn_page() -> Weight;
	fn look_at_task() -> Weight;
	fn settle_lapse() -> Weight;
	fn settle_change() -> Weight;
	fn settle_suspension() -> Weight;
	fn settle_bond() -> Weight;
}

/// As measured, with the runtime's own cost of reading and writing state.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// `k` is from 0 to 8.
	fn admit_maker(k: u32, ) -> Weight {
		// 9_975 ns at least.
		Weight::from_parts(19_403_928, 1489)
			// ± 9_185
			.saturating_add(Weight::from_parts(88_560, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn update_maker() -> Weight {
		// 14_197 ns at least.
		Weight::from_parts(34_737_000, 3816)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `k` is from 0 to 8.
	fn set_maker_keys(k: u32, ) -> Weight {
		// 14_279 ns at least.
		Weight::from_parts(33_859_599, 3816)
			// ± 37_497
			.saturating_add(Weight::from_parts(189_474, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn commit_batch() -> Weight {
		// 32_530 ns at least.
		Weight::from_parts(80_871_000, 3816)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn revoke_batch() -> Weight {
		// 23_003 ns at least.
		Weight::from_parts(58_451_000, 3816)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_class() -> Weight {
		// 22_831 ns at least.
		Weight::from_parts(52_433_000, 5164)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// `r` is from 0 to 32.
	fn set_region_table(r: u32, ) -> Weight {
		// 12_059 ns at least.
		Weight::from_parts(29_398_749, 5164)
			// ± 3_471
			.saturating_add(Weight::from_parts(918_319, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn onboard_by_ed25519() -> Weight {
		// 378_538 ns at least.
		Weight::from_parts(528_826_000, 3816)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn onboard_by_sr25519() -> Weight {
		// 252_401 ns at least.
		Weight::from_parts(430_093_000, 3816)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn onboard_by_secp256k1() -> Weight {
		// 244_693 ns at least.
		Weight::from_parts(423_811_000, 3816)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn onboard_by_p256() -> Weight {
		// 1_571_760 ns at least.
		Weight::from_parts(2_367_938_000, 3816)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// `d` is from 0 to 24.
	fn onboard_by_membership(d: u32, ) -> Weight {
		// 214_108 ns at least.
		Weight::from_parts(393_214_556, 3816)
			// ± 115_729
			.saturating_add(Weight::from_parts(166_430, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// `n` is from 1 to 100.
	fn assert_location(n: u32, ) -> Weight {
		// 241_280 ns at least.
		Weight::from_parts(561_760_911, 5164)
			// ± 2_748_533
			.saturating_add(Weight::from_parts(124_365_335, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn set_payout_account(n: u32, ) -> Weight {
		// 18_473 ns at least.
		Weight::from_parts(19_065_000, 990)
			// ± 159_983
			.saturating_add(Weight::from_parts(9_994_285, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn deactivate(n: u32, ) -> Weight {
		// 43_525 ns at least.
		Weight::from_parts(96_305_260, 3552)
			// ± 631_284
			.saturating_add(Weight::from_parts(22_848_006, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn reactivate(n: u32, ) -> Weight {
		// 81_409 ns at least.
		Weight::from_parts(266_649_648, 3604)
			// ± 2_268_941
			.saturating_add(Weight::from_parts(61_939_125, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn retire(n: u32, ) -> Weight {
		// 45_310 ns at least.
		Weight::from_parts(50_420_000, 3473)
			// ± 462_933
			.saturating_add(Weight::from_parts(31_765_630, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn cancel_change(n: u32, ) -> Weight {
		// 23_088 ns at least.
		Weight::from_parts(16_838_370, 990)
			// ± 456_013
			.saturating_add(Weight::from_parts(12_706_532, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn replace_device() -> Weight {
		// 1_552_278 ns at least.
		Weight::from_parts(2_025_699_000, 3816)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// `n` is from 1 to 100.
	fn offer(n: u32, ) -> Weight {
		// 22_945 ns at least.
		Weight::from_parts(23_993_000, 990)
			// ± 197_962
			.saturating_add(Weight::from_parts(12_898_447, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn cancel_offer(n: u32, ) -> Weight {
		// 41_859 ns at least.
		Weight::from_parts(159_837_510, 990)
			// ± 398_276
			.saturating_add(Weight::from_parts(9_981_191, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn accept_offer(n: u32, ) -> Weight {
		// 142_426 ns at least.
		Weight::from_parts(145_565_000, 3604)
			// ± 1_427_653
			.saturating_add(Weight::from_parts(117_355_041, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((7_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2614).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn transfer(n: u32, ) -> Weight {
		// 208_223 ns at least.
		Weight::from_parts(585_768_588, 6218)
			// ± 4_407_016
			.saturating_add(Weight::from_parts(114_487_472, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn suspend(n: u32, ) -> Weight {
		// 424_452 ns at least.
		Weight::from_parts(424_765_000, 68060)
			// ± 6_144_066
			.saturating_add(Weight::from_parts(585_289_399, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(30_u64))
			.saturating_add(T::DbWeight::get().reads((54_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(29_u64))
			.saturating_add(T::DbWeight::get().writes((55_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 121844).saturating_mul(n.into()))
	}
	fn appeal_suspension() -> Weight {
		// 21_936 ns at least.
		Weight::from_parts(34_961_000, 3595)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn resolve_suspension() -> Weight {
		// 124_743 ns at least.
		Weight::from_parts(200_084_000, 6196)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// `n` is from 1 to 100.
	fn swap_bond_into_staked(n: u32, ) -> Weight {
		// 99_334 ns at least.
		Weight::from_parts(103_966_000, 3675)
			// ± 2_527_530
			.saturating_add(Weight::from_parts(93_737_423, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2622).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 100.
	fn swap_bond_into_native(n: u32, ) -> Weight {
		// 95_371 ns at least.
		Weight::from_parts(54_677_684, 3675)
			// ± 5_219_148
			.saturating_add(Weight::from_parts(85_799_251, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2622).saturating_mul(n.into()))
	}
	fn record_valid_proof() -> Weight {
		// 311_814 ns at least.
		Weight::from_parts(491_956_000, 130470)
			.saturating_add(T::DbWeight::get().reads(57_u64))
			.saturating_add(T::DbWeight::get().writes(55_u64))
	}
	fn turn_page() -> Weight {
		// 12_267 ns at least.
		Weight::from_parts(24_148_000, 3795)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn look_at_task() -> Weight {
		// 5_241 ns at least.
		Weight::from_parts(10_498_000, 3523)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn settle_lapse() -> Weight {
		// 435_375 ns at least.
		Weight::from_parts(497_229_000, 130470)
			.saturating_add(T::DbWeight::get().reads(53_u64))
			.saturating_add(T::DbWeight::get().writes(53_u64))
	}
	fn settle_change() -> Weight {
		// 341_218 ns at least.
		Weight::from_parts(538_510_000, 130470)
			.saturating_add(T::DbWeight::get().reads(59_u64))
			.saturating_add(T::DbWeight::get().writes(59_u64))
	}
	fn settle_suspension() -> Weight {
		// 26_708 ns at least.
		Weight::from_parts(46_877_000, 3595)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn settle_bond() -> Weight {
		// 62_511 ns at least.
		Weight::from_parts(103_077_000, 3604)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
}

/// The same for tests, with ParityDB's cost of reading and writing.
impl WeightInfo for () {
	fn admit_maker(k: u32, ) -> Weight {
		Weight::from_parts(19_403_928, 1489)
			.saturating_add(Weight::from_parts(88_560, 0).saturating_mul(k.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn update_maker() -> Weight {
		Weight::from_parts(34_737_000, 3816)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_maker_keys(k: u32, ) -> Weight {
		Weight::from_parts(33_859_599, 3816)
			.saturating_add(Weight::from_parts(189_474, 0).saturating_mul(k.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn commit_batch() -> Weight {
		Weight::from_parts(80_871_000, 3816)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn revoke_batch() -> Weight {
		Weight::from_parts(58_451_000, 3816)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_class() -> Weight {
		Weight::from_parts(52_433_000, 5164)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_region_table(r: u32, ) -> Weight {
		Weight::from_parts(29_398_749, 5164)
			.saturating_add(Weight::from_parts(918_319, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn onboard_by_ed25519() -> Weight {
		Weight::from_parts(528_826_000, 3816)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn onboard_by_sr25519() -> Weight {
		Weight::from_parts(430_093_000, 3816)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn onboard_by_secp256k1() -> Weight {
		Weight::from_parts(423_811_000, 3816)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn onboard_by_p256() -> Weight {
		Weight::from_parts(2_367_938_000, 3816)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn onboard_by_membership(d: u32, ) -> Weight {
		Weight::from_parts(393_214_556, 3816)
			.saturating_add(Weight::from_parts(166_430, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn assert_location(n: u32, ) -> Weight {
		Weight::from_parts(561_760_911, 5164)
			.saturating_add(Weight::from_parts(124_365_335, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn set_payout_account(n: u32, ) -> Weight {
		Weight::from_parts(19_065_000, 990)
			.saturating_add(Weight::from_parts(9_994_285, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn deactivate(n: u32, ) -> Weight {
		Weight::from_parts(96_305_260, 3552)
			.saturating_add(Weight::from_parts(22_848_006, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn reactivate(n: u32, ) -> Weight {
		Weight::from_parts(266_649_648, 3604)
			.saturating_add(Weight::from_parts(61_939_125, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn retire(n: u32, ) -> Weight {
		Weight::from_parts(50_420_000, 3473)
			.saturating_add(Weight::from_parts(31_765_630, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn cancel_change(n: u32, ) -> Weight {
		Weight::from_parts(16_838_370, 990)
			.saturating_add(Weight::from_parts(12_706_532, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn replace_device() -> Weight {
		Weight::from_parts(2_025_699_000, 3816)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn offer(n: u32, ) -> Weight {
		Weight::from_parts(23_993_000, 990)
			.saturating_add(Weight::from_parts(12_898_447, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn cancel_offer(n: u32, ) -> Weight {
		Weight::from_parts(159_837_510, 990)
			.saturating_add(Weight::from_parts(9_981_191, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn accept_offer(n: u32, ) -> Weight {
		Weight::from_parts(145_565_000, 3604)
			.saturating_add(Weight::from_parts(117_355_041, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((6_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((7_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2614).saturating_mul(n.into()))
	}
	fn transfer(n: u32, ) -> Weight {
		Weight::from_parts(585_768_588, 6218)
			.saturating_add(Weight::from_parts(114_487_472, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
			.saturating_add(ParityDbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2605).saturating_mul(n.into()))
	}
	fn suspend(n: u32, ) -> Weight {
		Weight::from_parts(424_765_000, 68060)
			.saturating_add(Weight::from_parts(585_289_399, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(30_u64))
			.saturating_add(ParityDbWeight::get().reads((54_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(29_u64))
			.saturating_add(ParityDbWeight::get().writes((55_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 121844).saturating_mul(n.into()))
	}
	fn appeal_suspension() -> Weight {
		Weight::from_parts(34_961_000, 3595)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn resolve_suspension() -> Weight {
		Weight::from_parts(200_084_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn swap_bond_into_staked(n: u32, ) -> Weight {
		Weight::from_parts(103_966_000, 3675)
			.saturating_add(Weight::from_parts(93_737_423, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2622).saturating_mul(n.into()))
	}
	fn swap_bond_into_native(n: u32, ) -> Weight {
		Weight::from_parts(54_677_684, 3675)
			.saturating_add(Weight::from_parts(85_799_251, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2622).saturating_mul(n.into()))
	}
	fn record_valid_proof() -> Weight {
		Weight::from_parts(491_956_000, 130470)
			.saturating_add(ParityDbWeight::get().reads(57_u64))
			.saturating_add(ParityDbWeight::get().writes(55_u64))
	}
	fn turn_page() -> Weight {
		Weight::from_parts(24_148_000, 3795)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn look_at_task() -> Weight {
		Weight::from_parts(10_498_000, 3523)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn settle_lapse() -> Weight {
		Weight::from_parts(497_229_000, 130470)
			.saturating_add(ParityDbWeight::get().reads(53_u64))
			.saturating_add(ParityDbWeight::get().writes(53_u64))
	}
	fn settle_change() -> Weight {
		Weight::from_parts(538_510_000, 130470)
			.saturating_add(ParityDbWeight::get().reads(59_u64))
			.saturating_add(ParityDbWeight::get().writes(59_u64))
	}
	fn settle_suspension() -> Weight {
		Weight::from_parts(46_877_000, 3595)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn settle_bond() -> Weight {
		Weight::from_parts(103_077_000, 3604)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
}

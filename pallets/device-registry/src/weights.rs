//! Weights: temporary, until they are measured.
#![allow(missing_docs)]

use frame_support::weights::Weight;

pub trait WeightInfo {
	fn admit_maker(k: u32) -> Weight;
	fn limit_maker() -> Weight;
	fn set_maker_keys(k: u32) -> Weight;
	fn commit_batch() -> Weight;
	fn revoke_batch() -> Weight;
	fn set_class() -> Weight;
	fn set_region_table(r: u32) -> Weight;
	fn onboard_by_ed25519() -> Weight;
	fn onboard_by_sr25519() -> Weight;
	fn onboard_by_secp256k1() -> Weight;
	fn onboard_by_p256() -> Weight;
	fn onboard_by_membership(d: u32) -> Weight;
	fn assert_location(n: u32) -> Weight;
	fn set_payout(n: u32) -> Weight;
	fn deactivate(n: u32) -> Weight;
	fn reactivate(n: u32) -> Weight;
	fn retire(n: u32) -> Weight;
	fn cancel_change(n: u32) -> Weight;
	fn replace() -> Weight;
	fn offer(n: u32) -> Weight;
	fn withdraw_offer(n: u32) -> Weight;
	fn accept(n: u32) -> Weight;
	fn transfer(n: u32) -> Weight;
	fn suspend(n: u32) -> Weight;
	fn appeal() -> Weight;
	fn decide() -> Weight;
	fn record_valid_proof() -> Weight;
	fn turn_page() -> Weight;
	fn look_at_task() -> Weight;
	fn settle_lapse() -> Weight;
	fn settle_change() -> Weight;
	fn settle_suspension() -> Weight;
	fn settle_bond() -> Weight;
}

pub struct SubstrateWeight<T>(core::marker::PhantomData<T>);

impl WeightInfo for () {
	fn admit_maker(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn limit_maker() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_maker_keys(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn commit_batch() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn revoke_batch() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_class() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_region_table(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn onboard_by_ed25519() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn onboard_by_sr25519() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn onboard_by_secp256k1() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn onboard_by_p256() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn onboard_by_membership(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn assert_location(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_payout(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn deactivate(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn reactivate(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn retire(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn cancel_change(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn replace() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn offer(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn withdraw_offer(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn transfer(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn suspend(_: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn appeal() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn decide() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn record_valid_proof() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn turn_page() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn look_at_task() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn settle_lapse() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn settle_change() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn settle_suspension() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn settle_bond() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn admit_maker(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn limit_maker() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn set_maker_keys(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn commit_batch() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn revoke_batch() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn set_class() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn set_region_table(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn onboard_by_ed25519() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn onboard_by_sr25519() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn onboard_by_secp256k1() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn onboard_by_p256() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn onboard_by_membership(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn assert_location(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn set_payout(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn deactivate(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn reactivate(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn retire(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn cancel_change(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn replace() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn offer(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn withdraw_offer(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn accept(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn transfer(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn suspend(_: u32) -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn appeal() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn decide() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn record_valid_proof() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn turn_page() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn look_at_task() -> Weight {
		Weight::from_parts(10_000_000, 0)
	}
	fn settle_lapse() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn settle_change() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn settle_suspension() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn settle_bond() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
}

//! What the calls of `pallet_reward_emission` cost.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::weights::Weight;

pub trait WeightInfo {
	fn claim() -> Weight;
	fn claim_many(n: u32) -> Weight;
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

pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn claim() -> Weight {
		<() as WeightInfo>::claim()
	}
	fn claim_many(n: u32) -> Weight {
		<() as WeightInfo>::claim_many(n)
	}
	fn claim_account() -> Weight {
		<() as WeightInfo>::claim()
	}
	fn set_shares() -> Weight {
		<() as WeightInfo>::claim()
	}
	fn set_rate_caps() -> Weight {
		<() as WeightInfo>::claim()
	}
	fn close_era() -> Weight {
		<() as WeightInfo>::claim()
	}
	fn pay_stakers() -> Weight {
		<() as WeightInfo>::claim()
	}
	fn credit() -> Weight {
		<() as WeightInfo>::claim()
	}
	fn on_transferred() -> Weight {
		<() as WeightInfo>::claim()
	}
	fn on_suspended() -> Weight {
		<() as WeightInfo>::claim()
	}
	fn on_released() -> Weight {
		<() as WeightInfo>::claim()
	}
}
impl WeightInfo for () {
	fn claim() -> Weight {
		Weight::from_parts(200_000_000, 0)
	}
	fn claim_many(n: u32) -> Weight {
		Self::claim().saturating_mul(n.into())
	}
	fn claim_account() -> Weight {
		Self::claim()
	}
	fn set_shares() -> Weight {
		Self::claim()
	}
	fn set_rate_caps() -> Weight {
		Self::claim()
	}
	fn close_era() -> Weight {
		Self::claim()
	}
	fn pay_stakers() -> Weight {
		Self::claim()
	}
	fn credit() -> Weight {
		Self::claim()
	}
	fn on_transferred() -> Weight {
		Self::claim()
	}
	fn on_suspended() -> Weight {
		Self::claim()
	}
	fn on_released() -> Weight {
		Self::claim()
	}
}

//! Benchmarks of joining and leaving a nomination pool on this chain, for comparison with liquid
//! staking.
//!
//! The SDK's benchmarks of nomination pools need `pallet-staking-async`. These benchmarks do the same:
//! the stake of the pool moves between two bags of the list of voters, which both hold other voters.

#![allow(clippy::expect_used)] // a failed setup must stop the benchmark

use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::traits::fungible::{Inspect, Mutate};
use frame_system::RawOrigin;
use pallet_nomination_pools::{
	BalanceOf, BondedPools, Call, LastPoolId, Pallet as Pools, PoolId, PoolMembers,
};
use sp_runtime::traits::{Saturating, StaticLookup};

/// Nomination pools on a chain that has validators.
pub trait Config: pallet_nomination_pools::Config {
	/// Creates a validator.
	fn validator() -> Self::AccountId;
}

/// The pallet to benchmark.
pub struct Pallet<T: Config>(Pools<T>);

type CurrencyOf<T> = <T as pallet_nomination_pools::Config>::Currency;

fn funded<T: Config>(name: &'static str, number: u32, amount: BalanceOf<T>) -> T::AccountId {
	let who = account(name, number, 0);
	let amount = amount.saturating_add(CurrencyOf::<T>::minimum_balance());
	CurrencyOf::<T>::set_balance(&who, amount.saturating_mul(2u32.into()));
	who
}

/// Creates a pool that has bonded `bond` and nominates `validator`.
fn pool<T: Config>(number: u32, bond: BalanceOf<T>, validator: &T::AccountId) -> PoolId {
	let creator = funded::<T>("creator", number, bond);
	let origin = || RawOrigin::Signed(creator.clone()).into();
	let lookup = || T::Lookup::unlookup(creator.clone());
	Pools::<T>::create(origin(), bond, lookup(), lookup(), lookup())
		.expect("the creator has enough funds");
	let id = LastPoolId::<T>::get();
	Pools::<T>::nominate(origin(), id, vec![validator.clone()])
		.expect("the pool has bonded enough");
	id
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn join() {
		let validator = T::validator();
		let bond = Pools::<T>::depositor_min_bond().saturating_mul(2u32.into());
		let id = pool::<T>(0, bond, &validator);
		pool::<T>(1, bond, &validator);
		pool::<T>(2, bond.saturating_mul(2u32.into()), &validator);
		let joiner = funded::<T>("joiner", 0, bond);
		whitelist_account!(joiner);
		#[extrinsic_call]
		_(RawOrigin::Signed(joiner.clone()), bond, id);
		assert_eq!(PoolMembers::<T>::get(&joiner).map(|member| member.pool_id), Some(id));
	}

	#[benchmark]
	fn unbond() {
		let validator = T::validator();
		let bond = Pools::<T>::depositor_min_bond().saturating_mul(2u32.into());
		let id = pool::<T>(0, bond, &validator);
		let joiner = funded::<T>("joiner", 0, bond);
		Pools::<T>::join(RawOrigin::Signed(joiner.clone()).into(), bond, id)
			.expect("the pool is open");
		pool::<T>(1, bond.saturating_mul(2u32.into()), &validator);
		pool::<T>(2, bond, &validator);
		whitelist_account!(joiner);
		let lookup = T::Lookup::unlookup(joiner.clone());
		#[extrinsic_call]
		_(RawOrigin::Signed(joiner), lookup, bond);
		assert_eq!(BondedPools::<T>::get(id).map(|pool| pool.points), Some(bond));
	}
}

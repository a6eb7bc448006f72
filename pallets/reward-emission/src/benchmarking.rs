//! What calls, credits and the end of an era cost, each in its worst case.

// A benchmark that panics fails, as it should; none runs on a network.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use crate::*;
use alloc::vec::Vec;
use cairn_primitives::devices::{DeviceHooks, Escrow};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, Get,
	},
	BoundedVec,
};
use frame_system::RawOrigin;

/// Far more than anybody is paid.
const MUCH: Balance = 1 << 60;

/// A device earns by coverage and by usage. So does another, so that the era goes on owing
/// something.
fn earned<T: Config>(device: DeviceIndex) {
	for bucket in types::BUCKETS {
		for earner in [device, DeviceIndex::MAX] {
			Pallet::<T>::do_credit(earner, bucket, 10_000).expect("there are few units");
		}
	}
}

/// Ends the era with something to be paid for each unit.
fn close<T: Config>() {
	let OpenEra { index, units } = CurrentEra::<T>::take();
	let rate = grains(1_000_000_000);
	let rates = PerBucket { coverage: rate, usage: rate };
	ClosedEras::<T>::insert(index, ClosedEra { rates, unsettled: units });
	Books::<T>::mutate(|books| {
		for bucket in types::BUCKETS {
			let owed = rate * u128::from(*units.get(bucket));
			let book = books.get_mut(bucket);
			book.minted += owed;
			book.unsettled += owed;
		}
	});
	CurrentEra::<T>::put(OpenEra { index: index + 1, ..Default::default() });
	enrich::<T>();
}

/// The pots have what they need.
fn enrich<T: Config>() {
	for pot in [Pallet::<T>::devices_pot(), Pallet::<T>::stakers_pot()] {
		T::Currency::mint_into(&pot, MUCH).expect("there is room for it");
	}
}

/// Owes `device` something, and returns who is paid.
fn owed<T: Config>(device: DeviceIndex) -> T::AccountId {
	earned::<T>(device);
	close::<T>();
	T::Directory::payee(device).expect("the device was made")
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn claim() {
		let device = T::BenchmarkHelper::device(0);
		let payee = owed::<T>(device);
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), device);
		assert!(T::Currency::balance(&payee) > 0);
	}

	/// Each device has a payee of its own, and has last earned in an era of its own.
	#[benchmark]
	fn claim_many(n: Linear<1, { T::MaxFleet::get() }>) {
		let devices: Vec<_> = (0..n).map(T::BenchmarkHelper::device).collect();
		for device in &devices {
			earned::<T>(*device);
			close::<T>();
		}
		assert_eq!(ClosedEras::<T>::iter().count(), n as usize);
		let fleet = BoundedVec::truncate_from(devices.clone());
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), fleet);
		for device in devices {
			assert_eq!(Pallet::<T>::pending(device).claimable, 0);
		}
	}

	#[benchmark]
	fn claim_account() {
		// Not the caller's, and not there yet.
		let account: T::AccountId = account("former", 0, 0);
		earned::<T>(0);
		Pallet::<T>::on_transferred(0, &account);
		close::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), account.clone());
		assert!(T::Currency::balance(&account) > 0);
	}

	#[benchmark]
	fn set_shares() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let shares = CurrentShares::<T>::get();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, shares);
		assert_eq!(NextShares::<T>::get(), Some(shares));
		Ok(())
	}

	#[benchmark]
	fn set_rate_caps() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let caps = PerBucket { coverage: 1, usage: 2 };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, caps);
		assert_eq!(RateCaps::<T>::get(), caps);
		Ok(())
	}

	/// With units, new shares, a reserve that expires and something burned.
	#[benchmark]
	fn close_era() {
		let index = T::PayoutHistory::get() + 1;
		T::BenchmarkHelper::set_time(1_000);
		Pallet::<T>::start();
		// Two eras late, and past a halving.
		let period = EmissionSchedule::<T>::get().halving_period_ms;
		EmissionClock::<T>::mutate_extant(|clock| clock.emitted_until = period);
		T::BenchmarkHelper::set_time(1_000 + period + 3 * T::NominalEra::get());
		Issuance::<T>::mutate(|book| book.endowed += 1_000);
		let issuance = T::Currency::total_issuance();
		CurrentEra::<T>::mutate(|era| era.index = index);
		earned::<T>(0);
		NextShares::<T>::put(CurrentShares::<T>::get());
		StakersReserve::<T>::insert(0, 0);
		#[block]
		{
			Pallet::<T>::close_era(index);
		}
		assert_eq!(CurrentEra::<T>::get().index, index + 1);
		assert!(ClosedEras::<T>::contains_key(index) && !StakersReserve::<T>::contains_key(0));
		assert!(T::Currency::total_issuance() > issuance && Issuance::<T>::get().treasury > 0);
	}

	/// What paying a page costs beside what the staking pallet's part does.
	#[benchmark]
	fn pay_stakers() {
		// No era that genesis has filled.
		let era = 7;
		let validator = whitelisted_caller::<T::AccountId>();
		T::StakerPayouts::prepare(era, &validator);
		enrich::<T>();
		CurrentEra::<T>::mutate(|open| open.index = era + 1);
		StakersReserve::<T>::insert(era, MUCH);
		Stakers::<T>::put(StakersBook { minted: MUCH, paid: 0, reserved: MUCH });
		Payouts::<T>::put(PayoutCursor { era, ..Default::default() });
		assert!(Pallet::<T>::pay_next_page() && Pallet::<T>::pay_next_page());
		// The dearest step: there is no other validator, and the era's reserve is free.
		Payouts::<T>::mutate(|cursor| cursor.skipped = false);
		#[block]
		{
			Pallet::<T>::pay_next_page();
		}
		assert_eq!(Payouts::<T>::get().era, era + 1);
		assert!(!StakersReserve::<T>::contains_key(era));
	}

	/// A device that has earned in an era before is settled first.
	#[benchmark]
	fn credit() {
		earned::<T>(7);
		close::<T>();
		#[block]
		{
			Pallet::<T>::do_credit(7, Bucket::Coverage, 10_000).expect("there are few units");
		}
		assert_eq!(DeviceLedgers::<T>::get(7).coverage_units, 10_000);
		assert!(DeviceLedgers::<T>::get(7).coverage_pending > 0);
	}

	/// The device has last earned in another era than the account, and both have ended.
	#[benchmark]
	fn on_transferred() {
		let account = whitelisted_caller::<T::AccountId>();
		earned::<T>(2);
		Pallet::<T>::on_transferred(2, &account);
		close::<T>();
		earned::<T>(1);
		close::<T>();
		#[block]
		{
			Pallet::<T>::on_transferred(1, &account);
		}
		assert!(AccountLedgers::<T>::get(&account).coverage_pending > 0);
	}

	#[benchmark]
	fn on_suspended() {
		earned::<T>(1);
		close::<T>();
		#[block]
		{
			Pallet::<T>::on_suspended(1);
		}
		assert!(DeviceLedgers::<T>::get(1).in_escrow);
	}

	#[benchmark]
	fn on_released() {
		earned::<T>(1);
		Pallet::<T>::on_suspended(1);
		close::<T>();
		#[block]
		{
			Pallet::<T>::on_released(1, Escrow::Forfeited);
		}
		assert!(!DeviceLedgers::<T>::contains_key(1));
	}

	#[cfg(test)]
	use crate::mock::{benchmark_externalities, Test};
	impl_benchmark_test_suite!(Pallet, benchmark_externalities(), Test);
}

//! The weights of calls, credits and the end of an era, each measured in its worst case.

// A benchmark that panics fails, as it should. Benchmarks never run on a network.
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

/// A balance far above any payment.
const AMPLE_BALANCE: Balance = 1 << 60;

/// Credits a device in both buckets. Credits another device too, so that the era still owes
/// something after the first is settled.
fn credit_device<T: Config>(device: DeviceIndex) {
	for bucket in types::BUCKETS {
		for earner in [device, DeviceIndex::MAX] {
			Pallet::<T>::do_credit(earner, bucket, 10_000).expect("there are few units");
		}
	}
}

/// Closes the era with a positive rate for each bucket.
fn close_with_rates<T: Config>() {
	let OpenEra { index, units } = CurrentEra::<T>::take();
	let rate = to_sub_planck(1_000_000_000);
	let rates = PerBucket { coverage: rate, usage: rate };
	ClosedEras::<T>::insert(index, ClosedEra { rates, unsettled: units });
	BucketBooks::<T>::mutate(|books| {
		for bucket in types::BUCKETS {
			let owed = rate * u128::from(*units.get(bucket));
			let book = books.get_mut(bucket);
			book.minted += owed;
			book.unsettled += owed;
		}
	});
	CurrentEra::<T>::put(OpenEra { index: index + 1, ..Default::default() });
	fund_pots::<T>();
}

/// Funds both pots.
fn fund_pots<T: Config>() {
	for pot in [Pallet::<T>::devices_pot(), Pallet::<T>::stakers_pot()] {
		T::Currency::mint_into(&pot, AMPLE_BALANCE).expect("there is room for it");
	}
}

/// Makes rewards of `device` claimable and returns its payee.
fn make_claimable<T: Config>(device: DeviceIndex) -> T::AccountId {
	credit_device::<T>(device);
	close_with_rates::<T>();
	T::Directory::payee(device).expect("the device was created")
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn claim() {
		let device = T::BenchmarkHelper::device(0);
		let payee = make_claimable::<T>(device);
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), device);
		assert!(T::Currency::balance(&payee) > 0);
	}

	/// Each device has its own payee, and last earned in its own era.
	#[benchmark]
	fn claim_many(n: Linear<1, { T::MaxFleet::get() }>) {
		let devices: Vec<_> = (0..n).map(T::BenchmarkHelper::device).collect();
		for device in &devices {
			credit_device::<T>(*device);
			close_with_rates::<T>();
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
		// The account is not the caller's and does not exist yet.
		let account: T::AccountId = account("former", 0, 0);
		credit_device::<T>(0);
		Pallet::<T>::on_transferred(0, &account);
		close_with_rates::<T>();
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

	/// The era has units, scheduled shares, an expiring reserve and burned tokens.
	#[benchmark]
	fn close_era() {
		let index = T::PayoutHistory::get() + 1;
		T::BenchmarkHelper::set_time(1_000);
		Pallet::<T>::start_clock();
		// The era ends two eras late, after a halving.
		let period = EmissionSchedule::<T>::get().halving_period_ms;
		EmissionClock::<T>::mutate_extant(|clock| clock.emitted_until = period);
		T::BenchmarkHelper::set_time(1_000 + period + 3 * T::NominalEra::get());
		Issuance::<T>::mutate(|book| book.endowed += 1_000);
		let issuance = T::Currency::total_issuance();
		CurrentEra::<T>::mutate(|era| era.index = index);
		credit_device::<T>(0);
		NextShares::<T>::put(CurrentShares::<T>::get());
		StakerReserves::<T>::insert(0, 0);
		#[block]
		{
			Pallet::<T>::close_era(index);
		}
		assert_eq!(CurrentEra::<T>::get().index, index + 1);
		assert!(ClosedEras::<T>::contains_key(index) && !StakerReserves::<T>::contains_key(0));
		assert!(T::Currency::total_issuance() > issuance && Issuance::<T>::get().treasury > 0);
	}

	/// Measures a payout step without the staking pallet's part.
	#[benchmark]
	fn pay_stakers() {
		// Genesis has not filled this era.
		let era = 7;
		let validator = whitelisted_caller::<T::AccountId>();
		T::StakerPayouts::prepare(era, &validator);
		fund_pots::<T>();
		CurrentEra::<T>::mutate(|open| open.index = era + 1);
		StakerReserves::<T>::insert(era, AMPLE_BALANCE);
		StakerBook::<T>::put(StakerPotBook {
			minted: AMPLE_BALANCE,
			paid: 0,
			reserved: AMPLE_BALANCE,
		});
		StakerPayoutCursor::<T>::put(PayoutCursor { era, ..Default::default() });
		assert!(Pallet::<T>::advance_payouts() && Pallet::<T>::advance_payouts());
		// The most expensive step: no validator is left, and the era's reserve is released.
		StakerPayoutCursor::<T>::mutate(|cursor| cursor.skipped = false);
		#[block]
		{
			Pallet::<T>::advance_payouts();
		}
		assert_eq!(StakerPayoutCursor::<T>::get().era, era + 1);
		assert!(!StakerReserves::<T>::contains_key(era));
	}

	/// The device earned in an earlier era and is settled first.
	#[benchmark]
	fn credit() {
		credit_device::<T>(7);
		close_with_rates::<T>();
		#[block]
		{
			Pallet::<T>::do_credit(7, Bucket::Coverage, 10_000).expect("there are few units");
		}
		assert_eq!(DeviceLedgers::<T>::get(7).coverage_units, 10_000);
		assert!(DeviceLedgers::<T>::get(7).coverage_pending > 0);
	}

	/// The device and the account last earned in different eras, which have both ended.
	#[benchmark]
	fn on_transferred() {
		let account = whitelisted_caller::<T::AccountId>();
		credit_device::<T>(2);
		Pallet::<T>::on_transferred(2, &account);
		close_with_rates::<T>();
		credit_device::<T>(1);
		close_with_rates::<T>();
		#[block]
		{
			Pallet::<T>::on_transferred(1, &account);
		}
		assert!(AccountLedgers::<T>::get(&account).coverage_pending > 0);
	}

	#[benchmark]
	fn on_suspended() {
		credit_device::<T>(1);
		close_with_rates::<T>();
		#[block]
		{
			Pallet::<T>::on_suspended(1);
		}
		assert!(DeviceLedgers::<T>::get(1).in_escrow);
	}

	#[benchmark]
	fn on_released() {
		credit_device::<T>(1);
		Pallet::<T>::on_suspended(1);
		close_with_rates::<T>();
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

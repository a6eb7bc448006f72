//! Benchmarks of calls, hooks and closing steps, each in its worst case.

// A benchmark that panics fails, as it should; none runs on a network.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

mod fixtures;

use crate::*;
use cairn_primitives::{coverage::CoverageStatement, devices::DeviceHooks};
use fixtures::*;
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;
use frame_system::RawOrigin;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn begin_block() {
		begin_window::<T>();
		#[block]
		{
			Pallet::<T>::begin_block();
		}
	}

	#[benchmark]
	fn open_window() {
		let index = begin_window::<T>();
		#[block]
		{
			Pallet::<T>::open_window(index + 1, H256::repeat_byte(8));
		}
		assert!(Windows::<T>::contains_key(index + 1));
	}

	#[benchmark]
	fn authorize_announce() {
		let (index, beaconer) = (begin_window::<T>(), register_device::<T>(0));
		let announcement = announcement_of::<T>(index, beaconer);
		let statement = CoverageStatement::Announce(announcement);
		let signature = sign_statement::<T>(beaconer, index, &statement);
		#[block]
		{
			Pallet::<T>::authorize_announcement(
				Weight::zero(),
				index,
				beaconer,
				0,
				&announcement,
				&signature,
			)
			.expect("the device is challenged");
		}
	}

	#[benchmark]
	fn announce() {
		let (index, beaconer) = (begin_window::<T>(), register_device::<T>(0));
		let announcement = announcement_of::<T>(index, beaconer);
		let signature = DeviceSignature::from_raw([0; 64]);
		#[extrinsic_call]
		_(RawOrigin::Authorized, index, beaconer, 0, announcement, signature);
		assert!(Proofs::<T>::contains_key(index, beaconer));
	}

	/// Only the last reception counts.
	#[benchmark]
	fn authorize_report(n: Linear<1, RECEPTIONS>) {
		let (index, witness) = (begin_window::<T>(), register_device::<T>(WITNESS));
		let receptions = open_receptions::<T>(index, n, true);
		let statement = CoverageStatement::Report(receptions.to_vec());
		let signature = sign_statement::<T>(witness, index, &statement);
		#[block]
		{
			Pallet::<T>::authorize_report(
				Weight::zero(),
				index,
				witness,
				0,
				&receptions,
				&signature,
			)
			.expect("one reception counts");
		}
	}

	#[benchmark]
	fn report(n: Linear<1, RECEPTIONS>) {
		let (index, witness) = (begin_window::<T>(), register_device::<T>(WITNESS));
		let receptions = open_receptions::<T>(index, n, false);
		let signature = DeviceSignature::from_raw([0; 64]);
		#[extrinsic_call]
		_(RawOrigin::Authorized, index, witness, 0, receptions, signature);
		let kept = (0..n).filter_map(|beaconer| Proofs::<T>::get(index, beaconer));
		assert!(kept.into_iter().all(|proof| proof.reports.len() as u32 == KEPT_REPORTS - 1));
	}

	#[benchmark]
	fn authorize_reveal() {
		let (index, beaconer) = (begin_window::<T>(), register_device::<T>(0));
		open_proof::<T>(index, beaconer, 1_000, KEPT_REPORTS);
		end_window::<T>(index);
		let signature = sign_statement::<T>(beaconer, index, &CoverageStatement::Reveal(SECRET));
		#[block]
		{
			Pallet::<T>::authorize_reveal(Weight::zero(), index, beaconer, 0, &SECRET, &signature)
				.expect("the secret makes the announced frame");
		}
	}

	/// `v` valid witnesses, and `o` others in the cell of one of them.
	#[benchmark]
	fn reveal(v: Linear<1, JUDGED_REPORTS>, o: Linear<0, { KEPT_REPORTS - JUDGED_REPORTS }>) {
		let (index, beaconer) = (begin_window::<T>(), register_device::<T>(0));
		(1..=v).for_each(|number| {
			register_device::<T>(number);
		});
		(v + 1..=v + o).for_each(|number| {
			register_device_at::<T>(number, cell_of(1));
		});
		open_proof::<T>(index, beaconer, 1, v + o);
		end_window::<T>(index);
		let signature = DeviceSignature::from_raw([0; 64]);
		#[extrinsic_call]
		_(RawOrigin::Authorized, index, beaconer, 0, SECRET, signature);
		assert!(!Proofs::<T>::contains_key(index, beaconer));
		let valid =
			DeviceRecords::<T>::iter_values().filter(|record| record.valid == 1).count() as u32;
		assert_eq!(valid, v);
	}

	/// The call without items.
	#[benchmark]
	fn relay() {
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), Default::default());
	}

	#[benchmark]
	fn find_closing_step() {
		begin_window::<T>();
		let mut meter = WeightMeter::new();
		#[block]
		{
			Pallet::<T>::take_closing_steps(1, &mut meter);
		}
		assert!(Windows::<T>::contains_key(OldestWindow::<T>::get()));
	}

	/// Includes the strike. The registry weighs the suspension.
	#[benchmark]
	fn expire_proof() {
		expired_proof::<T>();
		let mut meter = WeightMeter::new();
		#[block]
		{
			Pallet::<T>::take_closing_steps(1, &mut meter);
		}
		assert_eq!(OpenProofs::<T>::get(), 0);
		assert_eq!(DeviceRecords::<T>::get(0).map(|record| record.missed), Some(1));
	}

	#[benchmark]
	fn remove_window() {
		expired_proof::<T>();
		let mut meter = WeightMeter::new();
		Pallet::<T>::take_closing_steps(1, &mut meter);
		let index = OldestWindow::<T>::get();
		#[block]
		{
			Pallet::<T>::take_closing_steps(1, &mut meter);
		}
		assert!(!Windows::<T>::contains_key(index));
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = Parameters::default();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);
		assert_eq!(CurrentParameters::<T>::get(), parameters);
		Ok(())
	}

	#[benchmark]
	fn on_changed() {
		let device = register_device::<T>(0);
		#[block]
		{
			Pallet::<T>::on_moved(device);
		}
		assert!(DeviceRecords::<T>::get(device).is_some_and(|record| record.changed_at.is_some()));
	}

	impl_benchmark_test_suite!(Pallet, mock::benchmark_externalities(), mock::Test);
}

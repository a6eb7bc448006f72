//! What calls and hooks cost, each in its worst case.

// A benchmark that panics fails, as it should; none runs on a network.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use crate::*;
use alloc::vec::Vec;
use cairn_primitives::{
	coverage::{report_rank, CoverageStatement, Frame, Reception},
	devices::{DeviceHooks, DeviceKey},
};
use coverage_math::{cell_at, Position};
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;
use frame_system::RawOrigin;
use sp_core::crypto::KeyTypeId;
use sp_io::crypto;

const KEYS: KeyTypeId = KeyTypeId(*b"cair");
const SECRET: Secret = [9; 32];
const WITNESS: DeviceIndex = 50_000;
const MEASUREMENT: Measurement =
	Measurement { rssi_cdbm: -11_000, snr_cdb: Some(-300), frequency_hz: 868_100_000 };

fn key(number: u32) -> DeviceKey {
	crypto::ed25519_generate(KEYS, Some(alloc::format!("//radio{number}").into_bytes()))
}

/// Places a kilometre apart from each other.
fn place(number: u32) -> u64 {
	let number = (number % 1_000) as i32;
	let (north, east) = (number % 32, number / 32);
	let spot =
		Position { lat_e7: 452_000_000 + north * 100_000, lon_e7: 57_000_000 + east * 140_000 };
	cell_at(spot, 12).expect("on the globe")
}

/// A device that takes part since long ago and has all that reciprocity asks.
fn device<T: Config>(number: u32) -> DeviceIndex {
	device_at::<T>(number, place(number))
}

fn device_at<T: Config>(number: u32, cell: u64) -> DeviceIndex {
	let device = T::BenchmarkHelper::device(number, key(number), cell);
	let at = Some(Pallet::<T>::now());
	DeviceRecords::<T>::insert(
		device,
		DeviceRecord { beaconed_at: at, witnessed_at: at, ..Default::default() },
	);
	device
}

/// Begins a window in which everybody is challenged.
fn begin<T: Config>() -> WindowIndex {
	frame_system::Pallet::<T>::set_block_number(100u32.into());
	let index = CurrentWindow::<T>::get().map_or(0, |current| current + 1);
	Pallet::<T>::open_window(index, H256::repeat_byte(7));
	Windows::<T>::mutate_extant(index, |window| window.threshold = u64::MAX);
	OldestWindow::<T>::put(index);
	index
}

/// Ends it, so that secrets are taken.
fn end<T: Config>(index: WindowIndex) {
	let window = Windows::<T>::get(index).expect("it has begun");
	frame_system::Pallet::<T>::set_block_number(window.reveal_from.into());
	Pallet::<T>::open_window(index + 1, H256::repeat_byte(8));
}

fn frame<T: Config>(index: WindowIndex, beaconer: DeviceIndex) -> Frame {
	let window = Windows::<T>::get(index).expect("it has begun");
	Frame::new(index, beaconer, &window.seed, &SECRET)
}

fn announcement<T: Config>(index: WindowIndex, beaconer: DeviceIndex) -> Announcement {
	Announcement {
		frame: frame::<T>(index, beaconer).hash(),
		tx_power_cdbm: 1_300,
		frequency_hz: 868_100_000,
		spreading_factor: Some(12),
	}
}

fn sign<T: Config>(
	device: DeviceIndex,
	index: WindowIndex,
	statement: &CoverageStatement,
) -> DeviceSignature {
	let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::default());
	let payload = statement.signing_payload(&genesis, index, 0);
	crypto::ed25519_sign(KEYS, &key(device), &payload).expect("the key was generated")
}

/// A proof with so many reports, of witnesses from the number `first` on.
fn proof<T: Config>(index: WindowIndex, beaconer: DeviceIndex, first: u32, reports: u32) {
	let frame = frame::<T>(index, beaconer);
	let window = Windows::<T>::get(index).expect("it has begun");
	let mut kept: Vec<_> = (0..reports)
		.map(|number| {
			let witness = first + number;
			let commitment = frame.commitment(witness);
			KeptReport { witness, commitment, measurement: MEASUREMENT }
		})
		.collect();
	kept.sort_by_key(|kept| (report_rank(&window.seed, beaconer, kept.witness), kept.witness));
	Pallet::<T>::store_announcement(index, beaconer, announcement::<T>(index, beaconer));
	let announcement = announcement::<T>(index, beaconer);
	let reports = kept.try_into().expect("no more than are kept");
	Proofs::<T>::insert(index, beaconer, Proof { announcement, reports });
}

/// Proofs of so many beaconers, all but one of which have room for a report of the witness: all but
/// the last hold one of it already.
fn receptions<T: Config>(index: WindowIndex, count: u32, reported: bool) -> Receptions {
	let receptions: Vec<_> = (0..count)
		.map(|beaconer| {
			proof::<T>(index, beaconer, 1_000, KEPT_REPORTS - 2);
			let commitment = frame::<T>(index, beaconer).commitment(WITNESS);
			Reception { beaconer, commitment, measurement: MEASUREMENT }
		})
		.collect();
	if reported {
		let all_but_last = receptions.iter().take(count as usize - 1).copied().collect::<Vec<_>>();
		Pallet::<T>::store_report(index, WITNESS, 15, &all_but_last);
	}
	receptions.try_into().expect("no more than a call takes")
}

/// A proof whose window is over, and whose beaconer is to be struck for it.
fn expired<T: Config>() {
	let index = begin::<T>();
	proof::<T>(index, device::<T>(0), 1_000, KEPT_REPORTS);
	Windows::<T>::mutate_extant(index, |window| window.revealed = window.announced);
	let window = Windows::<T>::get(index).expect("it has begun");
	frame_system::Pallet::<T>::set_block_number((window.reveal_by + 1).into());
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn begin_block() {
		begin::<T>();
		#[block]
		{
			Pallet::<T>::begin_block();
		}
	}

	#[benchmark]
	fn open_window() {
		let index = begin::<T>();
		#[block]
		{
			Pallet::<T>::open_window(index + 1, H256::repeat_byte(8));
		}
		assert!(Windows::<T>::contains_key(index + 1));
	}

	#[benchmark]
	fn authorize_announce() {
		let (index, beaconer) = (begin::<T>(), device::<T>(0));
		let announcement = announcement::<T>(index, beaconer);
		let statement = CoverageStatement::Announce(announcement);
		let signature = sign::<T>(beaconer, index, &statement);
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
		let (index, beaconer) = (begin::<T>(), device::<T>(0));
		let announcement = announcement::<T>(index, beaconer);
		let signature = DeviceSignature::from_raw([0; 64]);
		#[extrinsic_call]
		_(RawOrigin::Authorized, index, beaconer, 0, announcement, signature);
		assert!(Proofs::<T>::contains_key(index, beaconer));
	}

	/// Only the last of the receptions counts.
	#[benchmark]
	fn authorize_report(n: Linear<1, RECEPTIONS>) {
		let (index, witness) = (begin::<T>(), device::<T>(WITNESS));
		let receptions = receptions::<T>(index, n, true);
		let statement = CoverageStatement::Report(receptions.to_vec());
		let signature = sign::<T>(witness, index, &statement);
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
			.expect("one of them counts");
		}
	}

	#[benchmark]
	fn report(n: Linear<1, RECEPTIONS>) {
		let (index, witness) = (begin::<T>(), device::<T>(WITNESS));
		let receptions = receptions::<T>(index, n, false);
		let signature = DeviceSignature::from_raw([0; 64]);
		#[extrinsic_call]
		_(RawOrigin::Authorized, index, witness, 0, receptions, signature);
		let kept = (0..n).filter_map(|beaconer| Proofs::<T>::get(index, beaconer));
		assert!(kept.into_iter().all(|proof| proof.reports.len() as u32 == KEPT_REPORTS - 1));
	}

	#[benchmark]
	fn authorize_reveal() {
		let (index, beaconer) = (begin::<T>(), device::<T>(0));
		proof::<T>(index, beaconer, 1_000, KEPT_REPORTS);
		end::<T>(index);
		let signature = sign::<T>(beaconer, index, &CoverageStatement::Reveal(SECRET));
		#[block]
		{
			Pallet::<T>::authorize_reveal(Weight::zero(), index, beaconer, 0, &SECRET, &signature)
				.expect("the secret is the announced one");
		}
	}

	/// Valid witnesses, and others that stand where one of those does.
	#[benchmark]
	fn reveal(v: Linear<1, JUDGED_REPORTS>, o: Linear<0, { KEPT_REPORTS - JUDGED_REPORTS }>) {
		let (index, beaconer) = (begin::<T>(), device::<T>(0));
		(1..=v).for_each(|number| {
			device::<T>(number);
		});
		(v + 1..=v + o).for_each(|number| {
			device_at::<T>(number, place(1));
		});
		proof::<T>(index, beaconer, 1, v + o);
		end::<T>(index);
		let signature = DeviceSignature::from_raw([0; 64]);
		#[extrinsic_call]
		_(RawOrigin::Authorized, index, beaconer, 0, SECRET, signature);
		assert!(!Proofs::<T>::contains_key(index, beaconer));
		let valid =
			DeviceRecords::<T>::iter_values().filter(|record| record.valid == 1).count() as u32;
		assert_eq!(valid, v);
	}

	/// What a relayer pays for beside what is relayed.
	#[benchmark]
	fn relay() {
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), Default::default());
	}

	#[benchmark]
	fn find_closing_step() {
		begin::<T>();
		let mut meter = WeightMeter::new();
		#[block]
		{
			Pallet::<T>::take_closing_steps(1, &mut meter);
		}
		assert!(Windows::<T>::contains_key(OldestWindow::<T>::get()));
	}

	/// With the strike; whether it suspends is the registry's part.
	#[benchmark]
	fn expire_proof() {
		expired::<T>();
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
		expired::<T>();
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
		let device = device::<T>(0);
		#[block]
		{
			Pallet::<T>::on_moved(device);
		}
		assert!(DeviceRecords::<T>::get(device).is_some_and(|record| record.changed_at.is_some()));
	}

	impl_benchmark_test_suite!(Pallet, mock::benchmark_externalities(), mock::Test);
}

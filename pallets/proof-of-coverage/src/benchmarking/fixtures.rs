//! The devices, windows and proofs of the benchmarks.

use crate::*;
use alloc::vec::Vec;
use cairn_primitives::{
	coverage::{report_rank, CoverageStatement, Frame, Reception},
	devices::DeviceKey,
};
use coverage_math::{cell_at, Position};
use sp_core::crypto::KeyTypeId;
use sp_io::crypto;

pub(super) const KEYS: KeyTypeId = KeyTypeId(*b"cair");
pub(super) const SECRET: Secret = [9; 32];
pub(super) const WITNESS: DeviceIndex = 50_000;
pub(super) const MEASUREMENT: Measurement =
	Measurement { rssi_cdbm: -11_000, snr_cdb: Some(-300), frequency_hz: 868_100_000 };

pub(super) fn device_key(number: u32) -> DeviceKey {
	crypto::ed25519_generate(KEYS, Some(alloc::format!("//radio{number}").into_bytes()))
}

/// Returns the cell of a device, a kilometre from its neighbours.
pub(super) fn cell_of(number: u32) -> u64 {
	let number = (number % 1_000) as i32;
	let (north, east) = (number % 32, number / 32);
	let spot =
		Position { lat_e7: 452_000_000 + north * 100_000, lon_e7: 57_000_000 + east * 140_000 };
	cell_at(spot, 12).expect("the position is on the globe")
}

/// Creates a device that satisfies reciprocity.
pub(super) fn register_device<T: Config>(number: u32) -> DeviceIndex {
	register_device_at::<T>(number, cell_of(number))
}

pub(super) fn register_device_at<T: Config>(number: u32, cell: u64) -> DeviceIndex {
	let device = T::BenchmarkHelper::device(number, device_key(number), cell);
	let at = Some(Pallet::<T>::now());
	DeviceRecords::<T>::insert(
		device,
		DeviceRecord { beaconed_at: at, witnessed_at: at, ..Default::default() },
	);
	device
}

/// Begins a window that challenges every device.
pub(super) fn begin_window<T: Config>() -> WindowIndex {
	frame_system::Pallet::<T>::set_block_number(100u32.into());
	let index = CurrentWindow::<T>::get().map_or(0, |current| current + 1);
	Pallet::<T>::open_window(index, H256::repeat_byte(7));
	Windows::<T>::mutate_extant(index, |window| window.threshold = u64::MAX);
	OldestWindow::<T>::put(index);
	index
}

/// Ends a window, so that it accepts reveals.
pub(super) fn end_window<T: Config>(index: WindowIndex) {
	let window = Windows::<T>::get(index).expect("the window has begun");
	frame_system::Pallet::<T>::set_block_number(window.reveal_from.into());
	Pallet::<T>::open_window(index + 1, H256::repeat_byte(8));
}

pub(super) fn frame_of<T: Config>(index: WindowIndex, beaconer: DeviceIndex) -> Frame {
	let window = Windows::<T>::get(index).expect("the window has begun");
	Frame::new(index, beaconer, &window.seed, &SECRET)
}

pub(super) fn announcement_of<T: Config>(
	index: WindowIndex,
	beaconer: DeviceIndex,
) -> Announcement {
	Announcement {
		frame: frame_of::<T>(index, beaconer).hash(),
		tx_power_cdbm: 1_300,
		frequency_hz: 868_100_000,
		spreading_factor: Some(12),
	}
}

pub(super) fn sign_statement<T: Config>(
	device: DeviceIndex,
	index: WindowIndex,
	statement: &CoverageStatement,
) -> DeviceSignature {
	let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::default());
	let payload = statement.signing_payload(&genesis, index, 0);
	crypto::ed25519_sign(KEYS, &device_key(device), &payload).expect("the key was generated")
}

/// Opens a proof with this many reports, by the witnesses from `first` on.
pub(super) fn open_proof<T: Config>(
	index: WindowIndex,
	beaconer: DeviceIndex,
	first: u32,
	reports: u32,
) {
	let frame = frame_of::<T>(index, beaconer);
	let window = Windows::<T>::get(index).expect("the window has begun");
	let mut kept: Vec<_> = (0..reports)
		.map(|number| {
			let witness = first + number;
			let commitment = frame.commitment(witness);
			KeptReport { witness, commitment, measurement: MEASUREMENT }
		})
		.collect();
	kept.sort_by_key(|kept| (report_rank(&window.seed, beaconer, kept.witness), kept.witness));
	Pallet::<T>::store_announcement(index, beaconer, announcement_of::<T>(index, beaconer));
	let announcement = announcement_of::<T>(index, beaconer);
	let reports = kept.try_into().expect("at most as many as are kept");
	Proofs::<T>::insert(index, beaconer, Proof { announcement, reports });
}

/// Opens this many proofs, and returns a reception of each by [`WITNESS`]. If `reported`, all proofs but
/// the last hold a report of the witness already.
pub(super) fn open_receptions<T: Config>(
	index: WindowIndex,
	count: u32,
	reported: bool,
) -> Receptions {
	let receptions: Vec<_> = (0..count)
		.map(|beaconer| {
			open_proof::<T>(index, beaconer, 1_000, KEPT_REPORTS - 2);
			let commitment = frame_of::<T>(index, beaconer).commitment(WITNESS);
			Reception { beaconer, commitment, measurement: MEASUREMENT }
		})
		.collect();
	if reported {
		let all_but_last = receptions.iter().take(count as usize - 1).copied().collect::<Vec<_>>();
		Pallet::<T>::store_report(index, WITNESS, 15, &all_but_last);
	}
	receptions.try_into().expect("at most as many as a call carries")
}

/// Opens a proof that expires in the current block by the fault of its beaconer.
pub(super) fn expired_proof<T: Config>() {
	let index = begin_window::<T>();
	open_proof::<T>(index, register_device::<T>(0), 1_000, KEPT_REPORTS);
	Windows::<T>::mutate_extant(index, |window| window.revealed = window.announced);
	let window = Windows::<T>::get(index).expect("the window has begun");
	frame_system::Pallet::<T>::set_block_number((window.reveal_by + 1).into());
}

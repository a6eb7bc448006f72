//! Device records: the history of a device, and what it entitles the device to.

use crate::{Config, DeviceRecords, Pallet, Parameters};
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex, BlockNumber};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The history of a device. All block numbers are in the past (Invariant 4).
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct DeviceRecord {
	/// The block in which the record was created: the device took part or changed for the first time.
	pub since: BlockNumber,
	/// The block in which the device last moved, changed hands or got a new key.
	pub changed_at: Option<BlockNumber>,
	/// The block in which a beacon of the device was last settled.
	pub beaconed_at: Option<BlockNumber>,
	/// The block in which a report of the device was last found valid.
	pub witnessed_at: Option<BlockNumber>,
	/// The window in which the device last reported.
	pub reported_in: WindowIndex,
	/// The ordinals that the device has used in that window, one bit each.
	pub ordinals: u16,
	/// The number of strikes that had not decayed at `struck_at`.
	pub strikes: u8,
	/// The block in which the device last got a strike.
	pub struck_at: BlockNumber,
	/// The number of beacons of the device that were settled.
	#[codec(compact)]
	pub beacons: u32,
	/// The number of beacons that the device announced and did not reveal, by its own fault.
	#[codec(compact)]
	pub missed: u32,
	/// The number of reports of the device that were judged valid.
	#[codec(compact)]
	pub valid: u32,
	/// The number of reports of the device that were judged invalid.
	#[codec(compact)]
	pub invalid: u32,
}

impl DeviceRecord {
	/// Returns whether the device has reported with an ordinal in a window.
	pub(crate) fn has_used_ordinal(&self, window: WindowIndex, ordinal: u8) -> bool {
		self.ordinals_of(window) & ordinal_bit(ordinal) != 0
	}

	/// Marks an ordinal as used in a window.
	pub(crate) fn use_ordinal(&mut self, window: WindowIndex, ordinal: u8) {
		self.ordinals = self.ordinals_of(window) | ordinal_bit(ordinal);
		self.reported_in = window;
	}

	fn ordinals_of(&self, window: WindowIndex) -> u16 {
		if self.reported_in == window {
			self.ordinals
		} else {
			0
		}
	}

	/// Counts a report of the device that was judged.
	pub(crate) fn count_judgement(&mut self, is_valid: bool, now: BlockNumber) {
		if is_valid {
			self.valid = self.valid.saturating_add(1);
			self.witnessed_at = Some(now);
		} else {
			self.invalid = self.invalid.saturating_add(1);
		}
	}

	/// Returns whether reciprocity lets reports of the device earn: a beacon of its own was settled
	/// recently, or it is new.
	pub(crate) fn may_witness(&self, now: BlockNumber, parameters: &Parameters) -> bool {
		self.is_new(now, parameters) || is_recent(self.beaconed_at, now, parameters)
	}

	/// Returns whether reciprocity lets beacons of the device earn: it was a valid witness recently,
	/// or it is new.
	pub(crate) fn may_beacon(&self, now: BlockNumber, parameters: &Parameters) -> bool {
		self.is_new(now, parameters) || is_recent(self.witnessed_at, now, parameters)
	}

	fn is_new(&self, now: BlockNumber, parameters: &Parameters) -> bool {
		now <= self.since.saturating_add(parameters.grace_blocks)
	}
}

/// Returns the bit that stands for an ordinal.
fn ordinal_bit(ordinal: u8) -> u16 {
	1u16.checked_shl(ordinal.into()).unwrap_or_default()
}

/// Returns whether a block is within the period of reciprocity.
fn is_recent(at: Option<BlockNumber>, now: BlockNumber, parameters: &Parameters) -> bool {
	at.is_some_and(|at| now <= at.saturating_add(parameters.reciprocity_blocks))
}

impl<T: Config> Pallet<T> {
	/// Returns the record of a device that takes part for the first time.
	pub(crate) fn new_record() -> DeviceRecord {
		DeviceRecord { since: Self::now(), ..Default::default() }
	}

	/// Changes the record of a device. A device without a record, such as one that has retired, is
	/// left without one.
	pub(crate) fn update_record(device: DeviceIndex, change: impl FnOnce(&mut DeviceRecord)) {
		DeviceRecords::<T>::mutate_extant(device, change);
	}

	/// Records that a device changes in this block. It takes no part in windows that began before.
	pub(crate) fn mark_changed(device: DeviceIndex) {
		DeviceRecords::<T>::mutate(device, |record| {
			record.get_or_insert_with(Self::new_record).changed_at = Some(Self::now());
		});
	}
}

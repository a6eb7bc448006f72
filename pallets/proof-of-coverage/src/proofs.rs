//! Open proofs: announced beacons and the reports that are kept of each.

use crate::{Config, OpenProofs, Pallet, Refusal};
use cairn_primitives::{
	coverage::{report_rank, Announcement, Measurement},
	devices::DeviceIndex,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_core::H256;

/// The maximum number of reports that a proof keeps.
pub const KEPT_REPORTS: u32 = 32;

/// A report that is kept until its beacon is revealed.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct KeptReport {
	/// The device that reports the beacon.
	pub witness: DeviceIndex,
	/// The proof that the witness has the frame.
	pub commitment: H256,
	/// The measurement that the witness made.
	pub measurement: Measurement,
}

/// An announced beacon, and the reports that are kept of it.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Proof {
	/// The announcement of the beacon.
	pub announcement: Announcement,
	/// The reports with the lowest ranks, in the order of their ranks.
	pub reports: BoundedVec<KeptReport, ConstU32<KEPT_REPORTS>>,
}

impl Proof {
	/// Returns the position of a witness's report in the order of ranks.
	///
	/// # Errors
	/// The witness has reported already, or its rank is higher than the ranks of all kept reports.
	pub(crate) fn rank_position(
		&self,
		seed: &H256,
		beaconer: DeviceIndex,
		witness: DeviceIndex,
	) -> Result<usize, Refusal> {
		let rank_of = |witness| (report_rank(seed, beaconer, witness), witness);
		let rank = rank_of(witness);
		let found = self.reports.binary_search_by_key(&rank, |kept| rank_of(kept.witness));
		match found {
			Ok(_) => Err(Refusal::AlreadyReported),
			Err(place) if place >= KEPT_REPORTS as usize => Err(Refusal::Outranked),
			Err(place) => Ok(place),
		}
	}

	/// Inserts a report in the order of ranks (Invariant 3). Returns the witness whose report was
	/// evicted to make room.
	pub(crate) fn insert_report(
		&mut self,
		seed: &H256,
		beaconer: DeviceIndex,
		report: KeptReport,
	) -> Result<Option<DeviceIndex>, Refusal> {
		let place = self.rank_position(seed, beaconer, report.witness)?;
		let evicted = if self.reports.is_full() { self.reports.pop() } else { None };
		// There is room now, and the place is at most the end of the list.
		self.reports.try_insert(place, report).map_err(|_| Refusal::Outranked)?;
		Ok(evicted.map(|kept| kept.witness))
	}
}

impl<T: Config> Pallet<T> {
	/// Counts a proof that was opened (Invariant 3).
	pub(crate) fn count_open_proof() {
		OpenProofs::<T>::mutate(|open| *open = open.saturating_add(1));
	}

	/// Discounts a proof that was settled or has expired (Invariant 3).
	pub(crate) fn close_open_proof() {
		OpenProofs::<T>::mutate(|open| *open = open.saturating_sub(1));
	}
}

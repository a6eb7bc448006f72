//! Judging: a report is judged by the facts on chain, then by the rules of radio.

use crate::{
	eligibility::Participant, Config, CurrentParameters, DeviceRecords, Pallet, Parameters,
	Refusal, Window,
};
use cairn_primitives::{
	coverage::{Announcement, Measurement},
	devices::{DeviceIndex, Location},
	BlockNumber,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use coverage_math::{
	cell_centre, parent_cell,
	rules::{self, judge, Beacon, Report, Station},
};
use scale_info::TypeInfo;

/// The maximum number of reports of a proof that are judged by the rules of radio.
pub const JUDGED_REPORTS: u32 = 14;

/// The resolution of the cells of which each counts one witness.
const WITNESS_CELL_RESOLUTION: u8 = 11;

/// The verdict on a report: valid, or the first rule that it breaks.
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
pub enum Verdict {
	/// The report breaks no rule and earns.
	Valid,
	/// The commitment does not match the announced frame: the witness has not received it.
	CommitmentMismatch,
	/// The maximum number of reports was judged before this one was drawn.
	NotDrawn,
	/// The beaconer may not take part any more, or has changed since the window began.
	BeaconerIneligible,
	/// The witness does not exist.
	Unknown,
	/// The witness has no location.
	NotLocated,
	/// The witness is inactive or retired, or its class is not challenged.
	Inactive,
	/// The witness is suspended.
	Suspended,
	/// The witness and the beaconer differ in class and therefore in radio.
	OtherClass,
	/// The witness has moved, changed hands or got a new key since the window began.
	Changed,
	/// The witness is the beaconer.
	SelfWitness,
	/// The witness and the beaconer have the same owner.
	SameOwner,
	/// The witness and the beaconer are in different radio regions.
	OtherRegion,
	/// The witness has had no beacon of its own settled recently.
	NotReciprocal,
	/// Another report of the same owner is valid.
	SameWitnessOwner,
	/// Another report from the same cell of resolution 11 is valid.
	SameWitnessCell,
	/// The frequency differs from the announced one: see [`rules::Verdict::WrongFrequency`].
	WrongFrequency,
	/// The devices are too close to prove coverage: see [`rules::Verdict::TooClose`].
	TooClose,
	/// The devices are too far apart: see [`rules::Verdict::TooFar`].
	TooFar,
	/// The signal is too weak to be demodulated: see [`rules::Verdict::BelowFloor`].
	BelowFloor,
	/// The signal is stronger than free space allows: see [`rules::Verdict::TooStrong`].
	TooStrong,
	/// One of the locations is not an H3 cell: see [`rules::Verdict::NotACell`].
	NotACell,
}

impl From<rules::Verdict> for Verdict {
	fn from(verdict: rules::Verdict) -> Self {
		match verdict {
			rules::Verdict::Valid => Self::Valid,
			rules::Verdict::WrongFrequency => Self::WrongFrequency,
			rules::Verdict::TooClose => Self::TooClose,
			rules::Verdict::TooFar => Self::TooFar,
			rules::Verdict::BelowFloor => Self::BelowFloor,
			rules::Verdict::TooStrong => Self::TooStrong,
			rules::Verdict::NotACell => Self::NotACell,
		}
	}
}

/// The judge of the reports of one beacon.
pub(crate) struct ReportJudge<T: Config> {
	window: Window,
	now: BlockNumber,
	parameters: Parameters,
	beaconer: DeviceIndex,
	participant: Participant<T::AccountId>,
	beacon: Beacon,
	/// The number of reports judged by the rules of radio so far.
	judged: u32,
	/// The owners and cells of the valid witnesses so far.
	valid: alloc::vec::Vec<(T::AccountId, Option<u64>)>,
}

impl<T: Config> ReportJudge<T> {
	/// Creates a judge for a beacon.
	///
	/// # Errors
	/// The beaconer may not take part any more.
	pub(crate) fn new(
		window: Window,
		beaconer: DeviceIndex,
		announcement: &Announcement,
	) -> Result<Self, Refusal> {
		let participant = Pallet::<T>::participant(&window, beaconer)?;
		let station = station(&participant.location).ok_or(Refusal::DeviceNotLocated)?;
		let beacon = Beacon {
			station,
			tx_power_cdb: announcement.tx_power_cdbm.into(),
			frequency_hz: announcement.frequency_hz,
			spreading_factor: announcement.spreading_factor,
		};
		Ok(Self {
			window,
			now: Pallet::<T>::now(),
			parameters: CurrentParameters::<T>::get(),
			beaconer,
			participant,
			beacon,
			judged: 0,
			valid: Default::default(),
		})
	}

	/// Judges the report of a witness. The cheapest rules come first.
	pub(crate) fn judge(&mut self, witness: DeviceIndex, measurement: &Measurement) -> Verdict {
		if witness == self.beaconer {
			return Verdict::SelfWitness;
		}
		let Participant { profile, location } =
			match Pallet::<T>::participant(&self.window, witness) {
				Ok(participant) => participant,
				Err(refusal) => return ineligible_verdict(refusal),
			};
		if profile.class != self.participant.profile.class {
			return Verdict::OtherClass;
		}
		if profile.owner == self.participant.profile.owner {
			return Verdict::SameOwner;
		}
		if location.region != self.participant.location.region {
			return Verdict::OtherRegion;
		}
		let record = DeviceRecords::<T>::get(witness).unwrap_or_else(Pallet::<T>::new_record);
		if !record.may_witness(self.now, &self.parameters) {
			return Verdict::NotReciprocal;
		}
		let cell = parent_cell(location.cell, WITNESS_CELL_RESOLUTION);
		if self.valid.iter().any(|(owner, _)| *owner == profile.owner) {
			return Verdict::SameWitnessOwner;
		}
		if self.valid.iter().any(|(_, other)| *other == cell) {
			return Verdict::SameWitnessCell;
		}
		let Some(station) = station(&location) else { return Verdict::NotACell };
		let report = Report {
			station,
			rssi_cdb: measurement.rssi_cdbm.into(),
			snr_cdb: measurement.snr_cdb.map(i32::from),
			frequency_hz: measurement.frequency_hz,
		};
		self.judged = self.judged.saturating_add(1);
		let verdict = judge(&self.beacon, &report, &self.parameters.rules).into();
		if verdict == Verdict::Valid {
			self.valid.push((profile.owner, cell));
		}
		verdict
	}

	/// Returns whether the maximum number of reports was judged by the rules of radio. A report that
	/// an earlier rule rejects does not use up a place.
	pub(crate) fn is_done(&self) -> bool {
		self.judged >= JUDGED_REPORTS
	}

	/// Returns the number of valid witnesses.
	pub(crate) fn valid_witnesses(&self) -> u32 {
		self.valid.len() as u32
	}
}

/// Returns the antenna at a location; `None` if its cell is not an H3 cell.
fn station(location: &Location) -> Option<Station> {
	Some(Station {
		position: cell_centre(location.cell)?,
		cell: location.cell,
		gain_cdb: location.gain_cdbi.into(),
	})
}

/// Returns the verdict on a report whose witness may not take part.
fn ineligible_verdict(refusal: Refusal) -> Verdict {
	match refusal {
		Refusal::DeviceSuspended => Verdict::Suspended,
		Refusal::DeviceInactive | Refusal::DeviceDoesNotCover => Verdict::Inactive,
		Refusal::DeviceNotLocated => Verdict::NotLocated,
		Refusal::DeviceChanged => Verdict::Changed,
		_ => Verdict::Unknown,
	}
}

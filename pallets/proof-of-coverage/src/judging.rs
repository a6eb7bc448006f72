//! Judging: what the chain knows of beaconer and witness, then what the rules of radio say.

use crate::{
	announcing::Participant, Config, CurrentParameters, DeviceRecord, DeviceRecords, Pallet,
	Parameters, Refusal, Verdict, Window, JUDGED_REPORTS,
};
use cairn_primitives::{
	coverage::{Announcement, Measurement},
	devices::{DeviceIndex, Location},
	BlockNumber,
};
use coverage_math::{
	cell_centre, parent_cell,
	rules::{judge, Beacon, Report, Station},
};

/// The resolution of the cells of which only one witness counts.
const WITNESS_CELL_RESOLUTION: u8 = 11;

/// A beacon whose reports are being judged.
pub(crate) struct ReportJudge<T: Config> {
	window: Window,
	now: BlockNumber,
	parameters: Parameters,
	beaconer: DeviceIndex,
	participant: Participant<T::AccountId>,
	beacon: Beacon,
	/// How many reports were put to the rules of radio so far.
	judged: u32,
	/// The owners and cells of the valid witnesses so far.
	valid: alloc::vec::Vec<(T::AccountId, Option<u64>)>,
}

impl<T: Config> ReportJudge<T> {
	/// A bench for a beacon, unless its beaconer cannot take part any more.
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

	/// Judges the report of a witness; what is cheap to know comes first.
	pub(crate) fn judge(&mut self, witness: DeviceIndex, measurement: &Measurement) -> Verdict {
		if witness == self.beaconer {
			return Verdict::SelfWitness;
		}
		let Participant { profile, location } =
			match Pallet::<T>::participant(&self.window, witness) {
				Ok(participant) => participant,
				Err(refusal) => return unfit(refusal),
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

	/// Whether as many reports as may were put to the rules of radio. Those that were refused before
	/// it came to that took nobody's place.
	pub(crate) fn is_done(&self) -> bool {
		self.judged >= JUDGED_REPORTS
	}

	/// How many witnesses were found valid.
	pub(crate) fn valid_witnesses(&self) -> u32 {
		self.valid.len() as u32
	}
}

fn station(location: &Location) -> Option<Station> {
	Some(Station {
		position: cell_centre(location.cell)?,
		cell: location.cell,
		gain_cdb: location.gain_cdbi.into(),
	})
}

/// What it means for a report that its device cannot take part.
fn unfit(refusal: Refusal) -> Verdict {
	match refusal {
		Refusal::DeviceSuspended => Verdict::Suspended,
		Refusal::DeviceInactive | Refusal::DeviceDoesNotCover => Verdict::Inactive,
		Refusal::DeviceNotLocated => Verdict::NotLocated,
		Refusal::DeviceChanged => Verdict::Changed,
		_ => Verdict::Unknown,
	}
}

impl DeviceRecord {
	/// Whether its reports may earn: it has settled a beacon of its own of late, or is new.
	pub(crate) fn may_witness(&self, now: BlockNumber, parameters: &Parameters) -> bool {
		self.is_new(now, parameters) || is_recent(self.beaconed_at, now, parameters)
	}

	/// Whether its beacons may earn: it was a valid witness of late, or is new.
	pub(crate) fn may_beacon(&self, now: BlockNumber, parameters: &Parameters) -> bool {
		self.is_new(now, parameters) || is_recent(self.witnessed_at, now, parameters)
	}

	fn is_new(&self, now: BlockNumber, parameters: &Parameters) -> bool {
		now <= self.since.saturating_add(parameters.grace_blocks)
	}
}

fn is_recent(at: Option<BlockNumber>, now: BlockNumber, parameters: &Parameters) -> bool {
	at.is_some_and(|at| now <= at.saturating_add(parameters.reciprocity_blocks))
}

//! Settlement: the secret is revealed, the reports are checked and judged, units are credited, and
//! everything of the proof is removed.

use crate::{
	judging::ReportJudge, Config, CurrentParameters, DeviceRecord, DeviceRecords, Event,
	FalseReports, Judgement, Judgements, KeptReport, OpenProofs, Pallet, Parameters, Proof, Proofs,
	Refusal, Verdict, WeightInfo, Window, Windows, JUDGED_REPORTS, KEPT_REPORTS, ORDINALS,
};
use alloc::vec::Vec;
use cairn_primitives::{
	coverage::{draw_rank, Frame, Secret, WindowIndex},
	devices::{CoverageStanding, DeviceDirectory, DeviceIndex, DeviceKey},
	rewards::{Bucket, RewardCredit, Units},
};
use coverage_math::{beacon_units, witness_units};
use frame_support::{ensure, weights::Weight};
use sp_core::H256;

/// A scale of 1.
const FULL_SCALE: u32 = 10_000;

/// The witnesses that a beacon wants (HIP-15).
const WANTED_WITNESSES: u64 = 4;

/// What a settlement has done, for its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settled {
	/// The reports that were kept.
	reports: u32,
	/// The witnesses found valid.
	valid: u32,
	/// The devices that have joined their crowds.
	joined: u32,
}

impl Settled {
	/// The most there can be.
	pub(crate) const MOST: Self = Self {
		reports: KEPT_REPORTS,
		valid: JUDGED_REPORTS,
		joined: JUDGED_REPORTS.saturating_add(1),
	};

	pub(crate) fn weight<T: Config>(&self) -> Weight {
		T::Standing::weight_of_joining().saturating_mul(self.joined.into()).saturating_add(
			T::WeightInfo::reveal(self.valid, self.reports.saturating_sub(self.valid)),
		)
	}
}

impl<T: Config> Pallet<T> {
	/// Whether the secret would settle the proof now; the key that must have signed it.
	pub(crate) fn check_reveal(
		window: WindowIndex,
		beaconer: DeviceIndex,
		ordinal: u8,
		secret: &Secret,
	) -> Result<DeviceKey, Refusal> {
		ensure!(ordinal < ORDINALS, Refusal::OrdinalTooHigh);
		let open = Self::kept_window(window)?;
		ensure!(Self::now() >= open.reveal_from, Refusal::RevealedTooEarly);
		ensure!(Self::now() <= open.reveal_by, Refusal::RevealedTooLate);
		ensure!(Self::draw_seed(window).is_some(), Refusal::RevealedTooEarly);
		let proof = Proofs::<T>::get(window, beaconer).ok_or(Refusal::NotAnnounced)?;
		let frame = Frame::new(window, beaconer, &open.seed, secret);
		ensure!(frame.hash() == proof.announcement.frame, Refusal::WrongSecret);
		let profile = T::Directory::profile(beaconer).ok_or(Refusal::DeviceUnknown)?;
		Ok(profile.key)
	}

	/// Settles a proof whose secret was checked.
	pub(crate) fn settle(window: WindowIndex, beaconer: DeviceIndex, secret: Secret) -> Settled {
		let mut settled = Settled { reports: 0, valid: 0, joined: 0 };
		let (Ok(open), Some(draw)) = (Self::kept_window(window), Self::draw_seed(window)) else {
			return settled;
		};
		let Some(proof) = Proofs::<T>::take(window, beaconer) else { return settled };
		settled.reports = proof.reports.len() as u32;
		Self::close_open_proof();
		Windows::<T>::mutate_extant(window, |it| it.revealed = it.revealed.saturating_add(1));

		let frame = Frame::new(window, beaconer, &open.seed, &secret);
		let (mut judgements, valid) =
			Self::judge_reports(open, window, beaconer, &frame, &draw, &proof);
		settled.valid = valid;
		let scale = Self::record_valid_proofs(beaconer, &judgements, &mut settled);
		let units = Self::reward(beaconer, valid, scale, &mut judgements);
		Self::deposit_event(Event::ProofSettled {
			window,
			beaconer,
			secret,
			scale,
			units,
			judgements,
		});
		settled
	}

	/// A proof less is open.
	pub(crate) fn close_open_proof() {
		OpenProofs::<T>::mutate(|open| *open = open.saturating_sub(1));
	}

	/// What becomes of each report, and how many are valid.
	fn judge_reports(
		open: Window,
		window: WindowIndex,
		beaconer: DeviceIndex,
		frame: &Frame,
		draw: &H256,
		proof: &Proof,
	) -> (Judgements, u32) {
		let (mut genuine, false_reports): (Vec<&KeptReport>, Vec<&KeptReport>) = proof
			.reports
			.iter()
			.partition(|report| frame.commitment(report.witness) == report.commitment);
		let because = |verdict| {
			move |report: &KeptReport| Judgement { witness: report.witness, verdict, units: 0 }
		};
		let mut judgements: Judgements = Vec::with_capacity(proof.reports.len());
		for report in false_reports {
			FalseReports::<T>::insert(window, report.witness, ());
			judgements.push(because(Verdict::CommitmentMismatch)(report));
		}
		let Ok(mut bench) = ReportJudge::<T>::new(open, beaconer, &proof.announcement) else {
			judgements.extend(genuine.into_iter().map(because(Verdict::BeaconerIneligible)));
			return (judgements, 0);
		};
		genuine.sort_by_cached_key(|report| draw_rank(draw, beaconer, report.witness));
		for report in genuine {
			let verdict = if bench.is_done() {
				Verdict::NotDrawn
			} else {
				bench.judge(report.witness, &report.measurement)
			};
			judgements.push(because(verdict)(report));
		}
		(judgements, bench.valid_witnesses())
	}

	/// Counts who has proved itself in the crowd of its cell; the scale that the beaconer's leaves.
	fn record_valid_proofs(
		beaconer: DeviceIndex,
		judgements: &Judgements,
		settled: &mut Settled,
	) -> u32 {
		let valid = |judgement: &&Judgement| judgement.verdict == Verdict::Valid;
		let mut proved: Vec<_> =
			judgements.iter().filter(valid).map(|judgement| judgement.witness).collect();
		if proved.is_empty() {
			return FULL_SCALE;
		}
		proved.push(beaconer);
		for device in proved {
			match T::Standing::record_valid_proof(device) {
				Ok(joined) => settled.joined = settled.joined.saturating_add(joined.into()),
				Err(error) => log::warn!(
					target: "runtime::coverage",
					"device {device} has proved itself and cannot be counted: {error:?}",
				),
			}
		}
		T::Standing::density_scale(beaconer)
	}

	/// Credits everybody, and writes it into their records; what the beaconer earns.
	fn reward(beaconer: DeviceIndex, valid: u32, scale: u32, judgements: &mut Judgements) -> Units {
		let (now, parameters) = (Self::now(), CurrentParameters::<T>::get());
		let per_witness = parameters.units_of_witness(valid, scale);
		for judgement in judgements.iter_mut() {
			let is_valid = match judgement.verdict {
				Verdict::Valid => true,
				Verdict::CommitmentMismatch | Verdict::NotDrawn | Verdict::BeaconerIneligible => {
					continue
				}
				_ => false,
			};
			if is_valid {
				judgement.units = Self::credit(judgement.witness, per_witness);
			}
			Self::update_record(judgement.witness, |record| record.count_judgement(is_valid, now));
		}
		let mut units = 0;
		Self::update_record(beaconer, |record| {
			if record.may_beacon(now, &parameters) {
				units = Self::credit(beaconer, parameters.units_of_beacon(valid, scale));
			}
			record.beacons = record.beacons.saturating_add(1);
			record.beaconed_at = Some(now);
		});
		units
	}

	fn credit(device: DeviceIndex, units: Units) -> Units {
		if units == 0 {
			return 0;
		}
		match T::Rewards::credit(device, Bucket::Coverage, units) {
			Ok(()) => units,
			Err(error) => {
				log::warn!(
					target: "runtime::coverage",
					"device {device} has earned {units} units that cannot be credited: {error:?}",
				);
				0
			}
		}
	}

	/// Changes a device's record, if it has one: a device that has retired has none.
	pub(crate) fn update_record(device: DeviceIndex, change: impl FnOnce(&mut DeviceRecord)) {
		DeviceRecords::<T>::mutate_extant(device, change);
	}
}

impl DeviceRecord {
	fn count_judgement(&mut self, is_valid: bool, now: cairn_primitives::BlockNumber) {
		if is_valid {
			self.valid = self.valid.saturating_add(1);
			self.witnessed_at = Some(now);
		} else {
			self.invalid = self.invalid.saturating_add(1);
		}
	}
}

impl Parameters {
	/// What a beacon with so many valid witnesses earns, in units.
	///
	/// A proof with the four witnesses that a beacon wants is worth five units in all, 5 × 10,000,
	/// and is divided by the parts. With 6 and 24 parts the curve of HIP-15 is left as it is.
	pub fn units_of_beacon(&self, valid_witnesses: u32, scale: u32) -> Units {
		let units = u64::from(beacon_units(valid_witnesses));
		self.divided(units, self.beacon_parts, 1, scale)
	}

	/// What each of so many valid witnesses earns, in units.
	pub fn units_of_witness(&self, valid_witnesses: u32, scale: u32) -> Units {
		let units = u64::from(witness_units(valid_witnesses));
		self.divided(units, self.witness_parts, WANTED_WITNESSES, scale)
	}

	/// `units` × scale × 5 × parts / (all parts × sharers), rounded down.
	fn divided(&self, units: u64, parts: u8, sharers: u64, scale: u32) -> Units {
		let all_parts = u64::from(self.beacon_parts).saturating_add(self.witness_parts.into());
		units
			.saturating_mul(scale.into())
			.saturating_mul(WANTED_WITNESSES.saturating_add(1))
			.saturating_mul(parts.into())
			.checked_div(all_parts.saturating_mul(sharers).saturating_mul(FULL_SCALE.into()))
			.unwrap_or_default()
	}
}

//! Settlement: a revealed beacon is checked, its reports are judged, units are credited, and its proof
//! is removed.

use crate::{
	judging::ReportJudge, Config, CurrentParameters, Event, FalseReports, KeptReport, Pallet,
	Parameters, Proof, Proofs, Refusal, Verdict, WeightInfo, Window, Windows, JUDGED_REPORTS,
	KEPT_REPORTS, ORDINALS,
};
use alloc::vec::Vec;
use cairn_primitives::{
	coverage::{draw_rank, Frame, Secret, WindowIndex},
	devices::{CoverageStanding, DeviceDirectory, DeviceIndex, DeviceKey},
	rewards::{Bucket, RewardCredit, Units},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use coverage_math::{beacon_units, witness_units};
use frame_support::{ensure, weights::Weight};
use scale_info::TypeInfo;
use sp_core::H256;

/// The reward scale that leaves all units, in units of 1e-4.
const FULL_SCALE: u32 = 10_000;

/// The number of witnesses that a beacon wants, by HIP-15.
const WANTED_WITNESSES: u64 = 4;

/// The judgement on one report of a proof.
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
pub struct Judgement {
	/// The device that made the report.
	pub witness: DeviceIndex,
	/// The verdict on the report.
	pub verdict: Verdict,
	/// The units that the report earned.
	pub units: Units,
}

/// The judgements on all kept reports of a proof.
pub type Judgements = Vec<Judgement>;

/// The counts that determine the weight of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SettlementCounts {
	/// The number of kept reports.
	reports: u32,
	/// The number of valid witnesses.
	valid: u32,
	/// The number of devices that became interactive.
	joined: u32,
}

impl SettlementCounts {
	/// The highest counts of any settlement.
	pub(crate) const MAX: Self = Self {
		reports: KEPT_REPORTS,
		valid: JUDGED_REPORTS,
		joined: JUDGED_REPORTS.saturating_add(1),
	};

	/// Returns the weight of a settlement with these counts.
	pub(crate) fn weight<T: Config>(&self) -> Weight {
		T::Standing::weight_of_joining().saturating_mul(self.joined.into()).saturating_add(
			T::WeightInfo::reveal(self.valid, self.reports.saturating_sub(self.valid)),
		)
	}
}

/// A proof whose reveal was checked, with everything that settles it.
pub(crate) struct RevealedProof {
	window: WindowIndex,
	beaconer: DeviceIndex,
	/// The key that must have signed the reveal.
	pub(crate) key: DeviceKey,
	open: Window,
	/// The seed by which the reports are drawn.
	draw: H256,
	secret: Secret,
	frame: Frame,
	proof: Proof,
}

impl<T: Config> Pallet<T> {
	/// Checks that a reveal would settle its proof now. Returns what [`Self::settle`] needs.
	pub(crate) fn check_reveal(
		window: WindowIndex,
		beaconer: DeviceIndex,
		ordinal: u8,
		secret: Secret,
	) -> Result<RevealedProof, Refusal> {
		ensure!(ordinal < ORDINALS, Refusal::OrdinalTooHigh);
		let open = Self::kept_window(window)?;
		ensure!(Self::now() >= open.reveal_from, Refusal::RevealedTooEarly);
		ensure!(Self::now() <= open.reveal_by, Refusal::RevealedTooLate);
		let draw = Self::draw_seed(window).ok_or(Refusal::RevealedTooEarly)?;
		let proof = Proofs::<T>::get(window, beaconer).ok_or(Refusal::NotAnnounced)?;
		let frame = Frame::new(window, beaconer, &open.seed, &secret);
		ensure!(frame.hash() == proof.announcement.frame, Refusal::WrongSecret);
		let key = T::Directory::profile(beaconer).ok_or(Refusal::DeviceUnknown)?.key;
		Ok(RevealedProof { window, beaconer, key, open, draw, secret, frame, proof })
	}

	/// Settles a proof whose reveal was checked in the same block.
	pub(crate) fn settle(revealed: RevealedProof) -> SettlementCounts {
		let RevealedProof { window, beaconer, secret, .. } = revealed;
		Proofs::<T>::remove(window, beaconer);
		Self::close_open_proof();
		Windows::<T>::mutate_extant(window, |it| it.revealed = it.revealed.saturating_add(1));

		let (mut judgements, valid) = Self::judge_reports(&revealed);
		let mut counts =
			SettlementCounts { reports: revealed.proof.reports.len() as u32, valid, joined: 0 };
		let scale = Self::record_valid_proofs(beaconer, &judgements, &mut counts);
		let units = Self::credit_proof(beaconer, valid, scale, &mut judgements);
		Self::deposit_event(Event::ProofSettled {
			window,
			beaconer,
			secret,
			scale,
			units,
			judgements,
		});
		counts
	}

	/// Judges all reports of a proof and stores the false ones. Returns the judgements and the number
	/// of valid witnesses.
	fn judge_reports(revealed: &RevealedProof) -> (Judgements, u32) {
		let RevealedProof { window, beaconer, open, draw, frame, proof, .. } = revealed;
		let (mut genuine, false_reports): (Vec<&KeptReport>, Vec<&KeptReport>) = proof
			.reports
			.iter()
			.partition(|report| frame.commitment(report.witness) == report.commitment);
		let with_verdict = |verdict| {
			move |report: &KeptReport| Judgement { witness: report.witness, verdict, units: 0 }
		};
		let mut judgements: Judgements = Vec::with_capacity(proof.reports.len());
		for report in false_reports {
			FalseReports::<T>::insert(*window, report.witness, ());
			judgements.push(with_verdict(Verdict::CommitmentMismatch)(report));
		}
		let Ok(mut judge) = ReportJudge::<T>::new(*open, *beaconer, &proof.announcement) else {
			judgements.extend(genuine.into_iter().map(with_verdict(Verdict::BeaconerIneligible)));
			return (judgements, 0);
		};
		genuine.sort_by_cached_key(|report| draw_rank(draw, *beaconer, report.witness));
		for report in genuine {
			let verdict = if judge.is_done() {
				Verdict::NotDrawn
			} else {
				judge.judge(report.witness, &report.measurement)
			};
			judgements.push(with_verdict(verdict)(report));
		}
		(judgements, judge.valid_witnesses())
	}

	/// Records a valid proof for the valid witnesses, and for the beaconer if there are any. Returns
	/// the reward scale of the beaconer.
	fn record_valid_proofs(
		beaconer: DeviceIndex,
		judgements: &Judgements,
		counts: &mut SettlementCounts,
	) -> u32 {
		let is_valid = |judgement: &&Judgement| judgement.verdict == Verdict::Valid;
		let mut proved: Vec<_> =
			judgements.iter().filter(is_valid).map(|judgement| judgement.witness).collect();
		if proved.is_empty() {
			return FULL_SCALE;
		}
		proved.push(beaconer);
		for device in proved {
			match T::Standing::record_valid_proof(device) {
				Ok(joined) => counts.joined = counts.joined.saturating_add(joined.into()),
				Err(error) => log::warn!(
					target: "runtime::coverage",
					"cannot record a valid proof of device {device} in the density of its cell: \
					 {error:?}; this is a defect, report it",
				),
			}
		}
		T::Standing::density_scale(beaconer)
	}

	/// Credits the witnesses and the beaconer, and updates their records. Returns the units of the
	/// beaconer.
	fn credit_proof(
		beaconer: DeviceIndex,
		valid: u32,
		scale: u32,
		judgements: &mut Judgements,
	) -> Units {
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
				judgement.units = Self::credit_units(judgement.witness, per_witness);
			}
			Self::update_record(judgement.witness, |record| record.count_judgement(is_valid, now));
		}
		let mut units = 0;
		Self::update_record(beaconer, |record| {
			if record.may_beacon(now, &parameters) {
				units = Self::credit_units(beaconer, parameters.units_of_beacon(valid, scale));
			}
			record.beacons = record.beacons.saturating_add(1);
			record.beaconed_at = Some(now);
		});
		units
	}

	/// Credits units to a device. Returns the units that were credited.
	fn credit_units(device: DeviceIndex, units: Units) -> Units {
		if units == 0 {
			return 0;
		}
		match T::Rewards::credit(device, Bucket::Coverage, units) {
			Ok(()) => units,
			Err(error) => {
				log::warn!(
					target: "runtime::coverage",
					"cannot credit {units} units to device {device}: {error:?}; this is a defect, \
					 report it",
				);
				0
			}
		}
	}
}

impl Parameters {
	/// Returns the units that a beacon with this number of valid witnesses earns.
	///
	/// A proof with the four witnesses that a beacon wants is worth five beacons, 5 × 10,000 units,
	/// which the parts divide. With 6 and 24 parts the result is the curve of HIP-15.
	pub fn units_of_beacon(&self, valid_witnesses: u32, scale: u32) -> Units {
		let units = u64::from(beacon_units(valid_witnesses));
		self.apportion(units, self.beacon_parts, 1, scale)
	}

	/// Returns the units that each of this number of valid witnesses earns.
	pub fn units_of_witness(&self, valid_witnesses: u32, scale: u32) -> Units {
		let units = u64::from(witness_units(valid_witnesses));
		self.apportion(units, self.witness_parts, WANTED_WITNESSES, scale)
	}

	/// Returns `units` × scale × 5 × parts / (all parts × sharers), rounded down.
	fn apportion(&self, units: u64, parts: u8, sharers: u64, scale: u32) -> Units {
		let all_parts = u64::from(self.beacon_parts).saturating_add(self.witness_parts.into());
		units
			.saturating_mul(scale.into())
			.saturating_mul(WANTED_WITNESSES.saturating_add(1))
			.saturating_mul(parts.into())
			.checked_div(all_parts.saturating_mul(sharers).saturating_mul(FULL_SCALE.into()))
			.unwrap_or_default()
	}
}

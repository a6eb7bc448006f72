//! Reports: who says to have heard a beacon.

use crate::{
	Config, DeviceRecord, DeviceRecords, Event, KeptReport, Pallet, Proof, Proofs, Refusal, Window,
	KEPT_REPORTS, ORDINALS,
};
use cairn_primitives::{
	coverage::{report_rank, Reception, WindowIndex},
	devices::{DeviceIndex, DeviceKey},
};
use frame_support::ensure;
use sp_core::H256;

impl<T: Config> Pallet<T> {
	/// Whether any of the receptions would be kept now; the key that must have signed them.
	pub(crate) fn check_report(
		window: WindowIndex,
		witness: DeviceIndex,
		ordinal: u8,
		receptions: &[Reception],
	) -> Result<DeviceKey, Refusal> {
		ensure!(ordinal < ORDINALS, Refusal::OrdinalTooHigh);
		let open = Self::kept_window(window)?;
		ensure!(Self::now() <= open.report_by, Refusal::ReportedTooLate);
		let record = DeviceRecords::<T>::get(witness).unwrap_or_default();
		ensure!(!record.has_used_ordinal(window, ordinal), Refusal::OrdinalUsed);
		let participant = Self::participant(&open, witness)?;
		let mut refusal = Refusal::NothingReported;
		for reception in receptions {
			match Self::check_reception(&open, window, witness, reception) {
				Ok(()) => return Ok(participant.profile.key),
				Err(because) => refusal = because,
			}
		}
		Err(refusal)
	}

	fn check_reception(
		open: &Window,
		window: WindowIndex,
		witness: DeviceIndex,
		reception: &Reception,
	) -> Result<(), Refusal> {
		ensure!(witness != reception.beaconer, Refusal::OwnBeacon);
		let proof = Proofs::<T>::get(window, reception.beaconer).ok_or(Refusal::NotAnnounced)?;
		proof.rank_position(&open.seed, reception.beaconer, witness).map(|_| ())
	}

	/// Keeps those of a device's receptions that can be kept. Its ordinal is used up.
	pub(crate) fn store_report(
		window: WindowIndex,
		witness: DeviceIndex,
		ordinal: u8,
		receptions: &[Reception],
	) {
		let Ok(open) = Self::kept_window(window) else { return };
		for Reception { beaconer, commitment, measurement } in receptions.iter().copied() {
			if beaconer == witness {
				continue;
			}
			let report = KeptReport { witness, commitment, measurement };
			let Some(mut proof) = Proofs::<T>::get(window, beaconer) else { continue };
			let Ok(evicted) = proof.keep(&open.seed, beaconer, report) else { continue };
			Proofs::<T>::insert(window, beaconer, proof);
			Self::deposit_event(Event::BeaconReported {
				window,
				beaconer,
				witness,
				commitment,
				measurement,
				evicted,
			});
		}
		DeviceRecords::<T>::mutate(witness, |record| {
			record.get_or_insert_with(Self::new_record).use_ordinal(window, ordinal);
		});
	}

	/// The record of a device that takes part for the first time.
	pub(crate) fn new_record() -> DeviceRecord {
		DeviceRecord { since: Self::now(), ..Default::default() }
	}
}

impl Proof {
	/// Where in the order of ranks a witness's report belongs.
	fn rank_position(
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

	/// Keeps a report, if need be in the place of the one that comes last: whose that was.
	fn keep(
		&mut self,
		seed: &H256,
		beaconer: DeviceIndex,
		report: KeptReport,
	) -> Result<Option<DeviceIndex>, Refusal> {
		let place = self.rank_position(seed, beaconer, report.witness)?;
		let evicted = if self.reports.is_full() { self.reports.pop() } else { None };
		// There is room now, and the place is not behind the end.
		self.reports.try_insert(place, report).map_err(|_| Refusal::Outranked)?;
		Ok(evicted.map(|kept| kept.witness))
	}
}

impl DeviceRecord {
	pub(crate) fn has_used_ordinal(&self, window: WindowIndex, ordinal: u8) -> bool {
		self.ordinals_of(window) & bit(ordinal) != 0
	}

	fn use_ordinal(&mut self, window: WindowIndex, ordinal: u8) {
		self.ordinals = self.ordinals_of(window) | bit(ordinal);
		self.reported_in = window;
	}

	fn ordinals_of(&self, window: WindowIndex) -> u16 {
		if self.reported_in == window {
			self.ordinals
		} else {
			0
		}
	}
}

fn bit(ordinal: u8) -> u16 {
	1u16.checked_shl(ordinal.into()).unwrap_or_default()
}

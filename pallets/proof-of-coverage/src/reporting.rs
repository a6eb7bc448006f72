//! Reporting: a witness reports the beacons that it has received.

use crate::{
	Config, DeviceRecords, Event, KeptReport, Pallet, Proofs, Refusal, Window, ORDINALS, RECEPTIONS,
};
use cairn_primitives::{
	coverage::{Reception, WindowIndex},
	devices::{DeviceIndex, DeviceKey},
};
use frame_support::{ensure, pallet_prelude::ConstU32, BoundedVec};

/// The receptions of one witness.
pub type Receptions = BoundedVec<Reception, ConstU32<RECEPTIONS>>;

impl<T: Config> Pallet<T> {
	/// Checks that at least one of the receptions would be kept now. Returns the key that must have
	/// signed the report.
	///
	/// # Errors
	/// If no reception would be kept: the refusal of the last one.
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
		let mut last_refusal = Refusal::NothingReported;
		for reception in receptions {
			match Self::check_reception(&open, window, witness, reception) {
				Ok(()) => return Ok(participant.profile.key),
				Err(refusal) => last_refusal = refusal,
			}
		}
		Err(last_refusal)
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

	/// Stores those receptions of a report that can be kept, and marks its ordinal as used.
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
			let Ok(evicted) = proof.insert_report(&open.seed, beaconer, report) else { continue };
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
}

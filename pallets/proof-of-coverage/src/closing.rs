//! Closing: the proofs and false reports that remain of a window are removed in bounded steps.

use crate::{
	ClosedUpTo, Config, DeviceRecords, Event, FalseReports, OldestWindow, Pallet, Proofs,
	StrikeReason, WeightInfo, Window, Windows,
};
use cairn_primitives::{
	coverage::WindowIndex,
	devices::{DeviceIndex, Discipline},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::{Weight, WeightMeter};
use scale_info::TypeInfo;

/// The next step to take for a window whose reveals are over.
enum ClosingStep {
	ExpireProof(DeviceIndex),
	StrikeFalseReport(DeviceIndex),
	RemoveWindow,
}

/// The progress of closing the oldest window.
///
/// Entries removed in a block slow a search for the first entry down until the block ends. The
/// cursor lets every step continue after the previous one instead.
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
pub struct ClosingCursor {
	/// The beaconer of the last proof that has expired.
	expired: Option<DeviceIndex>,
	/// The last witness whose false report was processed.
	punished: Option<DeviceIndex>,
}

impl<T: Config> Pallet<T> {
	/// Takes up to `limit` closing steps within the meter. Returns the number of steps taken.
	pub(crate) fn take_closing_steps(limit: u32, meter: &mut WeightMeter) -> u32 {
		let mut steps = 0;
		while steps < limit && meter.can_consume(Self::weight_of_step()) {
			meter.consume(T::WeightInfo::find_closing_step());
			let index = OldestWindow::<T>::get();
			let over = Windows::<T>::get(index).filter(|window| window.reveal_by < Self::now());
			let Some(window) = over else { break };
			let spent = match Self::next_step(index) {
				ClosingStep::ExpireProof(beaconer) => Self::expire_proof(index, &window, beaconer),
				ClosingStep::StrikeFalseReport(witness) => {
					Self::strike_false_report(index, &window, witness)
				}
				ClosingStep::RemoveWindow => Self::remove_window(index, &window),
			};
			meter.consume(spent);
			steps = steps.saturating_add(1);
		}
		steps
	}

	/// Returns the highest weight of a closing step.
	pub(crate) fn weight_of_step() -> Weight {
		T::WeightInfo::expire_proof()
			.max(T::WeightInfo::remove_window())
			.saturating_add(T::Discipline::weight())
			.saturating_add(T::WeightInfo::find_closing_step())
	}

	fn next_step(index: WindowIndex) -> ClosingStep {
		let mut cursor = ClosedUpTo::<T>::get();
		if let Some(beaconer) = Self::next_open_proof(index, cursor.expired) {
			cursor.expired = Some(beaconer);
			ClosedUpTo::<T>::put(cursor);
			return ClosingStep::ExpireProof(beaconer);
		}
		if let Some(witness) = Self::next_false_report(index, cursor.punished) {
			cursor.punished = Some(witness);
			ClosedUpTo::<T>::put(cursor);
			return ClosingStep::StrikeFalseReport(witness);
		}
		ClosingStep::RemoveWindow
	}

	/// Returns the beaconer of the next open proof of a window, after `last`.
	fn next_open_proof(index: WindowIndex, last: Option<DeviceIndex>) -> Option<DeviceIndex> {
		let key = |last| Proofs::<T>::hashed_key_for(index, last);
		let mut proofs = match last {
			Some(last) => Proofs::<T>::iter_key_prefix_from(index, key(last)),
			None => Proofs::<T>::iter_key_prefix(index),
		};
		proofs.next()
	}

	/// Returns the witness of the next false report of a window, after `last`.
	fn next_false_report(index: WindowIndex, last: Option<DeviceIndex>) -> Option<DeviceIndex> {
		let key = |last| FalseReports::<T>::hashed_key_for(index, last);
		let mut false_reports = match last {
			Some(last) => FalseReports::<T>::iter_key_prefix_from(index, key(last)),
			None => FalseReports::<T>::iter_key_prefix(index),
		};
		false_reports.next()
	}

	/// Removes a proof that was not revealed, and strikes its beaconer. A beaconer that has changed or
	/// retired is not at fault: its new owner or its new key may not have the secret.
	fn expire_proof(index: WindowIndex, window: &Window, beaconer: DeviceIndex) -> Weight {
		let reports = Proofs::<T>::take(index, beaconer).map_or(0, |proof| proof.reports.len());
		Self::close_open_proof();
		let beaconer_at_fault = window.is_healthy()
			&& DeviceRecords::<T>::contains_key(beaconer)
			&& !Self::has_changed_since(window, beaconer);
		Self::deposit_event(Event::ProofExpired {
			window: index,
			beaconer,
			reports: reports as u32,
			beaconer_at_fault,
		});
		if !beaconer_at_fault {
			return T::WeightInfo::expire_proof();
		}
		Self::update_record(beaconer, |record| record.missed = record.missed.saturating_add(1));
		let strike = Self::strike(index, beaconer, StrikeReason::MissedReveal);
		T::WeightInfo::expire_proof().saturating_add(strike)
	}

	fn strike_false_report(index: WindowIndex, window: &Window, witness: DeviceIndex) -> Weight {
		FalseReports::<T>::remove(index, witness);
		let strike = if window.is_healthy() {
			Self::strike(index, witness, StrikeReason::FalseReport)
		} else {
			Weight::zero()
		};
		T::WeightInfo::expire_proof().saturating_add(strike)
	}

	/// Removes a window of which no proof and no false report remain (Invariant 2).
	fn remove_window(index: WindowIndex, window: &Window) -> Weight {
		Windows::<T>::remove(index);
		ClosedUpTo::<T>::kill();
		OldestWindow::<T>::put(index.saturating_add(1));
		Self::deposit_event(Event::WindowClosed {
			window: index,
			announced: window.announced,
			revealed: window.revealed,
		});
		T::WeightInfo::remove_window()
	}
}

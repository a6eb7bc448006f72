//! Closing: what a window has left when its time is over is removed, in steps that are bounded.

use crate::{
	ClosedUpTo, Config, CurrentParameters, DeviceRecord, DeviceRecords, Event, FalseReports,
	OldestWindow, Pallet, Parameters, Proofs, StrikeReason, WeightInfo, Window, Windows,
};
use cairn_primitives::{
	coverage::WindowIndex,
	devices::{DeviceIndex, Discipline, SuspensionReason},
	BlockNumber,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::{Weight, WeightMeter};
use scale_info::TypeInfo;

/// What there is to do next for a window that is over.
enum ClosingStep {
	Expire(DeviceIndex),
	Punish(DeviceIndex),
	Forget,
}

/// How far the oldest window is closed. What is removed within a block stays in the way of who looks
/// for the first entry until the block has ended; so nobody looks for it again.
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
	/// The last proof that has expired.
	expired: Option<DeviceIndex>,
	/// The last device whose false report was dealt with.
	punished: Option<DeviceIndex>,
}

impl<T: Config> Pallet<T> {
	/// Takes up to `limit` steps, as far as the meter allows; returns how many.
	pub(crate) fn take_closing_steps(limit: u32, meter: &mut WeightMeter) -> u32 {
		let mut steps = 0;
		while steps < limit && meter.can_consume(Self::weight_of_step()) {
			meter.consume(T::WeightInfo::find_closing_step());
			let index = OldestWindow::<T>::get();
			let over = Windows::<T>::get(index).filter(|window| window.reveal_by < Self::now());
			let Some(window) = over else { break };
			let spent = match Self::next_step(index) {
				ClosingStep::Expire(beaconer) => Self::expire(index, &window, beaconer),
				ClosingStep::Punish(witness) => Self::punish(index, &window, witness),
				ClosingStep::Forget => Self::forget(index, &window),
			};
			meter.consume(spent);
			steps = steps.saturating_add(1);
		}
		steps
	}

	/// What a step costs at most.
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
			return ClosingStep::Expire(beaconer);
		}
		if let Some(witness) = Self::next_false_report(index, cursor.punished) {
			cursor.punished = Some(witness);
			ClosedUpTo::<T>::put(cursor);
			return ClosingStep::Punish(witness);
		}
		ClosingStep::Forget
	}

	/// The proof of a window that comes after the one at which closing stands.
	fn next_open_proof(index: WindowIndex, last: Option<DeviceIndex>) -> Option<DeviceIndex> {
		let key = |last| Proofs::<T>::hashed_key_for(index, last);
		let mut proofs = match last {
			Some(last) => Proofs::<T>::iter_key_prefix_from(index, key(last)),
			None => Proofs::<T>::iter_key_prefix(index),
		};
		proofs.next()
	}

	/// The false report of a window that comes after the one at which closing stands.
	fn next_false_report(index: WindowIndex, last: Option<DeviceIndex>) -> Option<DeviceIndex> {
		let key = |last| FalseReports::<T>::hashed_key_for(index, last);
		let mut mismatches = match last {
			Some(last) => FalseReports::<T>::iter_key_prefix_from(index, key(last)),
			None => FalseReports::<T>::iter_key_prefix(index),
		};
		mismatches.next()
	}

	/// Drops a proof that was never revealed. A beaconer that has changed or retired is not blamed:
	/// who has it now may not have the secret.
	fn expire(index: WindowIndex, window: &Window, beaconer: DeviceIndex) -> Weight {
		let reports = Proofs::<T>::take(index, beaconer).map_or(0, |proof| proof.reports.len());
		Self::close_open_proof();
		let beaconer_at_fault = window.is_healthy()
			&& DeviceRecords::<T>::contains_key(beaconer)
			&& !Self::has_changed(window, beaconer);
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
		T::WeightInfo::expire_proof().saturating_add(Self::strike(
			index,
			beaconer,
			StrikeReason::MissedReveal,
		))
	}

	fn punish(index: WindowIndex, window: &Window, witness: DeviceIndex) -> Weight {
		FalseReports::<T>::remove(index, witness);
		let strike = if window.is_healthy() {
			Self::strike(index, witness, StrikeReason::FalseReport)
		} else {
			Weight::zero()
		};
		T::WeightInfo::expire_proof().saturating_add(strike)
	}

	fn forget(index: WindowIndex, window: &Window) -> Weight {
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

	/// Strikes a device, and suspends it if it was struck too often of late.
	fn strike(window: WindowIndex, device: DeviceIndex, reason: StrikeReason) -> Weight {
		let (now, parameters) = (Self::now(), CurrentParameters::<T>::get());
		let Some(mut record) = DeviceRecords::<T>::get(device) else { return Weight::zero() };
		record.strikes = record.strikes_at(now, &parameters).saturating_add(1);
		record.struck_at = now;
		let strikes = record.strikes;
		// A device that is suspended already stays so, and keeps its strikes.
		let suspends = T::Discipline::strike(device).is_ok()
			&& strikes >= parameters.strikes_to_suspend
			&& T::Discipline::suspend_automatically(device, reason.into()).is_ok();
		if suspends {
			record.strikes = 0;
		}
		DeviceRecords::<T>::insert(device, record);
		Self::deposit_event(Event::DeviceStruck { window, device, reason, strikes, suspends });
		T::Discipline::weight()
	}
}

impl DeviceRecord {
	/// The strikes that are not forgotten yet.
	pub(crate) fn strikes_at(&self, now: BlockNumber, parameters: &Parameters) -> u8 {
		let forgotten = now
			.saturating_sub(self.struck_at)
			.checked_div(parameters.strike_decay_blocks)
			.unwrap_or_default();
		self.strikes.saturating_sub(u8::try_from(forgotten).unwrap_or(u8::MAX))
	}
}

impl From<StrikeReason> for SuspensionReason {
	fn from(reason: StrikeReason) -> Self {
		match reason {
			StrikeReason::MissedReveal => Self::MissedReveals,
			StrikeReason::FalseReport => Self::FalseReports,
		}
	}
}

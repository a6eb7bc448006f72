//! Closing: what a window has left when its time is over is removed, in steps that are bounded.

use crate::{
	ClosedUpTo, Config, CurrentParameters, Event, Fault, Mismatches, OldestWindow, Pallet,
	Parameters, Proofs, Record, Records, WeightInfo, Window, Windows,
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
enum Step {
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
	pub(crate) fn close_windows(limit: u32, meter: &mut WeightMeter) -> u32 {
		let mut steps = 0;
		while steps < limit && meter.can_consume(Self::weight_of_step()) {
			meter.consume(T::WeightInfo::look_for_step());
			let index = OldestWindow::<T>::get();
			let over = Windows::<T>::get(index).filter(|window| window.reveal_by < Self::now());
			let Some(window) = over else { break };
			let spent = match Self::next_step(index) {
				Step::Expire(beaconer) => Self::expire(index, &window, beaconer),
				Step::Punish(witness) => Self::punish(index, &window, witness),
				Step::Forget => Self::forget(index, &window),
			};
			meter.consume(spent);
			steps = steps.saturating_add(1);
		}
		steps
	}

	/// What a step costs at most.
	pub(crate) fn weight_of_step() -> Weight {
		T::WeightInfo::expire()
			.max(T::WeightInfo::forget_window())
			.saturating_add(T::Discipline::weight())
			.saturating_add(T::WeightInfo::look_for_step())
	}

	fn next_step(index: WindowIndex) -> Step {
		let mut cursor = ClosedUpTo::<T>::get();
		if let Some(beaconer) = Self::proof_after(index, cursor.expired) {
			cursor.expired = Some(beaconer);
			ClosedUpTo::<T>::put(cursor);
			return Step::Expire(beaconer);
		}
		if let Some(witness) = Self::mismatch_after(index, cursor.punished) {
			cursor.punished = Some(witness);
			ClosedUpTo::<T>::put(cursor);
			return Step::Punish(witness);
		}
		Step::Forget
	}

	/// The proof of a window that comes after the one at which closing stands.
	fn proof_after(index: WindowIndex, last: Option<DeviceIndex>) -> Option<DeviceIndex> {
		let key = |last| Proofs::<T>::hashed_key_for(index, last);
		let mut proofs = match last {
			Some(last) => Proofs::<T>::iter_key_prefix_from(index, key(last)),
			None => Proofs::<T>::iter_key_prefix(index),
		};
		proofs.next()
	}

	/// The false report of a window that comes after the one at which closing stands.
	fn mismatch_after(index: WindowIndex, last: Option<DeviceIndex>) -> Option<DeviceIndex> {
		let key = |last| Mismatches::<T>::hashed_key_for(index, last);
		let mut mismatches = match last {
			Some(last) => Mismatches::<T>::iter_key_prefix_from(index, key(last)),
			None => Mismatches::<T>::iter_key_prefix(index),
		};
		mismatches.next()
	}

	/// Drops a proof that was never revealed. A beaconer that has changed or retired is not blamed:
	/// who has it now may not have the secret.
	fn expire(index: WindowIndex, window: &Window, beaconer: DeviceIndex) -> Weight {
		let reports = Proofs::<T>::take(index, beaconer).map_or(0, |proof| proof.reports.len());
		Self::count_out();
		let is_fault = window.is_healthy()
			&& Records::<T>::contains_key(beaconer)
			&& !Self::has_changed(window, beaconer);
		Self::deposit_event(Event::ProofExpired {
			window: index,
			beaconer,
			reports: reports as u32,
			is_fault,
		});
		if !is_fault {
			return T::WeightInfo::expire();
		}
		Self::note(beaconer, |record| record.missed = record.missed.saturating_add(1));
		T::WeightInfo::expire().saturating_add(Self::strike(index, beaconer, Fault::MissedReveal))
	}

	fn punish(index: WindowIndex, window: &Window, witness: DeviceIndex) -> Weight {
		Mismatches::<T>::remove(index, witness);
		let strike = if window.is_healthy() {
			Self::strike(index, witness, Fault::FalseReport)
		} else {
			Weight::zero()
		};
		T::WeightInfo::expire().saturating_add(strike)
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
		T::WeightInfo::forget_window()
	}

	/// Strikes a device, and suspends it if it was struck too often of late.
	fn strike(window: WindowIndex, device: DeviceIndex, fault: Fault) -> Weight {
		let (now, parameters) = (Self::now(), CurrentParameters::<T>::get());
		let Some(mut record) = Records::<T>::get(device) else { return Weight::zero() };
		record.strikes = record.strikes_at(now, &parameters).saturating_add(1);
		record.struck_at = now;
		let strikes = record.strikes;
		// A device that is suspended already stays so, and keeps its strikes.
		let suspends = T::Discipline::strike(device).is_ok()
			&& strikes >= parameters.strikes_to_suspend
			&& T::Discipline::suspend_automatically(device, fault.into()).is_ok();
		if suspends {
			record.strikes = 0;
		}
		Records::<T>::insert(device, record);
		Self::deposit_event(Event::DeviceStruck { window, device, fault, strikes, suspends });
		T::Discipline::weight()
	}
}

impl Record {
	/// The strikes that are not forgotten yet.
	pub(crate) fn strikes_at(&self, now: BlockNumber, parameters: &Parameters) -> u8 {
		let forgotten = now
			.saturating_sub(self.struck_at)
			.checked_div(parameters.strike_decay_blocks)
			.unwrap_or_default();
		self.strikes.saturating_sub(u8::try_from(forgotten).unwrap_or(u8::MAX))
	}
}

impl From<Fault> for SuspensionReason {
	fn from(fault: Fault) -> Self {
		match fault {
			Fault::MissedReveal => Self::MissedReveals,
			Fault::FalseReport => Self::FalseReports,
		}
	}
}

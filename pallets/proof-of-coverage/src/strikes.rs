//! Strikes: marks against devices that decay with time and suspend in numbers.

use crate::{Config, CurrentParameters, DeviceRecord, DeviceRecords, Event, Pallet, Parameters};
use cairn_primitives::{
	coverage::WindowIndex,
	devices::{DeviceIndex, Discipline, SuspensionReason},
	BlockNumber,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;

/// The offence for which a device gets a strike.
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
pub enum StrikeReason {
	/// The device announced a beacon and did not reveal it.
	MissedReveal,
	/// The device reported a frame that was not the announced one.
	FalseReport,
}

impl From<StrikeReason> for SuspensionReason {
	fn from(reason: StrikeReason) -> Self {
		match reason {
			StrikeReason::MissedReveal => Self::MissedReveals,
			StrikeReason::FalseReport => Self::FalseReports,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Gives a device a strike, and suspends it if it has too many. A device without a record, such
	/// as one that has retired, gets none.
	pub(crate) fn strike(window: WindowIndex, device: DeviceIndex, reason: StrikeReason) -> Weight {
		let (now, parameters) = (Self::now(), CurrentParameters::<T>::get());
		let Some(mut record) = DeviceRecords::<T>::get(device) else { return Weight::zero() };
		record.strikes = record.strikes_at(now, &parameters).saturating_add(1);
		record.struck_at = now;
		let strikes = record.strikes;
		// A device that is already suspended remains suspended and keeps its strikes.
		let suspends = T::Discipline::strike(device).is_ok()
			&& strikes >= parameters.strikes_to_suspend
			&& T::Discipline::suspend_automatically(device, reason.into()).is_ok();
		if suspends {
			record.strikes = 0;
		}
		// The record is written after the registry's hooks have run. That is safe, because
		// `on_suspended` does not change a record.
		DeviceRecords::<T>::insert(device, record);
		Self::deposit_event(Event::DeviceStruck { window, device, reason, strikes, suspends });
		T::Discipline::weight()
	}
}

impl DeviceRecord {
	/// Returns the number of strikes that have not decayed.
	pub(crate) fn strikes_at(&self, now: BlockNumber, parameters: &Parameters) -> u8 {
		let decayed = now
			.saturating_sub(self.struck_at)
			.checked_div(parameters.strike_decay_blocks)
			.unwrap_or_default();
		self.strikes.saturating_sub(u8::try_from(decayed).unwrap_or(u8::MAX))
	}
}

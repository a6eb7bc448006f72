//! Queries: the bounded answers of the view functions and of the runtime API.

use crate::{
	judging::ReportJudge, Config, CurrentParameters, CurrentWindow, DeviceRecord, DeviceRecords,
	Pallet, Verdict, Window, Windows,
};
use cairn_primitives::{
	coverage::{Announcement, Measurement, WindowIndex},
	devices::DeviceIndex,
};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::traits::Get;
use scale_info::TypeInfo;

/// The record of a device, and what follows from it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct DeviceRecordInfo {
	/// The record in storage.
	pub record: DeviceRecord,
	/// The number of strikes that have not decayed.
	pub strikes: u8,
	/// The share of judged reports that were valid, in units of 1e-4; `None` if no report was judged.
	pub validity: Option<u32>,
	/// Whether reciprocity lets beacons of the device earn.
	pub may_earn_by_beacons: bool,
	/// Whether reciprocity lets reports of the device earn.
	pub may_earn_as_witness: bool,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn query_window(index: Option<WindowIndex>) -> Option<(WindowIndex, Window)> {
		let index = index.or_else(CurrentWindow::<T>::get)?;
		Some((index, Windows::<T>::get(index)?))
	}

	pub(crate) fn query_verdict(
		beaconer: DeviceIndex,
		announcement: Announcement,
		witness: DeviceIndex,
		measurement: Measurement,
	) -> Verdict {
		// A window that begins late enough for every past change of a device to be before it.
		let begins_at = Self::now().saturating_add(2);
		let parameters = CurrentParameters::<T>::get();
		let day = T::BlocksPerDay::get();
		let window = Window::new(Default::default(), begins_at, &parameters, day);
		match ReportJudge::<T>::new(window, beaconer, &announcement) {
			Ok(mut judge) => judge.judge(witness, &measurement),
			Err(_) => Verdict::BeaconerIneligible,
		}
	}

	pub(crate) fn query_device_record(device: DeviceIndex) -> Option<DeviceRecordInfo> {
		let record = DeviceRecords::<T>::get(device)?;
		let (now, parameters) = (Self::now(), CurrentParameters::<T>::get());
		let judged = u64::from(record.valid).saturating_add(record.invalid.into());
		let validity = u64::from(record.valid).saturating_mul(10_000).checked_div(judged);
		Some(DeviceRecordInfo {
			record,
			strikes: record.strikes_at(now, &parameters),
			validity: validity.map(|validity| validity as u32),
			may_earn_by_beacons: record.may_beacon(now, &parameters),
			may_earn_as_witness: record.may_witness(now, &parameters),
		})
	}
}

//! The [`DeviceHooks`] by which the registry notifies this pallet of changes to devices.

use crate::{Config, DeviceRecords, Pallet, WeightInfo};
use cairn_primitives::devices::{DeviceHooks, DeviceIndex};
use frame_support::weights::Weight;

impl<T: Config> DeviceHooks<T::AccountId> for Pallet<T> {
	fn weight() -> Weight {
		T::WeightInfo::on_changed()
	}

	fn on_moved(device: DeviceIndex) {
		Self::mark_changed(device);
	}

	fn on_refitted(device: DeviceIndex) {
		Self::mark_changed(device);
	}

	fn on_transferred(device: DeviceIndex, _: &T::AccountId) {
		Self::mark_changed(device);
	}

	fn on_replaced(device: DeviceIndex) {
		Self::mark_changed(device);
	}

	fn on_retired(device: DeviceIndex, _: &T::AccountId) {
		DeviceRecords::<T>::remove(device);
	}
}

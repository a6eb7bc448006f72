//! The view functions by which wallets and explorers query the registry.

use frame_support::pallet_macros::pallet_section;

/// The view functions, as a section of the pallet.
#[pallet_section]
mod views {
	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Returns everything the registry knows about a device; `None` if it does not exist.
		pub fn device(device: DeviceIndex) -> Option<DeviceInfoOf<T>> {
			Self::query_device(device)
		}

		/// Returns the number of the device with this key; `None` if no registered device has it.
		pub fn device_with_key(key: DeviceKey) -> Option<DeviceIndex> {
			DeviceIndexes::<T>::get(key)
		}

		/// Returns a page of an account's devices, starting after `after`. A page has at most
		/// [`QUERY_PAGE`] devices.
		pub fn devices_of(owner: T::AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex> {
			Self::query_devices_of(owner, after)
		}

		/// Returns a page of the devices in an H3 cell of any resolution up to 12, each with its
		/// own cell, starting after `after`. A page has at most [`QUERY_PAGE`] devices.
		pub fn devices_in_cell(
			cell: u64,
			after: Option<(u64, DeviceIndex)>,
		) -> Vec<(u64, DeviceIndex)> {
			Self::query_devices_in_cell(cell, after)
		}

		/// Returns the share of its units that density leaves a device, in units of 1e-4; `None` if
		/// the device does not exist.
		pub fn reward_scale(device: DeviceIndex) -> Option<u32> {
			Devices::<T>::get(device).map(|device| Self::reward_scale_of(&device))
		}

		/// Returns a page of the makers, starting after `after`. A page has at most [`QUERY_PAGE`]
		/// makers.
		pub fn makers(after: Option<MakerId>) -> Vec<(MakerId, Maker<T::AccountId>)> {
			Self::query_makers(after)
		}

		/// Returns a page of the classes, starting after `after`. A page has at most [`QUERY_PAGE`]
		/// classes.
		pub fn classes(after: Option<ClassId>) -> Vec<(ClassId, Class<BalanceOf<T>>)> {
			Self::query_classes(after)
		}

		/// Returns all regions of a table; none if the table does not exist.
		pub fn regions(table: RegionTableId) -> Regions {
			RegionTables::<T>::get(table)
		}
	}
}

//! Classes of devices and tables of radio regions: set by governance, without a runtime upgrade.

use crate::{BalanceOf, Class, Classes, Config, Error, Event, Pallet, RegionTables, Regions};
use cairn_primitives::devices::{ClassId, RegionTableId};
use frame_support::{ensure, pallet_prelude::DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_class(id: ClassId, class: Class<BalanceOf<T>>) -> DispatchResult {
		// Devices of the class, and proofs under way, rely on these.
		let keeps = Classes::<T>::get(id)
			.is_none_or(|old| (old.mode, old.region_table) == (class.mode, class.region_table));
		ensure!(keeps, Error::<T>::ClassImmutable);
		let table_exists = class.region_table.is_none_or(RegionTables::<T>::contains_key);
		ensure!(table_exists, Error::<T>::RegionTableUnknown);
		Classes::<T>::insert(id, &class);
		Self::deposit_event(Event::ClassSet { id, class });
		Ok(())
	}

	/// The class with this number.
	pub(crate) fn class(id: ClassId) -> Result<Class<BalanceOf<T>>, Error<T>> {
		Classes::<T>::get(id).ok_or(Error::<T>::ClassUnknown)
	}

	pub(crate) fn do_set_region_table(id: RegionTableId, regions: Regions) -> DispatchResult {
		for (position, region) in regions.iter().enumerate() {
			ensure!(region.lowest_hz <= region.highest_hz, Error::<T>::FrequencyRangeInverted);
			let first = regions.iter().position(|other| other.id == region.id);
			ensure!(first == Some(position), Error::<T>::RegionDuplicated);
		}
		let keeps = RegionTables::<T>::get(id)
			.iter()
			.all(|old| regions.iter().any(|region| region.id == old.id));
		ensure!(keeps, Error::<T>::RegionRemoved);
		RegionTables::<T>::insert(id, &regions);
		Self::deposit_event(Event::RegionTableSet { id, regions });
		Ok(())
	}
}

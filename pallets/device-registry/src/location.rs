//! Locations: where devices stand, and the index of who stands in a cell.

use crate::{
	types::{GAIN_CDBI, LOCATION_RESOLUTION},
	BalanceOf, CellKey, Change, Class, Config, Device, DevicesInCells, Error, Event,
	LocationAssertion, Pallet, RegionTables,
};
use cairn_primitives::devices::{DeviceHooks, DeviceIndex, DeviceStatement, Location};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Get},
};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Notes where a device stands: at once if it stood nowhere yet or rests, else when its open
	/// windows have settled.
	pub(crate) fn do_assert_location(
		owner: &T::AccountId,
		assertion: LocationAssertion<T::Hash>,
	) -> DispatchResult {
		let LocationAssertion { device: index, location, consent } = assertion;
		let mut device = Self::owned_device(owner, index)?;
		Self::ensure_changeable(index, &device)?;
		let class = Self::class(device.class)?;
		Self::validate_location(&class, &location)?;
		let next_assertion = device.located_at.saturating_add(T::LocationInterval::get());
		ensure!(
			device.location.is_none() || Self::now() >= next_assertion,
			Error::<T>::LocationAssertedTooSoon
		);
		let statement = DeviceStatement::Locate { location };
		device.nonce = Self::verify_consent(&consent, &statement, &device.key, device.nonce)?;

		Self::take_fee(owner, class.location_fee)?;
		device.located_at = Self::now();
		Self::request_change(index, device, Change::Move { to: location })
	}

	/// Whether a device of the class may state this location.
	fn validate_location(class: &Class<BalanceOf<T>>, location: &Location) -> DispatchResult {
		let resolution =
			coverage_math::cell_resolution(location.cell).ok_or(Error::<T>::NotAnH3Cell)?;
		ensure!(resolution == LOCATION_RESOLUTION, Error::<T>::CellResolutionNot12);
		ensure!(GAIN_CDBI.contains(&location.gain_cdbi), Error::<T>::GainOutOfRange);

		match (class.region_table, location.region) {
			(None, None) => Ok(()),
			(None, Some(_)) => Err(Error::<T>::ClassHasNoRegions.into()),
			(Some(_), None) => Err(Error::<T>::RegionMissing.into()),
			(Some(table), Some(id)) => {
				let knows = RegionTables::<T>::get(table).iter().any(|region| region.id == id);
				ensure!(knows, Error::<T>::RegionUnknown);
				Ok(())
			}
		}
	}

	/// Puts the device where it asked to be.
	pub(crate) fn apply_move(index: DeviceIndex, device: &mut Device<T>, to: Location) {
		let moves = device.location.is_none_or(|from| from.cell != to.cell);
		if moves {
			Self::leave_cell(index, device);
			DevicesInCells::<T>::insert(CellKey::from(to.cell), index, ());
			T::Hooks::on_moved(index);
		} else if device.location != Some(to) {
			T::Hooks::on_refitted(index);
		}
		device.location = Some(to);
		Self::deposit_event(Event::DeviceLocated { device: index, location: to });
	}

	/// Takes the device out of its cell, and out of the crowd there.
	pub(crate) fn leave_cell(index: DeviceIndex, device: &mut Device<T>) {
		Self::end_interactive(index, device);
		if let Some(location) = device.location.take() {
			DevicesInCells::<T>::remove(CellKey::from(location.cell), index);
		}
	}
}

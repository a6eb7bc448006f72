//! Locations: where devices are, and the index of devices by cell.

use crate::{
	BalanceOf, Change, Class, Config, Device, DevicesInCells, Error, Event, Pallet, RegionTables,
};
use cairn_primitives::devices::{
	DeviceConsent, DeviceHooks, DeviceIndex, DeviceStatement, Location, LOCATION_RESOLUTION,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::RangeInclusive;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Get},
};
use scale_info::TypeInfo;
use sp_runtime::traits::Saturating;

/// The range of antenna gains that a location may state, in hundredths of dBi: that of antennas on
/// sale.
pub const GAIN_CDBI: RangeInclusive<i16> = -1_000..=3_000;

/// The assertion of a device's location. The owner makes it with a call, and the device confirms it
/// with a consent.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct LocationAssertion<Hash> {
	/// The device.
	pub device: DeviceIndex,
	/// The device's location.
	pub location: Location,
	/// The device's consent.
	pub consent: DeviceConsent<Hash>,
}

/// An H3 cell as a storage key. Keys sort like cells: the cells of one ancestor are neighbours.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct CellKey([u8; 8]);

impl From<u64> for CellKey {
	fn from(cell: u64) -> Self {
		Self(cell.to_be_bytes())
	}
}

impl From<CellKey> for u64 {
	fn from(key: CellKey) -> Self {
		Self::from_be_bytes(key.0)
	}
}

impl<T: Config> Pallet<T> {
	/// Records a device's location: at once if the device had none or is inactive, otherwise once
	/// its open windows have settled.
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

	/// Fails unless a device of the class may state this location.
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

	/// Moves the device to a new location (Invariant 2).
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

	/// Removes the device from its cell, and from the density there.
	pub(crate) fn leave_cell(index: DeviceIndex, device: &mut Device<T>) {
		Self::end_interactive(index, device);
		if let Some(location) = device.location.take() {
			DevicesInCells::<T>::remove(CellKey::from(location.cell), index);
		}
	}
}

//! Classes of devices and tables of radio regions. Governance sets both without a runtime upgrade.

use crate::{name, BalanceOf, Classes, Config, Error, Event, Name, Pallet, RegionTables};
use cairn_primitives::devices::{ClassId, Mode, RegionId, RegionTableId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::{ConstU32, DispatchResult},
	BoundedVec,
};
use scale_info::TypeInfo;

/// The regions of a table.
pub type Regions = BoundedVec<Region, ConstU32<32>>;

/// A class of devices: what its devices are paid for, and the bond and fees that they need.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct Class<Balance> {
	/// The class's name.
	#[serde(with = "name::as_text")]
	pub name: Name,
	/// The work for which devices of the class are paid.
	pub mode: Mode,
	/// The table of radio regions that the devices may be in; `None` for devices without a radio.
	pub region_table: Option<RegionTableId>,
	/// The bond of each device, held on its owner until the unbonding period ends.
	pub bond: Balance,
	/// The fee for onboarding a device.
	pub onboarding_fee: Balance,
	/// The fee for asserting a device's location.
	pub location_fee: Balance,
}

/// A radio region: the frequencies and the power that its devices may use.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct Region {
	/// The region's number within the table.
	pub id: RegionId,
	/// The region's name.
	#[serde(with = "name::as_text")]
	pub name: Name,
	/// The lowest frequency, in Hz.
	pub lowest_hz: u64,
	/// The highest frequency, in Hz.
	pub highest_hz: u64,
	/// The highest power radiated, antenna included (EIRP), in hundredths of dBm.
	pub max_eirp_cdbm: i16,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_class(id: ClassId, class: Class<BalanceOf<T>>) -> DispatchResult {
		// Devices of the class, and proofs under way, rely on mode and region table.
		let keeps = Classes::<T>::get(id)
			.is_none_or(|old| (old.mode, old.region_table) == (class.mode, class.region_table));
		ensure!(keeps, Error::<T>::ClassImmutable);
		let table_exists = class.region_table.is_none_or(RegionTables::<T>::contains_key);
		ensure!(table_exists, Error::<T>::RegionTableUnknown);
		Classes::<T>::insert(id, &class);
		Self::deposit_event(Event::ClassSet { id, class });
		Ok(())
	}

	/// Returns the class with this number.
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

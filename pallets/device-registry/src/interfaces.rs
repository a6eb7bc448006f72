//! The interfaces that the registry offers to other pallets.

use crate::{
	BalanceOf, Classes, Config, DeviceIndexes, Devices, Pallet, PayoutAccounts, RegionTables,
	Status, WeightInfo,
};
use alloc::vec::Vec;
use cairn_primitives::devices::{
	ClassId, CoverageStanding, DeviceDirectory, DeviceIndex, DeviceKey, DeviceProfile, Discipline,
	RegionId, SuspensionReason,
};
use frame_support::pallet_prelude::{DispatchError, DispatchResult, Weight};

impl<T: Config> DeviceDirectory<T::AccountId> for Pallet<T> {
	fn index_of(key: &DeviceKey) -> Option<DeviceIndex> {
		DeviceIndexes::<T>::get(key)
	}

	fn profile(index: DeviceIndex) -> Option<DeviceProfile<T::AccountId>> {
		let device = Devices::<T>::get(index)?;
		let class = Classes::<T>::get(device.class)?;
		Some(DeviceProfile {
			is_active: device.is_active(),
			is_suspended: device.status == Status::Suspended,
			key: device.key,
			owner: device.owner,
			class: device.class,
			mode: class.mode,
			location: device.location,
		})
	}

	fn payee(index: DeviceIndex) -> Option<T::AccountId> {
		PayoutAccounts::<T>::get(index)
			.or_else(|| Devices::<T>::get(index).map(|device| device.owner))
	}

	fn may_transmit(
		class: ClassId,
		region: Option<RegionId>,
		frequency_hz: u32,
		eirp_cdbm: i32,
	) -> bool {
		let Some(table) = Classes::<T>::get(class).map(|class| class.region_table) else {
			return false;
		};
		let Some(table) = table else { return true };
		RegionTables::<T>::get(table).iter().filter(|it| Some(it.id) == region).any(|it| {
			(it.lowest_hz..=it.highest_hz).contains(&frequency_hz.into())
				&& eirp_cdbm <= it.max_eirp_cdbm.into()
		})
	}

	fn devices_of(owner: &T::AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex> {
		Self::query_devices_of(owner.clone(), after)
	}
}

impl<T: Config> CoverageStanding for Pallet<T> {
	fn weight_of_joining() -> Weight {
		T::WeightInfo::record_valid_proof()
	}

	fn record_valid_proof(index: DeviceIndex) -> Result<bool, DispatchError> {
		Self::do_record_valid_proof(index)
	}

	fn density_scale(index: DeviceIndex) -> u32 {
		Devices::<T>::get(index).map_or(0, |device| Self::reward_scale_of(&device))
	}
}

impl<T: Config> Discipline for Pallet<T> {
	type Balance = BalanceOf<T>;

	fn weight() -> Weight {
		Self::with_hooks(T::WeightInfo::suspend(1), 1)
	}

	fn strike(index: DeviceIndex) -> Result<u8, DispatchError> {
		Devices::<T>::try_mutate(index, |device| {
			let device = device.as_mut().ok_or(crate::Error::<T>::DeviceUnknown)?;
			device.strikes = device.strikes.saturating_add(1);
			Self::deposit_event(crate::Event::LifetimeStrikeAdded {
				device: index,
				strikes: device.strikes,
			});
			Ok(device.strikes)
		})
	}

	fn suspend_automatically(index: DeviceIndex, reason: SuspensionReason) -> DispatchResult {
		Self::do_suspend(index, reason, true)
	}

	fn slash_bond(index: DeviceIndex, amount: Self::Balance) -> Self::Balance {
		Devices::<T>::mutate_extant(index, |device| {
			let taken = Self::do_slash(index, device, amount);
			Self::deactivate_if_underbonded(index, device);
			taken
		})
	}
}

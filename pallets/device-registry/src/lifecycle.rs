//! Rest, return and end of a device's service.

use crate::{
	Change, Classes, Config, Device, Devices, Error, Event, Pallet, Payouts, Status, Task,
};
use cairn_primitives::devices::{DeviceHooks, DeviceIndex};
use frame_support::{
	defensive, ensure,
	pallet_prelude::{DispatchResult, Get},
};
use sp_runtime::traits::{Saturating, Zero};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_deactivate(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		let device = Self::owned_device(owner, index)?;
		Self::ensure_free(index, &device)?;
		ensure!(device.is_active(), Error::<T>::DeviceInactive);
		Self::request(index, device, Change::Deactivate)
	}

	/// Brings a device back; what its bond lacks of what its class asks is held.
	pub(crate) fn do_reactivate(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		let mut device = Self::owned_device(owner, index)?;
		Self::ensure_free(index, &device)?;
		ensure!(!device.is_active(), Error::<T>::DeviceActive);
		let class = Classes::<T>::get(device.class).ok_or(Error::<T>::ClassUnknown)?;
		let missing = class.bond.saturating_sub(device.bond);
		if !missing.is_zero() {
			Self::hold_bond(owner, owner, missing)?;
			device.bond = device.bond.saturating_add(missing);
		}
		device.status = Status::Active;
		Self::deposit_event(Event::DeviceReactivated { device: index, bond: device.bond });
		Devices::<T>::insert(index, device);
		Ok(())
	}

	pub(crate) fn do_retire(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		let device = Self::owned_device(owner, index)?;
		Self::ensure_free(index, &device)?;
		Self::request(index, device, Change::Retire)
	}

	pub(crate) fn apply_deactivation(index: DeviceIndex, device: &mut Device<T>) {
		device.status = Status::Inactive;
		Self::end_interactive(index, device);
		Self::deposit_event(Event::DeviceDeactivated { device: index });
	}

	/// Ends the device's service; its bond stays slashable for the unbonding period.
	pub(crate) fn apply_retirement(index: DeviceIndex, device: &mut Device<T>) {
		let bond_free_at = Self::now().saturating_add(T::UnbondingPeriod::get());
		device.status = Status::Retired { bond_free_at };
		Self::leave_cell(index, device);
		Self::drop_offer(index);
		if Self::schedule(index, Task::FreeBond, bond_free_at).is_err() {
			defensive!("the agenda has no room for a retired device's bond");
		}
		let payee = Payouts::<T>::take(index).unwrap_or_else(|| device.owner.clone());
		T::Hooks::on_retired(index, &payee);
		Self::deposit_event(Event::DeviceRetired { device: index, bond_free_at });
	}

	/// Gives a retired device's bond back, if its time has come.
	pub(crate) fn settle_bond(index: DeviceIndex) {
		match Devices::<T>::get(index) {
			Some(device) if matches!(device.status, Status::Retired { bond_free_at } if bond_free_at <= Self::now()) => {
				Self::free_bond(index, device)
			}
			_ => {}
		}
	}
}

//! Deactivation, reactivation and retirement of devices.

use crate::{
	Change, Classes, Config, Device, Devices, Error, Event, Pallet, PayoutAccounts, Status, Task,
};
use cairn_primitives::devices::{DeviceHooks, DeviceIndex};
use frame_support::{
	defensive, ensure,
	pallet_prelude::{DispatchResult, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_deactivate(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		let device = Self::owned_device(owner, index)?;
		Self::ensure_changeable(index, &device)?;
		ensure!(device.is_active(), Error::<T>::DeviceInactive);
		Self::request_change(index, device, Change::Deactivate)
	}

	/// Reactivates a device, and puts on hold what its bond lacks of the bond of its class.
	pub(crate) fn do_reactivate(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		let mut device = Self::owned_device(owner, index)?;
		Self::ensure_changeable(index, &device)?;
		ensure!(!device.is_active(), Error::<T>::DeviceAlreadyActive);
		let asked = Self::class(device.class)?.bond;
		Self::top_up_bond(&mut device, asked)?;
		device.status = Status::Active;
		Self::deposit_event(Event::DeviceReactivated {
			device: index,
			bond: device.bond,
			collateral: device.collateral,
		});
		Devices::<T>::insert(index, device);
		Ok(())
	}

	pub(crate) fn do_retire(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		let device = Self::owned_device(owner, index)?;
		Self::ensure_changeable(index, &device)?;
		Self::request_change(index, device, Change::Retire)
	}

	pub(crate) fn apply_deactivation(index: DeviceIndex, device: &mut Device<T>) {
		device.status = Status::Inactive;
		Self::end_interactive(index, device);
		Self::deposit_event(Event::DeviceDeactivated { device: index });
	}

	/// Deactivates a device whose bond is below the bond of its class, because it was slashed. It
	/// stays inactive until its owner reactivates it.
	pub(crate) fn deactivate_if_underbonded(index: DeviceIndex, device: &mut Device<T>) {
		let asked = Classes::<T>::get(device.class).map(|class| class.bond).unwrap_or_default();
		if device.is_active() && device.bond < asked {
			Self::discard_change(index);
			Self::apply_deactivation(index, device);
		}
	}

	/// Retires the device. Its bond stays slashable for the unbonding period (Invariants 4 and 6).
	pub(crate) fn apply_retirement(index: DeviceIndex, device: &mut Device<T>, expelled: bool) {
		let bond_release_at = Self::now().saturating_add(T::UnbondingPeriod::get());
		device.status = Status::Retired { bond_release_at, expelled };
		Self::leave_cell(index, device);
		Self::discard_offer(index);
		Self::schedule_bond_release(index, bond_release_at);
		let payee = PayoutAccounts::<T>::take(index).unwrap_or_else(|| device.owner.clone());
		T::Hooks::on_retired(index, &payee);
		Self::deposit_event(Event::DeviceRetired { device: index, bond_release_at });
	}

	/// Schedules the release of a retired device's bond (Invariant 6).
	pub(crate) fn schedule_bond_release(index: DeviceIndex, bond_release_at: BlockNumberFor<T>) {
		if Self::schedule(index, Task::ReleaseBond, bond_release_at).is_err() {
			defensive!("the agenda has no room for a retired device's bond");
		}
	}

	/// Releases a retired device's bond, if it is due. The bond of a suspended device waits.
	pub(crate) fn settle_bond(index: DeviceIndex) {
		let Some(device) = Devices::<T>::get(index) else { return };
		let Status::Retired { bond_release_at, .. } = device.status else { return };
		if bond_release_at <= Self::now() {
			Self::release_retired_bond(index, device);
		}
	}
}

//! Changes: what an owner asks for takes effect once the windows that are open have settled, so
//! that nobody can step out from under a proof that is being judged.

use crate::{
	Change, ChangeOf, Classes, Config, Device, Devices, Error, Event, Pallet, PendingChange,
	PendingChanges, Status, Task,
};
use cairn_primitives::devices::{DeviceIndex, Mode};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Get},
};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Carries the change out now, or files it until the device's open windows have settled.
	pub(crate) fn request(
		index: DeviceIndex,
		mut device: Device<T>,
		change: ChangeOf<T>,
	) -> DispatchResult {
		ensure!(!PendingChanges::<T>::contains_key(index), Error::<T>::ChangePending);
		if !Self::may_have_open_windows(&device) {
			Self::apply(index, &mut device, change);
			Devices::<T>::insert(index, device);
			return Ok(());
		}
		let effective_at = Self::now().saturating_add(T::SettlementDelay::get());
		Devices::<T>::insert(index, device);
		Self::deposit_event(Event::ChangeRequested {
			device: index,
			change: change.clone(),
			effective_at,
		});
		PendingChanges::<T>::insert(index, PendingChange { change, effective_at });
		Self::schedule(index, Task::Change, effective_at)
	}

	/// Withdraws what the owner asked for and what has not taken effect yet.
	pub(crate) fn do_cancel_change(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		Self::owned_device(owner, index)?;
		ensure!(PendingChanges::<T>::contains_key(index), Error::<T>::NoChangePending);
		Self::drop_change(index);
		Ok(())
	}

	/// Forgets the pending change, if there is one; a buyer gets their bond back.
	pub(crate) fn drop_change(index: DeviceIndex) {
		if let Some(pending) = PendingChanges::<T>::take(index) {
			if let Change::Transfer { to, bond } = &pending.change {
				Self::release_bond(to, *bond);
			}
			Self::deposit_event(Event::ChangeCancelled { device: index, change: pending.change });
		}
	}

	/// Carries out the pending change, if its time has come.
	pub(crate) fn settle_change(index: DeviceIndex) {
		let Some(pending) = PendingChanges::<T>::get(index) else { return };
		if pending.effective_at > Self::now() {
			return;
		}
		PendingChanges::<T>::remove(index);
		Devices::<T>::mutate_extant(index, |device| {
			Self::apply(index, device, pending.change);
		});
	}

	fn apply(index: DeviceIndex, device: &mut Device<T>, change: ChangeOf<T>) {
		match change {
			Change::Move { to } => Self::apply_move(index, device, to),
			Change::Deactivate => Self::apply_deactivation(index, device),
			Change::Retire => Self::apply_retirement(index, device),
			Change::Transfer { to, bond } => Self::apply_transfer(index, device, to, bond),
		}
	}

	/// Only a located, active device that covers can be part of a proof.
	fn may_have_open_windows(device: &Device<T>) -> bool {
		device.is_active()
			&& device.location.is_some()
			&& Classes::<T>::get(device.class).is_some_and(|class| class.mode == Mode::Covers)
	}

	/// Fails unless the device's owner may act on it and nothing waits.
	pub(crate) fn ensure_free(index: DeviceIndex, device: &Device<T>) -> DispatchResult {
		match device.status {
			Status::Suspended => Err(Error::<T>::DeviceSuspended.into()),
			Status::Retired { .. } => Err(Error::<T>::DeviceRetired.into()),
			Status::Active | Status::Inactive => {
				ensure!(!PendingChanges::<T>::contains_key(index), Error::<T>::ChangePending);
				Ok(())
			}
		}
	}
}

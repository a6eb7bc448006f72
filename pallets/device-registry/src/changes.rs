//! Changes: what an owner asks for takes effect once the windows that are open have settled, so
//! that nobody can step out from under a proof that is being judged.

use crate::{
	Change, ChangeOf, Config, Device, Devices, Error, Event, Pallet, PendingChange, PendingChanges,
	Status, Task,
};
use cairn_primitives::devices::{DeviceIndex, Mode};
use frame_support::{
	defensive, ensure,
	pallet_prelude::{DispatchResult, Get},
};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Carries the change out now, or files it until the device's open windows have settled.
	pub(crate) fn request_change(
		index: DeviceIndex,
		mut device: Device<T>,
		change: ChangeOf<T>,
	) -> DispatchResult {
		if !Self::may_have_open_windows(&device) {
			Self::apply_change(index, &mut device, change);
			Devices::<T>::insert(index, device);
			return Ok(());
		}
		let effective_at = Self::now().saturating_add(T::SettlementDelay::get());
		// One that was cancelled has left its place in the agenda, earlier than this one needs it.
		if !PendingChanges::<T>::contains_key(index) {
			Self::schedule(index, Task::ApplyChange, effective_at)?;
		}
		Devices::<T>::insert(index, device);
		Self::deposit_event(Event::ChangeRequested {
			device: index,
			change: change.clone(),
			effective_at,
		});
		let pending = PendingChange { change: Some(change), effective_at };
		PendingChanges::<T>::insert(index, pending);
		Ok(())
	}

	/// Withdraws what the owner asked for and what has not taken effect yet.
	pub(crate) fn do_cancel_change(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		Self::owned_device(owner, index)?;
		match PendingChanges::<T>::get(index).and_then(|pending| pending.change) {
			None => Err(Error::<T>::NoChangePending.into()),
			// The buyer relies on it, and may have paid.
			Some(Change::Transfer { .. }) => Err(Error::<T>::TransferLocked.into()),
			Some(_) => {
				Self::discard_change(index);
				Ok(())
			}
		}
	}

	/// Forgets the pending change, if there is one; a buyer gets their bond back. Its place in the
	/// agenda stays taken.
	pub(crate) fn discard_change(index: DeviceIndex) {
		PendingChanges::<T>::mutate_extant(index, |pending| {
			let Some(change) = pending.change.take() else { return };
			if let Change::Transfer { to, bond } = &change {
				Self::release_bond(to, *bond);
			}
			Self::deposit_event(Event::ChangeCancelled { device: index, change });
		});
	}

	/// Carries out the pending change, if its time has come.
	pub(crate) fn settle_change(index: DeviceIndex) {
		let Some(pending) = PendingChanges::<T>::take(index) else { return };
		let Some(change) = pending.change else { return };
		if pending.effective_at <= Self::now() {
			Devices::<T>::mutate_extant(index, |device| Self::apply_change(index, device, change));
			return;
		}
		// It stands in the place of an earlier one.
		if Self::schedule(index, Task::ApplyChange, pending.effective_at).is_err() {
			defensive!("the agenda has no room for a change");
		}
		let pending = PendingChange { change: Some(change), ..pending };
		PendingChanges::<T>::insert(index, pending);
	}

	fn apply_change(index: DeviceIndex, device: &mut Device<T>, change: ChangeOf<T>) {
		match change {
			Change::Move { to } => Self::apply_move(index, device, to),
			Change::Deactivate => Self::apply_deactivation(index, device),
			Change::Retire => Self::apply_retirement(index, device, false),
			Change::Transfer { to, bond } => Self::apply_transfer(index, device, to, bond),
		}
	}

	/// Only a located, active device that covers can be part of a proof.
	fn may_have_open_windows(device: &Device<T>) -> bool {
		device.is_active()
			&& device.location.is_some()
			&& Self::class(device.class).is_ok_and(|class| class.mode == Mode::Covers)
	}

	/// Fails unless the device's owner may act on it and nothing waits.
	pub(crate) fn ensure_changeable(index: DeviceIndex, device: &Device<T>) -> DispatchResult {
		device.ensure_in_service()?;
		let waits = PendingChanges::<T>::get(index).is_some_and(|pending| pending.change.is_some());
		ensure!(!waits, Error::<T>::ChangePending);
		Ok(())
	}
}

impl<T: Config> Device<T> {
	/// Fails while the device is suspended, and once it is retired.
	pub(crate) fn ensure_in_service(&self) -> Result<(), Error<T>> {
		match self.status {
			Status::Active | Status::Inactive => Ok(()),
			Status::Suspended => Err(Error::DeviceSuspended),
			Status::Retired { .. } => Err(Error::DeviceRetired),
		}
	}
}

//! Changes: an owner's request takes effect once open windows have settled, so that no device can
//! evade a proof that is being judged.

use crate::{BalanceOf, Config, Device, Devices, Error, Event, Pallet, PendingChanges, Task};
use cairn_primitives::devices::{DeviceIndex, Location, Mode};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	defensive, ensure,
	pallet_prelude::{DispatchResult, Get},
	CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::traits::Saturating;

/// A change that an owner requests. It waits until open windows have settled.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Change<AccountId, Balance> {
	/// The device moves, or its antenna or radio region changes.
	Move {
		/// The new location.
		to: Location,
	},
	/// The device becomes inactive.
	Deactivate,
	/// The device retires.
	Retire,
	/// The device gets a new owner.
	Transfer {
		/// The new owner.
		to: AccountId,
		/// The bond that is already held on the new owner for the device, in CRN.
		bond: Balance,
	},
}

/// A change of a device of the runtime.
pub type ChangeOf<T> = Change<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// A pending change and its place in the agenda. If the change is cancelled, the place stays
/// reserved and serves the next change: a device never has more than one.
#[derive(
	CloneNoBound, DebugNoBound, PartialEqNoBound, EqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct PendingChange<T: Config> {
	/// The requested change; `None` if it was cancelled.
	pub change: Option<ChangeOf<T>>,
	/// The block from which the change takes effect.
	pub effective_at: BlockNumberFor<T>,
}

impl<T: Config> Pallet<T> {
	/// Applies the change now, or files it until the device's open windows have settled.
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
		// A cancelled change has left its place in the agenda, earlier than this change needs it.
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

	/// Cancels the change that the owner requested, if it has not taken effect yet.
	pub(crate) fn do_cancel_change(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		Self::owned_device(owner, index)?;
		match PendingChanges::<T>::get(index).and_then(|pending| pending.change) {
			None => Err(Error::<T>::NoChangePending.into()),
			// The buyer relies on the transfer, and may have paid.
			Some(Change::Transfer { .. }) => Err(Error::<T>::TransferLocked.into()),
			Some(_) => {
				Self::discard_change(index);
				Ok(())
			}
		}
	}

	/// Discards the pending change, if there is one, and releases the bond of its buyer. The place
	/// in the agenda stays reserved.
	pub(crate) fn discard_change(index: DeviceIndex) {
		PendingChanges::<T>::mutate_extant(index, |pending| {
			let Some(change) = pending.change.take() else { return };
			if let Change::Transfer { to, bond } = &change {
				Self::release_bond(to, *bond);
			}
			Self::deposit_event(Event::ChangeCancelled { device: index, change });
		});
	}

	/// Applies the pending change, if it is due.
	pub(crate) fn settle_change(index: DeviceIndex) {
		let Some(pending) = PendingChanges::<T>::take(index) else { return };
		let Some(change) = pending.change else { return };
		if pending.effective_at <= Self::now() {
			Devices::<T>::mutate_extant(index, |device| Self::apply_change(index, device, change));
			return;
		}
		// The change uses the place of an earlier one.
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

	/// Returns whether the device may be part of a proof: only a located, active device that covers
	/// can be.
	fn may_have_open_windows(device: &Device<T>) -> bool {
		device.is_active()
			&& device.location.is_some()
			&& Self::class(device.class).is_ok_and(|class| class.mode == Mode::Covers)
	}

	/// Fails if the device is suspended or retired, or has a pending change.
	pub(crate) fn ensure_changeable(index: DeviceIndex, device: &Device<T>) -> DispatchResult {
		device.ensure_in_service()?;
		let waits = PendingChanges::<T>::get(index).is_some_and(|pending| pending.change.is_some());
		ensure!(!waits, Error::<T>::ChangePending);
		Ok(())
	}
}

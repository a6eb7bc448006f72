//! Suspensions: each has a reason and a deadline. If nobody decides in time, the device is
//! released.

use crate::{
	BalanceOf, Config, Device, Devices, Error, Event, Fleet, Pallet, Status, Suspensions, Task,
};
use cairn_primitives::devices::{DeviceHooks, DeviceIndex, Escrow, SuspensionReason};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::traits::Saturating;

/// The suspension of a device.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Suspension<BlockNumber, Hash> {
	/// The reason for the suspension.
	pub reason: SuspensionReason,
	/// Whether strikes caused the suspension; if not, governance decided it.
	pub automatic: bool,
	/// The device's status before the suspension, to which it returns.
	pub before: Status<BlockNumber>,
	/// The last block at which the owner may appeal.
	pub appeal_by: BlockNumber,
	/// The block from which the device is released if nobody has decided. It identifies the
	/// suspension: no other suspension of the device has the same.
	pub release_at: BlockNumber,
	/// The hash of the appeal's grounds; `None` if the owner has not appealed.
	pub appeal: Option<Hash>,
}

/// The decision by which governance ends a suspension.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Decision<Balance> {
	/// The suspension was wrong: rewards in escrow are returned.
	Grant,
	/// The suspension was right: rewards in escrow are forfeited.
	Uphold {
		/// The amount of the bond to slash, at most.
		slash: Balance,
		/// Whether the device is retired and its key barred for good. If not, the device is
		/// released.
		expel: bool,
	},
}

/// The suspension of a device of the runtime.
pub type SuspensionOf<T> = Suspension<BlockNumberFor<T>, <T as frame_system::Config>::Hash>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_suspend(
		index: DeviceIndex,
		reason: SuspensionReason,
		automatic: bool,
	) -> DispatchResult {
		let mut device = Devices::<T>::get(index).ok_or(Error::<T>::DeviceUnknown)?;
		let before = device.status;
		ensure!(before != Status::Suspended, Error::<T>::DeviceSuspended);
		let appeal_by = Self::now().saturating_add(T::AppealPeriod::get());
		let release_at = appeal_by.saturating_add(T::DecisionPeriod::get());
		Self::schedule(index, Task::EndSuspension, release_at)?;

		// While the suspension lasts, the device cannot retire, move or be sold, and its bond stays
		// on hold.
		Self::discard_change(index);
		Self::discard_offer(index);
		Self::end_interactive(index, &mut device);
		device.status = Status::Suspended;
		Devices::<T>::insert(index, device);
		let suspension =
			Suspension { reason, automatic, before, appeal_by, release_at, appeal: None };
		Suspensions::<T>::insert(index, suspension);
		T::Hooks::on_suspended(index);
		Self::deposit_event(Event::DeviceSuspended {
			device: index,
			reason,
			automatic,
			appeal_by,
			release_at,
		});
		Ok(())
	}

	/// Suspends those devices of a fleet that are neither suspended nor gone.
	pub(crate) fn do_suspend_fleet(fleet: Fleet<T>, reason: SuspensionReason) -> DispatchResult {
		let mut any = false;
		for index in fleet {
			let can_be =
				Devices::<T>::get(index).is_some_and(|device| device.status != Status::Suspended);
			if can_be {
				Self::do_suspend(index, reason, false)?;
				any = true;
			}
		}
		ensure!(any, Error::<T>::NoDeviceToSuspend);
		Ok(())
	}

	pub(crate) fn do_appeal_suspension(
		owner: &T::AccountId,
		index: DeviceIndex,
		grounds: T::Hash,
	) -> DispatchResult {
		Self::owned_device(owner, index)?;
		Suspensions::<T>::try_mutate(index, |suspension| {
			let suspension = suspension.as_mut().ok_or(Error::<T>::DeviceNotSuspended)?;
			ensure!(suspension.appeal.is_none(), Error::<T>::AlreadyAppealed);
			ensure!(Self::now() <= suspension.appeal_by, Error::<T>::AppealPeriodOver);
			suspension.appeal = Some(grounds);
			Self::deposit_event(Event::SuspensionAppealed { device: index, grounds });
			Ok(())
		})
	}

	pub(crate) fn do_resolve_suspension(
		index: DeviceIndex,
		release_at: BlockNumberFor<T>,
		decision: Decision<BalanceOf<T>>,
	) -> DispatchResult {
		let (mut device, suspension) = Self::suspended_device(index)?;
		ensure!(suspension.release_at == release_at, Error::<T>::SuspensionMismatch);
		Self::deposit_event(Event::SuspensionResolved { device: index, decision });
		match decision {
			Decision::Grant => {
				Self::end_suspension(index, &mut device, suspension.before, Escrow::Returned)
			}
			Decision::Uphold { slash, expel } => {
				Self::do_slash(index, &mut device, slash);
				let after = if expel {
					Self::status_after_expulsion(&suspension)
				} else {
					suspension.before
				};
				Self::end_suspension(index, &mut device, after, Escrow::Forfeited);
				if expel && !matches!(after, Status::Retired { .. }) {
					Self::apply_retirement(index, &mut device, true);
				}
			}
		}
		Devices::<T>::insert(index, device);
		Ok(())
	}

	/// Returns the status with which an expelled device leaves its suspension. It is never active
	/// again. If it was retired before, its bond is released when it would have been.
	fn status_after_expulsion(suspension: &SuspensionOf<T>) -> Status<BlockNumberFor<T>> {
		match suspension.before {
			Status::Retired { bond_release_at, .. } => {
				Status::Retired { bond_release_at, expelled: true }
			}
			_ => Status::Inactive,
		}
	}

	/// Releases a device on whose suspension nobody has decided in time. Rewards that strikes had
	/// put in escrow are forfeited all the same: only a granted appeal returns them.
	pub(crate) fn settle_suspension(index: DeviceIndex) {
		let Ok((mut device, suspension)) = Self::suspended_device(index) else { return };
		if suspension.release_at > Self::now() {
			return;
		}
		let escrow = if suspension.automatic { Escrow::Forfeited } else { Escrow::Returned };
		Self::end_suspension(index, &mut device, suspension.before, escrow);
		Devices::<T>::insert(index, device);
	}

	fn end_suspension(
		index: DeviceIndex,
		device: &mut Device<T>,
		after: Status<BlockNumberFor<T>>,
		escrow: Escrow,
	) {
		Suspensions::<T>::remove(index);
		device.status = after;
		if let Status::Retired { bond_release_at, .. } = after {
			Self::schedule_bond_release(index, bond_release_at);
		}
		Self::deactivate_if_underbonded(index, device);
		T::Hooks::on_released(index, escrow);
		Self::deposit_event(Event::DeviceReleased {
			device: index,
			active: device.is_active(),
			forfeited: escrow == Escrow::Forfeited,
		});
	}

	fn suspended_device(index: DeviceIndex) -> Result<(Device<T>, SuspensionOf<T>), DispatchError> {
		let device = Devices::<T>::get(index).ok_or(Error::<T>::DeviceUnknown)?;
		let suspension = Suspensions::<T>::get(index).ok_or(Error::<T>::DeviceNotSuspended)?;
		Ok((device, suspension))
	}
}

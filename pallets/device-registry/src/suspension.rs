//! Suspension: by code, with a reason and a deadline. When nobody decides, the device is free.

use crate::{
	BalanceOf, Config, Decision, Device, Devices, Error, Event, Pallet, Status, Suspension,
	Suspensions, Task,
};
use cairn_primitives::devices::{DeviceHooks, DeviceIndex, Escrow, SuspensionReason};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

/// The suspension of a runtime's device.
pub type SuspensionOf<T> = Suspension<BlockNumberFor<T>, <T as frame_system::Config>::Hash>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_suspend(
		index: DeviceIndex,
		reason: SuspensionReason,
		automatic: bool,
	) -> DispatchResult {
		let mut device = Devices::<T>::get(index).ok_or(Error::<T>::DeviceUnknown)?;
		let resumes = match device.status {
			Status::Active => true,
			Status::Inactive => false,
			Status::Suspended => return Err(Error::<T>::DeviceSuspended.into()),
			Status::Retired { .. } => return Err(Error::<T>::DeviceRetired.into()),
		};
		// Nobody leaves, moves or sells while the matter is open.
		Self::drop_change(index);
		Self::drop_offer(index);
		Self::end_interactive(index, &mut device);
		device.status = Status::Suspended;
		Devices::<T>::insert(index, device);

		let appeal_by = Self::now().saturating_add(T::AppealPeriod::get());
		let release_at = appeal_by.saturating_add(T::DecisionPeriod::get());
		Self::schedule(index, Task::Release, release_at)?;
		let suspension =
			Suspension { reason, automatic, resumes, appeal_by, release_at, appeal: None };
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

	pub(crate) fn do_appeal(
		owner: &T::AccountId,
		index: DeviceIndex,
		grounds: T::Hash,
	) -> DispatchResult {
		Self::owned_device(owner, index)?;
		Suspensions::<T>::try_mutate(index, |suspension| {
			let suspension = suspension.as_mut().ok_or(Error::<T>::DeviceNotSuspended)?;
			ensure!(suspension.appeal.is_none(), Error::<T>::AlreadyAppealed);
			ensure!(Self::now() <= suspension.appeal_by, Error::<T>::AppealTooLate);
			suspension.appeal = Some(grounds);
			Self::deposit_event(Event::SuspensionAppealed { device: index, grounds });
			Ok(())
		})
	}

	pub(crate) fn do_decide(
		index: DeviceIndex,
		decision: Decision<BalanceOf<T>>,
	) -> DispatchResult {
		let (mut device, suspension) = Self::suspended_device(index)?;
		let escrow = match decision {
			Decision::Grant => Escrow::Returned,
			Decision::Uphold { slash, .. } => {
				Self::do_slash(index, &mut device, slash);
				Escrow::Forfeited
			}
		};
		Self::deposit_event(Event::SuspensionDecided { device: index, decision });
		Self::end_suspension(index, &mut device, suspension, escrow);
		if matches!(decision, Decision::Uphold { expel: true, .. }) {
			Self::apply_retirement(index, &mut device);
		}
		Devices::<T>::insert(index, device);
		Ok(())
	}

	/// Frees a device about which nobody has decided in time. What strikes had put in escrow is
	/// forfeited all the same: only a granted appeal gives it back.
	pub(crate) fn settle_suspension(index: DeviceIndex) {
		let Ok((mut device, suspension)) = Self::suspended_device(index) else { return };
		if suspension.release_at > Self::now() {
			return;
		}
		let escrow = if suspension.automatic { Escrow::Forfeited } else { Escrow::Returned };
		Self::end_suspension(index, &mut device, suspension, escrow);
		Devices::<T>::insert(index, device);
	}

	fn end_suspension(
		index: DeviceIndex,
		device: &mut Device<T>,
		suspension: SuspensionOf<T>,
		escrow: Escrow,
	) {
		Suspensions::<T>::remove(index);
		device.status = if suspension.resumes { Status::Active } else { Status::Inactive };
		T::Hooks::on_released(index, escrow);
		Self::deposit_event(Event::DeviceReleased {
			device: index,
			active: suspension.resumes,
			forfeited: escrow == Escrow::Forfeited,
		});
	}

	fn suspended_device(index: DeviceIndex) -> Result<(Device<T>, SuspensionOf<T>), DispatchError> {
		let device = Devices::<T>::get(index).ok_or(Error::<T>::DeviceUnknown)?;
		let suspension = Suspensions::<T>::get(index).ok_or(Error::<T>::DeviceNotSuspended)?;
		Ok((device, suspension))
	}
}

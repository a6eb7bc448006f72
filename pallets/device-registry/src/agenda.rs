//! The agenda: the tasks that the registry executes later, filed by the block at which they fall
//! due.
//!
//! Tasks are appended to pages, and each [`BUCKET`] blocks share a *bucket* of pages. Tasks are
//! executed from the front. Adding a task therefore touches one page, however many there are, and
//! no block does more than its share. A task is only a reason to look: the device's own records
//! say what is due, and a task that they no longer bear out does nothing.

use crate::{
	Agenda, AgendaPages, AgendaPosition, Config, Devices, Error, Pallet, PendingChanges,
	Suspensions, WeightInfo,
};
use cairn_primitives::devices::DeviceIndex;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::{DispatchResult, Weight},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::traits::UniqueSaturatedInto;

/// The number of blocks that share a bucket. A task waits at most this much longer than it has to.
pub const BUCKET: u32 = 10;

/// The highest number of tasks on a page of the agenda.
pub const AGENDA_PAGE: u32 = 64;

/// A task for a device, executed at some later block.
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
pub enum Task {
	/// End the device's interactive period, unless the device has proved itself again.
	CheckLapse,
	/// Apply the change that the owner requested.
	ApplyChange,
	/// End the device's suspension, because nobody has decided on it.
	EndSuspension,
	/// Release the bond of the retired device.
	ReleaseBond,
}

/// The position of the next task in the agenda.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct AgendaCursor {
	/// The bucket.
	pub bucket: u32,
	/// The page in the bucket.
	pub page: u32,
}

impl<T: Config> Pallet<T> {
	/// Files a task in the first bucket that begins at or after `due` (Invariant 6).
	pub(crate) fn schedule(
		device: DeviceIndex,
		task: Task,
		due: BlockNumberFor<T>,
	) -> DispatchResult {
		let at = AgendaPosition::<T>::get();
		let bucket = Self::bucket_of(due).max(at.bucket);
		// Pages that the cursor has passed are removed.
		let oldest = if bucket == at.bucket { at.page } else { 0 };
		AgendaPages::<T>::try_mutate(bucket, |pages| {
			let last = pages.saturating_sub(1);
			if *pages > oldest && Self::append(bucket, last, device, task) {
				return Ok(());
			}
			let next = *pages;
			*pages = next.checked_add(1).ok_or(Error::<T>::AgendaFull)?;
			Self::append(bucket, next, device, task);
			Ok(())
		})
	}

	/// Returns the first bucket that begins at or after this block.
	pub(crate) fn bucket_of(due: BlockNumberFor<T>) -> u32 {
		let due: u32 = due.unique_saturated_into();
		due.div_ceil(BUCKET)
	}

	/// Appends a task to a page; returns whether there was room.
	fn append(bucket: u32, page: u32, device: DeviceIndex, task: Task) -> bool {
		Agenda::<T>::mutate(bucket, page, |tasks| tasks.try_push((device, task)).is_ok())
	}

	/// Executes up to `limit` tasks that are due, as far as the meter allows; returns whether there
	/// was anything to do. A stretch of the agenda without tasks counts as one task.
	pub(crate) fn service_agenda_up_to(limit: u32, meter: &mut WeightMeter) -> bool {
		let began = AgendaPosition::<T>::get();
		let now: u32 = Self::now().unique_saturated_into();
		let (mut left, mut done) = (limit, false);
		while left > 0 && meter.try_consume(T::WeightInfo::turn_page()).is_ok() {
			let mut at = AgendaPosition::<T>::get();
			if at.bucket.saturating_mul(BUCKET) > now {
				break;
			}
			if at.page >= AgendaPages::<T>::get(at.bucket) {
				AgendaPages::<T>::remove(at.bucket);
				AgendaPosition::<T>::put(AgendaCursor {
					bucket: at.bucket.saturating_add(1),
					page: 0,
				});
				left = left.saturating_sub(1);
				continue;
			}
			let mut tasks = Agenda::<T>::take(at.bucket, at.page).into_inner();
			let affordable = tasks
				.iter()
				.take(left as usize)
				.take_while(|(device, task)| {
					meter.try_consume(Self::weight_of_task(*device, *task)).is_ok()
				})
				.count();
			let rest = tasks.split_off(affordable);
			if rest.is_empty() {
				at.page = at.page.saturating_add(1);
			} else {
				Agenda::<T>::insert(at.bucket, at.page, BoundedVec::truncate_from(rest));
			}
			// The position is stored before the tasks are executed, because they may file others.
			AgendaPosition::<T>::put(at);
			if affordable == 0 {
				break;
			}
			done = true;
			left = left.saturating_sub(affordable as u32);
			for (device, task) in tasks {
				Self::execute_task(device, task);
			}
		}
		done || AgendaPosition::<T>::get() != began
	}

	fn execute_task(device: DeviceIndex, task: Task) {
		match task {
			Task::CheckLapse => Self::settle_lapse(device),
			Task::ApplyChange => Self::settle_change(device),
			Task::EndSuspension => Self::settle_suspension(device),
			Task::ReleaseBond => Self::settle_bond(device),
		}
	}

	/// Returns the weight of a task, which is small if the device's records no longer bear it out.
	pub(crate) fn weight_of_task(device: DeviceIndex, task: Task) -> Weight {
		let look = T::WeightInfo::look_at_task();
		let is_live = match task {
			Task::CheckLapse => {
				Devices::<T>::get(device).is_some_and(|device| device.interactive.is_some())
			}
			Task::ApplyChange => {
				PendingChanges::<T>::get(device).is_some_and(|pending| pending.change.is_some())
			}
			Task::EndSuspension => Suspensions::<T>::contains_key(device),
			Task::ReleaseBond => Devices::<T>::contains_key(device),
		};
		if is_live {
			look.saturating_add(task.weight::<T>())
		} else {
			look
		}
	}

	/// Returns the highest weight of executing `limit` tasks.
	pub(crate) fn weight_of_servicing(limit: u32) -> Weight {
		let dearest = [Task::CheckLapse, Task::ApplyChange, Task::EndSuspension, Task::ReleaseBond]
			.into_iter()
			.fold(Weight::zero(), |dearest, task| dearest.max(task.weight::<T>()));
		T::WeightInfo::turn_page()
			.saturating_add(T::WeightInfo::look_at_task())
			.saturating_add(dearest)
			.saturating_mul(limit.into())
	}
}

impl Task {
	fn weight<T: Config>(&self) -> Weight {
		match self {
			Task::CheckLapse => T::WeightInfo::settle_lapse(),
			// A transfer releases the seller's collateral.
			Task::ApplyChange => Pallet::<T>::with_collateral(
				Pallet::<T>::with_hooks(T::WeightInfo::settle_change(), 1),
				1,
			),
			Task::EndSuspension => Pallet::<T>::with_hooks(T::WeightInfo::settle_suspension(), 1),
			Task::ReleaseBond => Pallet::<T>::with_collateral(T::WeightInfo::settle_bond(), 1),
		}
	}
}

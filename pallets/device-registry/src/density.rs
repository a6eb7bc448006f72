//! Density: the number of interactive devices around a place, and the share of its units that it
//! leaves to each of them.
//!
//! The rule is HIP-17, with the table of HIP-104. Devices are counted in cells of resolution 10. A
//! coarser cell counts the sum of what the counts of its children are *clipped* to, and the limit
//! to which a cell is clipped grows with the number of *dense* cells around it. The model of the
//! rule, over a whole set of devices at once, is `coverage_math::density_scales`. This module keeps
//! the same numbers up to date as single devices come and go (Invariant 5). That works because
//! clipping never makes a dense cell thin (limit ≥ target), so that a change runs from the finest
//! resolution to the coarsest, once.
//!
//! Each class is counted on its own: a weather station does not add to the density of gateways.

use crate::{CellKey, Config, DensityCounts, Device, Devices, Error, Event, Pallet, Task};
use alloc::collections::BTreeMap;
use cairn_primitives::devices::{ClassId, DeviceIndex, Mode};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use coverage_math::{cell_and_neighbours, density_scale, parent_cell, DensityLevel, DENSITY_TABLE};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, Get},
};
use scale_info::TypeInfo;
use sp_runtime::traits::{Saturating, UniqueSaturatedInto};

/// The reward scale of a device with all of its units, in units of 1e-4.
pub const FULL_SCALE: u32 = 10_000;

/// The interactive period of a device, in which it counts in the density of its cell.
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
pub struct Interactive<BlockNumber> {
	/// The block at which the period ends, unless the device proves itself again.
	pub until: BlockNumber,
	/// The block at which the agenda next checks the device. A task for any other block is out of
	/// date.
	pub checked_at: BlockNumber,
}

/// The count of interactive devices in a cell of some resolution, as the density rule has it.
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
pub struct DensityCount {
	/// At resolution 10, the number of interactive devices in the cell; at coarser resolutions, the
	/// sum of what the counts of its children are clipped to.
	#[codec(compact)]
	pub count: u32,
	/// The number of cells that reach their resolution's target, among the cell and its neighbours.
	pub dense_cells: u8,
}

impl<T: Config> Pallet<T> {
	/// Counts the device in the density of its cell for another period; returns whether it did not
	/// count there before.
	pub(crate) fn do_record_valid_proof(index: DeviceIndex) -> Result<bool, DispatchError> {
		let mut device = Devices::<T>::get(index).ok_or(Error::<T>::DeviceUnknown)?;
		device.ensure_in_service()?;
		ensure!(device.is_active(), Error::<T>::DeviceInactive);
		let covers = Self::class(device.class)?.mode == Mode::Covers;
		ensure!(covers, Error::<T>::ClassDoesNotCover);
		let location = device.location.ok_or(Error::<T>::DeviceNotLocated)?;

		let until = Self::now().saturating_add(T::InteractivePeriod::get());
		let joins = device.interactive.is_none();
		match device.interactive.as_mut() {
			Some(interactive) => interactive.until = until,
			None => {
				Self::schedule(index, Task::CheckLapse, until)?;
				device.interactive = Some(Interactive { until, checked_at: until });
				Self::adjust_density(device.class, location.cell, 1);
				Self::deposit_event(Event::DeviceInteractive { device: index });
			}
		}
		Devices::<T>::insert(index, device);
		Ok(joins)
	}

	/// Ends the interactive period of the device, or checks again later if the device has proved
	/// itself since.
	pub(crate) fn settle_lapse(index: DeviceIndex) {
		let Some(mut device) = Devices::<T>::get(index) else { return };
		let Some(interactive) = device.interactive.as_mut() else { return };
		// The task is of an earlier period, which ended when the device moved or was deactivated.
		if interactive.checked_at > Self::now() {
			return;
		}
		if interactive.until > Self::now() {
			interactive.checked_at = interactive.until;
			let rescheduled = Self::schedule(index, Task::CheckLapse, interactive.until);
			if rescheduled.is_ok() {
				Devices::<T>::insert(index, device);
				return;
			}
		}
		Self::end_interactive(index, &mut device);
		Devices::<T>::insert(index, device);
	}

	/// Ends the interactive period of the device, if it is in one (Invariants 4 and 5).
	pub(crate) fn end_interactive(index: DeviceIndex, device: &mut Device<T>) {
		if device.interactive.take().is_none() {
			return;
		}
		if let Some(location) = device.location {
			Self::adjust_density(device.class, location.cell, -1);
		}
		Self::deposit_event(Event::DeviceLapsed { device: index });
	}

	/// Returns the share of its units that density leaves the device, in units of 1e-4. A device
	/// that is not interactive keeps all of them.
	pub(crate) fn reward_scale_of(device: &Device<T>) -> u32 {
		let (Some(location), Some(_)) = (device.location, device.interactive) else {
			return FULL_SCALE;
		};
		density_scale(DENSITY_TABLE.iter().filter_map(|level| {
			let cell = parent_cell(location.cell, level.resolution)?;
			let density = DensityCounts::<T>::get(device.class, CellKey::from(cell));
			Some((density.clipped(level), density.count))
		}))
	}

	/// Adds a device to the counts of all cells around it, or removes it from them.
	fn adjust_density(class: ClassId, cell: u64, change: i32) {
		let mut changes = BTreeMap::from([(cell, change)]);
		for level in &DENSITY_TABLE {
			let mut to_parents = BTreeMap::<u64, i32>::new();
			for (cell, change) in changes {
				let Some(parent) = parent_cell(cell, level.resolution) else { continue };
				let sum = to_parents.entry(parent).or_default();
				*sum = sum.saturating_add(change);
			}
			to_parents.retain(|_, change| *change != 0);
			if to_parents.is_empty() {
				break;
			}
			changes = Self::adjust_level(class, level, to_parents);
		}
	}

	/// Adjusts the counts of cells of one resolution. Returns by how much the clipped counts of
	/// these cells, and of the cells around them, change.
	fn adjust_level(
		class: ClassId,
		level: &DensityLevel,
		changes: BTreeMap<u64, i32>,
	) -> BTreeMap<u64, i32> {
		// Every touched cell, with its count before and after.
		let mut touched = BTreeMap::<u64, (DensityCount, DensityCount)>::new();
		let load = |cell: u64| {
			let density = DensityCounts::<T>::get(class, CellKey::from(cell));
			(density, density)
		};
		for (cell, change) in changes {
			let (before, after) = touched.entry(cell).or_insert_with(|| load(cell));
			after.count = after.count.saturating_add_signed(change);
			let is_dense = level.is_dense(after.count);
			if !level.depends_on_neighbours() || is_dense == level.is_dense(before.count) {
				continue;
			}
			for neighbour in cell_and_neighbours(cell) {
				let (_, after) = touched.entry(neighbour).or_insert_with(|| load(neighbour));
				after.dense_cells = if is_dense {
					after.dense_cells.saturating_add(1)
				} else {
					after.dense_cells.saturating_sub(1)
				};
			}
		}

		let mut clipped = BTreeMap::new();
		for (cell, (before, after)) in touched {
			if after == DensityCount::default() {
				DensityCounts::<T>::remove(class, CellKey::from(cell));
			} else if after != before {
				DensityCounts::<T>::insert(class, CellKey::from(cell), after);
			}
			let change =
				i64::from(after.clipped(level)).saturating_sub(before.clipped(level).into());
			clipped.insert(cell, change.unique_saturated_into());
		}
		clipped
	}
}

impl DensityCount {
	/// Returns the value that the cell's count is clipped to.
	pub fn clipped(&self, level: &DensityLevel) -> u32 {
		self.count.min(level.limit(self.dense_cells.into()))
	}
}

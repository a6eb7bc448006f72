//! Density: how many interactive devices crowd a place, and the share this leaves to each.
//!
//! HIP-17, with HIP-104's table: devices are counted in cells of resolution 10; a coarser cell
//! counts the sum of what its children's counts are *clipped* to, and the limit to which a cell is
//! clipped grows with the number of *dense* cells around it. The model of the rule, over a whole
//! set of devices at once, is `coverage_math::density_scales`; here the same numbers are kept up to
//! date as single devices come and go. This works because clipping never makes a dense cell thin
//! (limit ≥ target), so that a change runs from the finest resolution to the coarsest, once.
//!
//! Each class has a crowd of its own: a weather station does not crowd a gateway.

use crate::{
	CellKey, Config, DensityCount, DensityCounts, Device, Devices, Error, Event, Interactive,
	Pallet, Task,
};
use alloc::collections::BTreeMap;
use cairn_primitives::devices::{ClassId, DeviceIndex, Mode};
use coverage_math::{cell_and_neighbours, density_scale, parent_cell, DensityLevel, DENSITY_TABLE};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, Get},
};
use sp_runtime::traits::{Saturating, UniqueSaturatedInto};

/// The scale of a device that nobody crowds, in 1e-4.
pub const FULL_SCALE: u32 = 10_000;

impl<T: Config> Pallet<T> {
	/// Counts the device in the density of its cell for another period; returns whether it was not
	/// counted there before.
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

	/// Ends the device's time in the crowd if it has not proved itself again, or looks later.
	pub(crate) fn settle_lapse(index: DeviceIndex) {
		let Some(mut device) = Devices::<T>::get(index) else { return };
		let Some(interactive) = device.interactive.as_mut() else { return };
		// Of an earlier time in the crowd: the one that ended when the device moved or rested.
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

	/// Takes the device out of the crowd, if it is in it.
	pub(crate) fn end_interactive(index: DeviceIndex, device: &mut Device<T>) {
		if device.interactive.take().is_none() {
			return;
		}
		if let Some(location) = device.location {
			Self::adjust_density(device.class, location.cell, -1);
		}
		Self::deposit_event(Event::DeviceLapsed { device: index });
	}

	/// The share of its units that the crowd around leaves to the device, in 1e-4; all of it while
	/// the device is not in the crowd.
	pub(crate) fn reward_scale_of(device: &Device<T>) -> u32 {
		let (Some(location), Some(_)) = (device.location, device.interactive) else {
			return FULL_SCALE;
		};
		density_scale(DENSITY_TABLE.iter().filter_map(|level| {
			let cell = parent_cell(location.cell, level.resolution)?;
			let crowd = DensityCounts::<T>::get(device.class, CellKey::from(cell));
			Some((crowd.clipped(level), crowd.count))
		}))
	}

	/// Adds a device to, or takes one from, the crowds of all cells around it.
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

	/// Changes the counts of cells of one resolution; returns by how much this changes what they,
	/// and the cells around them, are clipped to.
	fn adjust_level(
		class: ClassId,
		level: &DensityLevel,
		changes: BTreeMap<u64, i32>,
	) -> BTreeMap<u64, i32> {
		// Every cell that is touched: as it was, as it is.
		let mut touched = BTreeMap::<u64, (DensityCount, DensityCount)>::new();
		let load = |cell: u64| {
			let crowd = DensityCounts::<T>::get(class, CellKey::from(cell));
			(crowd, crowd)
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
	/// What the cell's count is clipped to.
	pub fn clipped(&self, level: &DensityLevel) -> u32 {
		self.count.min(level.limit(self.dense_cells.into()))
	}
}

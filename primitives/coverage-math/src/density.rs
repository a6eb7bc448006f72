//! The reduction of units where there are more gateways than coverage needs:
//! [HIP-17](https://github.com/helium/HIP/blob/main/0017-hex-density-based-transmit-reward-scaling.md)
//! with the table of
//! [HIP-104](https://github.com/helium/HIP/blob/main/0104-finetune-hip17-parameters-to-tackle-density.md),
//! of which this crate, like Helium's oracles, uses the resolutions 10 to 4.
//!
//! Devices are counted in cells of resolution 11. At each coarser resolution, a cell has:
//!
//! - an unclipped count: the sum of the clipped counts of its children; at resolution 10, the number of
//!   devices;
//! - a limit: its target, or more if enough of its neighbours are dense too;
//! - a clipped count: the lower of the unclipped count and the limit.
//!
//! A cell is dense when its count reaches the target. The scale of a device is the product of
//! clipped / unclipped over its ancestors.

use crate::{cells, rounding::ten_thousandths};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};

/// The resolution of the cells in which devices are counted.
const DEVICE_RESOLUTION: u8 = 11;

/// The limits on the devices that count in a cell of one resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DensityLevel {
	/// The resolution of the cells.
	pub resolution: u8,
	/// N, the number of dense cells up to which the limit is the target. Each further dense cell adds
	/// the target once more.
	pub neighbours: u32,
	/// The count from which a cell is dense, which is also its minimum limit.
	pub target: u32,
	/// The maximum limit.
	pub max: u32,
}

/// The levels of density of HIP-104, from the finest to the coarsest.
pub const DENSITY_TABLE: [DensityLevel; 7] = [
	DensityLevel { resolution: 10, neighbours: 2, target: 1, max: 1 },
	DensityLevel { resolution: 9, neighbours: 2, target: 1, max: 1 },
	DensityLevel { resolution: 8, neighbours: 2, target: 1, max: 1 },
	DensityLevel { resolution: 7, neighbours: 4, target: 5, max: 10 },
	DensityLevel { resolution: 6, neighbours: 4, target: 25, max: 50 },
	DensityLevel { resolution: 5, neighbours: 4, target: 100, max: 200 },
	DensityLevel { resolution: 4, neighbours: 2, target: 500, max: 1_000 },
];

impl DensityLevel {
	/// Returns the limit of a cell if `dense_cells` of it and its neighbours are dense: the target
	/// times the dense cells beyond N − 1, but at least the target and at most `max`.
	pub const fn limit(&self, dense_cells: u32) -> u32 {
		let beyond = dense_cells.saturating_add(1).saturating_sub(self.neighbours);
		let limit = self.target.saturating_mul(if beyond == 0 { 1 } else { beyond });
		if limit < self.max {
			limit
		} else {
			self.max
		}
	}

	/// Returns whether a cell with this count is dense. Clipping never changes the result, because no
	/// limit is below the target.
	pub const fn is_dense(&self, devices: u32) -> bool {
		devices >= self.target
	}

	/// Returns whether the limit of a cell depends on its neighbours.
	pub const fn depends_on_neighbours(&self) -> bool {
		self.max > self.target
	}
}

/// Returns the scale of a device, in ten thousandths, given the (clipped, unclipped) counts of its
/// ancestors: the exact product of the fractions, with halves rounded to even.
///
/// A fraction counts as at most 1, and as 1 if it has no devices (0 unclipped). The product is exact
/// while the product of the unclipped counts stays below 2^96. With [`DENSITY_TABLE`] it stays below
/// 2^66: a cell has at most seven children, so beyond the 2^32 devices of resolution 10 the counts are
/// at most 7·1, 7·1, 7·1, 7·10, 7·50 and 7·200. Larger products are truncated to their 96 leading bits,
/// an error of less than 2^-80.
pub fn density_scale(ratios: impl IntoIterator<Item = (u32, u32)>) -> u32 {
	let (clipped, unclipped) = ratios.into_iter().filter(|(_, unclipped)| *unclipped > 0).fold(
		(1u128, 1u128),
		|product, (clipped, unclipped)| {
			let clipped = product.0.saturating_mul(clipped.min(unclipped).into());
			let unclipped = product.1.saturating_mul(unclipped.into());
			let excess = 32u32.saturating_sub(unclipped.leading_zeros());
			(clipped >> excess, unclipped >> excess)
		},
	);
	ten_thousandths(clipped, unclipped)
}

/// Returns the scales of all devices of a network, in ten thousandths, given the cell of each
/// interactive device. A cell with several devices is given once for each.
///
/// The result has each distinct cell once, in ascending order. Cells finer than resolution 11 count at
/// their ancestor of resolution 11, and have its scale. Coarser and invalid cells are left out.
///
/// This is the plain model, which processes the whole network. It serves tools, and tests of code that
/// updates counts incrementally.
pub fn density_scales(cells: &[u64]) -> Vec<(u64, u32)> {
	let located = || {
		let home = |cell| cells::parent_cell(cell, DEVICE_RESOLUTION);
		cells.iter().filter_map(move |&cell| Some((cell, home(cell)?)))
	};

	let mut counts = Counts::new();
	for (_, home) in located() {
		add(&mut counts, home, 1);
	}
	let mut levels = Vec::new();
	for level in &DENSITY_TABLE {
		let unclipped = sum_by_parent(&counts, level.resolution);
		let clipped = clip(&unclipped, level);
		counts = clipped.clone();
		levels.push((level.resolution, clipped, unclipped));
	}

	let scale = |home| {
		density_scale(levels.iter().filter_map(|(resolution, clipped, unclipped)| {
			let ancestor = cells::parent_cell(home, *resolution)?;
			Some((*clipped.get(&ancestor)?, *unclipped.get(&ancestor)?))
		}))
	};
	let distinct: BTreeSet<_> = located().collect();
	distinct.into_iter().map(|(cell, home)| (cell, scale(home))).collect()
}

/// The number of devices that count in each cell.
type Counts = BTreeMap<u64, u32>;

fn add(counts: &mut Counts, cell: u64, devices: u32) {
	let count = counts.entry(cell).or_default();
	*count = count.saturating_add(devices);
}

fn sum_by_parent(children: &Counts, resolution: u8) -> Counts {
	let mut parents = Counts::new();
	for (&child, &devices) in children {
		if let Some(parent) = cells::parent_cell(child, resolution) {
			add(&mut parents, parent, devices);
		}
	}
	parents
}

fn clip(unclipped: &Counts, level: &DensityLevel) -> Counts {
	let is_dense = |cell: &u64| unclipped.get(cell).is_some_and(|&count| level.is_dense(count));
	let clipped = |(&cell, &devices): (&u64, &u32)| {
		let dense = cells::cell_and_neighbours(cell).iter().filter(|cell| is_dense(cell)).count();
		(cell, devices.min(level.limit(dense as u32)))
	};
	unclipped.iter().map(clipped).collect()
}

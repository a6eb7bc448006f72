//! How much a beacon loses where there are more gateways than coverage needs:
//! [HIP-17](https://github.com/helium/HIP/blob/main/0017-hex-density-based-transmit-reward-scaling.md)
//! with the table of
//! [HIP-104](https://github.com/helium/HIP/blob/main/0104-finetune-hip17-parameters-to-tackle-density.md),
//! of which the oracles of Helium, and we, use the resolutions 10 to 4.
//!
//! Devices are counted in cells of resolution 11. Going up from there, each cell has
//!
//! - an unclipped count: the sum of the clipped counts of its children, at resolution 10 of the
//!   devices;
//! - a limit: its target, or more where enough of its neighbours are dense too;
//! - a clipped count: the smaller of the two.
//!
//! A cell is dense when its count reaches the target. The scale of a device is the product of
//! clipped / unclipped over its ancestors.

use crate::{cells, fraction::ten_thousandths};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};

/// The resolution in whose cells devices are counted.
const DEVICE_RESOLUTION: u8 = 11;

/// How many devices a cell of one resolution may count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DensityLevel {
	/// The resolution of the cells.
	pub resolution: u8,
	/// N: with this many dense cells the limit is still the target, each further one adds another.
	pub neighbours: u32,
	/// The count from which a cell is dense, and its least limit.
	pub target: u32,
	/// The highest limit.
	pub max: u32,
}

/// The levels of density, from the finest to the coarsest: HIP-104's.
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
	/// What a cell may count when `dense_cells` of it and its neighbours are dense: the target times
	/// the dense cells beyond N − 1, at least once the target, at most `max`.
	pub const fn limit(&self, dense_cells: u32) -> u32 {
		let beyond = dense_cells.saturating_add(1).saturating_sub(self.neighbours);
		let limit = self.target.saturating_mul(if beyond == 0 { 1 } else { beyond });
		if limit < self.max {
			limit
		} else {
			self.max
		}
	}

	/// Whether a cell with this count is dense. Clipping never changes it: no limit is below the
	/// target.
	pub const fn is_dense(&self, devices: u32) -> bool {
		devices >= self.target
	}

	/// Whether the limit of a cell can change with its neighbours.
	pub const fn depends_on_neighbours(&self) -> bool {
		self.max > self.target
	}
}

/// The scale of a device, in ten thousandths, from the (clipped, unclipped) counts of its
/// ancestors: the exact product of the fractions, a half rounded to the even neighbour.
///
/// No fraction counts as more than 1, and one without devices (0 unclipped) as 1. The product is
/// exact while the unclipped counts multiplied stay below 2^96. Those of [`DENSITY_TABLE`] stay
/// below 2^66: a cell has at most seven children, so beyond the 2^32 devices of resolution 10 they
/// are at most 7·1, 7·1, 7·1, 7·10, 7·50 and 7·200. Larger ones are cut to their 96 leading bits,
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

/// The scales of all devices of a network, given the cell of each interactive one: a cell that
/// holds several is given as often. Ten thousandths: 10,000 is full pay.
///
/// The answer has each distinct given cell once, ascending. Cells finer than resolution 11 count
/// at their ancestor there, and share its scale. Cells that are coarser or invalid are left out.
///
/// This is the plain model, which looks at the whole network: to test what keeps its counts
/// incrementally, and for tools.
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

/// How many devices a cell counts.
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

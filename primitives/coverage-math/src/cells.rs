//! The [H3](https://h3geo.org) grid, which divides the globe into hexagons and, at each resolution, 12
//! pentagons.
//!
//! The validity of an index, its resolution, ancestors, neighbours and distances are computed with bits
//! and integers. Only the conversions from a position to a cell and from a cell to its centre use
//! floating point, and every machine computes the same bits:
//!
//! - Without its feature `std`, `h3o` takes sine, cosine, tangent and their inverses from the crate
//!   `libm`, which is pure Rust made of additions, multiplications, divisions and comparisons. With
//!   `std` it would call the C library of the machine, whose rounding varies. No crate of the workspace
//!   may enable that feature; a test checks `Cargo.lock`.
//! - IEEE 754 defines the results of these operations, of square root and of fused multiply-add to the
//!   last bit. Wasm, x86-64 and aarch64 conform to it, and Rust never reorders or fuses operations.
//!   `libm` uses processor instructions only for square root and fused multiply-add.
//! - IEEE 754 leaves only the bits of a NaN open, and no result depends on them.

use crate::{position::HALF_TURN_E7, Position};
use alloc::vec::Vec;
use core::ops::RangeInclusive;
use h3o::{CellIndex, LatLng, Resolution};

/// Returns the cell of a resolution, from 0 to 15, that contains the position.
///
/// Returns `None` off the globe and for other resolutions. A position on a border belongs to the same
/// cell on every machine: the floating point is pure Rust from `libm`, not that of the C library, and
/// depends on nothing that IEEE 754 leaves open.
pub fn cell_at(position: Position, resolution: u8) -> Option<u64> {
	let resolution = Resolution::try_from(resolution).ok()?;
	let Position { lat_e7, lon_e7 } = position.is_on_globe().then(|| position.canonical())?;
	let place = LatLng::new(f64::from(lat_e7) / 1e7, f64::from(lon_e7) / 1e7).ok()?;
	Some(place.to_cell(resolution).into())
}

/// Returns the centre of a cell, rounded to 10^-7 degrees, with a longitude from −180° to below 180°.
///
/// Returns `None` if the index is not a valid cell. The result is the same on every machine, like that
/// of [`cell_at`].
pub fn cell_centre(cell: u64) -> Option<Position> {
	let centre = LatLng::from(valid(cell)?);
	let (lat_e7, lon_e7) = (degrees_e7(centre.lat())?, degrees_e7(centre.lng())?);
	Some(Position::new(lat_e7, lon_e7)?.canonical())
}

/// Rounds to the nearest 10^-7 degrees.
fn degrees_e7(degrees: f64) -> Option<i32> {
	let half = 0.5f64.copysign(degrees);
	(degrees.abs() <= f64::from(HALF_TURN_E7) / 1e7).then_some((degrees * 1e7 + half) as i32)
}

/// Returns the resolution of a cell, from 0 to 15; `None` if the index is not a valid cell.
pub fn cell_resolution(cell: u64) -> Option<u8> {
	Some(valid(cell)?.resolution().into())
}

/// Returns the ancestor of a cell at a resolution; at the resolution of the cell, the cell itself.
///
/// Returns `None` if the resolution is finer than that of the cell, or if the index is not a valid cell.
/// The cells of two resolutions do not cover each other exactly: a position near the border of a cell
/// can lie outside the ancestor of that cell.
pub fn parent_cell(cell: u64, resolution: u8) -> Option<u64> {
	let resolution = Resolution::try_from(resolution).ok()?;
	Some(valid(cell)?.parent(resolution)?.into())
}

/// Returns the cells of a resolution that descend from a cell, as the range of their indexes, which are
/// consecutive. At a pentagon, some indexes of the range are not cells.
///
/// Returns `None` if the resolution is coarser than that of the cell or above 15, or if the index is
/// not a valid cell.
pub fn descendants(cell: u64, resolution: u8) -> Option<RangeInclusive<u64>> {
	let first = u64::from(valid(cell)?.center_child(Resolution::try_from(resolution).ok()?)?);
	// Each resolution has a digit of three bits, 0 in the first descendant and 6 in the last. The
	// digit of resolution 15 is the last of the index.
	let finer = cell_resolution(cell)?.saturating_add(1)..=resolution;
	let last = finer
		.map(|resolution| 15u8.saturating_sub(resolution).saturating_mul(3))
		.fold(first, |last, shift| last | 6u64.checked_shl(shift.into()).unwrap_or_default());
	Some(first..=last)
}

/// Returns a cell, followed by the cells that share an edge with it: seven cells, at a pentagon six.
///
/// Returns an empty list if the index is not a valid cell.
pub fn cell_and_neighbours(cell: u64) -> Vec<u64> {
	let disk = valid(cell).map(|cell| cell.grid_disk::<Vec<_>>(1)).unwrap_or_default();
	disk.into_iter().map(u64::from).collect()
}

/// Returns the minimum number of steps between neighbours from one cell to the other. It is the same in
/// both directions.
///
/// Returns `None` if H3 cannot compute it: if an index is not a valid cell, if the resolutions differ,
/// if the base cells (resolution 0) do not touch, and for some cells on different sides of a pentagon,
/// even two steps apart. H3 always knows neighbours. All pentagons are at sea.
pub fn grid_distance(a: u64, b: u64) -> Option<u32> {
	valid(a)?.grid_distance(valid(b)?).ok()?.try_into().ok()
}

fn valid(cell: u64) -> Option<CellIndex> {
	CellIndex::try_from(cell).ok()
}

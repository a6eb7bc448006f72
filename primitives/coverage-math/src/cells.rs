//! The [H3](https://h3geo.org) grid: the globe in hexagons and, at each resolution, 12 pentagons.
//!
//! Whether an index is valid, its resolution, ancestors, neighbours and distances are bits and
//! integers. Floating point is met on the way from a position to a cell and from a cell to its
//! centre alone. There every machine gets the same bits:
//!
//! - `h3o` without its feature `std` takes sine, cosine, tangent and their inverses from the crate
//!   `libm`, which is Rust made of additions, multiplications, divisions and comparisons. With
//!   `std` it would call the C library of the machine, which rounds as it likes. No crate of the
//!   workspace may switch that on; a test reads it from `Cargo.lock`.
//! - IEEE 754 defines the result of these operations, of square root and of fused multiply-add to
//!   the last bit. Wasm, x86-64 and aarch64 follow it, and Rust never reorders or fuses them. Only
//!   square root and fused multiply-add does `libm` leave to the processor where that has them.
//! - The one freedom of IEEE 754, the bits of a NaN, shows in no result.

use crate::{position::HALF_TURN_E7, Position};
use alloc::vec::Vec;
use core::ops::RangeInclusive;
use h3o::{CellIndex, LatLng, Resolution};

/// The cell of the given resolution, 0 to 15, that the position lies in.
///
/// `None` off the globe and for other resolutions. A place on a border belongs to one of its
/// cells, the same on every machine: the floating point on the way is pure Rust from `libm`, not
/// the C library's, and uses nothing that IEEE 754 leaves open.
pub fn cell_at(position: Position, resolution: u8) -> Option<u64> {
	let resolution = Resolution::try_from(resolution).ok()?;
	let Position { lat_e7, lon_e7 } = position.is_on_globe().then(|| position.canonical())?;
	let place = LatLng::new(f64::from(lat_e7) / 1e7, f64::from(lon_e7) / 1e7).ok()?;
	Some(place.to_cell(resolution).into())
}

/// The centre of a cell, rounded to 10^-7 degrees, its longitude from −180° to below 180°.
///
/// `None` where the index is no valid cell. The same on every machine, as [`cell_at`].
pub fn cell_centre(cell: u64) -> Option<Position> {
	let centre = LatLng::from(valid(cell)?);
	let (lat_e7, lon_e7) = (degrees_e7(centre.lat())?, degrees_e7(centre.lng())?);
	Some(Position::new(lat_e7, lon_e7)?.canonical())
}

/// The nearest 10^-7 degrees.
fn degrees_e7(degrees: f64) -> Option<i32> {
	let half = 0.5f64.copysign(degrees);
	(degrees.abs() <= f64::from(HALF_TURN_E7) / 1e7).then_some((degrees * 1e7 + half) as i32)
}

/// The resolution of a cell, 0 to 15; `None` where the index is no valid cell.
pub fn cell_resolution(cell: u64) -> Option<u8> {
	Some(valid(cell)?.resolution().into())
}

/// The ancestor of a cell at a resolution; at its own, the cell itself.
///
/// `None` where the resolution is finer than the cell's or the index is no valid cell. The cells of
/// two resolutions do not cover each other exactly: a place close to the border of a cell can lie
/// outside that cell's ancestor.
pub fn parent_cell(cell: u64, resolution: u8) -> Option<u64> {
	let resolution = Resolution::try_from(resolution).ok()?;
	Some(valid(cell)?.parent(resolution)?.into())
}

/// The cells of a resolution that descend from a cell, as the range of their indexes: these follow
/// each other. At a pentagon some indexes of the range are no cells.
///
/// `None` where the resolution is coarser than the cell's or above 15, or the index is no valid
/// cell.
pub fn descendants(cell: u64, resolution: u8) -> Option<RangeInclusive<u64>> {
	let first = u64::from(valid(cell)?.center_child(Resolution::try_from(resolution).ok()?)?);
	// Each resolution has a digit of three bits, 0 in the first descendant and 6 in the last; that
	// of resolution 15 comes last in the index.
	let finer = cell_resolution(cell)?.saturating_add(1)..=resolution;
	let last = finer
		.map(|resolution| 15u8.saturating_sub(resolution).saturating_mul(3))
		.fold(first, |last, shift| last | 6u64.checked_shl(shift.into()).unwrap_or_default());
	Some(first..=last)
}

/// A cell and all that share an edge with it, the cell itself first: seven, at a pentagon six.
///
/// Empty where the index is no valid cell.
pub fn cell_and_neighbours(cell: u64) -> Vec<u64> {
	let disk = valid(cell).map(|cell| cell.grid_disk::<Vec<_>>(1)).unwrap_or_default();
	disk.into_iter().map(u64::from).collect()
}

/// The fewest steps between neighbours that lead from one cell to the other, the same both ways.
///
/// `None` where H3 cannot say: for indices that are no valid cells or differ in resolution, for
/// cells in base cells (resolution 0) that do not touch, and for some on different sides of a
/// pentagon, even two steps apart. Neighbours it always knows. The pentagons are all at sea.
pub fn grid_distance(a: u64, b: u64) -> Option<u32> {
	valid(a)?.grid_distance(valid(b)?).ok()?.try_into().ok()
}

fn valid(cell: u64) -> Option<CellIndex> {
	CellIndex::try_from(cell).ok()
}

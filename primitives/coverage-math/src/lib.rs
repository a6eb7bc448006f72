//! # Coverage math
//!
//! The arithmetic of proof of coverage: places, cells, distances, decibels, reward units, density.
//!
//! ## Overview
//!
//! A gateway sends a beacon, others hear it, and the chain judges who is paid for it. The verdict
//! needs to know how far apart two gateways are, how strong a signal may be at that distance, how
//! many others share the place, and what it all is worth. The runtime computes that here; gateways
//! and tests compute the same with the same code. It has no state and knows no pallet.
//!
//! ```
//! use coverage_math::*;
//!
//! let tower = Position::new(451_898_890, 57_242_150).unwrap();
//! let hill = Position::new(452_065_300, 57_602_400).unwrap();
//!
//! // The places are public as cells of resolution 12; verdicts take the centres of these.
//! let [tower, hill] = [tower, hill].map(|place| cell_at(place, 12).unwrap());
//! let [from, to] = [tower, hill].map(|cell| cell_centre(cell).unwrap());
//! let distance_m = great_circle_distance_m(from, to);
//! assert_eq!(distance_m, 3_369);
//!
//! // A witness must be at least eight cells of resolution 11 away.
//! let [tower, hill] = [tower, hill].map(|cell| parent_cell(cell, 11).unwrap());
//! assert!(grid_distance(tower, hill).unwrap() >= 8);
//!
//! // It must not hear more than free space lets through: 14 dBm sent, antennas of 3 and 6 dBi.
//! let loudest_cdb = 1_400 + 300 + 600 - free_space_loss_cdb(distance_m, 868_100_000);
//! let heard_cdb = signal_power_cdb(-11_300, -450);
//! assert!(heard_cdb <= loudest_cdb);
//!
//! // Eight valid witnesses: 1.5904 units for the beacon, 0.4262 for each of them.
//! assert_eq!((beacon_units(8), witness_units(8)), (15_904, 4_262));
//!
//! // The two share no cell of resolution 8, so neither costs the other anything.
//! assert_eq!(density_scales(&[tower, hill]), [(hill, 10_000), (tower, 10_000)]);
//! ```
//!
//! ## Goals
//!
//! 1. **The same everywhere.** Results are integers, computed with integers. The two exceptions,
//!    from a position to its cell and back, use floating point that is the same on every machine;
//!    see [`cell_at`].
//! 2. **Never a panic.** Every function has an answer for every input: `None`, or a documented
//!    value at the end of the range.
//! 3. **Known errors.** Each function tells how far from the formula it can be; tests hold it to
//!    that.
//! 4. **Fast.** A block needs hundreds of these answers. In Wasm each takes a fraction of a
//!    microsecond, [`cell_centre`] about two and [`cell_at`] four; [`density_scales`], which looks
//!    at a whole network, is not for blocks.
//!
//! ## Units
//!
//! | in a name | means |
//! |---|---|
//! | `_e7` | degrees × 10^7 |
//! | `_m` | metres |
//! | `_hz` | hertz |
//! | `_cdb` | hundredths of a decibel; of a dBm where it is a power |
//! | units, scale | ten thousandths: 10,000 is 1 |
//! | cell | the 64-bit index of an [H3](https://h3geo.org) cell |

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod cells;
mod decibel;
mod density;
mod distance;
mod fraction;
mod position;
pub mod rules;
mod units;

pub use cells::{
	cell_and_neighbours, cell_at, cell_centre, cell_resolution, descendants, grid_distance,
	parent_cell,
};
pub use decibel::{free_space_loss_cdb, free_space_loss_wide_cdb, signal_power_cdb};
pub use density::{density_scale, density_scales, DensityLevel, DENSITY_TABLE};
pub use distance::great_circle_distance_m;
pub use position::Position;
pub use units::{beacon_units, witness_units};

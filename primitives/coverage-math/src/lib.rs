//! # Coverage math
//!
//! The arithmetic of proof of coverage: positions, cells, distances, decibels, reward units, density.
//!
//! ## Overview
//!
//! A gateway sends a beacon, others receive it, and the chain decides whom to pay. The verdict depends
//! on the distance between two gateways, on the strength that a signal can have over that distance, on
//! the number of other gateways nearby, and on the value of the beacon. The runtime, gateways and tests
//! compute all of this with the same code. The crate has no state and depends on no pallet.
//!
//! ```
//! use coverage_math::*;
//!
//! let tower = Position::new(451_898_890, 57_242_150).unwrap();
//! let hill = Position::new(452_065_300, 57_602_400).unwrap();
//!
//! // Locations are public as cells of resolution 12; verdicts use the centres of the cells.
//! let [tower, hill] = [tower, hill].map(|place| cell_at(place, 12).unwrap());
//! let [from, to] = [tower, hill].map(|cell| cell_centre(cell).unwrap());
//! let distance_m = great_circle_distance_m(from, to);
//! assert_eq!(distance_m, 3_369);
//!
//! // A witness must be at least eight cells of resolution 11 away.
//! let [tower, hill] = [tower, hill].map(|cell| parent_cell(cell, 11).unwrap());
//! assert!(grid_distance(tower, hill).unwrap() >= 8);
//!
//! // The signal cannot exceed what free space allows: 14 dBm sent, antennas of 3 and 6 dBi.
//! let loudest_cdb = 1_400 + 300 + 600 - free_space_loss_cdb(distance_m, 868_100_000);
//! let heard_cdb = signal_power_cdb(-11_300, -450);
//! assert!(heard_cdb <= loudest_cdb);
//!
//! // Eight valid witnesses: 1.5904 units for the beacon, 0.4262 for each of them.
//! assert_eq!((beacon_units(8), witness_units(8)), (15_904, 4_262));
//!
//! // The two share no cell of resolution 8, so neither lowers the scale of the other.
//! assert_eq!(density_scales(&[tower, hill]), [(hill, 10_000), (tower, 10_000)]);
//! ```
//!
//! ## Goals
//!
//! 1. **The same results everywhere.** Results are integers, computed with integers. The two
//!    exceptions, the conversions between positions and cells, use floating point that is the same on
//!    every machine: see [`cell_at`].
//! 2. **No panics.** Every function returns a value for every input: `None`, or a documented value at
//!    the end of the range.
//! 3. **Known errors.** Each function documents its maximum error, and tests verify it.
//! 4. **Fast.** A block calls these functions hundreds of times. In Wasm each call takes a fraction of
//!    a microsecond, [`cell_centre`] about two microseconds and [`cell_at`] four. [`density_scales`]
//!    processes a whole network, so blocks must not call it.
//!
//! ## Units
//!
//! | part of a name | unit |
//! |---|---|
//! | `_e7` | degrees × 10^7 |
//! | `_m` | metres |
//! | `_hz` | hertz |
//! | `_cdb` | hundredths of a decibel; for a power, hundredths of a dBm |
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
mod position;
mod rounding;
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

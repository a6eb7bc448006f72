//! A small chain with only proof of coverage, stand-ins for the pallets around it, and the devices of
//! its tests.

// A test that panics fails, as it should.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod calls;
mod observations;
mod registry;
mod runtime;
mod scenario;
mod vrf;

pub use calls::*;
pub use observations::*;
pub use registry::*;
pub use runtime::*;
pub use scenario::*;
pub use vrf::*;

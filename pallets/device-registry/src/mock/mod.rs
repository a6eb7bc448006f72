//! A small chain with only the registry, and the accounts and devices of its tests.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

mod collateral;
mod hooks;
mod registry;
mod runtime;
mod scenario;

pub use collateral::*;
pub use hooks::*;
pub use registry::*;
pub use runtime::*;
pub use scenario::*;

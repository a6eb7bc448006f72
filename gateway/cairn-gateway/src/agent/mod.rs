//! The agent: acts for devices, as docs/coverage.md asks.
//!
//! [`core`] decides, [`journal`] remembers, and [`run`] connects both with the chain and the radio.
//! One agent acts for as many devices as share a machine.

pub mod core;
pub mod entry;
pub mod journal;
pub mod note;
mod run;
mod settings;

pub use run::{run, RunError};
pub use settings::{Beacon, Behaviour, DeviceSettings, Plan, Settings};

//! The agent at work: acts for devices, as docs/coverage.md asks.
//!
//! `cairn-gateway-agent-core` decides, [`journal`] remembers, and [`run`](run()) connects both with the
//! chain and the radio. One agent acts for as many devices as share a machine.

pub mod channels;
pub mod journal;
mod log;
pub mod metrics;
pub mod relay;
mod run;
mod settings;
mod submit;

pub use run::{run, RunError};
pub use settings::Settings;
pub use submit::Submit;

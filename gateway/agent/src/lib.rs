//! The running agent: acts for devices according to docs/coverage.md.
//!
//! `cairn-gateway-agent-core` makes the decisions, [`journal`] stores them, and [`run`](run())
//! connects both with the chain and the radio. One agent acts for all devices that share a machine.

pub mod beacon_planner;
pub mod journal;
mod log;
pub mod metrics;
pub mod relay;
mod run;
mod submit;

pub use run::{run, RunError, Settings};
pub use submit::Submit;

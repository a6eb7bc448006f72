//! The tests, by behaviour.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

mod cycle;
mod deposits;
mod example;
mod exits;
mod failures;
mod fees;
mod guardian;
mod instant;
mod invariants;
mod lanes;
mod losses;
mod model;
mod parameters;
mod queries;
mod queue;
mod rate;
mod reserve;
mod rewards;
mod shares;
mod validators;

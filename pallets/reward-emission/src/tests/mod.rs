#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

mod claims;
mod closing;
mod escrow;
mod example;
mod invariants;
mod model;
mod payouts;
mod queries;
mod schedule;
mod shares;

//! Tests of the pallet, one file for each act or concept.

// A test that panics fails, as it should.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod allowance;
mod announcing;
mod attacks;
mod closing;
mod deadlines;
mod example;
mod invariants;
mod model;
mod parameters;
mod pool;
mod queries;
mod reciprocity;
mod refusals;
mod relaying;
mod reporting;
mod settlement;
mod strikes;
mod units;
mod verdicts;
mod windows;

//! The tests, in a file for each concern, named after the file of the pallet that they test.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

mod agenda;
mod classes;
mod collateral;
mod density;
mod example;
mod invariants;
mod lifecycle;
mod location;
mod makers;
mod onboarding;
mod ownership;
mod queries;
mod suspension;

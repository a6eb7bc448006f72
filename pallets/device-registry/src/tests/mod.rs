//! One file for each concern, named after the pallet's own.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

mod agenda;
mod classes;
mod collateral;
mod density;
mod invariants;
mod lifecycle;
mod location;
mod makers;
mod onboarding;
mod ownership;
mod queries;
mod suspension;

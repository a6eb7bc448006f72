//! Tests by behaviour.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

mod smoke;

//! The runtime run natively: real genesis, real blocks, real consensus digests.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

mod chain;
mod coverage;
mod devices;
mod emission;
mod eras;
mod genesis;
mod liquid_staking;
mod origins;
mod proxies;
mod recorder;
mod rewards;
mod slashing;
mod transactions;

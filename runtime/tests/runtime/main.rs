//! Tests the native runtime with real genesis states, blocks and consensus digests.

// A test that panics fails, as it should.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unreachable,
	clippy::unwrap_used
)]

mod calls;
mod chain;
mod coverage;
mod devices;
mod elections;
mod eras;
mod genesis;
mod genesis_emission;
mod governance;
mod integrity;
mod largest;
mod liquid_staking;
mod origins;
mod proxies;
mod recorder;
mod rewards;
mod slashing;
mod transactions;

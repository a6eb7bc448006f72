//! The configuration of each pallet, one file per concern.

mod accounts;
mod assets;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
mod consensus;
mod coverage;
mod devices;
mod emission;
pub mod fees;
pub mod governance;
mod liquid_staking;
pub mod proxy;
pub mod staking;
pub mod system;

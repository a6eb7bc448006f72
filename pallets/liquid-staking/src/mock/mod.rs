//! A small chain with the real staking pallet, assets and liquid staking.

#![allow(clippy::arithmetic_side_effects, missing_docs)] // a test that overflows fails, as it should

mod chain;
mod genesis;
mod runtime;
mod scenario;

pub use crate::staking::LaneStaking;
pub use cairn_primitives::currency::CRN;
pub use chain::*;
pub use genesis::*;
pub use runtime::*;
pub use scenario::*;

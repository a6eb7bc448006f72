//! The runtime run natively: real genesis, real blocks, real consensus digests.

mod chain;
mod eras;
mod genesis;
mod proxies;
mod slashing;
mod transactions;

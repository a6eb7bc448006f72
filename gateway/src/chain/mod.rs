//! The chain, as a gateway sees it: a client of one of several nodes.
//!
//! - [`Client`] keeps a connection to one endpoint at a time, asks runtime APIs and submits.
//! - [`Heads`] follows the best and the final chain, each block once, over reconnections and forks.
//! - [`Signed`] calls of devices travel as general transactions, for which nobody pays; calls of an
//!   [`Account`] as signed ones.
//!
//! Nothing here is generated from a runtime. A gateway hangs on a mast for years, and the runtime is
//! upgraded under it; so the metadata is fetched from the node, again after each upgrade, and calls,
//! events and runtime APIs are found by their names, and fields by theirs. What an upgrade adds or
//! moves needs no new gateway; what it takes away or renames is an [`Error::Metadata`] that says so.

mod account;
mod backoff;
mod blocks;
mod client;
mod error;
mod events;
mod general;
mod heads;
#[cfg(test)]
pub(crate) mod mock;
mod queries;
mod refusal;
mod signed;
mod submit;
mod trail;
mod views;

pub use account::Account;
pub use backoff::Backoff;
pub use client::{Client, Connection};
pub use error::{Error, SubmitError};
pub use events::{CoverageEvent, Fault, Judgement};
pub use heads::{Heads, Update};
pub use refusal::Refusal;
pub use signed::Signed;
pub use submit::{ChainEvent, FeeIn, Receipt, Terms, Wait};
pub use trail::BlockId;
pub use views::{Device, KeyHistory, Parameters, Pending, Proof, Record, Status, Window};

/// What `subxt` needs to know of the network: blocks, addresses and signatures are those of every
/// Substrate chain, and the assets that fees are paid in are numbered.
pub type Network = subxt::SubstrateConfig;

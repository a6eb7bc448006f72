//! The chain, as a gateway sees it: a client of one of several nodes.
//!
//! - [`Client`] keeps a connection to one endpoint at a time, asks runtime APIs and submits.
//! - [`Heads`] follows the best and the final chain, each block once, over reconnections and forks.
//! - [`Client::submit`] submits what devices have signed as general transactions, for which nobody pays;
//!   [`Client::submit_signed`] submits calls that an [`Account`] signs and pays for.
//! - [`calls`] encodes every call; [`registry`] asks for classes, regions and makers.
//!
//! Nothing here is generated from a runtime. A gateway hangs on a mast for years, and the runtime is
//! upgraded under it; so the metadata is fetched from the node, again after each upgrade, and calls,
//! events and runtime APIs are found by their names, and fields by theirs. What an upgrade adds or
//! moves needs no new gateway; what it takes away or renames is an [`Error::Metadata`] that says so.

mod account;
mod backoff;
mod blocks;
pub mod calls;
mod client;
mod error;
mod events;
mod general;
mod heads;
#[cfg(any(test, feature = "mock"))]
pub mod mock;
mod network;
mod queries;
pub mod registry;
mod retry;
mod submit;
mod trail;
mod views;

pub use account::Account;
pub use backoff::Backoff;
pub use client::{Client, Connection};
pub use error::{Error, SubmitError};
pub use heads::Heads;
pub use network::Network;
pub use retry::retry_until_ok;
pub use submit::{ChainEvent, FeeIn, Receipt, Terms, Wait};
pub use views::{KeyHistory, Parameters, Pending, Record};

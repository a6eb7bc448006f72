//! A client of the chain, which connects to one of several nodes.
//!
//! - [`Client`] maintains a connection to one endpoint at a time, calls runtime APIs and submits
//!   transactions.
//! - [`Heads`] follows the best and the final chain across reconnections and forks, each block
//!   once.
//! - [`Client::submit`] submits devices' statements as general transactions without a fee;
//!   [`Client::submit_signed`] submits calls that an [`Account`] signs and pays for.
//! - [`calls`] encodes all calls; [`registry`] queries classes, regions and makers.
//!
//! No code here is generated from a runtime. A gateway hangs on a mast for years while the runtime
//! is upgraded. The client therefore fetches the metadata from the node, again after each upgrade,
//! and finds calls, events, runtime APIs and their fields by name. An upgrade that adds or moves
//! items needs no new gateway. If an upgrade removes or renames a required item,
//! [`Error::Metadata`] names it.

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
pub use views::{DeviceRecord, KeyHistory, Parameters, Pending};

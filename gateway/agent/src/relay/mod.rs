//! The protocol between an agent and a relay: one line of JSON per call, and one line in response.
//!
//! The command `cairn-gateway relay` runs the relay.

mod client;
mod protocol;
mod statement;

pub use client::{RelayClient, RelayError};
pub use protocol::{Answer, MAX_LINE_BYTES};
pub use statement::{Item, Statement};

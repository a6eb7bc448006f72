//! The protocol between an agent and a relay: one line of JSON per call, and one line in response.
//!
//! The command `cairn-gateway relay` runs the relay.

mod client;
mod item;
mod protocol;

pub use client::{RelayClient, RelayError};
pub use item::{Item, Statement};
pub use protocol::{Answer, LONGEST_LINE};

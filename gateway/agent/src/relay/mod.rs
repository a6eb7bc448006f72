//! The protocol between an agent and a relay: a line of JSON for each call, and a line that answers.
//!
//! The relay itself is the command `cairn-gateway relay`.

mod client;
mod item;
mod protocol;

pub use client::{RelayClient, RelayError};
pub use item::{Item, Statement};
pub use protocol::{Answer, LONGEST_LINE};

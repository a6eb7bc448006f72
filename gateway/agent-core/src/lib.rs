//! The agent's decisions, as a state machine without clock, network or disk.
//!
//! [`Core::step`] takes an [`Input`] and returns a [`Step`]: first the records to write, then the
//! effects that others can observe. The caller writes all records of a step to disk before it
//! executes any effect. The journal therefore contains everything that others may have observed. A
//! machine that loses power between two steps, or within one, neither transmits a beacon twice nor
//! loses a secret.
//!
//! The agent stores each fact about the chain with the block it comes from, and discards the fact
//! when that block is retracted. After every block it derives again which actions are due. Of
//! earlier attempts it remembers only the ordinals.

mod act;
mod attempts;
pub mod beacon;
pub mod device;
mod follow;
pub mod journal;
mod messages;
pub mod note;
mod own_beacon;
mod pause;
mod radio;
mod random;
mod refused;
mod registry;
mod state;
#[cfg(test)]
mod tests;
mod unmatched;
mod window_state;
mod witness;

pub use messages::{Effect, Input, Step, SubmitFailure};
pub use state::Core;

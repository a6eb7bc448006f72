//! The radio side of a gateway.
//!
//! - [`server`] is the server of the packet-forwarder protocol, for real concentrators.
//! - [`listener`] forwards received packets and tracks which packet forwarders are connected.
//! - [`plan`] has the channels and power limits of each region, and [`airtime`] the airtime of
//!   packets and the duty cycle.

pub mod airtime;
mod deduplicator;
mod gwmp;
pub mod listener;
pub mod plan;
pub mod server;

pub use cairn_gateway_types::radio::{Eui, Heard, Outcome, Transmission};

/// A radio that transmits packets. [`server::RadioServer`] implements it for real concentrators;
/// tests have other implementations.
pub trait Radio: Send + Sync + 'static {
	/// Transmits a packet and waits for its outcome.
	fn send(&self, transmission: Transmission)
		-> impl std::future::Future<Output = Outcome> + Send;
}

//! The radio side of a gateway.
//!
//! - [`server`] is the server of the packet-forwarder protocol: it speaks to real concentrators.
//! - [`plan`] has the channels and power limits of each region, [`airtime`] the duration of packets
//!   and the duty cycle.

pub mod airtime;
mod deduplicator;
mod gwmp;
pub mod listener;
pub mod plan;
pub mod server;

pub use cairn_gateway_types::radio::{Eui, Heard, Outcome, Transmission};

/// A radio that transmits packets. [`server::RadioServer`] is one for real concentrators; tests have
/// others.
pub trait Radio: Send + Sync + 'static {
	/// Transmits a packet and waits until its outcome is known.
	fn send(&self, transmission: Transmission)
		-> impl std::future::Future<Output = Outcome> + Send;
}

//! The messages between the server, its task and their users.

use cairn_gateway_types::radio::{Eui, Heard, Outcome, Transmission};
use std::{
	collections::{BTreeMap, BTreeSet},
	net::SocketAddr,
	time::Duration,
};
use tokio::{sync::oneshot, time::Instant};

/// The settings of a [`RadioServer`](super::RadioServer).
#[derive(Clone, Debug)]
pub struct Settings {
	/// The packet forwarders to accept; `None` accepts all.
	pub allowed: Option<BTreeSet<Eui>>,
	/// The time without a poll after which a forwarder counts as disconnected. Forwarders poll
	/// about every ten seconds (`keepalive_interval`).
	pub expiry: Duration,
	/// The time within which a forwarder must accept or reject a packet.
	pub answer_timeout: Duration,
	/// The time for which a packet waits for stronger reports.
	pub settle_time: Duration,
}

impl Default for Settings {
	fn default() -> Self {
		Self {
			allowed: None,
			expiry: Duration::from_secs(60),
			answer_timeout: Duration::from_secs(3),
			settle_time: Duration::from_millis(200),
		}
	}
}

/// An event of the radio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RadioEvent {
	/// A packet was received.
	Heard(Heard),
	/// A packet forwarder polled for the first time or from a new address.
	Connected {
		/// The EUI of the packet forwarder.
		eui: Eui,
		/// The address of the packet forwarder.
		address: SocketAddr,
	},
	/// A packet forwarder has not polled for [`Settings::expiry`].
	Disconnected {
		/// The EUI of the packet forwarder.
		eui: Eui,
	},
}

/// Counters of a [`RadioServer`](super::RadioServer) since it was bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
	/// Datagrams that do not conform to the protocol.
	pub malformed: u64,
	/// Datagrams of forwarders that are not in [`Settings::allowed`] or exceed the maximum number.
	pub strangers: u64,
	/// Received packets, each counted once.
	pub heard: u64,
	/// Further reports of the same packets.
	pub duplicates: u64,
	/// Packets with a wrong checksum or none.
	pub unchecked: u64,
	/// Packets that are not LoRa or cannot be parsed.
	pub foreign: u64,
	/// Status reports of forwarders.
	pub statuses: u64,
	/// Packets and events dropped because a queue or table was full.
	pub dropped: u64,
	/// Packets that forwarders accepted for transmission.
	pub sent: u64,
	/// Packets that forwarders rejected.
	pub refused: u64,
	/// Packets that no forwarder accepted or rejected in time.
	pub unanswered: u64,
}

/// A connected packet forwarder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forwarder {
	/// The address of the packet forwarder.
	pub address: SocketAddr,
	/// The time of the latest poll.
	pub last_poll: Instant,
}

/// The status of a [`RadioServer`](super::RadioServer).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
	/// The counters.
	pub counters: Counters,
	/// The connected packet forwarders.
	pub forwarders: BTreeMap<Eui, Forwarder>,
}

pub(crate) enum Request {
	Send(Transmission, oneshot::Sender<Outcome>),
	Status(oneshot::Sender<Status>),
}

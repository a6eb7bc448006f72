//! Messages between the server, its task and their users.

use cairn_gateway_types::radio::{Eui, Heard, Outcome, Transmission};
use std::{
	collections::{BTreeMap, BTreeSet},
	net::SocketAddr,
	time::Duration,
};
use tokio::{sync::oneshot, time::Instant};

/// How a [`RadioServer`](super::RadioServer) treats packet forwarders.
#[derive(Clone, Debug)]
pub struct Settings {
	/// Only these are listened to; all if there are none.
	pub only: Option<BTreeSet<Eui>>,
	/// A forwarder is gone when it has not asked for packets for so long. Forwarders ask every ten
	/// seconds or so (`keepalive_interval`).
	pub expiry: Duration,
	/// How long it may take a forwarder to say whether it has taken a packet.
	pub answer_within: Duration,
	/// How long a packet waits for stronger reports of itself.
	pub settle: Duration,
}

impl Default for Settings {
	fn default() -> Self {
		Self {
			only: None,
			expiry: Duration::from_secs(60),
			answer_within: Duration::from_secs(3),
			settle: Duration::from_millis(200),
		}
	}
}

/// An event at the radio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RadioEvent {
	/// A packet was heard.
	Heard(Heard),
	/// A packet forwarder asks for packets, for the first time or from another address than before.
	Connected {
		/// The EUI of the packet forwarder.
		eui: Eui,
		/// The address of the packet forwarder.
		address: SocketAddr,
	},
	/// A packet forwarder has not asked for packets for [`Settings::expiry`].
	Disconnected {
		/// The EUI of the packet forwarder.
		eui: Eui,
	},
}

/// Counters of a [`RadioServer`](super::RadioServer) since it was bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
	/// Datagrams that are no part of the protocol.
	pub malformed: u64,
	/// Datagrams of forwarders that are not in [`Settings::only`], or one too many.
	pub strangers: u64,
	/// Packets that were heard, each once.
	pub heard: u64,
	/// Further reports of the same packet.
	pub again: u64,
	/// Packets with a wrong checksum or none.
	pub unchecked: u64,
	/// Packets that are not LoRa, or not understood.
	pub foreign: u64,
	/// Status reports of forwarders.
	pub statuses: u64,
	/// Packets and events that were dropped because nobody took those before them.
	pub lost: u64,
	/// Packets that forwarders have taken to send.
	pub sent: u64,
	/// Packets that forwarders have refused to send.
	pub refused: u64,
	/// Packets of which no forwarder said whether it has taken them.
	pub unanswered: u64,
}

/// A packet forwarder that asks for packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forwarder {
	/// The address of the packet forwarder.
	pub address: SocketAddr,
	/// When it asked last.
	pub asked: Instant,
}

/// The status of a [`RadioServer`](super::RadioServer).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
	/// The counters.
	pub counters: Counters,
	/// The packet forwarders that ask for packets.
	pub forwarders: BTreeMap<Eui, Forwarder>,
}

pub(crate) enum Request {
	Send(Transmission, oneshot::Sender<Outcome>),
	Status(oneshot::Sender<Status>),
}

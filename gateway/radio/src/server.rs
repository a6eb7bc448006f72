//! The server that packet forwarders are pointed at.
//!
//! One task owns the socket and all that is known of the forwarders; [`RadioServer`] talks to it
//! through a queue, and what it hears leaves through another. Every queue and table is bounded:
//! what is too much is dropped and counted, and malformed datagrams are no more than a number. The
//! protocol has no passwords: who reaches the port can pretend to be any forwarder, so the port
//! belongs on the loopback or in a private network.

mod task;

use super::{Eui, Heard, Outcome, Radio, Transmission};
use std::{
	collections::{BTreeMap, BTreeSet},
	io,
	net::SocketAddr,
	time::Duration,
};
use task::Task;
use tokio::{
	net::{ToSocketAddrs, UdpSocket},
	sync::{mpsc, oneshot},
	time::Instant,
};
use tracing::info;

/// The most events that wait for whoever takes them.
const MAX_EVENTS: usize = 4_096;

/// The most requests that wait for the task.
const MAX_REQUESTS: usize = 256;

/// How a [`RadioServer`] treats packet forwarders.
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

/// What happens at the radio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RadioEvent {
	/// A packet was heard.
	Heard(Heard),
	/// A packet forwarder asks for packets, for the first time or from another address than before.
	Came {
		/// Which.
		eui: Eui,
		/// From where.
		address: SocketAddr,
	},
	/// A packet forwarder has not asked for packets for [`Settings::expiry`].
	Went {
		/// Which.
		eui: Eui,
	},
}

/// What a [`RadioServer`] has counted since it was bound.
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
	/// From where.
	pub address: SocketAddr,
	/// When it asked last.
	pub asked: Instant,
}

/// What a [`RadioServer`] knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
	/// What it has counted.
	pub counters: Counters,
	/// The packet forwarders that ask for packets.
	pub forwarders: BTreeMap<Eui, Forwarder>,
}

enum Request {
	Send(Transmission, oneshot::Sender<Outcome>),
	Status(oneshot::Sender<Status>),
}

/// Real concentrators, as a [`Radio`]: any number of packet forwarders on one UDP port, told apart
/// by their EUI. It stops when the last of its clones is dropped.
#[derive(Clone, Debug)]
pub struct RadioServer {
	requests: mpsc::Sender<Request>,
	address: SocketAddr,
}

impl RadioServer {
	/// Listens at an address, with the default [`Settings`]. Events that are not taken from the
	/// queue are dropped and counted when it is full.
	///
	/// # Errors
	///
	/// What the system says if the address cannot be listened at.
	pub async fn bind(
		address: impl ToSocketAddrs,
	) -> io::Result<(Self, mpsc::Receiver<RadioEvent>)> {
		Self::bind_with(address, Settings::default()).await
	}

	/// Listens at an address.
	///
	/// # Errors
	///
	/// What the system says if the address cannot be listened at.
	pub async fn bind_with(
		address: impl ToSocketAddrs,
		settings: Settings,
	) -> io::Result<(Self, mpsc::Receiver<RadioEvent>)> {
		let socket = UdpSocket::bind(address).await?;
		let address = socket.local_addr()?;
		let (requests, incoming) = mpsc::channel(MAX_REQUESTS);
		let (events, heard) = mpsc::channel(MAX_EVENTS);
		tokio::spawn(Task::new(socket, settings, events).run(incoming));
		info!(%address, "listening for packet forwarders");
		Ok((Self { requests, address }, heard))
	}

	/// Where it listens: tells the port if it was bound to port 0.
	pub fn address(&self) -> SocketAddr {
		self.address
	}

	/// What it has counted, and who is there.
	pub async fn status(&self) -> Status {
		self.ask(Request::Status).await.unwrap_or_default()
	}

	async fn ask<T>(&self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Option<T> {
		let (reply, answer) = oneshot::channel();
		self.requests.send(request(reply)).await.ok()?;
		answer.await.ok()
	}
}

impl Radio for RadioServer {
	async fn send(&self, transmission: Transmission) -> Outcome {
		let outcome = self.ask(|reply| Request::Send(transmission, reply)).await;
		outcome.unwrap_or(Outcome::NoAnswer)
	}
}

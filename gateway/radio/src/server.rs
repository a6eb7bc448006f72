//! The server that packet forwarders are pointed at.
//!
//! One task owns the socket and all that is known of the forwarders; [`RadioServer`] talks to it
//! through a queue, and what it hears leaves through another. Every queue and table is bounded:
//! what is too much is dropped and counted, and malformed datagrams are no more than a number. The
//! protocol has no passwords: who reaches the port can pretend to be any forwarder, so the port
//! belongs on the loopback or in a private network.

mod message;
mod task;

pub use message::{Counters, Forwarder, RadioEvent, Settings, Status};

use crate::Radio;
use cairn_gateway_types::radio::{Outcome, Transmission};
use message::Request;
use std::{io, net::SocketAddr};
use task::Task;
use tokio::{
	net::{ToSocketAddrs, UdpSocket},
	sync::{mpsc, oneshot},
};
use tracing::info;

/// The most events that wait for whoever takes them.
const MAX_EVENTS: usize = 4_096;

/// The most requests that wait for the task.
const MAX_REQUESTS: usize = 256;

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

//! The server to which packet forwarders connect.
//!
//! One task owns the socket and the state of the forwarders. [`RadioServer`] sends requests to it
//! through one queue, and events leave through another. Every queue and table is bounded: excess
//! items are dropped and counted, and malformed datagrams are only counted. The protocol has no
//! passwords, so anybody who reaches the port can impersonate any forwarder. Therefore the port
//! belongs on the loopback interface or in a private network.

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

/// The maximum number of events in the queue.
const MAX_EVENTS: usize = 4_096;

/// The maximum number of requests that wait for the task.
const MAX_REQUESTS: usize = 256;

/// A [`Radio`] of real concentrators: any number of packet forwarders on one UDP port, identified
/// by their EUI. The server stops when its last clone is dropped.
#[derive(Clone, Debug)]
pub struct RadioServer {
	requests: mpsc::Sender<Request>,
	address: SocketAddr,
}

impl RadioServer {
	/// Listens on an address with the default [`Settings`]. When the queue of events is full,
	/// further events are dropped and counted.
	///
	/// # Errors
	///
	/// Fails if the address cannot be bound.
	pub async fn bind(
		address: impl ToSocketAddrs,
	) -> io::Result<(Self, mpsc::Receiver<RadioEvent>)> {
		Self::bind_with(address, Settings::default()).await
	}

	/// Listens on an address.
	///
	/// # Errors
	///
	/// Fails if the address cannot be bound.
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

	/// Returns the bound address, which has the real port if the server was bound to port 0.
	pub fn address(&self) -> SocketAddr {
		self.address
	}

	/// Returns the counters and the connected packet forwarders.
	pub async fn status(&self) -> Status {
		self.request(Request::Status).await.unwrap_or_default()
	}

	async fn request<T>(&self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Option<T> {
		let (reply, answer) = oneshot::channel();
		self.requests.send(request(reply)).await.ok()?;
		answer.await.ok()
	}
}

impl Radio for RadioServer {
	async fn send(&self, transmission: Transmission) -> Outcome {
		let outcome = self.request(|reply| Request::Send(transmission, reply)).await;
		outcome.unwrap_or(Outcome::NoAnswer)
	}
}

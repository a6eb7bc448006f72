//! The task that owns the socket.

use super::message::{Counters, Forwarder, RadioEvent, Request, Settings, Status};
use crate::{
	deduplicator::{Admission, Deduplicator},
	gwmp::{self, Body, PushData, TxAck, Uplink, MAX_PAYLOAD},
	Eui, Outcome, Transmission,
};
use std::{
	collections::{BTreeMap, BTreeSet, HashMap},
	net::SocketAddr,
	time::{Duration, SystemTime},
};
use tokio::{
	net::UdpSocket,
	sync::{mpsc, oneshot},
	time::{Instant, MissedTickBehavior},
};
use tracing::{debug, info, warn};

/// The maximum number of forwarders. Each takes about 200 bytes.
const MAX_FORWARDERS: usize = 16_384;

/// The maximum number of unknown forwarders to warn about. Anybody who reaches the port can invent
/// any number.
const MAX_STRANGERS: usize = 16;

/// The interval at which deadlines are checked.
const TICK: Duration = Duration::from_millis(20);

/// The maximum length of a UDP datagram.
const MAX_DATAGRAM: usize = 65_535;

struct PendingTransmission {
	deadline: Instant,
	reply: oneshot::Sender<Outcome>,
}

pub(super) struct Task {
	socket: UdpSocket,
	settings: Settings,
	events: mpsc::Sender<RadioEvent>,
	deduplicator: Deduplicator,
	forwarders: BTreeMap<Eui, Forwarder>,
	/// The unknown forwarders for which a warning was logged.
	strangers: BTreeSet<Eui>,
	pending: HashMap<(Eui, u16), PendingTransmission>,
	next_token: u16,
	counters: Counters,
}

impl Task {
	pub(super) fn new(
		socket: UdpSocket,
		settings: Settings,
		events: mpsc::Sender<RadioEvent>,
	) -> Self {
		Self {
			socket,
			events,
			deduplicator: Deduplicator::new(settings.settle_time),
			settings,
			forwarders: BTreeMap::new(),
			strangers: BTreeSet::new(),
			pending: HashMap::new(),
			next_token: rand::random(),
			counters: Counters::default(),
		}
	}

	pub(super) async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
		let mut buffer = vec![0; MAX_DATAGRAM];
		let mut ticks = tokio::time::interval(TICK);
		ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
		loop {
			tokio::select! {
				received = self.socket.recv_from(&mut buffer) => match received {
					Ok((length, from)) => {
						let datagram = buffer.get(..length).unwrap_or_default();
						self.receive(datagram, from).await;
					},
					// The wait prevents a busy loop if the error persists.
					Err(error) => {
						warn!(%error, "cannot receive from packet forwarders; retrying");
						tokio::time::sleep(TICK).await;
					},
				},
				request = requests.recv() => match request {
					Some(Request::Send(transmission, reply)) => {
						self.transmit(transmission, reply).await;
					},
					Some(Request::Status(reply)) => {
						let (counters, forwarders) = (self.counters, self.forwarders.clone());
						// The requester may have stopped waiting.
						let _ = reply.send(Status { counters, forwarders });
					},
					None => return,
				},
				_ = ticks.tick() => self.tick(Instant::now()),
			}
		}
	}

	async fn receive(&mut self, datagram: &[u8], from: SocketAddr) {
		let Some(uplink) = gwmp::parse(datagram, SystemTime::now()) else {
			count(&mut self.counters.malformed, 1);
			debug!(%from, length = datagram.len(), "received a malformed datagram");
			return;
		};
		if !self.is_allowed(uplink.eui) {
			count(&mut self.counters.strangers, 1);
			self.note_stranger(uplink.eui, from);
			return;
		}
		let Uplink { eui, token, body } = uplink;
		match body {
			Body::PushData(pushed) => {
				self.send_datagram(gwmp::push_ack(token), from).await;
				self.handle_push_data(pushed);
			}
			Body::PullData if self.register(eui, from) => {
				self.send_datagram(gwmp::pull_ack(token), from).await;
			}
			Body::PullData => count(&mut self.counters.strangers, 1),
			Body::TxAck(answer) => self.complete(eui, token, answer),
		}
	}

	fn is_allowed(&self, eui: Eui) -> bool {
		self.settings.allowed.as_ref().is_none_or(|allowed| allowed.contains(&eui))
	}

	/// Warns about an unknown forwarder, because the operator may have mistyped an EUI.
	fn note_stranger(&mut self, eui: Eui, from: SocketAddr) {
		if self.strangers.len() < MAX_STRANGERS && self.strangers.insert(eui) {
			warn!(
				"a packet forwarder with EUI {eui}, at {from}, is in no [[device]] of config.toml: \
				 give its device this `eui`, or point the forwarder to another server"
			);
		} else {
			debug!(%eui, %from, "ignored a datagram from an unknown forwarder");
		}
	}

	async fn send_datagram(&self, datagram: Option<Vec<u8>>, to: SocketAddr) -> bool {
		let Some(datagram) = datagram else { return false };
		let sent = self.socket.send_to(&datagram, to).await;
		if let Err(error) = &sent {
			debug!(%to, %error, "cannot send a datagram");
		}
		sent.is_ok()
	}

	fn handle_push_data(&mut self, pushed: PushData) {
		count(&mut self.counters.unchecked, pushed.unchecked);
		count(&mut self.counters.foreign, pushed.foreign);
		count(&mut self.counters.statuses, pushed.status.into());
		for heard in pushed.heard {
			let counter = match self.deduplicator.insert(heard, Instant::now()) {
				Admission::New => &mut self.counters.heard,
				Admission::Duplicate => &mut self.counters.duplicates,
				Admission::Dropped => &mut self.counters.dropped,
			};
			count(counter, 1);
		}
	}

	/// Stores the address of a forwarder, unless there are too many. Returns whether it was stored.
	fn register(&mut self, eui: Eui, address: SocketAddr) -> bool {
		let before = self.forwarders.get(&eui).map(|forwarder| forwarder.address);
		if before.is_none() && self.forwarders.len() >= MAX_FORWARDERS {
			return false;
		}
		self.forwarders.insert(eui, Forwarder { address, last_poll: Instant::now() });
		if before != Some(address) {
			info!(%eui, %address, "packet forwarder connected");
			self.emit(RadioEvent::Connected { eui, address });
		}
		true
	}

	async fn transmit(&mut self, transmission: Transmission, reply: oneshot::Sender<Outcome>) {
		let eui = transmission.by;
		let outcome = match self.forwarders.get(&eui).map(|forwarder| forwarder.address) {
			None => Outcome::NoForwarder,
			Some(_) if transmission.payload.len() > MAX_PAYLOAD => {
				refused("the packet is longer than LoRa allows")
			}
			Some(address) => {
				let token = self.next_token;
				self.next_token = token.wrapping_add(1);
				let Some(datagram) = gwmp::pull_resp(token, &transmission) else {
					let _ = reply.send(refused("the power or spreading factor is out of range"));
					return;
				};
				if self.send_datagram(Some(datagram), address).await {
					let deadline = deadline_after(Instant::now(), self.settings.answer_timeout);
					self.pending.insert((eui, token), PendingTransmission { deadline, reply });
					return;
				}
				Outcome::NoForwarder
			}
		};
		// The requester may have stopped waiting.
		let _ = reply.send(outcome);
	}

	fn complete(&mut self, eui: Eui, token: u16, answer: TxAck) {
		let Some(transmission) = self.pending.remove(&(eui, token)) else {
			debug!(%eui, token, "ignored an answer without a request, or one that came too late");
			return;
		};
		let outcome = match answer {
			TxAck::Taken => Outcome::Taken,
			TxAck::Adjusted(warning) => {
				warn!(%eui, warning, "the packet forwarder sends with other settings than requested");
				Outcome::Taken
			}
			TxAck::Refused(reason) => Outcome::Refused(reason),
		};
		let counter = match outcome {
			Outcome::Taken => &mut self.counters.sent,
			_ => &mut self.counters.refused,
		};
		count(counter, 1);
		let _ = transmission.reply.send(outcome);
	}

	fn tick(&mut self, now: Instant) {
		while let Some(heard) = self.deduplicator.next(now) {
			self.emit(RadioEvent::Heard(heard));
		}
		self.deduplicator.discard_old(now);

		let overdue = self.pending.extract_if(|_, transmission| transmission.deadline <= now);
		for (_, transmission) in overdue {
			count(&mut self.counters.unanswered, 1);
			let _ = transmission.reply.send(Outcome::NoAnswer);
		}

		let expiry = self.settings.expiry;
		let is_expired = |it: &Forwarder| now.saturating_duration_since(it.last_poll) > expiry;
		let expired: Vec<Eui> =
			self.forwarders.iter().filter(|(_, it)| is_expired(it)).map(|(eui, _)| *eui).collect();
		for eui in expired {
			info!(%eui, "packet forwarder disconnected");
			self.forwarders.remove(&eui);
			self.emit(RadioEvent::Disconnected { eui });
		}
	}

	fn emit(&mut self, event: RadioEvent) {
		if self.events.try_send(event).is_err() {
			count(&mut self.counters.dropped, 1);
		}
	}
}

fn count(counter: &mut u64, more: u64) {
	*counter = counter.saturating_add(more);
}

fn refused(reason: &str) -> Outcome {
	Outcome::Refused(reason.into())
}

/// Returns the moment after a wait, or `now` if that overflows.
fn deadline_after(now: Instant, wait: Duration) -> Instant {
	now.checked_add(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[tokio::test]
	async fn warning_should_be_logged_once_per_unknown_forwarder_up_to_the_maximum_when_they_send()
	{
		let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
		let from = socket.local_addr().unwrap();
		let mut task = Task::new(socket, Settings::default(), mpsc::channel(1).0);
		let mut warned = Vec::new();
		for stranger in (0..=u8::MAX).chain(0..=u8::MAX) {
			let before = task.strangers.len();
			task.note_stranger(Eui([stranger; 8]), from);
			warned.extend((task.strangers.len() > before).then_some(stranger));
		}
		assert_eq!(warned, (0..16).collect::<Vec<_>>());
	}
}

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

/// The most forwarders that are remembered: each takes about 200 bytes.
const MAX_FORWARDERS: usize = 16_384;

/// The most strangers that are warned of: who reaches the port can invent any number.
const MAX_STRANGERS: usize = 16;

/// How often deadlines are looked at.
const TICK: Duration = Duration::from_millis(20);

/// The longest datagram that UDP carries.
const MAX_DATAGRAM: usize = 65_535;

struct Awaited {
	until: Instant,
	reply: oneshot::Sender<Outcome>,
}

pub(super) struct Task {
	socket: UdpSocket,
	settings: Settings,
	events: mpsc::Sender<RadioEvent>,
	deduplicator: Deduplicator,
	forwarders: BTreeMap<Eui, Forwarder>,
	/// Those that were warned of.
	strangers: BTreeSet<Eui>,
	awaited: HashMap<(Eui, u16), Awaited>,
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
			deduplicator: Deduplicator::new(settings.settle),
			settings,
			forwarders: BTreeMap::new(),
			strangers: BTreeSet::new(),
			awaited: HashMap::new(),
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
					// Whatever it is, it must not make a busy loop.
					Err(error) => {
						warn!(%error, "the socket of the packet forwarders fails");
						tokio::time::sleep(TICK).await;
					},
				},
				request = requests.recv() => match request {
					Some(Request::Send(transmission, reply)) => {
						self.transmit(transmission, reply).await;
					},
					Some(Request::Status(reply)) => {
						let (counters, forwarders) = (self.counters, self.forwarders.clone());
						// Who asked may have gone.
						let _ = reply.send(Status { counters, forwarders });
					},
					None => return,
				},
				_ = ticks.tick() => self.tick(Instant::now()),
			}
		}
	}

	async fn receive(&mut self, datagram: &[u8], from: SocketAddr) {
		let Some(uplink) = gwmp::read(datagram, SystemTime::now()) else {
			count(&mut self.counters.malformed, 1);
			debug!(%from, length = datagram.len(), "malformed datagram");
			return;
		};
		if !self.is_known(uplink.eui) {
			count(&mut self.counters.strangers, 1);
			self.note_stranger(uplink.eui, from);
			return;
		}
		let Uplink { eui, token, body } = uplink;
		match body {
			Body::PushData(pushed) => {
				self.reply(gwmp::push_ack(token), from).await;
				self.take(pushed);
			}
			Body::PullData if self.admit(eui, from) => {
				self.reply(gwmp::pull_ack(token), from).await;
			}
			Body::PullData => count(&mut self.counters.strangers, 1),
			Body::TxAck(answer) => self.conclude(eui, token, answer),
		}
	}

	fn is_known(&self, eui: Eui) -> bool {
		self.settings.only.as_ref().is_none_or(|only| only.contains(&eui))
	}

	/// Most likely an operator has mistyped an EUI, and looks for the reason.
	fn note_stranger(&mut self, eui: Eui, from: SocketAddr) {
		if self.strangers.len() < MAX_STRANGERS && self.strangers.insert(eui) {
			warn!(
				"a packet forwarder with EUI {eui}, at {from}, is in no [[device]] of config.toml: \
				 give its device this `eui`, or point it elsewhere"
			);
		} else {
			debug!(%eui, %from, "datagram of a stranger");
		}
	}

	async fn reply(&self, datagram: Option<Vec<u8>>, to: SocketAddr) -> bool {
		let Some(datagram) = datagram else { return false };
		let sent = self.socket.send_to(&datagram, to).await;
		if let Err(error) = &sent {
			debug!(%to, %error, "a datagram could not be sent");
		}
		sent.is_ok()
	}

	fn take(&mut self, pushed: PushData) {
		count(&mut self.counters.unchecked, pushed.unchecked);
		count(&mut self.counters.foreign, pushed.foreign);
		count(&mut self.counters.statuses, pushed.status.into());
		for heard in pushed.heard {
			let counter = match self.deduplicator.take(heard, Instant::now()) {
				Admission::New => &mut self.counters.heard,
				Admission::Again => &mut self.counters.again,
				Admission::Lost => &mut self.counters.lost,
			};
			count(counter, 1);
		}
	}

	/// Remembers where a forwarder is to be reached, unless there are too many.
	fn admit(&mut self, eui: Eui, address: SocketAddr) -> bool {
		let before = self.forwarders.get(&eui).map(|forwarder| forwarder.address);
		if before.is_none() && self.forwarders.len() >= MAX_FORWARDERS {
			return false;
		}
		self.forwarders.insert(eui, Forwarder { address, asked: Instant::now() });
		if before != Some(address) {
			info!(%eui, %address, "a packet forwarder asks for packets");
			self.tell(RadioEvent::Connected { eui, address });
		}
		true
	}

	async fn transmit(&mut self, transmission: Transmission, reply: oneshot::Sender<Outcome>) {
		let eui = transmission.by;
		let outcome = match self.forwarders.get(&eui).map(|forwarder| forwarder.address) {
			None => Outcome::NoForwarder,
			Some(_) if transmission.payload.len() > MAX_PAYLOAD => {
				refused("longer than LoRa carries")
			}
			Some(address) => {
				let token = self.next_token;
				self.next_token = token.wrapping_add(1);
				let Some(datagram) = gwmp::pull_resp(token, &transmission) else {
					let _ = reply.send(refused("power or spreading factor out of range"));
					return;
				};
				if self.reply(Some(datagram), address).await {
					let until = later(Instant::now(), self.settings.answer_within);
					self.awaited.insert((eui, token), Awaited { until, reply });
					return;
				}
				Outcome::NoForwarder
			}
		};
		// Who asked may have gone.
		let _ = reply.send(outcome);
	}

	fn conclude(&mut self, eui: Eui, token: u16, answer: TxAck) {
		let Some(awaited) = self.awaited.remove(&(eui, token)) else {
			debug!(%eui, token, "an answer to what was not asked, or too late");
			return;
		};
		let outcome = match answer {
			TxAck::Taken => Outcome::Taken,
			TxAck::Adjusted(warning) => {
				warn!(%eui, warning, "the packet forwarder sends otherwise than asked");
				Outcome::Taken
			}
			TxAck::Refused(reason) => Outcome::Refused(reason),
		};
		let counter = match outcome {
			Outcome::Taken => &mut self.counters.sent,
			_ => &mut self.counters.refused,
		};
		count(counter, 1);
		let _ = awaited.reply.send(outcome);
	}

	fn tick(&mut self, now: Instant) {
		while let Some(heard) = self.deduplicator.next(now) {
			self.tell(RadioEvent::Heard(heard));
		}
		self.deduplicator.forget(now);

		let overdue = self.awaited.extract_if(|_, awaited| awaited.until <= now);
		for (_, awaited) in overdue {
			count(&mut self.counters.unanswered, 1);
			let _ = awaited.reply.send(Outcome::NoAnswer);
		}

		let expiry = self.settings.expiry;
		let is_gone = |it: &Forwarder| now.saturating_duration_since(it.asked) > expiry;
		let gone: Vec<Eui> =
			self.forwarders.iter().filter(|(_, it)| is_gone(it)).map(|(eui, _)| *eui).collect();
		for eui in gone {
			info!(%eui, "a packet forwarder has gone");
			self.forwarders.remove(&eui);
			self.tell(RadioEvent::Disconnected { eui });
		}
	}

	fn tell(&mut self, event: RadioEvent) {
		if self.events.try_send(event).is_err() {
			count(&mut self.counters.lost, 1);
		}
	}
}

fn count(counter: &mut u64, more: u64) {
	*counter = counter.saturating_add(more);
}

fn refused(reason: &str) -> Outcome {
	Outcome::Refused(reason.into())
}

/// A moment that is out of reach is as good as now: nobody waits for it.
fn later(now: Instant, wait: Duration) -> Instant {
	now.checked_add(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[tokio::test]
	async fn strangers_should_be_warned_of_once_and_not_without_end_when_they_come() {
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

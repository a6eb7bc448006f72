//! Plays a scenario in real time: one packet forwarder per station, and one ether for all.

use crate::{
	ether::{Delivery, Ether, Refusal, Ticket},
	forwarder::{Forwarder, IncomingPacket, TransmitRequest},
	scenario::Scenario,
};
use cairn_gateway_radio::Eui;
use futures::stream::{FuturesUnordered, StreamExt};
use serde::Serialize;
use std::{io, net::SocketAddr};
use tokio::{sync::mpsc, task::JoinSet, time::Instant};

/// The maximum length of the queues: of packets for each forwarder and of requests to the ether.
const MAX_WAITING: usize = 256;

/// An event in the ether.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
	/// A packet was transmitted.
	Sent {
		/// The EUI of the station.
		from: String,
		/// The frequency, in hertz.
		frequency_hz: u32,
		/// The spreading factor.
		spreading_factor: u8,
		/// The power into the antenna, in dBm.
		power_dbm: i8,
		/// The length of the packet, in bytes.
		bytes: usize,
		/// The stations that received the packet.
		heard: Vec<Heard>,
		/// The number of stations at which the packet collided with another one.
		collided: usize,
	},
	/// A packet was refused.
	Refused {
		/// The EUI of the station.
		from: String,
		/// The reason, as the forwarder reports it.
		reason: &'static str,
	},
}

/// A station that received a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heard {
	/// The EUI of the station.
	pub by: String,
	/// The received power including noise, in hundredths of dBm.
	pub rssi_cdbm: i16,
	/// The signal-to-noise ratio, in hundredths of a decibel.
	pub snr_cdb: i16,
	/// Whether the station copied the reception from another station.
	pub is_copied: bool,
}

/// Plays a scenario until the future is dropped. Station n connects to server n modulo the number
/// of servers, counted from 0. Calls `report` for each event.
///
/// # Errors
///
/// Fails if there is no server, or if a socket cannot be bound.
pub async fn play(
	scenario: &Scenario,
	servers: &[SocketAddr],
	mut report: impl FnMut(Event),
) -> io::Result<()> {
	let (requests, mut incoming) = mpsc::channel(MAX_WAITING);
	// Dropping the set stops the forwarders.
	let mut forwarders = JoinSet::new();
	let mut inboxes = Vec::new();
	let no_server = || io::Error::new(io::ErrorKind::InvalidInput, "no server is given");
	for (index, station) in scenario.stations.iter().enumerate() {
		let chosen = index.checked_rem(servers.len()).and_then(|chosen| servers.get(chosen));
		let server = *chosen.ok_or_else(no_server)?;
		let forwarder = Forwarder::connect(index, station.eui, server, requests.clone()).await?;
		let (inbox, packets) = mpsc::channel(MAX_WAITING);
		forwarders.spawn(forwarder.run(packets));
		inboxes.push(inbox);
	}

	let euis: Vec<Eui> = scenario.stations.iter().map(|station| station.eui).collect();
	let name = |index: usize| euis.get(index).map(Eui::to_string).unwrap_or_default();
	let mut ether = Ether::new(scenario);
	let began = Instant::now();
	let mut on_air = FuturesUnordered::new();
	loop {
		tokio::select! {
			Some(request) = incoming.recv() => {
				let TransmitRequest { packet, is_uplink, reply } = request;
				let from = name(packet.from);
				let begun = ether.begin(packet, began.elapsed());
				// The forwarder may have been stopped.
				let _ = reply.send(begun.map(|_| ()));
				match begun {
					Ok(ticket) => on_air.push(wait_airtime(ticket, is_uplink)),
					Err(refusal) => report(Event::Refused { from, reason: Refusal::text(refusal) }),
				}
			},
			Some((ticket, is_uplink)) = on_air.next() => {
				let Some(mut delivery) = ether.end(ticket) else { continue };
				// Gateways do not receive packets for end devices.
				if !is_uplink {
					delivery.heard.clear();
				}
				for reception in &delivery.heard {
					if let Some(inbox) = inboxes.get(reception.by) {
						// A forwarder that is too slow loses packets, as real forwarders do.
						let _ = inbox.try_send(incoming_packet(&delivery, reception.level));
					}
				}
				report(sent(delivery, name));
			},
			else => return Ok(()),
		}
	}
}

async fn wait_airtime(ticket: Ticket, is_uplink: bool) -> (Ticket, bool) {
	tokio::time::sleep(ticket.airtime).await;
	(ticket, is_uplink)
}

fn incoming_packet(delivery: &Delivery, level: crate::scenario::Level) -> IncomingPacket {
	IncomingPacket {
		payload: delivery.packet.payload.clone(),
		level,
		frequency_hz: delivery.packet.frequency_hz,
		spreading_factor: delivery.packet.spreading_factor,
	}
}

fn sent(delivery: Delivery, name: impl Fn(usize) -> String) -> Event {
	let heard = delivery.heard.iter().map(|reception| Heard {
		by: name(reception.by),
		rssi_cdbm: reception.level.rssi_cdbm,
		snr_cdb: reception.level.snr_cdb,
		is_copied: reception.is_copied,
	});
	Event::Sent {
		from: name(delivery.packet.from),
		frequency_hz: delivery.packet.frequency_hz,
		spreading_factor: delivery.packet.spreading_factor,
		power_dbm: delivery.packet.power_dbm,
		bytes: delivery.packet.payload.len(),
		heard: heard.collect(),
		collided: delivery.collided,
	}
}

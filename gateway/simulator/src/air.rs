//! Plays a scenario: a packet forwarder for each station, and one ether for all, in real time.

use crate::{
	ether::{Ether, Fate, Refusal, Ticket},
	forwarder::{Forwarder, Hearing, Order},
	scenario::Scenario,
};
use cairn_gateway_radio::Eui;
use futures::stream::{FuturesUnordered, StreamExt};
use serde::Serialize;
use std::{io, net::SocketAddr};
use tokio::{sync::mpsc, task::JoinSet, time::Instant};

/// The most packets that wait for a forwarder, and the most orders that wait for the ether.
const MAX_WAITING: usize = 256;

/// What happened in the ether.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
	/// A packet has been on air.
	Sent {
		/// The EUI of the station.
		from: String,
		/// The frequency, in hertz.
		frequency_hz: u32,
		/// The spreading factor.
		spreading_factor: u8,
		/// The power that went into the antenna, in dBm.
		power_dbm: i8,
		/// Its length.
		bytes: usize,
		/// Who has heard it.
		heard: Vec<Heard>,
		/// At how many stations another packet was in the way.
		collided: usize,
	},
	/// A packet was refused.
	Refused {
		/// The EUI of the station.
		from: String,
		/// What its forwarder answers.
		reason: &'static str,
	},
}

/// One who has heard a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heard {
	/// The EUI of the station that heard it.
	pub by: String,
	/// The power it was received with, with the noise, in hundredths of dBm.
	pub rssi_cdbm: i16,
	/// The ratio of signal to noise, in hundredths of a decibel.
	pub snr_cdb: i16,
	/// Whether it was copied from another.
	pub is_copied: bool,
}

/// Plays a scenario until it is dropped. Station n of the list speaks to server n modulo the number
/// of servers, counted from 0. Tells what happens as it happens.
///
/// # Errors
///
/// If there is no server, or a socket cannot be had.
pub async fn play(
	scenario: &Scenario,
	servers: &[SocketAddr],
	mut tell: impl FnMut(Event),
) -> io::Result<()> {
	let (orders, mut incoming) = mpsc::channel(MAX_WAITING);
	// Stops them when it is dropped.
	let mut forwarders = JoinSet::new();
	let mut inboxes = Vec::new();
	let no_server = || io::Error::new(io::ErrorKind::InvalidInput, "there is no server");
	for (index, station) in scenario.stations.iter().enumerate() {
		let chosen = index.checked_rem(servers.len()).and_then(|chosen| servers.get(chosen));
		let server = *chosen.ok_or_else(no_server)?;
		let forwarder = Forwarder::connect(index, station.eui, server, orders.clone()).await?;
		let (inbox, hearings) = mpsc::channel(MAX_WAITING);
		forwarders.spawn(forwarder.run(hearings));
		inboxes.push(inbox);
	}

	let euis: Vec<Eui> = scenario.stations.iter().map(|station| station.eui).collect();
	let name = |index: usize| euis.get(index).map(Eui::to_string).unwrap_or_default();
	let mut ether = Ether::new(scenario);
	let began = Instant::now();
	let mut on_air = FuturesUnordered::new();
	loop {
		tokio::select! {
			Some(order) = incoming.recv() => {
				let Order { packet, is_uplink, reply } = order;
				let from = name(packet.from);
				let begun = ether.begin(packet, began.elapsed());
				// The forwarder may have been stopped.
				let _ = reply.send(begun.map(|_| ()));
				match begun {
					Ok(ticket) => on_air.push(over(ticket, is_uplink)),
					Err(refusal) => tell(Event::Refused { from, reason: Refusal::text(refusal) }),
				}
			},
			Some((ticket, is_uplink)) = on_air.next() => {
				let Some(mut fate) = ether.end(ticket) else { continue };
				// Gateways do not hear what is meant for end devices.
				if !is_uplink {
					fate.heard.clear();
				}
				for reception in &fate.heard {
					if let Some(inbox) = inboxes.get(reception.by) {
						// A forwarder that is too slow loses packets, as real ones do.
						let _ = inbox.try_send(hearing(&fate, reception.level));
					}
				}
				tell(sent(fate, name));
			},
			else => return Ok(()),
		}
	}
}

async fn over(ticket: Ticket, is_uplink: bool) -> (Ticket, bool) {
	tokio::time::sleep(ticket.airtime).await;
	(ticket, is_uplink)
}

fn hearing(fate: &Fate, level: crate::scenario::Level) -> Hearing {
	Hearing {
		payload: fate.packet.payload.clone(),
		level,
		frequency_hz: fate.packet.frequency_hz,
		spreading_factor: fate.packet.spreading_factor,
	}
}

fn sent(fate: Fate, name: impl Fn(usize) -> String) -> Event {
	let heard = fate.heard.iter().map(|reception| Heard {
		by: name(reception.by),
		rssi_cdbm: reception.level.rssi_cdbm,
		snr_cdb: reception.level.snr_cdb,
		is_copied: reception.is_copied,
	});
	Event::Sent {
		from: name(fate.packet.from),
		frequency_hz: fate.packet.frequency_hz,
		spreading_factor: fate.packet.spreading_factor,
		power_dbm: fate.packet.power_dbm,
		bytes: fate.packet.payload.len(),
		heard: heard.collect(),
		collided: fate.collided,
	}
}

//! Decides which stations receive a transmission, and at which level.
//!
//! Two packets collide at a receiver if they overlap in time, their channels overlap, and their
//! spreading factors are equal, because different spreading factors hardly interfere. The stronger
//! packet is still received if it is [`CAPTURE_CDB`] above the other (M. Bor et al., "Do LoRa
//! low-power wide-area networks scale?", MSWiM 2016). The model omits that a weaker packet that
//! came much earlier may be received too. A station that transmits receives nothing meanwhile. The
//! ether refuses packets that would exceed the duty cycle of the region.

use crate::{
	packet::Packet,
	propagation::Levels,
	scenario::{Behaviour, Level, Scenario},
};
use cairn_gateway_radio::{
	airtime::{airtime, AirtimeLedger},
	plan::Plan,
	Eui,
};
use coverage_math::signal_power_cdb;
use std::time::{Duration, Instant};

/// The bandwidth of a channel, in hertz.
const BANDWIDTH_HZ: u32 = 125_000;

/// The margin by which a packet must exceed an interfering packet to be received, in hundredths of
/// a decibel.
pub const CAPTURE_CDB: i32 = 600;

/// The reason for which the ether refuses a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
	/// The station is transmitting another packet.
	Busy,
	/// The frequency is not in the station's region, or the station does not exist.
	Frequency,
	/// The station has used up the duty cycle of its region.
	DutyCycle,
}

impl Refusal {
	/// Returns the error that a packet forwarder reports in `TX_ACK`.
	pub fn text(self) -> &'static str {
		match self {
			Self::Busy => "COLLISION_PACKET",
			Self::Frequency => "TX_FREQ",
			Self::DutyCycle => "DUTY_CYCLE_OVERFLOW",
		}
	}
}

/// Identifies a packet on air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
	number: u64,
	/// The airtime of the packet.
	pub airtime: Duration,
}

/// The delivery of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
	/// The packet.
	pub packet: Packet,
	/// The stations that received the packet, or claim to.
	pub heard: Vec<Reception>,
	/// The number of stations at which it was strong enough but collided with another packet, or
	/// that were transmitting.
	pub collided: usize,
}

/// The reception of a packet at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reception {
	/// The station, by its index in the scenario.
	pub by: usize,
	/// The level of the reception.
	pub level: Level,
	/// Whether the station copied the reception from another station.
	pub is_copied: bool,
}

#[derive(Clone, Debug)]
struct OnAir {
	number: u64,
	packet: Packet,
	begins: Duration,
	ends: Duration,
	is_over: bool,
}

impl OnAir {
	fn overlaps(&self, other: &Self) -> bool {
		self.number != other.number && self.begins < other.ends && other.begins < self.ends
	}

	fn interferes_with(&self, other: &Self) -> bool {
		self.overlaps(other)
			&& self.packet.spreading_factor == other.packet.spreading_factor
			&& self.packet.frequency_hz.abs_diff(other.packet.frequency_hz) < BANDWIDTH_HZ
	}
}

/// The ether shared by all stations of a scenario. Times count from its creation.
#[derive(Debug)]
pub struct Ether {
	levels: Levels,
	radios: Vec<(Eui, Option<&'static Plan>)>,
	/// The copying stations, each with the station that it copies.
	copies: Vec<(usize, usize)>,
	/// The packets on air, and earlier packets that overlapped with them.
	on_air: Vec<OnAir>,
	next_number: u64,
	ledger: AirtimeLedger,
	/// The time of creation, for the ledger.
	began: Instant,
}

impl Ether {
	/// Creates the ether of a scenario.
	pub fn new(scenario: &Scenario) -> Self {
		let stations = &scenario.stations;
		let copies = stations.iter().enumerate().filter_map(|(index, station)| {
			let Behaviour::Copies { of } = station.behaviour else { return None };
			Some((index, scenario.index(of)?))
		});
		Self {
			levels: Levels::new(scenario),
			radios: stations.iter().map(|it| (it.eui, Plan::of(it.region).ok())).collect(),
			copies: copies.collect(),
			on_air: Vec::new(),
			next_number: 0,
			ledger: AirtimeLedger::default(),
			began: Instant::now(),
		}
	}

	/// Starts the transmission of a packet. Pass the ticket to [`Self::end`] when its airtime is
	/// over.
	///
	/// # Errors
	///
	/// [`Refusal`], with the reason for which the packet is not sent.
	pub fn begin(&mut self, packet: Packet, now: Duration) -> Result<Ticket, Refusal> {
		let (eui, plan) = self.radios.get(packet.from).ok_or(Refusal::Frequency)?;
		let plan = plan.filter(|plan| plan.band_hz.contains(&packet.frequency_hz));
		let plan = plan.ok_or(Refusal::Frequency)?;
		if self.on_air.iter().any(|other| other.packet.from == packet.from && now < other.ends) {
			return Err(Refusal::Busy);
		}
		let airtime = airtime(packet.spreading_factor, packet.payload.len());
		if let Some(duty) = plan.duty {
			let moment = self.began.checked_add(now).ok_or(Refusal::DutyCycle)?;
			if self.ledger.left(*eui, duty, moment) < airtime {
				return Err(Refusal::DutyCycle);
			}
			self.ledger.record(*eui, duty, moment, airtime);
		}
		let number = self.next_number;
		self.next_number = number.saturating_add(1);
		let ends = now.saturating_add(airtime);
		self.on_air.push(OnAir { number, packet, begins: now, ends, is_over: false });
		Ok(Ticket { number, airtime })
	}

	/// Ends the transmission of a packet and returns its delivery, or `None` if it was ended
	/// before.
	pub fn end(&mut self, ticket: Ticket) -> Option<Delivery> {
		let ended = self.on_air.iter_mut().find(|it| it.number == ticket.number && !it.is_over)?;
		ended.is_over = true;
		let ended = ended.clone();
		let mut delivery =
			Delivery { packet: ended.packet.clone(), heard: Vec::new(), collided: 0 };
		for by in 0..self.radios.len() {
			let level = self.levels.at(by, &ended.packet, ended.number);
			let Some(level) = level.filter(|level| self.levels.is_heard(*level, &ended.packet))
			else {
				continue;
			};
			if self.is_transmitting(by, &ended) || self.is_collided(by, &ended, level) {
				delivery.collided = delivery.collided.saturating_add(1);
			} else {
				delivery.heard.push(Reception { by, level, is_copied: false });
			}
		}
		self.add_copies(&mut delivery);
		self.discard_old_packets();
		Some(delivery)
	}

	/// Returns whether a station transmitted during a packet.
	fn is_transmitting(&self, by: usize, packet: &OnAir) -> bool {
		self.on_air.iter().any(|other| other.packet.from == by && other.overlaps(packet))
	}

	fn is_collided(&self, by: usize, packet: &OnAir, level: Level) -> bool {
		let others = self.on_air.iter().filter(|other| other.interferes_with(packet));
		let mut levels = others.filter_map(|other| self.levels.at(by, &other.packet, other.number));
		levels.any(|other| signal_cdb(level) < signal_cdb(other).saturating_add(CAPTURE_CDB))
	}

	fn add_copies(&self, delivery: &mut Delivery) {
		for (copier, of) in &self.copies {
			let original = delivery.heard.iter().find(|it| it.by == *of).copied();
			// A station does not copy its own packets, or packets that it received itself.
			let is_new = delivery.packet.from != *copier
				&& delivery.heard.iter().all(|reception| reception.by != *copier);
			if let Some(original) = original.filter(|_| is_new) {
				delivery.heard.push(Reception { by: *copier, is_copied: true, ..original });
			}
		}
	}

	/// Discards ended packets that overlapped with no packet still on air.
	fn discard_old_packets(&mut self) {
		let going_on = self.on_air.iter().filter(|it| !it.is_over).map(|it| it.begins).min();
		self.on_air.retain(|it| !it.is_over || going_on.is_some_and(|begins| it.ends > begins));
	}
}

fn signal_cdb(level: Level) -> i32 {
	signal_power_cdb(level.rssi_cdbm.into(), level.snr_cdb.into())
}

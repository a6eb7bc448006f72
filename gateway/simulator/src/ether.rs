//! Who hears a transmission, and how.
//!
//! Two packets collide at a receiver if they overlap in time, their channels overlap, and their
//! spreading factors are the same: others hardly disturb each other. The stronger is heard all the
//! same if it is [`CAPTURE_CDB`] above the other (M. Bor et al., "Do LoRa low-power wide-area
//! networks scale?", MSWiM 2016; that a weaker one which came much earlier may be heard too, is left
//! out). Who sends hears nothing meanwhile. Who would be longer on air than its region allows is
//! refused.

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

/// The width of a channel, in hertz.
const BANDWIDTH_HZ: u32 = 125_000;

/// How much stronger than another a packet must be to be heard in spite of it, in hundredths of a
/// decibel.
pub const CAPTURE_CDB: i32 = 600;

/// Why nothing is sent. Its text is what packet forwarders say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
	/// The station sends something else at that moment.
	Busy,
	/// Not in the station's region, or there is no such station.
	Frequency,
	/// The station has been on air for as long as its region allows.
	DutyCycle,
}

impl Refusal {
	/// What a packet forwarder says in `TX_ACK`.
	pub fn text(self) -> &'static str {
		match self {
			Self::Busy => "COLLISION_PACKET",
			Self::Frequency => "TX_FREQ",
			Self::DutyCycle => "DUTY_CYCLE_OVERFLOW",
		}
	}
}

/// A packet that is on air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
	number: u64,
	/// How long it is.
	pub airtime: Duration,
}

/// The fate of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
	/// The packet.
	pub packet: Packet,
	/// The stations that have heard it, or say so.
	pub heard: Vec<Reception>,
	/// At how many stations it was strong enough, but another packet was in the way, or the station
	/// was sending.
	pub collided: usize,
}

/// A packet at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reception {
	/// The station, by its place in the list of the scenario.
	pub by: usize,
	/// How it is heard.
	pub level: Level,
	/// Whether it was copied from another.
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

	fn disturbs(&self, other: &Self) -> bool {
		self.overlaps(other)
			&& self.packet.spreading_factor == other.packet.spreading_factor
			&& self.packet.frequency_hz.abs_diff(other.packet.frequency_hz) < BANDWIDTH_HZ
	}
}

/// The ether that all stations of a scenario share. Times are counted from when it was made.
#[derive(Debug)]
pub struct Ether {
	levels: Levels,
	radios: Vec<(Eui, Option<&'static Plan>)>,
	/// Who copies, and whom.
	copies: Vec<(usize, usize)>,
	/// What is on air, and what was together with that.
	on_air: Vec<OnAir>,
	next_number: u64,
	ledger: AirtimeLedger,
	/// When it was made, for the ledger.
	began: Instant,
}

impl Ether {
	/// The ether of a scenario.
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

	/// A packet begins at a moment. Its ticket is for [`Self::end`], when its airtime is over.
	///
	/// # Errors
	///
	/// Why it is not sent.
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

	/// What has become of a packet whose airtime is over; none if that was asked before.
	pub fn end(&mut self, ticket: Ticket) -> Option<Fate> {
		let ended = self.on_air.iter_mut().find(|it| it.number == ticket.number && !it.is_over)?;
		ended.is_over = true;
		let ended = ended.clone();
		let mut fate = Fate { packet: ended.packet.clone(), heard: Vec::new(), collided: 0 };
		for by in 0..self.radios.len() {
			let level = self.levels.at(by, &ended.packet, ended.number);
			let Some(level) = level.filter(|level| self.levels.is_heard(*level, &ended.packet))
			else {
				continue;
			};
			if self.is_deaf(by, &ended) || self.is_collided(by, &ended, level) {
				fate.collided = fate.collided.saturating_add(1);
			} else {
				fate.heard.push(Reception { by, level, is_copied: false });
			}
		}
		self.copy(&mut fate);
		self.clear();
		Some(fate)
	}

	/// Whether a station is sending.
	fn is_deaf(&self, by: usize, packet: &OnAir) -> bool {
		self.on_air.iter().any(|other| other.packet.from == by && other.overlaps(packet))
	}

	fn is_collided(&self, by: usize, packet: &OnAir, level: Level) -> bool {
		let others = self.on_air.iter().filter(|other| other.disturbs(packet));
		let mut levels = others.filter_map(|other| self.levels.at(by, &other.packet, other.number));
		levels.any(|other| signal_cdb(level) < signal_cdb(other).saturating_add(CAPTURE_CDB))
	}

	fn copy(&self, fate: &mut Fate) {
		for (copier, of) in &self.copies {
			let original = fate.heard.iter().find(|it| it.by == *of).copied();
			// Its own packets come to it from nobody, and what it heard itself is no copy.
			let is_new = fate.packet.from != *copier
				&& fate.heard.iter().all(|reception| reception.by != *copier);
			if let Some(original) = original.filter(|_| is_new) {
				fate.heard.push(Reception { by: *copier, is_copied: true, ..original });
			}
		}
	}

	/// Forgets what is over and was together with nothing that is not.
	fn clear(&mut self) {
		let going_on = self.on_air.iter().filter(|it| !it.is_over).map(|it| it.begins).min();
		self.on_air.retain(|it| !it.is_over || going_on.is_some_and(|begins| it.ends > begins));
	}
}

fn signal_cdb(level: Level) -> i32 {
	signal_power_cdb(level.rssi_cdbm.into(), level.snr_cdb.into())
}

//! How long a packet is on air, and how long a radio may be.

use super::Eui;
use std::{
	collections::{HashMap, VecDeque},
	time::{Duration, Instant},
};

/// How long a packet of so many bytes is on air with a bandwidth of 125 kHz: preamble of 8 symbols,
/// explicit header, checksum, coding rate 4/5, and the optimisation for low data rates from
/// spreading factor 11 on, as LoRaWAN has it.
///
/// Exact for spreading factors 7 to 12, others are taken as the nearest of these (Semtech AN1200.13,
/// section 4):
///
/// ```text
/// symbol    2^SF / bandwidth
/// preamble  (8 + 4.25) symbols
/// payload   8 + max(⌈(8 PL − 4 SF + 28 + 16) / (4 (SF − 2 DE))⌉ × 5, 0) symbols
/// ```
pub fn airtime(spreading_factor: u8, bytes: usize) -> Duration {
	const OVERHEAD_BITS: u64 = 28 + 16;
	const CODED_BITS: u64 = 5;
	const PREAMBLE_QUARTERS: u64 = 4 * 8 + 17;
	const HEADER_SYMBOLS: u64 = 8;
	// A quarter of a symbol lasts 2^SF × 2 µs.
	const QUARTER_US: u64 = 1_000_000 / 125_000 / 4;

	let factor = u64::from(spreading_factor.clamp(7, 12));
	let low_rate = u64::from(factor >= 11);
	let bits = (bytes as u64)
		.saturating_mul(8)
		.saturating_add(OVERHEAD_BITS)
		.saturating_sub(factor.saturating_mul(4));
	let bits_each = factor.saturating_sub(low_rate.saturating_mul(2)).saturating_mul(4).max(1);
	let payload =
		HEADER_SYMBOLS.saturating_add(bits.div_ceil(bits_each).saturating_mul(CODED_BITS));
	let quarters = payload.saturating_mul(4).saturating_add(PREAMBLE_QUARTERS);
	Duration::from_micros(quarters.saturating_mul(QUARTER_US << factor))
}

/// The share of time that a radio may be on air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DutyCycle {
	/// How long altogether.
	pub on_air: Duration,
	/// Within any such time.
	pub within: Duration,
}

/// What each forwarder has sent of late, and so when it may send next.
///
/// It is kept in memory: after a restart it knows nothing of what was sent before.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
	sent: HashMap<Eui, VecDeque<(Instant, Duration)>>,
}

impl Ledger {
	/// Books a packet that begins at a moment, and forgets what no longer counts.
	pub fn book(&mut self, eui: Eui, duty: DutyCycle, begins: Instant, airtime: Duration) {
		let sent = self.sent.entry(eui).or_default();
		while sent.front().is_some_and(|sent| begins >= counts_until(*sent, duty)) {
			sent.pop_front();
		}
		sent.push_back((begins, airtime));
	}

	/// How long a forwarder may still be on air at a moment.
	pub fn left(&self, eui: Eui, duty: DutyCycle, now: Instant) -> Duration {
		let counting = self.of(eui).filter(|sent| now < counts_until(*sent, duty));
		duty.on_air.saturating_sub(counting.map(|(_, airtime)| airtime).sum())
	}

	/// When a forwarder may send a packet that is so long on air: now or later; none if never.
	pub fn next(
		&self,
		eui: Eui,
		duty: DutyCycle,
		now: Instant,
		airtime: Duration,
	) -> Option<Instant> {
		// Room is made when something ceases to count.
		let ends = self.of(eui).map(|sent| counts_until(sent, duty)).filter(|end| *end > now);
		let mut moments = std::iter::once(now).chain(ends);
		moments.find(|moment| self.left(eui, duty, *moment) >= airtime)
	}

	fn of(&self, eui: Eui) -> impl Iterator<Item = (Instant, Duration)> + '_ {
		self.sent.get(&eui).into_iter().flatten().copied()
	}
}

/// What was sent counts until the time is over that began when it ended.
fn counts_until((begins, airtime): (Instant, Duration), duty: DutyCycle) -> Instant {
	begins.checked_add(airtime.saturating_add(duty.within)).unwrap_or(begins)
}

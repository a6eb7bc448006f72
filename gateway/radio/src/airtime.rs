//! The airtime of packets, and the duty cycle of radios.

use super::Eui;
use std::{
	collections::{HashMap, VecDeque},
	time::{Duration, Instant},
};

/// Returns the airtime of a packet of this many bytes with a bandwidth of 125 kHz. The packet has
/// the parameters of LoRaWAN: a preamble of 8 symbols, an explicit header, a checksum, coding rate
/// 4/5, and low-data-rate optimisation from spreading factor 11 on.
///
/// The result is exact for spreading factors 7 to 12. Others are clamped to this range (Semtech
/// AN1200.13, section 4):
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

/// The duty cycle: the share of time that a radio may be on air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DutyCycle {
	/// The maximum total airtime within the period.
	pub on_air: Duration,
	/// The length of the period, which slides.
	pub within: Duration,
}

/// Records the recent transmissions of each forwarder, and computes when it may transmit next.
///
/// The ledger is in memory only. After a restart it does not know earlier transmissions.
#[derive(Clone, Debug, Default)]
pub struct AirtimeLedger {
	sent: HashMap<Eui, VecDeque<(Instant, Duration)>>,
}

impl AirtimeLedger {
	/// Records a packet whose transmission begins at a moment, and discards packets that no longer
	/// count.
	pub fn record(&mut self, eui: Eui, duty: DutyCycle, begins: Instant, airtime: Duration) {
		let sent = self.sent.entry(eui).or_default();
		while sent.front().is_some_and(|sent| begins >= counts_until(*sent, duty)) {
			sent.pop_front();
		}
		sent.push_back((begins, airtime));
	}

	/// Returns the airtime that a forwarder has left at a moment.
	pub fn left(&self, eui: Eui, duty: DutyCycle, now: Instant) -> Duration {
		let counting = self.of(eui).filter(|sent| now < counts_until(*sent, duty));
		duty.on_air.saturating_sub(counting.map(|(_, airtime)| airtime).sum())
	}

	/// Returns the earliest moment at which a forwarder may transmit a packet of this airtime, or
	/// `None` if it never may.
	pub fn earliest_start(
		&self,
		eui: Eui,
		duty: DutyCycle,
		now: Instant,
		airtime: Duration,
	) -> Option<Instant> {
		// Airtime becomes available when an earlier packet stops counting.
		let ends = self.of(eui).map(|sent| counts_until(sent, duty)).filter(|end| *end > now);
		let mut moments = std::iter::once(now).chain(ends);
		moments.find(|moment| self.left(eui, duty, *moment) >= airtime)
	}

	fn of(&self, eui: Eui) -> impl Iterator<Item = (Instant, Duration)> + '_ {
		self.sent.get(&eui).into_iter().flatten().copied()
	}
}

/// Returns the moment until which a packet counts: one period after its end.
fn counts_until((begins, airtime): (Instant, Duration), duty: DutyCycle) -> Instant {
	begins.checked_add(airtime.saturating_add(duty.within)).unwrap_or(begins)
}

//! Delivers each packet once.
//!
//! A forwarder may report a packet several times: several demodulators received it, a neighbouring
//! channel received it too, or the datagram arrived twice. The deduplicator waits briefly for
//! further reports, delivers the strongest one, and drops later ones.

use super::{gwmp::strength, Eui, Heard};
use std::{
	collections::{hash_map::Entry, HashMap, VecDeque},
	time::Duration,
};
use tokio::time::Instant;

/// The time for which a packet is remembered after its first report.
const MEMORY: Duration = Duration::from_secs(5);

/// The maximum number of packets remembered for all forwarders together.
const CAPACITY: usize = 16_384;

type Key = (Eui, Vec<u8>);

/// The result of a report.
#[derive(Debug, PartialEq)]
pub(super) enum Admission {
	/// The packet is new.
	New,
	/// The packet was reported before.
	Duplicate,
	/// The packet was dropped, because too many others are remembered.
	Dropped,
}

#[derive(Debug)]
pub(super) struct Deduplicator {
	/// The time for which a packet waits for stronger reports.
	settle_time: Duration,
	/// The strongest report of each packet; `None` once it is delivered.
	best: HashMap<Key, Option<Heard>>,
	/// The packets not delivered yet, oldest first.
	waiting: VecDeque<(Instant, Key)>,
	/// The packets delivered already, oldest first.
	delivered: VecDeque<(Instant, Key)>,
}

impl Deduplicator {
	pub(super) fn new(settle_time: Duration) -> Self {
		Self {
			settle_time,
			best: HashMap::new(),
			waiting: VecDeque::new(),
			delivered: VecDeque::new(),
		}
	}

	pub(super) fn insert(&mut self, heard: Heard, now: Instant) -> Admission {
		let is_full = self.best.len() >= CAPACITY;
		match self.best.entry((heard.by, heard.payload.clone())) {
			Entry::Occupied(mut known) => {
				if let Some(best) = known.get_mut().as_mut().filter(|it| is_weaker(it, &heard)) {
					*best = heard;
				}
				Admission::Duplicate
			}
			Entry::Vacant(_) if is_full => Admission::Dropped,
			Entry::Vacant(unknown) => {
				self.waiting.push_back((now, unknown.key().clone()));
				unknown.insert(Some(heard));
				Admission::New
			}
		}
	}

	/// Returns the next packet that has waited long enough.
	pub(super) fn next(&mut self, now: Instant) -> Option<Heard> {
		let (since, key) = pop_older(&mut self.waiting, now, self.settle_time)?;
		let heard = self.best.get_mut(&key).and_then(Option::take);
		self.delivered.push_back((since, key));
		heard
	}

	pub(super) fn discard_old(&mut self, now: Instant) {
		while let Some((_, key)) = pop_older(&mut self.delivered, now, MEMORY) {
			self.best.remove(&key);
		}
	}
}

fn is_weaker(one: &Heard, other: &Heard) -> bool {
	let level = |heard: &Heard| strength(heard.rssi_cdbm, heard.snr_cdb.unwrap_or(i16::MAX));
	level(one) < level(other)
}

fn pop_older(
	queue: &mut VecDeque<(Instant, Key)>,
	now: Instant,
	age: Duration,
) -> Option<(Instant, Key)> {
	let (since, _) = queue.front()?;
	(now.saturating_duration_since(*since) >= age).then(|| queue.pop_front()).flatten()
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::time::SystemTime;

	fn heard(number: u16, rssi_cdbm: i16) -> Heard {
		Heard {
			by: Eui([1; 8]),
			payload: number.to_le_bytes().to_vec(),
			rssi_cdbm,
			snr_cdb: Some(0),
			frequency_hz: 868_100_000,
			spreading_factor: Some(12),
			at: SystemTime::UNIX_EPOCH,
		}
	}

	#[test]
	fn packet_should_be_delivered_once_when_it_is_reported_again() {
		let mut deduplicator = Deduplicator::new(Duration::from_millis(100));
		let start = Instant::now();
		let after = |millis| start + Duration::from_millis(millis);
		assert_eq!(deduplicator.insert(heard(1, -9_000), start), Admission::New);
		assert_eq!(deduplicator.insert(heard(1, -7_000), after(50)), Admission::Duplicate);
		assert_eq!(deduplicator.insert(heard(1, -8_000), after(60)), Admission::Duplicate);
		assert_eq!(deduplicator.next(after(99)), None);
		assert_eq!(deduplicator.next(after(100)), Some(heard(1, -7_000)));
		// A stronger report comes too late.
		assert_eq!(deduplicator.insert(heard(1, -5_000), after(4_000)), Admission::Duplicate);
		assert_eq!(deduplicator.next(after(4_500)), None);
		// Much later the same bytes are another packet.
		deduplicator.discard_old(after(5_000));
		assert_eq!(deduplicator.insert(heard(1, -5_000), after(5_000)), Admission::New);
	}

	#[test]
	fn packets_should_be_dropped_when_there_are_too_many() {
		let mut deduplicator = Deduplicator::new(Duration::ZERO);
		let now = Instant::now();
		let numbers = 0..u16::try_from(CAPACITY).unwrap();
		assert!(numbers
			.clone()
			.all(|number| deduplicator.insert(heard(number, 0), now) == Admission::New));
		assert_eq!(deduplicator.insert(heard(u16::MAX, 0), now), Admission::Dropped);
		assert_eq!(std::iter::from_fn(|| deduplicator.next(now)).count(), CAPACITY);
		deduplicator.discard_old(now + MEMORY);
		assert_eq!(deduplicator.insert(heard(u16::MAX, 0), now), Admission::New);
	}
}

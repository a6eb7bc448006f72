//! Delivers each packet once.
//!
//! A forwarder may report a packet several times: it was heard by several demodulators, on the
//! skirts of a neighbouring channel too, or the datagram came twice. The first report waits a
//! moment for the others, the strongest is told, and what comes later is forgotten.

use super::{gwmp::strength, Eui, Heard};
use std::{
	collections::{hash_map::Entry, HashMap, VecDeque},
	time::Duration,
};
use tokio::time::Instant;

/// For how long a packet is remembered after it was first heard.
const MEMORY: Duration = Duration::from_secs(5);

/// The most packets that are remembered, all forwarders taken together.
const CAPACITY: usize = 16_384;

type Key = (Eui, Vec<u8>);

/// What becomes of a packet.
#[derive(Debug, PartialEq)]
pub(super) enum Admission {
	New,
	Again,
	/// There are too many others.
	Lost,
}

#[derive(Debug)]
pub(super) struct Deduplicator {
	/// How long a packet waits for stronger reports of itself.
	settle: Duration,
	/// The strongest report of each packet; none once it was told.
	best: HashMap<Key, Option<Heard>>,
	/// Not told yet, the oldest first.
	waiting: VecDeque<(Instant, Key)>,
	/// Told already, the oldest first.
	delivered: VecDeque<(Instant, Key)>,
}

impl Deduplicator {
	pub(super) fn new(settle: Duration) -> Self {
		Self { settle, best: HashMap::new(), waiting: VecDeque::new(), delivered: VecDeque::new() }
	}

	pub(super) fn take(&mut self, heard: Heard, now: Instant) -> Admission {
		let is_full = self.best.len() >= CAPACITY;
		match self.best.entry((heard.by, heard.payload.clone())) {
			Entry::Occupied(mut known) => {
				if let Some(best) = known.get_mut().as_mut().filter(|it| is_weaker(it, &heard)) {
					*best = heard;
				}
				Admission::Again
			}
			Entry::Vacant(_) if is_full => Admission::Lost,
			Entry::Vacant(unknown) => {
				self.waiting.push_back((now, unknown.key().clone()));
				unknown.insert(Some(heard));
				Admission::New
			}
		}
	}

	/// The next packet that has waited long enough.
	pub(super) fn next(&mut self, now: Instant) -> Option<Heard> {
		let (since, key) = pop_older(&mut self.waiting, now, self.settle)?;
		let heard = self.best.get_mut(&key).and_then(Option::take);
		self.delivered.push_back((since, key));
		heard
	}

	pub(super) fn forget(&mut self, now: Instant) {
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
	fn packet_should_be_told_once_when_it_is_reported_again() {
		let mut deduplicator = Deduplicator::new(Duration::from_millis(100));
		let start = Instant::now();
		let after = |millis| start + Duration::from_millis(millis);
		assert_eq!(deduplicator.take(heard(1, -9_000), start), Admission::New);
		assert_eq!(deduplicator.take(heard(1, -7_000), after(50)), Admission::Again);
		assert_eq!(deduplicator.take(heard(1, -8_000), after(60)), Admission::Again);
		assert_eq!(deduplicator.next(after(99)), None);
		assert_eq!(deduplicator.next(after(100)), Some(heard(1, -7_000)));
		// The stronger comes too late.
		assert_eq!(deduplicator.take(heard(1, -5_000), after(4_000)), Admission::Again);
		assert_eq!(deduplicator.next(after(4_500)), None);
		// Much later it is another packet of the same bytes.
		deduplicator.forget(after(5_000));
		assert_eq!(deduplicator.take(heard(1, -5_000), after(5_000)), Admission::New);
	}

	#[test]
	fn packets_should_be_lost_when_there_are_too_many() {
		let mut deduplicator = Deduplicator::new(Duration::ZERO);
		let now = Instant::now();
		let numbers = 0..u16::try_from(CAPACITY).unwrap();
		assert!(numbers
			.clone()
			.all(|number| deduplicator.take(heard(number, 0), now) == Admission::New));
		assert_eq!(deduplicator.take(heard(u16::MAX, 0), now), Admission::Lost);
		assert_eq!(std::iter::from_fn(|| deduplicator.next(now)).count(), CAPACITY);
		deduplicator.forget(now + MEMORY);
		assert_eq!(deduplicator.take(heard(u16::MAX, 0), now), Admission::New);
	}
}

//! What `pallet-staking` 50 does to a stash: its ledger, and how much a slash takes of it.
//!
//! After `StakingLedger::slash`, `do_unbond` and `do_withdraw_unbonded`, and after `slashing.rs`:
//! of several slashes in one era a nominator loses the sum over validators of the greatest; of
//! several eras in one span, the greatest.

use super::numbers::*;
use crate::mock::{AccountId, BONDING, EXISTENTIAL_DEPOSIT};
use crate::LaneIndex;
use sp_staking::{EraIndex, SessionIndex};
use std::collections::BTreeMap;

/// The parts of a `Perquintill`.
const QUINTILLION: u128 = 1_000_000_000_000_000_000;

/// The ledger of a stash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
	pub active: Int,
	/// The era in which a chunk is free, and the chunk; oldest first.
	pub chunks: Vec<(EraIndex, Int)>,
}

impl Ledger {
	pub fn unlocking(&self) -> Int {
		self.chunks.iter().map(|(_, value)| value).sum()
	}

	pub fn total(&self) -> Int {
		&self.active + self.unlocking()
	}

	/// What unbonding `value` takes: the rest too if that would be dust.
	pub fn unbonded_by(&self, value: &Int) -> Int {
		let value = value.min(&self.active);
		if &self.active - value < int(EXISTENTIAL_DEPOSIT) {
			self.active.clone()
		} else {
			value.clone()
		}
	}

	/// Moves `value` into the chunk of an era.
	pub fn unbond(&mut self, value: &Int, era: EraIndex) {
		self.active -= value;
		match self.chunks.last_mut().filter(|chunk| chunk.0 == era) {
			Some(chunk) => chunk.1 += value,
			None => self.chunks.push((era, value.clone())),
		}
	}

	/// Takes the chunks out whose era has come. Whether so little is left that the stash is none
	/// any more.
	pub fn withdraw(&mut self, planned: EraIndex) -> bool {
		self.chunks.retain(|(era, _)| *era > planned);
		self.chunks.is_empty() && self.active < int(EXISTENTIAL_DEPOSIT)
	}

	/// Slashes. Returns what was taken, which is a little more or less than asked for if dust is
	/// left.
	pub fn slash(&mut self, amount: &Int, era: EraIndex) -> Int {
		if is_zero(amount) {
			return zero();
		}
		let before = self.total();
		let first = self.chunks.iter().position(|chunk| chunk.0 >= era + BONDING);
		let count = self.chunks.len();
		let (ratio, order): (Option<Int>, Vec<usize>) = match first {
			Some(first) => {
				let later: Int = self.chunks[first..].iter().map(|(_, value)| value).sum();
				let affected = &self.active + later;
				let ratio = if is_zero(&affected) || *amount > affected {
					int(QUINTILLION)
				} else {
					up(&(amount * QUINTILLION), &affected)
				};
				(Some(ratio), (first..count).chain((0..first).rev()).collect())
			}
			None => (None, (0..count).rev().collect()),
		};
		let mut left = amount.clone();
		let mut take = |target: &mut Int| {
			if is_zero(&left) {
				return;
			}
			let wanted = match &ratio {
				Some(ratio) => up(&(&*target * ratio), &int(QUINTILLION)),
				None => left.clone(),
			};
			let mut taken = wanted.min(target.clone()).min(left.clone());
			if &*target - &taken < int(EXISTENTIAL_DEPOSIT) {
				taken = target.clone();
			}
			*target -= &taken;
			left = less(&left, &taken);
		};
		take(&mut self.active);
		for index in order {
			take(&mut self.chunks[index].1);
		}
		self.chunks.retain(|(_, value)| !is_zero(value));
		before - self.total()
	}
}

/// The slashing spans of a stash.
#[derive(Clone, Debug)]
struct Spans {
	/// The number of the span that goes on.
	last: u32,
	/// Where it begins.
	start: EraIndex,
	/// The lengths of those before it, newest first.
	prior: Vec<EraIndex>,
	/// The most that was slashed in an era of a span.
	slashed: BTreeMap<u32, Int>,
}

impl Spans {
	fn new(start: EraIndex) -> Self {
		Self { last: 0, start, prior: vec![], slashed: BTreeMap::new() }
	}

	/// The number and the beginning of every span, newest first.
	fn all(&self) -> Vec<(u32, EraIndex)> {
		let mut spans = vec![(self.last, self.start)];
		for length in &self.prior {
			let (number, start) = spans[spans.len() - 1];
			spans.push((number - 1, start - length));
		}
		spans
	}

	/// The span that an era lies in.
	fn of(&self, era: EraIndex) -> Option<u32> {
		self.all().into_iter().find(|(_, start)| *start <= era).map(|(number, _)| number)
	}

	/// A slash of `whole` in an era: what of it is new in the era's span.
	fn hit(&mut self, era: EraIndex, whole: &Int, window: EraIndex, now: EraIndex) -> Int {
		let mut spans = self.clone();
		let Some(number) = spans.of(era) else { return zero() };
		let record = spans.slashed.entry(number).or_default();
		let lost = less(whole, record);
		let mut is_changed = !is_zero(&lost);
		*record += &lost;
		if number == spans.last && now + 1 > spans.start {
			spans.prior.insert(0, now + 1 - spans.start);
			spans.start = now + 1;
			spans.last += 1;
			is_changed = true;
		}
		if is_changed {
			spans.prune(window);
			*self = spans;
		}
		lost
	}

	/// Forgets spans that have ended before the window.
	fn prune(&mut self, window: EraIndex) {
		let all = self.all();
		// A prior span ends where the one after it begins.
		let kept = all.iter().take_while(|(_, start)| *start > window).count();
		self.prior.truncate(kept);
		let oldest = self.last - u32::try_from(self.prior.len()).unwrap();
		self.slashed.retain(|number, _| *number >= oldest);
		self.start = self.start.max(window);
	}
}

/// What a validator and its nominators have at stake in an era, as the election has it. Only the
/// pool's lanes are looked at.
pub struct Exposure {
	pub total: Int,
	pub lanes: Vec<(LaneIndex, Int)>,
}

/// What is to be taken of lanes.
pub type Slash = Vec<(LaneIndex, Int)>;

/// What staking remembers of offences.
#[derive(Clone, Debug, Default)]
pub struct Slashing {
	/// How many eras a slash waits.
	pub deferral: EraIndex,
	/// The eras that can be slashed, and the session in which each has begun.
	pub starts: Vec<(EraIndex, SessionIndex)>,
	/// The greatest fraction that was slashed of a validator in an era, in parts of a billion.
	fractions: BTreeMap<(EraIndex, AccountId), u32>,
	/// What was slashed of a lane in an era.
	amounts: BTreeMap<(EraIndex, LaneIndex), Int>,
	spans: BTreeMap<LaneIndex, Spans>,
	/// What waits, by the era in which it is applied.
	pub unapplied: BTreeMap<EraIndex, Vec<Slash>>,
}

impl Slashing {
	/// The era of a session, if it can be slashed still.
	pub fn era_of(&self, session: SessionIndex) -> Option<EraIndex> {
		self.starts.iter().rev().find(|(_, start)| *start <= session).map(|(era, _)| *era)
	}

	/// An era has begun. Returns what is applied now, and the era that its chunks are chosen by.
	pub fn begin_era(&mut self, era: EraIndex, session: SessionIndex) -> (Vec<Slash>, EraIndex) {
		self.starts.push((era, session));
		if era > BONDING {
			let first = era - BONDING;
			self.starts.retain(|(era, _)| *era >= first);
			self.fractions.retain(|(era, _), _| *era >= first);
			self.amounts.retain(|(era, _), _| *era >= first);
		}
		let due = self.unapplied.remove(&era).unwrap_or_default();
		(due, era.saturating_sub(self.deferral))
	}

	/// What a validator's offence costs lanes. `None` if a greater one is known.
	pub fn slash(
		&mut self,
		validator: AccountId,
		era: EraIndex,
		parts: u32,
		exposure: &Exposure,
		now: EraIndex,
	) -> Option<Slash> {
		if is_zero(&part_near(&exposure.total, parts, BILLION)) {
			return None;
		}
		let known = self.fractions.get(&(era, validator)).copied().unwrap_or(0);
		if parts <= known {
			return None;
		}
		self.fractions.insert((era, validator), parts);
		let window = now.saturating_sub(BONDING);
		let take = |(lane, value): &(LaneIndex, Int)| {
			let more = less(&part_near(value, parts, BILLION), &part_near(value, known, BILLION));
			let amount = self.amounts.entry((era, *lane)).or_default();
			*amount += more;
			let spans = self.spans.entry(*lane).or_insert_with(|| Spans::new(window));
			(*lane, spans.hit(era, amount, window, now))
		};
		Some(exposure.lanes.iter().map(take).collect())
	}

	/// What waits for a lane: of the eras to come, and of those that have begun, for what was
	/// reported too late to be applied, as long as their offences can be slashed.
	pub fn known(&self, lane: LaneIndex, active: EraIndex) -> Int {
		let wait = self.deferral + 1;
		let eras = active.saturating_sub(BONDING) + wait..=active + wait;
		self.unapplied
			.range(eras)
			.flat_map(|(_, slashes)| slashes.iter().flatten())
			.filter(|(slashed, _)| *slashed == lane)
			.map(|(_, amount)| amount)
			.sum()
	}

	/// A stash is none any more.
	pub fn forget(&mut self, lane: LaneIndex) {
		self.spans.remove(&lane);
	}
}

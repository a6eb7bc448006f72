//! A model of a stash in `pallet-staking` 50: its ledger, and the loss by a slash.
//!
//! It follows `StakingLedger::slash`, `do_unbond`, `do_withdraw_unbonded` and `slashing.rs`. Of
//! several slashes in one era a nominator loses the sum over validators of the greatest; of several
//! eras in one span, it loses the greatest.

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
	/// The chunks, each with the era in which it is free, oldest first.
	pub chunks: Vec<(EraIndex, Int)>,
}

impl Ledger {
	pub fn unlocking(&self) -> Int {
		self.chunks.iter().map(|(_, value)| value).sum()
	}

	pub fn total(&self) -> Int {
		&self.active + self.unlocking()
	}

	/// Returns what unbonding `value` takes. A remainder that would be dust is taken too.
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

	/// Removes the chunks that are free. Returns whether so little is left that the stash is
	/// removed.
	pub fn withdraw(&mut self, planned: EraIndex) -> bool {
		self.chunks.retain(|(era, _)| *era > planned);
		self.chunks.is_empty() && self.active < int(EXISTENTIAL_DEPOSIT)
	}

	/// Slashes the stash. Returns the loss, which differs slightly from `amount` if dust is left.
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
	/// The number of the current span.
	last: u32,
	/// The era in which it begins.
	start: EraIndex,
	/// The lengths of earlier spans, newest first.
	prior: Vec<EraIndex>,
	/// The maximum that was slashed in one era of each span.
	slashed: BTreeMap<u32, Int>,
}

impl Spans {
	fn new(start: EraIndex) -> Self {
		Self { last: 0, start, prior: vec![], slashed: BTreeMap::new() }
	}

	/// Returns the number and the beginning of every span, newest first.
	fn all(&self) -> Vec<(u32, EraIndex)> {
		let mut spans = vec![(self.last, self.start)];
		for length in &self.prior {
			let (number, start) = spans[spans.len() - 1];
			spans.push((number - 1, start - length));
		}
		spans
	}

	/// Returns the span of an era.
	fn of(&self, era: EraIndex) -> Option<u32> {
		self.all().into_iter().find(|(_, start)| *start <= era).map(|(number, _)| number)
	}

	/// Records a slash of `whole` in an era. Returns the part that is new in its span.
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

	/// Removes spans that ended before the window.
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

/// The exposure of a validator in an era. Of its nominators only the pool's lanes are listed.
pub struct Exposure {
	pub total: Int,
	pub lanes: Vec<(LaneIndex, Int)>,
}

/// The losses of lanes by a slash.
pub type Slash = Vec<(LaneIndex, Int)>;

/// The offences that staking has recorded.
#[derive(Clone, Debug, Default)]
pub struct Slashing {
	/// The number of eras for which a slash is deferred.
	pub deferral: EraIndex,
	/// The eras that can still be slashed, each with its first session.
	pub starts: Vec<(EraIndex, SessionIndex)>,
	/// The greatest fraction slashed of a validator in an era, in parts of a billion.
	fractions: BTreeMap<(EraIndex, AccountId), u32>,
	/// The amount slashed of a lane in an era.
	amounts: BTreeMap<(EraIndex, LaneIndex), Int>,
	spans: BTreeMap<LaneIndex, Spans>,
	/// The deferred slashes, by the era in which they are applied.
	pub unapplied: BTreeMap<EraIndex, Vec<Slash>>,
}

impl Slashing {
	/// Returns the era of a session, if it can still be slashed.
	pub fn era_of(&self, session: SessionIndex) -> Option<EraIndex> {
		self.starts.iter().rev().find(|(_, start)| *start <= session).map(|(era, _)| *era)
	}

	/// Begins an era. Returns the slashes that are applied now, and the era by which their chunks
	/// are chosen.
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

	/// Returns the losses of lanes by an offence of a validator. `None` if a greater one is known.
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

	/// Returns the pending slashes of a lane: those of future eras, and those of current eras that
	/// were reported too late to be applied, while their offences can be slashed.
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

	/// Removes the records of a stash that is not bonded any more.
	pub fn forget(&mut self, lane: LaneIndex) {
		self.spans.remove(&lane);
	}
}

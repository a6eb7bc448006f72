//! Validators: their records and scores, and their assignment to lanes.

use crate::{
	staking::{Candidate, LaneStaking as _},
	Config, CurrentParameters, LaneOf, Lanes, Pallet, Parameters, Shortlist, ShortlistedValidators,
	ValidatorRecords,
};
use alloc::vec::Vec;
use cairn_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::Get, BoundedVec};
use scale_info::TypeInfo;
use sp_runtime::{PerThing, Perbill};
use sp_staking::{EraIndex, StakingInterface};

/// The record that the pool keeps of a validator.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ValidatorRecord {
	/// Its era points in millionths of the average, smoothed over eras.
	pub performance: u32,
	/// Its commission when it was last scored.
	pub commission: Perbill,
	/// The era in which its commission was last seen to rise.
	pub raised_in: Option<EraIndex>,
	/// The era in which it was last scored.
	pub seen_in: EraIndex,
	/// Whether the pool could back it then.
	pub is_eligible: bool,
}

/// The number of validators that one step scores or forgets.
pub(crate) const VALIDATORS_PER_STEP: u32 = 16;

/// The score of an average validator without commission.
const WHOLE: u32 = 1_000_000;

/// The initial performance of a validator: slightly below the average, so that an unknown validator
/// does not displace a known one.
const UNKNOWN: u32 = 900_000;

/// The maximum ratio of points to the average: luck in one era does not make a validator ten times
/// better.
const MOST: u32 = 1_500_000;

/// The part of its score that a validator keeps after raising its commission.
const AFTER_A_RISE: Perbill = Perbill::from_percent(80);

/// The part of its score that a validator keeps without self-stake.
const WITHOUT_STAKE: Perbill = Perbill::from_percent(80);

impl ValidatorRecord {
	/// Records the performance and commission of a validator in an era.
	///
	/// `performance` becomes 3/4 of its old value and 1/4 of the era's points divided by the
	/// average.
	pub(crate) fn update<AccountId>(
		&mut self,
		candidate: &Candidate<AccountId>,
		average: u32,
		era: EraIndex,
	) {
		if self.seen_in == 0 {
			self.performance = UNKNOWN;
			self.commission = candidate.commission;
		}
		let ratio = candidate.points.and_then(|points| {
			u64::from(points).saturating_mul(WHOLE.into()).checked_div(average.into())
		});
		if let Some(ratio) = ratio {
			let ratio = u32::try_from(ratio).unwrap_or(u32::MAX).min(MOST);
			let sum = self.performance.saturating_mul(3).saturating_add(ratio);
			self.performance = sum.checked_div(4).unwrap_or(0);
		}
		if candidate.commission > self.commission {
			self.raised_in = Some(era);
		}
		self.commission = candidate.commission;
		self.seen_in = era;
	}

	/// Returns whether the pool may back a validator.
	pub(crate) fn may_be_backed<AccountId>(
		candidate: &Candidate<AccountId>,
		parameters: &Parameters,
		era: EraIndex,
	) -> bool {
		let remembered = era.saturating_sub(parameters.record_lookback_eras);
		!candidate.is_blocked
			&& candidate.self_stake > 0
			&& candidate.commission <= parameters.max_commission
			&& candidate.last_slash.is_none_or(|slash| slash < remembered)
	}

	/// Returns the score: performance, reduced by commission, by a rise of commission and by
	/// missing self-stake.
	pub(crate) fn score(&self, self_stake: Balance, parameters: &Parameters, era: EraIndex) -> u64 {
		let remembered = era.saturating_sub(parameters.record_lookback_eras);
		let mut score = self.commission.left_from_one().mul_floor(self.performance);
		if self.raised_in.is_some_and(|raised| raised >= remembered) {
			score = AFTER_A_RISE.mul_floor(score);
		}
		let stake = Perbill::from_rational(self_stake, parameters.target_self_stake);
		let rest = WITHOUT_STAKE.left_from_one().mul_floor(score);
		WITHOUT_STAKE.mul_floor(score).saturating_add(stake.mul_floor(rest)).into()
	}
}

impl<T: Config> Pallet<T> {
	/// Scores the validators that follow `after`. Returns the last of them if there may be more.
	pub(crate) fn score_next(era: EraIndex, after: Option<T::AccountId>) -> Option<T::AccountId> {
		let ended = era.saturating_sub(1);
		let parameters = CurrentParameters::<T>::get();
		let average = T::Staking::average_points(ended);
		let backed = Self::backed();
		let candidates = T::Staking::candidates(after.as_ref(), VALIDATORS_PER_STEP, ended);
		let mut best = ShortlistedValidators::<T>::get();
		let mut last = None;
		for candidate in &candidates {
			let mut record = ValidatorRecords::<T>::get(&candidate.account).unwrap_or_default();
			record.update(candidate, average, era);
			record.is_eligible = ValidatorRecord::may_be_backed(candidate, &parameters, era);
			ValidatorRecords::<T>::insert(&candidate.account, record);
			if record.is_eligible {
				let mut score = record.score(candidate.self_stake, &parameters, era);
				if backed.contains(&candidate.account) {
					score = score.saturating_add(parameters.hysteresis.mul_floor(score));
				}
				Self::enlist(&mut best, score, &candidate.account, parameters.validators);
			}
			last = Some(candidate.account.clone());
		}
		ShortlistedValidators::<T>::put(best);
		let is_full = u32::try_from(candidates.len()).is_ok_and(|len| len >= VALIDATORS_PER_STEP);
		last.filter(|_| is_full)
	}

	/// Inserts a validator into the shortlist, which has at most `most` entries.
	fn enlist(best: &mut Shortlist<T>, score: u64, account: &T::AccountId, most: u32) {
		let at = best.partition_point(|(other, _)| *other >= score);
		let most = usize::try_from(most.min(T::MaxValidators::get())).unwrap_or(usize::MAX);
		if at >= most {
			return;
		}
		if best.len() >= most {
			best.truncate(most.saturating_sub(1));
		}
		// There is room now.
		let _ = best.try_insert(at, (score, account.clone()));
	}

	/// Returns the validators that lanes nominate.
	fn backed() -> Vec<T::AccountId> {
		(0..T::MaxLanes::get())
			.map_while(Lanes::<T>::get)
			.flat_map(|lane| lane.validators.into_inner())
			.collect()
	}

	/// Removes the records after `after` of validators that have left. Returns the last record read
	/// if there may be more.
	pub(crate) fn forget_next(era: EraIndex, after: Option<T::AccountId>) -> Option<T::AccountId> {
		let records = match after {
			Some(after) => {
				ValidatorRecords::<T>::iter_from(ValidatorRecords::<T>::hashed_key_for(after))
			}
			None => ValidatorRecords::<T>::iter(),
		};
		let limit = usize::try_from(VALIDATORS_PER_STEP).unwrap_or(usize::MAX);
		let page: Vec<_> = records.take(limit).collect();
		for (account, _) in page.iter().filter(|(_, record)| record.seen_in < era) {
			ValidatorRecords::<T>::remove(account);
		}
		page.last().filter(|_| page.len() >= limit).map(|(account, _)| account.clone())
	}

	/// Assigns validators to every lane. A lane keeps its validators that are on the shortlist. An
	/// ineligible validator is dropped at once; an outscored one is dropped while at most `budget`
	/// of stake moves. Free places are filled with the best validators that no lane has.
	///
	/// With an empty shortlist, lanes keep their validators.
	pub(crate) fn assign(
		lanes: &mut [LaneOf<T>],
		best: &Shortlist<T>,
		era: EraIndex,
		budget: Balance,
	) {
		if best.is_empty() || lanes.is_empty() {
			return;
		}
		let mut budget = budget;
		let is_best = |account: &T::AccountId| best.iter().any(|(_, other)| other == account);
		let may_stay = |account: &T::AccountId| {
			T::Staking::may_be_nominated(account)
				&& ValidatorRecords::<T>::get(account)
					.is_some_and(|record| record.is_eligible && record.seen_in == era)
		};
		let mut taken: Vec<T::AccountId> = Vec::new();
		for lane in lanes.iter_mut() {
			let places = Balance::try_from(lane.validators.len()).unwrap_or(Balance::MAX);
			let stake = lane.active.checked_div(places).unwrap_or(0);
			lane.validators.retain(|account| {
				// Lanes share a validator if there was no other when they opened.
				if taken.contains(account) {
					return false;
				}
				if is_best(account) {
					return true;
				}
				if !may_stay(account) {
					return false;
				}
				match budget.checked_sub(stake) {
					Some(left) => {
						budget = left;
						false
					}
					None => true,
				}
			});
			taken.extend(lane.validators.iter().cloned());
		}
		Self::fill(lanes, best);
		// A validator may have kicked a lane, and any account may have chilled one below the
		// minimum bond.
		for (index, lane) in (0..).zip(lanes.iter_mut()) {
			let nominated = T::Staking::nominations(&Self::stash(index));
			lane.plan.nominate = nominated.as_deref() != Some(lane.validators.as_slice());
		}
	}

	/// Fills free places, lane by lane in turn, so that all lanes get good validators.
	fn fill(lanes: &mut [LaneOf<T>], best: &Shortlist<T>) {
		let places = best
			.len()
			.div_ceil(lanes.len().max(1))
			.min(usize::try_from(T::MaxNominations::get()).unwrap_or(usize::MAX));
		// A lane may have too many validators, from a time with fewer lanes. The others receive
		// them.
		for lane in lanes.iter_mut().filter(|lane| lane.validators.len() > places) {
			let mut validators = lane.validators.to_vec();
			validators.sort_by_key(|account| {
				best.iter().position(|(_, other)| other == account).unwrap_or(usize::MAX)
			});
			validators.truncate(places);
			lane.validators = BoundedVec::truncate_from(validators);
		}
		let taken: Vec<_> = lanes.iter().flat_map(|lane| lane.validators.to_vec()).collect();
		let mut free = best
			.iter()
			.map(|(_, account)| account.clone())
			.filter(|account| !taken.contains(account));
		for filled in 1..=places {
			for lane in lanes.iter_mut().filter(|lane| lane.validators.len() < filled) {
				match free.next() {
					// There is room: the lane has fewer validators than places.
					Some(account) => {
						let _ = lane.validators.try_push(account);
					}
					None => break,
				}
			}
		}
		// There are more lanes than validators.
		if let Some((_, first)) = best.first() {
			for lane in lanes.iter_mut().filter(|lane| lane.validators.is_empty()) {
				lane.validators = BoundedVec::truncate_from(alloc::vec![first.clone()]);
			}
		}
	}
}

//! Lanes: they withdraw, bond, unbond and nominate.

use crate::{
	worth, Config, CurrentParameters, Event, ExitQueue, LaneCount, LaneOf, LaneOfStash, Lanes,
	MaturityByEra, Mismatch, Pallet, Pool, PoolAccount, PoolBook, Position, ShortlistedValidators,
	Skipped,
};
use alloc::vec::Vec;
use cairn_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::{DispatchError, DispatchResult, Get},
	storage::with_storage_layer,
	traits::fungible::Inspect,
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_staking::{EraIndex, StakingInterface};

use crate::staking::LaneStaking as _;

/// The number of a lane.
pub type LaneIndex = u32;

/// A lane: one stash of the pool and the validators that it nominates.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxNominations))]
pub struct Lane<AccountId, MaxNominations>
where
	AccountId: Clone + core::fmt::Debug + PartialEq + Eq,
	MaxNominations: Get<u32>,
{
	/// The planck bonded.
	pub active: Balance,
	/// The planck unbonding.
	pub unlocking: Balance,
	/// The planck of pending slashes.
	pub pending: Balance,
	/// The validators that the lane nominates.
	pub validators: BoundedVec<AccountId, MaxNominations>,
	/// The plan of the current era.
	pub plan: LanePlan,
}

impl<AccountId, MaxNominations> Default for Lane<AccountId, MaxNominations>
where
	AccountId: Clone + core::fmt::Debug + PartialEq + Eq,
	MaxNominations: Get<u32>,
{
	fn default() -> Self {
		Self {
			active: 0,
			unlocking: 0,
			pending: 0,
			validators: BoundedVec::new(),
			plan: LanePlan::default(),
		}
	}
}

impl<AccountId, MaxNominations> Lane<AccountId, MaxNominations>
where
	AccountId: Clone + core::fmt::Debug + PartialEq + Eq,
	MaxNominations: Get<u32>,
{
	/// Returns everything that the stash has staked, in planck.
	pub fn total(&self) -> Balance {
		self.active.saturating_add(self.unlocking)
	}

	/// Returns whether the lane may bond more: it nominates a validator, and the pending slash is
	/// smaller than its stake. A larger slash would take the difference from the stake that is
	/// added.
	pub(crate) fn may_bond(&self, slash: Balance) -> bool {
		!self.validators.is_empty() && (slash == 0 || slash < self.total())
	}
}

/// The plan of a lane for one era.
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
pub struct LanePlan {
	/// The planck to bond.
	pub bond: Balance,
	/// The planck to unbond.
	pub unbond: Balance,
	/// Whether the lane stops nominating and unbonds everything.
	pub retire: bool,
	/// Whether the lane nominates again.
	pub nominate: bool,
}

/// The stake of a stash: active and unlocking, in planck.
type Staked = (Balance, Balance);

impl<T: Config> Pallet<T> {
	/// Returns the stake of a stash. Zero if the account is not bonded.
	fn staked(stash: &T::AccountId) -> Staked {
		T::Staking::stake(stash)
			.map_or((0, 0), |stake| (stake.active, stake.total.saturating_sub(stake.active)))
	}

	/// Books the stake of a lane.
	fn book_stake(index: LaneIndex, lane: &mut LaneOf<T>, (active, unlocking): Staked) {
		PoolBook::<T>::mutate(|pool| {
			pool.active = pool.active.saturating_sub(lane.active).saturating_add(active);
			pool.unlocking =
				pool.unlocking.saturating_sub(lane.unlocking).saturating_add(unlocking);
		});
		(lane.active, lane.unlocking) = (active, unlocking);
		Lanes::<T>::insert(index, lane);
	}

	/// Withdraws the unbonded stake of a lane into the pool. Returns whether the lane exists.
	pub(crate) fn withdraw(index: LaneIndex) -> bool {
		let Some(mut lane) = Lanes::<T>::get(index) else { return false };
		let stash = Self::stash(index);
		if Self::staked(&stash) != (lane.active, lane.unlocking) {
			Self::report_mismatch(Mismatch::Stake);
			return true;
		}
		if lane.unlocking == 0 {
			return true;
		}
		let withdraw = with_storage_layer(|| {
			let spans = T::Staking::slashing_spans(&stash);
			T::Staking::withdraw_unbonded(stash.clone(), spans)?;
			let staked = Self::staked(&stash);
			let left = staked.0.saturating_add(staked.1);
			let amount = lane.total().saturating_sub(left);
			Self::transfer_between(PoolAccount::Stash(index), PoolAccount::Liquid, amount)?;
			Self::book_stake(index, &mut lane, staked);
			PoolBook::<T>::mutate(|pool| pool.liquid = pool.liquid.saturating_add(amount));
			Self::cap_pending(index, &mut lane);
			Ok::<_, DispatchError>(())
		});
		if let Err(error) = withdraw {
			Self::deposit_event(Event::StepSkipped { step: Skipped::Withdrawal(index), error });
		}
		true
	}

	/// Returns the floor of a lane: the minimum bond at which it may nominate and elections count
	/// it, with a margin.
	fn lane_floor() -> Balance {
		let counted = T::Staking::least_counted_stake(T::MaxElectingVoters::get());
		let counted = counted.saturating_add(counted.div_ceil(4));
		T::Staking::minimum_nominator_bond()
			.max(counted)
			.max(T::Currency::minimum_balance().saturating_mul(10))
	}

	/// Plans the stake and the nominations of every lane for this era.
	///
	/// Stake is unbonded for tickets that neither the liquid part nor unlocking stake can pay. Of
	/// the liquid part, the pool keeps the buffer and what tickets need until unlocking stake is
	/// free; it bonds the rest. Lanes are kept equally large: the smallest lanes bond and the
	/// largest lanes unbond. A lane is added when all lanes would have twice the floor and there
	/// are validators for it; a lane below the floor is retired.
	pub(crate) fn plan(era: EraIndex) {
		let mut pool = PoolBook::<T>::get();
		let parameters = CurrentParameters::<T>::get();
		let owed = pool.owed();
		let buffer = parameters.buffer.mul_ceil(pool.backing());
		let waiting = owed.saturating_sub(pool.unlocking);
		pool.reserved = Self::needed_before_it_comes(&pool, era).min(owed).max(waiting);
		PoolBook::<T>::put(pool);
		let spare = pool.liquid.saturating_sub(pool.reserved).saturating_sub(buffer);
		// A smaller amount is not worth a step.
		let spare = if spare < T::Currency::minimum_balance() { 0 } else { spare };
		let short = waiting.saturating_sub(pool.liquid);

		let mut lanes: Vec<LaneOf<T>> = (0..T::MaxLanes::get())
			.map_while(Lanes::<T>::get)
			.map(|mut lane| {
				lane.plan = Default::default();
				lane
			})
			.collect();
		let known = usize::try_from(LaneCount::<T>::get()).unwrap_or(usize::MAX);
		if lanes.len() < known {
			// A lane cannot be decoded. A plan made without it would overwrite it.
			Self::report_mismatch(Mismatch::Stake);
			return;
		}
		let best = ShortlistedValidators::<T>::get();
		let floor = Self::lane_floor();
		// Stake that unbonds for nobody is bonded again when it is free.
		let coming = pool.unlocking.saturating_sub(owed);
		let open = Self::open_lanes(&mut lanes, best.len(), spare, short, coming, floor);
		let (kept, given_up) = lanes.split_at_mut(open);
		let mut short = short;
		for lane in given_up.iter_mut().filter(|lane| lane.active > 0) {
			lane.plan.retire = true;
			lane.plan.unbond = lane.active;
			short = short.saturating_sub(lane.active);
		}
		Self::assign(kept, &best, era, parameters.max_turnover.mul_ceil(pool.active));
		let stashes: Vec<_> = (0..).zip(kept.iter()).map(|(index, _)| Self::stash(index)).collect();
		let slashes = T::Staking::pending_slashes(&stashes);
		Self::share_out(kept, &slashes, spare, short, floor);
		let count = u32::try_from(lanes.len()).unwrap_or(u32::MAX);
		for (index, lane) in (0..count).zip(lanes) {
			Lanes::<T>::insert(index, lane);
		}
		LaneCount::<T>::put(count);
		ShortlistedValidators::<T>::kill();
	}

	/// Returns the most that tickets will be owed, at the end of any era, beyond what has unbonded
	/// by then.
	///
	/// Stake can unbond for nobody after a ticket is restaked; it comes too late for earlier
	/// tickets. Shares count at the bid rate, the most that any ticket is paid.
	fn needed_before_it_comes(pool: &Pool, era: EraIndex) -> Balance {
		let queue = ExitQueue::<T>::get();
		let chunks: Vec<(EraIndex, Balance)> = (0..LaneCount::<T>::get())
			.flat_map(|lane| T::Staking::unlocking(&Self::stash(lane)))
			.collect();
		let bid = pool.bid();
		let last = Self::maturity();
		let owed_up_to =
			|end: Position| worth(end.saturating_sub(queue.head), bid).saturating_add(1);
		let mut needed = owed_up_to(queue.matured);
		for matures in era.saturating_add(1)..=last {
			let Some(end) = MaturityByEra::<T>::get(matures) else { continue };
			// The unlock era of a ticket is the era after, in which this stake is free as well.
			let unlocks = matures.saturating_add(1);
			let come = chunks
				.iter()
				.filter(|(free, _)| *free <= unlocks)
				.fold(0, |sum: Balance, (_, value)| sum.saturating_add(*value));
			needed = owed_up_to(end).saturating_sub(come).max(needed);
		}
		needed
	}

	/// Returns the number of open lanes, counted from the first. Adds a lane if one is needed.
	fn open_lanes(
		lanes: &mut Vec<LaneOf<T>>,
		validators: usize,
		spare: Balance,
		short: Balance,
		coming: Balance,
		floor: Balance,
	) -> usize {
		let active = lanes.iter().fold(0, |sum: Balance, lane| sum.saturating_add(lane.active));
		let after = active.saturating_add(spare).saturating_sub(short);
		let share_of = |stake: Balance, count: usize| {
			let count = Balance::try_from(count).unwrap_or(Balance::MAX);
			stake.checked_div(count).unwrap_or(0)
		};
		let mut open =
			lanes.iter().rposition(|lane| lane.active > 0).map_or(0, |last| last.saturating_add(1));
		while open > 0 && share_of(after.saturating_add(coming), open) < floor {
			open = open.saturating_sub(1);
		}
		let limit = usize::try_from(T::MaxLanes::get()).unwrap_or(usize::MAX).min(validators);
		let mut spare = spare;
		while open < limit {
			let more = open.saturating_add(1);
			let wanted = if open == 0 { floor } else { floor.saturating_mul(2) };
			let Some(rest) = spare.checked_sub(floor).filter(|_| share_of(after, more) >= wanted)
			else {
				break;
			};
			if lanes.len() < more {
				lanes.push(Default::default());
			}
			(open, spare) = (more, rest);
		}
		open
	}

	/// Distributes what is bonded or unbonded so that lanes become equally large. `slashes` are the
	/// pending slashes of each lane.
	fn share_out(
		lanes: &mut [LaneOf<T>],
		slashes: &[Balance],
		spare: Balance,
		short: Balance,
		floor: Balance,
	) {
		let count = Balance::try_from(lanes.len()).unwrap_or(Balance::MAX);
		let active = lanes.iter().fold(0, |sum: Balance, lane| sum.saturating_add(lane.active));
		let Some(mean) = active.saturating_add(spare).saturating_sub(short).checked_div(count)
		else {
			return;
		};
		let mut left = spare;
		let mut order: Vec<(&mut LaneOf<T>, &Balance)> = lanes.iter_mut().zip(slashes).collect();
		order.sort_by_key(|(lane, _)| lane.active);
		for (lane, _) in order.iter_mut().filter(|(lane, slash)| lane.may_bond(**slash)) {
			let bond = mean.saturating_sub(lane.active).min(left);
			// A lane below the floor cannot nominate.
			if lane.active.saturating_add(bond) >= floor {
				lane.plan.bond = bond;
				left = left.saturating_sub(bond);
			}
		}
		// The remainder was too little for another lane or for equal parts.
		if let Some((lane, _)) = order.iter_mut().find(|(lane, _)| lane.plan.bond > 0) {
			lane.plan.bond = lane.plan.bond.saturating_add(left);
		}
		let mut left = short;
		for (lane, _) in order.iter_mut().rev() {
			let unbond = lane.active.saturating_sub(mean).min(left);
			lane.plan.unbond = unbond;
			left = left.saturating_sub(unbond);
		}
		// The mean was rounded down.
		if let Some((lane, _)) = order.last_mut().filter(|(lane, _)| lane.plan.unbond > 0) {
			lane.plan.unbond = lane.plan.unbond.saturating_add(left).min(lane.active);
		}
	}

	/// Executes a lane's plan. Returns whether the lane exists.
	pub(crate) fn move_lane(index: LaneIndex) -> bool {
		let Some(lane) = Lanes::<T>::get(index) else { return false };
		let plan = lane.plan;
		let stash = Self::stash(index);
		if plan.bond > 0 || plan.unbond > 0 {
			if let Err(error) = with_storage_layer(|| Self::move_stake(index, lane, &stash)) {
				Self::deposit_event(Event::StepSkipped { step: Skipped::Stake(index), error });
			}
		}
		if plan.nominate && !plan.retire {
			if let Err(error) = with_storage_layer(|| Self::nominate(index, &stash)) {
				Self::deposit_event(Event::StepSkipped { step: Skipped::Nomination(index), error });
			}
		}
		true
	}

	fn move_stake(index: LaneIndex, mut lane: LaneOf<T>, stash: &T::AccountId) -> DispatchResult {
		let plan = lane.plan;
		let bond = Self::bondable(&lane, stash);
		if bond > 0 {
			Self::transfer_between(PoolAccount::Liquid, PoolAccount::Stash(index), bond)?;
			if T::Staking::stake(stash).is_ok() {
				T::Staking::bond_extra(stash, bond)?;
			} else {
				let rewards = Self::account(PoolAccount::Rewards(index));
				T::Staking::bond(stash, bond, &rewards)?;
				LaneOfStash::<T>::insert(stash, index);
			}
		}
		if plan.retire {
			T::Staking::chill(stash)?;
			lane.validators = Default::default();
		}
		if plan.unbond > 0 {
			T::Staking::unbond(stash, plan.unbond)?;
		}
		let staked = Self::staked(stash);
		let total = lane.total().saturating_add(bond);
		if staked.0.saturating_add(staked.1) != total {
			return Err(crate::Error::<T>::AccountingMismatch.into());
		}
		let unbonded = staked.1.saturating_sub(lane.unlocking);
		PoolBook::<T>::mutate(|pool| pool.liquid = pool.liquid.saturating_sub(bond));
		Self::book_stake(index, &mut lane, staked);
		Self::deposit_event(Event::LaneMoved { lane: index, bonded: bond, unbonded });
		Ok(())
	}

	/// Returns how much of its plan a lane can bond. Since the plan was made, instant exits may
	/// have taken planck and a slash may have been reported.
	fn bondable(lane: &LaneOf<T>, stash: &T::AccountId) -> Balance {
		let wanted = lane.plan.bond;
		let slash = if wanted > 0 {
			T::Staking::pending_slashes(core::slice::from_ref(stash)).into_iter().sum()
		} else {
			0
		};
		if lane.may_bond(slash) {
			let pool = PoolBook::<T>::get();
			wanted.min(pool.liquid.saturating_sub(pool.reserved))
		} else {
			0
		}
	}

	/// Nominates those validators of a lane that still exist.
	fn nominate(index: LaneIndex, stash: &T::AccountId) -> DispatchResult {
		let Some(mut lane) = Lanes::<T>::get(index) else { return Ok(()) };
		lane.validators.retain(T::Staking::may_be_nominated);
		if lane.validators.is_empty() || lane.active == 0 {
			return Ok(());
		}
		T::Staking::nominate(stash, lane.validators.to_vec())?;
		Lanes::<T>::insert(index, lane);
		Ok(())
	}
}

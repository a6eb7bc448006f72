//! Benchmarks of calls and of the steps of a cycle, each in its worst case.
//!
//! Steps are taken as blocks take them, so their weight includes updating the cycle.

// A benchmark that panics fails, as it should; none runs on a network.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use crate::{validators::VALIDATORS_PER_STEP, *};
use alloc::{vec, vec::Vec};
use cairn_primitives::currency::CRN;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		fungibles::Inspect as _,
		EnsureOrigin, Get,
	},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_runtime::{
	traits::{Bounded, One},
	Permill,
};
use sp_staking::StakingInterface;

/// The era of the benchmarks, for which genesis has stored nothing.
const NOW: EraIndex = 1_000;
/// The protocol's deposit into the pool.
const ENDOWMENT: Balance = 10_000_000 * CRN;
/// The deposit of a user.
const STAKE: Balance = 10_000 * CRN;
/// The checkpoints that one payment reads.
const CHECKPOINTS: u32 = 16;
/// The slashes that one call can cancel.
const CANCELLED: u32 = 64;

fn mint<T: Config>(who: &T::AccountId, amount: Balance) {
	T::Currency::mint_into(who, amount).expect("there is room for it");
}

fn wealthy<T: Config>(name: &'static str, number: u32) -> T::AccountId {
	let who = account(name, number, 0);
	mint::<T>(&who, 10 * STAKE);
	who
}

fn last_block<T: Config>() -> BlockNumberFor<T> {
	Bounded::max_value()
}

/// Creates a pool, whatever genesis has created, with a rate other than one planck for a share.
fn initialise_pool<T: Config>() {
	T::BenchmarkHelper::begin_era(NOW);
	let liquid = Pallet::<T>::account(PoolAccount::Liquid);
	T::BenchmarkHelper::make_token(&liquid);
	let parameters = Parameters {
		deposit_cap: Balance::MAX,
		minimum_deposit: 1,
		minimum_exit: Shares(1),
		early_share: Permill::from_percent(20),
		first_loss: Permill::from_percent(1),
		validators: T::MaxValidators::get(),
		..Default::default()
	};
	Pallet::<T>::do_set_parameters(parameters).expect("they make sense");
	for account in Pallet::<T>::accounts() {
		mint::<T>(&account, 2 * T::Currency::minimum_balance());
	}
	let seed =
		ENDOWMENT.max(T::Seed::get().0 * 2).max(T::Assets::total_issuance(T::AssetId::get()));
	mint::<T>(&liquid, seed);
	Pallet::<T>::initialise(seed);
	gain::<T>();
	// A pause that has ended but is still stored.
	Paused::<T>::put(Pause::Guardian { until: BlockNumberFor::<T>::default() });
	at::<T>(Stage::Idle);
}

/// Raises the rate.
fn gain<T: Config>() {
	mint::<T>(&Pallet::<T>::account(PoolAccount::Liquid), ENDOWMENT / 7);
	PoolBook::<T>::mutate(|pool| pool.liquid += ENDOWMENT / 7);
}

/// Sets the stage of the cycle.
fn at<T: Config>(stage: Stage<T::AccountId>) {
	ExitQueue::<T>::mutate(|queue| queue.matured_era = NOW);
	CurrentCycle::<T>::put(Cycle { era: NOW, stage, early_left: ENDOWMENT });
}

fn stage<T: Config>() -> Stage<T::AccountId> {
	CurrentCycle::<T>::get().expect("the pool was founded").stage
}

fn step<T: Config>() {
	assert_eq!(Pallet::<T>::work(1, &mut WeightMeter::new()), 1);
}

/// Returns an account that has deposited and holds all of its stCRN.
fn holder<T: Config>(who: T::AccountId) -> T::AccountId {
	mint::<T>(&who, 10 * STAKE);
	Pallet::<T>::do_deposit(who.clone(), STAKE, Shares::ZERO, last_block::<T>())
		.expect("it is welcome");
	who
}

fn shares_of<T: Config>(who: &T::AccountId) -> Shares {
	Shares::of_tokens(T::Assets::balance(T::AssetId::get(), who))
}

/// Requests an exit of everything that an account has.
fn leave<T: Config>(who: &T::AccountId) -> TicketId {
	let id = ExitQueue::<T>::get().next_ticket;
	Pallet::<T>::do_request_exit(who.clone(), shares_of::<T>(who), 0, last_block::<T>())
		.expect("it has enough");
	id
}

/// Creates a ticket with as many finalised parts as one payment reads, each with rounding dust.
/// With `open`, an equal part is not finalised.
fn ticket<T: Config>(who: T::AccountId, open: bool) -> TicketId {
	let who = holder::<T>(who);
	let part = STAKE / Balance::from(CHECKPOINTS * if open { 2 } else { 1 });
	let id = leave::<T>(&who);
	for number in 1..=CHECKPOINTS {
		let mut budget = if number == CHECKPOINTS && !open { Balance::MAX } else { part };
		Pallet::<T>::finalise_next(NOW, &mut budget).expect("there is enough");
	}
	let ends: Vec<_> = Checkpoints::<T>::iter_keys().collect();
	assert_eq!(ends.len(), CHECKPOINTS as usize);
	for end in ends {
		Checkpoints::<T>::mutate_extant(end, |checkpoint| checkpoint.amount += 1);
	}
	ExitQueue::<T>::mutate(|queue| queue.set_aside += Balance::from(CHECKPOINTS));
	mint::<T>(&Pallet::<T>::account(PoolAccount::SetAside), CHECKPOINTS.into());
	id
}

/// The stake of a lane.
fn lane_stake<T: Config>() -> Balance {
	T::Staking::minimum_nominator_bond().max(T::Currency::minimum_balance()) * 1_000
}

/// Opens a lane that nominates `validators`.
fn open_lane<T: Config>(index: LaneIndex, validators: Vec<T::AccountId>) -> T::AccountId {
	let stash = Pallet::<T>::stash(index);
	let active = lane_stake::<T>();
	nominate::<T>(&stash, active, validators.clone());
	LaneOfStash::<T>::insert(&stash, index);
	let validators = BoundedVec::truncate_from(validators);
	Lanes::<T>::insert(index, Lane { active, validators, ..Default::default() });
	LaneCount::<T>::put(index + 1);
	PoolBook::<T>::mutate(|pool| pool.active += active);
	stash
}

fn nominate<T: Config>(stash: &T::AccountId, stake: Balance, validators: Vec<T::AccountId>) {
	mint::<T>(stash, stake + 2 * T::Currency::minimum_balance());
	T::Staking::bond(stash, stake, &account("payee", 0, 0)).expect("it has the stake");
	T::Staking::nominate(stash, validators).expect("it has bonded");
}

fn validators<T: Config>(count: u32) -> Vec<T::AccountId> {
	(0..count).map(T::BenchmarkHelper::validator).collect()
}

fn strangers<T: Config>(name: &'static str, count: u32) -> Vec<T::AccountId> {
	(0..count).map(|number| account(name, number, 0)).collect()
}

/// Stores the maximum number of lanes in the book, but not in staking.
fn lanes_on_paper<T: Config>() -> Vec<T::AccountId> {
	let backed = strangers::<T>("backed", T::MaxNominations::get());
	for index in 0..T::MaxLanes::get() {
		let validators = BoundedVec::truncate_from(backed.clone());
		let lane = Lane { active: STAKE, validators, ..Default::default() };
		Lanes::<T>::insert(index, lane);
		PoolBook::<T>::mutate(|pool| pool.active += STAKE);
	}
	LaneCount::<T>::put(T::MaxLanes::get());
	Pallet::<T>::stashes()
}

/// Returns a full shortlist of validators with the lowest score.
fn shortlist<T: Config>() -> Shortlist<T> {
	let best = strangers::<T>("best", T::MaxValidators::get());
	BoundedVec::truncate_from(best.into_iter().map(|who| (0, who)).collect())
}

/// Opens a lane with the maximum number of nominations, at the head of its bag in the voter list.
/// Other voters are in that bag and in the bag that fits `new` stake.
fn lane_to_move<T: Config>(new: Balance) -> T::AccountId {
	let validators = validators::<T>(T::MaxNominations::get());
	let stash = open_lane::<T>(0, validators.clone());
	for (number, stake) in [(0, lane_stake::<T>()), (1, new)] {
		nominate::<T>(&account("neighbour", number, 0), stake, validators.clone());
	}
	stash
}

/// Stores a lane's plan and advances the cycle to it. The nominations differ from the previous
/// ones.
fn plan_lane<T: Config>(plan: LanePlan) {
	Lanes::<T>::mutate_extant(0, |lane| {
		lane.plan = plan;
		let others = lane.validators.iter().rev().cloned().collect();
		lane.validators = BoundedVec::truncate_from(others);
	});
	at::<T>(Stage::Move { lane: 0 });
}

fn assert_moved<T: Config>(active: Balance) {
	let lane = Lanes::<T>::get(0).expect("it was opened");
	let stash = Pallet::<T>::stash(0);
	assert_eq!(lane.active, active);
	assert_eq!(T::Staking::stake(&stash).map(|stake| stake.active), Ok(active));
	let nominated = T::Staking::nominations(&stash).unwrap_or_default();
	assert_eq!(nominated, lane.validators.into_inner());
}

/// Fills all unlocking chunks of a lane's stash but one, each in an era of its own. Returns the
/// last era.
fn unbond_often<T: Config>(stash: &T::AccountId, chunk: Balance) -> EraIndex {
	let mut era = NOW;
	for _ in 1..T::BenchmarkHelper::most_chunks() {
		era += 1;
		T::BenchmarkHelper::begin_era(era);
		T::Staking::unbond(stash, chunk).expect("it has so much");
	}
	let stake = T::Staking::stake(stash).expect("it is bonded");
	book_unbonded::<T>(stake.active, stake.total - stake.active);
	era
}

/// Books the stake of the first lane.
fn book_unbonded<T: Config>(active: Balance, unlocking: Balance) {
	Lanes::<T>::mutate_extant(0, |lane| {
		PoolBook::<T>::mutate(|pool| {
			pool.active = pool.active - lane.active + active;
			pool.unlocking = pool.unlocking - lane.unlocking + unlocking;
		});
		(lane.active, lane.unlocking) = (active, unlocking);
	});
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The caller has no stCRN yet.
	#[benchmark]
	fn deposit() {
		initialise_pool::<T>();
		let caller: T::AccountId = whitelisted_caller();
		mint::<T>(&caller, 2 * STAKE);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), STAKE, Shares(1), last_block::<T>());
		assert!(!shares_of::<T>(&caller).is_zero());
	}

	#[benchmark]
	fn queue_deposit() {
		initialise_pool::<T>();
		at::<T>(Stage::Claim { era: NOW, validator: None, pages: 0, page: 0 });
		let caller: T::AccountId = whitelisted_caller();
		mint::<T>(&caller, 2 * STAKE);
		#[extrinsic_call]
		deposit(RawOrigin::Signed(caller.clone()), STAKE, Shares(1), last_block::<T>());
		assert_eq!(shares_of::<T>(&caller), Shares::ZERO);
		assert_eq!(WaitingDeposits::<T>::get().count, 1);
	}

	#[benchmark]
	fn cancel_queued_deposit() {
		initialise_pool::<T>();
		at::<T>(Stage::Claim { era: NOW, validator: None, pages: 0, page: 0 });
		let caller: T::AccountId = whitelisted_caller();
		mint::<T>(&caller, 2 * STAKE);
		Pallet::<T>::do_deposit(caller.clone(), STAKE, Shares::ZERO, last_block::<T>())
			.expect("it is new");
		let id = WaitingDeposits::<T>::get().first;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);
		assert!(!QueuedDeposits::<T>::contains_key(id));
	}

	/// The rate differs from that of the last request, and the caller redeems everything.
	#[benchmark]
	fn request_exit() {
		initialise_pool::<T>();
		leave::<T>(&holder::<T>(account("former", 0, 0)));
		gain::<T>();
		let caller = holder::<T>(whitelisted_caller());
		let shares = shares_of::<T>(&caller);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), shares, 1, last_block::<T>());
		assert_eq!(TicketsOf::<T>::iter_key_prefix(&caller).count(), 1);
		assert_eq!(Segments::<T>::iter().count(), 2);
	}

	/// The caller redeems everything while the buffer is not full.
	#[benchmark]
	fn instant_exit() {
		initialise_pool::<T>();
		leave::<T>(&holder::<T>(account("former", 0, 0)));
		let caller = holder::<T>(whitelisted_caller());
		let shares = shares_of::<T>(&caller);
		let parameters =
			Parameters { buffer: Permill::from_percent(50), ..CurrentParameters::<T>::get() };
		CurrentParameters::<T>::put(parameters);
		PoolBook::<T>::mutate(|pool| {
			pool.active = pool.liquid;
			pool.liquid /= 2;
		});
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), shares, 1, last_block::<T>());
		assert_eq!(shares_of::<T>(&caller), Shares::ZERO);
	}

	/// The call pays as many checkpoints as one payment reads, and mints stCRN for the rest.
	#[benchmark]
	fn restake() {
		initialise_pool::<T>();
		let caller: T::AccountId = whitelisted_caller();
		let ticket = ticket::<T>(caller.clone(), true);
		gain::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ticket, Shares(1), last_block::<T>());
		assert!(!shares_of::<T>(&caller).is_zero());
		assert_eq!(Checkpoints::<T>::iter().count(), 0);
		assert_eq!(RestakedRanges::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn transfer_ticket() {
		initialise_pool::<T>();
		let caller = holder::<T>(whitelisted_caller());
		let ticket = leave::<T>(&caller);
		let to: T::AccountId = account("heir", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), ticket, to.clone());
		assert!(TicketsOf::<T>::contains_key(&to, ticket));
	}

	/// A block pays an account that owns nothing else.
	#[benchmark]
	fn pay_ticket() {
		initialise_pool::<T>();
		let ticket = ticket::<T>(account("former", 0, 0), false);
		let owner: T::AccountId = account("heir", 0, 0);
		Pallet::<T>::do_transfer_ticket(account("former", 0, 0), ticket, owner.clone())
			.expect("it is the owner");
		#[block]
		{
			step::<T>();
		}
		assert!(!Tickets::<T>::contains_key(ticket));
		assert!(T::Currency::balance(&owner) >= STAKE - CRN);
		assert_eq!(ExitQueue::<T>::get().set_aside, 0);
	}

	#[benchmark]
	fn fund_reserve() {
		initialise_pool::<T>();
		let caller: T::AccountId = whitelisted_caller();
		mint::<T>(&caller, 2 * STAKE);
		let before = PoolBook::<T>::get().protocol_shares;
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), STAKE);
		assert!(PoolBook::<T>::get().protocol_shares > before);
	}

	#[benchmark]
	fn withdraw_reserve() -> Result<(), BenchmarkError> {
		initialise_pool::<T>();
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let to = wealthy::<T>("receiver", 0);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Shares(CRN), to.clone());
		assert_eq!(shares_of::<T>(&to), Shares(CRN));
		Ok(())
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = Parameters { validators: 1, ..Default::default() };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);
		assert_eq!(CurrentParameters::<T>::get(), parameters);
		Ok(())
	}

	#[benchmark]
	fn pause_deposits() -> Result<(), BenchmarkError> {
		initialise_pool::<T>();
		let origin =
			T::GuardianOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, One::one());
		assert!(Pallet::<T>::are_deposits_paused());
		Ok(())
	}

	#[benchmark]
	fn resume_deposits() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		Pallet::<T>::report_mismatch(Mismatch::Liquid);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin);
		assert!(!Paused::<T>::exists());
		Ok(())
	}

	/// All voters that an election counts back one validator. Pricing the slash in is charged
	/// separately: there are no lanes.
	#[benchmark]
	fn manual_slash() -> Result<(), BenchmarkError> {
		initialise_pool::<T>();
		let origin =
			T::SlashOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let validator = T::BenchmarkHelper::validator(0);
		let backers = strangers::<T>("backer", T::MaxElectingVoters::get());
		T::BenchmarkHelper::back(NOW, &validator, backers.clone(), STAKE);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, validator, NOW, Perbill::from_percent(10));
		let pending = T::Staking::pending_slashes(&backers);
		assert!(pending.into_iter().all(|amount| amount == STAKE / 10));
		Ok(())
	}

	/// The maximum number of slashes, with all voters that an election counts behind them.
	#[benchmark]
	fn cancel_deferred_slash() -> Result<(), BenchmarkError> {
		initialise_pool::<T>();
		let origin =
			T::SlashOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let backers = strangers::<T>("backer", T::MaxElectingVoters::get());
		let each = backers.len().div_ceil(CANCELLED as usize);
		let mut era = 0;
		for some in backers.chunks(each) {
			let validator = account("validator", 0, 0);
			era = T::BenchmarkHelper::defer_slash(&validator, some.to_vec(), STAKE);
		}
		let count = backers.len().div_ceil(each) as u32;
		let indices = BoundedVec::truncate_from((0..count).collect());
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, era, indices);
		let pending = T::Staking::pending_slashes(&backers);
		assert!(pending.into_iter().all(|amount| amount == 0));
		Ok(())
	}

	#[benchmark]
	fn set_min_commission() -> Result<(), BenchmarkError> {
		let origin =
			T::SlashOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Perbill::from_percent(3));
		Ok(())
	}

	/// Every lane has a new pending slash. Reading more than one slash is charged separately.
	#[benchmark]
	fn reconcile() {
		initialise_pool::<T>();
		let stashes = lanes_on_paper::<T>();
		T::BenchmarkHelper::defer_slash(&account("validator", 0, 0), stashes, CRN);
		#[block]
		{
			Pallet::<T>::reconcile();
		}
		assert_eq!(PoolBook::<T>::get().pending, CRN * Balance::from(T::MaxLanes::get()));
		assert!(Lanes::<T>::iter_values().all(|lane| lane.pending == CRN));
	}

	/// A lane is last on a full page, and the payout is refused at once: paying is charged
	/// separately. The benchmark also covers reading all reward accounts when nothing is left to
	/// claim.
	#[benchmark]
	fn claim_page() {
		initialise_pool::<T>();
		let stashes = lanes_on_paper::<T>();
		let validator: T::AccountId = account("validator", 0, 0);
		let mut backers = strangers::<T>("backer", T::BenchmarkHelper::page_size() - 1);
		backers.extend(stashes.last().cloned());
		T::BenchmarkHelper::back(NOW - 1, &validator, backers, STAKE);
		let claim = |page| Stage::Claim {
			era: NOW - 1,
			validator: Some(validator.clone()),
			pages: 1,
			page,
		};
		at::<T>(claim(0));
		#[block]
		{
			step::<T>();
		}
		assert_eq!(stage::<T>(), claim(1));
	}

	/// With a fee.
	#[benchmark]
	fn sweep() {
		initialise_pool::<T>();
		lanes_on_paper::<T>();
		mint::<T>(&Pallet::<T>::account(PoolAccount::Rewards(0)), STAKE);
		at::<T>(Stage::Sweep { lane: 0 });
		let before = PoolBook::<T>::get();
		#[block]
		{
			step::<T>();
		}
		let after = PoolBook::<T>::get();
		assert!(after.liquid > before.liquid && after.protocol_shares > before.protocol_shares);
	}

	/// The depositor has no stCRN yet.
	#[benchmark]
	fn mint_queued() {
		initialise_pool::<T>();
		at::<T>(Stage::Claim { era: NOW, validator: None, pages: 0, page: 0 });
		let who = wealthy::<T>("depositor", 0);
		Pallet::<T>::do_deposit(who.clone(), STAKE, Shares(1), last_block::<T>())
			.expect("it is welcome");
		at::<T>(Stage::Mint);
		#[block]
		{
			step::<T>();
		}
		assert!(!shares_of::<T>(&who).is_zero());
		assert_eq!(stage::<T>(), Stage::Mint);
	}

	/// The last withdrawal of a retired lane that has filled its unlocking chunks, was slashed in
	/// every era meanwhile, and has a pending slash.
	#[benchmark]
	fn withdraw() {
		initialise_pool::<T>();
		let validator = T::BenchmarkHelper::validator(0);
		let stash = open_lane::<T>(0, vec![validator]);
		T::Staking::chill(&stash).expect("it nominates");
		let chunk = lane_stake::<T>() / Balance::from(T::BenchmarkHelper::most_chunks());
		let era = unbond_often::<T>(&stash, chunk);
		let rest = T::Staking::stake(&stash).expect("it is bonded").active;
		T::BenchmarkHelper::begin_era(era + 1);
		T::Staking::unbond(&stash, rest).expect("it has stopped nominating");
		book_unbonded::<T>(0, lane_stake::<T>());
		let bonding = T::Staking::bonding_duration();
		T::BenchmarkHelper::begin_era(era + bonding + 1);
		T::BenchmarkHelper::slash_often(&stash, T::BenchmarkHelper::most_chunks());
		Lanes::<T>::mutate_extant(0, |lane| lane.pending = CRN);
		PoolBook::<T>::mutate(|pool| {
			let seed = T::Seed::get();
			pool.recognise_loss(CRN, seed)
		});
		at::<T>(Stage::Withdraw { lane: 0 });
		#[block]
		{
			step::<T>();
		}
		assert!(T::Staking::stake(&stash).is_err());
		let pool = PoolBook::<T>::get();
		assert_eq!((pool.active, pool.unlocking, pool.pending), (0, 0, 0));
	}

	/// Finalises early, up to a restaked range, with another segment to follow.
	#[benchmark]
	fn finalise() {
		initialise_pool::<T>();
		let [first, second, third, fourth] =
			[0, 1, 2, 3].map(|number| holder::<T>(account("former", number, 0)));
		leave::<T>(&first);
		let hole = leave::<T>(&second);
		leave::<T>(&third);
		gain::<T>();
		leave::<T>(&fourth);
		let end = Tickets::<T>::get(hole).expect("it is not paid").from;
		Pallet::<T>::do_restake(second, hole, Shares::ZERO, last_block::<T>()).expect("it is open");
		at::<T>(Stage::Finalise);
		#[block]
		{
			step::<T>();
		}
		assert_eq!(stage::<T>(), Stage::Finalise);
		assert_eq!(ExitQueue::<T>::get().head, end);
		assert_eq!(RestakedRanges::<T>::iter().count(), 1);
	}

	/// All lanes and the shortlist are full, the maximum number of validators is elected, and each
	/// outscores the whole shortlist.
	#[benchmark]
	fn score() {
		initialise_pool::<T>();
		lanes_on_paper::<T>();
		validators::<T>(T::BenchmarkHelper::most_elected());
		T::BenchmarkHelper::elect_all(NOW - 1);
		let known = T::Staking::candidates(None, VALIDATORS_PER_STEP, NOW - 1);
		for candidate in &known {
			let record =
				ValidatorRecord { performance: 1_000_000, seen_in: NOW - 1, ..Default::default() };
			ValidatorRecords::<T>::insert(&candidate.account, record);
		}
		ShortlistedValidators::<T>::put(shortlist::<T>());
		at::<T>(Stage::Score { after: None });
		#[block]
		{
			step::<T>();
		}
		let last = known.last().map(|candidate| candidate.account.clone());
		assert_eq!(stage::<T>(), Stage::Score { after: last });
		assert!(ShortlistedValidators::<T>::get().iter().any(|listed| listed.0 > 0));
	}

	/// All validators on the page have left.
	#[benchmark]
	fn forget() {
		initialise_pool::<T>();
		let gone = strangers::<T>("validator", VALIDATORS_PER_STEP + 1);
		for validator in gone {
			ValidatorRecords::<T>::insert(
				validator,
				ValidatorRecord { seen_in: NOW - 1, ..Default::default() },
			);
		}
		at::<T>(Stage::Forget { after: None });
		#[block]
		{
			step::<T>();
		}
		assert_eq!(ValidatorRecords::<T>::iter().count(), 1);
		assert!(matches!(stage::<T>(), Stage::Forget { after: Some(_) }));
	}

	/// All lanes are full of validators that a full shortlist outscores. They stay, as far as lanes
	/// have places, because the turnover limit is zero.
	#[benchmark]
	fn plan() {
		initialise_pool::<T>();
		let (lanes, each) = (T::MaxLanes::get(), T::MaxNominations::get());
		let validators = validators::<T>(lanes * each);
		for (index, validators) in (0..lanes).zip(validators.chunks(each as usize)) {
			open_lane::<T>(index, validators.to_vec());
		}
		for validator in validators {
			let record = ValidatorRecord { is_eligible: true, seen_in: NOW, ..Default::default() };
			ValidatorRecords::<T>::insert(validator, record);
		}
		CurrentParameters::<T>::mutate(|parameters| parameters.max_turnover = Permill::zero());
		ShortlistedValidators::<T>::put(shortlist::<T>());
		at::<T>(Stage::Plan);
		#[block]
		{
			step::<T>();
		}
		assert_eq!(stage::<T>(), Stage::Move { lane: 0 });
		assert!(!ShortlistedValidators::<T>::exists());
		let places = T::MaxValidators::get().div_ceil(lanes).min(each);
		for lane in Lanes::<T>::iter_values() {
			assert_eq!(lane.validators.len(), places as usize);
			assert!(lane.plan.bond > 0 && (lane.plan.nominate || places == each));
		}
	}

	/// Opens the lane with the maximum number of nominations. The next three benchmarks show the
	/// other cases.
	#[benchmark]
	fn move_lane() {
		initialise_pool::<T>();
		let bond = lane_stake::<T>();
		let validators = validators::<T>(T::MaxNominations::get());
		nominate::<T>(&account("neighbour", 0, 0), bond, validators.clone());
		let validators = BoundedVec::truncate_from(validators);
		Lanes::<T>::insert(0, Lane { validators, ..Default::default() });
		LaneCount::<T>::put(1);
		plan_lane::<T>(LanePlan { bond, nominate: true, ..Default::default() });
		#[block]
		{
			step::<T>();
		}
		assert_moved::<T>(bond);
	}

	/// For comparison with `move_lane`: unbonds with all other chunks in use, and nominates.
	#[benchmark(extra)]
	fn move_lane_unbond() {
		initialise_pool::<T>();
		let half = lane_stake::<T>() / 2;
		let stash = lane_to_move::<T>(half);
		let era = unbond_often::<T>(&stash, 1);
		let unbond = half - Balance::from(T::BenchmarkHelper::most_chunks() - 1);
		T::BenchmarkHelper::begin_era(era + 1);
		plan_lane::<T>(LanePlan { unbond, nominate: true, ..Default::default() });
		#[block]
		{
			step::<T>();
		}
		assert_moved::<T>(lane_stake::<T>() - half);
	}

	/// For comparison with `move_lane`: bonds more, which moves the lane into another bag of
	/// voters, and nominates.
	#[benchmark(extra)]
	fn move_lane_bond() {
		initialise_pool::<T>();
		let bond = lane_stake::<T>();
		lane_to_move::<T>(2 * bond);
		plan_lane::<T>(LanePlan { bond, nominate: true, ..Default::default() });
		#[block]
		{
			step::<T>();
		}
		assert_moved::<T>(2 * bond);
	}

	/// For comparison with `move_lane`: retires the lane.
	#[benchmark(extra)]
	fn move_lane_retire() {
		initialise_pool::<T>();
		lane_to_move::<T>(lane_stake::<T>());
		let unbond = lane_stake::<T>();
		plan_lane::<T>(LanePlan { unbond, retire: true, ..Default::default() });
		#[block]
		{
			step::<T>();
		}
		assert_moved::<T>(0);
	}

	/// The basis of `LaneStaking::pending_slashes_weight`: each amount of a slash is looked up
	/// among all lanes.
	#[benchmark(extra)]
	fn pending_slashes(n: Linear<0, { T::MaxElectingVoters::get() }>) {
		initialise_pool::<T>();
		let stashes = lanes_on_paper::<T>();
		let backers = strangers::<T>("backer", n);
		T::BenchmarkHelper::defer_slash(&account("validator", 0, 0), backers, CRN);
		let pending;
		#[block]
		{
			pending = T::Staking::pending_slashes(&stashes);
		}
		assert_eq!(pending, vec![0; stashes.len()]);
	}

	#[cfg(test)]
	use crate::mock::{benchmark_externalities, Test};
	impl_benchmark_test_suite!(Pallet, benchmark_externalities(), Test);
}

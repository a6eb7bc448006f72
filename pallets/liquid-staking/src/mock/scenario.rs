//! Scenarios: tests with a pool, the calls of users, and what has become of them.

use super::*;
use crate::*;
use frame_support::{
	storage::with_storage_layer,
	traits::fungible::{Inspect, Mutate},
};
use sp_runtime::{DispatchError, DispatchResult};

/// Runs a test, then checks that the invariants hold.
pub fn test_with(parameters: Parameters, body: impl FnOnce()) {
	externalities_with(parameters, ENDOWED_SEED).execute_with(|| {
		body();
		assert_eq!(LiquidStaking::check_invariants(), Ok(()));
	});
}

/// Runs a test with [`plain_parameters`].
pub fn test(body: impl FnOnce()) {
	test_with(plain_parameters(), body);
}

/// A chain for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_externalities() -> sp_io::TestExternalities {
	externalities_with(plain_parameters(), ENDOWED_SEED)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Deposits in a transaction: a failure changes nothing.
pub fn deposit(who: AccountId, amount: Balance) -> DispatchResult {
	with_storage_layer(|| LiquidStaking::deposit(signed(who), amount, Shares::ZERO, u32::MAX))
}

pub fn request(who: AccountId, shares: Shares) -> Result<TicketId, DispatchError> {
	let id = ExitQueue::<Test>::get().next_ticket;
	with_storage_layer(|| LiquidStaking::request_exit(signed(who), shares, 0, u32::MAX))?;
	Ok(id)
}

pub fn instant(who: AccountId, shares: Shares) -> DispatchResult {
	with_storage_layer(|| LiquidStaking::instant_exit(signed(who), shares, 0, u32::MAX))
}

pub fn restake(who: AccountId, ticket: TicketId) -> DispatchResult {
	with_storage_layer(|| LiquidStaking::restake(signed(who), ticket, Shares::ZERO, u32::MAX))
}

pub fn shares_of(who: AccountId) -> Shares {
	Shares::of_tokens(Assets::balance(STCRN, who))
}

pub fn free(who: AccountId) -> Balance {
	Balances::balance(&who)
}

pub fn pool() -> Pool {
	PoolBook::<Test>::get()
}

pub fn lane(index: LaneIndex) -> LaneOf<Test> {
	Lanes::<Test>::get(index).unwrap()
}

/// Gives planck to an account.
pub fn donate(to: AccountId, amount: Balance) {
	Balances::mint_into(&to, amount).unwrap();
}

/// Returns the events of this pallet.
pub fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet::<Event<Test>>()
}

/// Asserts that no step was skipped.
pub fn assert_nothing_skipped() {
	let skipped: Vec<_> = events()
		.into_iter()
		.filter(|event| {
			matches!(event, Event::StepSkipped { .. } | Event::AccountingMismatchFound { .. })
		})
		.collect();
	assert!(skipped.is_empty(), "{skipped:?}");
}

/// Returns the skipped steps and their errors.
pub fn skipped() -> Vec<(Skipped<AccountId>, DispatchError)> {
	events()
		.into_iter()
		.filter_map(|event| match event {
			Event::StepSkipped { step, error } => Some((step, error)),
			_ => None,
		})
		.collect()
}

pub fn account(account: PoolAccount) -> AccountId {
	LiquidStaking::account(account)
}

/// Sets the payout of an era to stakers.
pub fn pay_eras(amount: Balance) {
	ERA_PAYOUT.with(|it| *it.borrow_mut() = amount);
}

/// Gives lanes `amount` planck of rewards, which the next cycle sweeps.
pub fn earn(amount: Balance) {
	donate(account(PoolAccount::Rewards(0)), amount);
	next_era();
}

/// Locks the balance of an account.
pub fn lock(who: AccountId) {
	use frame_support::traits::{LockableCurrency, WithdrawReasons};
	Balances::set_lock(*b"testlock", &who, Balance::MAX, WithdrawReasons::all());
}

pub fn unlock(who: AccountId) {
	use frame_support::traits::LockableCurrency;
	Balances::remove_lock(*b"testlock", &who);
}

pub fn set(change: impl FnOnce(&mut Parameters)) {
	let mut parameters = CurrentParameters::<Test>::get();
	change(&mut parameters);
	LiquidStaking::set_parameters(signed(ADMIN), parameters).unwrap();
}

/// Runs a test with a pool of round numbers: 1,000 CRN for as many shares, which are Alice's 990
/// and the seed, bonded in one lane that backs one validator. Only [`earn`] yields rewards. It is
/// era 2, the first in which the lane is exposed, and its cycle is complete.
pub fn alone_with(parameters: Parameters, body: impl FnOnce(AccountId)) {
	test_with(Parameters { validators: 1, ..parameters }, || {
		pay_eras(0);
		deposit(ALICE, 990 * CRN).unwrap();
		next_era();
		next_era();
		let validator = lane(0).validators[0];
		assert_eq!(Staking::eras_stakers(2, &validator).total, SELF_STAKE + 1_000 * CRN);
		assert_eq!((pool().active, pool().bid()), (1_000 * CRN, GRAINS_PER_PLANCK));
		System::reset_events();
		body(validator);
	});
}

/// Runs a test with a pool of round numbers and [`plain_parameters`]: see [`alone_with`].
pub fn alone(body: impl FnOnce(AccountId)) {
	alone_with(plain_parameters(), body);
}

/// Returns the last event of the pallet.
pub fn last_event() -> Event<Test> {
	events().pop().expect("the pallet has deposited an event")
}

pub fn tickets() -> usize {
	Tickets::<Test>::iter().count()
}

/// Returns the validators that lanes nominate, lane by lane.
pub fn backed() -> Vec<AccountId> {
	LiquidStaking::query_lanes().into_iter().flat_map(|lane| lane.validators).collect()
}

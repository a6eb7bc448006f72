use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill, TokenError};

fn waiting() -> Waiting {
	WaitingDeposits::<Test>::get()
}

#[test]
fn deposit_should_be_minted_at_the_ask_rate_when_rewards_are_known() {
	alone(|_| {
		earn(500 * CRN);
		let before = free(BOB);
		// 1.5 CRN a share.
		assert_ok!(deposit(BOB, 150 * CRN));
		assert_eq!(
			last_event(),
			Event::Deposited { who: BOB, amount: 150 * CRN, shares: Shares(100 * CRN) }
		);
		assert_eq!(before - free(BOB), 150 * CRN);
		assert_eq!(shares_of(BOB), Shares(100 * CRN));
		assert_eq!((pool().liquid, pool().shares), (150 * CRN, Shares(1_100 * CRN)));
		assert_eq!(free(account(PoolAccount::Liquid)), 150 * CRN + EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn deposit_should_be_refused_when_genesis_created_no_pool() {
	externalities_with(plain_parameters(), 0).execute_with(|| {
		assert_noop!(deposit(ALICE, CRN), Error::<Test>::NoPool);
		let fund = LiquidStaking::fund_reserve(signed(ALICE), CRN);
		assert_noop!(fund, Error::<Test>::NoPool);
		next_era();
		assert_eq!((pool(), LaneCount::<Test>::get()), (Pool::default(), 0));
		assert_eq!(LiquidStaking::check_invariants(), Ok(()));
	});
}

#[test]
fn deposit_should_be_refused_when_it_is_below_the_minimum() {
	alone(|_| {
		assert_noop!(deposit(BOB, CRN - 1), Error::<Test>::DepositTooSmall);
		assert_ok!(deposit(BOB, CRN));
	});
}

#[test]
fn deposit_should_be_refused_when_queued_deposits_reach_the_cap() {
	alone(|_| {
		set(|it| it.deposit_cap = 1_100 * CRN);
		assert_noop!(deposit(BOB, 100 * CRN + 1), Error::<Test>::DepositCapReached);
		begin_era();
		assert_ok!(deposit(BOB, 60 * CRN));
		assert_eq!(pool().backing(), 1_000 * CRN);
		assert_noop!(deposit(CAROL, 40 * CRN + 1), Error::<Test>::DepositCapReached);
		assert_ok!(deposit(CAROL, 40 * CRN));
		work();
		assert_eq!(pool().backing(), 1_100 * CRN);
		assert_noop!(deposit(CAROL, CRN), Error::<Test>::DepositCapReached);
	});
}

#[test]
fn deposit_should_be_refused_when_its_deadline_has_passed() {
	alone(|_| {
		let now = System::block_number();
		let late = LiquidStaking::deposit(signed(BOB), CRN, Shares(0), now - 1);
		assert_noop!(late, Error::<Test>::DeadlinePassed);
		assert_ok!(LiquidStaking::deposit(signed(BOB), CRN, Shares(0), now));
	});
}

#[test]
fn deposit_should_be_refused_when_it_yields_less_than_the_minimum() {
	alone(|_| {
		let dear = LiquidStaking::deposit(signed(BOB), CRN, Shares(CRN + 1), u32::MAX);
		assert_noop!(dear, Error::<Test>::BelowMinimumOut);
		assert_ok!(LiquidStaking::deposit(signed(BOB), CRN, Shares(CRN), u32::MAX));
	});
}

#[test]
fn deposit_should_be_refused_when_nothing_backs_shares() {
	alone(|validator| {
		offend(validator, Perbill::one());
		assert_noop!(deposit(BOB, CRN), Error::<Test>::NothingBacksShares);
		assert_eq!(LiquidStaking::query_deposit(CRN), None);
	});
}

#[test]
fn deposit_should_be_refused_when_it_is_worth_less_than_a_share() {
	alone(|_| {
		set(|it| it.minimum_deposit = 1);
		earn(1_000 * CRN);
		assert_noop!(deposit(BOB, 1), Error::<Test>::TooLittle);
		// Two planck buy one share. So do three, and the pool gains the rest.
		assert_noop!(deposit(BOB, 3), TokenError::BelowMinimum);
	});
}

#[test]
fn deposit_should_change_nothing_when_it_cannot_be_paid() {
	alone(|_| {
		let unpaid = deposit(BOB, WEALTH);
		// The deposit would take the account below the existential deposit.
		assert_noop!(unpaid, DispatchError::Token(TokenError::NotExpendable));
		begin_era();
		let unpaid = deposit(BOB, WEALTH);
		assert_noop!(unpaid, DispatchError::Token(TokenError::NotExpendable));
		assert_eq!(waiting().count, 0);
	});
}

#[test]
fn deposit_should_be_queued_when_rewards_are_not_claimed_yet() {
	alone(|_| {
		begin_era();
		let (books, before) = (pool(), free(BOB));
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_eq!(last_event(), Event::DepositQueued { id: 0, who: BOB, amount: 100 * CRN });
		assert_eq!((pool(), shares_of(BOB)), (books, Shares(0)));
		assert_eq!(before - free(BOB), 100 * CRN);
		assert_eq!((waiting().count, waiting().amount), (1, 100 * CRN));
		assert_eq!(free(account(PoolAccount::Waiting)), 100 * CRN + EXISTENTIAL_DEPOSIT);
		assert_ok!(deposit(CAROL, 50 * CRN));
		System::reset_events();
		work();
		let minted: Vec<_> =
			events().into_iter().filter(|event| matches!(event, Event::Deposited { .. })).collect();
		assert_eq!(
			minted,
			[
				Event::Deposited { who: BOB, amount: 100 * CRN, shares: Shares(100 * CRN) },
				Event::Deposited { who: CAROL, amount: 50 * CRN, shares: Shares(50 * CRN) },
			]
		);
		assert_eq!(waiting(), Waiting { first: 2, next: 2, count: 0, amount: 0 });
	});
}

#[test]
fn queued_deposit_should_be_returned_when_it_yields_less_than_the_minimum_or_is_late() {
	alone(|_| {
		donate(account(PoolAccount::Rewards(0)), 1_000 * CRN);
		begin_era();
		let (before, now) = (free(BOB), System::block_number());
		// The ask is one now, and will be 2 CRN when the shares are minted.
		assert_ok!(LiquidStaking::deposit(signed(BOB), 10 * CRN, Shares(10 * CRN), u32::MAX));
		assert_ok!(LiquidStaking::deposit(signed(BOB), 20 * CRN, Shares(0), now));
		assert_ok!(LiquidStaking::deposit(signed(BOB), 30 * CRN, Shares(15 * CRN), now + 1));
		System::set_block_number(now + 1);
		work();
		for event in [
			Event::DepositReturned { id: 0, who: BOB, amount: 10 * CRN },
			Event::DepositReturned { id: 1, who: BOB, amount: 20 * CRN },
			Event::Deposited { who: BOB, amount: 30 * CRN, shares: Shares(15 * CRN) },
		] {
			assert!(events().contains(&event), "{event:?}");
		}
		assert_eq!(before - free(BOB), 30 * CRN);
	});
}

#[test]
fn queued_deposit_should_be_returned_when_deposits_are_paused() {
	alone(|_| {
		begin_era();
		let before = free(BOB);
		assert_ok!(deposit(BOB, 10 * CRN));
		assert_ok!(LiquidStaking::pause_deposits(signed(GUARDIAN), 10));
		work();
		assert!(events().contains(&Event::DepositReturned { id: 0, who: BOB, amount: 10 * CRN }));
		assert_eq!((free(BOB), shares_of(BOB)), (before, Shares(0)));
	});
}

#[test]
fn deposit_should_be_refused_when_too_many_are_queued() {
	alone(|_| {
		begin_era();
		for _ in 0..8 {
			assert_ok!(deposit(BOB, CRN));
		}
		assert_noop!(deposit(CAROL, CRN), Error::<Test>::TooManyQueuedDeposits);
		assert_ok!(LiquidStaking::cancel_queued_deposit(signed(BOB), 3));
		assert_ok!(deposit(CAROL, CRN));
		work();
		assert_eq!((shares_of(BOB), shares_of(CAROL)), (Shares(7 * CRN), Shares(CRN)));
	});
}

#[test]
fn queued_deposit_should_be_returned_when_its_owner_cancels_it() {
	alone(|_| {
		begin_era();
		let before = free(BOB);
		assert_ok!(deposit(BOB, 10 * CRN));
		let stolen = LiquidStaking::cancel_queued_deposit(signed(CAROL), 0);
		assert_noop!(stolen, Error::<Test>::NotDepositOwner);
		assert_ok!(LiquidStaking::cancel_queued_deposit(signed(BOB), 0));
		assert_eq!(last_event(), Event::DepositReturned { id: 0, who: BOB, amount: 10 * CRN });
		assert_eq!(free(BOB), before);
		for unknown in [0, 1] {
			let again = LiquidStaking::cancel_queued_deposit(signed(BOB), unknown);
			assert_noop!(again, Error::<Test>::NoSuchDeposit);
		}
		work();
		assert_eq!(shares_of(BOB), Shares(0));
	});
}

#[test]
fn queued_deposit_should_be_skipped_and_kept_when_it_can_be_neither_minted_nor_returned() {
	alone(|_| {
		begin_era();
		let before = free(BOB);
		assert_ok!(deposit(BOB, 10 * CRN));
		lock(account(PoolAccount::Waiting));
		work();
		let [(step, _)] = &skipped()[..] else { panic!("one step is left out") };
		assert_eq!(*step, Skipped::Deposit(0));
		assert_eq!((waiting().count, waiting().amount), (1, 10 * CRN));
		// The cycle has continued, and the depositor can cancel.
		assert!(matches!(last_event(), Event::CycleEnded { era: 3, .. }));
		unlock(account(PoolAccount::Waiting));
		assert_ok!(LiquidStaking::cancel_queued_deposit(signed(BOB), 0));
		assert_eq!(free(BOB), before);
	});
}

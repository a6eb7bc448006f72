use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungibles::Mutate as _};
use sp_runtime::Perbill;

/// A state with one case of everything: a lane that bonds and unbonds with a pending slash, a half
/// finalised ticket, an open one, a restaked range, one at another rate, and a queued deposit.
fn full_state(body: impl FnOnce()) {
	alone(|validator| {
		request(ALICE, Shares(100 * CRN)).unwrap();
		assert_ok!(deposit(BOB, 40 * CRN));
		next_era();
		let hole = request(ALICE, Shares(10 * CRN)).unwrap();
		request(ALICE, Shares(20 * CRN)).unwrap();
		assert_ok!(restake(ALICE, hole));
		earn(100 * CRN);
		request(ALICE, Shares(30 * CRN)).unwrap();
		offend(validator, Perbill::from_percent(10));
		begin_era();
		assert_ok!(deposit(CAROL, 5 * CRN));
		assert_eq!(LiquidStaking::check_invariants(), Ok(()));
		body();
	});
}

type Damage = fn();

fn books(change: impl FnOnce(&mut Pool)) {
	PoolBook::<Test>::mutate(change);
}

fn queue(change: impl FnOnce(&mut Queue)) {
	ExitQueue::<Test>::mutate(change);
}

fn first_lane(change: impl FnOnce(&mut LaneOf<Test>)) {
	Lanes::<Test>::mutate_extant(0, change);
}

fn ticket(id: TicketId, change: impl FnOnce(&mut Ticket<AccountId>)) {
	Tickets::<Test>::mutate_extant(id, change);
}

/// The number of the last ticket, which is fully open.
fn last() -> TicketId {
	ExitQueue::<Test>::get().next_ticket - 1
}

#[test]
fn check_should_name_the_invariant_when_state_is_damaged() {
	let broken: [(&str, Damage); 42] = [
		("1: more shares are leaving than exist", || books(|it| it.shares.0 = it.exiting.0 - 1)),
		("1: more of a slash is covered than is pending", || {
			books(|it| it.covered = it.pending + 1)
		}),
		("1: a lane is missing", || LaneCount::<Test>::put(2)),
		("1: a lane is missing", || Lanes::<Test>::remove(0)),
		("1: the bonded stake of a lane differs from the book", || first_lane(|it| it.active += 1)),
		("1: the total stake of a lane differs from the book", || {
			first_lane(|it| it.unlocking += 1)
		}),
		("1: the pending slashes of a lane exceed its stake", || {
			first_lane(|it| it.pending = it.total() + 1)
		}),
		("1: a stash is not recorded as that of its lane", || {
			LaneOfStash::<Test>::remove(account(PoolAccount::Stash(0)))
		}),
		("1: the bonded stake of the book is not the sum of the lanes", || {
			books(|it| it.active -= 1)
		}),
		("1: the unbonding stake of the book is not the sum of the lanes", || {
			books(|it| it.unlocking -= 1)
		}),
		("1: the pending slashes of the book are not the sum of the lanes", || {
			books(|it| it.pending -= 1)
		}),
		("1: the pool's account holds less than the book says", || books(|it| it.liquid += 1)),
		("6: the planck of queued deposits are missing", || {
			WaitingDeposits::<Test>::mutate(|it| it.amount += 1)
		}),
		("6: the planck set aside are missing", || queue(|it| it.set_aside += 1)),
		("6: a checkpoint holds less than it owes", || {
			let (key, checkpoint) = Checkpoints::<Test>::iter().next().unwrap();
			let amount = checkpoint.amount - 1;
			Checkpoints::<Test>::insert(key, Checkpoint { amount, ..checkpoint });
		}),
		("6: the planck set aside are not the sum of the checkpoints", || {
			queue(|it| it.set_aside -= 1)
		}),
		("6: the shares of the checkpoints are not those of the tickets", || {
			let (key, checkpoint) = Checkpoints::<Test>::iter().next().unwrap();
			let shares = Shares(checkpoint.shares.0 - 1);
			Checkpoints::<Test>::insert(key, Checkpoint { shares, ..checkpoint });
		}),
		("7: more is finalised than was requested", || {
			let end = ExitQueue::<Test>::get().head;
			queue(|it| it.tail = Shares(end.0 - 1));
		}),
		("7: more has matured than was requested", || {
			queue(|it| it.matured = Shares(it.tail.0 + 1))
		}),
		("7: more will mature than was requested", || {
			let tail = ExitQueue::<Test>::get().tail;
			MaturityByEra::<Test>::insert(99, Shares(tail.0 + 1));
		}),
		("7: a ticket has nothing left", || ticket(last(), |it| it.from = it.to)),
		("7: a ticket has a number that was not issued yet", || queue(|it| it.next_ticket -= 1)),
		("7: a ticket is missing from the tickets of its owner", || {
			TicketsOf::<Test>::remove(ALICE, last())
		}),
		("7: a ticket is missing from the tickets of its owner", || {
			ticket(last(), |it| it.owner = BOB)
		}),
		("7: an account lists a ticket that does not exist", || {
			TicketsOf::<Test>::insert(BOB, last(), ())
		}),
		("7: the leaving shares are not those of the tickets", || books(|it| it.exiting.0 -= 1)),
		("7: the value of the leaving shares is not that of the tickets", || {
			books(|it| it.exiting_grains += 1)
		}),
		("7: the value of the leaving shares is not that of the tickets", || {
			ticket(last(), |it| it.rate -= 1)
		}),
		("7: a restaked range lies in the finalised part", || {
			RestakedRanges::<Test>::insert([0; 16], Shares(1))
		}),
		("7: tickets and restaked ranges do not cover the queue, each part once", || {
			let (key, _) = RestakedRanges::<Test>::iter().next().unwrap();
			RestakedRanges::<Test>::remove(key);
		}),
		("7: tickets and restaked ranges do not cover the queue", || queue(|it| it.tail.0 += 1)),
		("7: segments are missing, or too many", || Segments::<Test>::remove(0)),
		("7: segments are missing, or too many", || {
			Segments::<Test>::insert(99, Segment::default())
		}),
		("7: a ticket lies in a segment of another rate", || {
			Segments::<Test>::mutate(0, |it| it.as_mut().unwrap().rate += 1)
		}),
		("8: a queued deposit has a number that was not issued yet", || {
			WaitingDeposits::<Test>::mutate(|it| it.next = 0)
		}),
		("8: the queued deposits are miscounted", || {
			WaitingDeposits::<Test>::mutate(|it| it.count += 1)
		}),
		("8: the queued amount is not the sum of the deposits", || {
			WaitingDeposits::<Test>::mutate(|it| it.amount -= 1)
		}),
		("8: too many deposits are queued", || {
			let deposit = QueuedDeposits::<Test>::get(0).unwrap();
			for id in 1..9 {
				QueuedDeposits::<Test>::insert(id, QueuedDeposit { amount: 0, ..deposit.clone() });
			}
			WaitingDeposits::<Test>::mutate(|it| (it.count, it.next) = (9, 9));
		}),
		("9: some tokens have no share behind them", || {
			Assets::mint_into(STCRN, &BOB, 1).map(|_| ()).unwrap()
		}),
		("9: the protocol holds less than its seed", || books(|it| it.protocol_shares.0 -= 1)),
		("9: the token is administered by another account", || {
			let pot = account(PoolAccount::Liquid);
			assert_ok!(Assets::set_team(signed(pot), STCRN, pot, BOB, pot));
		}),
		("9: the token is administered by another account", || {
			let pot = account(PoolAccount::Liquid);
			assert_ok!(Assets::set_team(signed(pot), STCRN, BOB, pot, pot));
		}),
	];
	full_state(|| {
		for (name, damage) in broken {
			let _ = frame_support::storage::with_transaction(|| {
				damage();
				assert_eq!(LiquidStaking::check_invariants(), Err(name));
				frame_support::storage::TransactionOutcome::Rollback(Ok::<_, DispatchError>(()))
			});
		}
	});
}

use sp_runtime::DispatchError;

#[cfg(feature = "try-runtime")]
#[test]
fn try_state_should_fail_when_an_invariant_is_broken() {
	use frame_support::traits::Hooks;
	alone(|_| {
		assert_ok!(<LiquidStaking as Hooks<_>>::try_state(1));
		books(|it| it.active += 1);
		assert!(<LiquidStaking as Hooks<_>>::try_state(1).is_err());
		books(|it| it.active -= 1);
	});
}

#[test]
fn invariants_should_hold_when_genesis_created_no_pool() {
	externalities_with(plain_parameters(), 0).execute_with(|| {
		assert_eq!(LiquidStaking::check_invariants(), Ok(()));
	});
}

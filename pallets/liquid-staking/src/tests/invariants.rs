use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungibles::Mutate as _};
use sp_runtime::Perbill;

/// A state with something of everything: a lane that bonds and unbonds with a slash pending, a
/// ticket that is half finalised, one that is open, a hole, one at another rate, a deposit that
/// waits.
fn full_state(body: impl FnOnce()) {
	alone(|validator| {
		request(ALICE, 100 * CRN).unwrap();
		assert_ok!(deposit(BOB, 40 * CRN));
		next_era();
		let hole = request(ALICE, 10 * CRN).unwrap();
		request(ALICE, 20 * CRN).unwrap();
		assert_ok!(restake(ALICE, hole));
		earn(100 * CRN);
		request(ALICE, 30 * CRN).unwrap();
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

/// The number of the last ticket, which is wholly open.
fn last() -> TicketId {
	ExitQueue::<Test>::get().next_ticket - 1
}

#[test]
fn invariants_should_be_found_broken_when_they_are() {
	let broken: [(&str, Damage); 42] = [
		("1: more shares are leaving than there are", || books(|it| it.shares = it.exiting - 1)),
		("1: more of a slash is paid for than is known", || {
			books(|it| it.covered = it.pending + 1)
		}),
		("1: a lane is missing", || LaneCount::<Test>::put(2)),
		("1: a lane is missing", || Lanes::<Test>::remove(0)),
		("1: a lane has not bonded what its books say", || first_lane(|it| it.active += 1)),
		("1: a lane has not staked what its books say", || first_lane(|it| it.unlocking += 1)),
		("1: a lane is to lose more than it has", || first_lane(|it| it.pending = it.total() + 1)),
		("1: a stash is not known to be a lane's", || {
			LaneOfStash::<Test>::remove(account(PoolAccount::Stash(0)))
		}),
		("1: the books' bonded stake is not the lanes'", || books(|it| it.active -= 1)),
		("1: the books' unbonding stake is not the lanes'", || books(|it| it.unlocking -= 1)),
		("1: the books' pending slashes are not the lanes'", || books(|it| it.pending -= 1)),
		("1: the pool's account holds less than its books say", || books(|it| it.liquid += 1)),
		("6: what waits is not there", || WaitingDeposits::<Test>::mutate(|it| it.amount += 1)),
		("6: what is put by is not there", || queue(|it| it.set_aside += 1)),
		("6: a checkpoint has less than it is to pay", || {
			let (key, checkpoint) = Checkpoints::<Test>::iter().next().unwrap();
			let amount = checkpoint.amount - 1;
			Checkpoints::<Test>::insert(key, Checkpoint { amount, ..checkpoint });
		}),
		("6: what is put by is not the sum of the checkpoints", || queue(|it| it.set_aside -= 1)),
		("6: the shares of the checkpoints are not the tickets'", || {
			let (key, checkpoint) = Checkpoints::<Test>::iter().next().unwrap();
			let shares = checkpoint.shares - 1;
			Checkpoints::<Test>::insert(key, Checkpoint { shares, ..checkpoint });
		}),
		("7: more is finalised than was requested", || {
			let end = ExitQueue::<Test>::get().head;
			queue(|it| it.tail = end - 1);
		}),
		("7: more has waited than was requested", || queue(|it| it.matured = it.tail + 1)),
		("7: more will have waited than was requested", || {
			let tail = ExitQueue::<Test>::get().tail;
			MaturityByEra::<Test>::insert(99, tail + 1);
		}),
		("7: a ticket has nothing left", || ticket(last(), |it| it.from = it.to)),
		("7: a ticket has a number that is not given yet", || queue(|it| it.next_ticket -= 1)),
		("7: a ticket is not among its owner's", || TicketsOf::<Test>::remove(ALICE, last())),
		("7: a ticket is not among its owner's", || ticket(last(), |it| it.owner = BOB)),
		("7: an account has a ticket that is not there", || {
			TicketsOf::<Test>::insert(BOB, last(), ())
		}),
		("7: the shares that leave are not the tickets'", || books(|it| it.exiting -= 1)),
		("7: what they are worth is not the tickets'", || books(|it| it.exiting_grains += 1)),
		("7: what they are worth is not the tickets'", || ticket(last(), |it| it.rate -= 1)),
		("7: a hole is in what is finalised", || RestakedRanges::<Test>::insert([0; 16], 1)),
		("7: tickets and holes do not cover the queue, each part once", || {
			let (key, _) = RestakedRanges::<Test>::iter().next().unwrap();
			RestakedRanges::<Test>::remove(key);
		}),
		("7: tickets and holes do not cover the queue", || queue(|it| it.tail += 1)),
		("7: segments are missing, or too many", || Segments::<Test>::remove(0)),
		("7: segments are missing, or too many", || {
			Segments::<Test>::insert(99, Segment::default())
		}),
		("7: a ticket lies in a segment of another rate", || {
			Segments::<Test>::mutate(0, |it| it.as_mut().unwrap().rate += 1)
		}),
		("8: a deposit has a number that is not given yet", || {
			WaitingDeposits::<Test>::mutate(|it| it.next = 0)
		}),
		("8: the deposits that wait are miscounted", || {
			WaitingDeposits::<Test>::mutate(|it| it.count += 1)
		}),
		("8: what waits is not the sum of the deposits", || {
			WaitingDeposits::<Test>::mutate(|it| it.amount -= 1)
		}),
		("8: too many deposits wait", || {
			let deposit = QueuedDeposits::<Test>::get(0).unwrap();
			for id in 1..9 {
				QueuedDeposits::<Test>::insert(id, QueuedDeposit { amount: 0, ..deposit.clone() });
			}
			WaitingDeposits::<Test>::mutate(|it| (it.count, it.next) = (9, 9));
		}),
		("9: there are tokens that no share is behind", || {
			Assets::mint_into(STCRN, &BOB, 1).map(|_| ()).unwrap()
		}),
		("9: the protocol has less than its seed", || books(|it| it.protocol_shares -= 1)),
		("9: the token is in somebody else's hands", || {
			let pot = account(PoolAccount::Liquid);
			assert_ok!(Assets::set_team(signed(pot), STCRN, pot, BOB, pot));
		}),
		("9: the token is in somebody else's hands", || {
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
fn invariants_should_hold_when_there_is_no_pool() {
	externalities_with(plain_parameters(), 0).execute_with(|| {
		assert_eq!(LiquidStaking::check_invariants(), Ok(()));
	});
}

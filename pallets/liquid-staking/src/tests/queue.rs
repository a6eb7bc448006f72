use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{Perbill, Permill};

fn finalised() -> Vec<(Position, Rate, Balance)> {
	events()
		.into_iter()
		.filter_map(|event| match event {
			Event::ExitsFinalised { up_to, rate, amount, .. } => Some((up_to, rate, amount)),
			_ => None,
		})
		.collect()
}

#[test]
fn tickets_should_be_finalised_in_order_at_their_own_rates_when_rates_differ() {
	alone(|validator| {
		set(|it| it.early_share = Permill::zero());
		let before = free(ALICE);
		request(ALICE, Shares(100 * CRN)).unwrap();
		earn(900 * CRN);
		assert_eq!(pool().bid(), 2 * GRAINS_PER_PLANCK);
		request(ALICE, Shares(100 * CRN)).unwrap();
		assert_eq!(Segments::<Test>::iter().count(), 2);
		// Of 1,900 CRN 380 are slashed: a share is worth less than the promise of the second
		// ticket.
		offend(validator, Perbill::from_percent(38));
		assert_eq!(pool().backing(), 1_520 * CRN);
		run_to_era(3 + BONDING + 4);
		let [(at, rate, amount), rest @ ..] = &finalised()[..] else { panic!("two stretches") };
		assert_eq!((*at, *rate, *amount), (Shares(100 * CRN), GRAINS_PER_PLANCK, 100 * CRN));
		// The promise of the first ticket is not available to the second: (1,520 - 100) / 900 at
		// most.
		assert_eq!(rest.last().map(|it| it.0), Some(Shares(200 * CRN)));
		assert!(rest
			.iter()
			.all(|it| it.1 > 3 * GRAINS_PER_PLANCK / 2 && it.1 <= 1_420 * GRAINS_PER_PLANCK / 900));
		let paid: Balance = finalised().iter().map(|it| it.2).sum();
		assert_eq!(free(ALICE) - before, paid);
		assert_eq!(Segments::<Test>::iter().count(), 0);
	});
}

#[test]
fn requests_should_share_a_segment_when_their_rates_are_the_same() {
	alone(|_| {
		request(ALICE, Shares(100 * CRN)).unwrap();
		request(ALICE, Shares(50 * CRN)).unwrap();
		assert_eq!(
			Segments::<Test>::iter().collect::<Vec<_>>(),
			[(0, Segment { from: Shares(0), rate: GRAINS_PER_PLANCK })]
		);
		earn(1_000 * CRN);
		request(ALICE, Shares(50 * CRN)).unwrap();
		assert_eq!(Segments::<Test>::get(1).map(|it| it.from), Some(Shares(150 * CRN)));
	});
}

#[test]
fn queue_should_skip_restaked_ranges_when_its_head_reaches_them() {
	alone(|_| {
		let before = free(ALICE);
		let ids: Vec<_> = (0..5).map(|_| request(ALICE, Shares(10 * CRN)).unwrap()).collect();
		// The head, two in the middle that touch, and the tail.
		for id in [0, 2, 3, 4] {
			assert_ok!(restake(ALICE, ids[id]));
		}
		assert_eq!(RestakedRanges::<Test>::iter().count(), 4);
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(free(ALICE) - before, 10 * CRN);
		let queue = ExitQueue::<Test>::get();
		assert_eq!((queue.head, queue.tail), (Shares(50 * CRN), Shares(50 * CRN)));
		assert_eq!(
			(RestakedRanges::<Test>::iter().count(), Segments::<Test>::iter().count()),
			(0, 0)
		);
		// The segment after the restaked ranges begins again.
		request(ALICE, Shares(10 * CRN)).unwrap();
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(free(ALICE) - before, 20 * CRN);
	});
}

#[test]
fn buffer_should_be_kept_for_early_exits_and_spent_when_exits_have_matured() {
	alone(|_| {
		set(|it| {
			it.buffer = Permill::from_percent(10);
			it.early_share = Permill::from_percent(20);
		});
		assert_ok!(deposit(BOB, 120 * CRN));
		request(ALICE, Shares(100 * CRN)).unwrap();
		next_era();
		// Of 120 liquid, 112 (10 % of 1,120) are the buffer.
		assert_eq!(finalised(), [(Shares(8 * CRN), GRAINS_PER_PLANCK, 8 * CRN)]);
		// Stake is unbonded for the remaining 92, as far as no CRN is liquid.
		assert_eq!((pool().liquid, pool().unlocking), (112 * CRN, 0));
		// When the exit has matured, the buffer pays it.
		run_to_era(2 + BONDING + 1);
		assert_eq!((tickets(), pool().liquid), (0, 20 * CRN));
	});
}

#[test]
fn payment_should_continue_when_a_ticket_has_many_checkpoints() {
	alone(|_| {
		let before = free(ALICE);
		let id = request(ALICE, Shares(100 * CRN)).unwrap();
		let mut early = 100 * CRN;
		let era = active_era();
		for _ in 0..17 {
			assert_ok!(deposit(BOB, CRN));
			// The first steps skip what has matured.
			while ExitQueue::<Test>::get().matured_era < era {
				LiquidStaking::finalise_next(era, &mut early).unwrap();
			}
			assert_ok!(LiquidStaking::finalise_next(era, &mut early));
		}
		assert_eq!(early, 83 * CRN);
		assert_eq!(Checkpoints::<Test>::iter().count(), 17);
		// One payment covers sixteen checkpoints, so the ticket cannot be restaked before it is
		// claimed.
		assert_noop!(restake(ALICE, id), Error::<Test>::TicketFinalised);
		assert_ok!(LiquidStaking::claim(signed(BOB), id));
		assert_eq!(free(ALICE) - before, 16 * CRN);
		assert_ok!(LiquidStaking::claim(signed(BOB), id));
		assert_eq!(free(ALICE) - before, 17 * CRN);
		assert_noop!(LiquidStaking::claim(signed(BOB), id), Error::<Test>::NothingFinalised);
		assert_ok!(restake(ALICE, id));
		assert_eq!(shares_of(ALICE), Shares(890 * CRN + 83 * CRN));
	});
}

#[test]
fn dust_should_return_to_the_pool_when_the_last_part_of_a_checkpoint_is_paid() {
	alone(|_| {
		// 1.333... planck a share: one stretch for three tickets, each rounded down.
		earn(1_000 * CRN / 3);
		let before = free(ALICE);
		for _ in 0..3 {
			request(ALICE, Shares(10 * CRN + 1)).unwrap();
		}
		let rate = pool().bid();
		let each = worth(Shares(10 * CRN + 1), rate);
		let whole = worth(Shares(30 * CRN + 3), rate);
		assert!(whole > 3 * each);
		run_to_era(3 + BONDING);
		begin_era();
		while ExitQueue::<Test>::get().set_aside == 0 {
			assert_ok!(LiquidStaking::advance_cycle(signed(DAVE), 1));
		}
		assert_eq!(ExitQueue::<Test>::get().set_aside, whole);
		work();
		assert_eq!(free(ALICE) - before, 3 * each);
		assert_eq!(ExitQueue::<Test>::get().set_aside, 0);
		assert_eq!(free(account(PoolAccount::SetAside)), EXISTENTIAL_DEPOSIT);
	});
}

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::Perbill;

fn ticket(id: TicketId) -> Ticket<AccountId> {
	Tickets::<Test>::get(id).unwrap()
}

#[test]
fn request_should_issue_a_ticket_when_the_account_has_shares() {
	alone(|_| {
		earn(1_000 * CRN);
		let id = request(ALICE, Shares(100 * CRN)).unwrap();
		let unlock_era = 3 + BONDING + 2;
		assert_eq!(
			last_event(),
			Event::ExitRequested {
				ticket: id,
				who: ALICE,
				shares: Shares(100 * CRN),
				value: 200 * CRN,
				unlock_era
			}
		);
		assert_eq!(
			ticket(id),
			Ticket {
				owner: ALICE,
				from: Shares(0),
				to: Shares(100 * CRN),
				rate: 2 * GRAINS_PER_PLANCK,
				unlock_era
			}
		);
		assert_eq!(shares_of(ALICE), Shares(890 * CRN));
		assert_eq!(Assets::total_supply(STCRN), 890 * CRN);
		// The shares stay in the pool until they are finalised.
		assert_eq!((pool().shares, pool().exiting), (Shares(1_000 * CRN), Shares(100 * CRN)));
		assert_eq!(pool().bid(), 2 * GRAINS_PER_PLANCK);
	});
}

#[test]
fn request_should_be_refused_when_shares_are_missing_or_too_few() {
	alone(|_| {
		assert_noop!(request(ALICE, Shares(990 * CRN + 1)), Error::<Test>::NotEnoughShares);
		assert_noop!(request(ALICE, Shares(0)), Error::<Test>::NotEnoughShares);
		assert_noop!(request(BOB, Shares(CRN)), Error::<Test>::NotEnoughShares);
		assert_noop!(request(ALICE, Shares(CRN / 10 - 1)), Error::<Test>::ExitTooSmall);
		// The remainder would be below the minimum balance of stCRN and burned.
		let nearly_all = 990 * CRN - TOKEN_MINIMUM + 1;
		assert_noop!(request(ALICE, Shares(nearly_all)), Error::<Test>::ExitTooSmall);
		assert_ok!(request(ALICE, Shares(990 * CRN - TOKEN_MINIMUM)));
		assert_ok!(request(ALICE, Shares(TOKEN_MINIMUM)));
	});
}

#[test]
fn request_should_be_refused_when_it_is_late_or_yields_less_than_the_minimum() {
	alone(|_| {
		let now = System::block_number();
		let exit = |min_value, deadline| {
			LiquidStaking::request_exit(signed(ALICE), Shares(CRN), min_value, deadline)
		};
		assert_noop!(exit(0, now - 1), Error::<Test>::DeadlinePassed);
		assert_noop!(exit(CRN + 1, now), Error::<Test>::BelowMinimumOut);
		assert_ok!(exit(CRN, now));
	});
}

#[test]
fn request_should_be_refused_when_it_is_worth_nothing() {
	alone(|validator| {
		set(|it| it.minimum_exit = Shares(1));
		offend(validator, Perbill::from_percent(50));
		// One share at half a planck.
		assert_noop!(request(ALICE, Shares(1)), Error::<Test>::TooLittle);
		offend(validator, Perbill::one());
		assert_noop!(request(ALICE, Shares(CRN)), Error::<Test>::NothingBacksShares);
	});
}

#[test]
fn request_should_be_refused_when_amounts_overflow() {
	alone(|_| {
		let sound = pool();
		PoolBook::<Test>::mutate(|pool| pool.exiting = Shares::MAX);
		assert_noop!(request(ALICE, Shares(CRN)), Error::<Test>::Overflow);
		PoolBook::<Test>::put(Pool { exiting_grains: u128::MAX, ..sound });
		assert_noop!(request(ALICE, Shares(CRN)), Error::<Test>::Overflow);
		PoolBook::<Test>::put(sound);
	});
}

#[test]
fn requests_should_be_accepted_when_deposits_are_paused() {
	alone(|_| {
		assert_ok!(LiquidStaking::pause_deposits(signed(GUARDIAN), 100));
		assert_ok!(request(ALICE, Shares(10 * CRN)));
		begin_era();
		assert_ok!(request(ALICE, Shares(10 * CRN)));
	});
}

#[test]
fn ticket_should_be_paid_the_rate_of_its_request_when_the_rate_rises() {
	alone(|_| {
		let before = free(ALICE);
		request(ALICE, Shares(100 * CRN)).unwrap();
		earn(900 * CRN);
		// The other holders receive 1,000 + 900 - 100 for 900 shares.
		assert_eq!(pool().bid(), 2 * GRAINS_PER_PLANCK);
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(free(ALICE) - before, 100 * CRN);
		assert_eq!(pool().bid(), 2 * GRAINS_PER_PLANCK);
	});
}

#[test]
fn ticket_should_be_paid_its_promise_when_rewards_make_up_for_a_slash() {
	alone(|validator| {
		let before = free(ALICE);
		request(ALICE, Shares(100 * CRN)).unwrap();
		offend(validator, Perbill::from_percent(50));
		assert_eq!(LiquidStaking::query_tickets(ALICE, None)[0].value, 50 * CRN);
		// Rewards raise its value with all others until it is owed its promise.
		donate(account(PoolAccount::Rewards(0)), 1_400 * CRN);
		begin_era();
		while !matches!(CurrentCycle::<Test>::get().unwrap().stage, Stage::Finalise) {
			assert_ok!(LiquidStaking::advance_cycle(signed(DAVE), 1));
		}
		assert_eq!(LiquidStaking::query_tickets(ALICE, None)[0].value, 100 * CRN);
		assert_eq!(pool().bid(), 2 * GRAINS_PER_PLANCK);
		work();
		run_to_era(8);
		assert_eq!(free(ALICE) - before, 100 * CRN);
	});
}

#[test]
fn ticket_should_belong_to_the_new_owner_when_it_is_transferred() {
	alone(|_| {
		let id = request(ALICE, Shares(100 * CRN)).unwrap();
		let give = |who| LiquidStaking::transfer_ticket(signed(who), id, BOB);
		assert_noop!(give(BOB), Error::<Test>::NotTicketOwner);
		let unknown = LiquidStaking::transfer_ticket(signed(ALICE), id + 1, BOB);
		assert_noop!(unknown, Error::<Test>::NoSuchTicket);
		assert_ok!(give(ALICE));
		assert_eq!(last_event(), Event::TicketTransferred { ticket: id, from: ALICE, to: BOB });
		assert_noop!(restake(ALICE, id), Error::<Test>::NotTicketOwner);
		assert!(LiquidStaking::query_tickets(ALICE, None).is_empty());
		assert_eq!(LiquidStaking::query_tickets(BOB, None).len(), 1);
		// A transfer to oneself changes nothing.
		assert_ok!(LiquidStaking::transfer_ticket(signed(BOB), id, BOB));
		let (alice, bob) = (free(ALICE), free(BOB));
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!((free(ALICE) - alice, free(BOB) - bob), (0, 100 * CRN));
	});
}

#[test]
fn claim_should_pay_the_owner_when_another_account_calls_it() {
	alone(|_| {
		let id = request(ALICE, Shares(100 * CRN)).unwrap();
		let claim = |id| LiquidStaking::claim(signed(DAVE), id);
		assert_noop!(claim(id), Error::<Test>::NothingFinalised);
		assert_noop!(claim(id + 1), Error::<Test>::NoSuchTicket);
		assert_ok!(deposit(BOB, 40 * CRN));
		next_era();
		let (alice, dave) = (free(ALICE), free(DAVE));
		assert_ok!(claim(id));
		assert_eq!(
			last_event(),
			Event::TicketPaid { ticket: id, who: ALICE, amount: 40 * CRN, open: Shares(60 * CRN) }
		);
		assert_eq!((free(ALICE) - alice, free(DAVE) - dave), (40 * CRN, 0));
		assert_noop!(claim(id), Error::<Test>::NothingFinalised);
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(free(ALICE) - alice, 100 * CRN);
		assert_noop!(claim(id), Error::<Test>::NoSuchTicket);
	});
}

#[test]
fn restake_should_mint_fewer_shares_when_the_rate_has_risen() {
	alone(|_| {
		let id = request(ALICE, Shares(500 * CRN)).unwrap();
		// 1,490 less the 500 that the ticket is owed, for 500 shares.
		earn(490 * CRN);
		assert_eq!(pool().bid(), 198 * GRAINS_PER_PLANCK / 100);
		// Of the income a twentieth of the pool has gone to the ticket already, at its own rate.
		assert_ok!(restake(ALICE, id));
		let shares = Shares(450 * CRN * 100 / 198);
		assert_eq!(
			last_event(),
			Event::TicketRestaked { ticket: id, who: ALICE, value: 450 * CRN, shares }
		);
		assert_eq!(shares_of(ALICE), Shares(490 * CRN).saturating_add(shares));
		assert!(pool().bid() >= 198 * GRAINS_PER_PLANCK / 100);
		assert_eq!((pool().exiting, pool().exiting_grains, tickets()), (Shares(0), 0, 0));
	});
}

#[test]
fn restake_should_mint_what_the_ticket_is_owed_when_it_was_promised_more() {
	alone(|validator| {
		let id = request(ALICE, Shares(500 * CRN)).unwrap();
		offend(validator, Perbill::from_percent(50));
		// Everybody loses half: 250 of the remaining 500.
		assert_ok!(restake(ALICE, id));
		assert_eq!(
			last_event(),
			Event::TicketRestaked {
				ticket: id,
				who: ALICE,
				value: 250 * CRN,
				shares: Shares(500 * CRN)
			}
		);
		assert_eq!((pool().bid(), pool().shares), (GRAINS_PER_PLANCK / 2, Shares(1_000 * CRN)));
	});
}

#[test]
fn restake_should_pay_the_finalised_part_when_a_ticket_is_half_finalised() {
	alone(|_| {
		let before = free(ALICE);
		let id = request(ALICE, Shares(100 * CRN)).unwrap();
		let other = request(ALICE, Shares(50 * CRN)).unwrap();
		assert_ok!(deposit(BOB, 40 * CRN));
		next_era();
		assert_ok!(restake(ALICE, id));
		assert_eq!(free(ALICE) - before, 40 * CRN);
		assert_eq!(shares_of(ALICE), Shares(840 * CRN + 60 * CRN));
		assert!(events().contains(&Event::TicketPaid {
			ticket: id,
			who: ALICE,
			amount: 40 * CRN,
			open: Shares(60 * CRN)
		}));
		// The queue skips the restaked range.
		run_to_era(LiquidStaking::unlock_era());
		assert!(!Tickets::<Test>::contains_key(other));
		assert_eq!(free(ALICE) - before, 90 * CRN);
		assert_eq!(RestakedRanges::<Test>::iter().count(), 0);
	});
}

#[test]
fn restake_should_be_refused_when_it_is_not_possible() {
	alone(|validator| {
		let now = System::block_number();
		let id = request(ALICE, Shares(100 * CRN)).unwrap();
		assert_noop!(restake(ALICE, id + 1), Error::<Test>::NoSuchTicket);
		assert_noop!(restake(BOB, id), Error::<Test>::NotTicketOwner);
		let late = LiquidStaking::restake(signed(ALICE), id, Shares(0), now - 1);
		assert_noop!(late, Error::<Test>::DeadlinePassed);
		let dear = LiquidStaking::restake(signed(ALICE), id, Shares(100 * CRN + 1), now);
		assert_noop!(dear, Error::<Test>::BelowMinimumOut);
		assert_ok!(LiquidStaking::pause_deposits(signed(GUARDIAN), 1));
		assert_noop!(restake(ALICE, id), Error::<Test>::DepositsPaused);
		begin_era();
		assert_noop!(restake(ALICE, id), Error::<Test>::EraIsSettling);
		work();
		let sound = pool();
		PoolBook::<Test>::mutate(|pool| pool.exiting = Shares(0));
		assert_noop!(restake(ALICE, id), Error::<Test>::AccountingMismatch);
		PoolBook::<Test>::put(sound);
		offend(validator, Perbill::one());
		assert_eq!(pool().bid(), 0);
		assert_noop!(restake(ALICE, id), Error::<Test>::NothingBacksShares);
	});
}

#[test]
fn restake_should_be_refused_when_the_ticket_is_finalised() {
	alone(|_| {
		let id = request(ALICE, Shares(100 * CRN)).unwrap();
		run_to_era(6);
		begin_era();
		while ExitQueue::<Test>::get().head.is_zero() {
			assert_ok!(LiquidStaking::advance_cycle(signed(DAVE), 1));
		}
		assert_noop!(restake(ALICE, id), Error::<Test>::TicketFinalised);
		assert_ok!(LiquidStaking::claim(signed(ALICE), id));
	});
}

#[test]
fn restake_should_gain_nothing_when_it_is_repeated() {
	alone(|_| {
		earn(1_000 * CRN / 3);
		let worth_before = worth(shares_of(ALICE), pool().bid());
		for _ in 0..20 {
			let rate = pool().bid();
			let id = request(ALICE, Shares(100 * CRN + 1)).unwrap();
			assert_ok!(restake(ALICE, id));
			assert!(pool().bid() >= rate);
		}
		let worth_after = worth(shares_of(ALICE), pool().bid());
		assert!(worth_after <= worth_before && worth_after + 60 >= worth_before);
	});
}

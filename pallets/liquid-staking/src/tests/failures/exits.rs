//! Failures of exits.

use super::*;

// Same-era claim overwritten.

#[test]
fn exits_should_both_be_paid_when_one_account_requests_twice_in_an_era() {
	alone(|_| {
		let before = free(ALICE);
		let first = request(ALICE, Shares(100 * CRN)).unwrap();
		let second = request(ALICE, Shares(200 * CRN)).unwrap();
		assert_ne!(first, second);
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(free(ALICE) - before, 300 * CRN);
		assert_eq!(tickets(), 0);
	});
}

// One oversized request blocks the queue.

#[test]
fn small_exit_should_be_paid_when_a_huge_exit_precedes_it() {
	alone(|_| {
		assert_ok!(deposit(BOB, 10 * CRN));
		let (rich, poor) = (free(ALICE), free(BOB));
		let huge = request(ALICE, Shares(990 * CRN)).unwrap();
		let small = request(BOB, Shares(10 * CRN)).unwrap();
		let unlock_era = LiquidStaking::unlock_era();
		assert_ok!(deposit(CAROL, 20 * CRN));
		next_era();
		// The deposit has finalised a part of the huge exit, which can be claimed.
		assert_ok!(LiquidStaking::claim(signed(DAVE), huge));
		assert_eq!(free(ALICE) - rich, 30 * CRN);
		assert!(Tickets::<Test>::contains_key(huge) && Tickets::<Test>::contains_key(small));
		run_to_era(unlock_era);
		assert_eq!((free(ALICE) - rich, free(BOB) - poor), (990 * CRN, 10 * CRN));
		assert_eq!(pool().backing(), 30 * CRN);
	});
}

#[test]
fn queue_should_continue_when_the_rest_of_a_ticket_is_worth_less_than_a_planck() {
	alone(|validator| {
		offend(validator, Perbill::from_percent(50));
		// Of an odd number of shares at half a planck all but one can be paid.
		let odd = 2 * CRN + 1;
		let first = request(ALICE, Shares(odd)).unwrap();
		assert_ok!(deposit(BOB, odd / 2));
		assert_eq!(worth(Shares(odd), HALF), odd / 2);
		next_era();
		assert_eq!(ExitQueue::<Test>::get().head, Shares(odd - 1));
		// A request at another rate, so that the odd share has a segment of its own.
		earn(100 * CRN);
		assert!(pool().bid() > HALF);
		let second = request(ALICE, Shares(CRN)).unwrap();
		run_to_era(LiquidStaking::unlock_era());
		assert!(!Tickets::<Test>::contains_key(first));
		assert!(!Tickets::<Test>::contains_key(second));
		assert_eq!(ExitQueue::<Test>::get().head, ExitQueue::<Test>::get().tail);
	});
}

// A payout below the existential deposit, and the claim cleared.

#[test]
fn ticket_should_stay_claimable_when_its_owner_cannot_receive_the_amount() {
	alone(|validator| {
		assert_ok!(deposit(BOB, CRN));
		let ticket = request(BOB, Shares(CRN / 10)).unwrap();
		// Bob's account is removed.
		assert_ok!(Assets::transfer(signed(BOB), STCRN, CAROL, 9 * CRN / 10));
		assert_ok!(Balances::transfer_all(signed(BOB), CAROL, false));
		assert!(!System::account_exists(&BOB));
		// Of 1,001 CRN 950 are slashed: a tenth of a CRN becomes half a hundredth.
		offend(validator, Perbill::from_percent(95));
		let due = worth(Shares(CRN / 10), 51 * GRAINS_PER_PLANCK / 1_001);
		assert!(due < EXISTENTIAL_DEPOSIT);
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(skipped(), [(Skipped::Payment(ticket), TokenError::BelowMinimum.into())]);
		assert_eq!(ExitQueue::<Test>::get().set_aside, due);
		assert_noop!(LiquidStaking::claim(signed(DAVE), ticket), TokenError::BelowMinimum);
		// The payment is not lost: when the account exists again, any account can claim it.
		donate(BOB, EXISTENTIAL_DEPOSIT);
		assert_ok!(LiquidStaking::claim(signed(DAVE), ticket));
		assert_eq!(free(BOB), EXISTENTIAL_DEPOSIT + due);
		assert_eq!(tickets(), 0);
	});
}

#[test]
fn tickets_should_be_paid_when_an_earlier_payment_fails() {
	alone(|validator| {
		assert_ok!(deposit(BOB, CRN));
		let lost = request(BOB, Shares(CRN / 10)).unwrap();
		assert_ok!(Assets::transfer(signed(BOB), STCRN, CAROL, 9 * CRN / 10));
		assert_ok!(Balances::transfer_all(signed(BOB), CAROL, false));
		let before = free(ALICE);
		let paid = request(ALICE, Shares(100 * CRN)).unwrap();
		offend(validator, Perbill::from_percent(95));
		// The slash takes 95 % of what unbonds for it: it is unbonded for again, in era 5.
		run_to_era(5 + BONDING);
		assert_eq!(skipped(), [(Skipped::Payment(lost), TokenError::BelowMinimum.into())]);
		assert!(!Tickets::<Test>::contains_key(paid));
		// It was finalised in two stretches, each of them rounded down.
		let due = worth(Shares(100 * CRN), 51 * GRAINS_PER_PLANCK / 1_001);
		assert!(free(ALICE) - before <= due && free(ALICE) - before + 2 >= due);
	});
}

// Exits stuck without an event; claims said to be automatic that are not.

#[test]
fn exit_should_be_announced_and_paid_when_blocks_have_idle_time() {
	alone(|_| {
		let before = free(ALICE);
		let ticket = request(ALICE, Shares(100 * CRN)).unwrap();
		let unlock_era = LiquidStaking::unlock_era();
		while active_era() < unlock_era {
			begin_era();
			idle();
		}
		assert_eq!(free(ALICE) - before, 100 * CRN);
		let told: Vec<_> = events()
			.into_iter()
			.filter(|event| {
				use Event::*;
				matches!(event, ExitRequested { .. } | ExitsFinalised { .. } | TicketPaid { .. })
			})
			.collect();
		assert_eq!(
			told,
			[
				Event::ExitRequested {
					ticket,
					who: ALICE,
					shares: Shares(100 * CRN),
					value: 100 * CRN,
					unlock_era,
				},
				Event::ExitsFinalised {
					up_to: Shares(100 * CRN),
					shares: Shares(100 * CRN),
					rate: GRAINS_PER_PLANCK,
					amount: 100 * CRN,
				},
				Event::TicketPaid { ticket, who: ALICE, amount: 100 * CRN, open: Shares(0) },
			]
		);
	});
}

// Wrong unlock time.

#[test]
fn exit_should_be_paid_in_its_unlock_era_when_it_is_requested_at_any_time() {
	type Act = fn() -> TicketId;
	let times: [(&str, Act); 5] = [
		("after the work of an era", || request(ALICE, Shares(100 * CRN)).unwrap()),
		("before the work of an era", || {
			begin_era();
			let ticket = request(ALICE, Shares(100 * CRN)).unwrap();
			work();
			ticket
		}),
		("when the next era is planned, after the work", || {
			next_era();
			next_session();
			request(ALICE, Shares(100 * CRN)).unwrap()
		}),
		("when the next era is planned, before the work", || {
			begin_era();
			next_session();
			let ticket = request(ALICE, Shares(100 * CRN)).unwrap();
			work();
			ticket
		}),
		("after work that was done late", || {
			begin_era();
			next_session();
			work();
			request(ALICE, Shares(100 * CRN)).unwrap()
		}),
	];
	for (time, act) in times {
		for works_late in [false, true] {
			alone(|_| {
				let ticket = act();
				let unlock_era = Tickets::<Test>::get(ticket).unwrap().unlock_era;
				assert_eq!(unlock_era, active_era() + BONDING + 2, "{time}");
				while active_era() < unlock_era {
					begin_era();
					if works_late {
						next_session();
					}
					work();
				}
				assert_eq!(tickets(), 0, "{time}, works late: {works_late}");
			});
		}
	}
}

// No rebond.

#[test]
fn ticket_should_become_stcrn_when_its_owner_restakes_it() {
	alone(|_| {
		let ticket = request(ALICE, Shares(500 * CRN)).unwrap();
		next_era();
		assert_eq!(pool().unlocking, 500 * CRN);
		assert_ok!(restake(ALICE, ticket));
		assert_eq!(
			last_event(),
			Event::TicketRestaked {
				ticket,
				who: ALICE,
				value: 500 * CRN,
				shares: Shares(500 * CRN)
			}
		);
		assert_eq!(shares_of(ALICE), Shares(990 * CRN));
		assert_eq!(pool().bid(), GRAINS_PER_PLANCK);
		// Stake that unbonds for nobody is bonded again when it is free.
		run_to_era(7);
		assert_eq!((pool().active, pool().unlocking), (1_000 * CRN, 0));
	});
}

// Trapped by a minimum.

#[test]
fn holder_should_be_able_to_exit_when_its_balance_is_below_the_minimum() {
	alone_with(Parameters { minimum_exit: Shares(100 * CRN), ..plain_parameters() }, |_| {
		// At once, of the least that somebody can have got from somebody else.
		assert_ok!(deposit(BOB, 150 * CRN));
		assert_ok!(Assets::transfer(signed(BOB), STCRN, CAROL, TOKEN_MINIMUM));
		assert_ok!(instant(CAROL, Shares(TOKEN_MINIMUM)));
		// And in order: five are left.
		assert_noop!(request(ALICE, Shares(50 * CRN)), Error::<Test>::ExitTooSmall);
		assert_ok!(request(ALICE, Shares(985 * CRN)));
		assert_ok!(request(ALICE, Shares(5 * CRN)));
		assert_eq!((shares_of(ALICE), shares_of(CAROL)), (Shares(0), Shares(0)));
	});
}

// Transfer locks after minting.

#[test]
fn tokens_should_be_transferable_when_they_were_just_minted() {
	alone(|_| {
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_ok!(Assets::transfer_all(signed(BOB), STCRN, CAROL, false));
		assert_ok!(request(CAROL, Shares(60 * CRN)));
		assert_ok!(instant(CAROL, Shares(40 * CRN)));
	});
}

// Deposits meet exits.

#[test]
fn deposit_should_pay_an_exit_when_both_are_made_in_one_era() {
	alone(|_| {
		let before = free(ALICE);
		request(ALICE, Shares(40 * CRN)).unwrap();
		assert_ok!(deposit(BOB, 40 * CRN));
		next_era();
		assert_eq!(free(ALICE) - before, 40 * CRN);
		// Nothing was unbonded or bonded for it.
		assert_eq!((pool().active, pool().unlocking), (1_000 * CRN, 0));
		assert!(!events().iter().any(|event| matches!(event, Event::LaneMoved { .. })));
	});
}

#[test]
fn early_exits_should_share_one_limit_when_they_are_instant_or_queued() {
	alone(|_| {
		request(ALICE, Shares(100 * CRN)).unwrap();
		assert_ok!(deposit(BOB, 200 * CRN));
		begin_era();
		work();
		// 5 % of 1,200 CRN.
		assert_eq!(pool().exiting, Shares(40 * CRN));
		assert_eq!(CurrentCycle::<Test>::get().unwrap().early_left, 0);
		// Forty stay liquid for the rest of the ticket, a hundred are bonded.
		assert_eq!((pool().liquid, pool().active), (40 * CRN, 1_100 * CRN));
		assert_ok!(deposit(CAROL, 100 * CRN));
		assert_noop!(instant(BOB, Shares(10 * CRN)), Error::<Test>::EarlyShareExhausted);
		// 5 % of 1,240: 40 for the ticket, 22 for who is in a hurry.
		next_era();
		assert_eq!(CurrentCycle::<Test>::get().unwrap().early_left, 22 * CRN);
		assert_ok!(deposit(CAROL, 100 * CRN));
		assert_noop!(instant(BOB, Shares(22 * CRN + 1)), Error::<Test>::EarlyShareExhausted);
		assert_ok!(instant(BOB, Shares(22 * CRN)));
		assert_eq!(CurrentCycle::<Test>::get().unwrap().early_left, 0);
	});
}

// Delayed by others.

/// A large holder who requests an exit and restakes leaves stake that unbonds for nobody and comes
/// too late for earlier tickets. The liquid planck for those must not be bonded.
#[test]
fn ticket_should_be_paid_in_time_when_a_later_larger_one_is_restaked() {
	let parameters = Parameters { early_share: Permill::zero(), ..plain_parameters() };
	test_with(parameters, || {
		ERA_PAYOUT.with(|it| *it.borrow_mut() = 0);
		assert_ok!(deposit(ALICE, 2_000 * CRN));
		assert_ok!(deposit(BOB, 100 * CRN));
		next_era();
		let first = request(BOB, Shares(100 * CRN)).unwrap();
		// Comes in for it, so that nothing is unbonded.
		assert_ok!(deposit(CAROL, 100 * CRN));
		next_era();
		next_era();
		assert_eq!((pool().liquid, pool().unlocking), (100 * CRN, 0));
		let second = request(ALICE, Shares(1_000 * CRN)).unwrap();
		next_era();
		assert_eq!(pool().unlocking, 1_000 * CRN);
		assert_ok!(restake(ALICE, second));
		let before = free(BOB);
		run_to_era(Tickets::<Test>::get(first).unwrap().unlock_era);
		assert_eq!(free(BOB), before + 100 * CRN);
		assert_nothing_skipped();
	});
}

//! What has gone wrong in other liquid staking, and what users of it complain of, sentence by
//! sentence. Pools are those of [`alone`] unless a test says otherwise.

use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungibles::roles::Inspect as Roles, Hooks},
};
use pallet_staking::{ErasValidatorReward, UnappliedSlashes};
use sp_runtime::{Perbill, Permill, TokenError};

const HALF: Rate = GRAINS / 2;

/// Works in blocks of the least weight that any step takes, without a call.
fn idle() {
	for _ in 0..100 {
		LiquidStaking::on_idle(System::block_number(), Weight::MAX);
	}
}

// Donation inflation.

#[test]
fn rate_should_stay_when_somebody_gives_to_the_pools_accounts() {
	alone(|_| {
		let rewards: Vec<_> = (0..4).map(|lane| account(PoolAccount::Rewards(lane))).collect();
		let others = LiquidStaking::accounts().into_iter().filter(|it| !rewards.contains(it));
		let before = pool();
		others.for_each(|it| donate(it, 1_000 * CRN));
		assert_eq!(pool(), before);
		next_era();
		assert_eq!(pool(), before);
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_eq!(shares_of(BOB), 100 * CRN);
	});
}

#[test]
fn first_depositor_should_lose_what_it_gives_when_it_inflates_the_rate() {
	test(|| {
		pay_eras(0);
		// One of eleven shares, with the seed.
		assert_ok!(deposit(BOB, CRN));
		next_era();
		let rewards = account(PoolAccount::Rewards(0));
		assert_ok!(Balances::transfer_keep_alive(signed(BOB), rewards, 10_000 * CRN));
		next_era();
		let planck_per_share = 10_011 / 11 + 1;
		assert_eq!(pool().bid(), 10_011 * GRAINS / 11);
		assert_ok!(deposit(ALICE, 1_000 * CRN));
		// The victim loses what a share is worth at most, by rounding.
		let victim = worth(shares_of(ALICE), pool().bid());
		assert!(victim + planck_per_share >= 1_000 * CRN, "{victim}");
		// Of 10,001 CRN the attacker has an eleventh left.
		let attacker = worth(shares_of(BOB), pool().bid());
		assert!(attacker <= 911 * CRN, "{attacker}");
	});
}

#[test]
fn gift_to_a_reward_account_should_belong_to_those_who_hold_shares_when_somebody_comes_after_it() {
	alone(|_| {
		// Between two cycles, so that the next sees it only when it sweeps.
		donate(account(PoolAccount::Rewards(0)), 1_000 * CRN);
		begin_era();
		assert_ok!(deposit(BOB, 100 * CRN));
		work();
		// Two CRN a share, also for who waited while the gift was there already.
		assert_eq!(pool().bid(), 2 * GRAINS);
		assert_eq!(shares_of(BOB), 50 * CRN);
	});
}

// Share burn.

#[test]
fn next_depositor_should_not_be_robbed_when_a_holder_burns_nearly_all_tokens() {
	test(|| {
		// Stake 101, burn 100. Who has paid for an account of the token may burn what is on it.
		assert_ok!(Assets::touch(signed(BOB), STCRN));
		assert_ok!(deposit(ALICE, 101 * CRN));
		assert_ok!(Assets::transfer(signed(ALICE), STCRN, BOB, 100 * CRN));
		let before = pool();
		assert_ok!(Assets::refund(signed(BOB), STCRN, true));
		assert_eq!(Assets::total_supply(STCRN), CRN);
		assert_eq!(pool(), before);
		assert_ok!(deposit(CAROL, 50 * CRN));
		assert_eq!(worth(shares_of(CAROL), pool().bid()), 50 * CRN);
		// Nor does who burned get anything: the one CRN left is worth one CRN.
		assert_eq!(worth(shares_of(ALICE), pool().bid()), CRN);
	});
}

#[test]
fn rate_should_stay_when_a_transfer_leaves_dust_of_tokens() {
	test(|| {
		assert_ok!(deposit(ALICE, 101 * CRN));
		let before = pool();
		// What stays is below the token's least balance.
		let nearly_all = 101 * CRN - TOKEN_MINIMUM / 2;
		assert_ok!(Assets::transfer(signed(ALICE), STCRN, BOB, nearly_all));
		assert_eq!(shares_of(ALICE), 0);
		assert_eq!(pool(), before);
	});
}

// Burn before price.

#[test]
fn exit_should_be_priced_before_its_shares_are_burned_when_it_is_large() {
	alone(|_| {
		earn(1_000 * CRN);
		// Half of 990 shares at 2 CRN; at the rate after a burn it were 2,000 * 495 / 505.
		let ticket = request(ALICE, 495 * CRN).unwrap();
		let event = last_event();
		assert!(
			matches!(event, Event::ExitRequested { value, .. } if value == 990 * CRN),
			"{event:?}"
		);
		let before = free(ALICE);
		run_to_era(Tickets::<Test>::get(ticket).unwrap().unlock_era);
		assert_eq!(free(ALICE) - before, 990 * CRN);
		assert_eq!(pool().bid(), 2 * GRAINS);
	});
}

#[test]
fn instant_exit_should_be_priced_before_its_shares_are_burned_when_the_rate_is_not_one() {
	alone(|_| {
		earn(1_000 * CRN);
		assert_ok!(deposit(BOB, 100 * CRN));
		let before = free(ALICE);
		// 20 shares at 2 CRN, less 0.3 %.
		assert_ok!(instant(ALICE, 20 * CRN));
		assert_eq!(free(ALICE) - before, 40 * CRN - 120 * CRN / 1_000);
	});
}

// Same-era claim overwritten.

#[test]
fn exits_should_both_be_paid_when_one_account_asks_twice_in_an_era() {
	alone(|_| {
		let before = free(ALICE);
		let first = request(ALICE, 100 * CRN).unwrap();
		let second = request(ALICE, 200 * CRN).unwrap();
		assert_ne!(first, second);
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(free(ALICE) - before, 300 * CRN);
		assert_eq!(tickets(), 0);
	});
}

// A mint path that takes no funds.

#[test]
fn tokens_should_cost_at_least_their_worth_when_they_are_minted_in_any_way() {
	alone(|_| {
		// A rate that divides nothing.
		earn(333 * CRN + 1);
		let supply = || Assets::total_supply(STCRN);
		let (had, tokens, backing) = (free(BOB), supply(), pool().backing());
		assert_ok!(deposit(BOB, 100 * CRN));
		assert!(supply() > tokens);
		assert_eq!((had - free(BOB), pool().backing() - backing), (100 * CRN, 100 * CRN));
		assert!(worth(supply() - tokens, pool().bid()) <= 100 * CRN);
		// One that waits: no tokens for it until it is in the pool.
		begin_era();
		let had = free(CAROL);
		assert_ok!(deposit(CAROL, 100 * CRN));
		assert_eq!((had - free(CAROL), shares_of(CAROL)), (100 * CRN, 0));
		let (tokens, backing) = (supply(), pool().backing());
		work();
		assert_eq!(pool().backing() - backing, 100 * CRN);
		assert!(worth(supply() - tokens, pool().bid()) <= 100 * CRN);
		// Staking again: for what the ticket was owed, which nobody else gets any more.
		let owed = pool().owed();
		let ticket = request(ALICE, 77 * CRN).unwrap();
		let owed = pool().owed() - owed;
		let (tokens, backing) = (supply(), pool().backing());
		assert_ok!(restake(ALICE, ticket));
		assert_eq!((pool().backing(), pool().owed()), (backing, 0));
		assert!(worth(supply() - tokens, pool().bid()) <= owed);
		// The reserve's: shares that were there already.
		assert_ok!(LiquidStaking::fund_reserve(signed(BOB), 50 * CRN));
		let (tokens, shares) = (supply(), pool().shares);
		let surplus = pool().protocol_shares - SEED;
		assert_ok!(LiquidStaking::withdraw_reserve(signed(ADMIN), surplus, DAVE));
		assert_eq!((supply() - tokens, pool().shares), (surplus, shares));
	});
}

#[test]
fn tokens_should_not_be_minted_when_the_deposit_cannot_be_paid() {
	test(|| {
		assert!(deposit(ALICE, WEALTH + CRN).is_err());
		next_session();
		begin_era();
		assert!(deposit(ALICE, WEALTH + CRN).is_err());
		assert_eq!(WaitingDeposits::<Test>::get(), Waiting::default());
		work();
		assert_eq!(Assets::total_supply(STCRN), 0);
	});
}

// A rate that never falls.

#[test]
fn rate_should_fall_at_the_report_and_not_again_when_a_validator_is_slashed() {
	alone(|validator| {
		offend(validator, Perbill::from_percent(50));
		assert_eq!(pool().bid(), HALF);
		assert_eq!(pool().ask(), HALF);
		assert_eq!(last_event(), Event::SlashKnown { lane: 0, amount: 500 * CRN, covered: 0 });
		assert_eq!((pool().pending, pool().active), (500 * CRN, 1_000 * CRN));
		// Who comes now pays half as much for a share.
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_eq!(shares_of(BOB), 200 * CRN);
		// Reported in era 2 and deferred by 2: applied when era 5 begins.
		run_to_era(5);
		assert!(events().contains(&Event::SlashApplied { lane: 0, amount: 500 * CRN }));
		assert_eq!((pool().pending, pool().bid()), (0, HALF));
	});
}

#[test]
fn rate_should_fall_at_once_when_slashes_are_not_deferred() {
	alone(|validator| {
		SLASH_DEFERRAL.with(|it| *it.borrow_mut() = 0);
		offend(validator, Perbill::from_percent(50));
		assert_eq!(
			events(),
			[
				Event::SlashKnown { lane: 0, amount: 500 * CRN, covered: 0 },
				Event::SlashApplied { lane: 0, amount: 500 * CRN },
			]
		);
		assert_eq!((pool().pending, pool().active), (0, 500 * CRN));
		assert_eq!(pool().bid(), HALF);
		assert_eq!(lane(0).active, 500 * CRN);
	});
}

// Rewards credited by estimate.

#[test]
fn rate_should_stay_when_the_pools_validator_has_made_no_blocks() {
	alone(|validator| {
		pay_eras(100 * CRN);
		<Staking as frame_support::traits::RewardsReporter<AccountId>>::reward_by_ids(
			VALIDATORS.into_iter().filter(|it| *it != validator).map(|it| (it, 20)),
		);
		begin_era_without_points();
		work();
		assert_eq!(ErasValidatorReward::<Test>::get(2), Some(100 * CRN));
		assert_eq!(pool().bid(), GRAINS);
	});
}

#[test]
fn rate_should_stay_when_a_payout_was_promised_and_does_not_come() {
	alone(|validator| {
		pay_eras(100 * CRN);
		begin_era();
		ErasValidatorReward::<Test>::remove(2);
		work();
		let [(step, _)] = &skipped()[..] else { panic!("one step is left out") };
		assert_eq!(*step, Skipped::Payout { era: 2, validator, page: 0 });
		assert_eq!(pool().bid(), GRAINS);
	});
}

// One oversized request blocks the queue.

#[test]
fn small_exit_should_be_paid_when_one_of_nearly_the_whole_pool_is_before_it() {
	alone(|_| {
		assert_ok!(deposit(BOB, 10 * CRN));
		let (rich, poor) = (free(ALICE), free(BOB));
		let huge = request(ALICE, 990 * CRN).unwrap();
		let small = request(BOB, 10 * CRN).unwrap();
		let unlock_era = LiquidStaking::unlock_era();
		assert_ok!(deposit(CAROL, 20 * CRN));
		next_era();
		// What came in has finalised a part of the huge one, which can be had.
		assert_ok!(LiquidStaking::claim(signed(DAVE), huge));
		assert_eq!(free(ALICE) - rich, 30 * CRN);
		assert!(Tickets::<Test>::contains_key(huge) && Tickets::<Test>::contains_key(small));
		run_to_era(unlock_era);
		assert_eq!((free(ALICE) - rich, free(BOB) - poor), (990 * CRN, 10 * CRN));
		assert_eq!(pool().backing(), 30 * CRN);
	});
}

#[test]
fn queue_should_go_on_when_what_is_left_of_a_ticket_is_worth_less_than_a_planck() {
	alone(|validator| {
		offend(validator, Perbill::from_percent(50));
		// Of an odd number of shares at half a planck all but one can be paid.
		let odd = 2 * CRN + 1;
		let first = request(ALICE, odd).unwrap();
		assert_ok!(deposit(BOB, odd / 2));
		assert_eq!(worth(odd, HALF), odd / 2);
		next_era();
		assert_eq!(ExitQueue::<Test>::get().head, odd - 1);
		// A request at another rate, so that the odd share has a segment of its own.
		earn(100 * CRN);
		assert!(pool().bid() > HALF);
		let second = request(ALICE, CRN).unwrap();
		run_to_era(LiquidStaking::unlock_era());
		assert!(!Tickets::<Test>::contains_key(first));
		assert!(!Tickets::<Test>::contains_key(second));
		assert_eq!(ExitQueue::<Test>::get().head, ExitQueue::<Test>::get().tail);
	});
}

// A payout below the existential deposit, and the claim cleared.

#[test]
fn ticket_should_stay_claimable_when_its_owner_cannot_receive_so_little() {
	alone(|validator| {
		assert_ok!(deposit(BOB, CRN));
		let ticket = request(BOB, CRN / 10).unwrap();
		// Bob's account goes.
		assert_ok!(Assets::transfer(signed(BOB), STCRN, CAROL, 9 * CRN / 10));
		assert_ok!(Balances::transfer_all(signed(BOB), CAROL, false));
		assert!(!System::account_exists(&BOB));
		// Of 1,001 CRN 950 are slashed: a tenth of a CRN becomes half a hundredth.
		offend(validator, Perbill::from_percent(95));
		let due = worth(CRN / 10, 51 * GRAINS / 1_001);
		assert!(due < EXISTENTIAL_DEPOSIT);
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(skipped(), [(Skipped::Payment(ticket), TokenError::BelowMinimum.into())]);
		assert_eq!(ExitQueue::<Test>::get().put_by, due);
		assert_noop!(LiquidStaking::claim(signed(DAVE), ticket), TokenError::BelowMinimum);
		// It is not lost: when the account is there again, anybody can have it paid.
		donate(BOB, EXISTENTIAL_DEPOSIT);
		assert_ok!(LiquidStaking::claim(signed(DAVE), ticket));
		assert_eq!(free(BOB), EXISTENTIAL_DEPOSIT + due);
		assert_eq!(tickets(), 0);
	});
}

#[test]
fn tickets_should_be_paid_when_one_before_them_cannot_be() {
	alone(|validator| {
		assert_ok!(deposit(BOB, CRN));
		let lost = request(BOB, CRN / 10).unwrap();
		assert_ok!(Assets::transfer(signed(BOB), STCRN, CAROL, 9 * CRN / 10));
		assert_ok!(Balances::transfer_all(signed(BOB), CAROL, false));
		let before = free(ALICE);
		let paid = request(ALICE, 100 * CRN).unwrap();
		offend(validator, Perbill::from_percent(95));
		// The slash takes 95 % of what unbonds for it: it is unbonded for again, in era 5.
		run_to_era(5 + BONDING);
		assert_eq!(skipped(), [(Skipped::Payment(lost), TokenError::BelowMinimum.into())]);
		assert!(!Tickets::<Test>::contains_key(paid));
		// It was finalised in two stretches, each of them rounded down.
		let due = worth(100 * CRN, 51 * GRAINS / 1_001);
		assert!(free(ALICE) - before <= due && free(ALICE) - before + 2 >= due);
	});
}

// Payout sandwich.

#[test]
fn sandwich_should_earn_nothing_when_the_payouts_of_many_eras_are_due() {
	alone(|validator| {
		pay_eras(100 * CRN);
		// Nobody works for three eras.
		(0..3).for_each(|_| begin_era());
		let before = free(BOB);
		assert_ok!(deposit(BOB, 1_000 * CRN));
		for era in 2..5 {
			assert_ok!(Staking::payout_stakers(signed(BOB), validator, era));
		}
		work();
		// A third of what three eras pay is the pool's; Bob has paid for his part of it.
		assert!(pool().bid() > GRAINS + GRAINS / 100);
		assert!(worth(shares_of(BOB), pool().bid()) <= 1_000 * CRN);
		assert!(worth(shares_of(BOB), pool().bid()) >= 1_000 * CRN - 2);
		// Out again, as fast as can be and in order.
		assert_ok!(deposit(CAROL, 100 * CRN));
		let at_once = shares_of(BOB) / 50;
		assert_ok!(instant(BOB, at_once));
		pay_eras(0);
		request(BOB, shares_of(BOB)).unwrap();
		run_to_era(LiquidStaking::unlock_era());
		assert!(free(BOB) < before);
	});
}

#[test]
fn deposit_should_pay_for_rewards_when_they_have_landed_and_are_not_swept() {
	alone(|_| {
		donate(account(PoolAccount::Rewards(0)), 1_000 * CRN);
		begin_era();
		while LiquidStaking::query_rates().is_settling {
			assert_ok!(LiquidStaking::crank(signed(DAVE), 1));
		}
		assert_eq!(CurrentCycle::<Test>::get().unwrap().stage, Stage::Sweep { lane: 0 });
		// Who comes pays 2 CRN for a share, who leaves gets 1.
		assert_eq!((pool().ask(), pool().bid()), (2 * GRAINS, GRAINS));
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_eq!(shares_of(BOB), 50 * CRN);
		work();
		assert_eq!(worth(shares_of(BOB), pool().bid()), 100 * CRN);
	});
}

#[test]
fn deposit_just_before_rewards_should_cost_more_than_it_earns_when_it_leaves_at_once() {
	alone(|_| {
		let before = free(BOB);
		// Half of the pool, for the last moment of an era that pays a thousandth.
		assert_ok!(deposit(BOB, 1_000 * CRN));
		donate(account(PoolAccount::Rewards(0)), 2 * CRN);
		begin_era();
		while !matches!(CurrentCycle::<Test>::get().unwrap().stage, Stage::Plan) {
			assert_ok!(LiquidStaking::crank(signed(DAVE), 1));
		}
		assert_eq!(pool().bid(), 1_001 * GRAINS / 1_000);
		// A twentieth of the pool may leave at once; a share of it has earned a thousandth and pays
		// three.
		assert_noop!(instant(BOB, 100 * CRN), Error::<Test>::EarlyShareExhausted);
		assert_ok!(instant(BOB, 99 * CRN));
		let value = 99 * 1_001 * CRN / 1_000;
		assert_eq!(free(BOB) + 1_000 * CRN - before, value - value * 3 / 1_000);
		assert!(value - value * 3 / 1_000 < 99 * CRN);
	});
}

// Full drain of a slashed validator.

#[test]
fn exits_should_be_paid_when_a_lane_has_lost_everything() {
	test_with(Parameters { validators: 4, ..plain_parameters() }, || {
		pay_eras(0);
		assert_ok!(deposit(ALICE, 990 * CRN));
		next_era();
		next_era();
		// Four lanes of 250 CRN, each with a validator of its own.
		assert_eq!((lane(0).active, lane(3).active), (250 * CRN, 250 * CRN));
		offend(lane(0).validators[0], Perbill::one());
		assert_eq!(pool().bid(), 3 * GRAINS / 4);
		let before = free(ALICE);
		request(ALICE, 400 * CRN).unwrap();
		let unlock_era = LiquidStaking::unlock_era();
		run_to_era(5);
		assert!(events().contains(&Event::SlashApplied { lane: 0, amount: 250 * CRN }));
		assert_eq!((lane(0).active, lane(0).unlocking), (0, 0));
		assert_eq!(pool().bid(), 3 * GRAINS / 4);
		// A slash takes of what unbonds as well, so it may take until that is unbonded again.
		run_to_era(unlock_era + 3);
		assert_eq!(free(ALICE) - before, 300 * CRN);
		// The lane can be bonded again, with another validator.
		assert_ok!(deposit(BOB, 300 * CRN));
		next_era();
		assert!(lane(0).active > 0);
		assert_nothing_skipped();
	});
}

#[test]
fn lanes_should_work_when_all_that_the_pool_has_is_slashed() {
	alone(|validator| {
		let ticket = request(ALICE, 100 * CRN).unwrap();
		offend(validator, Perbill::one());
		assert_eq!(pool().bid(), 0);
		run_to_era(10);
		assert_eq!(pool().gross(), 0);
		// Nothing to pay, and nothing is thrown away: income belongs to all alike.
		assert!(Tickets::<Test>::contains_key(ticket));
		let before = free(ALICE);
		earn(100 * CRN);
		// A tenth of the shares, of 100 CRN.
		assert_eq!(free(ALICE) - before, 10 * CRN);
		assert_nothing_skipped();
	});
}

// Exits stuck without an event; claims said to be automatic that are not.

#[test]
fn exit_should_be_told_and_paid_without_a_call_when_blocks_have_room() {
	alone(|_| {
		let before = free(ALICE);
		let ticket = request(ALICE, 100 * CRN).unwrap();
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
					shares: 100 * CRN,
					value: 100 * CRN,
					unlock_era,
				},
				Event::ExitsFinalised {
					up_to: 100 * CRN,
					shares: 100 * CRN,
					rate: GRAINS,
					amount: 100 * CRN,
				},
				Event::TicketPaid { ticket, who: ALICE, amount: 100 * CRN, open: 0 },
			]
		);
	});
}

// Wrong unlock time.

#[test]
fn exit_should_be_paid_in_the_era_told_when_it_is_asked_for_at_any_time_and_work_is_done_early_or_late(
) {
	type Act = fn() -> TicketId;
	let times: [(&str, Act); 5] = [
		("after the work of an era", || request(ALICE, 100 * CRN).unwrap()),
		("before the work of an era", || {
			begin_era();
			let ticket = request(ALICE, 100 * CRN).unwrap();
			work();
			ticket
		}),
		("when the next era is planned, after the work", || {
			next_era();
			next_session();
			request(ALICE, 100 * CRN).unwrap()
		}),
		("when the next era is planned, before the work", || {
			begin_era();
			next_session();
			let ticket = request(ALICE, 100 * CRN).unwrap();
			work();
			ticket
		}),
		("after work that was done late", || {
			begin_era();
			next_session();
			work();
			request(ALICE, 100 * CRN).unwrap()
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
fn ticket_should_be_stake_again_when_its_owner_changes_its_mind() {
	alone(|_| {
		let ticket = request(ALICE, 500 * CRN).unwrap();
		next_era();
		assert_eq!(pool().unlocking, 500 * CRN);
		assert_ok!(restake(ALICE, ticket));
		assert_eq!(
			last_event(),
			Event::TicketRestaked { ticket, who: ALICE, value: 500 * CRN, shares: 500 * CRN }
		);
		assert_eq!(shares_of(ALICE), 990 * CRN);
		assert_eq!(pool().bid(), GRAINS);
		// What unbonds for nobody is bonded again when it has come.
		run_to_era(7);
		assert_eq!((pool().active, pool().unlocking), (1_000 * CRN, 0));
	});
}

// Trapped by a minimum.

#[test]
fn holder_should_be_able_to_leave_when_what_is_left_is_below_the_minimum() {
	alone_with(Parameters { minimum_exit: 100 * CRN, ..plain_parameters() }, |_| {
		// At once, of the least that somebody can have got from somebody else.
		assert_ok!(deposit(BOB, 150 * CRN));
		assert_ok!(Assets::transfer(signed(BOB), STCRN, CAROL, TOKEN_MINIMUM));
		assert_ok!(instant(CAROL, TOKEN_MINIMUM));
		// And in order: five are left.
		assert_noop!(request(ALICE, 50 * CRN), Error::<Test>::ExitTooSmall);
		assert_ok!(request(ALICE, 985 * CRN));
		assert_ok!(request(ALICE, 5 * CRN));
		assert_eq!((shares_of(ALICE), shares_of(CAROL)), (0, 0));
	});
}

// Rounding.

#[test]
fn rounding_should_cost_two_planck_at_most_and_never_the_pool_when_somebody_comes_and_goes() {
	alone(|_| {
		// A share is worth 1.333... planck.
		earn(1_000 * CRN / 3);
		for odd in [0, 1, 2, 3, 7, 333_333_333_333, 999_999_999_999] {
			let amount = CRN + odd;
			let (before, rate) = (free(BOB), pool().bid());
			assert_ok!(deposit(BOB, amount));
			assert!(pool().bid() >= rate);
			let ticket = request(BOB, shares_of(BOB)).unwrap();
			let rate = Tickets::<Test>::get(ticket).unwrap().rate;
			assert!(pool().bid() >= rate);
			let paid = before - free(BOB);
			run_to_era(LiquidStaking::unlock_era());
			assert_eq!(tickets(), 0);
			let cost = before - free(BOB);
			assert_eq!(paid, amount);
			assert!(cost <= 2, "{cost}");
			assert!(pool().bid() >= rate);
		}
	});
}

#[test]
fn exit_should_not_bring_more_when_it_is_split() {
	alone(|_| {
		earn(1_000 * CRN / 3);
		let whole = LiquidStaking::query_exit(90 * CRN + 9).value;
		let parts: Balance = (0..9)
			.map(|_| {
				request(ALICE, 10 * CRN + 1).unwrap();
				let Event::ExitRequested { value, .. } = last_event() else { panic!() };
				value
			})
			.sum();
		assert!(parts <= whole && parts + 9 >= whole, "{parts} {whole}");
	});
}

// Transfer locks after minting.

#[test]
fn tokens_should_move_at_once_when_they_were_minted() {
	alone(|_| {
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_ok!(Assets::transfer_all(signed(BOB), STCRN, CAROL, false));
		assert_ok!(request(CAROL, 60 * CRN));
		assert_ok!(instant(CAROL, 40 * CRN));
	});
}

// Slashes: priced before anybody leaves.

#[test]
fn ticket_should_share_a_loss_when_staking_would_spare_its_stake() {
	alone(|validator| {
		let before = free(ALICE);
		request(ALICE, 500 * CRN).unwrap();
		run_to_era(6);
		// What unbonds for it was asked for in era 3: an offence of era 6 does not touch it.
		let chunks = Staking::ledger(account(PoolAccount::Stash(0)).into()).unwrap().unlocking;
		assert_eq!((chunks.len(), chunks[0].era), (1, 3 + BONDING));
		assert_eq!((pool().active, pool().unlocking), (500 * CRN, 500 * CRN));
		// Half of the 500 that back the validator: a quarter of everything.
		offend(validator, Perbill::from_percent(50));
		assert_eq!(pool().bid(), 3 * GRAINS / 4);
		run_to_era(8);
		assert_eq!(free(ALICE) - before, 375 * CRN);
		run_to_era(9);
		assert!(events().contains(&Event::SlashApplied { lane: 0, amount: 250 * CRN }));
		// The slash took only of what is bonded, and those who stay have lost no more.
		assert_eq!(pool().bid(), 3 * GRAINS / 4);
		assert_eq!(pool().backing(), 375 * CRN);
	});
}

#[test]
fn nobody_should_leave_whole_when_a_slash_is_known_and_not_applied() {
	alone(|validator| {
		assert_ok!(deposit(BOB, 300 * CRN));
		let before = free(ALICE);
		request(ALICE, 200 * CRN).unwrap();
		// 500 of 1,300.
		offend(validator, Perbill::from_percent(50));
		let rate = 800 * GRAINS / 1_300;
		assert_eq!(pool().bid(), rate);
		// At once, in order after it, and in order before it but not finalised.
		let paid = worth(10 * CRN, rate);
		assert_ok!(instant(ALICE, 10 * CRN));
		assert_eq!(free(ALICE) - before, paid - (paid * 3).div_ceil(1_000));
		let rate = pool().bid();
		request(ALICE, 100 * CRN).unwrap();
		assert_eq!(LiquidStaking::query_tickets(ALICE, None).len(), 2);
		for info in LiquidStaking::query_tickets(ALICE, None) {
			assert_eq!(info.value, worth(info.shares, rate));
		}
		// What can leave early is finalised before the slash is applied: at the lower rate.
		next_era();
		let finalised = events().into_iter().find_map(|event| match event {
			Event::ExitsFinalised { rate, .. } => Some(rate),
			_ => None,
		});
		assert_eq!(finalised, Some(rate));
		assert_eq!(pool().pending, 500 * CRN);
	});
}

#[test]
fn slash_by_hand_should_be_refused_by_staking_when_it_does_not_come_from_the_pool() {
	use sp_runtime::DispatchError::BadOrigin;
	alone(|validator| {
		offend(validator, Perbill::from_percent(10));
		for origin in [RuntimeOrigin::root(), signed(ADMIN), signed(SLASHER), signed(ALICE)] {
			let fraction = Perbill::from_percent(50);
			assert_noop!(Staking::manual_slash(origin.clone(), validator, 2, fraction), BadOrigin);
			assert_noop!(Staking::cancel_deferred_slash(origin.clone(), 5, vec![0]), BadOrigin);
			assert_noop!(Staking::set_min_commission(origin, fraction), BadOrigin);
		}
		assert_ok!(LiquidStaking::manual_slash(
			signed(SLASHER),
			validator,
			2,
			Perbill::from_percent(50)
		));
		assert_eq!(pool().bid(), HALF);
		assert_eq!(UnappliedSlashes::<Test>::get(5).len(), 2);
	});
}

#[test]
fn rate_should_come_back_at_once_when_a_slash_is_cancelled() {
	alone(|validator| {
		offend(validator, Perbill::from_percent(50));
		request(ALICE, 100 * CRN).unwrap();
		let indices = vec![0].try_into().unwrap();
		assert_ok!(LiquidStaking::cancel_deferred_slash(signed(SLASHER), 5, indices));
		assert_eq!(last_event(), Event::SlashForgiven { lane: 0, amount: 500 * CRN });
		assert_eq!((pool().pending, pool().deficit), (0, 0));
		// The ticket is owed what it was when it was asked for: 50 of 1,000 CRN.
		assert_eq!(LiquidStaking::query_tickets(ALICE, None)[0].value, 50 * CRN);
		assert_eq!(pool().bid(), 950 * GRAINS / 900);
	});
}

#[test]
fn first_loss_should_come_back_when_a_slash_is_cancelled_that_was_larger() {
	test_with(Parameters { validators: 1, ..plain_parameters() }, || {
		pay_eras(0);
		// 100 of first loss beside the seed of 10, and 890 of Alice's.
		assert_ok!(LiquidStaking::fund_reserve(signed(DAVE), 100 * CRN));
		assert_ok!(deposit(ALICE, 890 * CRN));
		next_era();
		next_era();
		offend(lane(0).validators[0], Perbill::from_percent(20));
		// Of 200, 100 are the protocol's; the rest is shared by the 900 shares left.
		assert_eq!((pool().covered, pool().protocol_shares), (100 * CRN, SEED));
		assert_eq!(pool().bid(), 800 * GRAINS / 900);
		let indices = vec![0].try_into().unwrap();
		assert_ok!(LiquidStaking::cancel_deferred_slash(signed(SLASHER), 5, indices));
		// As it was.
		assert_eq!(pool().bid(), GRAINS);
		assert_eq!((pool().shares, pool().protocol_shares), (1_000 * CRN, 110 * CRN));
		assert_eq!((pool().pending, pool().covered, pool().deficit), (0, 0, 0));
	});
}

#[test]
fn slashes_should_add_up_when_a_lane_backs_two_who_misbehave() {
	test_with(Parameters { validators: 2, ..plain_parameters() }, || {
		pay_eras(0);
		// So much that there is one lane for both.
		pallet_staking::MinNominatorBond::<Test>::put(600 * CRN);
		assert_ok!(deposit(ALICE, 990 * CRN));
		next_era();
		next_era();
		let [first, second] = lane(0).validators[..] else { panic!("two validators") };
		let backs = |validator| Staking::eras_stakers(2, &validator).others[0].value;
		assert_eq!(backs(first) + backs(second), 1_000 * CRN);
		let (tenth, third) = (Perbill::from_percent(10), Perbill::from_percent(30));
		offend(first, tenth);
		let one = tenth * backs(first);
		assert_eq!(pool().pending, one);
		offend(second, third);
		let both = one + third * backs(second);
		assert_eq!(pool().pending, both);
		assert_eq!(pool().backing(), 1_000 * CRN - both);
		// One of them is cancelled, the other applied.
		let indices = vec![0].try_into().unwrap();
		assert_ok!(LiquidStaking::cancel_deferred_slash(signed(SLASHER), 5, indices));
		assert_eq!(pool().pending, both - one);
		run_to_era(5);
		assert_eq!((pool().pending, pool().backing()), (0, 1_000 * CRN - (both - one)));
	});
}

// The token is nobody's.

#[test]
fn token_should_be_out_of_reach_when_anybody_tries_to_rule_it() {
	alone(|_| {
		let pot = account(PoolAccount::Liquid);
		for who in [ALICE, ADMIN, GUARDIAN, SLASHER] {
			let refused = [
				Assets::mint(signed(who), STCRN, who, CRN),
				Assets::burn(signed(who), STCRN, ALICE, CRN),
				Assets::freeze(signed(who), STCRN, ALICE),
				Assets::freeze_asset(signed(who), STCRN),
				Assets::block(signed(who), STCRN, ALICE),
				Assets::force_transfer(signed(who), STCRN, ALICE, who, CRN),
				Assets::set_team(signed(who), STCRN, who, who, who),
				Assets::transfer_ownership(signed(who), STCRN, who),
				Assets::start_destroy(signed(who), STCRN),
				Assets::set_min_balance(signed(who), STCRN, 1),
				Assets::force_asset_status(signed(who), STCRN, who, who, who, who, 1, true, false),
			];
			assert!(refused.iter().all(Result::is_err), "{refused:?}");
		}
		// Nor can the asset be made anew.
		assert!(Assets::create(signed(ALICE), STCRN, ALICE, 1).is_err());
		assert_eq!(<Assets as Roles<AccountId>>::owner(STCRN), Some(pot));
		assert_eq!(shares_of(ALICE), 990 * CRN);
	});
}

// Deposits meet exits.

#[test]
fn deposit_should_pay_an_exit_when_both_come_in_one_era() {
	alone(|_| {
		let before = free(ALICE);
		request(ALICE, 40 * CRN).unwrap();
		assert_ok!(deposit(BOB, 40 * CRN));
		next_era();
		assert_eq!(free(ALICE) - before, 40 * CRN);
		// Nothing was unbonded or bonded for it.
		assert_eq!((pool().active, pool().unlocking), (1_000 * CRN, 0));
		assert!(!events().iter().any(|event| matches!(event, Event::LaneMoved { .. })));
	});
}

#[test]
fn early_exits_should_share_one_allowance_when_they_are_instant_or_in_order() {
	alone(|_| {
		request(ALICE, 100 * CRN).unwrap();
		assert_ok!(deposit(BOB, 200 * CRN));
		begin_era();
		work();
		// 5 % of 1,200 CRN.
		assert_eq!(pool().exiting, 40 * CRN);
		assert_eq!(CurrentCycle::<Test>::get().unwrap().early_left, 0);
		// Forty stay liquid for the rest of the ticket, a hundred are bonded.
		assert_eq!((pool().liquid, pool().active), (40 * CRN, 1_100 * CRN));
		assert_ok!(deposit(CAROL, 100 * CRN));
		assert_noop!(instant(BOB, 10 * CRN), Error::<Test>::EarlyShareExhausted);
		// 5 % of 1,240: 40 for the ticket, 22 for who is in a hurry.
		next_era();
		assert_eq!(CurrentCycle::<Test>::get().unwrap().early_left, 22 * CRN);
		assert_ok!(deposit(CAROL, 100 * CRN));
		assert_noop!(instant(BOB, 22 * CRN + 1), Error::<Test>::EarlyShareExhausted);
		assert_ok!(instant(BOB, 22 * CRN));
		assert_eq!(CurrentCycle::<Test>::get().unwrap().early_left, 0);
	});
}

// Breach.

#[test]
fn pool_should_take_nothing_in_and_keep_paying_when_its_books_do_not_fit() {
	alone(|_| {
		let finalised = request(ALICE, 100 * CRN).unwrap();
		run_to_era(6);
		begin_era();
		while ExitQueue::<Test>::get().head == 0 {
			assert_ok!(LiquidStaking::crank(signed(DAVE), 1));
		}
		// Somebody has got a planck wrong.
		let sound = lane(0);
		Lanes::<Test>::mutate_extant(0, |lane| lane.active += 1);
		begin_era();
		assert!(!LiquidStaking::are_deposits_paused());
		work();
		assert!(events().contains(&Event::BooksBroken { breach: Breach::Stake }));
		assert_eq!(Paused::<Test>::get(), Some(Pause::Breach));
		assert_noop!(deposit(BOB, CRN), Error::<Test>::DepositsPaused);
		assert_noop!(instant(ALICE, CRN), Error::<Test>::InstantExitsPaused);
		// The finalised ticket was paid all the same, and requests are taken.
		assert!(!Tickets::<Test>::contains_key(finalised));
		assert_ok!(request(ALICE, 100 * CRN));
		// Time does not heal it; governance does.
		run_to_era(40);
		assert_noop!(deposit(BOB, CRN), Error::<Test>::DepositsPaused);
		Lanes::<Test>::mutate_extant(0, |lane| {
			(lane.active, lane.unlocking) = (sound.active, sound.unlocking)
		});
		assert_ok!(LiquidStaking::resume_deposits(signed(ADMIN)));
		assert_ok!(deposit(BOB, CRN));
	});
}

// A bounded type that cannot be decoded after its bound shrank.

#[test]
fn lane_should_be_left_as_it_is_when_it_cannot_be_decoded() {
	alone(|validator| {
		let key = Lanes::<Test>::hashed_key_for(0);
		let sound = sp_io::storage::get(&key).unwrap();
		// As if lanes had been allowed more validators once.
		let broad = Lane::<AccountId, frame_support::traits::ConstU32<17>> {
			active: 1_000 * CRN,
			unlocking: 0,
			pending: 0,
			validators: vec![validator; 17].try_into().unwrap(),
			plan: Default::default(),
		};
		sp_io::storage::set(&key, &codec::Encode::encode(&broad));
		assert_eq!(Lanes::<Test>::get(0), None);
		let (books, written) = (pool(), sp_io::storage::get(&key));
		next_era();
		assert_eq!((pool(), LaneCount::<Test>::get()), (books, 1));
		assert_eq!(sp_io::storage::get(&key), written);
		assert!(events().contains(&Event::BooksBroken { breach: Breach::Stake }));
		// A migration mends it.
		sp_io::storage::set(&key, &sound);
		assert_ok!(LiquidStaking::resume_deposits(signed(ADMIN)));
		next_era();
		assert_eq!(Paused::<Test>::get(), None);
	});
}

#[test]
fn lanes_should_be_decoded_when_governance_backs_fewer_validators() {
	test(|| {
		assert_ok!(deposit(ALICE, 990 * CRN));
		next_era();
		assert_eq!(backed().len(), 6);
		set(|it| it.validators = 2);
		next_era();
		assert!((0..4).all(|index| !lane(index).validators.is_empty()));
		let mut backed = backed();
		backed.sort_unstable();
		backed.dedup();
		assert_eq!(backed.len(), 2);
		assert_nothing_skipped();
	});
}

/// A whale that asks to leave and stakes again leaves stake behind that unbonds for nobody, and
/// comes too late for those who asked before it: what was liquid for them must not be bonded.
#[test]
fn ticket_should_be_paid_in_time_when_a_later_and_larger_one_is_staked_again() {
	let parameters = Parameters { early_share: Permill::zero(), ..plain_parameters() };
	test_with(parameters, || {
		ERA_PAYOUT.with(|it| *it.borrow_mut() = 0);
		assert_ok!(deposit(ALICE, 2_000 * CRN));
		assert_ok!(deposit(BOB, 100 * CRN));
		next_era();
		let first = request(BOB, 100 * CRN).unwrap();
		// Comes in for it, so that nothing is unbonded.
		assert_ok!(deposit(CAROL, 100 * CRN));
		next_era();
		next_era();
		assert_eq!((pool().liquid, pool().unlocking), (100 * CRN, 0));
		let second = request(ALICE, 1_000 * CRN).unwrap();
		next_era();
		assert_eq!(pool().unlocking, 1_000 * CRN);
		assert_ok!(restake(ALICE, second));
		let before = free(BOB);
		run_to_era(Tickets::<Test>::get(first).unwrap().unlock_era);
		assert_eq!(free(BOB), before + 100 * CRN);
		assert_nothing_skipped();
	});
}

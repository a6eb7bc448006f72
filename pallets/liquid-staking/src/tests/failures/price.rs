//! Failures of the rate and of share prices.

use super::*;

// Donation inflation.

#[test]
fn rate_should_stay_when_accounts_of_the_pool_receive_gifts() {
	alone(|_| {
		let rewards: Vec<_> = (0..4).map(|lane| account(PoolAccount::Rewards(lane))).collect();
		let others = LiquidStaking::accounts().into_iter().filter(|it| !rewards.contains(it));
		let before = pool();
		others.for_each(|it| donate(it, 1_000 * CRN));
		assert_eq!(pool(), before);
		next_era();
		assert_eq!(pool(), before);
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_eq!(shares_of(BOB), Shares(100 * CRN));
	});
}

#[test]
fn first_depositor_should_lose_its_gift_when_it_inflates_the_rate() {
	test(|| {
		pay_eras(0);
		// One of eleven shares, with the seed.
		assert_ok!(deposit(BOB, CRN));
		next_era();
		let rewards = account(PoolAccount::Rewards(0));
		assert_ok!(Balances::transfer_keep_alive(signed(BOB), rewards, 10_000 * CRN));
		next_era();
		let planck_per_share = 10_011 / 11 + 1;
		assert_eq!(pool().bid(), 10_011 * GRAINS_PER_PLANCK / 11);
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
fn gift_to_a_reward_account_should_belong_to_holders_when_a_deposit_follows() {
	alone(|_| {
		// Between two cycles, so that the next sees it only when it sweeps.
		donate(account(PoolAccount::Rewards(0)), 1_000 * CRN);
		begin_era();
		assert_ok!(deposit(BOB, 100 * CRN));
		work();
		// Two CRN a share, also for who waited while the gift was there already.
		assert_eq!(pool().bid(), 2 * GRAINS_PER_PLANCK);
		assert_eq!(shares_of(BOB), Shares(50 * CRN));
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
		assert_eq!(shares_of(ALICE), Shares(0));
		assert_eq!(pool(), before);
	});
}

// Burn before price.

#[test]
fn exit_should_be_priced_before_its_shares_are_burned_when_it_is_large() {
	alone(|_| {
		earn(1_000 * CRN);
		// Half of 990 shares at 2 CRN; at the rate after a burn it were 2,000 * 495 / 505.
		let ticket = request(ALICE, Shares(495 * CRN)).unwrap();
		let event = last_event();
		assert!(
			matches!(event, Event::ExitRequested { value, .. } if value == 990 * CRN),
			"{event:?}"
		);
		let before = free(ALICE);
		run_to_era(Tickets::<Test>::get(ticket).unwrap().unlock_era);
		assert_eq!(free(ALICE) - before, 990 * CRN);
		assert_eq!(pool().bid(), 2 * GRAINS_PER_PLANCK);
	});
}

#[test]
fn instant_exit_should_be_priced_before_its_shares_are_burned_when_the_rate_is_not_one() {
	alone(|_| {
		earn(1_000 * CRN);
		assert_ok!(deposit(BOB, 100 * CRN));
		let before = free(ALICE);
		// 20 shares at 2 CRN, less 0.3 %.
		assert_ok!(instant(ALICE, Shares(20 * CRN)));
		assert_eq!(free(ALICE) - before, 40 * CRN - 120 * CRN / 1_000);
	});
}

// A mint path that takes no funds.

#[test]
fn tokens_should_cost_at_least_their_value_when_they_are_minted() {
	alone(|_| {
		// A rate that divides nothing.
		earn(333 * CRN + 1);
		let supply = || Shares::of_tokens(Assets::total_supply(STCRN));
		let (had, tokens, backing) = (free(BOB), supply(), pool().backing());
		assert_ok!(deposit(BOB, 100 * CRN));
		assert!(supply() > tokens);
		assert_eq!((had - free(BOB), pool().backing() - backing), (100 * CRN, 100 * CRN));
		assert!(worth(supply().saturating_sub(tokens), pool().bid()) <= 100 * CRN);
		// One that waits: no tokens for it until it is in the pool.
		begin_era();
		let had = free(CAROL);
		assert_ok!(deposit(CAROL, 100 * CRN));
		assert_eq!((had - free(CAROL), shares_of(CAROL)), (100 * CRN, Shares(0)));
		let (tokens, backing) = (supply(), pool().backing());
		work();
		assert_eq!(pool().backing() - backing, 100 * CRN);
		assert!(worth(supply().saturating_sub(tokens), pool().bid()) <= 100 * CRN);
		// Staking again: for what the ticket was owed, which nobody else gets any more.
		let owed = pool().owed();
		let ticket = request(ALICE, Shares(77 * CRN)).unwrap();
		let owed = pool().owed() - owed;
		let (tokens, backing) = (supply(), pool().backing());
		assert_ok!(restake(ALICE, ticket));
		assert_eq!((pool().backing(), pool().owed()), (backing, 0));
		assert!(worth(supply().saturating_sub(tokens), pool().bid()) <= owed);
		// The reserve's: shares that were there already.
		assert_ok!(LiquidStaking::fund_reserve(signed(BOB), 50 * CRN));
		let (tokens, shares) = (supply(), pool().shares);
		let surplus = pool().protocol_shares.saturating_sub(SEED);
		assert_ok!(LiquidStaking::withdraw_reserve(signed(ADMIN), surplus, DAVE));
		assert_eq!((supply().saturating_sub(tokens), pool().shares), (surplus, shares));
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
		assert_eq!(
			last_event(),
			Event::SlashAnticipated { lane: 0, amount: 500 * CRN, covered: 0 }
		);
		assert_eq!((pool().pending, pool().active), (500 * CRN, 1_000 * CRN));
		// Who comes now pays half as much for a share.
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_eq!(shares_of(BOB), Shares(200 * CRN));
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
				Event::SlashAnticipated { lane: 0, amount: 500 * CRN, covered: 0 },
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
		assert_eq!(pool().bid(), GRAINS_PER_PLANCK);
	});
}

#[test]
fn rate_should_stay_when_a_payout_fails() {
	alone(|validator| {
		pay_eras(100 * CRN);
		begin_era();
		ErasValidatorReward::<Test>::remove(2);
		work();
		let [(step, _)] = &skipped()[..] else { panic!("one step is left out") };
		assert_eq!(*step, Skipped::Payout { era: 2, validator, page: 0 });
		assert_eq!(pool().bid(), GRAINS_PER_PLANCK);
	});
}

// Payout sandwich.

#[test]
fn sandwich_should_earn_nothing_when_payouts_of_many_eras_are_due() {
	alone(|validator| {
		pay_eras(100 * CRN);
		// The cycle does not advance for three eras.
		(0..3).for_each(|_| begin_era());
		let before = free(BOB);
		assert_ok!(deposit(BOB, 1_000 * CRN));
		for era in 2..5 {
			assert_ok!(Staking::payout_stakers(signed(BOB), validator, era));
		}
		work();
		// A third of what three eras pay is the pool's; Bob has paid for his part of it.
		assert!(pool().bid() > GRAINS_PER_PLANCK + GRAINS_PER_PLANCK / 100);
		assert!(worth(shares_of(BOB), pool().bid()) <= 1_000 * CRN);
		assert!(worth(shares_of(BOB), pool().bid()) >= 1_000 * CRN - 2);
		// Bob leaves at once and through the queue.
		assert_ok!(deposit(CAROL, 100 * CRN));
		let at_once = Shares(shares_of(BOB).0 / 50);
		assert_ok!(instant(BOB, at_once));
		pay_eras(0);
		request(BOB, shares_of(BOB)).unwrap();
		run_to_era(LiquidStaking::unlock_era());
		assert!(free(BOB) < before);
	});
}

#[test]
fn deposit_should_pay_for_rewards_when_they_are_not_swept() {
	alone(|_| {
		donate(account(PoolAccount::Rewards(0)), 1_000 * CRN);
		begin_era();
		while LiquidStaking::query_rates().is_settling {
			assert_ok!(LiquidStaking::advance_cycle(signed(DAVE), 1));
		}
		assert_eq!(CurrentCycle::<Test>::get().unwrap().stage, Stage::Sweep { lane: 0 });
		// Who comes pays 2 CRN for a share, who leaves gets 1.
		assert_eq!((pool().ask(), pool().bid()), (2 * GRAINS_PER_PLANCK, GRAINS_PER_PLANCK));
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_eq!(shares_of(BOB), Shares(50 * CRN));
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
			assert_ok!(LiquidStaking::advance_cycle(signed(DAVE), 1));
		}
		assert_eq!(pool().bid(), 1_001 * GRAINS_PER_PLANCK / 1_000);
		// A twentieth of the pool may leave at once; a share of it has earned a thousandth and pays
		// three.
		assert_noop!(instant(BOB, Shares(100 * CRN)), Error::<Test>::EarlyShareExhausted);
		assert_ok!(instant(BOB, Shares(99 * CRN)));
		let value = 99 * 1_001 * CRN / 1_000;
		assert_eq!(free(BOB) + 1_000 * CRN - before, value - value * 3 / 1_000);
		assert!(value - value * 3 / 1_000 < 99 * CRN);
	});
}

// Rounding.

#[test]
fn rounding_should_cost_two_planck_at_most_when_an_account_deposits_and_exits() {
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
fn exit_should_not_yield_more_when_it_is_split() {
	alone(|_| {
		earn(1_000 * CRN / 3);
		let whole = LiquidStaking::query_exit(Shares(90 * CRN + 9)).value;
		let parts: Balance = (0..9)
			.map(|_| {
				request(ALICE, Shares(10 * CRN + 1)).unwrap();
				let Event::ExitRequested { value, .. } = last_event() else { panic!() };
				value
			})
			.sum();
		assert!(parts <= whole && parts + 9 >= whole, "{parts} {whole}");
	});
}

// No account controls the token.

#[test]
fn token_should_be_protected_when_an_account_tries_to_administer_it() {
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
		assert_eq!(shares_of(ALICE), Shares(990 * CRN));
	});
}

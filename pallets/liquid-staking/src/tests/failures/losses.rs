//! Failures of slashes and of the accounting.

use super::*;

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
		assert_eq!(pool().bid(), 3 * GRAINS_PER_PLANCK / 4);
		let before = free(ALICE);
		request(ALICE, Shares(400 * CRN)).unwrap();
		let unlock_era = LiquidStaking::unlock_era();
		run_to_era(5);
		assert!(events().contains(&Event::SlashApplied { lane: 0, amount: 250 * CRN }));
		assert_eq!((lane(0).active, lane(0).unlocking), (0, 0));
		assert_eq!(pool().bid(), 3 * GRAINS_PER_PLANCK / 4);
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
fn lanes_should_keep_working_when_the_whole_pool_is_slashed() {
	alone(|validator| {
		let ticket = request(ALICE, Shares(100 * CRN)).unwrap();
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

// Slashes are priced before any account leaves.

#[test]
fn ticket_should_share_a_loss_when_its_stake_is_spared() {
	alone(|validator| {
		let before = free(ALICE);
		request(ALICE, Shares(500 * CRN)).unwrap();
		run_to_era(6);
		// What unbonds for it was asked for in era 3: an offence of era 6 does not touch it.
		let chunks = Staking::ledger(account(PoolAccount::Stash(0)).into()).unwrap().unlocking;
		assert_eq!((chunks.len(), chunks[0].era), (1, 3 + BONDING));
		assert_eq!((pool().active, pool().unlocking), (500 * CRN, 500 * CRN));
		// Half of the 500 that back the validator: a quarter of everything.
		offend(validator, Perbill::from_percent(50));
		assert_eq!(pool().bid(), 3 * GRAINS_PER_PLANCK / 4);
		run_to_era(8);
		assert_eq!(free(ALICE) - before, 375 * CRN);
		run_to_era(9);
		assert!(events().contains(&Event::SlashApplied { lane: 0, amount: 250 * CRN }));
		// The slash took only of what is bonded, and those who stay have lost no more.
		assert_eq!(pool().bid(), 3 * GRAINS_PER_PLANCK / 4);
		assert_eq!(pool().backing(), 375 * CRN);
	});
}

#[test]
fn exits_should_share_a_loss_when_a_slash_is_pending() {
	alone(|validator| {
		assert_ok!(deposit(BOB, 300 * CRN));
		let before = free(ALICE);
		request(ALICE, Shares(200 * CRN)).unwrap();
		// 500 of 1,300.
		offend(validator, Perbill::from_percent(50));
		let rate = 800 * GRAINS_PER_PLANCK / 1_300;
		assert_eq!(pool().bid(), rate);
		// At once, in order after it, and in order before it but not finalised.
		let paid = worth(Shares(10 * CRN), rate);
		assert_ok!(instant(ALICE, Shares(10 * CRN)));
		assert_eq!(free(ALICE) - before, paid - (paid * 3).div_ceil(1_000));
		let rate = pool().bid();
		request(ALICE, Shares(100 * CRN)).unwrap();
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
fn manual_slash_should_be_refused_by_staking_when_it_does_not_come_from_the_pool() {
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
fn rate_should_recover_at_once_when_a_slash_is_cancelled() {
	alone(|validator| {
		offend(validator, Perbill::from_percent(50));
		request(ALICE, Shares(100 * CRN)).unwrap();
		let indices = vec![0].try_into().unwrap();
		assert_ok!(LiquidStaking::cancel_deferred_slash(signed(SLASHER), 5, indices));
		assert_eq!(last_event(), Event::SlashReduced { lane: 0, amount: 500 * CRN });
		assert_eq!((pool().pending, pool().deficit), (0, 0));
		// The ticket is owed what it was when it was asked for: 50 of 1,000 CRN.
		assert_eq!(LiquidStaking::query_tickets(ALICE, None)[0].value, 50 * CRN);
		assert_eq!(pool().bid(), 950 * GRAINS_PER_PLANCK / 900);
	});
}

#[test]
fn first_loss_should_recover_when_a_larger_slash_is_cancelled() {
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
		assert_eq!(pool().bid(), 800 * GRAINS_PER_PLANCK / 900);
		let indices = vec![0].try_into().unwrap();
		assert_ok!(LiquidStaking::cancel_deferred_slash(signed(SLASHER), 5, indices));
		// As it was.
		assert_eq!(pool().bid(), GRAINS_PER_PLANCK);
		assert_eq!(
			(pool().shares, pool().protocol_shares),
			(Shares(1_000 * CRN), Shares(110 * CRN))
		);
		assert_eq!((pool().pending, pool().covered, pool().deficit), (0, 0, 0));
	});
}

#[test]
fn slashes_should_add_up_when_a_lane_backs_two_offenders() {
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

// Accounting mismatch.

#[test]
fn pool_should_refuse_deposits_and_keep_paying_when_accounting_does_not_match() {
	alone(|_| {
		let finalised = request(ALICE, Shares(100 * CRN)).unwrap();
		run_to_era(6);
		begin_era();
		while ExitQueue::<Test>::get().head.is_zero() {
			assert_ok!(LiquidStaking::advance_cycle(signed(DAVE), 1));
		}
		// The accounting is off by one planck.
		let sound = lane(0);
		Lanes::<Test>::mutate_extant(0, |lane| lane.active += 1);
		begin_era();
		assert!(!LiquidStaking::are_deposits_paused());
		work();
		assert!(events().contains(&Event::AccountingMismatchFound { mismatch: Mismatch::Stake }));
		assert_eq!(Paused::<Test>::get(), Some(Pause::AccountingMismatch));
		assert_noop!(deposit(BOB, CRN), Error::<Test>::DepositsPaused);
		assert_noop!(instant(ALICE, Shares(CRN)), Error::<Test>::InstantExitsPaused);
		// The finalised ticket was still paid, and requests are accepted.
		assert!(!Tickets::<Test>::contains_key(finalised));
		assert_ok!(request(ALICE, Shares(100 * CRN)));
		// Only governance resumes deposits; time does not.
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
fn lane_should_stay_unchanged_when_it_cannot_be_decoded() {
	alone(|validator| {
		let key = Lanes::<Test>::hashed_key_for(0);
		let sound = sp_io::storage::get(&key).unwrap();
		// Lanes were once allowed more validators.
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
		assert!(events().contains(&Event::AccountingMismatchFound { mismatch: Mismatch::Stake }));
		// A migration repairs it.
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

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::RewardsReporter};
use sp_runtime::Permill;

fn swept(events: &[Event<Test>]) -> Vec<(LaneIndex, Balance)> {
	events
		.iter()
		.filter_map(|event| match event {
			Event::RewardsSwept { lane, amount, .. } => Some((*lane, *amount)),
			_ => None,
		})
		.collect()
}

/// Begins the next era; in the last one only this validator has made blocks, and gets all.
fn begin_era_of(validator: AccountId) {
	<Staking as RewardsReporter<AccountId>>::reward_by_ids([(validator, 20)]);
	begin_era_without_points();
}

#[test]
fn rewards_should_raise_the_rate_when_the_pools_validators_earn() {
	alone(|validator| {
		pay_eras(20 * CRN);
		begin_era_of(validator);
		work();
		// Half is the pool's, which has half of the validator's stake.
		assert_eq!(swept(&events()), [(0, 10 * CRN)]);
		assert_eq!(pool().bid(), 1_010 * GRAINS_PER_PLANCK / 1_000);
		// It compounds: all of it is bonded.
		assert_eq!((pool().active, pool().liquid), (1_010 * CRN, 0));
	});
}

#[test]
fn protocol_should_receive_its_fee_in_shares_when_there_is_a_profit() {
	alone(|_| {
		set(|it| it.fee = Permill::from_percent(10));
		earn(100 * CRN);
		// 90 of 100 are the holders': 1.09 CRN a share, at which the protocol gets 10 CRN.
		let fee_shares = Shares(10 * CRN * 100 / 109);
		assert!(events().contains(&Event::RewardsSwept { lane: 0, amount: 100 * CRN, fee_shares }));
		assert_eq!(pool().protocol_shares, SEED.saturating_add(fee_shares));
		assert_eq!(worth(Shares(100 * CRN), pool().bid()), 109 * CRN);
	});
}

#[test]
fn rewards_should_be_claimed_once_when_another_account_has_claimed_them() {
	alone(|validator| {
		pay_eras(20 * CRN);
		begin_era_of(validator);
		assert_ok!(Staking::payout_stakers(signed(BOB), validator, 2));
		work();
		assert_eq!(swept(&events()), [(0, 10 * CRN)]);
		assert_nothing_skipped();
	});
}

#[test]
fn rewards_should_be_claimed_page_by_page_when_many_back_a_validator() {
	alone(|validator| {
		// Pages are of two backers; so many come that the pool is on one of several.
		for who in 2_000..2_008 {
			donate(who, 2_000 * CRN);
			assert_ok!(Staking::bond(
				signed(who),
				1_000 * CRN,
				pallet_staking::RewardDestination::Stash
			));
			assert_ok!(Staking::nominate(signed(who), vec![validator]));
		}
		next_era();
		assert_eq!(active_era(), 3);
		assert_eq!(Staking::eras_stakers(3, &validator).others.len(), 9);
		pay_eras(100 * CRN);
		System::reset_events();
		begin_era_of(validator);
		work();
		// 100 CRN for 10,000 CRN of stake, of which the pool has 1,000.
		assert_eq!(swept(&events()), [(0, 10 * CRN)]);
		// Only its own page was claimed.
		assert_eq!(pallet_staking::ClaimedRewards::<Test>::get(3, validator).len(), 1);
	});
}

#[test]
fn rewards_of_all_eras_should_be_claimed_when_cycles_were_missed() {
	alone(|validator| {
		pay_eras(20 * CRN);
		(0..3).for_each(|_| begin_era_of(validator));
		work();
		// Eras 2, 3 and 4 with the same exposure each.
		assert_eq!(swept(&events()), [(0, 30 * CRN)]);
		assert_eq!(CurrentCycle::<Test>::get().unwrap().era, 5);
	});
}

#[test]
fn rewards_of_every_lane_should_be_swept_when_there_are_several() {
	test_with(Parameters { validators: 4, ..plain_parameters() }, || {
		pay_eras(0);
		assert_ok!(deposit(ALICE, 990 * CRN));
		next_era();
		for lane in 0..4 {
			donate(account(PoolAccount::Rewards(lane)), Balance::from(lane + 1) * CRN);
		}
		// Lane 1's cannot be had now.
		lock(account(PoolAccount::Rewards(1)));
		System::reset_events();
		next_era();
		assert_eq!(swept(&events()), [(0, CRN), (2, 3 * CRN), (3, 4 * CRN)]);
		assert_eq!(skipped().len(), 1);
		assert_eq!(skipped()[0].0, Skipped::Sweep(1));
		assert_eq!(pool().bid(), 1_008 * GRAINS_PER_PLANCK / 1_000);
		assert_eq!(pool().unswept, 0);
		unlock(account(PoolAccount::Rewards(1)));
		next_era();
		assert_eq!(pool().bid(), 1_010 * GRAINS_PER_PLANCK / 1_000);
	});
}

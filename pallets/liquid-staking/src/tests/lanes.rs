use crate::{mock::*, *};
use frame_support::assert_ok;
use pallet_staking::{ConfigOp, MinNominatorBond, Nominators};
use sp_runtime::{Percent, Permill};

/// Four lanes of 250 CRN.
fn four(body: impl FnOnce()) {
	test(|| {
		pay_eras(0);
		assert_ok!(deposit(ALICE, 990 * CRN));
		next_era();
		assert_eq!(actives(), [250 * CRN; 4]);
		System::reset_events();
		body();
	});
}

fn actives() -> Vec<Balance> {
	(0..LaneCount::<Test>::get()).map(|index| lane(index).active).collect()
}

fn stash(index: LaneIndex) -> AccountId {
	account(PoolAccount::Stash(index))
}

fn nominated(index: LaneIndex) -> Option<Vec<AccountId>> {
	Nominators::<Test>::get(stash(index)).map(|it| it.targets.into_inner())
}

#[test]
fn lanes_should_be_opened_when_they_have_twice_the_floor_each() {
	test(|| {
		pay_eras(0);
		// The floor is 10 CRN. The seed is enough for one; two have 20 each from 40 on.
		next_era();
		assert_eq!(actives(), [10 * CRN]);
		assert_ok!(deposit(ALICE, 29 * CRN));
		next_era();
		assert_eq!(actives(), [39 * CRN]);
		assert_ok!(deposit(ALICE, 51 * CRN));
		next_era();
		// 90 CRN are four of 22.5. Of the 51 there are for the three new ones the last would get 6,
		// with which it could not nominate: the first gets them.
		let half = CRN / 2;
		assert_eq!(actives(), [39 * CRN, 28 * CRN + half, 22 * CRN + half, 0]);
		assert_eq!(pool().liquid, 0);
		assert_nothing_skipped();
	});
}

#[test]
fn lanes_should_become_equally_large_when_stake_comes_and_goes() {
	four(|| {
		assert_ok!(deposit(BOB, 400 * CRN));
		next_era();
		assert_eq!(actives(), [350 * CRN; 4]);
		let all = Event::LaneMoved { lane: 3, bonded: 100 * CRN, unbonded: 0 };
		assert!(events().contains(&all));
		request(ALICE, Shares(800 * CRN)).unwrap();
		next_era();
		assert_eq!(actives(), [150 * CRN; 4]);
		assert_eq!(pool().unlocking, 800 * CRN);
		let all = Event::LaneMoved { lane: 0, bonded: 0, unbonded: 200 * CRN };
		assert!(events().contains(&all));
	});
}

#[test]
fn lanes_should_nominate_different_validators_when_there_are_enough() {
	four(|| {
		for index in 0..4 {
			assert_eq!(nominated(index), Some(lane(index).validators.to_vec()));
		}
		let mut all = backed();
		all.sort_unstable();
		assert_eq!(all, VALIDATORS);
	});
}

#[test]
fn lanes_should_share_validators_when_one_lane_had_them_all() {
	test(|| {
		pay_eras(0);
		// As on a new network: at first there is the seed only.
		next_era();
		assert_eq!((actives(), backed().len()), (vec![10 * CRN], 6));
		assert_ok!(deposit(ALICE, 990 * CRN));
		next_era();
		assert_eq!(actives().len(), 4);
		let mut all = backed();
		all.sort_unstable();
		assert_eq!(all, VALIDATORS);
		assert!((0..4).all(|index| nominated(index) == Some(lane(index).validators.to_vec())));
	});
}

#[test]
fn lanes_should_separate_when_there_are_enough_validators_again() {
	four(|| {
		// Four lanes, and one validator that is left.
		for who in VALIDATORS.into_iter().skip(1) {
			assert_ok!(Staking::chill(signed(who)));
		}
		next_era();
		assert_eq!(backed(), [VALIDATORS[0]; 4]);
		for who in VALIDATORS {
			assert_ok!(Staking::validate(signed(who), Default::default()));
		}
		next_era();
		let mut all = backed();
		all.sort_unstable();
		assert_eq!(all, VALIDATORS);
	});
}

#[test]
fn lanes_should_be_merged_and_opened_again_when_the_least_nomination_changes() {
	four(|| {
		// 1,000 CRN are enough for one of 600.
		MinNominatorBond::<Test>::put(600 * CRN);
		next_era();
		assert_eq!(actives(), [250 * CRN, 0, 0, 0]);
		for retired in 1..4 {
			assert_eq!(nominated(retired), None);
			assert!(lane(retired).validators.is_empty());
		}
		// The first keeps nominating as it did until it has got the others' stake.
		assert!(nominated(0).is_some_and(|it| !it.is_empty()));
		let kept = nominated(0);
		run_to_era(2 + BONDING);
		assert_eq!(actives(), [1_000 * CRN, 0, 0, 0]);
		assert_ne!(nominated(0), kept);
		assert_eq!(nominated(0).map(|it| it.len()), Some(6));
		// Bonds go where they are needed, and what is bonded stays.
		MinNominatorBond::<Test>::put(10 * CRN);
		assert_ok!(deposit(BOB, 600 * CRN));
		next_era();
		// Four lanes of 400 each there would be: the smallest come first.
		assert_eq!(actives(), [1_000 * CRN, 400 * CRN, 200 * CRN, 0]);
		assert!((0..3).all(|index| nominated(index) == Some(lane(index).validators.to_vec())));
		assert_ok!(deposit(BOB, 400 * CRN));
		next_era();
		assert_eq!(actives(), [1_000 * CRN, 400 * CRN, 200 * CRN, 400 * CRN]);
		assert!((0..4).all(|index| nominated(index) == Some(lane(index).validators.to_vec())));
		let mut all = backed();
		all.sort_unstable();
		assert_eq!(all, VALIDATORS);
	});
}

#[test]
fn pool_should_pay_all_holders_when_it_shrinks_below_the_floor() {
	test(|| {
		pay_eras(0);
		assert_ok!(deposit(ALICE, 90 * CRN));
		next_era();
		MinNominatorBond::<Test>::put(50 * CRN);
		let before = free(ALICE);
		request(ALICE, Shares(90 * CRN)).unwrap();
		let unlock_era = LiquidStaking::unlock_era();
		next_era();
		// Ten CRN cannot nominate: everything is unbonded.
		assert_eq!(actives().iter().sum::<Balance>(), 0);
		assert_eq!(pool().unlocking, 100 * CRN);
		run_to_era(unlock_era);
		assert_eq!(free(ALICE) - before, 90 * CRN);
		assert_eq!((pool().liquid, pool().bid()), (10 * CRN, GRAINS_PER_PLANCK));
		// And it begins again with who comes next.
		assert_ok!(deposit(BOB, 90 * CRN));
		next_era();
		assert_eq!(actives()[0], 100 * CRN);
		assert!(nominated(0).is_some());
		assert_nothing_skipped();
	});
}

#[test]
fn lane_should_nominate_again_when_a_validator_has_kicked_it() {
	four(|| {
		let validator = lane(0).validators[0];
		assert_ok!(Staking::kick(signed(validator), vec![stash(0)]));
		assert!(!nominated(0).unwrap().contains(&validator));
		next_era();
		assert_eq!(nominated(0), Some(lane(0).validators.to_vec()));
		assert!(nominated(0).unwrap().contains(&validator));
	});
}

#[test]
fn lane_should_nominate_again_when_another_account_has_chilled_it() {
	four(|| {
		// It was below the least bond for a while.
		let configure = |bond| {
			Staking::set_staking_configs(
				RuntimeOrigin::root(),
				ConfigOp::Set(bond),
				ConfigOp::Noop,
				ConfigOp::Set(5),
				ConfigOp::Noop,
				ConfigOp::Set(Percent::from_percent(10)),
				ConfigOp::Noop,
				ConfigOp::Noop,
			)
		};
		assert_ok!(configure(251 * CRN));
		assert_ok!(Staking::chill_other(signed(DAVE), stash(2)));
		assert_eq!(nominated(2), None);
		assert_ok!(configure(10 * CRN));
		next_era();
		assert_eq!(nominated(2), Some(lane(2).validators.to_vec()));
		assert_nothing_skipped();
	});
}

#[test]
fn nomination_should_be_skipped_and_retried_when_it_fails() {
	test(|| {
		pay_eras(0);
		assert_ok!(deposit(ALICE, 990 * CRN));
		// No room for nominators.
		pallet_staking::MaxNominatorsCount::<Test>::put(0);
		next_era();
		let left_out: Vec<_> = skipped().into_iter().map(|it| it.0).collect();
		assert_eq!(left_out, (0..4).map(Skipped::Nomination).collect::<Vec<_>>());
		// All the rest is done.
		assert_eq!(actives(), [250 * CRN; 4]);
		assert!(matches!(last_event(), Event::CycleEnded { era: 1, .. }));
		pallet_staking::MaxNominatorsCount::<Test>::kill();
		next_era();
		assert!((0..4).all(|index| nominated(index).is_some()));
		assert_eq!(skipped().len(), 4);
	});
}

#[test]
fn bonding_should_be_skipped_and_retried_when_it_fails() {
	four(|| {
		let pot = account(PoolAccount::Liquid);
		assert_ok!(deposit(BOB, 400 * CRN));
		lock(pot);
		next_era();
		let left_out: Vec<_> = skipped().into_iter().map(|it| it.0).collect();
		assert_eq!(left_out, (0..4).map(Skipped::Stake).collect::<Vec<_>>());
		assert_eq!((actives(), pool().liquid), (vec![250 * CRN; 4], 400 * CRN));
		unlock(pot);
		next_era();
		assert_eq!(actives(), [350 * CRN; 4]);
	});
}

#[test]
fn withdrawal_should_be_skipped_and_retried_when_it_fails() {
	four(|| {
		let before = free(ALICE);
		set(|it| it.early_share = Permill::zero());
		request(ALICE, Shares(400 * CRN)).unwrap();
		lock(stash(1));
		let unlock_era = LiquidStaking::unlock_era();
		run_to_era(1 + BONDING + 1);
		assert_eq!(skipped().len(), 1);
		assert_eq!(skipped()[0].0, Skipped::Withdrawal(1));
		// What the others have withdrawn is finalised.
		let queue = ExitQueue::<Test>::get();
		assert_eq!((queue.head, pool().unlocking), (Shares(300 * CRN), 100 * CRN));
		unlock(stash(1));
		run_to_era(unlock_era);
		assert_eq!(free(ALICE) - before, 400 * CRN);
	});
}

#[test]
fn lane_should_keep_working_when_its_stash_received_a_gift() {
	four(|| {
		donate(stash(0), 77 * CRN);
		request(ALICE, Shares(400 * CRN)).unwrap();
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(pool().backing(), 600 * CRN);
		assert_eq!(free(stash(0)), 77 * CRN + EXISTENTIAL_DEPOSIT);
		assert_nothing_skipped();
	});
}

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::RewardsReporter};
use pallet_staking::{ValidatorPrefs, Validators};
use sp_runtime::{Perbill, Permill};

/// An average validator of 20 points, that keeps nothing and has the stake that is wanted.
fn candidate() -> Candidate<AccountId> {
	Candidate {
		account: 7,
		commission: Perbill::zero(),
		is_blocked: false,
		self_stake: SELF_STAKE,
		points: Some(20),
		last_slash: None,
	}
}

fn seen(candidate: &Candidate<AccountId>, average: u32, era: EraIndex) -> ValidatorRecord {
	let mut record = ValidatorRecord::default();
	record.update(candidate, average, era);
	record
}

fn score(record: ValidatorRecord, self_stake: Balance, era: EraIndex) -> u64 {
	record.score(self_stake, &plain_parameters(), era)
}

/// Begins an era in which validators have these points, and does its work.
fn next_era_with(points: impl Fn(AccountId) -> u32) {
	<Staking as RewardsReporter<AccountId>>::reward_by_ids(
		VALIDATORS.into_iter().map(|it| (it, points(it))),
	);
	begin_era_without_points();
	work();
}

fn validate(who: AccountId, commission: Perbill, blocked: bool) {
	assert_ok!(Staking::validate(signed(who), ValidatorPrefs { commission, blocked }));
}

#[test]
fn performance_should_follow_points_smoothly_when_eras_pass() {
	// It begins with 0.9; 3/4 of what was and 1/4 of the era's part of the average.
	let performance =
		|points, average| seen(&Candidate { points, ..candidate() }, average, 5).performance;
	assert_eq!(performance(Some(20), 20), 925_000);
	assert_eq!(performance(Some(10), 20), 800_000);
	assert_eq!(performance(Some(0), 20), 675_000);
	// At most one and a half times the average.
	assert_eq!(performance(Some(30), 20), 1_050_000);
	assert_eq!(performance(Some(2_000), 20), 1_050_000);
	// Not elected, or nobody has earned points: as before.
	assert_eq!(performance(None, 20), 900_000);
	assert_eq!(performance(Some(0), 0), 900_000);
	let mut record = seen(&candidate(), 20, 5);
	record.update(&candidate(), 20, 6);
	assert_eq!(record.performance, 943_750);
}

#[test]
fn score_should_fall_with_commission_and_missing_self_stake_when_all_else_is_equal() {
	let record = |commission| seen(&Candidate { commission, ..candidate() }, 20, 5);
	assert_eq!(score(record(Perbill::zero()), SELF_STAKE, 5), 925_000);
	assert_eq!(score(record(Perbill::from_percent(10)), SELF_STAKE, 5), 832_500);
	// A fifth of it hangs on the own stake.
	assert_eq!(score(record(Perbill::zero()), SELF_STAKE / 2, 5), 832_500);
	assert_eq!(score(record(Perbill::zero()), 0, 5), 740_000);
	assert_eq!(score(record(Perbill::zero()), 5 * SELF_STAKE, 5), 925_000);
}

#[test]
fn score_should_be_lower_for_a_while_when_a_commission_has_risen() {
	let tenth = Candidate { commission: Perbill::from_percent(10), ..candidate() };
	// That it had one when it was first seen is no rise.
	let mut record = seen(&tenth, 0, 5);
	assert_eq!((record.raised_in, score(record, SELF_STAKE, 5)), (None, 810_000));
	let fifth = Candidate { commission: Perbill::from_percent(20), ..candidate() };
	record.update(&fifth, 0, 6);
	assert_eq!(record.raised_in, Some(6));
	// 0.9 less a fifth, less a fifth for 20 eras.
	assert_eq!(score(record, SELF_STAKE, 6), 576_000);
	assert_eq!(score(record, SELF_STAKE, 26), 576_000);
	assert_eq!(score(record, SELF_STAKE, 27), 720_000);
	// That it falls changes nothing.
	record.update(&tenth, 0, 7);
	assert_eq!((record.raised_in, score(record, SELF_STAKE, 27)), (Some(6), 810_000));
}

#[test]
fn validator_should_not_be_backed_when_it_is_blocked_expensive_unstaked_or_slashed() {
	let may = |candidate: &Candidate<AccountId>, era| {
		ValidatorRecord::may_be_backed(candidate, &plain_parameters(), era)
	};
	assert!(may(&candidate(), 30));
	assert!(!may(&Candidate { is_blocked: true, ..candidate() }, 30));
	assert!(!may(&Candidate { self_stake: 0, ..candidate() }, 30));
	let keeps = |commission| Candidate { commission, ..candidate() };
	assert!(may(&keeps(Perbill::from_percent(50)), 30));
	assert!(!may(&keeps(Perbill::from_parts(500_000_001)), 30));
	// Slashes are remembered for 20 eras.
	let slashed = |era| Candidate { last_slash: Some(era), ..candidate() };
	assert!(!may(&slashed(10), 30));
	assert!(may(&slashed(9), 30));
	assert!(!may(&slashed(1), 5));
}

#[test]
fn best_validators_should_be_chosen_when_there_are_more_than_the_pool_backs() {
	test(|| {
		set(|it| it.validators = 2);
		pay_eras(0);
		assert_ok!(deposit(ALICE, 990 * CRN));
		// Era 0's points count in era 1.
		next_era_with(|it| if it == 103 || it == 105 { 40 } else { 10 });
		let mut backed = backed();
		backed.sort_unstable();
		backed.dedup();
		assert_eq!(backed, [103, 105]);
	});
}

#[test]
fn validator_should_be_kept_when_another_is_not_better_by_the_hysteresis() {
	for (percent, is_kept) in [(15, true), (5, false)] {
		alone(|validator| {
			set(|it| it.hysteresis = Permill::from_percent(percent));
			let other = VALIDATORS.into_iter().find(|it| *it != validator).unwrap();
			let performance = |it| ValidatorRecords::<Test>::get(it).unwrap().performance;
			// Both are equal up to now; the pool's makes 16 blocks and the other 24, of 20.
			let before = performance(other);
			assert_eq!(before, performance(validator));
			next_era_with(|it| match it {
				_ if it == validator => 16,
				_ if it == other => 24,
				_ => 20,
			});
			let (ours, theirs) = (performance(validator), performance(other));
			assert_eq!(ours, (before * 3 + 800_000) / 4);
			assert_eq!(theirs, (before * 3 + 1_200_000) / 4);
			// The other is better by a tenth or so.
			assert!(theirs * 100 > ours * 105 && theirs * 100 < ours * 115);
			assert_eq!(backed(), [if is_kept { validator } else { other }], "{percent} %");
		});
	}
}

#[test]
fn outscored_validator_should_stay_when_the_turnover_limit_is_reached() {
	for (max_turnover, is_kept) in [(99, true), (100, false)] {
		alone(|validator| {
			set(|it| it.max_turnover = Permill::from_percent(max_turnover));
			next_era_with(|it| if it == validator { 0 } else { 24 });
			assert_eq!(backed() == [validator], is_kept, "{max_turnover} %");
			assert_eq!(backed().len(), 1);
			let nominated = pallet_staking::Nominators::<Test>::get(account(PoolAccount::Stash(0)));
			assert_eq!(nominated.unwrap().targets.into_inner(), backed());
		});
	}
}

#[test]
fn validator_should_be_dropped_at_once_when_it_becomes_ineligible() {
	type Act = fn(AccountId);
	let reasons: [(&str, Act); 4] = [
		("it takes no nominations", |it| validate(it, Perbill::zero(), true)),
		("it has become too dear", |it| validate(it, Perbill::from_percent(51), false)),
		("it was slashed", |it| offend(it, Perbill::from_percent(1))),
		("it has gone", |it| assert_chilled(it)),
	];
	for (reason, act) in reasons {
		alone(|validator| {
			// Not because it is outscored.
			set(|it| it.max_turnover = Permill::zero());
			act(validator);
			next_era();
			assert_eq!(backed().len(), 1, "{reason}");
			assert_ne!(backed(), [validator], "{reason}");
			assert_nothing_skipped();
		});
	}
}

fn assert_chilled(who: AccountId) {
	assert_ok!(Staking::chill(signed(who)));
}

#[test]
fn slashed_validator_should_be_backed_again_when_the_lookback_has_passed() {
	alone(|validator| {
		set(|it| it.record_lookback_eras = 5);
		offend(validator, Perbill::from_percent(1));
		// All others have become too dear, so that it is the only one as soon as it may.
		for other in VALIDATORS.into_iter().filter(|it| *it != validator) {
			validate(other, Perbill::from_percent(51), false);
		}
		let is_eligible = || ValidatorRecords::<Test>::get(validator).unwrap().is_eligible;
		run_to_era(2 + 5);
		assert!(!is_eligible());
		next_era();
		assert!(is_eligible());
	});
}

#[test]
fn lanes_should_keep_their_validators_when_none_is_eligible() {
	alone(|validator| {
		for each in VALIDATORS {
			validate(each, Perbill::from_percent(51), false);
		}
		assert_ok!(deposit(BOB, 100 * CRN));
		next_era();
		assert_eq!(backed(), [validator]);
		// What comes in is bonded all the same, and earns.
		assert_eq!(pool().active, 1_100 * CRN);
		assert_nothing_skipped();
	});
}

#[test]
fn nothing_should_be_bonded_when_no_validator_was_ever_eligible() {
	test(|| {
		for each in VALIDATORS {
			validate(each, Perbill::from_percent(51), false);
		}
		assert_ok!(deposit(ALICE, 990 * CRN));
		next_era();
		assert_eq!((pool().liquid, LaneCount::<Test>::get()), (1_000 * CRN, 0));
		validate(104, Perbill::zero(), false);
		next_era();
		assert_eq!((backed(), pool().active), (vec![104], 1_000 * CRN));
	});
}

#[test]
fn records_should_be_removed_when_their_validators_have_left() {
	alone(|validator| {
		assert_eq!(ValidatorRecords::<Test>::iter().count(), 6);
		let other = VALIDATORS.into_iter().find(|it| *it != validator).unwrap();
		assert_chilled(other);
		next_era();
		assert_eq!(ValidatorRecords::<Test>::iter().count(), 5);
		assert!(!ValidatorRecords::<Test>::contains_key(other));
	});
}

#[test]
fn all_validators_should_be_scored_when_there_are_more_than_a_step_takes() {
	alone(|_| {
		// 34 more: three steps of 16.
		for who in 3_000..3_034 {
			donate(who, 200 * CRN);
			let payee = pallet_staking::RewardDestination::Stash;
			assert_ok!(Staking::bond(signed(who), 100 * CRN, payee));
			validate(who, Perbill::zero(), false);
		}
		next_era();
		assert_eq!(Validators::<Test>::iter().count(), 40);
		assert!(Validators::<Test>::iter_keys().all(|it| {
			ValidatorRecords::<Test>::get(it).is_some_and(|record| record.seen_in == 3)
		}));
		for who in 3_000..3_034 {
			assert_chilled(who);
		}
		next_era();
		assert_eq!(ValidatorRecords::<Test>::iter().count(), 6);
	});
}

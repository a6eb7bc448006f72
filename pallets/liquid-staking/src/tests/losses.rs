use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	pallet_prelude::DispatchResult,
	traits::{EnsureOrigin, UnfilteredDispatchable},
};
use pallet_staking::UnappliedSlashes;
use sp_runtime::{DispatchError::BadOrigin, Perbill, Permill};

/// A pool of 1,000 CRN, of which `reserve` are first loss.
fn reserved(reserve: Balance, fee: Permill, body: impl FnOnce(AccountId)) {
	test_with(Parameters { validators: 1, fee, ..plain_parameters() }, || {
		pay_eras(0);
		if reserve > 0 {
			assert_ok!(LiquidStaking::fund_reserve(signed(DAVE), reserve));
		}
		assert_ok!(deposit(ALICE, 990 * CRN - reserve));
		next_era();
		next_era();
		System::reset_events();
		body(lane(0).validators[0]);
	});
}

fn cancel(era: EraIndex, indices: Vec<u32>) -> DispatchResult {
	LiquidStaking::cancel_deferred_slash(signed(SLASHER), era, indices.try_into().unwrap())
}

#[test]
fn first_loss_should_cover_a_slash_when_it_is_large_enough() {
	reserved(100 * CRN, Permill::zero(), |validator| {
		// 60 of 1,000: the protocol's shares pay for all of it.
		offend(validator, Perbill::from_percent(6));
		assert_eq!(
			last_event(),
			Event::SlashAnticipated { lane: 0, amount: 60 * CRN, covered: 60 * CRN }
		);
		assert_eq!(pool().bid(), GRAINS_PER_PLANCK);
		assert_eq!((pool().shares, pool().protocol_shares), (Shares(940 * CRN), Shares(50 * CRN)));
		assert_eq!((pool().covered, pool().deficit), (60 * CRN, 0));
		run_to_era(5);
		assert_eq!((pool().pending, pool().covered), (0, 0));
		assert_eq!((pool().bid(), pool().backing()), (GRAINS_PER_PLANCK, 940 * CRN));
	});
}

#[test]
fn first_loss_should_keep_the_seed_when_a_slash_is_larger() {
	reserved(100 * CRN, Permill::zero(), |validator| {
		offend(validator, Perbill::one());
		assert_eq!(pool().protocol_shares, SEED);
		assert_eq!((pool().covered, pool().deficit), (100 * CRN, 900 * CRN));
	});
}

#[test]
fn first_loss_should_recover_when_a_slash_it_covered_is_cancelled() {
	reserved(100 * CRN, Permill::zero(), |validator| {
		offend(validator, Perbill::from_percent(6));
		assert_ok!(cancel(5, vec![0]));
		assert_eq!(
			(pool().shares, pool().protocol_shares),
			(Shares(1_000 * CRN), Shares(110 * CRN))
		);
		assert_eq!((pool().covered, pool().pending, pool().bid()), (0, 0, GRAINS_PER_PLANCK));
	});
}

#[test]
fn holders_should_recover_before_the_protocol_when_part_of_a_slash_is_cancelled() {
	reserved(100 * CRN, Permill::zero(), |validator| {
		offend(validator, Perbill::from_percent(20));
		offend(validator, Perbill::from_percent(26));
		// Known: 200 and 60 more, of which 100 are the protocol's.
		assert_eq!((pool().pending, pool().covered), (260 * CRN, 100 * CRN));
		assert_eq!(pool().bid(), 740 * GRAINS_PER_PLANCK / 900);
		// The second is cancelled: 60 for those who hold 900 shares.
		assert_ok!(cancel(5, vec![1]));
		assert_eq!((pool().pending, pool().covered), (200 * CRN, 100 * CRN));
		assert_eq!(pool().bid(), 800 * GRAINS_PER_PLANCK / 900);
		assert_eq!(pool().protocol_shares, SEED);
	});
}

#[test]
fn protocol_should_take_no_fee_when_losses_are_not_made_up_for() {
	reserved(0, Permill::from_percent(10), |validator| {
		offend(validator, Perbill::from_percent(50));
		assert_eq!(pool().deficit, 500 * CRN);
		earn(200 * CRN);
		assert_eq!((pool().deficit, pool().shares), (300 * CRN, Shares(1_000 * CRN)));
		// 300 make up for the rest; of 100 the protocol gets 10, at 1.09 CRN a share.
		earn(400 * CRN);
		assert_eq!(pool().deficit, 0);
		assert_eq!(pool().shares, Shares(1_000 * CRN + 10 * CRN * 100 / 109));
		assert_eq!(worth(Shares(100 * CRN), pool().bid()), 109 * CRN);
	});
}

#[test]
fn slash_should_stay_priced_in_when_it_was_reported_late() {
	alone(|validator| {
		let session = pallet_staking::ErasStartSessionIndex::<Test>::get(2).unwrap();
		run_to_era(6);
		// An offence of era 2, whose slashes were due in era 5: staking files it there all the same.
		offend_in(validator, Perbill::from_percent(50), session);
		assert_eq!(UnappliedSlashes::<Test>::get(5).len(), 1);
		assert_eq!(pool().bid(), GRAINS_PER_PLANCK / 2);
		// The runtime files it anew, under the next era.
		let late = UnappliedSlashes::<Test>::take(5);
		UnappliedSlashes::<Test>::insert(7, late);
		LiquidStaking::reconcile();
		assert_eq!(pool().pending, 500 * CRN);
		run_to_era(7);
		assert!(events().contains(&Event::SlashApplied { lane: 0, amount: 500 * CRN }));
		assert_eq!((pool().pending, pool().bid()), (0, GRAINS_PER_PLANCK / 2));
	});
}

#[test]
fn slash_should_be_reduced_when_its_stake_has_been_withdrawn() {
	alone(|validator| {
		// All but the seed leaves.
		let before = free(ALICE);
		request(ALICE, Shares(990 * CRN)).unwrap();
		run_to_era(6);
		let session = pallet_staking::ErasStartSessionIndex::<Test>::get(3).unwrap();
		// An offence of era 3, in which all was exposed; its slash is due in era 6 and late.
		offend_in(validator, Perbill::one(), session);
		assert_eq!((pool().pending, pool().backing()), (1_000 * CRN, 0));
		// In era 7 what has unbonded is withdrawn, and is out of the slash's reach.
		System::reset_events();
		next_era();
		assert!(events().contains(&Event::SlashReduced { lane: 0, amount: 990 * CRN }));
		// The seed's ten are all that can be lost: 990 for 1,000 shares, of which 990 leave.
		assert_eq!((lane(0).total(), lane(0).pending), (10 * CRN, 10 * CRN));
		assert_eq!(free(ALICE) - before, 990 * 99 * CRN / 100);
		// The rest is not bonded where the slash would take it.
		assert_eq!((pool().liquid, pool().active), (99 * CRN / 10, 10 * CRN));
		// Nor does another look find more to lose.
		LiquidStaking::reconcile();
		assert_eq!(pool().pending, 10 * CRN);
	});
}

#[test]
fn slashes_should_be_ignored_when_no_lane_backs_the_validator() {
	alone(|validator| {
		let other = VALIDATORS.into_iter().find(|it| *it != validator).unwrap();
		offend(other, Perbill::one());
		assert_eq!(events(), []);
		run_to_era(5);
		assert_eq!((pool().backing(), pool().bid()), (1_000 * CRN, GRAINS_PER_PLANCK));
	});
}

#[test]
fn slash_desk_should_accept_only_the_pallet_when_origins_are_tried() {
	type Desk = EnsureSlashDesk<Test>;
	assert!(Desk::try_origin(RuntimeOrigin::from(Origin::SlashDesk)).is_ok());
	for other in [RuntimeOrigin::root(), RuntimeOrigin::none(), signed(ADMIN), signed(SLASHER)] {
		assert!(Desk::try_origin(other).is_err());
	}
}

#[test]
fn manual_slash_should_be_priced_at_once_when_the_staking_admin_makes_it() {
	alone(|validator| {
		let slash = |origin, era| {
			LiquidStaking::manual_slash(origin, validator, era, Perbill::from_percent(10))
		};
		for other in [RuntimeOrigin::root(), signed(ADMIN), signed(GUARDIAN), signed(ALICE)] {
			assert_noop!(slash(other, 2), BadOrigin);
		}
		// Errors are those of staking.
		let unknown = pallet_staking::Error::<Test>::InvalidEraToReward;
		assert_noop!(slash(signed(SLASHER), 9), unknown);
		assert_ok!(slash(signed(SLASHER), 2));
		assert_eq!(pool().bid(), 9 * GRAINS_PER_PLANCK / 10);
		assert_eq!(pool().pending, 100 * CRN);
	});
}

#[test]
fn cancelling_should_be_refused_when_it_is_not_the_staking_admin_or_there_is_no_such_slash() {
	alone(|validator| {
		offend(validator, Perbill::from_percent(10));
		for other in [RuntimeOrigin::root(), signed(ADMIN), signed(GUARDIAN), signed(ALICE)] {
			let call = Call::<Test>::cancel_deferred_slash {
				era: 5,
				indices: vec![0].try_into().unwrap(),
			};
			let refused = call.dispatch_bypass_filter(other).unwrap_err().error;
			assert_eq!(refused, BadOrigin);
		}
		assert_noop!(cancel(5, vec![]), pallet_staking::Error::<Test>::EmptyTargets);
		assert_noop!(cancel(5, vec![1]), pallet_staking::Error::<Test>::InvalidSlashIndex);
		assert_noop!(cancel(4, vec![0]), pallet_staking::Error::<Test>::InvalidSlashIndex);
		assert_eq!(pool().pending, 100 * CRN);
	});
}

#[test]
fn minimum_commission_should_be_set_when_the_staking_admin_asks() {
	alone(|_| {
		let commission = Perbill::from_percent(5);
		for other in [RuntimeOrigin::root(), signed(ADMIN), signed(GUARDIAN), signed(ALICE)] {
			assert_noop!(LiquidStaking::set_min_commission(other, commission), BadOrigin);
		}
		assert_ok!(LiquidStaking::set_min_commission(signed(SLASHER), commission));
		assert_eq!(pallet_staking::MinCommission::<Test>::get(), commission);
	});
}

#[test]
fn losses_should_balance_when_they_are_recognised_reversed_and_realised() {
	let whole = Pool {
		shares: Shares(1_000 * CRN),
		protocol_shares: Shares(110 * CRN),
		active: 1_000 * CRN,
		..Default::default()
	};
	for loss in [1, 60 * CRN, 100 * CRN, 200 * CRN, 999 * CRN] {
		let mut pool = whole;
		let covered = pool.recognise_loss(loss, SEED);
		assert_eq!(covered, loss.min(100 * CRN));
		assert_eq!((pool.pending, pool.deficit), (loss, loss - covered));
		let mut forgiven = pool;
		forgiven.reverse_loss(loss);
		assert_eq!(forgiven, whole);
		let rate = pool.bid();
		pool.active -= loss;
		pool.realise_loss(loss);
		assert_eq!((pool.bid(), pool.pending, pool.covered), (rate, 0, 0));
	}
}

#[test]
fn covered_losses_should_be_realised_first_when_others_are_pending() {
	let mut pool = Pool {
		shares: Shares(1_000 * CRN),
		protocol_shares: Shares(110 * CRN),
		active: 1_000 * CRN,
		..Default::default()
	};
	// 60 and 140, of which the protocol pays for 60 and 40.
	assert_eq!(pool.recognise_loss(60 * CRN, SEED), 60 * CRN);
	assert_eq!(pool.recognise_loss(140 * CRN, SEED), 40 * CRN);
	pool.active -= 60 * CRN;
	pool.realise_loss(60 * CRN);
	assert_eq!((pool.pending, pool.covered), (140 * CRN, 40 * CRN));
	// The other one is cancelled: 100 for the holders, 40 for the protocol.
	pool.reverse_loss(140 * CRN);
	assert_eq!((pool.pending, pool.covered, pool.deficit), (0, 0, 0));
	assert_eq!((pool.bid(), pool.protocol_shares), (GRAINS_PER_PLANCK, Shares(50 * CRN)));
}

//! Tests eras: their length, their emission and the payouts to stakers.

use super::{chain::*, recorder};
use cairn_primitives::{currency::CRN, rewards::RewardCredit, Balance};
use cairn_runtime::*;
use frame_support::{assert_err, assert_ok, traits::fungible::Inspect};
use pallet_reward_emission::{Issuance, StakerBook, StakerPayoutCursor, StakerReserves};
use pallet_staking::RewardDestination;
use sp_keyring::Sr25519Keyring;
use sp_staking::EraIndex;

/// The number of slots of an era on a local network, and of its blocks if none is missed.
const ERA: u32 = 20;

/// Builds a transaction in which Ferdie claims a validator's payout.
fn claim_by_hand(era: EraIndex) -> UncheckedExtrinsic {
	let points = pallet_staking::ErasRewardPoints::<Runtime>::get(era);
	let validator_stash = points.individual.keys().next().unwrap().clone();
	let claim = pallet_staking::Call::payout_stakers_by_page { validator_stash, era, page: 0 };
	transaction(Sr25519Keyring::Ferdie, claim.into(), 0, None)
}

fn rewarded() -> Balance {
	System::read_events_no_consensus()
		.map(|record| match record.event {
			RuntimeEvent::Staking(pallet_staking::Event::Rewarded { amount, .. }) => amount,
			_ => 0,
		})
		.sum()
}

#[test]
fn era_should_end_when_its_sessions_have_passed() {
	chain("local_testnet").execute_with(|| {
		run_to_era(3);
		// Two sessions of ten slots each; the first era begins with the first block.
		assert_eq!(System::block_number(), 3 * ERA + 1);
		assert_invariants();
	});
}

#[test]
fn nominator_should_be_paid_automatically_when_an_era_it_backed_has_ended() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let eve = Sr25519Keyring::Eve.to_account_id();
		let origin = RuntimeOrigin::signed(eve.clone());
		let validators = Session::validators().into_iter().map(Into::into).collect();
		assert_ok!(Staking::bond(origin.clone(), 50_000 * CRN, RewardDestination::Stash));
		assert_ok!(Staking::nominate(origin, validators));

		run_to_era(2);
		// In native tests, the first authority makes every block. So the era's whole payout goes to
		// it and to Eve, in proportion to their stake.
		let points = pallet_staking::ErasRewardPoints::<Runtime>::get(1);
		let author = points.individual.keys().next().unwrap().clone();
		assert_eq!(points.individual[&author], points.total);

		// The block in which the era ended had no weight left for payouts.
		let before = 5_000_000 * CRN;
		while StakerPayoutCursor::<Runtime>::get().era < 2 {
			next_block();
		}
		let paid = Balances::total_balance(&eve) - before;
		let exposure = Staking::eras_stakers(1, &author);
		assert_eq!(exposure.others.len(), 1);
		let payout = pallet_staking::ErasValidatorReward::<Runtime>::get(1).unwrap();
		let expected = payout * exposure.others[0].value / exposure.total;
		assert!(paid > 0 && paid.abs_diff(expected) <= CRN / 1_000, "{paid} is not {expected}");
		assert_err!(
			Staking::payout_stakers_by_page(
				RuntimeOrigin::signed(Sr25519Keyring::Ferdie.to_account_id()),
				author,
				1,
				0,
			)
			.map_err(|refused| refused.error),
			pallet_staking::Error::<Runtime>::AlreadyClaimed
		);
		assert_invariants();
	});
}

#[test]
fn payouts_should_add_up_to_the_stakers_pot_when_eras_have_been_paid() {
	chain("local_testnet").execute_with(|| {
		next_block();
		for (person, stake) in [(Sr25519Keyring::Eve, 50_001), (Sr25519Keyring::Ferdie, 33_333)] {
			let origin = RuntimeOrigin::signed(person.to_account_id());
			let validators = Session::validators().into_iter().map(Into::into).collect();
			assert_ok!(Staking::bond(origin.clone(), stake * CRN, RewardDestination::Staked));
			assert_ok!(Staking::nominate(origin, validators));
		}
		let (mut minted, mut paid) = (0, 0);
		for era in 0..6 {
			while active_era() == era {
				// The block in which an era ends holds an election and has no weight left to pay.
				// In the next block, a claim by hand comes before the automatic payout and counts
				// too.
				let asks_now = era == 5 && System::block_number() == era * ERA + 1;
				let asks = if asks_now { vec![claim_by_hand(era - 1)] } else { vec![] };
				next_block_with(asks);
				paid += rewarded();
			}
			minted += pots_of(era).stakers;
			assert_invariants();
		}
		let book = StakerBook::<Runtime>::get();
		assert_eq!((book.minted, book.paid), (minted, paid));
		let pot = RewardEmission::stakers_pot();
		let left = Balances::total_balance(&pot) - Balances::minimum_balance();
		assert_eq!(paid + left, minted);
		while StakerPayoutCursor::<Runtime>::get().era < 6 {
			next_block();
		}
		// The rounding remainder of each era is free again, and is small.
		assert_eq!(StakerReserves::<Runtime>::iter().count(), 0);
		let left = StakerBook::<Runtime>::get().carried();
		assert_eq!(left, Balances::total_balance(&pot) - Balances::minimum_balance());
		assert!(left > 0 && left < CRN / 1_000, "{left}");
	});
}

#[test]
fn emission_should_be_split_when_an_era_ends() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let treasury = Treasury::account_id();
		let before = Balances::total_balance(&treasury);
		let issuance = Balances::total_issuance();
		run_to_era(2);
		let pots = pots_of(1);
		let emission = pots.stakers + pots.coverage + pots.usage + pots.treasury;
		let era_ms = u64::from(ERA) * Babe::slot_duration();
		let schedule = genesis_emission::schedule();
		assert!(emission.abs_diff(schedule.emitted_between(era_ms, 2 * era_ms)) <= 1);
		assert_eq!(
			Balances::total_issuance(),
			issuance + emission,
			"payouts do not raise the issuance"
		);
		assert_eq!(Balances::total_balance(&treasury) - before, pots.treasury);
		let promise = pallet_staking::ErasValidatorReward::<Runtime>::get(1).unwrap();
		assert!(promise <= pots.stakers && pots.stakers - promise < CRN / 1_000);
	});
}

#[test]
fn issuance_should_follow_the_schedule_when_staker_rewards_are_limited() {
	use pallet_staking::ConfigOp::{Noop, Set};
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let half = sp_runtime::Percent::from_percent(50);
		let root = RuntimeOrigin::root();
		assert_ok!(Staking::set_staking_configs(
			root,
			Noop,
			Noop,
			Noop,
			Noop,
			Noop,
			Noop,
			Set(half)
		));
		let issuance = Balances::total_issuance();
		run_to_era(2);
		let pots = pots_of(1);
		let emission = pots.stakers + pots.coverage + pots.usage + pots.treasury;
		assert_eq!(Balances::total_issuance(), issuance + emission);
		let promise = pallet_staking::ErasValidatorReward::<Runtime>::get(1).unwrap();
		assert!(promise.abs_diff(pots.stakers / 2) <= CRN / 1_000);
		assert_invariants();
	});
}

#[test]
fn fees_and_dust_should_be_accounted_for_when_an_era_ends() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let treasury = Balances::total_balance(&Treasury::account_id());
		let issuance = Balances::total_issuance();
		let transfer = |value| pallet_balances::Call::transfer_allow_death {
			dest: Sr25519Keyring::Two.to_account_id().into(),
			value,
		};
		call(Sr25519Keyring::Eve, transfer(CRN));
		let burned = issuance - Balances::total_issuance();
		assert!(burned > 0, "the fee is burned");
		// An account below the existential deposit leaves its dust to the treasury.
		let poor = Sr25519Keyring::Two.to_account_id();
		let rest = Balances::minimum_balance() - 1;
		assert_ok!(Balances::transfer_allow_death(
			RuntimeOrigin::signed(poor.clone()),
			Sr25519Keyring::Eve.to_account_id().into(),
			Balances::free_balance(&poor) - rest,
		));
		assert_eq!(Balances::total_balance(&poor), 0);
		assert_eq!(Balances::total_balance(&Treasury::account_id()), treasury + rest);
		run_to_era(1);
		assert_eq!(Issuance::<Runtime>::get().burned, burned);
		assert_invariants();
	});
}

/// Records the state accesses of the block that ends an era in which `devices` devices earned.
fn end_of_an_era(devices: u32) -> Vec<recorder::Access> {
	chain("local_testnet").execute_with(|| {
		run_to_era(2);
		for device in 0..devices {
			let bucket = cairn_primitives::rewards::Bucket::Coverage;
			assert_ok!(RewardEmission::credit(device, bucket, 10_000));
		}
		while System::block_number() < 3 * ERA {
			next_block();
		}
		assert_eq!(active_era(), 2);
		let accesses = recorder::record(next_block);
		assert_eq!(active_era(), 3);
		assert_eq!(pallet_reward_emission::ClosedEras::<Runtime>::iter().count(), 1);
		accesses
	})
}

#[test]
fn end_of_an_era_should_cost_the_same_when_there_are_a_hundred_thousand_devices() {
	let (few, many) = (end_of_an_era(10), end_of_an_era(100_000));
	let count = |accesses: &[recorder::Access], method| {
		accesses.iter().filter(|(done, _)| done == method).count()
	};
	for method in ["Get", "Put", "Exists", "NextKey"] {
		println!(
			"{method}: {} with 10 devices, {} with 100,000",
			count(&few, method),
			count(&many, method)
		);
	}
	assert!(count(&few, "Get") > 0 && count(&few, "Put") > 0, "nothing was recorded");
	// Not only the number of accesses but also the keys are the same.
	assert!(few == many);
}

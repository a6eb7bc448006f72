//! Eras turn and stakers are paid.

use super::chain::*;
use crate::*;
use cairn_primitives::currency::CRN;
use frame_support::{assert_ok, traits::fungible::Inspect};
use pallet_staking::RewardDestination;
use sp_keyring::Sr25519Keyring;

#[test]
fn era_should_turn_when_its_sessions_have_passed() {
	chain("local_testnet").execute_with(|| {
		run_to_era(3);
		// Two sessions of ten slots each; the first era begins with the first block.
		assert_eq!(System::block_number(), 3 * 20 + 1);
		assert_invariants();
	});
}

#[test]
fn nominator_should_be_paid_when_an_era_it_backed_has_ended() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let eve = Sr25519Keyring::Eve.to_account_id();
		let alice = Sr25519Keyring::AliceStash.to_account_id();
		let origin = RuntimeOrigin::signed(eve.clone());
		assert_ok!(Staking::bond(origin.clone(), 50_000 * CRN, RewardDestination::Stash));
		assert_ok!(Staking::nominate(origin, vec![alice.clone().into()]));

		run_to_era(2);
		let issuance = Balances::total_issuance();
		let before = Balances::total_balance(&eve);
		assert_ok!(Staking::payout_stakers_by_page(
			RuntimeOrigin::signed(Sr25519Keyring::Ferdie.to_account_id()),
			alice.clone(),
			1,
			0,
		));
		let paid = Balances::total_balance(&eve) - before;
		let exposure = Staking::eras_stakers(1, &alice);
		assert_eq!(exposure.others.len(), 1);

		// Alice made every block natively, so the whole payout of the era is hers and Eve's, in
		// proportion to their stake.
		let payout = pallet_staking::ErasValidatorReward::<Runtime>::get(1).unwrap();
		let points = pallet_staking::ErasRewardPoints::<Runtime>::get(1);
		let hers = payout * u128::from(points.individual[&alice]) / u128::from(points.total);
		let expected = hers * exposure.others[0].value / exposure.total;
		assert!(paid > 0 && paid.abs_diff(expected) <= CRN / 1_000, "{paid} is not {expected}");
		assert!(Balances::total_issuance() > issuance, "a payout is newly emitted");
		assert_invariants();
	});
}

#[test]
fn emission_should_be_split_with_the_treasury_when_an_era_ends() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let treasury = Treasury::account_id();
		let before = Balances::total_balance(&treasury);
		let issuance = Balances::total_issuance();
		run_to_era(2);
		// 8 % a year of what there is, for 120 seconds; 15 % of it for the treasury.
		let emission = issuance * 8 / 100 * 120_000 / u128::from(cairn_primitives::time::YEAR_MS);
		let treasurys = Balances::total_balance(&treasury) - before;
		assert!(treasurys.abs_diff(emission * 15 / 100) <= CRN / 1_000, "{treasurys}");
		let stakers = pallet_staking::ErasValidatorReward::<Runtime>::get(1).unwrap();
		assert!(stakers.abs_diff(emission * 85 / 100) <= CRN / 1_000, "{stakers}");
	});
}

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
		let origin = RuntimeOrigin::signed(eve.clone());
		let validators = Session::validators().into_iter().map(Into::into).collect();
		assert_ok!(Staking::bond(origin.clone(), 50_000 * CRN, RewardDestination::Stash));
		assert_ok!(Staking::nominate(origin, validators));

		run_to_era(2);
		// Natively the first authority makes every block, so the whole payout of the era goes to
		// it and to Eve, in proportion to their stake.
		let points = pallet_staking::ErasRewardPoints::<Runtime>::get(1);
		let author = points.individual.keys().next().unwrap().clone();
		assert_eq!(points.individual[&author], points.total);

		let issuance = Balances::total_issuance();
		let before = Balances::total_balance(&eve);
		assert_ok!(Staking::payout_stakers_by_page(
			RuntimeOrigin::signed(Sr25519Keyring::Ferdie.to_account_id()),
			author.clone(),
			1,
			0,
		));
		let paid = Balances::total_balance(&eve) - before;
		let exposure = Staking::eras_stakers(1, &author);
		assert_eq!(exposure.others.len(), 1);
		let payout = pallet_staking::ErasValidatorReward::<Runtime>::get(1).unwrap();
		let expected = payout * exposure.others[0].value / exposure.total;
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
		// 8 % a year of what there is, for the 114 seconds from an era's first block to its last;
		// 15 % of it for the treasury.
		let emission = issuance * 8 / 100 * 114_000 / u128::from(cairn_primitives::time::YEAR_MS);
		let treasurys = Balances::total_balance(&treasury) - before;
		assert!(treasurys.abs_diff(emission * 15 / 100) <= CRN / 1_000, "{treasurys}");
		let stakers = pallet_staking::ErasValidatorReward::<Runtime>::get(1).unwrap();
		assert!(stakers.abs_diff(emission * 85 / 100) <= CRN / 1_000, "{stakers}");
	});
}

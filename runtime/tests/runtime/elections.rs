//! Tests that elections go on, whoever registers as a candidate or nominates.

use super::{
	chain::*,
	slashing::{bob_equivocates, crowd_behind_bob, report},
};
use cairn_primitives::{currency::CRN, AccountId, Balance};
use cairn_runtime::{
	configs::staking::{MAX_CANDIDATES, MAX_ELECTING_VOTERS, MAX_NOMINATORS},
	*,
};
use frame_election_provider_support::{ScoreProvider, SortedListProvider};
use frame_support::assert_ok;
use frame_system::RawOrigin;
use pallet_staking::{ConfigOp, Nominators, RewardDestination, ValidatorPrefs, Validators};
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring;
use sp_runtime::DispatchError;

/// The minimum stake of a candidate, in planck.
const CANDIDATE_BOND: Balance = 1_000 * CRN;

/// The minimum stake of a nominator, in planck.
const NOMINATOR_BOND: Balance = 10 * CRN;

/// Returns the key of an attacker.
fn attacker(number: u32) -> sr25519::Pair {
	let mut seed = [7; 32];
	seed[..4].copy_from_slice(&number.to_le_bytes());
	sr25519::Pair::from_seed(&seed)
}

/// Returns the genesis of the local network with `count` attackers, who own `balance` each.
fn with_attackers(count: u32, balance: Balance) -> serde_json::Value {
	let mut config = config("local_testnet");
	let balances = config["balances"]["balances"].as_array_mut().unwrap();
	for number in 0..count {
		let who = AccountId::from(attacker(number).public());
		balances.push(serde_json::json!([who, balance]));
	}
	config
}

/// Builds the transaction by which an account bonds and registers as a candidate.
fn candidacy(key: &sr25519::Pair) -> UncheckedExtrinsic {
	let bond =
		pallet_staking::Call::bond { value: CANDIDATE_BOND, payee: RewardDestination::Stash };
	let validate = pallet_staking::Call::validate { prefs: ValidatorPrefs::default() };
	let calls = vec![bond.into(), validate.into()];
	signed_transaction(key, pallet_utility::Call::batch_all { calls }.into(), 0, None)
}

/// Builds the transaction by which an account bonds and nominates Bob.
fn nomination(key: &sr25519::Pair) -> UncheckedExtrinsic {
	let bond =
		pallet_staking::Call::bond { value: NOMINATOR_BOND, payee: RewardDestination::Stash };
	let bob = Sr25519Keyring::BobStash.to_account_id();
	let nominate = pallet_staking::Call::nominate { targets: vec![bob.into()] };
	let calls = vec![bond.into(), nominate.into()];
	signed_transaction(key, pallet_utility::Call::batch_all { calls }.into(), 0, None)
}

/// Includes transactions, in as many blocks as they need. Returns the errors of the calls that failed.
fn include_all(mut transactions: Vec<UncheckedExtrinsic>) -> Vec<DispatchError> {
	let mut errors = vec![];
	while !transactions.is_empty() {
		let rest = transactions.split_off(transactions.len().min(250));
		let applied = try_next_block_with(transactions.clone());
		let (included, waiting): (Vec<_>, Vec<_>) =
			applied.into_iter().zip(transactions).partition(|(applied, _)| applied.is_ok());
		errors.extend(included.into_iter().filter_map(|(applied, _)| applied.unwrap().err()));
		transactions = waiting.into_iter().map(|(_, waiting)| waiting).chain(rest).collect();
	}
	errors
}

/// Makes attackers fill the list of candidates. Returns how many were refused.
fn fill_candidates(attackers: u32) -> usize {
	let errors = include_all((0..attackers).map(|number| candidacy(&attacker(number))).collect());
	let full = DispatchError::from(pallet_staking::Error::<Runtime>::TooManyValidators);
	assert!(errors.iter().all(|error| *error == full), "{errors:?}");
	errors.len()
}

fn assert_eras_go_on() {
	let era = active_era();
	run_to_era(era + 3);
	assert_eq!(Session::validators().len(), 4, "nobody who has no session keys makes blocks");
	assert!(pots_of(era + 2).stakers > 0);
	assert_invariants();
}

#[test]
fn eras_should_go_on_when_more_candidates_register_than_an_election_reads() {
	const ATTACKERS: u32 = 1_010;
	chain_of(with_attackers(ATTACKERS, CANDIDATE_BOND + CRN)).execute_with(|| {
		next_block();
		let refused = fill_candidates(ATTACKERS);
		assert_eq!(Validators::<Runtime>::count(), MAX_CANDIDATES);
		// Four candidates are those of genesis.
		assert_eq!(refused as u32, ATTACKERS + 4 - MAX_CANDIDATES);
		assert_eras_go_on();
	});
}

#[test]
fn honest_candidate_should_register_when_governance_raises_the_bond_of_a_full_list() {
	chain_of(with_attackers(MAX_CANDIDATES - 4, CANDIDATE_BOND + CRN)).execute_with(|| {
		next_block();
		assert_eq!(fill_candidates(MAX_CANDIDATES - 4), 0);
		let eve = Sr25519Keyring::Eve.pair();
		let full = pallet_staking::Error::<Runtime>::TooManyValidators;
		assert_eq!(include_all(vec![candidacy(&eve)]), [full.into()]);

		// Nobody can chill an attacker who has bonded the minimum.
		let stash = AccountId::from(attacker(0).public());
		let chill = pallet_staking::Call::chill_other { stash: stash.clone() };
		let chill = || transaction(Sr25519Keyring::Ferdie, chill.clone().into(), 0, None);
		let refused = pallet_staking::Error::<Runtime>::CannotChillOther;
		assert_eq!(include_all(vec![chill()]), [refused.into()]);

		assert_ok!(Staking::set_staking_configs(
			RawOrigin::Root.into(),
			ConfigOp::Noop,
			ConfigOp::Set(2 * CANDIDATE_BOND),
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
		));
		assert!(include_all(vec![chill()]).is_empty());
		assert!(!Validators::<Runtime>::contains_key(&stash));
		let bond = pallet_staking::Call::bond {
			value: 2 * CANDIDATE_BOND,
			payee: RewardDestination::Stash,
		};
		let validate = pallet_staking::Call::validate { prefs: ValidatorPrefs::default() };
		call(Sr25519Keyring::Eve, bond);
		call(Sr25519Keyring::Eve, validate);
		assert!(Validators::<Runtime>::contains_key(Sr25519Keyring::Eve.to_account_id()));
	});
}

#[test]
fn eras_should_go_on_when_nominators_fill_the_list() {
	// More than an election counts. The limit of every preset is higher, which would only take longer.
	const LIMIT: u32 = MAX_ELECTING_VOTERS + 100;
	const LATE: u32 = 10;
	let mut config = with_attackers(LATE, 2 * NOMINATOR_BOND);
	assert_eq!(config["staking"]["maxNominatorCount"], MAX_NOMINATORS);
	config["staking"]["maxNominatorCount"] = LIMIT.into();
	let bob = Sr25519Keyring::BobStash.to_account_id();
	// All but a few are there at genesis, to save the time of signing.
	for number in 0..LIMIT - LATE / 2 {
		let who = nth_account(number);
		let row = |list: &mut serde_json::Value, row| list.as_array_mut().unwrap().push(row);
		row(&mut config["balances"]["balances"], serde_json::json!([who, 2 * NOMINATOR_BOND]));
		row(
			&mut config["staking"]["stakers"],
			serde_json::json!([who, who, NOMINATOR_BOND, { "Nominator": [bob] }]),
		);
	}
	chain_of(config).execute_with(|| {
		next_block();
		let errors = include_all((0..LATE).map(|number| nomination(&attacker(number))).collect());
		let full = pallet_staking::Error::<Runtime>::TooManyNominators;
		assert_eq!(errors, vec![DispatchError::from(full); LATE as usize / 2]);
		assert_eq!(Nominators::<Runtime>::count(), LIMIT);
		assert_eras_go_on();
	});
}

#[test]
fn votes_should_stay_when_the_issuance_grows() {
	use frame_support::traits::{fungible::Inspect, Currency};
	chain("local_testnet").execute_with(|| {
		next_block();
		let bob = Sr25519Keyring::BobStash.to_account_id();
		let votes = || <Staking as ScoreProvider<AccountId>>::score(&bob).unwrap();
		let before = votes();
		for issuance in [73_800_000, 180_000_000, 1_000_000_000] {
			let missing = issuance * CRN - <Balances as Inspect<AccountId>>::total_issuance();
			// Dropped without being issued to an account, it would be burned again.
			core::mem::forget(<Balances as Currency<AccountId>>::issue(missing));
			assert_eq!(votes(), before, "at an issuance of {issuance} CRN");
		}
	});
}

/// Counts the voters in another bag than that of their votes.
fn misplaced() -> usize {
	<VoterList as SortedListProvider<AccountId>>::iter()
		.filter(|who| {
			let votes = <Staking as ScoreProvider<AccountId>>::score(who).unwrap();
			let node =
				pallet_bags_list::ListNodes::<Runtime, pallet_bags_list::Instance1>::get(who);
			node.is_some_and(|node| node.is_misplaced(votes))
		})
		.count()
}

#[test]
fn bags_should_be_right_again_when_all_voters_were_slashed() {
	const BACKERS: u32 = 1_000;
	chain_of(crowd_behind_bob(BACKERS)).execute_with(|| {
		run_to_era(1);
		report(bob_equivocates());
		run_to_era(4);
		let all = misplaced();
		assert!(
			all > BACKERS as usize * 9 / 10,
			"{all} of {BACKERS} have fewer votes than their bag"
		);
		// A block re-bags ten voters, if no election leaves it without time. It may visit a voter once
		// more, in its new bag. At this rate, the longest list takes half a day.
		for _ in 0..3 * BACKERS / 10 {
			next_block();
		}
		assert_eq!(misplaced(), 0);
	});
}

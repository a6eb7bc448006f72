//! Tests that an equivocation is slashed whenever it is reported within the bonding duration.

use super::chain::*;
use cairn_primitives::{currency::CRN, Balance, Hash, Header};
use cairn_runtime::{configs::staking::MAX_ELECTING_VOTERS, *};
use codec::Encode;
use frame_support::{assert_ok, dispatch::DispatchClass, traits::KeyOwnerProofSystem};
use pallet_staking::UnappliedSlashes;
use sp_consensus_babe::{
	digests::CompatibleDigestItem, AuthoritySignature, EquivocationProof, KEY_TYPE,
};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{
	traits::Header as _, transaction_validity::TransactionSource, Digest, DigestItem, Perbill,
};
use sp_session::MembershipProof;
use sp_staking::EraIndex;

/// The stake that each validator of the local network has bonded, in planck.
const STAKE: Balance = 100_000 * CRN;

/// Returns Bob's stake after a slash of (3 · 1/4)², the share for one offender of four.
fn slashed_stake() -> Balance {
	STAKE - Perbill::from_parts(562_500_000) * STAKE
}

/// Returns whether Bob lost the expected stake. Splitting a slash over a ledger may round by one planck.
fn bob_is_slashed() -> bool {
	bobs_stake().abs_diff(slashed_stake()) <= 1
}

/// The evidence of a reporter: two blocks that Bob signed for one slot, and the proof that the key was
/// Bob's in that session.
pub(super) struct Evidence {
	proof: EquivocationProof<Header>,
	owner: MembershipProof,
}

/// Makes Bob sign two blocks in the current slot.
pub(super) fn bob_equivocates() -> Evidence {
	let slot = pallet_babe::CurrentSlot::<Runtime>::get();
	let bob = Sr25519Keyring::Bob;
	let index =
		Babe::authorities().iter().position(|(key, _)| key == &bob.public().into()).unwrap();
	let block = |number| {
		let mut header = Header::new(
			number,
			Default::default(),
			Default::default(),
			Default::default(),
			Digest { logs: vec![pre_digest(index as u32, slot)] },
		);
		let signature = bob.sign(header.hash().as_ref());
		header.digest_mut().push(DigestItem::babe_seal(AuthoritySignature::from(signature)));
		header
	};
	Evidence {
		proof: EquivocationProof {
			offender: bob.public().into(),
			slot,
			first_header: block(1_000),
			second_header: block(1_001),
		},
		owner: Historical::prove((KEY_TYPE, sp_consensus_babe::AuthorityId::from(bob.public())))
			.unwrap(),
	}
}

/// Makes Eve report the evidence in the next block.
pub(super) fn report(Evidence { proof, owner }: Evidence) {
	let equivocation_proof = Box::new(proof);
	let key_owner_proof = owner;
	call(
		Sr25519Keyring::Eve,
		pallet_babe::Call::report_equivocation { equivocation_proof, key_owner_proof },
	);
}

/// Builds the report that the node of a block's author submits.
fn report_of_an_author(Evidence { proof, owner }: Evidence) -> UncheckedExtrinsic {
	let report = pallet_babe::Call::report_equivocation_unsigned {
		equivocation_proof: Box::new(proof),
		key_owner_proof: owner,
	};
	UncheckedExtrinsic::new_bare(report.into())
}

/// Builds the report of two prevotes that a validator signed in round 7.
fn report_of_a_double_vote(validator: Ed25519Keyring) -> UncheckedExtrinsic {
	use finality_grandpa::{Equivocation, Message, Prevote};
	use sp_consensus_grandpa::{localized_payload, AuthorityId, EquivocationProof, KEY_TYPE};
	let (set_id, round_number) = (pallet_grandpa::CurrentSetId::<Runtime>::get(), 7);
	let vote = |block| {
		let vote = Prevote { target_hash: Hash::repeat_byte(block), target_number: 5 };
		let payload = localized_payload(round_number, set_id, &Message::Prevote(vote.clone()));
		(vote, validator.sign(&payload).into())
	};
	let identity = AuthorityId::from(validator.public());
	let key_owner_proof = Historical::prove((KEY_TYPE, identity.clone())).unwrap();
	let double_vote = Equivocation { round_number, identity, first: vote(1), second: vote(2) };
	let equivocation_proof = Box::new(EquivocationProof::new(
		set_id,
		sp_consensus_grandpa::Equivocation::Prevote(double_vote),
	));
	let report =
		pallet_grandpa::Call::report_equivocation_unsigned { equivocation_proof, key_owner_proof };
	UncheckedExtrinsic::new_bare(report.into())
}

/// Includes the report of a node in the next block, after the transaction pool of that node has accepted
/// it.
fn include_report(report: UncheckedExtrinsic) {
	assert_ok!(Executive::validate_transaction(
		TransactionSource::Local,
		report.clone(),
		Hash::zero()
	));
	include(report);
}

/// Returns the genesis of the local network with `backers` more backers of Bob.
pub(super) fn crowd_behind_bob(backers: u32) -> serde_json::Value {
	let mut config = config("local_testnet");
	let bob = Sr25519Keyring::BobStash.to_account_id();
	for nominator in 0..backers {
		let who = nth_account(nominator);
		let row = |list: &mut serde_json::Value, row| list.as_array_mut().unwrap().push(row);
		row(&mut config["balances"]["balances"], serde_json::json!([who, 2 * BACKING]));
		row(
			&mut config["staking"]["stakers"],
			serde_json::json!([who, who, BACKING, { "Nominator": [bob] }]),
		);
	}
	config
}

/// The number of backers with which an election counts as many voters as it can: the four validators vote
/// too.
const BACKERS: u32 = MAX_ELECTING_VOTERS - 4;

/// The stake of each backer in the crowd, in planck.
const BACKING: Balance = 20 * CRN;

fn bobs_stake() -> Balance {
	let bob = Sr25519Keyring::BobStash.to_account_id();
	pallet_staking::Ledger::<Runtime>::get(bob).unwrap().active
}

/// Returns the eras under which slashes are filed.
fn filed() -> Vec<EraIndex> {
	let mut eras: Vec<_> = UnappliedSlashes::<Runtime>::iter()
		.filter(|(_, slashes)| !slashes.is_empty())
		.map(|(era, _)| era)
		.collect();
	eras.sort();
	eras
}

#[test]
fn equivocation_should_be_slashed_after_deferral_when_reported_at_once() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		report(bob_equivocates());
		assert_eq!(Session::disabled_validators().len(), 1, "who equivocates makes no more blocks");

		// Deferred by two eras: era 1 + 2 + 1.
		assert_eq!(filed(), [4]);
		run_to_era(3);
		assert_eq!(bobs_stake(), STAKE);
		run_to_era(4);
		assert!(bob_is_slashed());
		assert!(filed().is_empty());
		assert_invariants();
	});
}

#[test]
fn double_vote_should_be_slashed_after_deferral_when_reported() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		include_report(report_of_a_double_vote(Ed25519Keyring::Bob));
		assert_eq!(filed(), [4]);
		run_to_era(4);
		assert!(bob_is_slashed());
		assert_invariants();
	});
}

#[test]
fn block_should_include_a_report_when_the_offender_has_as_many_backers_as_an_election_counts() {
	chain_of(crowd_behind_bob(BACKERS)).execute_with(|| {
		run_to_era(1);
		let bob = Sr25519Keyring::BobStash.to_account_id();
		assert_eq!(Staking::eras_stakers(1, &bob).others.len(), BACKERS as usize);
		include_report(report_of_an_author(bob_equivocates()));
		assert_eq!(Session::disabled_validators().len(), 1);
		assert_eq!(filed(), [4]);
		let slashed = |era| UnappliedSlashes::<Runtime>::get(era)[0].others.len();
		assert_eq!(slashed(4), BACKERS as usize);

		// So is a report of votes, in another era, in which every backer is slashed again.
		run_to_era(2);
		include_report(report_of_a_double_vote(Ed25519Keyring::Bob));
		assert!(slashed(5) > BACKERS as usize - 10, "the pool nominates too");

		run_to_era(4);
		assert!(bob_is_slashed());
		for nominator in [0, BACKERS - 1] {
			let left = pallet_staking::Ledger::<Runtime>::get(nth_account(nominator)).unwrap();
			let lost = Perbill::from_parts(562_500_000) * BACKING;
			// An exposure counts whole votes, of a thousand planck each.
			assert!(left.active.abs_diff(BACKING - lost) <= 1_000, "{}", left.active);
		}
		assert_invariants();
	});
}

#[test]
fn report_should_weigh_each_offender_when_several_vote_twice_in_one_round() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let weight_of = |validator| {
			include_report(report_of_a_double_vote(validator));
			System::block_weight().get(DispatchClass::Normal).ref_time()
		};
		let first = weight_of(Ed25519Keyring::Bob);
		let second = weight_of(Ed25519Keyring::Dave);
		assert!(second > first, "Bob is slashed again, at {second} instead of {first}");
		// Two of four: the whole stake of both.
		let slashes = UnappliedSlashes::<Runtime>::get(4);
		let of = |who: Sr25519Keyring| -> Balance {
			let who = who.to_account_id();
			slashes.iter().filter(|slash| slash.validator == who).map(|slash| slash.own).sum()
		};
		for stash in [Sr25519Keyring::BobStash, Sr25519Keyring::DaveStash] {
			assert!(of(stash).abs_diff(STAKE) <= 2_000, "{}", of(stash));
		}
	});
}

#[test]
fn pool_should_refuse_a_report_when_it_comes_from_another_node() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let report = report_of_an_author(bob_equivocates());
		assert!(Executive::validate_transaction(TransactionSource::External, report, Hash::zero())
			.is_err());
	});
}

#[test]
fn slash_should_land_when_the_offence_is_reported_at_any_age_up_to_the_bonding_duration() {
	let (offence, deferral, bonding) = (1, 2, 4);
	for age in 0..=bonding {
		chain("local_testnet").execute_with(|| {
			run_to_era(offence);
			let evidence = bob_equivocates();
			run_to_era(offence + age);
			report(evidence);
			assert_eq!(bobs_stake(), STAKE);

			// In the era in which it was due, or in the next era if that era has already started.
			let due = (offence + deferral + 1).max(offence + age + 1);
			run_to_era(due - 1);
			assert_eq!(bobs_stake(), STAKE, "reported at age {age}, slashed too early");
			run_to_era(due);
			assert!(bob_is_slashed(), "reported at age {age}, never slashed");
			assert!(filed().is_empty());
			assert_invariants();
		});
	}
}

#[test]
fn late_slash_should_be_filed_under_the_next_era_when_a_session_starts() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let evidence = bob_equivocates();
		run_to_era(5);
		report(evidence);
		// An era that has already started.
		assert_eq!(filed(), [4]);
		slashes::refile_late_slashes::<Runtime>();
		assert_eq!(filed(), [6]);
		slashes::refile_late_slashes::<Runtime>();
		assert_eq!(filed(), [6], "what is not late stays where it is");
	});
}

#[test]
fn report_should_be_refused_when_the_offence_is_older_than_the_bonding_duration() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let evidence = bob_equivocates();
		run_to_era(6);
		let report = pallet_babe::Call::report_equivocation {
			equivocation_proof: Box::new(evidence.proof.clone()),
			key_owner_proof: evidence.owner.clone(),
		};
		let signed = transaction(Sr25519Keyring::Eve, report.into(), 0, None);
		let refused = try_next_block_with(vec![signed]).remove(0).unwrap().unwrap_err();
		assert_eq!(refused, pallet_babe::Error::<Runtime>::InvalidKeyOwnershipProof.into());
		assert!(try_next_block_with(vec![report_of_an_author(evidence)]).remove(0).is_err());
		assert!(filed().is_empty());
	});
}

#[test]
fn slash_should_not_land_when_the_staking_admin_cancels_it() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		report(bob_equivocates());
		assert_ok!(LiquidStaking::cancel_deferred_slash(
			governance::origins::Origin::StakingAdmin.into(),
			4,
			vec![0].try_into().unwrap(),
		));
		run_to_era(5);
		assert_eq!(bobs_stake(), STAKE);
	});
}

#[test]
fn slash_should_go_to_the_treasury_when_the_reporter_has_been_rewarded() {
	use frame_support::traits::fungible::Inspect;
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let eve = Sr25519Keyring::Eve.to_account_id();
		report(bob_equivocates());
		run_to_era(3);
		let eves = Balances::total_balance(&eve);
		let treasury = Balances::total_balance(&Treasury::account_id());
		run_to_era(4);
		let slashed = STAKE - bobs_stake();
		let reward = Balances::total_balance(&eve) - eves;
		// A tenth for reporters; the first report of a span earns half of that.
		assert!(reward.abs_diff(slashed / 20) <= 1, "{reward}");
		let emitted = pots_of(3).treasury;
		let treasurys = Balances::total_balance(&Treasury::account_id()) - treasury;
		assert_eq!(treasurys, slashed - reward + emitted, "nothing of a slash is lost");
	});
}

#[test]
fn evidence_should_stay_small_when_it_is_encoded() {
	chain("local_testnet").execute_with(|| {
		run_to_era(1);
		let Evidence { proof, owner } = bob_equivocates();
		assert!(proof.encode().len() + owner.encode().len() < 2_000);
	});
}

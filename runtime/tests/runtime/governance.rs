//! Tests what decisions cost, and that governance can act: the attacks of docs/governance.md, one by one.
//!
//! The twelve development accounts own 60 million CRN, which is nearly the whole active issuance.

use super::{chain::*, largest::Types};
use cairn_primitives::{currency::CRN, Balance};
use cairn_runtime::{
	configs::governance::TechnicalCommitteeInstance,
	governance::{
		origins::Origin,
		pausing::{CALLS, PALLETS},
		tracks::{self, Tracks},
	},
	*,
};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	traits::{schedule::DispatchTime, Contains, StorePreimage},
	weights::Weight,
};
use frame_system::RawOrigin;
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use pallet_referenda::{ReferendumIndex, ReferendumInfo, ReferendumInfoFor, TracksInfo};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	DispatchError,
};

/// A million CRN, in planck.
const MILLION: Balance = 1_000_000 * CRN;

/// The number of blocks of an era of the local network.
const ERA: u32 = 20;

/// Makes an account submit a referendum and pay its decision deposit.
fn propose(
	who: Sr25519Keyring,
	origin: impl Into<OriginCaller>,
	proposal: impl Into<RuntimeCall>,
) -> ReferendumIndex {
	let index = pallet_referenda::ReferendumCount::<Runtime>::get();
	let submit = pallet_referenda::Call::submit {
		proposal_origin: Box::new(origin.into()),
		proposal: Preimage::bound(proposal.into()).unwrap(),
		enactment_moment: DispatchTime::After(0),
	};
	call(who, submit);
	call(who, pallet_referenda::Call::place_decision_deposit { index });
	index
}

fn vote(who: Sr25519Keyring, poll_index: ReferendumIndex, aye: bool, balance: Balance) {
	vote_with(who, poll_index, aye, balance, Conviction::Locked1x);
}

fn vote_with(
	who: Sr25519Keyring,
	poll_index: ReferendumIndex,
	aye: bool,
	balance: Balance,
	conviction: Conviction,
) {
	let vote = AccountVote::Standard { vote: Vote { aye, conviction }, balance };
	call(who, pallet_conviction_voting::Call::vote { poll_index, vote });
}

fn remark() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![] }.into()
}

/// Runs until a referendum has been decided. Returns whether it passed, and the blocks that it took.
fn outcome(index: ReferendumIndex) -> (bool, u32) {
	let start = System::block_number();
	loop {
		match ReferendumInfoFor::<Runtime>::get(index).unwrap() {
			ReferendumInfo::Ongoing(_) => next_block(),
			ReferendumInfo::Approved(..) => return (true, System::block_number() - start),
			_ => return (false, System::block_number() - start),
		}
		assert!(System::block_number() < start + 20 * ERA, "it is never decided");
	}
}

/// The track, its origin, and the least support with which it passes when nobody opposes it, in CRN.
fn prices() -> [(OriginCaller, Balance); 9] {
	let of = |origin: Origin, percent: Balance| (origin.into(), percent * MILLION * 60 / 100);
	[
		(OriginCaller::system(RawOrigin::Root), 5 * MILLION * 60 / 100),
		of(Origin::WhitelistedCaller, 2),
		of(Origin::StakingAdmin, 2),
		of(Origin::Treasurer, 3),
		of(Origin::SmallSpender, 1),
		of(Origin::EmergencyAdmin, 5),
		of(Origin::ReferendumCanceller, 1),
		of(Origin::ReferendumKiller, 1),
		of(Origin::DeviceAdmin, 2),
	]
}

#[test]
fn referendum_should_fail_below_its_floor_and_pass_above_when_nobody_opposes_it() {
	for (origin, price) in prices() {
		chain("local_testnet").execute_with(|| {
			next_block();
			let cheap = propose(Eve, origin.clone(), remark());
			vote(Eve, cheap, true, price * 95 / 100);
			assert!(!outcome(cheap).0, "{origin:?} passes below {price}");
			let dear = propose(Eve, origin.clone(), remark());
			vote(Eve, dear, true, price * 110 / 100);
			assert!(outcome(dear).0, "{origin:?} fails above {price}");
		});
	}
}

#[test]
fn every_track_should_have_a_floor_and_a_price_when_it_decides() {
	chain("live").execute_with(|| {
		let tracks: Vec<_> = Tracks::tracks().collect();
		assert_eq!(tracks.len(), prices().len());
		for (origin, _) in prices() {
			let track = Tracks::info(Tracks::track_for(&origin).unwrap()).unwrap();
			let floor = track.min_support.threshold(sp_runtime::Perbill::one());
			assert!(floor >= sp_runtime::Perbill::from_percent(1), "{:?}", track.name);
		}
		Tracks::check_integrity().unwrap();
	});
}

#[test]
fn emergency_should_be_decided_within_an_era_when_a_fiftieth_opposes_it_with_conviction() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let index = propose(Eve, Origin::EmergencyAdmin, remark());
		vote_with(Ferdie, index, false, 111_000 * CRN, Conviction::Locked6x);
		vote(Eve, index, true, 3 * MILLION);
		vote(Dave, index, true, 3 * MILLION);
		let (passed, blocks) = outcome(index);
		assert!(passed && blocks <= ERA + ERA / 8, "passed: {passed}, after {blocks} blocks");
	});
}

#[test]
fn emergency_should_fail_when_more_votes_oppose_it_than_support_it() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let index = propose(Eve, Origin::EmergencyAdmin, remark());
		vote(Eve, index, true, 4 * MILLION);
		vote_with(Ferdie, index, false, MILLION, Conviction::Locked6x);
		assert!(!outcome(index).0);
	});
}

#[test]
fn root_should_decide_the_next_referendum_when_junk_is_being_decided() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let junk = propose(Ferdie, RawOrigin::Root, remark());
		let wanted = propose(Eve, RawOrigin::Root, remark());
		for voter in [Alice, Bob, Charlie, Dave, Eve, AliceStash, BobStash, CharlieStash] {
			vote(voter, wanted, true, 4 * MILLION);
		}
		let (passed, blocks) = outcome(wanted);
		assert!(passed && blocks < 4 * ERA, "passed: {passed}, after {blocks} blocks");
		assert!(matches!(
			ReferendumInfoFor::<Runtime>::get(junk).unwrap(),
			ReferendumInfo::Ongoing(_)
		));
	});
}

#[test]
fn killer_should_free_a_place_and_take_the_deposit_when_junk_fills_the_track_of_root() {
	use frame_support::traits::fungible::Inspect;
	chain("local_testnet").execute_with(|| {
		next_block();
		let places = Tracks::info(tracks::ROOT).unwrap().max_deciding;
		let junk: Vec<_> =
			(0..places).map(|_| propose(Ferdie, RawOrigin::Root, remark())).collect();
		let wanted = propose(Eve, RawOrigin::Root, remark());
		let before = Balances::total_balance(&Ferdie.to_account_id());
		let kill = pallet_referenda::Call::kill { index: junk[0] };
		let killing = propose(Eve, Origin::ReferendumKiller, kill);
		vote(Bob, wanted, true, 4 * MILLION);
		vote(Alice, killing, true, 4 * MILLION);
		let (passed, blocks) = outcome(killing);
		assert!(passed && blocks < ERA, "passed: {passed}, after {blocks} blocks");
		for _ in 0..ERA / 4 {
			next_block();
		}
		let info = ReferendumInfoFor::<Runtime>::get(junk[0]).unwrap();
		assert!(matches!(info, ReferendumInfo::Killed(_)), "{info:?}");
		let lost = before - Balances::total_balance(&Ferdie.to_account_id());
		assert_eq!(lost, 10_010 * CRN, "both deposits");
		match ReferendumInfoFor::<Runtime>::get(wanted).unwrap() {
			ReferendumInfo::Ongoing(status) => assert!(status.deciding.is_some()),
			other => panic!("{other:?}"),
		}
	});
}

/// Makes members of the technical committee propose and approve a motion. Returns the result of the call.
fn decide_in_committee(
	threshold: u32,
	members: &[Sr25519Keyring],
	proposal: RuntimeCall,
) -> Result<(), DispatchError> {
	type Committee = pallet_collective::Call<Runtime, TechnicalCommitteeInstance>;
	let (proposal_hash, length_bound) =
		(BlakeTwo256::hash_of(&proposal), proposal.encoded_size() as u32);
	let index = pallet_collective::ProposalCount::<Runtime, TechnicalCommitteeInstance>::get();
	let propose = Committee::propose { threshold, proposal: Box::new(proposal), length_bound };
	call(members[0], propose);
	for member in members {
		let vote = Committee::vote { proposal: proposal_hash, index, approve: true };
		call(*member, vote);
	}
	let close = Committee::close {
		proposal_hash,
		index,
		proposal_weight_bound: Weight::from_parts(500_000_000_000, 1_000_000),
		length_bound,
	};
	call(members[0], close);
	let executed = System::read_events_no_consensus().find_map(|record| match record.event {
		RuntimeEvent::TechnicalCommittee(pallet_collective::Event::Executed { result, .. }) => {
			Some(result)
		}
		_ => None,
	});
	executed.expect("the motion was not executed")
}

/// The key of the value that only Root can write.
const UPGRADE: &[u8] = b"upgrade";

/// Returns whether the call of Root has been dispatched.
fn is_upgraded() -> bool {
	sp_io::storage::get(UPGRADE).is_some()
}

#[test]
fn whitelisted_call_should_be_dispatched_within_hours_when_committee_and_holders_agree() {
	chain("live").execute_with(|| {
		let track = Tracks::info(tracks::WHITELISTED_CALLER).unwrap();
		let blocks = track.prepare_period + track.confirm_period + track.min_enactment_period;
		assert!(blocks < 14_400 / 12, "{blocks} blocks are more than two hours");
	});
	chain("local_testnet").execute_with(|| {
		next_block();
		let admitted: RuntimeCall =
			frame_system::Call::set_storage { items: vec![(UPGRADE.to_vec(), vec![1])] }.into();
		let call_hash = BlakeTwo256::hash_of(&admitted);
		let whitelist = pallet_whitelist::Call::whitelist_call { call_hash }.into();
		assert_ok!(decide_in_committee(2, &[Alice, Bob], whitelist));

		let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
			call: Box::new(admitted),
		};
		let index = propose(Eve, Origin::WhitelistedCaller, dispatch);
		for voter in [Eve, Ferdie] {
			vote(voter, index, true, 4 * MILLION);
		}
		let (passed, blocks) = outcome(index);
		assert!(passed && blocks <= ERA / 2, "passed: {passed}, after {blocks} blocks");
		for _ in 0..4 {
			if is_upgraded() {
				break;
			}
			next_block();
		}
		assert!(is_upgraded(), "the call was not dispatched");
	});
}

#[test]
fn call_should_wait_for_the_committee_when_holders_decide_first() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let wanted: RuntimeCall =
			frame_system::Call::set_storage { items: vec![(UPGRADE.to_vec(), vec![1])] }.into();
		let call_hash = BlakeTwo256::hash_of(&wanted);
		let dispatch = || pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
			call: Box::new(wanted.clone()),
		};
		let index = propose(Eve, Origin::WhitelistedCaller, dispatch());
		vote(Eve, index, true, 4 * MILLION);
		vote(Ferdie, index, true, 4 * MILLION);
		assert!(outcome(index).0);
		for _ in 0..4 {
			next_block();
			assert!(!is_upgraded(), "the committee has not whitelisted it");
		}
		// Nobody dispatches it before the committee has whitelisted it, and anybody afterwards.
		let early = try_next_block_with(vec![transaction(Ferdie, dispatch().into(), 0, None)]);
		assert!(early[0].unwrap().is_err());
		let whitelist = pallet_whitelist::Call::whitelist_call { call_hash }.into();
		assert_ok!(decide_in_committee(2, &[Alice, Bob], whitelist));
		call(Ferdie, dispatch());
		assert!(is_upgraded());
	});
}

#[test]
fn committee_should_be_refused_when_it_acts_without_holders() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let code = frame_system::Call::set_code_without_checks { code: vec![1] };
		let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
			call: Box::new(remark()),
		};
		let members =
			pallet_collective::Call::set_members { new_members: vec![], prime: None, old_count: 3 };
		let members = RuntimeCall::TechnicalCommittee(members);
		for call in [code.into(), dispatch.into(), members] {
			let refused = decide_in_committee(3, &[Alice, Bob, Charlie], call);
			assert_eq!(refused, Err(DispatchError::BadOrigin));
		}
	});
}

fn transfer() -> RuntimeCall {
	let dest = Bob.to_account_id().into();
	pallet_balances::Call::transfer_keep_alive { dest, value: CRN }.into()
}

/// Makes Eve transfer, directly and in a batch. Returns whether nothing arrived.
fn transfers_are_refused() -> bool {
	let filtered = frame_system::Error::<Runtime>::CallFiltered.into();
	let batch = pallet_utility::Call::batch_all { calls: vec![transfer()] };
	let transactions = [transfer(), batch.into()];
	let refused: Vec<_> = transactions
		.into_iter()
		.map(|call| try_next_block_with(vec![transaction(Eve, call, 0, None)]).remove(0).unwrap())
		.map(|applied| applied == Err(filtered))
		.collect();
	assert_eq!(refused[0], refused[1], "a batch is filtered as its calls are");
	refused[0]
}

#[test]
fn transfers_should_stop_when_three_quarters_of_the_committee_pause_them() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let name = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
		let full_name = (name("Balances"), name("transfer_keep_alive"));
		let pause: RuntimeCall =
			pallet_tx_pause::Call::pause { full_name: full_name.clone() }.into();
		let refused = decide_in_committee(2, &[Alice, Bob], pause.clone());
		assert_eq!(refused, Err(DispatchError::BadOrigin));
		assert!(!transfers_are_refused());
		assert_ok!(decide_in_committee(3, &[Alice, Bob, Charlie], pause));
		assert!(transfers_are_refused());
		assert_ok!(TxPause::unpause(Origin::EmergencyAdmin.into(), full_name));
		assert!(!transfers_are_refused());
	});
}

#[test]
fn safe_mode_should_end_by_itself_when_it_is_not_extended() {
	chain("local_testnet").execute_with(|| {
		next_block();
		// Nobody enters it by a deposit.
		assert_noop!(
			SafeMode::enter(RuntimeOrigin::signed(Eve.to_account_id())),
			pallet_safe_mode::Error::<Runtime>::NotConfigured
		);
		let enter = pallet_safe_mode::Call::force_enter {}.into();
		assert_ok!(decide_in_committee(3, &[Alice, Bob, Charlie], enter));
		assert!(transfers_are_refused());
		// Governance goes on, and so do eras and their payouts.
		let index = propose(Eve, Origin::EmergencyAdmin, remark());
		vote(Eve, index, true, 4 * MILLION);
		let era = active_era();
		run_to_era(era + 2);
		assert!(!transfers_are_refused());
		assert_invariants();
	});
}

#[test]
fn emergency_should_pause_every_call_but_those_that_never_pause_when_it_tries() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let types = Types::new();
		let names = types.names();
		for pallet in PALLETS {
			assert!(names.iter().any(|(found, _)| found == pallet), "there is no pallet {pallet}");
		}
		for (pallet, call) in CALLS {
			let exists = names.iter().any(|(p, c)| p == pallet && c == call);
			assert!(exists, "there is no call {pallet}.{call}");
		}
		for (pallet, call) in names {
			let bytes = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
			let paused =
				TxPause::pause(Origin::EmergencyAdmin.into(), (bytes(&pallet), bytes(&call)));
			let never = PALLETS.contains(&pallet.as_str())
				|| CALLS.contains(&(pallet.as_str(), call.as_str()));
			assert_eq!(paused.is_err(), never, "{pallet}.{call}: {paused:?}");
		}
		// Every call is paused that can be: the chain goes on nevertheless.
		let era = active_era();
		run_to_era(era + 2);
		assert!(!<TxPause as Contains<RuntimeCall>>::contains(&transfer()));
		let index = propose(Eve, Origin::EmergencyAdmin, remark());
		vote(Eve, index, true, 4 * MILLION);
		assert!(outcome(index).0);
		assert_invariants();
	});
}

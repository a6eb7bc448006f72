//! Tests that every call fits into a block at the largest size that its bounds allow.

use super::{
	chain::*,
	largest::{Given, Types},
};
use cairn_primitives::{AccountId, Address, Hash};
use cairn_runtime::{
	configs::{
		governance::MAX_COMMITTEE_MEMBERS,
		staking::{MAX_VALIDATORS, NOMINATIONS},
		system::{RuntimeBlockLength, RuntimeBlockWeights, MAXIMUM_BLOCK_LENGTH},
	},
	*,
};
use codec::{Compact, Encode};
use frame_support::{
	assert_err, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::Get,
	weights::Weight,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::TransactionExtension, Perbill};

/// The share of the limit of its class that a call may take: a tenth is left as room.
const ROOM: Perbill = Perbill::from_percent(90);

/// The bytes of a transaction beside its call.
const ENVELOPE: usize = 300;

/// The maximum number of calls in a batch.
const BATCHED_CALLS: usize = 10_922;

fn remarks(count: usize) -> Vec<RuntimeCall> {
	vec![frame_system::Call::remark { remark: vec![] }.into(); count]
}

/// The parts of calls that metadata do not bound, at their largest: those that the call itself bounds by a
/// check before it does any work, and declarations of the caller that are right only up to a value.
fn given() -> Given {
	fn accounts(count: u32) -> Vec<AccountId> {
		(0..count).map(nth_account).collect()
	}
	let addresses = |count| accounts(count).into_iter().map(Address::from).collect::<Vec<_>>();
	let committee = accounts(MAX_COMMITTEE_MEMBERS);
	let subs: u32 = <Runtime as pallet_identity::Config>::MaxSubAccounts::get();
	let name = pallet_identity::Data::Raw(vec![b'a'; 32].try_into().unwrap());
	let subs: Vec<_> = accounts(subs).into_iter().map(|sub| (sub, name.clone())).collect();
	let signatories: u32 = <Runtime as pallet_multisig::Config>::MaxSignatories::get();
	let signatories = accounts(signatories - 1).encode();
	// A span for each era of the longest bonding duration, and the one that has not ended.
	let spans: u32 = <Runtime as pallet_staking::Config>::MaxUnlockingChunks::get();
	let spans = spans.encode();
	let length = MAXIMUM_BLOCK_LENGTH.encode();
	// The call inside has a weight of its own, which is tested itself.
	let inner = Weight::zero().encode();
	let mut given = Given::new();
	for (paths, value) in [
		("Utility.batch.calls", remarks(BATCHED_CALLS).encode()),
		("Utility.batch_all.calls", remarks(BATCHED_CALLS).encode()),
		("Utility.force_batch.calls", remarks(BATCHED_CALLS).encode()),
		("Utility.with_weight.weight", inner.clone()),
		("Sudo.sudo_unchecked_weight.weight", inner.clone()),
		("Multisig.as_multi.max_weight", inner.clone()),
		("Multisig.as_multi.other_signatories", signatories.clone()),
		("Multisig.approve_as_multi.max_weight", inner.clone()),
		("Multisig.approve_as_multi.other_signatories", signatories.clone()),
		("Multisig.as_multi_threshold_1.other_signatories", signatories.clone()),
		("Multisig.cancel_as_multi.other_signatories", signatories),
		("Whitelist.dispatch_whitelisted_call.call_weight_witness", inner.clone()),
		("Whitelist.dispatch_whitelisted_call.call_encoded_len", length.clone()),
		("MetaTx.dispatch.meta_tx_encoded_len", length),
		("TechnicalCommittee.close.proposal_weight_bound", Compact(0u64).encode().repeat(2)),
		("TechnicalCommittee.close.length_bound", Compact(MAXIMUM_BLOCK_LENGTH).encode()),
		("TechnicalCommittee.execute.length_bound", Compact(MAXIMUM_BLOCK_LENGTH).encode()),
		("TechnicalCommittee.propose.length_bound", Compact(MAXIMUM_BLOCK_LENGTH).encode()),
		("TechnicalCommittee.set_members.old_count", MAX_COMMITTEE_MEMBERS.encode()),
		("TechnicalCommittee.set_members.new_members", committee.encode()),
		("Staking.nominate.targets", addresses(NOMINATIONS).encode()),
		("Staking.withdraw_unbonded.num_slashing_spans", spans.clone()),
		("Staking.force_unstake.num_slashing_spans", spans.clone()),
		("Staking.reap_stash.num_slashing_spans", spans),
		("Identity.set_subs.subs", subs.encode()),
		("Preimage.ensure_updated.hashes", vec![Hash::zero(); 1_024].encode()),
		("LiquidStaking.advance_cycle.steps", 32u32.encode()),
		("Babe.report_equivocation.key_owner_proof.validator_count", MAX_VALIDATORS.encode()),
		(
			"Babe.report_equivocation_unsigned.key_owner_proof.validator_count",
			MAX_VALIDATORS.encode(),
		),
		("Grandpa.report_equivocation.key_owner_proof.validator_count", MAX_VALIDATORS.encode()),
		(
			"Grandpa.report_equivocation_unsigned.key_owner_proof.validator_count",
			MAX_VALIDATORS.encode(),
		),
	] {
		given.insert(paths, value);
	}
	given
}

/// The caller lists what the call does, and can list less.
const LIST: &str = "the caller chooses the length of the list";

/// The caller names how much the call does, and can name less.
const LIMIT: &str = "the caller chooses the limit";

/// The calls that fit into no block at the largest size, and why that is right.
const EXCEPTIONS: [(&str, &str); 9] = [
	("System.set_storage", LIST),
	("System.kill_storage", LIST),
	("System.kill_prefix", LIMIT),
	("Balances.upgrade_accounts", LIST),
	("Staking.kick", LIST),
	("Staking.cancel_deferred_slash", "only liquid staking can call it, with a bounded list"),
	("MultiBlockMigrations.clear_historic", LIMIT),
	("DeviceRegistry.service_agenda", LIMIT),
	("ProofOfCoverage.close_windows", LIMIT),
];

#[test]
fn call_should_fit_its_class_with_room_when_it_is_as_large_as_its_bounds_allow() {
	chain("live").execute_with(|| {
		next_block();
		let types = Types::new();
		let length = RuntimeBlockLength::get().max.get(DispatchClass::Normal).to_owned() as usize;
		let all = types.largest(&given(), length - ENVELOPE);
		assert!(all.len() > 250, "only {} calls were found", all.len());
		let extensions = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
		let mut failures = vec![];
		for largest in &all {
			let worst = largest
				.calls
				.iter()
				.map(|call| {
					let info = call.get_dispatch_info();
					let weight = info.call_weight.saturating_add(extensions.weight(call));
					let limits = RuntimeBlockWeights::get();
					let of_class = limits.get(info.class);
					let limit =
						of_class.max_extrinsic.or(of_class.max_total).unwrap_or(limits.max_block);
					(weight.ref_time() as f64 / limit.ref_time() as f64, weight)
				})
				.fold(
					(0.0, Weight::zero()),
					|most, next| if next.0 > most.0 { next } else { most },
				);
			let (share, weight) = worst;
			let fits = share <= ROOM.deconstruct() as f64 / 1e9;
			let exempt = EXCEPTIONS.iter().any(|(name, _)| *name == largest.name);
			if fits == exempt {
				failures.push(format!(
					"{}: {:.1} ms, {:.0} % of its limit{}",
					largest.name,
					weight.ref_time() as f64 / 1e9,
					share * 100.0,
					if exempt { ": no longer an exception" } else { "" },
				));
			}
		}
		assert!(failures.is_empty(), "{}", failures.join("\n"));
	});
}

#[test]
fn batch_should_be_refused_when_it_has_more_calls_than_its_largest_weight_assumes() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let batch = |count| {
			let origin = RuntimeOrigin::signed(Sr25519Keyring::Eve.to_account_id());
			Utility::batch(origin, remarks(count)).map_err(|refused| refused.error)
		};
		assert_ok!(batch(BATCHED_CALLS));
		assert_err!(batch(BATCHED_CALLS + 1), pallet_utility::Error::<Runtime>::TooManyCalls);
	});
}

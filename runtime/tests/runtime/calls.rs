//! Tests that every call fits into a block at the largest size that its bounds allow.

use super::{
	chain::*,
	largest::{Given, Types},
};
use cairn_runtime::{
	configs::{
		staking::MAX_VALIDATORS,
		system::{RuntimeBlockLength, RuntimeBlockWeights},
	},
	*,
};
use codec::Encode;
use frame_support::{
	assert_err, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
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

/// The parts of calls that the call itself bounds, by a check before it does any work.
fn given() -> Given {
	let mut given = Given::new();
	let calls = remarks(BATCHED_CALLS);
	for batch in ["Utility.batch.calls", "Utility.batch_all.calls", "Utility.force_batch.calls"] {
		given.insert(batch, calls.encode());
	}
	for report in [
		"Babe.report_equivocation",
		"Babe.report_equivocation_unsigned",
		"Grandpa.report_equivocation",
		"Grandpa.report_equivocation_unsigned",
	] {
		let path: &'static str =
			Box::leak(format!("{report}.key_owner_proof.validator_count").into_boxed_str());
		given.insert(path, MAX_VALIDATORS.encode());
	}
	given
}

/// The calls that fit into no block at the largest size, and why that is right.
const EXCEPTIONS: [(&str, &str); 0] = [];

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

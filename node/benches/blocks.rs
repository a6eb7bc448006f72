//! Measures the blocks that take longest, in the Wasm runtime: the largest election that the bounds
//! allow, and the slash of a validator with as many backers as an election counts.
//!
//! Usage: `scripts/bench blocks`, which compiles the runtime for release and passes its path.

// A benchmark that panics stops, as it should.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used,
	missing_docs
)]

use cairn_primitives::{currency::CRN, AccountId, Balance, Hash, Header};
use cairn_runtime::{
	configs::staking::{MAX_CANDIDATES, MAX_ELECTING_VOTERS, MAX_VALIDATORS, NOMINATIONS},
	genesis_presets::get_config,
	Babe, Runtime, RuntimeCall, Session, SessionKeys, SignedPayload, System, UncheckedExtrinsic,
};
use codec::{Decode, Encode};
use frame_system::offchain::CreateAuthorizedTransaction;
use sc_executor::WasmExecutor;
use serde_json::{json, Value};
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::{
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
	Pair as _,
};
use sp_io::{hashing::blake2_256, SubstrateHostFunctions, TestExternalities};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Header as _, Digest, DigestItem, Perbill};
use std::time::{Duration, Instant};

/// The first slot, long after the Unix epoch.
const FIRST_SLOT: u64 = 1_000;

fn main() {
	// Cargo's own arguments, such as `--bench`, mean nothing here.
	let path = std::env::var("CAIRN_WASM").expect("set CAIRN_WASM to the path of a runtime");
	let wasm = std::fs::read(path).unwrap();
	println!(
		"reference: {:.0} ms for 1,000,000 chained BLAKE2 hashes",
		hash_loop().as_secs_f64() * 1e3
	);
	election(&wasm);
	slash(&wasm);
}

/// The speed of this machine.
fn hash_loop() -> Duration {
	let start = Instant::now();
	let hash = (0..1_000_000).fold([0; 32], |hash, _| blake2_256(&hash));
	assert_ne!(hash, [0; 32]);
	start.elapsed()
}

/// Measures the blocks of two eras with the maximum numbers of seats, candidates and voters, each of whom
/// backs as many candidates as it may.
fn election(wasm: &[u8]) {
	println!(
		"\nelection of {MAX_VALIDATORS} of {MAX_CANDIDATES} candidates by {MAX_ELECTING_VOTERS} \
		 voters with {NOMINATIONS} nominations"
	);
	let mut config = config();
	let candidates: Vec<_> =
		(0..MAX_CANDIDATES).map(|number| account(b"candidate", number)).collect();
	config["staking"]["validatorCount"] = json!(MAX_VALIDATORS);
	for (number, candidate) in (0u32..).zip(&candidates) {
		let bond = 1_000 * CRN + Balance::from(number) * CRN / 7;
		add_staker(&mut config, candidate, bond, json!("Validator"));
		if number < MAX_VALIDATORS {
			let keys = SessionKeys {
				grandpa: sp_core::ed25519::Public::from_raw(blake2_256(candidate.as_ref())).into(),
				babe: sp_core::sr25519::Public::from_raw(blake2_256(candidate.as_ref())).into(),
				authority_discovery: sp_core::sr25519::Public::from_raw(blake2_256(
					candidate.as_ref(),
				))
				.into(),
			};
			push(&mut config["session"]["keys"], json!([candidate, candidate, keys]));
		}
	}
	for number in 0..MAX_ELECTING_VOTERS {
		let who = account(b"nominator", number);
		// The same spread of targets in each run.
		let mut targets: Vec<&AccountId> = (0u32..)
			.map(|nth| blake2_256(&(number, nth).encode()))
			.map(|hash| {
				&candidates[usize::from(u16::from_le_bytes([hash[0], hash[1]])) % candidates.len()]
			})
			.take(2 * NOMINATIONS as usize)
			.collect();
		targets.sort();
		targets.dedup();
		targets.truncate(NOMINATIONS as usize);
		// More than any candidate, so that the snapshot holds nominators only.
		let bond = 2_000 * CRN + Balance::from(number) * CRN / 3;
		add_staker(&mut config, &who, bond, json!({ "Nominator": targets }));
	}
	let mut chain = Chain::new(wasm, config);
	let blocks: Vec<_> = (0..40).map(|_| chain.next_block(vec![])).collect();
	report(blocks);
}

/// Measures the report of a slash that touches every backer, and the block that applies it.
fn slash(wasm: &[u8]) {
	let backers = MAX_ELECTING_VOTERS - 4;
	println!("\nslash of a validator with {backers} backers: its report, and its application");
	let mut config = config();
	let bob = Sr25519Keyring::BobStash.to_account_id();
	for number in 0..backers {
		let who = account(b"nominator", number);
		add_staker(&mut config, &who, 20 * CRN, json!({ "Nominator": [bob] }));
	}
	let mut chain = Chain::new(wasm, config);
	let mut blocks: Vec<_> = (0..22).map(|_| chain.next_block(vec![])).collect();
	let call = pallet_liquid_staking::Call::manual_slash {
		validator: bob,
		era: 1,
		fraction: Perbill::from_percent(50),
	};
	let sudo = pallet_sudo::Call::sudo { call: Box::new(call.into()) };
	let transaction = chain.transaction(sudo.into());
	blocks.push(chain.next_block(vec![transaction]));
	blocks.extend((0..60).map(|_| chain.next_block(vec![])));
	report(blocks);
}

/// The time that a block took, by part, and its weight.
struct Measured {
	number: u32,
	initialize: Duration,
	apply: Duration,
	finalize: Duration,
	/// In milliseconds.
	weight: f64,
}

impl Measured {
	fn total(&self) -> Duration {
		self.initialize + self.apply + self.finalize
	}
}

/// Prints the blocks that took longest.
fn report(mut blocks: Vec<Measured>) {
	blocks.sort_by_key(|block| core::cmp::Reverse(block.total()));
	println!("  block  total ms  initialise  transactions  finalise  weight ms");
	for block in blocks.iter().take(5) {
		let ms = |time: Duration| time.as_secs_f64() * 1e3;
		println!(
			"  {:5}  {:8.1}  {:10.1}  {:12.1}  {:8.1}  {:9.1}",
			block.number,
			ms(block.total()),
			ms(block.initialize),
			ms(block.apply),
			ms(block.finalize),
			block.weight,
		);
	}
}

fn account(kind: &[u8], number: u32) -> AccountId {
	blake2_256(&(kind, number).encode()).into()
}

/// Returns the genesis of the local network, with every field.
fn config() -> Value {
	fn merge(base: &mut Value, patch: Value) {
		match (base, patch) {
			(Value::Object(base), Value::Object(patch)) => {
				for (key, value) in patch {
					merge(base.entry(key).or_insert(Value::Null), value);
				}
			}
			(base, patch) => *base = patch,
		}
	}
	let json = |preset: Option<&str>| -> Value {
		serde_json::from_slice(&get_config(&preset.map(Into::into)).unwrap()).unwrap()
	};
	let mut config = json(None);
	merge(&mut config, json(Some("local_testnet")));
	config
}

fn push(list: &mut Value, row: Value) {
	list.as_array_mut().unwrap().push(row);
}

fn add_staker(config: &mut Value, who: &AccountId, bond: Balance, status: Value) {
	push(&mut config["balances"]["balances"], json!([who, 2 * bond]));
	push(&mut config["staking"]["stakers"], json!([who, who, bond, status]));
}

/// A chain that the Wasm runtime executes, with its state in memory.
struct Chain<'a> {
	executor: WasmExecutor<SubstrateHostFunctions>,
	wasm: &'a [u8],
	state: TestExternalities,
}

impl<'a> Chain<'a> {
	fn new(wasm: &'a [u8], config: Value) -> Self {
		let mut chain =
			Self { executor: WasmExecutor::builder().build(), wasm, state: Default::default() };
		let built = chain
			.call("GenesisBuilder_build_state", &serde_json::to_vec(&config).unwrap().encode())
			.0;
		<Result<(), String>>::decode(&mut &built[..]).unwrap().unwrap();
		chain
	}

	/// Calls a function of the runtime. Returns its result and the time that it took.
	fn call(&mut self, function: &str, parameters: &[u8]) -> (Vec<u8>, Duration) {
		let code = WrappedRuntimeCode(self.wasm.into());
		let code = RuntimeCode {
			code_fetcher: &code,
			heap_pages: None,
			hash: blake2_256(self.wasm).into(),
		};
		let mut state = self.state.ext();
		let start = Instant::now();
		let (result, _) =
			self.executor.call(&mut state, &code, function, parameters, CallContext::Offchain);
		(result.unwrap(), start.elapsed())
	}

	fn next_block(&mut self, transactions: Vec<UncheckedExtrinsic>) -> Measured {
		let (number, author) = self.state.execute_with(|| {
			let disabled = Session::disabled_validators();
			let authorities = Babe::authorities().len() as u32;
			let author = (0..authorities).find(|index| !disabled.contains(index)).unwrap();
			(System::block_number() + 1, author)
		});
		let slot = FIRST_SLOT + u64::from(number) - 1;
		let digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
			authority_index: author,
			slot: slot.into(),
		});
		let header = Header::new(
			number,
			Default::default(),
			Default::default(),
			Hash::from_low_u64_be(number.into()),
			Digest { logs: vec![DigestItem::babe_pre_digest(digest)] },
		);
		let (_, initialize) = self.call("Core_initialize_block", &header.encode());
		let now = slot * self.state.execute_with(Babe::slot_duration);
		let timestamp = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
		let mut apply = Duration::ZERO;
		for transaction in [UncheckedExtrinsic::new_bare(timestamp)].into_iter().chain(transactions)
		{
			let (applied, time) = self.call("BlockBuilder_apply_extrinsic", &transaction.encode());
			let applied = sp_runtime::ApplyExtrinsicResult::decode(&mut &applied[..]).unwrap();
			applied.unwrap().unwrap();
			apply += time;
		}
		let (_, finalize) = self.call("BlockBuilder_finalize_block", &[]);
		let weight = self.state.execute_with(|| System::block_weight().total().ref_time());
		self.state.commit_all().unwrap();
		Measured { number, initialize, apply, finalize, weight: weight as f64 / 1e9 }
	}

	/// Creates the next transaction of Alice.
	fn transaction(&mut self, call: RuntimeCall) -> UncheckedExtrinsic {
		self.state.execute_with(|| {
			let alice = Sr25519Keyring::Alice.to_account_id();
			let mut extensions =
				<Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
			extensions.6 = frame_system::CheckNonce::from(System::account_nonce(&alice));
			let payload = SignedPayload::new(call.clone(), extensions.clone()).unwrap();
			let signature = payload.using_encoded(|bytes| Sr25519Keyring::Alice.pair().sign(bytes));
			UncheckedExtrinsic::new_signed(call, alice.into(), signature.into(), extensions)
		})
	}
}

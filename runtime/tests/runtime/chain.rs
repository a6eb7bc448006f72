//! A chain in memory that authors blocks in sequence.

use cairn_primitives::{AccountId, AssetId, Balance, BlockNumber, Hash, Header};
use cairn_runtime::{
	genesis_presets::{build_state, get_config},
	AllPalletsWithSystem, Babe, Executive, Runtime, RuntimeCall, RuntimeEvent, Session,
	SignedPayload, System, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::storage::with_transaction_unchecked;
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_reward_emission::Pots;
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	Slot,
};
use sp_core::{sr25519, Pair};
use sp_genesis_builder::PresetId;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	ApplyExtrinsicResult, Digest, DigestItem, TransactionOutcome,
};
use sp_staking::EraIndex;

/// The slot of block 1.
pub const FIRST_SLOT: u64 = 1_000;

/// Creates a chain at the genesis of a preset.
pub fn chain(preset: &str) -> TestExternalities {
	chain_of(config(preset))
}

/// Creates a chain at a genesis.
pub fn chain_of(config: serde_json::Value) -> TestExternalities {
	let config = serde_json::to_vec(&config).unwrap();
	let mut externalities = TestExternalities::default();
	externalities.execute_with(|| build_state(config).unwrap());
	externalities
}

/// Returns the full genesis configuration of a preset.
pub fn config(preset: &str) -> serde_json::Value {
	let mut config = json(None);
	merge(&mut config, json(Some(preset)));
	config
}

/// Returns the genesis configuration of a preset, with Alice as sudo.
pub fn with_sudo(preset: &str) -> serde_json::Value {
	let mut config = config(preset);
	config["sudo"] = self::config("development")["sudo"].clone();
	config
}

fn json(preset: Option<&str>) -> serde_json::Value {
	let id = preset.map(PresetId::from);
	serde_json::from_slice(&get_config(&id).unwrap()).unwrap()
}

/// Merges a patch into a genesis configuration, as a chain spec does.
fn merge(base: &mut serde_json::Value, patch: serde_json::Value) {
	match (base, patch) {
		(serde_json::Value::Object(base), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(serde_json::Value::Null), value);
			}
		}
		(base, patch) => *base = patch,
	}
}

/// Authors the next block, in the next slot, with `transactions`.
pub fn next_block_with(transactions: Vec<UncheckedExtrinsic>) {
	for applied in try_next_block_with(transactions) {
		applied.unwrap().unwrap();
	}
}

/// Authors the next block, in the next slot, with those of `transactions` that can be included.
pub fn try_next_block_with(transactions: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
	try_next_block_after(transactions, || {})
}

/// Authors the next block like [`try_next_block_with`], after `act` has changed its state.
pub fn try_next_block_after(
	transactions: Vec<UncheckedExtrinsic>,
	prepare: impl FnOnce(),
) -> Vec<ApplyExtrinsicResult> {
	let number = System::block_number() + 1;
	let slot = FIRST_SLOT + u64::from(number) - 1;
	let disabled = Session::disabled_validators();
	let authorities = Babe::authorities().len() as u32;
	let author = (0..authorities).find(|index| !disabled.contains(index)).unwrap();
	// Any hash is valid here, because only the import of a whole block compares it.
	let parent = Hash::from_low_u64_be(number.into());
	let header = Header::new(
		number,
		Default::default(),
		Default::default(),
		parent,
		Digest { logs: vec![pre_digest(author, slot.into())] },
	);
	Executive::initialize_block(&header);
	let now = slot * Babe::slot_duration();
	let timestamp = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
	Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(timestamp)).unwrap().unwrap();
	prepare();
	let applied = transactions.into_iter().map(apply).collect();
	Executive::finalize_block();
	applied
}

/// Applies a transaction as the author of a block does. A transaction that does not fit changes nothing.
fn apply(transaction: UncheckedExtrinsic) -> ApplyExtrinsicResult {
	with_transaction_unchecked(|| match Executive::apply_extrinsic(transaction) {
		Ok(outcome) => TransactionOutcome::Commit(Ok(outcome)),
		Err(error) => TransactionOutcome::Rollback(Err(error)),
	})
}

/// Authors an empty block.
pub fn next_block() {
	next_block_with(vec![]);
}

/// Creates the next transaction of an account, with a tip, and a fee in CRN or in an asset.
pub fn transaction(
	who: Sr25519Keyring,
	call: RuntimeCall,
	tip: Balance,
	asset: Option<AssetId>,
) -> UncheckedExtrinsic {
	signed_transaction(&who.pair(), call, tip, asset)
}

/// Creates the next transaction of the account with a key, like [`transaction`].
pub fn signed_transaction(
	key: &sr25519::Pair,
	call: RuntimeCall,
	tip: Balance,
	asset: Option<AssetId>,
) -> UncheckedExtrinsic {
	let account = AccountId::from(key.public());
	let mut extensions = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
	extensions.6 = frame_system::CheckNonce::from(System::account_nonce(&account));
	extensions.8 = pallet_asset_tx_payment::ChargeAssetTxPayment::from(tip, asset);
	let payload = SignedPayload::new(call.clone(), extensions.clone()).unwrap();
	let signature = payload.using_encoded(|bytes| key.sign(bytes));
	UncheckedExtrinsic::new_signed(call, account.into(), signature.into(), extensions)
}

/// Returns the account of a stranger: the same for the same `number`. Nobody has its key.
pub fn nth_account(number: u32) -> AccountId {
	sp_io::hashing::blake2_256(&(b"stranger", number).encode()).into()
}

/// Authors a block with a call of an account.
pub fn call(who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	include(transaction(who, call.into(), 0, None));
}

/// Authors a block with a transaction. If the next block holds an election, which leaves no room, it is
/// the block after it.
pub fn include(transaction: UncheckedExtrinsic) {
	match try_next_block_with(vec![transaction.clone()]).remove(0) {
		Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources)) => {
			next_block_with(vec![transaction])
		}
		applied => applied.unwrap().unwrap(),
	}
}

/// Creates the claim of a slot, without the VRF, which native tests do not check.
pub fn pre_digest(authority_index: u32, slot: Slot) -> DigestItem {
	DigestItem::babe_pre_digest(PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index,
		slot,
	}))
}

/// Returns the active era.
pub fn active_era() -> EraIndex {
	pallet_staking::ActiveEra::<Runtime>::get().unwrap().index
}

/// Authors blocks until `era` starts.
pub fn run_to_era(era: EraIndex) {
	while active_era() < era {
		next_block();
	}
}

/// Returns the pots of an era that ended in this block.
pub fn pots_of(era: EraIndex) -> Pots {
	System::read_events_no_consensus()
		.find_map(|record| match record.event {
			RuntimeEvent::RewardEmission(pallet_reward_emission::Event::EraClosed {
				era: closed,
				pots,
				..
			}) if closed == era => Some(pots),
			_ => None,
		})
		.unwrap()
}

/// Checks every invariant of every pallet.
#[cfg(feature = "try-runtime")]
pub fn assert_invariants() {
	use frame_support::traits::{TryState, TryStateSelect};
	<AllPalletsWithSystem as TryState<BlockNumber>>::try_state(
		System::block_number(),
		TryStateSelect::All,
	)
	.unwrap();
}

/// Checks nothing, because invariants need the feature `try-runtime`.
#[cfg(not(feature = "try-runtime"))]
pub fn assert_invariants() {
	let _ = core::marker::PhantomData::<(AllPalletsWithSystem, BlockNumber)>;
}

//! The genesis of each network.
//!
//! | preset | for | validators | slots | eras | sudo |
//! |---|---|---|---|---|---|
//! | `development` | one node on one machine | Alice | 2 s | 40 s | Alice |
//! | `local_testnet` | a network on one machine | Alice, Bob, Charlie, Dave | 2 s | 40 s | Alice |
//! | `live` | a template for a real network | the same four, to be replaced | 6 s | 1 day | nobody |
//!
//! All presets use the public development keys as placeholders. `live` has the periods and the rules
//! of a real network, and `cairn-node` refuses to run it until those keys are replaced: see
//! docs/validators.md.

use crate::{
	configs::staking::{CHILL_THRESHOLD, MAX_CANDIDATES, MAX_NOMINATORS},
	genesis_devices, genesis_emission, AssetsConfig, BabeConfig, BalancesConfig,
	DeviceRegistryConfig, LiquidStaking, LiquidStakingConfig, NetworkParametersConfig,
	ProofOfCoverageConfig, RewardEmissionConfig, Runtime, RuntimeGenesisConfig, SessionConfig,
	SessionKeys, StakingConfig, SudoConfig, TechnicalCommitteeConfig, Treasury,
};
use alloc::{vec, vec::Vec};
use cairn_primitives::{
	currency::{CRN, EXISTENTIAL_DEPOSIT, STAKED_CRN, STAKED_TOKEN_SYMBOL, TOKEN_DECIMALS},
	AccountId, AssetId, Balance, SS58_PREFIX,
};
use frame_support::{build_struct_json_patch, genesis_builder_helper};
use pallet_liquid_staking::PoolAccount;
use pallet_network_parameters::Parameters;
use pallet_proof_of_coverage::Parameters as CoverageParameters;
use pallet_staking::StakerStatus;
use serde_json::Value;
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_core::crypto::set_default_ss58_version;
use sp_genesis_builder::PresetId;
pub use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::Perbill;

/// The preset that is a template for a real network.
pub const LIVE_RUNTIME_PRESET: &str = "live";

/// The configuration of BABE at genesis. A quarter of the slots have a primary author; each other slot
/// has one secondary author, which proves its right to the slot with a VRF.
pub const BABE_GENESIS_EPOCH_CONFIG: BabeEpochConfiguration =
	BabeEpochConfiguration { c: (1, 4), allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots };

/// The balance of each development account, in planck.
const ENDOWMENT: Balance = 5_000_000 * CRN;

/// The stake that each validator has bonded, in planck.
const STAKE: Balance = 100_000 * CRN;

/// The minimum number of validators of a live network. If an election has fewer candidates, the previous
/// validators stay and the era does not end. Two is the smallest number with which no validator alone
/// makes a block final.
const LIVE_MINIMUM_VALIDATORS: u32 = 2;

/// The identifier of the first asset that a user creates. Lower identifiers are reserved for the chain.
const FIRST_FREE_ASSET: AssetId = 1_000;

/// The amount that the protocol deposits into the liquid staking pool, in planck. A tenth of it never
/// leaves; the rest bears losses first.
const POOL_SEED: Balance = 10_000 * CRN;

/// The minimum balance of the liquid staking token, in its smallest unit.
const LEAST_STAKED_CRN: Balance = EXISTENTIAL_DEPOSIT;

/// Returns the account of the liquid staking pool, which holds the seed.
fn pool_account() -> AccountId {
	LiquidStaking::account(PoolAccount::Liquid)
}

/// What the liquid staking pool's accounts begin with.
fn pool_accounts() -> impl Iterator<Item = (AccountId, Balance)> {
	LiquidStaking::accounts().into_iter().map(|account| {
		let seed = if account == pool_account() { POOL_SEED } else { 0 };
		(account, EXISTENTIAL_DEPOSIT.saturating_add(seed))
	})
}

/// A validator at genesis: its stash and the keys it signs with.
type Validator = (AccountId, SessionKeys);

fn validator(stash: Sr25519Keyring, keys: Sr25519Keyring, finality: Ed25519Keyring) -> Validator {
	(
		stash.to_account_id(),
		SessionKeys {
			grandpa: finality.public().into(),
			babe: keys.public().into(),
			authority_discovery: keys.public().into(),
		},
	)
}

fn alice() -> Validator {
	validator(Sr25519Keyring::AliceStash, Sr25519Keyring::Alice, Ed25519Keyring::Alice)
}

fn four_validators() -> Vec<Validator> {
	vec![
		alice(),
		validator(Sr25519Keyring::BobStash, Sr25519Keyring::Bob, Ed25519Keyring::Bob),
		validator(Sr25519Keyring::CharlieStash, Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
		validator(Sr25519Keyring::DaveStash, Sr25519Keyring::Dave, Ed25519Keyring::Dave),
	]
}

fn genesis(
	parameters: Parameters,
	coverage: CoverageParameters,
	validators: Vec<Validator>,
	minimum_validators: u32,
	committee: Vec<AccountId>,
	sudo: Option<AccountId>,
) -> Value {
	let validator_count = u32::try_from(validators.len()).unwrap_or(u32::MAX);
	build_struct_json_patch!(RuntimeGenesisConfig {
		network_parameters: NetworkParametersConfig { parameters },
		balances: BalancesConfig {
			balances: Sr25519Keyring::well_known()
				.map(|key| (key.to_account_id(), ENDOWMENT))
				.chain(pool_accounts())
				.collect(),
		},
		assets: AssetsConfig {
			assets: vec![(STAKED_CRN, pool_account(), true, LEAST_STAKED_CRN)],
			metadata: vec![(
				STAKED_CRN,
				b"Staked CRN".to_vec(),
				STAKED_TOKEN_SYMBOL.into(),
				TOKEN_DECIMALS,
			)],
			// So that no fee is too small for it.
			accounts: vec![(STAKED_CRN, Treasury::account_id(), LEAST_STAKED_CRN)],
			next_asset_id: Some(FIRST_FREE_ASSET),
		},
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		session: SessionConfig {
			keys: validators
				.iter()
				.map(|(stash, keys)| (stash.clone(), stash.clone(), keys.clone()))
				.collect(),
		},
		staking: StakingConfig {
			validator_count,
			minimum_validator_count: minimum_validators,
			slash_reward_fraction: Perbill::from_percent(10),
			max_validator_count: Some(MAX_CANDIDATES),
			max_nominator_count: Some(MAX_NOMINATORS),
			min_nominator_bond: 10 * CRN,
			min_validator_bond: 1_000 * CRN,
			stakers: validators
				.iter()
				.map(|(stash, _)| {
					(stash.clone(), stash.clone(), STAKE, StakerStatus::<AccountId>::Validator)
				})
				.collect(),
		},
		device_registry: DeviceRegistryConfig {
			classes: genesis_devices::classes(),
			region_tables: genesis_devices::region_tables(),
		},
		reward_emission: RewardEmissionConfig {
			schedule: genesis_emission::schedule(),
			shares: genesis_emission::shares(),
			rate_caps: genesis_emission::rate_caps(),
		},
		proof_of_coverage: ProofOfCoverageConfig { parameters: coverage },
		liquid_staking: LiquidStakingConfig {
			seed: POOL_SEED,
			parameters: pallet_liquid_staking::Parameters::default(),
		},
		technical_committee: TechnicalCommitteeConfig { members: committee },
		sudo: SudoConfig { key: sudo },
	})
}

/// The genesis called `id`, as JSON.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let sudo = Some(Sr25519Keyring::Alice.to_account_id());
	let committee = [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie];
	let committee = committee.map(|member| member.to_account_id()).to_vec();
	let local = |validators| {
		let (parameters, coverage) = (Parameters::local(), CoverageParameters::local());
		genesis(parameters, coverage, validators, 1, committee, sudo)
	};
	let preset = match id.as_ref() {
		DEV_RUNTIME_PRESET => local(vec![alice()]),
		LOCAL_TESTNET_RUNTIME_PRESET => local(four_validators()),
		LIVE_RUNTIME_PRESET => {
			genesis(
				Parameters::live(),
				CoverageParameters::default(),
				four_validators(),
				LIVE_MINIMUM_VALIDATORS,
				// Named in the chain spec or by Root; until then, nothing can be whitelisted.
				vec![],
				None,
			)
		}
		_ => return None,
	};
	serde_json::to_vec(&preset).ok()
}

/// Writes the state that the genesis `config` describes, as JSON with every field.
///
/// Addresses may have Cairn's form or any registered one, such as the generic one.
pub fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
	set_default_ss58_version(SS58_PREFIX.into());
	genesis_builder_helper::build_state::<RuntimeGenesisConfig>(config)?;
	// The genesis configuration of the staking pallet lacks this parameter.
	pallet_staking::ChillThreshold::<Runtime>::put(CHILL_THRESHOLD);
	Ok(())
}

/// The preset called `id`, or every field's default, as JSON with Cairn's form of addresses.
pub fn get_config(id: &Option<PresetId>) -> Option<Vec<u8>> {
	set_default_ss58_version(SS58_PREFIX.into());
	genesis_builder_helper::get_preset::<RuntimeGenesisConfig>(id, get_preset)
}

/// The names [`get_preset`] knows.
pub fn preset_names() -> Vec<PresetId> {
	vec![
		PresetId::from(DEV_RUNTIME_PRESET),
		PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
		PresetId::from(LIVE_RUNTIME_PRESET),
	]
}

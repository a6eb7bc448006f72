//! The benchmarks of every pallet of the runtime, for `frame-omni-bencher`.

use crate::{pool_benchmarks::Pallet as NominationPoolsBench, *};
use alloc::string::String;
use cairn_primitives::AccountId;
use frame_benchmarking::{define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};

use frame_benchmarking::baseline::Pallet as BaselineBench;
use frame_system_benchmarking::{
	extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench,
};
use pallet_election_provider_support_benchmarking::Pallet as ElectionProviderBench;
use pallet_offences_benchmarking::Pallet as OffencesBench;
use pallet_session_benchmarking::Pallet as SessionBench;

define_benchmarks!(
	[frame_benchmarking, BaselineBench::<Runtime>]
	[frame_election_provider_support, ElectionProviderBench::<Runtime>]
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensionsBench::<Runtime>]
	[pallet_asset_tx_payment, AssetTxPayment]
	[pallet_assets, Assets]
	[pallet_babe, Babe]
	[pallet_bags_list, VoterList]
	[pallet_balances, Balances]
	[pallet_conviction_voting, ConvictionVoting]
	[pallet_device_registry, DeviceRegistry]
	[pallet_grandpa, Grandpa]
	[pallet_identity, Identity]
	[pallet_liquid_staking, LiquidStaking]
	[pallet_meta_tx, MetaTx]
	[pallet_migrations, MultiBlockMigrations]
	[pallet_multisig, Multisig]
	[pallet_nomination_pools, NominationPoolsBench::<Runtime>]
	[pallet_offences, OffencesBench::<Runtime>]
	[pallet_preimage, Preimage]
	[pallet_proof_of_coverage, ProofOfCoverage]
	[pallet_proxy, Proxy]
	[pallet_referenda, Referenda]
	[pallet_safe_mode, SafeMode]
	[pallet_collective, TechnicalCommittee]
	[pallet_tx_pause, TxPause]
	[pallet_whitelist, Whitelist]
	[pallet_reward_emission, RewardEmission]
	[pallet_scheduler, Scheduler]
	[pallet_session, SessionBench::<Runtime>]
	[pallet_staking, Staking]
	[pallet_sudo, Sudo]
	[pallet_timestamp, Timestamp]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_treasury, Treasury]
	[pallet_utility, Utility]
	[pallet_verify_signature, VerifySignature]
	[pallet_vesting, Vesting]
);

impl frame_benchmarking::baseline::Config for Runtime {}
impl frame_system_benchmarking::Config for Runtime {}
impl pallet_election_provider_support_benchmarking::Config for Runtime {}
impl pallet_offences_benchmarking::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

impl crate::pool_benchmarks::Config for Runtime {
	fn validator() -> AccountId {
		use pallet_liquid_staking::{BenchmarkHelper, StakingHelper};
		<StakingHelper<Runtime> as BenchmarkHelper<AccountId>>::validator(0)
	}
}

impl pallet_session_benchmarking::Config for Runtime {
	fn generate_session_keys_and_proof(owner: AccountId) -> (SessionKeys, Vec<u8>) {
		use codec::Encode;
		let generated = SessionKeys::generate(&owner.encode(), None);
		(generated.keys, generated.proof.encode())
	}
}

/// Returns every benchmark, and the storage items of every pallet.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs the benchmarks that `config` selects.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}

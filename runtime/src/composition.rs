//! The pallets of the runtime, in the order in which they are initialised.
//!
//! The index of a pallet is part of the transaction format and never changes.

// The macro writes items that it does not document.
#![allow(missing_docs)]

use crate::*;
use sp_inherents::{CheckInherentsResult, InherentData};
use sp_runtime::traits::Block as BlockT;

/// Returns the inherents with which a block must start, given the data of its author.
pub(crate) fn inherent_extrinsics(data: &InherentData) -> Vec<UncheckedExtrinsic> {
	data.create_extrinsics()
}

/// Checks the inherents with which a block starts.
pub(crate) fn check_inherents(
	block: &<Block as BlockT>::LazyBlock,
	data: &InherentData,
) -> CheckInherentsResult {
	data.check_extrinsics(block)
}

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	/// Cairn's runtime.
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;

	// Initialised before the pallets whose genesis reads it.
	#[runtime::pallet_index(1)]
	pub type NetworkParameters = pallet_network_parameters;

	// Initialised before Session, because a session ends with its epoch.
	#[runtime::pallet_index(2)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(3)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(4)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(5)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(6)]
	pub type AssetTxPayment = pallet_asset_tx_payment;

	// Initialised before Session, so that an author is credited in the session and era of its block.
	#[runtime::pallet_index(10)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(11)]
	pub type Staking = pallet_staking;
	#[runtime::pallet_index(12)]
	pub type VoterList = pallet_bags_list<Instance1>;
	#[runtime::pallet_index(13)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(14)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(15)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(16)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(17)]
	pub type AuthorityDiscovery = pallet_authority_discovery;

	#[runtime::pallet_index(20)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(21)]
	pub type ConvictionVoting = pallet_conviction_voting;
	#[runtime::pallet_index(22)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(23)]
	pub type Origins = crate::governance::origins;
	#[runtime::pallet_index(24)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(25)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(26)]
	pub type TechnicalCommittee = pallet_collective<Instance1>;
	#[runtime::pallet_index(27)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(28)]
	pub type TxPause = pallet_tx_pause;
	#[runtime::pallet_index(29)]
	pub type SafeMode = pallet_safe_mode;

	#[runtime::pallet_index(30)]
	pub type Assets = pallet_assets;
	#[runtime::pallet_index(31)]
	pub type AssetsHolder = pallet_assets_holder;

	#[runtime::pallet_index(40)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(41)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(42)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(43)]
	pub type Identity = pallet_identity;
	#[runtime::pallet_index(44)]
	pub type Vesting = pallet_vesting;
	#[runtime::pallet_index(45)]
	pub type VerifySignature = pallet_verify_signature;
	#[runtime::pallet_index(46)]
	pub type MetaTx = pallet_meta_tx;

	#[runtime::pallet_index(50)]
	pub type DeviceRegistry = pallet_device_registry;
	#[runtime::pallet_index(51)]
	pub type RewardEmission = pallet_reward_emission;
	#[runtime::pallet_index(52)]
	pub type ProofOfCoverage = pallet_proof_of_coverage;
	#[runtime::pallet_index(53)]
	pub type LiquidStaking = pallet_liquid_staking;

	#[runtime::pallet_index(60)]
	pub type MultiBlockMigrations = pallet_migrations;

	// Never on a network: liquid staking is compared with them in benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	#[runtime::pallet_index(253)]
	pub type DelegatedStaking = pallet_delegated_staking;
	#[cfg(feature = "runtime-benchmarks")]
	#[runtime::pallet_index(254)]
	pub type NominationPools = pallet_nomination_pools;

	#[runtime::pallet_index(255)]
	pub type Sudo = pallet_sudo;
}

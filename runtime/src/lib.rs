//! The state transition function of Cairn.
//!
//! Wiring only: which pallets the chain is made of and how they are configured. A reader finds
//! - the configuration of each pallet in [`configs`], one file per concern,
//! - the runtime APIs that nodes and wallets call in [`apis`],
//! - the genesis of each network in [`genesis_presets`],
//! - the origins and tracks of on-chain governance in [`governance`],
//! - how an offence that is reported late is slashed all the same in [`late_slashes`].
//!
//! One Wasm blob serves every network: what differs between them is set at genesis, see
//! `pallet-network-parameters`.

#![cfg_attr(not(feature = "std"), no_std)]
// The runtime's macros nest deeply.
#![recursion_limit = "512"]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod genesis_presets;
pub mod governance;
pub mod late_slashes;
#[cfg(test)]
mod tests;

use alloc::{borrow::Cow, vec::Vec};
use cairn_primitives::{AccountId, Address, Header, Signature};
use sp_runtime::{generic, impl_opaque_keys};
use sp_version::RuntimeVersion;

#[cfg(feature = "std")]
use sp_version::NativeVersion;

impl_opaque_keys! {
	/// The keys a validator signs with, one for each duty.
	pub struct SessionKeys {
		/// Votes on finality.
		pub grandpa: Grandpa,
		/// Makes blocks.
		pub babe: Babe,
		/// Publishes the validator's network addresses, so that others find it.
		pub authority_discovery: AuthorityDiscovery,
	}
}

/// Which runtime this is. `spec_version` rises with every release that changes the state
/// transition, `transaction_version` with every change of how a transaction is encoded.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("cairn"),
	impl_name: Cow::Borrowed("cairn-node"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 0,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// The version of the natively compiled runtime.
#[cfg(feature = "std")]
pub fn native_version() -> NativeVersion {
	NativeVersion { runtime_version: VERSION, can_author_with: Default::default() }
}

/// A block of Cairn.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// What every transaction carries beside its call. Fixed from genesis: wallets rely on the order.
pub type TransactionExtensions = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckMortality<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_asset_tx_payment::ChargeAssetTxPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction as it travels.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TransactionExtensions>;

/// What a signature signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TransactionExtensions>;

/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

/// The migrations that run in the one block after an upgrade. None yet: genesis is version 1.
pub type SingleBlockMigrations = ();

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

	// Before everything whose genesis reads it.
	#[runtime::pallet_index(1)]
	pub type NetworkParameters = pallet_network_parameters;

	// Before Session, which ends when an epoch does.
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

	// Before Session, so that an author is noted in the session and era it made the block in.
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

	#[runtime::pallet_index(60)]
	pub type MultiBlockMigrations = pallet_migrations;

	#[cfg(feature = "runtime-benchmarks")]
	#[runtime::pallet_index(254)]
	pub type NominationPools = pallet_nomination_pools;

	#[runtime::pallet_index(255)]
	pub type Sudo = pallet_sudo;
}

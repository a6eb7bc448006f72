//! The state transition function of Cairn.
//!
//! This crate composes and configures pallets:
//!
//! - `composition` lists the pallets;
//! - [`configs`] configures each pallet, one file per concern;
//! - [`apis`] implements the runtime APIs that nodes and wallets call;
//! - [`genesis_presets`] defines the genesis of each network;
//! - [`governance`] defines the origins and tracks of on-chain governance;
//! - [`slashes`] applies the slashes of offences that were reported late, and removes applied slashes
//!   from the price of liquid staking.
//!
//! One Wasm blob serves every network, because genesis sets the parameters in which networks differ:
//! see `pallet-network-parameters`. The crate in `runtime/wasm` contains the blob.

#![cfg_attr(not(feature = "std"), no_std)]
// The runtime's macros nest deeply.
#![recursion_limit = "512"]

extern crate alloc;

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
mod composition;
pub mod configs;
pub mod genesis_devices;
pub mod genesis_emission;
pub mod genesis_presets;
pub mod governance;
#[cfg(feature = "runtime-benchmarks")]
mod pool_benchmarks;
pub mod slashes;

pub use composition::*;

use alloc::{borrow::Cow, vec::Vec};
use cairn_primitives::{Address, Header, Signature};
use sp_runtime::{generic, impl_opaque_keys};
use sp_version::RuntimeVersion;

impl_opaque_keys! {
	/// The session keys of a validator, one for each duty.
	pub struct SessionKeys {
		/// Votes on finality.
		pub grandpa: Grandpa,
		/// Authors blocks.
		pub babe: Babe,
		/// Publishes the network addresses of the validator, so that the others find it.
		pub authority_discovery: AuthorityDiscovery,
	}
}

/// Defines the version. This is a macro because the attribute `runtime_version` reads only literals.
macro_rules! version {
	($spec_version:tt) => {
		/// The version of this runtime. `spec_version` rises with every release that changes the state
		/// transition, and `transaction_version` with every change to the encoding of transactions.
		#[sp_version::runtime_version]
		pub const VERSION: RuntimeVersion = RuntimeVersion {
			spec_name: Cow::Borrowed("cairn"),
			impl_name: Cow::Borrowed("cairn-node"),
			authoring_version: 1,
			spec_version: $spec_version,
			impl_version: 0,
			apis: apis::RUNTIME_API_VERSIONS,
			transaction_version: 1,
			system_version: 1,
		};
	};
}

#[cfg(not(feature = "next-version"))]
version!(1);
// Higher than any release, to rehearse an upgrade to this runtime: see runtime/rehearsal.
#[cfg(feature = "next-version")]
version!(4_000_000_000);

/// A block of Cairn.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// The extensions that every transaction carries beside its call. They are fixed from genesis, because
/// wallets rely on their order.
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

/// A transaction as the network and blocks carry it.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TransactionExtensions>;

/// The content that a signature covers.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TransactionExtensions>;

/// Executes blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

/// The migrations that run in the first block after an upgrade. There are none yet, because genesis is
/// version 1.
pub type SingleBlockMigrations = ();

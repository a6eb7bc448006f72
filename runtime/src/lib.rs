//! The state transition function of Cairn.
//!
//! Wiring only: which pallets the chain is made of and how they are configured. A reader finds
//! - the pallets in `composition`,
//! - the configuration of each pallet in [`configs`], one file per concern,
//! - the runtime APIs that nodes and wallets call in [`apis`],
//! - the genesis of each network in [`genesis_presets`],
//! - the origins and tracks of on-chain governance in [`governance`],
//! - how an offence that is reported late is slashed all the same, and how slashes that were applied
//!   leave liquid staking's price, in [`slashes`].
//!
//! One Wasm blob serves every network: what differs between them is set at genesis, see
//! `pallet-network-parameters`. The crate in `runtime/wasm` has it.

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

/// Written by a macro because the version's own attribute reads nothing but literals.
macro_rules! version {
	($spec_version:tt) => {
		/// Which runtime this is. `spec_version` rises with every release that changes the state
		/// transition, `transaction_version` with every change of how a transaction is encoded.
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
// Higher than any: to rehearse an upgrade to what is here, see runtime/rehearsal.
#[cfg(feature = "next-version")]
version!(4_000_000_000);

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

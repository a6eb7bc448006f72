//! Types, units and traits that the runtime, the node and the tools of Cairn share.
//!
//! ```
//! use cairn_primitives::{currency::CRN, Balance};
//!
//! let fee: Balance = CRN / 1_000;
//! assert_eq!(fee, 1_000_000_000);
//! ```

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod collateral;
pub mod coverage;
pub mod devices;
pub mod rewards;

use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature, OpaqueExtrinsic,
};

/// An amount of CRN in planck: 1 CRN is 10^12 of them.
pub type Balance = u128;

/// The height of a block.
pub type BlockNumber = u32;

/// The count of an account's transactions.
pub type Nonce = u32;

/// The hash of a block, a transaction or a piece of state.
pub type Hash = sp_core::H256;

/// How a transaction may be signed: sr25519, ed25519 or secp256k1.
pub type Signature = MultiSignature;

/// The public half of any of the keys that can sign.
pub type AccountPublic = <Signature as Verify>::Signer;

/// 32 bytes that stand for a key, a multisig, a proxy or a pallet's pot.
pub type AccountId = <AccountPublic as IdentifyAccount>::AccountId;

/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;

/// Milliseconds since the Unix epoch.
pub type Moment = u64;

/// The identifier of an asset of `pallet-assets`.
pub type AssetId = u32;

/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;

/// A block as a node sees it: its transactions stay encoded, for only the runtime, which may be a later
/// one than the node's own, knows what they mean. JSON shows them in hexadecimal, as clients expect.
pub type OpaqueBlock = generic::Block<Header, OpaqueExtrinsic>;

/// The SS58 prefix of Cairn's addresses, all of which begin with `cr`.
pub const SS58_PREFIX: u16 = 9285;

/// The token: its name, its decimals, its parts.
pub mod currency {
	use super::Balance;

	/// What wallets show behind an amount.
	pub const TOKEN_SYMBOL: &str = "CRN";

	/// The decimals of [`CRN`].
	pub const TOKEN_DECIMALS: u8 = 12;

	/// One CRN.
	pub const CRN: Balance = 1_000_000_000_000;

	/// A thousandth of a CRN.
	pub const MILLI_CRN: Balance = CRN / 1_000;

	/// A millionth of a CRN.
	pub const MICRO_CRN: Balance = CRN / 1_000_000;

	/// The least an account can hold.
	pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_CRN;

	/// What wallets show behind an amount of the liquid staking token, which has as many decimals.
	pub const STAKED_TOKEN_SYMBOL: &str = "stCRN";

	/// The asset that is the liquid staking token.
	pub const STAKED_CRN: super::AssetId = 1;

	/// What keeping `items` entries and `bytes` bytes in state costs, as a deposit.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		(items as Balance)
			.saturating_mul(200 * MILLI_CRN)
			.saturating_add((bytes as Balance).saturating_mul(MILLI_CRN))
	}
}

/// The rhythm of the chain, the same on every network.
pub mod time {
	use super::{BlockNumber, Moment};

	/// The length of a slot, which holds one block.
	pub const SLOT_DURATION_MS: Moment = 6_000;

	/// Blocks in a minute.
	pub const MINUTES: BlockNumber = 10;

	/// Blocks in an hour.
	pub const HOURS: BlockNumber = 60 * MINUTES;

	/// Blocks in a day.
	pub const DAYS: BlockNumber = 24 * HOURS;

	/// Milliseconds in a year of 365.25 days.
	pub const YEAR_MS: Moment = 31_557_600_000;
}

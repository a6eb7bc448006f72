//! The types, units and traits that Cairn's runtime, node and tools share.
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

/// An amount of CRN in planck. One CRN is 10^12 planck.
pub type Balance = u128;

/// The number of a block: its height above genesis.
pub type BlockNumber = u32;

/// The number of transactions that an account has sent.
pub type Nonce = u32;

/// The hash of a block, a transaction or a piece of state.
pub type Hash = sp_core::H256;

/// The signature of a transaction: sr25519, ed25519 or secp256k1.
pub type Signature = MultiSignature;

/// The public key of a signer, of any of these schemes.
pub type AccountPublic = <Signature as Verify>::Signer;

/// The 32-byte identifier of an account: a key, a multisig, a proxy or a pallet's pot.
pub type AccountId = <AccountPublic as IdentifyAccount>::AccountId;

/// The form in which a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;

/// A point in time, or a span, in milliseconds. Points count from the Unix epoch.
pub type Moment = u64;

/// The identifier of an asset of `pallet-assets`.
pub type AssetId = u32;

/// The header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;

/// A block as the node handles it, with encoded transactions. Only the runtime can decode them, and
/// it may be newer than the node. JSON shows them in hexadecimal, as clients expect.
pub type OpaqueBlock = generic::Block<Header, OpaqueExtrinsic>;

/// The SS58 prefix of Cairn's addresses. All of them begin with `cr`.
pub const SS58_PREFIX: u16 = 9285;

/// The CRN token: its symbol, decimals and units.
pub mod currency {
	use super::Balance;

	/// The symbol that wallets show after an amount.
	pub const TOKEN_SYMBOL: &str = "CRN";

	/// The number of decimals of [`CRN`].
	pub const TOKEN_DECIMALS: u8 = 12;

	/// One CRN, in planck.
	pub const CRN: Balance = 1_000_000_000_000;

	/// A thousandth of a CRN, in planck.
	pub const MILLI_CRN: Balance = CRN / 1_000;

	/// A millionth of a CRN, in planck.
	pub const MICRO_CRN: Balance = CRN / 1_000_000;

	/// The minimum balance of an account.
	pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_CRN;

	/// The symbol of the liquid staking token. It has as many decimals as CRN.
	pub const STAKED_TOKEN_SYMBOL: &str = "stCRN";

	/// The asset ID of the liquid staking token.
	pub const STAKED_CRN: super::AssetId = 1;

	/// Returns the deposit for keeping `items` entries with `bytes` bytes in state.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		(items as Balance)
			.saturating_mul(200 * MILLI_CRN)
			.saturating_add((bytes as Balance).saturating_mul(MILLI_CRN))
	}
}

/// Spans of real time, and their conversion to blocks.
///
/// A slot holds one block, and each network sets the length of a slot at genesis. So a fixed span
/// of time, such as a day, has a different number of blocks on different networks: use
/// [`blocks_in`](time::blocks_in) instead of a constant.
pub mod time {
	use super::{BlockNumber, Moment};

	/// The length of a slot on the live network, in milliseconds.
	pub const LIVE_SLOT_MS: u32 = 6_000;

	/// The length of a slot on networks that run on one machine, in milliseconds.
	pub const LOCAL_SLOT_MS: u32 = 2_000;

	/// Milliseconds in an hour.
	pub const HOUR_MS: Moment = 3_600_000;

	/// Milliseconds in a day of 24 hours.
	pub const DAY_MS: Moment = 24 * HOUR_MS;

	/// Milliseconds in a year of 365.25 days.
	pub const YEAR_MS: Moment = 31_557_600_000;

	/// Returns the number of blocks in `span_ms` milliseconds if no slot of `slot_ms` milliseconds
	/// is missed, rounded down and at least one.
	///
	/// ```
	/// use cairn_primitives::time::{blocks_in, DAY_MS, LIVE_SLOT_MS, LOCAL_SLOT_MS};
	///
	/// assert_eq!(blocks_in(DAY_MS, LIVE_SLOT_MS), 14_400);
	/// assert_eq!(blocks_in(DAY_MS, LOCAL_SLOT_MS), 43_200);
	/// assert_eq!(blocks_in(1, LIVE_SLOT_MS), 1);
	/// ```
	pub fn blocks_in(span_ms: Moment, slot_ms: u32) -> BlockNumber {
		let blocks = span_ms.checked_div(slot_ms.into()).unwrap_or(Moment::MAX);
		BlockNumber::try_from(blocks).unwrap_or(BlockNumber::MAX).max(1)
	}
}

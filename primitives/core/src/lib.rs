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

/// Real time, and how many blocks fit into it.
///
/// A block fills a slot, and how long a slot lasts is set at a network's genesis. So a period that
/// people live by, a day for example, has a different number of blocks on different networks: use
/// [`blocks_in`](time::blocks_in) rather than a constant.
pub mod time {
	use super::{BlockNumber, Moment};

	/// The length of a slot on the live network, in milliseconds.
	pub const LIVE_SLOT_MS: u32 = 6_000;

	/// The length of a slot on the networks of one machine, in milliseconds.
	pub const LOCAL_SLOT_MS: u32 = 2_000;

	/// Milliseconds in an hour.
	pub const HOUR_MS: Moment = 3_600_000;

	/// Milliseconds in a day of 24 hours.
	pub const DAY_MS: Moment = 24 * HOUR_MS;

	/// Milliseconds in a year of 365.25 days.
	pub const YEAR_MS: Moment = 31_557_600_000;

	/// The blocks made in `span_ms` milliseconds if no slot of `slot_ms` milliseconds is missed:
	/// rounded down, at least one.
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

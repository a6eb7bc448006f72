//! Blocks of the chain.

use cairn_primitives::BlockNumber;
use sp_core::H256;

/// A block, by number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockId {
	/// The block number.
	pub number: BlockNumber,
	/// The block hash.
	pub hash: H256,
}

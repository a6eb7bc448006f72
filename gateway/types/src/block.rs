//! Blocks of the chain.

use cairn_primitives::BlockNumber;
use sp_core::H256;

/// A block, by number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockId {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: H256,
}

//! The known blocks from the latest final block to the best block.

use cairn_gateway_types::block::BlockId;
use cairn_primitives::BlockNumber;
use codec::Encode;
use sp_core::{Blake2Hasher, Hasher, H256};
use std::collections::VecDeque;

/// The header of a block, as JSON-RPC returns it.
pub(crate) type Header = subxt::config::substrate::SubstrateHeader<subxt::utils::H256>;

/// Returns the number and hash of the block with this header.
pub(crate) fn block_id(header: &Header) -> BlockId {
	let number = BlockNumber::try_from(header.number).unwrap_or(BlockNumber::MAX);
	BlockId { number, hash: header.using_encoded(Blake2Hasher::hash) }
}

/// The best chain from the latest final block on, without gaps.
pub(crate) struct Trail {
	last_final: BlockId,
	/// The blocks above it.
	above: VecDeque<BlockId>,
}

impl Trail {
	/// Creates a trail that starts with a final block.
	pub fn new(last_final: BlockId) -> Self {
		Self { last_final, above: VecDeque::new() }
	}

	pub fn last_final(&self) -> BlockId {
		self.last_final
	}

	/// Returns whether the trail contains a block.
	pub fn contains(&self, hash: H256) -> bool {
		self.last_final.hash == hash || self.above.iter().any(|block| block.hash == hash)
	}

	/// Continues the best chain with `branch`, in ascending order and without gaps, after the block
	/// `parent`, which the trail [contains](Self::contains). Returns the number of the first
	/// retracted block, if any.
	pub fn switch_to(&mut self, parent: H256, branch: &[BlockId]) -> Option<BlockNumber> {
		let place = self.above.iter().position(|block| block.hash == parent);
		let kept = place.map_or(0, |place| place.saturating_add(1));
		let retracted = self.above.get(kept).map(|block| block.number);
		self.above.truncate(kept);
		self.above.extend(branch);
		retracted
	}

	/// Marks a block of the trail as final. Returns the blocks that became final with it.
	pub fn finalise(&mut self, hash: H256) -> Vec<BlockId> {
		let place = self.above.iter().position(|block| block.hash == hash);
		let newly: Vec<_> =
			self.above.drain(..place.map_or(0, |place| place.saturating_add(1))).collect();
		self.last_final = newly.last().copied().unwrap_or(self.last_final);
		newly
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn block(number: BlockNumber, fork: u8) -> BlockId {
		BlockId { number, hash: (number, fork).using_encoded(Blake2Hasher::hash) }
	}

	fn trail() -> Trail {
		let mut trail = Trail::new(block(10, 0));
		trail.switch_to(block(10, 0).hash, &[block(11, 0), block(12, 0), block(13, 0)]);
		trail
	}

	#[test]
	fn trail_should_retract_no_block_when_the_chain_grows() {
		let mut trail = trail();
		assert_eq!(trail.switch_to(block(13, 0).hash, &[block(14, 0)]), None);
		assert!(trail.contains(block(14, 0).hash));
	}

	#[test]
	fn trail_should_retract_the_other_branch_when_the_chain_forks() {
		let mut trail = trail();
		assert_eq!(trail.switch_to(block(11, 0).hash, &[block(12, 1)]), Some(12));
		assert!(trail.contains(block(12, 1).hash));
		assert!(!trail.contains(block(13, 0).hash) && !trail.contains(block(12, 0).hash));
		assert_eq!(trail.switch_to(block(10, 0).hash, &[block(11, 2), block(12, 2)]), Some(11));
	}

	#[test]
	fn block_should_become_final_once_when_finality_advances_by_several_blocks() {
		let mut trail = trail();
		assert_eq!(trail.finalise(block(12, 0).hash), [block(11, 0), block(12, 0)]);
		assert_eq!(trail.last_final(), block(12, 0));
		assert_eq!(trail.finalise(block(12, 0).hash), []);
		assert!(trail.contains(block(13, 0).hash));
		assert!(trail.contains(block(12, 0).hash) && !trail.contains(block(11, 0).hash));
	}
}

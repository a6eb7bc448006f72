//! The blocks that one has been told of: from the last final one to the best.

use cairn_gateway_types::block::BlockId;
use cairn_primitives::BlockNumber;
use codec::Encode;
use sp_core::{Blake2Hasher, Hasher, H256};
use std::collections::VecDeque;

/// A block's header, as JSON-RPC gives it.
pub(crate) type Header = subxt::config::substrate::SubstrateHeader<subxt::utils::H256>;

/// The block with this header.
pub(crate) fn block_id(header: &Header) -> BlockId {
	let number = BlockNumber::try_from(header.number).unwrap_or(BlockNumber::MAX);
	BlockId { number, hash: header.using_encoded(Blake2Hasher::hash) }
}

/// The best chain from the last final block on, without gaps.
pub(crate) struct Trail {
	last_final: BlockId,
	/// Those above it.
	above: VecDeque<BlockId>,
}

impl Trail {
	/// A trail that begins with a final block.
	pub fn new(last_final: BlockId) -> Self {
		Self { last_final, above: VecDeque::new() }
	}

	pub fn last_final(&self) -> BlockId {
		self.last_final
	}

	/// Whether it is on the best chain, as far as that is known.
	pub fn holds(&self, hash: H256) -> bool {
		self.last_final.hash == hash || self.above.iter().any(|block| block.hash == hash)
	}

	/// The best chain goes on with `branch`, in ascending order and without gaps, from a block that
	/// it [holds](Self::holds). Answers from which block on what was the best chain is none any more.
	pub fn go_on(&mut self, parent: H256, branch: &[BlockId]) -> Option<BlockNumber> {
		let place = self.above.iter().position(|block| block.hash == parent);
		let kept = place.map_or(0, |place| place.saturating_add(1));
		let retracted = self.above.get(kept).map(|block| block.number);
		self.above.truncate(kept);
		self.above.extend(branch);
		retracted
	}

	/// A block that the trail holds is final. Answers those that are so for the first time.
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
		trail.go_on(block(10, 0).hash, &[block(11, 0), block(12, 0), block(13, 0)]);
		trail
	}

	#[test]
	fn trail_should_retract_nothing_when_the_chain_grows() {
		let mut trail = trail();
		assert_eq!(trail.go_on(block(13, 0).hash, &[block(14, 0)]), None);
		assert!(trail.holds(block(14, 0).hash));
	}

	#[test]
	fn trail_should_retract_the_other_branch_when_the_chain_forks() {
		let mut trail = trail();
		assert_eq!(trail.go_on(block(11, 0).hash, &[block(12, 1)]), Some(12));
		assert!(trail.holds(block(12, 1).hash));
		assert!(!trail.holds(block(13, 0).hash) && !trail.holds(block(12, 0).hash));
		assert_eq!(trail.go_on(block(10, 0).hash, &[block(11, 2), block(12, 2)]), Some(11));
	}

	#[test]
	fn block_should_be_final_once_when_finality_comes_in_leaps() {
		let mut trail = trail();
		assert_eq!(trail.finalise(block(12, 0).hash), [block(11, 0), block(12, 0)]);
		assert_eq!(trail.last_final(), block(12, 0));
		assert_eq!(trail.finalise(block(12, 0).hash), []);
		assert!(trail.holds(block(13, 0).hash));
		assert!(trail.holds(block(12, 0).hash) && !trail.holds(block(11, 0).hash));
	}
}

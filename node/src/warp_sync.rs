//! Selects the headers that a warp sync stores before it has the state of its target.
//!
//! A warp proof carries the headers of the blocks that changed the set of GRANDPA's voters. They are
//! stored with gaps between them. If the parent of the target is one of them, the client takes the
//! target for the next block of a chain that it knows. It then searches the stored blocks for a route
//! to the target, and fails in the gap: the state is lost, and the node makes no progress until its
//! database is deleted. Without [`OmitTargetParent`] this would happen to one warp sync in as many as
//! an era has blocks.

use sc_network_sync::strategy::warp::{
	EncodedProof, VerificationResult, Verifier, WarpSyncProvider,
};
use sp_runtime::{
	traits::{Block as BlockT, Header as _},
	Justifications,
};
use std::error::Error;

type BoxError = Box<dyn Error + Send + Sync>;

/// Verifies proofs like the provider in it, but omits the header of the target's parent. The sync of
/// the gap, which follows a warp sync, downloads that header with its justification.
pub struct OmitTargetParent<P>(pub P);

impl<Block: BlockT, P: WarpSyncProvider<Block>> WarpSyncProvider<Block> for OmitTargetParent<P> {
	fn generate(&self, start: Block::Hash) -> Result<EncodedProof, BoxError> {
		self.0.generate(start)
	}

	fn create_verifier(&self) -> Box<dyn Verifier<Block>> {
		Box::new(DelayedVerifier { verifier: self.0.create_verifier(), last: None })
	}
}

/// Returns the last header of each response with the next response, because only the next response
/// shows whether that header is the parent of the target.
struct DelayedVerifier<Block: BlockT> {
	verifier: Box<dyn Verifier<Block>>,
	last: Option<(Block::Header, Justifications)>,
}

impl<Block: BlockT> Verifier<Block> for DelayedVerifier<Block> {
	fn verify(&mut self, proof: &EncodedProof) -> Result<VerificationResult<Block>, BoxError> {
		Ok(match self.verifier.verify(proof)? {
			VerificationResult::Partial(proved) => {
				let mut headers: Vec<_> = self.last.take().into_iter().chain(proved).collect();
				self.last = headers.pop();
				VerificationResult::Partial(headers)
			}
			VerificationResult::Complete(target, proved) => {
				let headers = self
					.last
					.take()
					.into_iter()
					.chain(proved)
					.filter(|(header, _)| header.hash() != *target.parent_hash())
					.collect();
				VerificationResult::Complete(target, headers)
			}
		})
	}

	fn next_proof_context(&self) -> Block::Hash {
		self.verifier.next_proof_context()
	}

	fn status(&self) -> Option<String> {
		self.verifier.status()
	}
}

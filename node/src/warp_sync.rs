//! Warp sync: which headers are stored before the state of its target is there.
//!
//! A proof of finality brings the headers of the blocks that changed the set of GRANDPA's voters,
//! and they are stored with gaps between them. When the target's parent is one of them, the client
//! takes the target for the next block of a chain that it knows, looks for the way there from the
//! blocks it has, and fails in the gap: the state is thrown away, and the node stands still until
//! its database is deleted. One warp sync in as many as an era has blocks would end so.

use sc_network_sync::strategy::warp::{
	EncodedProof, VerificationResult, Verifier, WarpSyncProvider,
};
use sp_runtime::{
	traits::{Block as BlockT, Header as _},
	Justifications,
};
use std::error::Error;

type BoxError = Box<dyn Error + Send + Sync>;

/// Proofs of another provider, without the header of the target's parent: the gap of blocks that
/// is filled after a warp sync brings it, with its justification.
pub struct ParentLeftOut<P>(pub P);

impl<Block: BlockT, P: WarpSyncProvider<Block>> WarpSyncProvider<Block> for ParentLeftOut<P> {
	fn generate(&self, start: Block::Hash) -> Result<EncodedProof, BoxError> {
		self.0.generate(start)
	}

	fn create_verifier(&self) -> Box<dyn Verifier<Block>> {
		Box::new(HoldingBack { verifier: self.0.create_verifier(), last: None })
	}
}

/// A verifier that gives each response's last header with the next: only then is it known whether
/// the target's parent is what it was.
struct HoldingBack<Block: BlockT> {
	verifier: Box<dyn Verifier<Block>>,
	last: Option<(Block::Header, Justifications)>,
}

impl<Block: BlockT> Verifier<Block> for HoldingBack<Block> {
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

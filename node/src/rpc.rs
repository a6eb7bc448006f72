//! What the node answers over JSON-RPC: what every Substrate node does, and the methods of
//! [`cairn_rpc`].

use crate::service::{FullBackend, FullClient, FullSelectChain, TransactionPool};
use cairn_primitives::{BlockNumber, Hash, OpaqueBlock as Block};
use cairn_rpc::Feed;
use jsonrpsee::RpcModule;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::{
	dev::{Dev, DevApiServer},
	SubscriptionTaskExecutor,
};
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// What the answers are made from.
#[derive(Clone)]
pub struct Dependencies {
	/// The chain.
	pub client: Arc<FullClient>,
	/// Transactions that wait for a block.
	pub pool: Arc<TransactionPool>,
	/// Which of the forks is the best one.
	pub select_chain: FullSelectChain,
	/// The keys of this node.
	pub keystore: KeystorePtr,
	/// The epochs.
	pub babe: BabeWorkerHandle<Block>,
	/// Who votes on finality, and how far the vote is.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// See `authority_set`.
	pub voter_state: SharedVoterState,
	/// Proofs of finality, as they come.
	pub justifications: GrandpaJustificationStream<Block>,
	/// Proofs of finality, of the past.
	pub finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
	/// What blocks tell that become final.
	pub feed: Arc<Feed>,
}

/// The methods, given a chain spec and something that runs subscriptions.
pub fn create(
	deps: Dependencies,
	chain_spec: Box<dyn sc_chain_spec::ChainSpec>,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let Dependencies {
		client,
		pool,
		select_chain,
		keystore,
		babe,
		authority_set,
		voter_state,
		justifications,
		finality_proofs,
		feed,
	} = deps;

	let mut module = cairn_rpc::methods(client.clone(), feed, executor.clone())?;
	module.merge(System::new(client.clone(), pool).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(Babe::new(client.clone(), babe.clone(), keystore, select_chain).into_rpc())?;
	module.merge(
		Grandpa::new(executor, authority_set.clone(), voter_state, justifications, finality_proofs)
			.into_rpc(),
	)?;
	module.merge(SyncState::new(chain_spec, client.clone(), authority_set, babe)?.into_rpc())?;
	module.merge(Dev::new(client).into_rpc())?;
	Ok(module)
}

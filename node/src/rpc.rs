//! The JSON-RPC methods of the node: those of every Substrate node, and those of [`cairn_rpc`].

use crate::components::{FullBackend, FullClient, FullSelectChain, TransactionPool};
use cairn_primitives::{BlockNumber, Hash, OpaqueBlock as Block};
use cairn_rpc::Feed;
use futures::StreamExt;
use jsonrpsee::RpcModule;
use sc_client_api::BlockchainEvents;
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
use sc_service::SpawnTaskHandle;
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// The components that the methods read.
#[derive(Clone)]
pub struct Dependencies {
	/// The chain.
	pub client: Arc<FullClient>,
	/// Transactions that wait for a block.
	pub pool: Arc<TransactionPool>,
	/// The rule that selects the best fork.
	pub select_chain: FullSelectChain,
	/// The keys of this node.
	pub keystore: KeystorePtr,
	/// Answers queries about epochs.
	pub babe: BabeWorkerHandle<Block>,
	/// The validators that vote on finality.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// The progress of the vote on finality.
	pub voter_state: SharedVoterState,
	/// New proofs of finality.
	pub justifications: GrandpaJustificationStream<Block>,
	/// Past proofs of finality.
	pub finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
	/// The events of final blocks, for subscriptions.
	pub feed: Arc<Feed>,
}

/// Spawns the task that reads final blocks for subscriptions.
///
/// The task gets a thread of its own, because it waits for the database and decodes events.
pub fn spawn_feed(client: &Arc<FullClient>, tasks: &SpawnTaskHandle) -> Arc<Feed> {
	let feed = Feed::new();
	let finalised = client.finality_notification_stream().map(|notification| {
		notification.tree_route.iter().copied().chain([notification.hash]).collect()
	});
	tasks.spawn_blocking("rpc-feed", Some("rpc"), feed.clone().run(client.clone(), finalised));
	feed
}

/// Creates the methods.
///
/// - `executor`: runs the subscriptions.
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

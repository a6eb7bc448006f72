//! The handles that the tasks of a running node share.

use crate::components::{FullClient, TransactionPool};
use cairn_primitives::OpaqueBlock as Block;
use sc_network::service::traits::NetworkService;
use sc_network_sync::SyncingService;
use sc_service::{config::PrometheusConfig, SpawnEssentialTaskHandle, SpawnTaskHandle};
use sc_telemetry::TelemetryHandle;
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// The handles that the tasks of a running node share.
pub struct Handles {
	/// The chain.
	pub client: Arc<FullClient>,
	/// Spawns tasks whose end stops the node.
	pub essential_tasks: SpawnEssentialTaskHandle,
	/// The keys of this node.
	pub keystore: KeystorePtr,
	/// The connections to peers.
	pub network: Arc<dyn NetworkService>,
	/// The registry of metrics; `None` if the node publishes no metrics.
	pub prometheus: Option<PrometheusConfig>,
	/// The state of the synchronisation with peers.
	pub sync: Arc<SyncingService<Block>>,
	/// Spawns tasks that may end while the node runs.
	pub tasks: SpawnTaskHandle,
	/// The reports to a telemetry server; `None` if no server is configured.
	pub telemetry: Option<TelemetryHandle>,
	/// Transactions that wait for a block.
	pub transaction_pool: Arc<TransactionPool>,
}

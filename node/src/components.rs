//! The components of a node that also serve commands without a network: the chain, the transaction
//! pool and the import queue.

use crate::{chain_spec::refuse_development_keys, executor};
use cairn_primitives::OpaqueBlock as Block;
use cairn_runtime::apis::RuntimeApi;
use sc_consensus_babe::{BabeLink, BabeWorkerHandle};
use sc_consensus_grandpa::{GrandpaBlockImport, GrandpaPruningFilter, LinkHalf};
use sc_executor::WasmExecutor;
use sc_service::{Configuration, Error, PartialComponents};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	SlotDuration,
};
use sp_io::SubstrateHostFunctions;
use sp_timestamp::InherentDataProvider as TimestampProvider;
use std::{path::PathBuf, sync::Arc};

/// The most blocks between two kept proofs of finality, which is the most that one step of a warp
/// sync skips.
pub const JUSTIFICATION_PERIOD: u32 = 512;

/// The telemetry messages that may wait to be sent.
const TELEMETRY_BUFFER: usize = 16;

/// The chain.
pub type FullClient =
	sc_service::TFullClient<Block, RuntimeApi, WasmExecutor<SubstrateHostFunctions>>;

/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;

/// The rule that selects the best fork: the longest one.
pub type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;

/// Transactions that wait for a block.
pub type TransactionPool = TransactionPoolHandle<Block, FullClient>;

/// Connects the block import of GRANDPA to its voter.
pub type FullGrandpaLink = LinkHalf<Block, FullClient, FullSelectChain>;

type FullGrandpaImport = GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;

/// Imports a block through BABE, then GRANDPA.
pub type FullBabeImport = sc_consensus_babe::BabeBlockImport<
	Block,
	FullClient,
	FullGrandpaImport,
	BabeCreateInherentDataProviders<Block>,
	FullSelectChain,
>;

/// Connects the block import to the author and the voter of a full node.
pub struct Consensus {
	/// Imports the blocks that this node authors.
	pub block_import: FullBabeImport,
	/// Connects to the voter.
	pub grandpa_link: FullGrandpaLink,
	/// Connects to the author.
	pub babe_link: BabeLink<Block>,
}

/// The components for which [`PartialComponents`] has no field.
pub struct Parts {
	/// See [`Consensus`].
	pub consensus: Consensus,
	/// Answers queries about epochs.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// Reports the state of the node to a telemetry server; `None` if no server is configured.
	pub telemetry: Option<Telemetry>,
}

/// The components of a node, before it joins a network.
pub type Components = PartialComponents<
	FullClient,
	FullBackend,
	FullSelectChain,
	sc_consensus::DefaultImportQueue<Block>,
	TransactionPool,
	Parts,
>;

/// Returns the current slot and time, which every block carries.
pub fn slot_and_timestamp(slot_duration: SlotDuration) -> (SlotProvider, TimestampProvider) {
	let timestamp = TimestampProvider::from_system_time();
	(SlotProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration), timestamp)
}

/// Opens the database and builds the components.
///
/// - `runtime_cache`: the folder for compiled runtimes; `None` selects one beside the database.
pub fn new_partial(
	config: &Configuration,
	runtime_cache: Option<PathBuf>,
) -> Result<Components, Error> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(TELEMETRY_BUFFER)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;

	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			executor::new(config, runtime_cache)?,
			// Keeps the blocks that prove finality, because a pruned node needs them to serve the warp
			// syncs of others.
			vec![Arc::new(GrandpaPruningFilter)],
		)?;
	let client = Arc::new(client);

	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let transaction_pool = Arc::from(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let (grandpa_import, grandpa_link) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry.as_ref().map(Telemetry::handle),
	)?;

	let babe_config = sc_consensus_babe::configuration(&*client)?;
	refuse_development_keys(
		config.chain_spec.chain_type(),
		babe_config.authorities.iter().map(|(authority, _)| authority.as_ref()),
	)
	.map_err(Error::Other)?;
	let slot_duration = babe_config.slot_duration();
	let (block_import, babe_link) = sc_consensus_babe::block_import(
		babe_config,
		grandpa_import.clone(),
		client.clone(),
		Arc::new(move |_, ()| async move { Ok(slot_and_timestamp(slot_duration)) })
			as BabeCreateInherentDataProviders<Block>,
		select_chain.clone(),
		OffchainTransactionPoolFactory::new(transaction_pool.clone()),
	)?;

	let (import_queue, babe_worker) =
		sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
			link: babe_link.clone(),
			block_import: block_import.clone(),
			justification_import: Some(Box::new(grandpa_import)),
			client: client.clone(),
			slot_duration,
			spawner: &task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			telemetry: telemetry.as_ref().map(Telemetry::handle),
		})?;

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: Parts {
			consensus: Consensus { block_import, grandpa_link, babe_link },
			babe_worker,
			telemetry,
		},
	})
}

//! The parts of a node that also serve commands which run no network: the chain, the pool, the
//! queue that imports blocks.

use super::GRANDPA_JUSTIFICATION_PERIOD;
use crate::chain_spec::refuse_development_keys;
use cairn_primitives::OpaqueBlock as Block;
use cairn_runtime::apis::RuntimeApi;
use sc_consensus_babe::{BabeLink, BabeWorkerHandle};
use sc_consensus_grandpa::{GrandpaBlockImport, GrandpaPruningFilter, LinkHalf};
use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::{config::ExecutorConfiguration, Configuration, Error, PartialComponents};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	SlotDuration,
};
use sp_io::SubstrateHostFunctions;
use sp_timestamp::InherentDataProvider as TimestampProvider;
use std::{
	os::unix::fs::{DirBuilderExt, MetadataExt},
	path::{Path, PathBuf},
	sync::Arc,
};

/// The chain.
pub type FullClient =
	sc_service::TFullClient<Block, RuntimeApi, WasmExecutor<SubstrateHostFunctions>>;

/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;

/// The best fork is the longest one.
pub type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;

/// Transactions that wait for a block.
pub type TransactionPool = TransactionPoolHandle<Block, FullClient>;

type FullGrandpaImport = GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;

type FullBabeImport = sc_consensus_babe::BabeBlockImport<
	Block,
	FullClient,
	FullGrandpaImport,
	BabeCreateInherentDataProviders<Block>,
	FullSelectChain,
>;

/// What joins the import of blocks to those who make and finalise them.
pub struct Consensus {
	/// Imports a block through BABE, then GRANDPA.
	pub block_import: FullBabeImport,
	/// GRANDPA's voter goes on from here.
	pub grandpa_link: LinkHalf<Block, FullClient, FullSelectChain>,
	/// BABE's author goes on from here.
	pub babe_link: BabeLink<Block>,
}

/// What [`PartialComponents`] has no place of its own for.
pub struct Parts {
	/// See [`Consensus`].
	pub consensus: Consensus,
	/// Answers questions about epochs.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// Tells a telemetry server how the node fares, if one was named.
	pub telemetry: Option<Telemetry>,
}

/// The parts of a node, before it has a network.
pub type Components = PartialComponents<
	FullClient,
	FullBackend,
	FullSelectChain,
	sc_consensus::DefaultImportQueue<Block>,
	TransactionPool,
	Parts,
>;

/// The current slot and time, which every block carries.
pub fn slot_and_timestamp(slot_duration: SlotDuration) -> (SlotProvider, TimestampProvider) {
	let timestamp = TimestampProvider::from_system_time();
	(SlotProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration), timestamp)
}

/// Executes runtimes, and keeps those it has compiled, so that a restarted node is back within a second.
fn executor(
	config: &Configuration,
	runtime_cache: Option<PathBuf>,
) -> Result<WasmExecutor<SubstrateHostFunctions>, Error> {
	let ExecutorConfiguration {
		wasm_method,
		max_runtime_instances,
		runtime_cache_size,
		default_heap_pages,
	} = config.executor;
	let heap = default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
		HeapAllocStrategy::Static { extra_pages: pages.try_into().unwrap_or(u32::MAX) }
	});
	let folder = runtime_cache.unwrap_or_else(|| {
		config.base_path.config_dir(config.chain_spec.id()).join("compiled-runtimes")
	});
	let folder = std::path::absolute(folder)?;
	make_private(&folder)?;
	Ok(WasmExecutor::builder()
		.with_execution_method(wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(max_runtime_instances)
		.with_runtime_cache_size(runtime_cache_size)
		.with_cache_path(folder)
		.build())
}

/// Makes a folder unless it is there; an error if anybody but this user could have put something into
/// it, which the node would execute.
fn make_private(folder: &Path) -> Result<(), Error> {
	let failed = |error| {
		Error::Other(format!(
			"compiled runtimes cannot be kept in {}: {error}; name another folder with --runtime-cache",
			folder.display()
		))
	};
	std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
	let (found, own) = (folder.metadata().map_err(failed)?, Path::new("/proc/self").metadata());
	let is_own = own.map_or(true, |own| own.uid() == found.uid());
	if !is_own || found.mode() & 0o022 != 0 {
		return Err(Error::Other(format!(
			"others may write to {}, and what is in it is executed: run `chmod go-w` on it, or name a \
			 folder of your own with --runtime-cache",
			folder.display()
		)));
	}
	Ok(())
}

/// Opens the database and puts the parts together.
///
/// - `runtime_cache`: the folder for compiled runtimes; one beside the database if none is named.
pub fn new_partial(
	config: &Configuration,
	runtime_cache: Option<PathBuf>,
) -> Result<Components, Error> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;

	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			executor(config, runtime_cache)?,
			// Keeps the blocks that prove finality, without which a pruned node could not help
			// others to a warp sync.
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
		GRANDPA_JUSTIFICATION_PERIOD,
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

//! Starts a full node: opens its [components](crate::components), joins the network, and spawns the
//! tasks that serve RPC, author blocks and vote on finality.

mod authoring;
mod discovery;
mod handles;
mod voting;

use crate::{
	components::{new_partial, Consensus, FullBackend, FullGrandpaLink, FullSelectChain, Parts},
	hardware, rpc,
	warp_sync::OmitTargetParent,
};
use cairn_primitives::{Hash, OpaqueBlock as Block};
use futures::FutureExt;
use handles::Handles;
use sc_client_api::Backend;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::{warp_proof, FinalityProofProvider, SharedVoterState};
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_network_sync::strategy::warp::WarpSyncConfig;
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::{
	BuildNetworkParams, Configuration, Error, PartialComponents, SpawnTasksParams, TaskManager,
};
use sc_telemetry::Telemetry;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::{path::PathBuf, sync::Arc};

/// The options that Cairn adds to the configuration of the SDK.
#[derive(Clone, Debug, Default)]
pub struct Options {
	/// Whether to benchmark the hardware at startup.
	pub measure_hardware: bool,
	/// The folder for compiled runtimes; `None` selects one beside the database.
	pub runtime_cache: Option<PathBuf>,
}

/// Starts a node on the network backend `N`.
pub fn new_full<N: NetworkBackend<Block, Hash>>(
	config: Configuration,
	options: Options,
) -> Result<TaskManager, Error> {
	let measured = options.measure_hardware.then(|| hardware::measure(&config)).flatten();
	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: Parts { consensus, babe_worker, mut telemetry },
	} = new_partial(&config, options.runtime_cache)?;
	let Consensus { block_import, grandpa_link, babe_link } = consensus;

	let metrics = N::register_notification_metrics(config.prometheus_registry());
	let mut net_config = FullNetworkConfiguration::<_, _, N>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let protocol_name = voting::protocol_name(&client, &config)?;
	let votes = (!config.disable_grandpa)
		.then(|| voting::add_protocol(&mut net_config, protocol_name.clone(), metrics.clone()));
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		sc_service::build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(warp_sync_config(&backend, &grandpa_link)),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	let handles = Handles {
		client,
		essential_tasks: task_manager.spawn_essential_handle(),
		keystore: keystore_container.keystore(),
		network,
		prometheus: config.prometheus_config.clone(),
		sync: sync_service,
		tasks: task_manager.spawn_handle(),
		telemetry: telemetry.as_ref().map(Telemetry::handle),
		transaction_pool,
	};
	// Copied here because `spawn_tasks` consumes the configuration.
	let is_authority = config.role.is_authority();
	let authoring_settings = authoring::Settings::from(&config);
	let discovery_config = discovery::worker_config(&config);
	let voter_config = voting::voter_config(&config, &handles, protocol_name);

	if config.offchain_worker.enabled {
		spawn_offchain_workers(&handles, &backend, is_authority)?;
	}
	let voter_state = SharedVoterState::empty();
	let rpc_dependencies = rpc_dependencies(
		&handles,
		&backend,
		select_chain.clone(),
		babe_worker,
		&grandpa_link,
		voter_state.clone(),
	);
	let chain_spec = config.chain_spec.cloned_box();
	sc_service::spawn_tasks(SpawnTasksParams {
		config,
		backend,
		client: handles.client.clone(),
		keystore: handles.keystore.clone(),
		network: handles.network.clone(),
		sync_service: handles.sync.clone(),
		rpc_builder: Box::new(move |executor| {
			rpc::create(rpc_dependencies.clone(), chain_spec.cloned_box(), executor)
				.map_err(Error::Application)
		}),
		transaction_pool: handles.transaction_pool.clone(),
		task_manager: &mut task_manager,
		system_rpc_tx,
		tx_handler_controller,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	if let Some(measured) = measured {
		hardware::report(measured, is_authority, &handles.tasks, telemetry.as_mut());
	}
	if is_authority {
		authoring::spawn(&handles, authoring_settings, select_chain, block_import, babe_link)?;
		discovery::spawn(&handles, discovery_config);
	}
	if let Some(votes) = votes {
		voting::spawn(&handles, voter_config, grandpa_link, voter_state, votes)?;
	}
	Ok(task_manager)
}

/// Lets this node warp sync, and serve the warp syncs of others.
fn warp_sync_config(backend: &Arc<FullBackend>, link: &FullGrandpaLink) -> WarpSyncConfig<Block> {
	let provider = warp_proof::NetworkProvider::new(
		backend.clone(),
		link.shared_authority_set().clone(),
		Vec::new(),
	);
	WarpSyncConfig::WithProvider(Arc::new(OmitTargetParent(provider)))
}

/// Spawns the task that runs offchain workers.
fn spawn_offchain_workers(
	handles: &Handles,
	backend: &Arc<FullBackend>,
	is_validator: bool,
) -> Result<(), Error> {
	let workers = OffchainWorkers::new(OffchainWorkerOptions {
		runtime_api_provider: handles.client.clone(),
		keystore: Some(handles.keystore.clone()),
		offchain_db: backend.offchain_storage(),
		transaction_pool: Some(OffchainTransactionPoolFactory::new(
			handles.transaction_pool.clone(),
		)),
		network_provider: Arc::new(handles.network.clone()),
		is_validator,
		enable_http_requests: false,
		custom_extensions: |_| Vec::new(),
	})?;
	handles.tasks.spawn(
		"offchain-workers-runner",
		"offchain-worker",
		workers.run(handles.client.clone(), handles.tasks.clone()).boxed(),
	);
	Ok(())
}

/// Collects what the RPC methods read, and spawns the feed of their subscriptions.
fn rpc_dependencies(
	handles: &Handles,
	backend: &Arc<FullBackend>,
	select_chain: FullSelectChain,
	babe: BabeWorkerHandle<Block>,
	link: &FullGrandpaLink,
	voter_state: SharedVoterState,
) -> rpc::Dependencies {
	let authority_set = link.shared_authority_set().clone();
	rpc::Dependencies {
		client: handles.client.clone(),
		pool: handles.transaction_pool.clone(),
		select_chain,
		keystore: handles.keystore.clone(),
		babe,
		authority_set: authority_set.clone(),
		voter_state,
		justifications: link.justification_stream(),
		finality_proofs: FinalityProofProvider::new_for_service(
			backend.clone(),
			Some(authority_set),
		),
		feed: rpc::spawn_feed(&handles.client, &handles.tasks),
	}
}

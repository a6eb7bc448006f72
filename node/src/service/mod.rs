//! Runs a node: the parts of [`partial`], the network, and the tasks that make and finalise
//! blocks.

mod partial;

pub use partial::{new_partial, FullBackend, FullClient, FullSelectChain, TransactionPool};

use crate::{hardware, rpc, warp_sync::ParentLeftOut};
use cairn_primitives::{Hash, OpaqueBlock as Block};
use cairn_rpc::Feed;
use futures::{FutureExt, StreamExt};
use partial::{slot_and_timestamp, Consensus, Parts};
use sc_chain_spec::ChainType;
use sc_client_api::{Backend, BlockBackend, BlockchainEvents};
use sc_consensus_babe::{BabeParams, SlotProportion};
use sc_consensus_grandpa::GrandpaParams;
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{config::FullNetworkConfiguration, Event, NetworkBackend, NetworkEventStream};
use sc_network_sync::strategy::warp::WarpSyncConfig;
use sc_service::{Configuration, Error, SpawnTasksParams, TaskManager};
use sc_telemetry::Telemetry;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::{path::PathBuf, sync::Arc, time::Duration};

/// The most blocks between two proofs of finality that are kept: what a warp sync can skip.
const GRANDPA_JUSTIFICATION_PERIOD: u32 = 512;

/// How long a vote may take to reach most validators.
const GRANDPA_GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// The share of a slot in which its author may add transactions to its block.
const PROPOSAL_SLOT_PORTION: f32 = 0.5;

/// Options of Cairn's own, beside the SDK's configuration.
#[derive(Clone, Debug, Default)]
pub struct Options {
	/// Whether to measure the machine at the start.
	pub measure_hardware: bool,
	/// The folder for compiled runtimes; one beside the database if none is named.
	pub runtime_cache: Option<PathBuf>,
}

/// Starts a node with the network `N`.
pub fn new_full<N: NetworkBackend<Block, Hash>>(
	config: Configuration,
	options: Options,
) -> Result<TaskManager, Error> {
	let hardware = options.measure_hardware.then(|| measure(&config)).flatten();

	let sc_service::PartialComponents {
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

	let role = config.role;
	let name = config.network.node_name.clone();
	let force_authoring = config.force_authoring;
	let backoff_authoring = Some(backoff(config.chain_spec.chain_type()));
	let prometheus = config.prometheus_registry().cloned();
	let authority_discovery = sc_authority_discovery::WorkerConfig {
		publish_non_global_ips: config.network.allow_non_globals_in_dht,
		public_addresses: config.network.public_addresses.clone(),
		strict_record_validation: true,
		persisted_cache_directory: config.network.net_config_path.clone(),
		..Default::default()
	};

	let genesis_hash = client
		.block_hash(0)?
		.ok_or_else(|| Error::Other("the database has no genesis block: purge-chain it".into()))?;
	let network_metrics = N::register_notification_metrics(config.prometheus_registry());
	let mut network_config =
		FullNetworkConfiguration::<_, _, N>::new(&config.network, prometheus.clone());
	let grandpa_protocol =
		sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
	// Without a voter nobody would listen to this protocol, and no peer could stay connected.
	let grandpa_notifications = (!config.disable_grandpa).then(|| {
		let (peers, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
			grandpa_protocol.clone(),
			network_metrics.clone(),
			network_config.peer_store_handle(),
		);
		network_config.add_notification_protocol(peers);
		notifications
	});

	let warp_sync = ParentLeftOut(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		grandpa_link.shared_authority_set().clone(),
		Vec::new(),
	));
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config: network_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
			block_relay: None,
			metrics: network_metrics,
			gap_sync_body_policy: None,
		})?;

	if config.offchain_worker.enabled {
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			keystore: Some(keystore_container.keystore()),
			offchain_db: backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(transaction_pool.clone())),
			network_provider: Arc::new(network.clone()),
			is_validator: role.is_authority(),
			enable_http_requests: false,
			custom_extensions: |_| Vec::new(),
		})?;
		task_manager.spawn_handle().spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
		);
	}

	let voter_state = sc_consensus_grandpa::SharedVoterState::empty();
	let feed = Feed::new();
	let finalised = client.finality_notification_stream().map(|notification| {
		notification.tree_route.iter().copied().chain([notification.hash]).collect()
	});
	// It waits for the database, and what it reads is Wasm's or decoded: nothing for a thread that
	// others share.
	task_manager.spawn_handle().spawn_blocking(
		"rpc-feed",
		Some("rpc"),
		feed.clone().run(client.clone(), finalised),
	);
	let rpc_dependencies = rpc::Dependencies {
		client: client.clone(),
		pool: transaction_pool.clone(),
		select_chain: select_chain.clone(),
		keystore: keystore_container.keystore(),
		babe: babe_worker,
		authority_set: grandpa_link.shared_authority_set().clone(),
		voter_state: voter_state.clone(),
		justifications: grandpa_link.justification_stream(),
		finality_proofs: sc_consensus_grandpa::FinalityProofProvider::new_for_service(
			backend.clone(),
			Some(grandpa_link.shared_authority_set().clone()),
		),
		feed,
	};
	let chain_spec = config.chain_spec.cloned_box();
	sc_service::spawn_tasks(SpawnTasksParams {
		config,
		backend,
		client: client.clone(),
		keystore: keystore_container.keystore(),
		network: network.clone(),
		sync_service: sync_service.clone(),
		rpc_builder: Box::new(move |executor| {
			rpc::create(rpc_dependencies.clone(), chain_spec.cloned_box(), executor)
				.map_err(Error::Application)
		}),
		transaction_pool: transaction_pool.clone(),
		task_manager: &mut task_manager,
		system_rpc_tx,
		tx_handler_controller,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	if let Some(hardware) = hardware {
		report_hardware(hardware, role.is_authority(), &task_manager, telemetry.as_mut());
	}

	if role.is_authority() {
		let proposer = sc_basic_authorship::ProposerFactory::new(
			task_manager.spawn_handle(),
			client.clone(),
			transaction_pool.clone(),
			prometheus.as_ref(),
			telemetry.as_ref().map(Telemetry::handle),
		);
		let slot_duration = babe_link.config().slot_duration();
		let babe = sc_consensus_babe::start_babe(BabeParams {
			keystore: keystore_container.keystore(),
			client: client.clone(),
			select_chain,
			env: proposer,
			block_import,
			sync_oracle: sync_service.clone(),
			justification_sync_link: sync_service.clone(),
			create_inherent_data_providers: move |_, ()| async move {
				Ok(slot_and_timestamp(slot_duration))
			},
			force_authoring,
			backoff_authoring_blocks: backoff_authoring,
			babe_link,
			block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SLOT_PORTION),
			max_block_proposal_slot_portion: None,
			telemetry: telemetry.as_ref().map(Telemetry::handle),
		})?;
		task_manager.spawn_essential_handle().spawn_blocking(
			"babe-proposer",
			Some("block-authoring"),
			babe,
		);

		let dht_events = network.event_stream("authority-discovery").filter_map(|event| async {
			match event {
				Event::Dht(event) => Some(event),
				_ => None,
			}
		});
		let (worker, _) = sc_authority_discovery::new_worker_and_service_with_config(
			authority_discovery,
			client,
			Arc::new(network.clone()),
			Box::pin(dht_events),
			sc_authority_discovery::Role::PublishAndDiscover(keystore_container.keystore()),
			prometheus.clone(),
			task_manager.spawn_handle(),
		);
		task_manager.spawn_handle().spawn(
			"authority-discovery-worker",
			Some("networking"),
			worker.run(),
		);
	}

	if let Some(notification_service) = grandpa_notifications {
		let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: GRANDPA_GOSSIP_DURATION,
				justification_generation_period: GRANDPA_JUSTIFICATION_PERIOD,
				name: Some(name),
				observer_enabled: false,
				keystore: role.is_authority().then(|| keystore_container.keystore()),
				local_role: role,
				telemetry: telemetry.as_ref().map(Telemetry::handle),
				protocol_name: grandpa_protocol,
			},
			link: grandpa_link,
			network,
			sync: sync_service,
			notification_service,
			telemetry: telemetry.as_ref().map(Telemetry::handle),
			voting_rule: sc_consensus_grandpa::VotingRulesBuilder::default().build(),
			prometheus_registry: prometheus,
			shared_voter_state: voter_state,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(transaction_pool),
		})?;
		task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
	}

	Ok(task_manager)
}

/// How validators slow down when finality lags, so that forks stay short. On networks of one
/// machine, which come and go, they never wait long.
fn backoff(kind: ChainType) -> BackoffAuthoringOnFinalizedHeadLagging<u32> {
	let default = BackoffAuthoringOnFinalizedHeadLagging::default();
	match kind {
		ChainType::Live => default,
		_ => BackoffAuthoringOnFinalizedHeadLagging { max_interval: 10, ..default },
	}
}

fn measure(config: &Configuration) -> Option<sc_sysinfo::HwBench> {
	let path = config.database.path()?;
	if let Err(error) = std::fs::create_dir_all(path) {
		log::warn!("The disk cannot be measured: {} cannot be made: {error}", path.display());
		return None;
	}
	Some(sc_sysinfo::gather_hwbench(Some(path), &hardware::requirements()))
}

fn report_hardware(
	measured: sc_sysinfo::HwBench,
	is_authority: bool,
	task_manager: &TaskManager,
	telemetry: Option<&mut Telemetry>,
) {
	sc_sysinfo::print_hwbench(&measured);
	if let (true, Err(error)) =
		(is_authority, hardware::requirements().check_hardware(&measured, is_authority))
	{
		log::warn!(
			"⚠️ This machine is slower than a validator's should be ({error}): it may make its \
			 blocks too late and earn less. See docs/validators.md, 'Hardware'."
		);
	}
	if let Some(telemetry) = telemetry {
		task_manager.spawn_handle().spawn(
			"telemetry-hwbench",
			None,
			sc_sysinfo::initialize_hwbench_telemetry(telemetry.handle(), measured),
		);
	}
}

//! Votes on finality with GRANDPA. A node that is not a validator only follows the votes.

use super::handles::Handles;
use crate::components::{FullClient, FullGrandpaLink, JUSTIFICATION_PERIOD};
use cairn_primitives::{Hash, OpaqueBlock as Block};
use sc_client_api::BlockBackend;
use sc_consensus_grandpa::{
	grandpa_peers_set_config, protocol_standard_name, run_grandpa_voter, Config, GrandpaParams,
	SharedVoterState, VotingRulesBuilder,
};
use sc_network::{
	config::FullNetworkConfiguration, service::NotificationMetrics, NetworkBackend,
	NotificationService, ProtocolName,
};
use sc_service::{Configuration, Error};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::time::Duration;

/// The time in which a vote is expected to reach most validators.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// Returns the name of the network protocol that carries votes.
pub fn protocol_name(client: &FullClient, config: &Configuration) -> Result<ProtocolName, Error> {
	let genesis_hash = client.block_hash(0)?.ok_or_else(|| {
		Error::Other(
			"the database has no genesis block: delete the database with `cairn-node purge-chain` \
			 and start again"
				.into(),
		)
	})?;
	Ok(protocol_standard_name(&genesis_hash, &config.chain_spec))
}

/// Adds the protocol that carries votes to the network, and returns the votes. Only a node that
/// runs a voter may add it: an unread protocol disconnects every peer.
pub fn add_protocol<N: NetworkBackend<Block, Hash>>(
	network_config: &mut FullNetworkConfiguration<Block, Hash, N>,
	protocol_name: ProtocolName,
	metrics: NotificationMetrics,
) -> Box<dyn NotificationService> {
	let (peers, votes) = grandpa_peers_set_config::<_, N>(
		protocol_name,
		metrics,
		network_config.peer_store_handle(),
	);
	network_config.add_notification_protocol(peers);
	votes
}

/// Returns the configuration of the voter.
pub fn voter_config(
	config: &Configuration,
	handles: &Handles,
	protocol_name: ProtocolName,
) -> Config {
	Config {
		gossip_duration: GOSSIP_DURATION,
		justification_generation_period: JUSTIFICATION_PERIOD,
		name: Some(config.network.node_name.clone()),
		observer_enabled: false,
		keystore: config.role.is_authority().then(|| handles.keystore.clone()),
		local_role: config.role,
		telemetry: handles.telemetry.clone(),
		protocol_name,
	}
}

/// Spawns the task that votes, or only follows the votes if the node is not a validator.
pub fn spawn(
	handles: &Handles,
	config: Config,
	link: FullGrandpaLink,
	voter_state: SharedVoterState,
	votes: Box<dyn NotificationService>,
) -> Result<(), Error> {
	let voter = run_grandpa_voter(GrandpaParams {
		config,
		link,
		network: handles.network.clone(),
		sync: handles.sync.clone(),
		notification_service: votes,
		telemetry: handles.telemetry.clone(),
		voting_rule: VotingRulesBuilder::default().build(),
		prometheus_registry: handles.prometheus.as_ref().map(|config| config.registry.clone()),
		shared_voter_state: voter_state,
		offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(
			handles.transaction_pool.clone(),
		),
	})?;
	handles.essential_tasks.spawn_blocking("grandpa-voter", None, voter);
	Ok(())
}

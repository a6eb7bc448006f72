//! Publishes the addresses of this validator in the network's hash table, and finds those of the
//! others.

use super::handles::Handles;
use futures::StreamExt;
use sc_authority_discovery::{new_worker_and_service_with_config, Role, WorkerConfig};
use sc_network::{Event, NetworkEventStream};
use sc_service::Configuration;
use std::sync::Arc;

/// Returns the configuration of the discovery of validators.
pub fn worker_config(config: &Configuration) -> WorkerConfig {
	WorkerConfig {
		publish_non_global_ips: config.network.allow_non_globals_in_dht,
		public_addresses: config.network.public_addresses.clone(),
		strict_record_validation: true,
		persisted_cache_directory: config.network.net_config_path.clone(),
		..Default::default()
	}
}

/// Spawns the task that publishes and finds addresses.
pub fn spawn(handles: &Handles, config: WorkerConfig) {
	let dht_events =
		handles.network.event_stream("authority-discovery").filter_map(|event| async {
			match event {
				Event::Dht(event) => Some(event),
				_ => None,
			}
		});
	let (worker, _) = new_worker_and_service_with_config(
		config,
		handles.client.clone(),
		Arc::new(handles.network.clone()),
		Box::pin(dht_events),
		Role::PublishAndDiscover(handles.keystore.clone()),
		handles.prometheus.as_ref().map(|config| config.registry.clone()),
		handles.tasks.clone(),
	);
	handles.tasks.spawn("authority-discovery-worker", Some("networking"), worker.run());
}

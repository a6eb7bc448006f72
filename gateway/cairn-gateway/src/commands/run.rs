//! `run`: answers challenges and reports received beacons, until it is stopped.

use crate::{
	config::Config,
	failure::{Context, Failure},
	fleet::{KeyUnlocker, Member},
	options::CommonOptions,
	secrets::PassphraseSource,
	signals::stop_signal,
};
use cairn_gateway_agent::{
	beacon_planner::{Planner, LORAWAN},
	metrics::Metrics,
	Settings, Submit,
};
use cairn_gateway_agent_core::device::DeviceSettings;
use cairn_gateway_chain::{
	registry::{self, Region},
	retry_until_ok, Backoff, Client,
};
use cairn_gateway_radio::{
	listener::RadioListener,
	server::{self, RadioServer},
};
use clap::Args;
use prometheus_endpoint::Registry;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// The interval at which the chain is queried for devices that are not registered yet.
const REGISTRATION_POLL_INTERVAL: Duration = Duration::from_secs(30);

/// The interval at which the limits of the radio regions are queried.
const LIMITS_REFRESH_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// The maximum number of packets that wait for the agent.
const PACKET_QUEUE_LENGTH: usize = 1_024;

/// Answers the challenges of the devices in config.toml, and reports the beacons that their radios
/// receive.
///
/// The agent needs neither an account nor money. It waits for unreachable nodes, and for devices that
/// are not registered yet. SIGTERM or Ctrl-C stops it; after a restart it continues from the journal.
/// Never run two agents with the same keys.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway run
  cairn-gateway run --folder /var/lib/cairn-gateway --passphrase-file passphrase

RUST_LOG=cairn_gateway=debug logs every call. docs/operators.md explains the warnings.")]
pub struct Run {
	/// The passphrase of the device keys
	#[command(flatten)]
	pub passphrase: PassphraseSource,
}

/// The state of a running agent.
struct Service<'a, S> {
	config: &'a Config,
	client: Client,
	submitter: S,
	radio: Arc<RadioServer>,
	metrics: Metrics,
}

/// The devices that the agent can act for, and those that are not registered yet.
struct Roster {
	active: Vec<DeviceSettings>,
	unregistered: Vec<Member>,
}

impl Run {
	/// Runs the agent until it is stopped.
	///
	/// # Errors
	/// If a key does not open, an address is taken, or the journal cannot be used.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		self.run_with(common, Client::clone).await
	}

	/// Runs the agent, and submits signed statements with another submitter than the client.
	///
	/// # Errors
	/// If a key does not open, an address is taken, or the journal cannot be used.
	pub async fn run_with<S: Submit>(
		&self,
		common: &CommonOptions,
		submitter: impl Fn(&Client) -> S,
	) -> Result<(), Failure> {
		let config = common.config()?;
		let mut stop = std::pin::pin!(stop_signal()?);
		let serving = self.serve(&config, submitter);
		tokio::select! {
			result = serving => result,
			() = &mut stop => {
				tracing::info!("stopped; the journal keeps the open windows");
				Ok(())
			},
		}
	}

	async fn serve<S: Submit>(
		&self,
		config: &Config,
		submitter: impl Fn(&Client) -> S,
	) -> Result<(), Failure> {
		config.select(&[])?;
		let registry = Registry::new();
		let metrics = Metrics::new(&registry)?;
		let euis: Vec<_> = config.devices.iter().filter_map(|device| device.eui).collect();
		let settings = server::Settings {
			allowed: Some(euis.iter().copied().collect()),
			..Default::default()
		};
		let (radio, events) = RadioServer::bind_with(config.radio, settings)
			.await
			.context(format!("cannot listen for packet forwarders on {}", config.radio))
			.map_err(|failure| {
				failure
					.next_step("is another `cairn-gateway run` using this folder or this address?")
			})?;
		let mut listener = RadioListener::new(events, euis, &registry)?;
		let client = connect_when_available(&config.endpoints).await?;
		let (submitter, radio) = (submitter(&client), Arc::new(radio));
		let service = Service { config, client, submitter, radio, metrics };
		let serving = service.serve(&mut listener, KeyUnlocker::new(&self.passphrase));
		let showing = serve_metrics(config, registry);
		tokio::select! {
			ended = serving => ended,
			ended = showing => ended,
		}
	}
}

impl<S: Submit> Service<'_, S> {
	/// Acts for the registered devices, and restarts the agent when another device is registered.
	async fn serve(
		&self,
		listener: &mut RadioListener,
		mut unlocker: KeyUnlocker<'_>,
	) -> Result<(), Failure> {
		loop {
			let Roster { active, unregistered } = self.load_roster(&mut unlocker).await?;
			let (sender, receptions) = mpsc::channel(PACKET_QUEUE_LENGTH);
			tokio::select! {
				ended = self.run_agent(active, receptions) => return ended,
				() = listener.listen(sender) => {
					return Err(Failure::new("the socket of the packet forwarders was closed"));
				},
				() = self.wait_for_registration(&unregistered) => {
					tracing::info!("a device was registered: restarting the agent");
				},
			}
		}
	}

	/// Runs the agent. Waits forever if there is no device to act for.
	async fn run_agent(
		&self,
		devices: Vec<DeviceSettings>,
		receptions: mpsc::Receiver<cairn_gateway_radio::Heard>,
	) -> Result<(), Failure> {
		if devices.is_empty() {
			return std::future::pending().await;
		}
		let planner = Planner::new(self.fetch_region_limits().await, self.config.max_power_dbm);
		let ask = || self.client.slot_duration();
		let settings = Settings {
			devices,
			journal: self.config.journal.clone(),
			slot: retry_until_ok(&self.client, "the length of a slot", ask).await,
			planner: planner.for_agent(),
			relay: self.config.relay.clone(),
		};
		let (client, submitter) = (self.client.clone(), self.submitter.clone());
		let (radio, metrics) = (self.radio.clone(), self.metrics.clone());
		// The agent is stopped by dropping it, which is safe.
		let never = std::future::pending();
		let agent = cairn_gateway_agent::run(
			settings, client, submitter, radio, receptions, metrics, never,
		);
		tokio::select! {
			ended = agent => ended.map_err(Failure::from),
			never = self.refresh_region_limits(&planner) => match never {},
		}
	}

	/// Queries the limits of each radio region.
	async fn fetch_region_limits(&self) -> Vec<Region> {
		let ask = || registry::regions(&self.client, LORAWAN);
		retry_until_ok(&self.client, "the regions", ask).await
	}

	/// Updates the limits of the radio regions regularly, because governance can change them.
	async fn refresh_region_limits(&self, planner: &Planner) -> Infallible {
		loop {
			tokio::time::sleep(LIMITS_REFRESH_INTERVAL).await;
			planner.set_limits(self.fetch_region_limits().await);
		}
	}

	async fn load_roster(&self, unlocker: &mut KeyUnlocker<'_>) -> Result<Roster, Failure> {
		let ask = || registry::classes(&self.client);
		let classes = retry_until_ok(&self.client, "the classes", ask).await;
		let mut roster = Roster { active: Vec::new(), unregistered: Vec::new() };
		for config in &self.config.devices {
			let name = &config.name;
			// Every key is unlocked at the start, so that a faulty key is noticed at once.
			let key = crate::keys::KeyFile::read(&config.key)?;
			let pair = unlocker.unlock(&key)?;
			let public = key.public();
			let ask = || self.client.device_with_key(&public, None);
			let Some(device) = retry_until_ok(&self.client, name, ask).await else {
				tracing::warn!(
					"{name} is not registered on chain yet: run `cairn-gateway onboard`"
				);
				roster.unregistered.push(Member { config: config.clone(), key, device: None });
				continue;
			};
			let class = classes.iter().find(|class| class.id == device.class);
			if class.is_some_and(|class| !class.covers) {
				tracing::info!(
					"{name}, device {}, has a class that is not challenged",
					device.index
				);
				continue;
			}
			let Some(eui) = config.eui else {
				tracing::warn!("{name} has no radio: add its `eui` to config.toml and restart");
				continue;
			};
			tracing::info!("{name} is device {}, with concentrator {eui}", device.index);
			roster.active.push(DeviceSettings { index: device.index, key: pair, eui });
		}
		Ok(roster)
	}

	/// Waits until one of the devices is registered.
	async fn wait_for_registration(&self, unregistered: &[Member]) {
		loop {
			tokio::time::sleep(REGISTRATION_POLL_INTERVAL).await;
			for member in unregistered {
				let used = self.client.connection();
				match self.client.device_with_key(&member.key.public(), None).await {
					Ok(Some(_)) => return,
					Ok(None) => {}
					Err(error) => {
						tracing::warn!("{}: {error}", member.config.name);
						self.client.reconnect_if_broken(&used, &error).await;
						break;
					}
				}
			}
		}
	}
}

/// Connects to a node, and retries until one answers.
async fn connect_when_available(endpoints: &[String]) -> Result<Client, Failure> {
	let mut backoff = Backoff::default();
	loop {
		match Client::connect(endpoints).await {
			Ok(client) => return Ok(client),
			Err(error @ cairn_gateway_chain::Error::NoEndpoint) => return Err(error.into()),
			Err(error) => {
				let wait = backoff.next(&mut rand::thread_rng());
				tracing::warn!("{error}; next attempt in {wait:.0?}");
				tokio::time::sleep(wait).await;
			}
		}
	}
}

/// Serves the metrics to Prometheus, if an address is configured.
async fn serve_metrics(config: &Config, registry: Registry) -> Result<(), Failure> {
	let Some(address) = config.metrics else { return std::future::pending().await };
	prometheus_endpoint::init_prometheus(address, registry)
		.await
		.context("cannot serve metrics")
		.map_err(|failure| failure.next_step("choose another `metrics` address in config.toml"))
}

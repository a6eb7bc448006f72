//! `run`: answers challenges and reports what is heard, until it is stopped.

use crate::{
	config::Config,
	failure::{Context, Failure},
	fleet::{KeyUnlocker, Member},
	options::CommonOptions,
	secrets::PassphraseSource,
	signals::stop_signal,
};
use cairn_gateway_agent::{
	channels::{Channels, LORAWAN},
	metrics::Metrics,
	Settings, Submit,
};
use cairn_gateway_agent_core::settings::DeviceSettings;
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

/// How often the chain is asked for devices that were not there.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// How often the chain is asked for what it allows radios.
const REFRESH: Duration = Duration::from_secs(60 * 60);

/// How many packets may be waiting for the agent.
const BACKLOG: usize = 1_024;

/// Answers the challenges of the devices in config.toml, and reports what their radios hear.
///
/// Needs neither the owner's account nor money. It waits for nodes that are away and for devices
/// that are yet to be brought. SIGTERM or Ctrl-C stops it; what it has begun is in the journal, and
/// the next one goes on. Never run two with the same keys.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway run
  cairn-gateway run --folder /var/lib/cairn-gateway --passphrase-file passphrase

RUST_LOG=cairn_gateway=debug tells every call. docs/operators.md explains each warning.")]
pub struct Run {
	/// The devices' keys
	#[command(flatten)]
	pub passphrase: PassphraseSource,
}

/// What `run` holds as long as it runs.
struct Service<'a, S> {
	config: &'a Config,
	client: Client,
	submitter: S,
	radio: Arc<RadioServer>,
	metrics: Metrics,
}

/// The devices, sorted by what can be done for them.
struct Roster {
	acting: Vec<DeviceSettings>,
	absent: Vec<Member>,
}

impl Run {
	/// Does it.
	///
	/// # Errors
	/// If a key does not open, an address is taken, or the journal cannot be used.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		self.run_with(common, Client::clone).await
	}

	/// Does it, and submits what devices have signed by other means than the client.
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
		let work = self.work(&config, submitter);
		tokio::select! {
			done = work => done,
			() = &mut stop => {
				tracing::info!("stopped; the journal remembers what was begun");
				Ok(())
			},
		}
	}

	async fn work<S: Submit>(
		&self,
		config: &Config,
		submitter: impl Fn(&Client) -> S,
	) -> Result<(), Failure> {
		config.select(&[])?;
		let registry = Registry::new();
		let metrics = Metrics::new(&registry)?;
		let euis: Vec<_> = config.devices.iter().filter_map(|device| device.eui).collect();
		let settings =
			server::Settings { only: Some(euis.iter().copied().collect()), ..Default::default() };
		let (radio, events) = RadioServer::bind_with(config.radio, settings)
			.await
			.context(format!("packet forwarders cannot be listened to at {}", config.radio))
			.map_err(|failure| {
				failure.next_step("does another `cairn-gateway run` use this folder or this address?")
			})?;
		let mut listener = RadioListener::new(events, euis, &registry)?;
		let client = connect(&config.endpoints).await?;
		let (submitter, radio) = (submitter(&client), Arc::new(radio));
		let service = Service { config, client, submitter, radio, metrics };
		let serving = service.serve(&mut listener, KeyUnlocker::new(&self.passphrase));
		let showing = show(config, registry);
		tokio::select! {
			ended = serving => ended,
			ended = showing => ended,
		}
	}
}

impl<S: Submit> Service<'_, S> {
	/// Acts for the devices that are on the chain, and begins again when others come.
	async fn serve(
		&self,
		listener: &mut RadioListener,
		mut unlocker: KeyUnlocker<'_>,
	) -> Result<(), Failure> {
		loop {
			let Roster { acting, absent } = self.roster(&mut unlocker).await?;
			let (heard, hears) = mpsc::channel(BACKLOG);
			tokio::select! {
				ended = self.act(acting, hears) => return ended,
				() = listener.listen(heard) => return Err(Failure::new("the radio's socket is gone")),
				() = self.arrival(&absent) => tracing::info!("a device has come: beginning again"),
			}
		}
	}

	/// Runs the agent; waits forever if there is nobody to act for.
	async fn act(
		&self,
		devices: Vec<DeviceSettings>,
		hears: mpsc::Receiver<cairn_gateway_radio::Heard>,
	) -> Result<(), Failure> {
		if devices.is_empty() {
			return std::future::pending().await;
		}
		let channels = Channels::new(self.limits().await, self.config.max_power_dbm);
		let ask = || self.client.slot_duration();
		let settings = Settings {
			devices,
			journal: self.config.journal.clone(),
			slot: retry_until_ok(&self.client, "the length of a slot", ask).await,
			plan: channels.plan(),
			relay: self.config.relay.clone(),
		};
		let (client, submitter) = (self.client.clone(), self.submitter.clone());
		let (radio, metrics) = (self.radio.clone(), self.metrics.clone());
		// It is dropped when this program stops, and made for that.
		let never = std::future::pending();
		let agent =
			cairn_gateway_agent::run(settings, client, submitter, radio, hears, metrics, never);
		tokio::select! {
			ended = agent => ended.map_err(Failure::from),
			never = self.refresh(&channels) => match never {},
		}
	}

	/// What the chain allows in each region.
	async fn limits(&self) -> Vec<Region> {
		let ask = || registry::regions(&self.client, LORAWAN);
		retry_until_ok(&self.client, "the regions", ask).await
	}

	/// Governance may change the regions' limits at any time.
	async fn refresh(&self, channels: &Channels) -> Infallible {
		loop {
			tokio::time::sleep(REFRESH).await;
			channels.allow(self.limits().await);
		}
	}

	async fn roster(&self, unlocker: &mut KeyUnlocker<'_>) -> Result<Roster, Failure> {
		let ask = || registry::classes(&self.client);
		let classes = retry_until_ok(&self.client, "the classes", ask).await;
		let mut roster = Roster { acting: Vec::new(), absent: Vec::new() };
		for config in &self.config.devices {
			let name = &config.name;
			// Opened in any case: what is wrong with a key shows at the start.
			let key = crate::keys::KeyFile::read(&config.key)?;
			let pair = unlocker.unlock(&key)?;
			let public = key.public();
			let ask = || self.client.device_with_key(&public, None);
			let Some(device) = retry_until_ok(&self.client, name, ask).await else {
				tracing::warn!("{name} is not on the chain yet: `cairn-gateway onboard`");
				roster.absent.push(Member { config: config.clone(), key, device: None });
				continue;
			};
			let class = classes.iter().find(|class| class.id == device.class);
			if class.is_some_and(|class| !class.covers) {
				tracing::info!(
					"{name}, device {}, is of a class that is not challenged",
					device.index
				);
				continue;
			}
			let Some(eui) = config.eui else {
				tracing::warn!("{name} has no radio: give it its `eui` in config.toml");
				continue;
			};
			tracing::info!("{name} is device {}, with concentrator {eui}", device.index);
			roster.acting.push(DeviceSettings { index: device.index, key: pair, eui });
		}
		Ok(roster)
	}

	/// Waits until one of them comes.
	async fn arrival(&self, absent: &[Member]) {
		loop {
			tokio::time::sleep(LOOK_AGAIN).await;
			for member in absent {
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

/// Waits for a node that answers.
async fn connect(endpoints: &[String]) -> Result<Client, Failure> {
	let mut backoff = Backoff::default();
	loop {
		match Client::connect(endpoints).await {
			Ok(client) => return Ok(client),
			Err(error @ cairn_gateway_chain::Error::NoEndpoint) => return Err(error.into()),
			Err(error) => {
				let wait = backoff.next(&mut rand::thread_rng());
				tracing::warn!("{error}: next try in {wait:.0?}");
				tokio::time::sleep(wait).await;
			}
		}
	}
}

/// Shows metrics to Prometheus, where that is wanted.
async fn show(config: &Config, registry: Registry) -> Result<(), Failure> {
	let Some(address) = config.metrics else { return std::future::pending().await };
	prometheus_endpoint::init_prometheus(address, registry)
		.await
		.context("metrics cannot be shown")
		.map_err(|failure| failure.next_step("choose another address in config.toml: `metrics`"))
}

//! Runs the agent: connects the core with chain, radio and journal.

use crate::{
	journal::{Journal, JournalError},
	log::log_note,
	metrics::Metrics,
	relay::RelayClient,
	submit::Submit,
};
use cairn_gateway_agent_core::{
	beacon::BeaconPlanner,
	device::DeviceSettings,
	journal::{CallKind, JournalContents},
	Core, Effect, Input, Step, SubmitFailure,
};
use cairn_gateway_chain::{Client, SubmitError};
use cairn_gateway_radio::{Heard, Radio};
use cairn_gateway_types::{coverage::Update, signed::SignedStatement};
use cairn_primitives::{
	coverage::{CoverageStatement, WindowIndex},
	devices::DeviceIndex,
};
use rand::rngs::OsRng;
use std::{fmt, future::Future, path::PathBuf, sync::Arc, time::Duration};
use tokio::{
	sync::mpsc,
	task::{AbortHandle, JoinSet},
};

/// The maximum number of inputs waiting for the core.
const MAX_INPUTS: usize = 1_024;

/// The settings of an agent.
pub struct Settings {
	/// The devices that the agent acts for.
	pub devices: Vec<DeviceSettings>,
	/// The folder of the journal. It is created if it is missing, and only one agent at a time can
	/// use it.
	pub journal: PathBuf,
	/// The time between two blocks:
	/// [`Client::slot_duration`](cairn_gateway_chain::Client::slot_duration).
	pub slot: Duration,
	/// Chooses the parameters of beacons.
	pub planner: BeaconPlanner,
	/// Host and port of a relay, for calls whose first attempt was not included.
	pub relay: Option<String>,
}

/// The reason for which an agent stopped.
#[derive(Debug)]
pub enum RunError {
	/// The journal cannot be used. The agent has taken no action that is not in it.
	Journal(JournalError),
	/// The server for packet forwarders has stopped.
	RadioGone,
}

impl fmt::Display for RunError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Journal(error) => error.fmt(out),
			Self::RadioGone => {
				out.write_str("the server for packet forwarders has stopped: restart the agent")
			}
		}
	}
}

impl std::error::Error for RunError {}

impl From<JournalError> for RunError {
	fn from(error: JournalError) -> Self {
		Self::Journal(error)
	}
}

/// Acts for devices until `shutdown` is ready. However the agent stops, the next one with the same
/// journal continues its work.
///
/// - `client`: the client of the chain. It replaces broken connections by itself.
/// - `submitter`: submits signed statements, usually the same client.
/// - `radio`: transmits beacons.
/// - `heard`: the packets that the radio receives.
///
/// # Errors
/// [`RunError`], when the agent cannot continue.
pub async fn run<R: Radio, S: Submit>(
	settings: Settings,
	client: Client,
	submitter: S,
	radio: Arc<R>,
	mut heard: mpsc::Receiver<Heard>,
	metrics: Metrics,
	shutdown: impl Future<Output = ()>,
) -> Result<(), RunError> {
	let (journal, contents) = Journal::open(&settings.journal, client.genesis())?;
	let (inputs, mut pending) = mpsc::channel(MAX_INPUTS);
	let mut agent =
		Agent::new(settings, client, submitter, radio, metrics, (journal, contents), inputs);
	let _following = agent.follow();
	tokio::pin!(shutdown);
	loop {
		// The chain comes first, because packets may arrive in floods.
		let input = tokio::select! {
			biased;
			() = &mut shutdown => return Ok(()),
			Some(input) = pending.recv() => input,
			packet = heard.recv() => Input::Heard(packet.ok_or(RunError::RadioGone)?),
		};
		agent.handle(input)?;
	}
}

struct Agent<R, S> {
	core: Core,
	journal: Journal,
	client: Client,
	submitter: S,
	relay: Option<Arc<RelayClient>>,
	radio: Arc<R>,
	metrics: Metrics,
	inputs: mpsc::Sender<Input>,
	/// The tasks that wait for nodes and packet forwarders. They end with the agent.
	tasks: JoinSet<()>,
}

/// Aborts a task when it is dropped.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
	fn drop(&mut self) {
		self.0.abort();
	}
}

impl<R: Radio, S: Submit> Agent<R, S> {
	fn new(
		settings: Settings,
		client: Client,
		submitter: S,
		radio: Arc<R>,
		metrics: Metrics,
		(journal, contents): (Journal, JournalContents),
		inputs: mpsc::Sender<Input>,
	) -> Self {
		let Settings { devices, slot, planner, relay, .. } = settings;
		let core = Core::new(client.genesis(), slot, planner, relay.is_some(), devices, contents);
		let relay = relay.map(|address| Arc::new(RelayClient::new(address)));
		Self {
			core,
			journal,
			client,
			submitter,
			relay,
			radio,
			metrics,
			inputs,
			tasks: JoinSet::new(),
		}
	}

	/// Passes updates of the chain to the core until the returned guard is dropped.
	fn follow(&self) -> AbortOnDrop {
		let (client, inputs) = (self.client.clone(), self.inputs.clone());
		let metrics = self.metrics.clone();
		let task = tokio::spawn(async move {
			let mut heads = client.heads();
			loop {
				let update = heads.next().await;
				update_gauges(&metrics, &client, &update);
				if inputs.send(Input::Chain(update)).await.is_err() {
					return;
				}
			}
		});
		AbortOnDrop(task.abort_handle())
	}

	/// Passes an input to the core, writes its records to disk, and executes its effects. Writing
	/// blocks for milliseconds, because no effect may overtake it.
	fn handle(&mut self, input: Input) -> Result<(), RunError> {
		let Step { records, effects } = self.core.step(input, &mut OsRng);
		self.journal.write(records)?;
		while self.tasks.try_join_next().is_some() {}
		effects.into_iter().for_each(|effect| self.execute(effect));
		Ok(())
	}

	fn execute(&mut self, effect: Effect) {
		match effect {
			Effect::Submit(signed) => self.submit(signed, None),
			Effect::Relay(signed) => self.submit(signed, self.relay.clone()),
			Effect::Wait { window, device, pause } => self.spawn_answer(async move {
				tokio::time::sleep(pause).await;
				Some(Input::PauseEnded { window, device })
			}),
			Effect::Transmit { window, device, transmission } => {
				let radio = self.radio.clone();
				self.spawn_answer(async move {
					let outcome = radio.send(transmission).await;
					Some(Input::Sent { window, device, outcome })
				});
			}
			Effect::QueryProof { window, beaconer, at } => {
				let client = self.client.clone();
				self.spawn_answer(async move {
					let open = client.open_proof(window, beaconer, Some(at)).await;
					let open =
						open.map_err(|error| tracing::debug!(%error, "the query failed")).ok()?;
					Some(Input::OpenProof { window, beaconer, at, open })
				});
			}
			Effect::QueryDevice(device) => {
				let client = self.client.clone();
				self.spawn_answer(async move {
					let found = client.device(device, None).await;
					let found =
						found.map_err(|error| tracing::debug!(%error, "the query failed")).ok()?;
					Some(Input::Device { device, found })
				});
			}
			Effect::Note(note) => {
				log_note(&note);
				self.metrics.count(&note);
			}
			Effect::Forget(window) => {
				if let Err(error) = self.journal.forget(window) {
					tracing::warn!(%error, window, "cannot delete the journal of a closed window");
				}
			}
		}
	}

	/// Submits a call, and hands it to the relay too, if one is given.
	fn submit(&mut self, signed: SignedStatement, relay: Option<Arc<RelayClient>>) {
		let submitter = self.submitter.clone();
		self.spawn_answer(async move {
			let submitted = submitter.submit(&signed).await;
			let result = match relay {
				Some(relay) => submit_to_relay(submitted, &relay, &signed).await,
				None => submitted,
			};
			let (window, device, ordinal) = (signed.window, signed.device, signed.ordinal);
			let kind = kind(&signed.statement);
			log_call(window, device, kind, ordinal, result.as_ref().err());
			let result = result.map_err(submit_failure);
			Some(Input::Submitted { window, device, kind, ordinal, result })
		});
	}

	/// Waits for an answer in the background and passes it to the core. The core itself repeats a
	/// query that has no answer.
	fn spawn_answer(&mut self, answer: impl Future<Output = Option<Input>> + Send + 'static) {
		let inputs = self.inputs.clone();
		self.tasks.spawn(async move {
			if let Some(input) = answer.await {
				// Sending fails only when the agent has stopped.
				let _ = inputs.send(input).await;
			}
		});
	}
}

/// Hands a call to the relay too, after it was submitted to a node, and returns the result. When
/// blocks have no room for free calls, the call waits in the pool while the relay pays for its
/// inclusion. A call that the runtime refused is not relayed, because the relay would pay in vain.
async fn submit_to_relay(
	submitted: Result<(), SubmitError>,
	relay: &RelayClient,
	signed: &SignedStatement,
) -> Result<(), SubmitError> {
	if let Err(SubmitError::Refused(_) | SubmitError::Invalid(_)) = submitted {
		return submitted;
	}
	let Err(error) = relay.submit(signed).await else { return Ok(()) };
	let (device, window) = (signed.device, signed.window);
	tracing::warn!(device, window, "the relay {} does not help: {error}", relay.address());
	submitted
}

/// Converts a submission error for the core.
fn submit_failure(error: SubmitError) -> SubmitFailure {
	match error {
		SubmitError::AlreadyKnown => SubmitFailure::AlreadyKnown,
		SubmitError::Refused(refusal) => SubmitFailure::Refused(refusal),
		_ => SubmitFailure::Unavailable,
	}
}

fn kind(statement: &CoverageStatement) -> CallKind {
	match statement {
		CoverageStatement::Announce(_) => CallKind::Announce,
		CoverageStatement::Report(_) => CallKind::Report,
		CoverageStatement::Reveal(_) => CallKind::Reveal,
	}
}

fn log_call(
	window: WindowIndex,
	device: DeviceIndex,
	kind: CallKind,
	ordinal: u8,
	error: Option<&SubmitError>,
) {
	match error {
		Some(error) => tracing::debug!(device, window, ?kind, ordinal, %error, "call not accepted"),
		None => tracing::debug!(device, window, ?kind, ordinal, "call accepted"),
	}
}

fn update_gauges(metrics: &Metrics, client: &Client, update: &Update) {
	match update {
		Update::BestBlock { block, .. } => metrics.best_block.set(block.number.into()),
		Update::FinalisedBlock { block } => metrics.final_block.set(block.number.into()),
		Update::Started { .. } | Update::Retracted { .. } => {}
	}
	metrics.reconnections.set(client.reconnections());
	metrics.endpoint.set(client.endpoint_index());
}

#[cfg(test)]
mod tests {
	use super::*;
	use cairn_gateway_types::refusal::Refusal;
	use sp_core::{ed25519, Pair, H256};
	use tokio::{
		io::{AsyncReadExt, AsyncWriteExt},
		net::TcpListener,
	};

	fn signed() -> SignedStatement {
		let key = ed25519::Pair::from_seed(&[1; 32]);
		SignedStatement::new(&key, H256::zero(), 7, 12, 1, CoverageStatement::Reveal([4; 32]))
	}

	/// Starts a relay that accepts the first call.
	async fn accepting_relay() -> RelayClient {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap().to_string();
		tokio::spawn(async move {
			let (mut stream, _) = listener.accept().await.unwrap();
			let _ = stream.read(&mut [0; 4_096]).await;
			stream.write_all(b"{\"taken\":true}\n").await.unwrap();
		});
		RelayClient::new(address)
	}

	#[tokio::test]
	async fn call_should_be_accepted_when_the_relay_accepts_it_and_the_pool_is_full() {
		let result =
			submit_to_relay(Err(SubmitError::PoolFull), &accepting_relay().await, &signed()).await;
		assert_eq!(result, Ok(()));
	}

	#[tokio::test]
	async fn result_should_be_that_of_the_node_when_the_relay_is_unreachable() {
		let unreachable = RelayClient::new("127.0.0.1:1".into());
		for submitted in [Ok(()), Err(SubmitError::PoolFull)] {
			assert_eq!(
				submit_to_relay(submitted.clone(), &unreachable, &signed()).await,
				submitted
			);
		}
	}

	#[tokio::test]
	async fn call_should_not_be_relayed_when_the_runtime_refuses_it() {
		let refused = Err(SubmitError::Refused(Refusal::Outranked));
		assert_eq!(
			submit_to_relay(refused.clone(), &accepting_relay().await, &signed()).await,
			refused
		);
	}
}

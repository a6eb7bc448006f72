//! The agent at work: the core between chain, radio and journal.

use crate::{
	journal::{Journal, JournalError},
	log::log,
	metrics::Metrics,
	relay::RelayClient,
	settings::Settings,
	submit::Submit,
};
use cairn_gateway_agent_core::{
	entry::{Kind, Memory},
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
use std::{fmt, future::Future, sync::Arc};
use tokio::{
	sync::mpsc,
	task::{AbortHandle, JoinSet},
};

/// How many things may have happened that the core was not told yet.
const BACKLOG: usize = 1_024;

/// Why an agent has stopped.
#[derive(Debug)]
pub enum RunError {
	/// The journal cannot be used. Nothing was done that is not in it.
	Journal(JournalError),
	/// The radio is gone.
	RadioGone,
}

impl fmt::Display for RunError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Journal(error) => error.fmt(out),
			Self::RadioGone => out.write_str("the radio is gone"),
		}
	}
}

impl std::error::Error for RunError {}

impl From<JournalError> for RunError {
	fn from(error: JournalError) -> Self {
		Self::Journal(error)
	}
}

/// Acts for devices until `shutdown` is ready. Whenever it stops, however it is stopped, the next one
/// with the same journal goes on.
///
/// - `client`: of the chain; replaces broken connections by itself.
/// - `submitter`: submits what devices have signed; usually the same client.
/// - `radio`: sends beacons.
/// - `heard`: what the radio hears.
///
/// # Errors
/// [`RunError`], when nothing sensible can be done any more.
pub async fn run<R: Radio, S: Submit>(
	settings: Settings,
	client: Client,
	submitter: S,
	radio: Arc<R>,
	mut heard: mpsc::Receiver<Heard>,
	metrics: Metrics,
	shutdown: impl Future<Output = ()>,
) -> Result<(), RunError> {
	let (journal, memory) = Journal::open(&settings.journal, client.genesis())?;
	let (inputs, mut happened) = mpsc::channel(BACKLOG);
	let mut agent =
		Agent::new(settings, client, submitter, radio, metrics, (journal, memory), inputs);
	let _following = agent.follow();
	tokio::pin!(shutdown);
	loop {
		// The chain first: of packets there may be a flood.
		let input = tokio::select! {
			biased;
			() = &mut shutdown => return Ok(()),
			Some(input) = happened.recv() => input,
			packet = heard.recv() => Input::Heard(packet.ok_or(RunError::RadioGone)?),
		};
		agent.take(input)?;
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
	/// What waits for nodes and packet forwarders. Ends with the agent.
	waiting: JoinSet<()>,
}

/// Ends a task when it is dropped.
struct EndOnDrop(AbortHandle);

impl Drop for EndOnDrop {
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
		(journal, memory): (Journal, Memory),
		inputs: mpsc::Sender<Input>,
	) -> Self {
		let Settings { devices, slot, plan, relay, .. } = settings;
		let core = Core::new(client.genesis(), slot, plan, relay.is_some(), devices, memory);
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
			waiting: JoinSet::new(),
		}
	}

	/// Tells the core of the chain, as long as the answer lives.
	fn follow(&self) -> EndOnDrop {
		let (client, inputs) = (self.client.clone(), self.inputs.clone());
		let metrics = self.metrics.clone();
		let task = tokio::spawn(async move {
			let mut heads = client.heads();
			loop {
				let update = heads.next().await;
				measure(&metrics, &client, &update);
				if inputs.send(Input::Chain(update)).await.is_err() {
					return;
				}
			}
		});
		EndOnDrop(task.abort_handle())
	}

	/// Tells the core what has happened, and does what it says: first to disk, then to the world.
	/// Writing takes milliseconds, and nothing may overtake it.
	fn take(&mut self, input: Input) -> Result<(), RunError> {
		let Step { records, effects } = self.core.step(input, &mut OsRng);
		self.journal.write(records)?;
		while self.waiting.try_join_next().is_some() {}
		effects.into_iter().for_each(|effect| self.make(effect));
		Ok(())
	}

	fn make(&mut self, effect: Effect) {
		match effect {
			Effect::Submit(signed) => self.submit(signed, None),
			Effect::Relay(signed) => self.submit(signed, self.relay.clone()),
			Effect::Wait { window, device, pause } => self.answer(async move {
				tokio::time::sleep(pause).await;
				Some(Input::PauseEnded { window, device })
			}),
			Effect::Transmit { window, device, transmission } => {
				let radio = self.radio.clone();
				self.answer(async move {
					let outcome = radio.send(transmission).await;
					Some(Input::Sent { window, device, outcome })
				});
			}
			Effect::QueryProof { window, beaconer, at } => {
				let client = self.client.clone();
				self.answer(async move {
					let open = client.open_proof(window, beaconer, Some(at)).await;
					let open = open.map_err(|error| tracing::debug!(%error, "no answer")).ok()?;
					Some(Input::OpenProof { window, beaconer, at, open })
				});
			}
			Effect::QueryDevice(device) => {
				let client = self.client.clone();
				self.answer(async move {
					let found = client.device(device, None).await;
					let found = found.map_err(|error| tracing::debug!(%error, "no answer")).ok()?;
					Some(Input::Device { device, found })
				});
			}
			Effect::Note(note) => {
				log(&note);
				self.metrics.count(&note);
			}
			Effect::Forget(window) => {
				if let Err(error) = self.journal.forget(window) {
					tracing::warn!(%error, "a window that is over is not forgotten");
				}
			}
		}
	}

	/// Submits a call, and hands it to a relay too, if there is one.
	fn submit(&mut self, signed: SignedStatement, relay: Option<Arc<RelayClient>>) {
		let submitter = self.submitter.clone();
		self.answer(async move {
			let submitted = submitter.submit(&signed).await;
			let result = match relay {
				Some(relay) => relayed(submitted, &relay, &signed).await,
				None => submitted,
			};
			let (window, device, ordinal) = (signed.window, signed.device, signed.ordinal);
			let kind = kind(&signed.statement);
			log_call(window, device, kind, ordinal, result.as_ref().err());
			let result = result.map_err(submit_failure);
			Some(Input::Submitted { window, device, kind, ordinal, result })
		});
	}

	/// Waits for an answer beside everything else, and tells the core. A question that has none is
	/// asked again by the core itself.
	fn answer(&mut self, answer: impl Future<Output = Option<Input>> + Send + 'static) {
		let inputs = self.inputs.clone();
		self.waiting.spawn(async move {
			if let Some(input) = answer.await {
				// Nobody listens any more: the agent has stopped.
				let _ = inputs.send(input).await;
			}
		});
	}
}

/// What has become of a call that a node was given, and that a relay is given too: in hours in which
/// free calls find no room it waits in the pool, and the relay gets it through. What the runtime has
/// refused does not count for a relay either, which would pay for nothing.
async fn relayed(
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

/// What the core must know of a failure.
fn submit_failure(error: SubmitError) -> SubmitFailure {
	match error {
		SubmitError::Known => SubmitFailure::AlreadyKnown,
		SubmitError::Refused(refusal) => SubmitFailure::Refused(refusal),
		_ => SubmitFailure::Unavailable,
	}
}

fn kind(statement: &CoverageStatement) -> Kind {
	match statement {
		CoverageStatement::Announce(_) => Kind::Announce,
		CoverageStatement::Report(_) => Kind::Report,
		CoverageStatement::Reveal(_) => Kind::Reveal,
	}
}

fn log_call(
	window: WindowIndex,
	device: DeviceIndex,
	kind: Kind,
	ordinal: u8,
	error: Option<&SubmitError>,
) {
	match error {
		Some(error) => tracing::debug!(device, window, ?kind, ordinal, %error, "not taken"),
		None => tracing::debug!(device, window, ?kind, ordinal, "on its way"),
	}
}

fn measure(metrics: &Metrics, client: &Client, update: &Update) {
	match update {
		Update::BestBlock { block, .. } => metrics.best_block.set(block.number.into()),
		Update::FinalisedBlock { block } => metrics.final_block.set(block.number.into()),
		Update::Started { .. } | Update::Retracted { .. } => {}
	}
	metrics.reconnections.set(client.reconnections());
	metrics.endpoint.set(client.endpoint_place());
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

	/// A relay that takes whatever comes first.
	async fn helpful() -> RelayClient {
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
	async fn call_should_be_on_its_way_when_the_relay_takes_what_the_pool_has_no_room_for() {
		let result = relayed(Err(SubmitError::PoolFull), &helpful().await, &signed()).await;
		assert_eq!(result, Ok(()));
	}

	#[tokio::test]
	async fn node_should_have_the_last_word_when_there_is_no_relay_after_all() {
		let nobody = RelayClient::new("127.0.0.1:1".into());
		for submitted in [Ok(()), Err(SubmitError::PoolFull)] {
			assert_eq!(relayed(submitted.clone(), &nobody, &signed()).await, submitted);
		}
	}

	#[tokio::test]
	async fn call_should_not_be_handed_to_a_relay_when_the_runtime_has_refused_it() {
		let refused = Err(SubmitError::Refused(Refusal::Outranked));
		assert_eq!(relayed(refused.clone(), &helpful().await, &signed()).await, refused);
	}
}

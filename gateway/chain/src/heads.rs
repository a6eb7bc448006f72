//! Follows the chain: reports every block of the best chain and every final block once.

use crate::{
	backoff::Backoff,
	client::{with_timeout, Client, Connection},
	error::Error,
	events::coverage_events,
	trail::{block_id, Header, Trail},
};
use cairn_gateway_types::{
	block::BlockId,
	coverage::{CoverageEvent, Update},
};
use cairn_primitives::BlockNumber;
use sp_core::H256;
use std::{collections::VecDeque, sync::Arc, time::Duration};
use subxt::rpcs::client::RpcSubscription;
use tokio::time::Instant;

/// The maximum time without a new block before another node is tried: ten blocks of a live network.
/// The node may have lost its peers, or hang.
const BEST_BLOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// The maximum time without a new final block before another node is tried, if there is one. The
/// node may have lost the voters, or follow a minority fork.
const FINALITY_TIMEOUT: Duration = Duration::from_secs(180);

/// The maximum length of a gap that is fetched block by block. In a longer gap all open windows
/// have closed, and nodes may have discarded the states.
const MAX_GAP: usize = 200;

/// Follows the chain. See [`Client::heads`].
pub struct Heads {
	client: Client,
	subscriptions: Option<Subscriptions>,
	trail: Option<Trail>,
	/// The steps that are not returned yet.
	queue: VecDeque<Step>,
	backoff: Backoff,
}

/// The subscriptions to a node.
struct Subscriptions {
	connection: Arc<Connection>,
	best: RpcSubscription<Header>,
	last_final: RpcSubscription<Header>,
	progress: Progress,
}

/// The times at which a node last reported something new.
struct Progress {
	best: Instant,
	last_final: Instant,
}

/// An [`Update`] whose events are not fetched yet.
enum Step {
	Started(BlockId),
	Retracted(BlockNumber),
	BestBlock { block: BlockId, parent: H256 },
	FinalisedBlock(BlockId),
}

impl Client {
	/// Follows the chain from the latest final block on, across all failures of nodes.
	pub fn heads(&self) -> Heads {
		Heads {
			client: self.clone(),
			subscriptions: None,
			trail: None,
			queue: VecDeque::new(),
			backoff: Backoff::default(),
		}
	}
}

impl Heads {
	/// Returns the next update. Waits for it, and if necessary for a node that answers, so it never
	/// fails.
	///
	/// It is cancel safe: the future may be dropped before it is ready.
	pub async fn next(&mut self) -> Update {
		loop {
			match self.try_next().await {
				Ok(update) => {
					// A start alone is not progress.
					if !matches!(update, Update::Started { .. }) {
						self.backoff.reset();
					}
					return update;
				}
				Err(error @ Error::BlockGone(_)) => {
					self.restart();
					match self.backoff.failures() {
						0 => {
							tracing::warn!(%error, "restarting at the latest final block");
							let wait = self.backoff.next(&mut rand::thread_rng());
							tokio::time::sleep(wait).await;
						}
						// This node fails repeatedly, but another one may not.
						_ => self.reconnect(error).await,
					}
				}
				Err(error) => self.reconnect(error).await,
			}
		}
	}

	async fn try_next(&mut self) -> Result<Update, Error> {
		loop {
			if let Some(update) = self.next_queued().await? {
				return Ok(update);
			}
			if self.subscriptions.is_none() {
				self.subscriptions = Some(Subscriptions::new(self.client.connection()).await?);
			}
			let (Some(subscriptions), trail) = (&mut self.subscriptions, &mut self.trail) else {
				continue;
			};
			if trail.is_none() {
				let at = subscriptions.connection.last_final().await?;
				*trail = Some(Trail::new(at));
				self.queue.push_back(Step::Started(at));
				continue;
			}
			let (header, is_final) = subscriptions.next(self.client.has_other_endpoints()).await?;
			let known = self.queue.len();
			self.queue_steps(&header, is_final).await?;
			if let (Some(subscriptions), true) = (&mut self.subscriptions, self.queue.len() > known)
			{
				subscriptions.progress.note(is_final);
			}
		}
	}

	/// Returns the first queued update. It stays in the queue until its events are fetched.
	async fn next_queued(&mut self) -> Result<Option<Update>, Error> {
		while let Some(step) = self.queue.front() {
			let update = match *step {
				Step::Started(at) => {
					let windows = self.client.open_windows(at).await;
					let windows = windows.map_err(|error| or_block_gone(error, at))?;
					Some(Update::Started { at, windows })
				}
				Step::Retracted(from) => Some(Update::Retracted { from }),
				Step::FinalisedBlock(block) => Some(Update::FinalisedBlock { block }),
				Step::BestBlock { block, parent } => self.best_block(block, parent).await?,
			};
			self.queue.pop_front();
			if update.is_some() {
				return Ok(update);
			}
		}
		Ok(None)
	}

	/// Returns a block with its events, or `None` if another branch has become the best meanwhile.
	async fn best_block(&mut self, block: BlockId, parent: H256) -> Result<Option<Update>, Error> {
		let others = self.queue.iter().skip(1).any(|step| matches!(step, Step::BestBlock { .. }));
		let is_best = self.trail.as_ref().is_some_and(|trail| trail.contains(block.hash));
		match self.client.connection().coverage_events(block, parent).await {
			Ok(events) => Ok(Some(Update::BestBlock { block, events, is_head: !others })),
			Err(Error::Node { .. } | Error::BlockGone(_) | Error::Metadata(_)) if !is_best => {
				Ok(None)
			}
			Err(error) => Err(or_block_gone(error, block)),
		}
	}

	/// Queues the steps that lead to a block announced by a node.
	async fn queue_steps(&mut self, header: &Header, is_final: bool) -> Result<(), Error> {
		let connection = self.client.connection();
		let Some(trail) = &mut self.trail else { return Ok(()) };
		let tip = block_id(header);
		let floor = trail.last_final().number;
		if tip.number <= floor {
			// The node is behind the previous one, or the block is known.
			return Ok(());
		}
		let mut branch = Vec::new();
		let (mut block, mut parent) = (tip, H256(header.parent_hash.0));
		while !trail.contains(block.hash) {
			branch.push(block);
			if trail.contains(parent) {
				break;
			}
			let below = block.number.saturating_sub(1);
			if below <= floor || branch.len() > MAX_GAP {
				return Err(Error::BlockGone(parent));
			}
			let header = connection.header(parent).await?;
			(block, parent) = (BlockId { number: below, hash: parent }, H256(header.parent_hash.0));
		}
		branch.reverse();
		// A known final block does not shorten the best chain.
		if !branch.is_empty() || !is_final {
			let mut parent = if branch.is_empty() { tip.hash } else { parent };
			self.queue.extend(trail.switch_to(parent, &branch).map(Step::Retracted));
			for block in branch {
				self.queue.push_back(Step::BestBlock { block, parent });
				parent = block.hash;
			}
		}
		if is_final {
			self.queue.extend(trail.finalise(tip.hash).into_iter().map(Step::FinalisedBlock));
		}
		Ok(())
	}

	fn restart(&mut self) {
		self.trail = None;
		self.queue.clear();
	}

	async fn reconnect(&mut self, error: Error) {
		let wait = self.backoff.next(&mut rand::thread_rng());
		let connection = self.client.connection();
		let endpoint = connection.endpoint();
		tracing::warn!(endpoint, %error, "cannot follow the chain: retrying in {wait:.0?}");
		self.subscriptions = None;
		tokio::time::sleep(wait).await;
		if let Err(error) = self.client.reconnect(&connection).await {
			tracing::warn!(%error, "cannot connect to any node; retrying");
		}
	}
}

impl Subscriptions {
	async fn new(connection: Arc<Connection>) -> Result<Self, Error> {
		let best = with_timeout(connection.rpc.chain_subscribe_new_heads()).await??;
		let last_final = with_timeout(connection.rpc.chain_subscribe_finalized_heads()).await??;
		Ok(Self { connection, best, last_final, progress: Progress::now() })
	}

	/// Returns the next header, and whether it is final.
	///
	/// - `has_others`: whether there is another endpoint.
	async fn next(&mut self, has_others: bool) -> Result<(Header, bool), Error> {
		let (until, missing) = self.progress.deadline(has_others);
		let next = async {
			tokio::select! {
				header = self.best.next() => (header, false),
				header = self.last_final.next() => (header, true),
			}
		};
		match tokio::time::timeout_at(until, next).await {
			Ok((Some(Ok(header)), is_final)) => Ok((header, is_final)),
			Ok((Some(Err(error)), _)) => Err(error.into()),
			Ok((None, _)) => Err(Error::Connection("the connection is closed".into())),
			Err(_) => Err(Error::Connection(missing)),
		}
	}
}

impl Progress {
	fn now() -> Self {
		let now = Instant::now();
		Self { best: now, last_final: now }
	}

	fn note(&mut self, is_final: bool) {
		let now = Instant::now();
		self.best = now;
		if is_final {
			self.last_final = now;
		}
	}

	/// Returns the deadline for the next header, and the error message if it passes.
	fn deadline(&self, has_others: bool) -> (Instant, String) {
		// If the sum overflows, the deadline is now: another node is tried.
		let until = |reported: Instant, time| reported.checked_add(time).unwrap_or(reported);
		let (best, last_final) =
			(until(self.best, BEST_BLOCK_TIMEOUT), until(self.last_final, FINALITY_TIMEOUT));
		match has_others && last_final < best {
			true => (last_final, format!("nothing final for {} s", FINALITY_TIMEOUT.as_secs())),
			false => (best, format!("no new block for {} s", BEST_BLOCK_TIMEOUT.as_secs())),
		}
	}
}

impl Connection {
	async fn coverage_events(
		&self,
		block: BlockId,
		parent: H256,
	) -> Result<Vec<CoverageEvent>, Error> {
		let events = self.events(block, &self.runtime_of(block, parent).await?).await?;
		coverage_events(&events, block.number)
	}
}

/// Converts errors that would recur for this block to [`Error::BlockGone`]. The agent then starts
/// again from a later final block.
fn or_block_gone(error: Error, block: BlockId) -> Error {
	match error {
		Error::Node { .. } | Error::Metadata(_) => {
			tracing::warn!(block = block.number, %error, "cannot read a block; its events are skipped");
			Error::BlockGone(block.hash)
		}
		error => error,
	}
}

#[cfg(test)]
mod tests;

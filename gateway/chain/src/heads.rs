//! The chain as it grows: every block of the best chain and every final one, once.

use crate::{
	backoff::Backoff,
	client::{in_time, Client, Connection},
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

/// How long a node may have nothing to tell before another one is tried. Ten blocks of a live network: a node that has
/// lost its peers, or hangs, looks like this.
const SILENCE: Duration = Duration::from_secs(60);

/// How long a node may tell of nothing final before another one is tried, if there is one: it may have
/// lost those who vote, or follow a branch of its own.
const NOT_FINAL: Duration = Duration::from_secs(180);

/// How many blocks of a gap are fetched one by one. Behind that all open windows are over, and
/// nodes may have discarded the states.
const LONGEST_GAP: usize = 200;

/// Follows the chain. See [`Client::heads`].
pub struct Heads {
	client: Client,
	following: Option<Following>,
	trail: Option<Trail>,
	/// What was found out and not told yet.
	queue: VecDeque<Step>,
	backoff: Backoff,
}

/// The subscriptions to a node.
struct Following {
	connection: Arc<Connection>,
	best: RpcSubscription<Header>,
	last_final: RpcSubscription<Header>,
	news: News,
}

/// When a node has told of something that was not known.
struct News {
	best: Instant,
	last_final: Instant,
}

/// An [`Update`] whose events are yet to be fetched.
enum Step {
	Began(BlockId),
	Retracted(BlockNumber),
	Best { block: BlockId, parent: H256 },
	Final(BlockId),
}

impl Client {
	/// Follows the chain, from the last final block on, over every failure of nodes.
	pub fn heads(&self) -> Heads {
		Heads {
			client: self.clone(),
			following: None,
			trail: None,
			queue: VecDeque::new(),
			backoff: Backoff::default(),
		}
	}
}

impl Heads {
	/// What happens next. Waits for it, and for a node that answers: never fails.
	///
	/// May be dropped before it is ready, and called again.
	pub async fn next(&mut self) -> Update {
		loop {
			match self.proceed().await {
				Ok(update) => {
					// To begin is not yet to get ahead.
					if !matches!(update, Update::Started { .. }) {
						self.backoff.reset();
					}
					return update;
				}
				Err(error @ Error::BlockGone(_)) => {
					self.start_anew();
					match self.backoff.failures() {
						0 => {
							tracing::warn!(%error, "starting anew");
							let wait = self.backoff.next(&mut rand::thread_rng());
							tokio::time::sleep(wait).await;
						}
						// This node does not get over it; another one may.
						_ => self.reconnect(error).await,
					}
				}
				Err(error) => self.reconnect(error).await,
			}
		}
	}

	async fn proceed(&mut self) -> Result<Update, Error> {
		loop {
			if let Some(update) = self.next_queued().await? {
				return Ok(update);
			}
			if self.following.is_none() {
				self.following = Some(Following::new(self.client.connection()).await?);
			}
			let (Some(following), trail) = (&mut self.following, &mut self.trail) else { continue };
			if trail.is_none() {
				let at = following.connection.last_final().await?;
				*trail = Some(Trail::new(at));
				self.queue.push_back(Step::Began(at));
				continue;
			}
			let (header, is_final) = following.next(self.client.has_others()).await?;
			let known = self.queue.len();
			self.advance(&header, is_final).await?;
			if let (Some(following), true) = (&mut self.following, self.queue.len() > known) {
				following.news.note(is_final);
			}
		}
	}

	/// The first of what was found out. Stays in the queue until its events are there.
	async fn next_queued(&mut self) -> Result<Option<Update>, Error> {
		while let Some(step) = self.queue.front() {
			let update = match *step {
				Step::Began(at) => {
					let windows = self.client.open_windows(at).await;
					let windows = windows.map_err(|error| gone(error, at))?;
					Some(Update::Started { at, windows })
				}
				Step::Retracted(from) => Some(Update::Retracted { from }),
				Step::Final(block) => Some(Update::FinalisedBlock { block }),
				Step::Best { block, parent } => self.best(block, parent).await?,
			};
			self.queue.pop_front();
			if update.is_some() {
				return Ok(update);
			}
		}
		Ok(None)
	}

	/// A block with its events; none if another branch is better meanwhile.
	async fn best(&mut self, block: BlockId, parent: H256) -> Result<Option<Update>, Error> {
		let others = self.queue.iter().skip(1).any(|step| matches!(step, Step::Best { .. }));
		let is_best = self.trail.as_ref().is_some_and(|trail| trail.holds(block.hash));
		match self.client.connection().coverage_events(block, parent).await {
			Ok(events) => Ok(Some(Update::BestBlock { block, events, is_head: !others })),
			Err(Error::Node { .. } | Error::BlockGone(_) | Error::Metadata(_)) if !is_best => {
				Ok(None)
			}
			Err(error) => Err(gone(error, block)),
		}
	}

	/// A node tells of a block: finds out what leads to it.
	async fn advance(&mut self, header: &Header, is_final: bool) -> Result<(), Error> {
		let connection = self.client.connection();
		let Some(trail) = &mut self.trail else { return Ok(()) };
		let tip = block_id(header);
		let floor = trail.last_final().number;
		if tip.number <= floor {
			// A node that is behind the last one, or tells what is known.
			return Ok(());
		}
		let mut branch = Vec::new();
		let (mut block, mut parent) = (tip, H256(header.parent_hash.0));
		while !trail.holds(block.hash) {
			branch.push(block);
			if trail.holds(parent) {
				break;
			}
			let below = block.number.saturating_sub(1);
			if below <= floor || branch.len() > LONGEST_GAP {
				return Err(Error::BlockGone(parent));
			}
			let header = connection.header(parent).await?;
			(block, parent) = (BlockId { number: below, hash: parent }, H256(header.parent_hash.0));
		}
		branch.reverse();
		// A final block that is known does not make the best chain shorter.
		if !branch.is_empty() || !is_final {
			let mut parent = if branch.is_empty() { tip.hash } else { parent };
			self.queue.extend(trail.go_on(parent, &branch).map(Step::Retracted));
			for block in branch {
				self.queue.push_back(Step::Best { block, parent });
				parent = block.hash;
			}
		}
		if is_final {
			self.queue.extend(trail.finalise(tip.hash).into_iter().map(Step::Final));
		}
		Ok(())
	}

	fn start_anew(&mut self) {
		self.trail = None;
		self.queue.clear();
	}

	async fn reconnect(&mut self, error: Error) {
		let wait = self.backoff.next(&mut rand::thread_rng());
		let connection = self.client.connection();
		let endpoint = connection.endpoint();
		tracing::warn!(endpoint, %error, "the chain cannot be followed: next try in {wait:?}");
		self.following = None;
		tokio::time::sleep(wait).await;
		if let Err(error) = self.client.replace(&connection).await {
			tracing::warn!(%error, "no connection to the chain");
		}
	}
}

impl Following {
	async fn new(connection: Arc<Connection>) -> Result<Self, Error> {
		let best = in_time(connection.rpc.chain_subscribe_new_heads()).await??;
		let last_final = in_time(connection.rpc.chain_subscribe_finalized_heads()).await??;
		Ok(Self { connection, best, last_final, news: News::now() })
	}

	/// The next header, and whether it is final.
	///
	/// - `has_others`: whether another node could be asked.
	async fn next(&mut self, has_others: bool) -> Result<(Header, bool), Error> {
		let (until, missing) = self.news.deadline(has_others);
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

impl News {
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

	/// Until when to wait for a header, and what is missing then.
	fn deadline(&self, has_others: bool) -> (Instant, String) {
		// A moment that is out of reach is as good as now: another node is tried.
		let until = |told: Instant, time| told.checked_add(time).unwrap_or(told);
		let (best, last_final) = (until(self.best, SILENCE), until(self.last_final, NOT_FINAL));
		match has_others && last_final < best {
			true => (last_final, format!("nothing final for {} s", NOT_FINAL.as_secs())),
			false => (best, format!("no new block for {} s", SILENCE.as_secs())),
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

/// What a node would only say again of a block, and a program that does not understand it too: one gets
/// over it when a later block is final, and begins there.
fn gone(error: Error, block: BlockId) -> Error {
	match error {
		Error::Node { .. } | Error::Metadata(_) => {
			tracing::warn!(block = block.number, %error, "a block cannot be read");
			Error::BlockGone(block.hash)
		}
		error => error,
	}
}

#[cfg(test)]
mod tests;

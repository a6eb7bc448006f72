//! Sends notifications to subscribers as fast as each subscriber reads.
//!
//! At most [`BACKLOG`] notifications wait for a subscriber. A subscriber that falls further behind
//! receives a final notification with the error, and its subscription ends. No other subscriber waits
//! for it.

use super::error::Error;
use futures::{stream, Stream, StreamExt};
use jsonrpsee::PendingSubscriptionSink;
use sc_rpc::{
	utils::{spawn_subscription_task, BoundedVecDeque, Buffer, PendingSubscription},
	SubscriptionTaskExecutor,
};
use serde::Serialize;
use std::{
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	task::Poll,
};

/// The notifications that may wait to be sent to one subscriber.
pub const BACKLOG: usize = 16;

/// The content of a notification.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Notice<Item> {
	/// The item that was subscribed to.
	Item(Item),
	/// The final notification.
	End {
		/// The error that ended the subscription.
		closed: Closed,
	},
}

#[derive(Clone, Debug, Serialize)]
struct Closed {
	code: i32,
	message: String,
}

impl<Item> From<Error> for Notice<Item> {
	fn from(error: Error) -> Self {
		let closed = Closed { code: error.code() as i32, message: error.to_string() };
		Self::End { closed }
	}
}

/// The notifications that wait to be sent. An overflow replaces them with the final notification.
struct Backlog<Item> {
	waiting: BoundedVecDeque<Notice<Item>>,
	ended: Arc<AtomicBool>,
}

impl<Item> Backlog<Item> {
	fn new(ended: Arc<AtomicBool>) -> Self {
		Self { waiting: BoundedVecDeque::new(BACKLOG), ended }
	}
}

impl<Item> Buffer for Backlog<Item> {
	type Item = Notice<Item>;

	fn push(&mut self, notice: Self::Item) -> Result<(), ()> {
		if self.waiting.push(notice).is_ok() {
			return Ok(());
		}
		self.ended.store(true, Ordering::Release);
		while self.waiting.pop().is_some() {}
		self.waiting.push(Error::TooSlow.into())
	}

	fn pop(&mut self) -> Option<Self::Item> {
		self.waiting.pop()
	}
}

/// Accepts a subscription and sends it the items, until an error or until the subscriber falls too
/// far behind.
pub fn serve<Item: Serialize + Send + Sync + 'static>(
	executor: &SubscriptionTaskExecutor,
	pending: PendingSubscriptionSink,
	items: impl Stream<Item = Result<Item, Error>> + Send + 'static,
) {
	let ended = Arc::new(AtomicBool::new(false));
	let backlog = Backlog::new(ended.clone());
	let mut items = Box::pin(items);
	let notices = stream::poll_fn(move |context| {
		if ended.load(Ordering::Acquire) {
			return Poll::Ready(None);
		}
		items.poll_next_unpin(context).map(|item| {
			Some(match item? {
				Ok(item) => Notice::Item(item),
				Err(error) => {
					ended.store(true, Ordering::Release);
					error.into()
				}
			})
		})
	});
	spawn_subscription_task(
		executor,
		PendingSubscription::from(pending).pipe_from_stream(notices, backlog),
	);
}

/// Rejects a subscription with an error.
pub fn refuse(executor: &SubscriptionTaskExecutor, pending: PendingSubscriptionSink, error: Error) {
	spawn_subscription_task(executor, pending.reject(error));
}

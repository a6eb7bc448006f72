//! Retries of queries across broken connections.

use crate::{backoff::Backoff, client::Client, error::Error};
use std::future::Future;

/// Repeats a query until it succeeds, over another connection if necessary.
///
/// - `what`: a description of the result, for the log.
pub async fn retry_until_ok<Answer, Asking>(
	client: &Client,
	what: &str,
	ask: impl Fn() -> Asking,
) -> Answer
where
	Asking: Future<Output = Result<Answer, Error>>,
{
	let mut backoff = Backoff::default();
	loop {
		let used = client.connection();
		match ask().await {
			Ok(answer) => return answer,
			Err(error) => {
				let wait = backoff.next(&mut rand::thread_rng());
				tracing::warn!("cannot query {what}: {error}; retrying in {wait:.0?}");
				tokio::time::sleep(wait).await;
				client.reconnect_if_broken(&used, &error).await;
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::mock::{self, silent_endpoint};
	use std::sync::atomic::{AtomicUsize, Ordering};

	#[tokio::test]
	async fn connection_should_be_replaced_when_it_breaks_during_a_query() {
		let (endpoint, visits) = silent_endpoint().await;
		let nothing = |_: &str, _: &serde_json::Value| Err(mock::refused("nothing"));
		let client = mock::client(&[&endpoint], &[], nothing).await;
		let errors = [Error::BlockGone(Default::default()), Error::Connection("closed".into())];
		let asked = AtomicUsize::new(0);
		let ask = || {
			let error = errors.get(asked.fetch_add(1, Ordering::Relaxed));
			std::future::ready(error.cloned().map_or(Ok("here"), Err))
		};
		assert_eq!(retry_until_ok(&client, "the test", ask).await, "here");
		// Only the broken connection was replaced.
		assert_eq!(visits.load(Ordering::Relaxed), 1);
	}
}

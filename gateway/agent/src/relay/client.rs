//! The client of a relay, which hands calls over to it.

use crate::relay::{
	protocol::{Answer, MAX_LINE_BYTES},
	statement::Item,
};
use cairn_gateway_types::signed::SignedStatement;
use std::{fmt, io, time::Duration};
use tokio::{
	io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
	net::TcpStream,
	sync::Semaphore,
};

/// The time within which a relay must answer. It queries its node first.
const RELAY_TIMEOUT: Duration = Duration::from_secs(5);

/// The maximum number of concurrent connections. A relay has room for 256 connections from all
/// agents.
const MAX_CONNECTIONS: usize = 8;

/// The client of a relay. Each call uses a connection of its own, because calls are few.
#[derive(Debug)]
pub struct RelayClient {
	address: String,
	permits: Semaphore,
}

/// The reason for which a relay does not carry a call.
#[derive(Debug)]
pub enum RelayError {
	/// The call is a report of several receptions, and relays carry one reception at a time.
	SeveralReceptions,
	/// The relay is unreachable, or its answer is malformed.
	Connection(io::Error),
	/// The relay did not answer in time.
	TimedOut,
	/// The relay rejected the call with this reason.
	Rejected(String),
}

impl fmt::Display for RelayError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::SeveralReceptions => out.write_str("the report has several receptions"),
			Self::Connection(error) => error.fmt(out),
			Self::TimedOut => write!(out, "no answer within {} s", RELAY_TIMEOUT.as_secs()),
			Self::Rejected(why) => out.write_str(why),
		}
	}
}

impl std::error::Error for RelayError {}

impl From<io::Error> for RelayError {
	fn from(error: io::Error) -> Self {
		Self::Connection(error)
	}
}

impl RelayClient {
	/// - `address`: host and port of the relay.
	pub fn new(address: String) -> Self {
		Self { address, permits: Semaphore::new(MAX_CONNECTIONS) }
	}

	/// Returns the host and port of the relay.
	pub fn address(&self) -> &str {
		&self.address
	}

	/// Hands over a call.
	///
	/// # Errors
	/// [`RelayError`], if the relay did not accept the call.
	pub async fn submit(&self, signed: &SignedStatement) -> Result<(), RelayError> {
		let item = Item::new(signed).ok_or(RelayError::SeveralReceptions)?;
		// The semaphore is never closed. Without a permit, one more connection would do no harm.
		let _permit = self.permits.acquire().await.ok();
		let exchange = tokio::time::timeout(RELAY_TIMEOUT, self.exchange(&item)).await;
		match exchange.map_err(|_| RelayError::TimedOut)?? {
			Answer { taken: true, .. } => Ok(()),
			Answer { why, .. } => Err(RelayError::Rejected(why.unwrap_or_default())),
		}
	}

	/// Sends a line and reads the answer.
	async fn exchange(&self, item: &Item) -> io::Result<Answer> {
		let line = serde_json::to_string(item)? + "\n";
		let mut connection = BufStream::new(TcpStream::connect(&self.address).await?);
		connection.write_all(line.as_bytes()).await?;
		connection.flush().await?;
		let mut answer = String::new();
		let length = (&mut connection).take(MAX_LINE_BYTES).read_line(&mut answer).await?;
		match length {
			0 => Err(io::ErrorKind::UnexpectedEof.into()),
			_ => Ok(serde_json::from_str(&answer)?),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use cairn_primitives::coverage::CoverageStatement;
	use sp_core::{ed25519, Pair, H256};
	use tokio::{io::BufReader, net::TcpListener};

	fn signed(ordinal: u8) -> SignedStatement {
		let key = ed25519::Pair::from_seed(&[1; 32]);
		let statement = CoverageStatement::Reveal([4; 32]);
		SignedStatement::new(&key, H256::zero(), 7, 12, ordinal, statement)
	}

	/// Starts a relay that gives these answers, one per connection, and returns the items it
	/// received.
	async fn relay(
		answers: &'static [&'static str],
	) -> (RelayClient, tokio::task::JoinHandle<Vec<Item>>) {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap().to_string();
		let task = tokio::spawn(async move {
			let mut received = Vec::new();
			for answer in answers {
				let (stream, _) = listener.accept().await.unwrap();
				let mut stream = BufReader::new(stream);
				let mut line = String::new();
				stream.read_line(&mut line).await.unwrap();
				received.push(serde_json::from_str(&line).unwrap());
				stream.write_all(answer.as_bytes()).await.unwrap();
			}
			received
		});
		(RelayClient::new(address), task)
	}

	#[tokio::test]
	async fn result_should_follow_the_answer_when_the_relay_accepts_or_rejects_a_call() {
		let answers = &["{\"taken\":true}\n", "{\"taken\":false,\"why\":\"no such device\"}\n"];
		let (client, received) = relay(answers).await;
		client.submit(&signed(1)).await.unwrap();
		let error = client.submit(&signed(2)).await.unwrap_err();
		assert_eq!(error.to_string(), "no such device");
		assert_eq!(
			received.await.unwrap(),
			[signed(1), signed(2)].map(|it| Item::new(&it).unwrap())
		);
	}

	#[tokio::test]
	async fn connection_error_should_be_returned_when_the_relay_is_unreachable_or_malformed() {
		let nobody = RelayClient::new("127.0.0.1:1".into());
		assert!(matches!(nobody.submit(&signed(1)).await, Err(RelayError::Connection(_))));
		let (client, _received) = relay(&["good day\n", ""]).await;
		assert!(matches!(client.submit(&signed(1)).await, Err(RelayError::Connection(_))));
		assert!(matches!(client.submit(&signed(1)).await, Err(RelayError::Connection(_))));
	}

	#[tokio::test]
	async fn call_should_time_out_when_the_relay_does_not_answer() {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let silent = RelayClient::new(listener.local_addr().unwrap().to_string());
		assert!(matches!(silent.submit(&signed(1)).await, Err(RelayError::TimedOut)));
	}

	#[tokio::test]
	async fn report_should_be_rejected_when_it_has_several_receptions() {
		let key = ed25519::Pair::from_seed(&[1; 32]);
		let none = CoverageStatement::Report(Vec::new());
		let signed = SignedStatement::new(&key, H256::zero(), 7, 12, 1, none);
		let error = RelayClient::new("127.0.0.1:1".into()).submit(&signed).await.unwrap_err();
		assert!(matches!(error, RelayError::SeveralReceptions));
	}
}

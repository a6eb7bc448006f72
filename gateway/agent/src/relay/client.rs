//! The client of a relay: hands calls to it.

use crate::relay::{
	item::Item,
	protocol::{Answer, LONGEST_LINE},
};
use cairn_gateway_types::signed::SignedStatement;
use std::{fmt, io, time::Duration};
use tokio::{
	io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
	net::TcpStream,
	sync::Semaphore,
};

/// The time that a relay may take to answer. It asks its node first.
const RELAY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many calls are handed over at once: a relay has room for 256 connections, of many agents.
const AT_ONCE: usize = 8;

/// A relay. Each call has a connection of its own: they are few.
#[derive(Debug)]
pub struct RelayClient {
	address: String,
	places: Semaphore,
}

/// Why a relay does not carry a call.
#[derive(Debug)]
pub enum RelayError {
	/// A report of several receptions is signed as a whole, and relays carry one at a time.
	SeveralReceptions,
	/// The relay cannot be reached, or not be understood.
	Broken(io::Error),
	/// It does not answer.
	Silent,
	/// It does not want to. Its words.
	NotTaken(String),
}

impl fmt::Display for RelayError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::SeveralReceptions => out.write_str("it has several receptions"),
			Self::Broken(error) => error.fmt(out),
			Self::Silent => write!(out, "no answer within {} s", RELAY_TIMEOUT.as_secs()),
			Self::NotTaken(why) => out.write_str(why),
		}
	}
}

impl std::error::Error for RelayError {}

impl From<io::Error> for RelayError {
	fn from(error: io::Error) -> Self {
		Self::Broken(error)
	}
}

impl RelayClient {
	/// - `address`: host and port of the relay.
	pub fn new(address: String) -> Self {
		Self { address, places: Semaphore::new(AT_ONCE) }
	}

	/// Where the relay is.
	pub fn address(&self) -> &str {
		&self.address
	}

	/// Hands over a call.
	///
	/// # Errors
	/// [`RelayError`], if the relay has not said that it takes it.
	pub async fn submit(&self, signed: &SignedStatement) -> Result<(), RelayError> {
		let item = Item::new(signed).ok_or(RelayError::SeveralReceptions)?;
		// The semaphore is never closed; without a place one more connection does no harm.
		let _place = self.places.acquire().await.ok();
		let exchange = tokio::time::timeout(RELAY_TIMEOUT, self.exchange(&item)).await;
		match exchange.map_err(|_| RelayError::Silent)?? {
			Answer { taken: true, .. } => Ok(()),
			Answer { why, .. } => Err(RelayError::NotTaken(why.unwrap_or_default())),
		}
	}

	/// Says a line and hears its answer.
	async fn exchange(&self, item: &Item) -> io::Result<Answer> {
		let line = serde_json::to_string(item)? + "\n";
		let mut connection = BufStream::new(TcpStream::connect(&self.address).await?);
		connection.write_all(line.as_bytes()).await?;
		connection.flush().await?;
		let mut answer = String::new();
		let length = (&mut connection).take(LONGEST_LINE).read_line(&mut answer).await?;
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

	/// A relay that gives these answers, one to each who comes, and tells what it was told.
	async fn relay(
		answers: &'static [&'static str],
	) -> (RelayClient, tokio::task::JoinHandle<Vec<Item>>) {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap().to_string();
		let task = tokio::spawn(async move {
			let mut told = Vec::new();
			for answer in answers {
				let (stream, _) = listener.accept().await.unwrap();
				let mut stream = BufReader::new(stream);
				let mut line = String::new();
				stream.read_line(&mut line).await.unwrap();
				told.push(serde_json::from_str(&line).unwrap());
				stream.write_all(answer.as_bytes()).await.unwrap();
			}
			told
		});
		(RelayClient::new(address), task)
	}

	#[tokio::test]
	async fn calls_should_be_told_apart_when_one_is_taken_and_one_is_not() {
		let answers = &["{\"taken\":true}\n", "{\"taken\":false,\"why\":\"no such device\"}\n"];
		let (client, told) = relay(answers).await;
		client.submit(&signed(1)).await.unwrap();
		let error = client.submit(&signed(2)).await.unwrap_err();
		assert_eq!(error.to_string(), "no such device");
		assert_eq!(told.await.unwrap(), [signed(1), signed(2)].map(|it| Item::new(&it).unwrap()));
	}

	#[tokio::test]
	async fn error_should_say_why_when_there_is_no_relay_or_it_talks_nonsense() {
		let nobody = RelayClient::new("127.0.0.1:1".into());
		assert!(matches!(nobody.submit(&signed(1)).await, Err(RelayError::Broken(_))));
		let (client, _told) = relay(&["good day\n", ""]).await;
		assert!(matches!(client.submit(&signed(1)).await, Err(RelayError::Broken(_))));
		assert!(matches!(client.submit(&signed(1)).await, Err(RelayError::Broken(_))));
	}

	#[tokio::test]
	async fn relay_should_not_be_waited_for_when_it_is_silent() {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let silent = RelayClient::new(listener.local_addr().unwrap().to_string());
		assert!(matches!(silent.submit(&signed(1)).await, Err(RelayError::Silent)));
	}

	#[tokio::test]
	async fn report_should_not_be_carried_when_it_has_several_receptions() {
		let key = ed25519::Pair::from_seed(&[1; 32]);
		let none = CoverageStatement::Report(Vec::new());
		let signed = SignedStatement::new(&key, H256::zero(), 7, 12, 1, none);
		let error = RelayClient::new("127.0.0.1:1".into()).submit(&signed).await.unwrap_err();
		assert!(matches!(error, RelayError::SeveralReceptions));
	}
}

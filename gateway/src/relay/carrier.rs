//! Hands calls to a relay.

use super::{Answer, Item};
use crate::chain::Signed;
use std::{fmt, io, time::Duration};
use tokio::{
	io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
	net::TcpStream,
	sync::Mutex,
};

/// How long a relay may take for an answer, which it asks its node for: a few blocks are left.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest answer that is read.
const LONGEST_ANSWER: u64 = 4_096;

/// A relay, and the connection to it, which is made when it is needed.
#[derive(Debug)]
pub struct Carrier {
	address: String,
	connection: Mutex<Option<BufStream<TcpStream>>>,
}

/// Why a relay does not carry a call.
#[derive(Debug)]
pub enum CarryError {
	/// A report of several receptions is signed as a whole, and relays carry one at a time.
	SeveralReceptions,
	/// The relay cannot be reached, or not be understood.
	Broken(io::Error),
	/// It does not answer.
	Silent,
	/// It does not want to. Its words.
	NotTaken(String),
}

impl fmt::Display for CarryError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::SeveralReceptions => out.write_str("it has several receptions"),
			Self::Broken(error) => error.fmt(out),
			Self::Silent => write!(out, "no answer within {} s", PATIENCE.as_secs()),
			Self::NotTaken(why) => out.write_str(why),
		}
	}
}

impl std::error::Error for CarryError {}

impl From<io::Error> for CarryError {
	fn from(error: io::Error) -> Self {
		Self::Broken(error)
	}
}

impl Carrier {
	/// - `address`: host and port of the relay.
	pub fn new(address: String) -> Self {
		Self { address, connection: Mutex::default() }
	}

	/// Where the relay is.
	pub fn address(&self) -> &str {
		&self.address
	}

	/// Hands over a call.
	///
	/// # Errors
	/// [`CarryError`], if the relay has not said that it takes it.
	pub async fn carry(&self, signed: &Signed) -> Result<(), CarryError> {
		let item = Item::new(signed).ok_or(CarryError::SeveralReceptions)?;
		let exchange = tokio::time::timeout(PATIENCE, self.exchange(&item)).await;
		match exchange.map_err(|_| CarryError::Silent)?? {
			Answer { taken: true, .. } => Ok(()),
			Answer { why, .. } => Err(CarryError::NotTaken(why.unwrap_or_default())),
		}
	}

	/// Says a line and hears its answer. A connection on which that was not finished is given up: the
	/// next answer on it would be of this line.
	async fn exchange(&self, item: &Item) -> io::Result<Answer> {
		let line = serde_json::to_string(item)? + "\n";
		let mut kept = self.connection.lock().await;
		// A relay hangs up on those that are silent for long: a new connection is tried once.
		if let Some(connection) = kept.take() {
			if let Ok((connection, answer)) = say(connection, &line).await {
				*kept = Some(connection);
				return Ok(answer);
			}
		}
		let connection = BufStream::new(TcpStream::connect(&self.address).await?);
		let (connection, answer) = say(connection, &line).await?;
		*kept = Some(connection);
		Ok(answer)
	}
}

async fn say(
	mut connection: BufStream<TcpStream>,
	line: &str,
) -> io::Result<(BufStream<TcpStream>, Answer)> {
	connection.write_all(line.as_bytes()).await?;
	connection.flush().await?;
	let mut answer = String::new();
	let length = (&mut connection).take(LONGEST_ANSWER).read_line(&mut answer).await?;
	if length == 0 {
		return Err(io::ErrorKind::UnexpectedEof.into());
	}
	Ok((connection, serde_json::from_str(&answer)?))
}

#[cfg(test)]
mod tests {
	use super::*;
	use cairn_primitives::coverage::CoverageStatement;
	use sp_core::{ed25519, Pair, H256};
	use tokio::{io::BufReader, net::TcpListener};

	fn signed(ordinal: u8) -> Signed {
		let key = ed25519::Pair::from_seed(&[1; 32]);
		let statement = CoverageStatement::Reveal([4; 32]);
		Signed::new(&key, H256::zero(), 7, 12, ordinal, statement)
	}

	/// A relay that gives these answers, on each connection so many, and tells what it was told.
	async fn relay(
		answers: &'static [&'static str],
		each: usize,
	) -> (Carrier, tokio::task::JoinHandle<Vec<Item>>) {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap().to_string();
		let task = tokio::spawn(async move {
			let mut told = Vec::new();
			for answers in answers.chunks(each) {
				let (stream, _) = listener.accept().await.unwrap();
				let mut stream = BufReader::new(stream);
				for answer in answers {
					let mut line = String::new();
					stream.read_line(&mut line).await.unwrap();
					told.push(serde_json::from_str(&line).unwrap());
					stream.write_all(format!("{answer}\n").as_bytes()).await.unwrap();
				}
			}
			told
		});
		(Carrier::new(address), task)
	}

	#[tokio::test]
	async fn calls_should_be_told_apart_when_one_is_taken_and_one_is_not() {
		let answers = &[r#"{"taken":true}"#, r#"{"taken":false,"why":"no such device"}"#];
		let (carrier, told) = relay(answers, 2).await;
		carrier.carry(&signed(1)).await.unwrap();
		let error = carrier.carry(&signed(2)).await.unwrap_err();
		assert_eq!(error.to_string(), "no such device");
		assert_eq!(told.await.unwrap(), [signed(1), signed(2)].map(|it| Item::new(&it).unwrap()));
	}

	#[tokio::test]
	async fn call_should_be_carried_when_the_relay_has_hung_up_before() {
		let (carrier, told) = relay(&[r#"{"taken":true}"#; 2], 1).await;
		carrier.carry(&signed(1)).await.unwrap();
		carrier.carry(&signed(2)).await.unwrap();
		assert_eq!(told.await.unwrap().len(), 2);
	}

	#[tokio::test]
	async fn error_should_say_why_when_there_is_no_relay_or_it_talks_nonsense() {
		let nobody = Carrier::new("127.0.0.1:1".into());
		assert!(matches!(nobody.carry(&signed(1)).await, Err(CarryError::Broken(_))));
		let (carrier, _told) = relay(&["good day"], 1).await;
		assert!(matches!(carrier.carry(&signed(1)).await, Err(CarryError::Broken(_))));
	}

	#[tokio::test]
	async fn report_should_not_be_carried_when_it_has_several_receptions() {
		let key = ed25519::Pair::from_seed(&[1; 32]);
		let none = CoverageStatement::Report(Vec::new());
		let signed = Signed::new(&key, H256::zero(), 7, 12, 1, none);
		let error = Carrier::new("127.0.0.1:1".into()).carry(&signed).await.unwrap_err();
		assert!(matches!(error, CarryError::SeveralReceptions));
	}
}

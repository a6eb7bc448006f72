//! Errors between a gateway and the chain.

use cairn_gateway_types::refusal::Refusal;
use cairn_primitives::BlockNumber;
use sp_core::H256;
use std::fmt;

/// Why the chain could not be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
	/// No endpoint is configured.
	NoEndpoint,
	/// None of the endpoints answers: each with its reason.
	Unreachable(Vec<(String, String)>),
	/// The node did not answer, or not in time. Another endpoint may.
	Connection(String),
	/// The endpoint belongs to another network.
	OtherNetwork {
		/// The URL of the endpoint.
		endpoint: String,
		/// Its network's genesis hash.
		found: H256,
		/// That of the network the gateway works for.
		wanted: H256,
	},
	/// The node refuses to answer.
	Node {
		/// The code of the JSON-RPC error.
		code: i32,
		/// What the node says.
		message: String,
	},
	/// The runtime's metadata does not have what is asked for, or has it in a shape that this
	/// program does not know: it is too old for the network.
	Metadata(String),
	/// The node does not know a block that it has told of, or has discarded its state.
	BlockGone(H256),
	/// What is to be the secret of an account is none.
	BadSecret(String),
}

impl fmt::Display for Error {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NoEndpoint => out.write_str("no endpoint of a node is configured"),
			Self::Unreachable(endpoints) => {
				out.write_str("no node answers")?;
				endpoints.iter().try_for_each(|(url, why)| write!(out, "; {url}: {why}"))
			}
			Self::Connection(why) => write!(out, "the node does not answer: {why}"),
			Self::OtherNetwork { endpoint, found, wanted } => write!(
				out,
				"{endpoint} belongs to another network: its genesis is {found:?}, not {wanted:?}"
			),
			Self::Node { code, message } => {
				write!(out, "the node refuses with code {code}: {message}")
			}
			Self::Metadata(what) => write!(
				out,
				"the runtime is not what this program expects ({what}): it may need an update"
			),
			Self::BlockGone(hash) => write!(out, "the node has nothing of block {hash:?} any more"),
			Self::BadSecret(why) => write!(out, "this is no secret of an account: {why}"),
		}
	}
}

impl std::error::Error for Error {}

/// Why a transaction is not in a block, or has failed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitError {
	/// It cannot count, for the reason that the runtime names.
	Refused(Refusal),
	/// The node found these bytes invalid before and does not look at them again for half an hour.
	Banned,
	/// The node has it already.
	Known,
	/// The node's pool has no room for it.
	PoolFull,
	/// The runtime says that it is invalid: it cannot be paid, is stale, or the like.
	Invalid(String),
	/// It was in the pool and has left it without being in a block.
	Dropped(String),
	/// It is in a block, and its call has failed there.
	Failed {
		/// The pallet whose error it is; none if it is one of the runtime.
		pallet: Option<String>,
		/// The error's name.
		error: String,
		/// What its documentation says.
		meaning: String,
	},
	/// It was submitted, and nothing was heard of it in time.
	TimedOut,
	/// It was not submitted: the last final block is so many blocks behind the best one.
	FinalityLags(BlockNumber),
	/// It could not be made, or not be sent.
	Chain(Error),
}

impl fmt::Display for SubmitError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Refused(refusal) => write!(out, "{refusal}: {}", refusal.advice()),
			Self::Banned => out.write_str("the node has refused the same bytes before"),
			Self::Known => out.write_str("the node has this transaction already"),
			Self::PoolFull => out.write_str("the node's pool is full"),
			Self::Invalid(why) => write!(out, "the transaction is invalid: {why}"),
			Self::Dropped(why) => write!(out, "the transaction has left the pool: {why}"),
			Self::Failed { pallet: Some(pallet), error, meaning } => {
				write!(out, "the call has failed with {pallet}.{error}: {meaning}")
			}
			Self::Failed { pallet: None, error, .. } => {
				write!(out, "the call has failed: {error}")
			}
			Self::TimedOut => out.write_str("nothing was heard of the transaction in time"),
			Self::FinalityLags(blocks) => write!(out, "finality lags {blocks} blocks"),
			Self::Chain(error) => error.fmt(out),
		}
	}
}

impl std::error::Error for SubmitError {}

impl From<Error> for SubmitError {
	fn from(error: Error) -> Self {
		Self::Chain(error)
	}
}

impl From<subxt::rpcs::Error> for Error {
	fn from(error: subxt::rpcs::Error) -> Self {
		match error {
			subxt::rpcs::Error::User(refusal) => {
				Self::Node { code: refusal.code, message: explained(&refusal) }
			}
			other => Self::Connection(other.to_string()),
		}
	}
}

impl From<subxt::error::BackendError> for Error {
	fn from(error: subxt::error::BackendError) -> Self {
		use subxt::error::{BackendError, RpcError};
		match error {
			BackendError::Rpc(RpcError::ClientError(error)) => error.into(),
			other => Self::Connection(other.to_string()),
		}
	}
}

impl From<subxt::error::OnlineClientAtBlockError> for Error {
	fn from(error: subxt::error::OnlineClientAtBlockError) -> Self {
		use subxt::error::OnlineClientAtBlockError as AtBlock;
		match error {
			AtBlock::CannotGetSpecVersion { reason, .. }
			| AtBlock::CannotGetBlockHeader { reason, .. }
			| AtBlock::CannotGetBlockHash { reason, .. }
			| AtBlock::CannotGetCurrentBlock { reason } => reason.into(),
			AtBlock::CannotGetMetadata { reason, .. } => Self::Connection(reason),
			other => Self::Metadata(other.to_string()),
		}
	}
}

impl From<subxt::error::RuntimeApiError> for Error {
	fn from(error: subxt::error::RuntimeApiError) -> Self {
		match error {
			subxt::error::RuntimeApiError::CannotCallApi(error) => error.into(),
			other => Self::Metadata(other.to_string()),
		}
	}
}

impl From<subxt::error::StorageError> for Error {
	fn from(error: subxt::error::StorageError) -> Self {
		match error {
			subxt::error::StorageError::CannotFetchValue(error) => error.into(),
			other => Self::Metadata(other.to_string()),
		}
	}
}

impl From<subxt::error::EventsError> for Error {
	fn from(error: subxt::error::EventsError) -> Self {
		match error {
			subxt::error::EventsError::CannotFetchEventBytes(error) => error.into(),
			other => Self::Metadata(other.to_string()),
		}
	}
}

impl From<subxt::error::ExtrinsicError> for Error {
	fn from(error: subxt::error::ExtrinsicError) -> Self {
		Self::Metadata(error.to_string())
	}
}

/// Codes of the JSON-RPC methods `author_*`.
mod code {
	pub const INVALID: i32 = 1010;
	pub const BANNED: i32 = 1012;
	pub const KNOWN: i32 = 1013;
	pub const PRIORITY_TOO_LOW: i32 = 1014;
	pub const IMMEDIATELY_DROPPED: i32 = 1016;
}

impl From<subxt::rpcs::Error> for SubmitError {
	fn from(error: subxt::rpcs::Error) -> Self {
		let subxt::rpcs::Error::User(refusal) = &error else { return Self::Chain(error.into()) };
		let text = explained(refusal);
		match refusal.code {
			code::INVALID => match custom_code(&text).and_then(Refusal::from_code) {
				Some(refusal) => Self::Refused(refusal),
				None => Self::Invalid(text),
			},
			code::BANNED => Self::Banned,
			code::KNOWN | code::PRIORITY_TOO_LOW => Self::Known,
			code::IMMEDIATELY_DROPPED => Self::PoolFull,
			_ => Self::Chain(error.into()),
		}
	}
}

/// What a node says of an error, with its details.
fn explained(refusal: &subxt::rpcs::UserError) -> String {
	let details = refusal.data.as_ref().map(|data| data.get().trim_matches('"'));
	match details {
		Some(details) => format!("{} ({details})", refusal.message),
		None => refusal.message.clone(),
	}
}

/// The number in `Custom error: 14`.
fn custom_code(text: &str) -> Option<u8> {
	let (_, rest) = text.split_once("Custom error: ")?;
	let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
	digits.parse().ok()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn rpc_error(code: i32, message: &str, data: Option<&str>) -> SubmitError {
		let data = data.map(|data| serde_json::value::to_raw_value(data).unwrap());
		let refusal = subxt::rpcs::UserError { code, message: message.into(), data };
		subxt::rpcs::Error::User(refusal).into()
	}

	#[test]
	fn refusal_should_be_named_when_its_code_is_known() {
		let error = rpc_error(1010, "Invalid Transaction", Some("Custom error: 14"));
		assert_eq!(error, SubmitError::Refused(Refusal::DeviceUnknown));
		assert!(error.to_string().contains("DeviceUnknown"));
	}

	#[test]
	fn refusal_should_keep_the_text_when_its_code_is_not_known() {
		for data in ["Custom error: 99", "Custom error: 300", "Inability to pay some fees"] {
			let SubmitError::Invalid(text) = rpc_error(1010, "Invalid Transaction", Some(data))
			else {
				panic!("{data} is no refusal of coverage")
			};
			assert!(text.contains(data));
		}
	}

	#[test]
	fn pool_should_be_understood_when_it_takes_no_transaction() {
		assert_eq!(rpc_error(1012, "Transaction is temporarily banned", None), SubmitError::Banned);
		assert_eq!(rpc_error(1013, "Transaction Already Imported", None), SubmitError::Known);
		assert_eq!(rpc_error(1016, "Immediately Dropped", None), SubmitError::PoolFull);
	}
}

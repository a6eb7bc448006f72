//! Errors in the communication with the chain.

use cairn_gateway_types::refusal::{self, Refusal};
use cairn_primitives::BlockNumber;
use sp_core::H256;
use std::fmt;

/// The reason for which a query of the chain failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
	/// No endpoint is configured.
	NoEndpoint,
	/// No endpoint answers. Each URL comes with its reason.
	Unreachable(Vec<(String, String)>),
	/// The node did not answer in time. Another endpoint may answer.
	Connection(String),
	/// The endpoint belongs to another network.
	OtherNetwork {
		/// The URL of the endpoint.
		endpoint: String,
		/// The genesis hash of the endpoint's network.
		found: H256,
		/// The genesis hash of the gateway's network.
		wanted: H256,
	},
	/// The node answered with an error.
	Node {
		/// The code of the JSON-RPC error.
		code: i32,
		/// The message of the node.
		message: String,
	},
	/// The runtime's metadata lacks a required item, or has it in a form that this program does not
	/// support, because the program is too old for the network.
	Metadata(String),
	/// The node does not know a block that it has announced, or has discarded its state.
	BlockGone(H256),
	/// The given text is not the secret of an account.
	BadSecret(String),
}

impl fmt::Display for Error {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NoEndpoint => {
				out.write_str("no endpoint is configured: add the URL of a node to `endpoints`")
			}
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
				write!(out, "the node answered with error {code}: {message}")
			}
			Self::Metadata(what) => write!(
				out,
				"this program does not support the network's runtime ({what}): update the program"
			),
			Self::BlockGone(hash) => write!(out, "the node no longer has block {hash:?}"),
			Self::BadSecret(why) => write!(out, "this is not the secret of an account: {why}"),
		}
	}
}

impl std::error::Error for Error {}

/// The reason for which a transaction was not included in a block, or failed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitError {
	/// The runtime refused the call with this reason.
	Refused(Refusal),
	/// The node found these bytes invalid before and does not examine them again for half an hour.
	Banned,
	/// The node already has the transaction.
	AlreadyKnown,
	/// The node's pool is full.
	PoolFull,
	/// The runtime found the transaction invalid: the fee cannot be paid, it is stale, or the like.
	Invalid(String),
	/// The transaction left the pool without being included in a block.
	Dropped(String),
	/// The transaction is in a block, but its call failed.
	Failed {
		/// The pallet that raised the error; `None` for an error of the runtime itself.
		pallet: Option<String>,
		/// The name of the error.
		error: String,
		/// The documentation of the error.
		meaning: String,
	},
	/// The transaction was submitted, but its inclusion was not observed in time.
	TimedOut,
	/// The transaction was not submitted, because finality lags by this number of blocks.
	FinalityLags(BlockNumber),
	/// The transaction could not be created or sent.
	Chain(Error),
}

impl fmt::Display for SubmitError {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Refused(it) => write!(out, "{it}: {}", refusal::advice(*it)),
			Self::Banned => out.write_str("the node has refused the same transaction before"),
			Self::AlreadyKnown => out.write_str("the node already has this transaction"),
			Self::PoolFull => out.write_str("the node's pool is full"),
			Self::Invalid(why) => write!(out, "the transaction is invalid: {why}"),
			Self::Dropped(why) => write!(out, "the transaction left the pool: {why}"),
			Self::Failed { pallet: Some(pallet), error, meaning } => {
				write!(out, "the call failed with {pallet}.{error}: {meaning}")
			}
			Self::Failed { pallet: None, error, .. } => {
				write!(out, "the call failed: {error}")
			}
			Self::TimedOut => out.write_str(
				"the transaction was not included in time: check whether it was executed before you retry",
			),
			Self::FinalityLags(blocks) => write!(out, "finality lags by {blocks} blocks: wait and retry"),
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
				Self::Node { code: refusal.code, message: describe(&refusal) }
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

/// Error codes of the JSON-RPC methods `author_*`.
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
		let text = describe(refusal);
		match refusal.code {
			code::INVALID => match custom_code(&text).and_then(Refusal::from_code) {
				Some(refusal) => Self::Refused(refusal),
				None => Self::Invalid(text),
			},
			code::BANNED => Self::Banned,
			code::KNOWN | code::PRIORITY_TOO_LOW => Self::AlreadyKnown,
			code::IMMEDIATELY_DROPPED => Self::PoolFull,
			_ => Self::Chain(error.into()),
		}
	}
}

/// Returns a node's error message with its details.
fn describe(refusal: &subxt::rpcs::UserError) -> String {
	let details = refusal.data.as_ref().map(|data| data.get().trim_matches('"'));
	match details {
		Some(details) => format!("{} ({details})", refusal.message),
		None => refusal.message.clone(),
	}
}

/// Returns the number in `Custom error: 14`.
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
	fn refusal_should_keep_its_text_when_its_code_is_unknown() {
		for data in ["Custom error: 99", "Custom error: 300", "Inability to pay some fees"] {
			let SubmitError::Invalid(text) = rpc_error(1010, "Invalid Transaction", Some(data))
			else {
				panic!("{data} is not a refusal of coverage")
			};
			assert!(text.contains(data));
		}
	}

	#[test]
	fn pool_error_should_be_recognised_when_a_transaction_is_not_accepted() {
		assert_eq!(rpc_error(1012, "Transaction is temporarily banned", None), SubmitError::Banned);
		assert_eq!(
			rpc_error(1013, "Transaction Already Imported", None),
			SubmitError::AlreadyKnown
		);
		assert_eq!(rpc_error(1016, "Immediately Dropped", None), SubmitError::PoolFull);
	}
}

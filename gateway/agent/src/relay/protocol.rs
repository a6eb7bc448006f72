//! The lines of the protocol.

use serde::{Deserialize, Serialize};

/// The longest line that either reads. A call takes some hundred bytes.
pub const LONGEST_LINE: u64 = 4_096;

/// The answer of a relay to an [`Item`](super::Item).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
	/// Whether the relay is going to submit it.
	pub taken: bool,
	/// The reason why not.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub why: Option<String>,
}

impl From<Result<(), String>> for Answer {
	fn from(taken: Result<(), String>) -> Self {
		Self { taken: taken.is_ok(), why: taken.err() }
	}
}

//! The lines of the protocol.

use serde::{Deserialize, Serialize};

/// The maximum length of a line, in bytes. A call takes a few hundred bytes.
pub const LONGEST_LINE: u64 = 4_096;

/// The relay's answer to an [`Item`](super::Item).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
	/// Whether the relay will submit the item.
	pub taken: bool,
	/// The reason for a rejection.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub why: Option<String>,
}

impl From<Result<(), String>> for Answer {
	fn from(taken: Result<(), String>) -> Self {
		Self { taken: taken.is_ok(), why: taken.err() }
	}
}

//! What an agent and a relay say to each other: a line of JSON for each call, and one that answers.
//!
//! The relay is `cairn-gateway relay`, in [`commands::relay`](crate::commands::relay).

use serde::{Deserialize, Serialize};

/// The longest line that either reads. A call takes some hundred bytes.
pub const LONGEST_LINE: u64 = 4_096;

/// What a relay answers to an [`Item`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
	/// Whether it is going to be submitted.
	pub taken: bool,
	/// Why not.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub why: Option<String>,
}

impl From<Result<(), String>> for Answer {
	fn from(taken: Result<(), String>) -> Self {
		Self { taken: taken.is_ok(), why: taken.err() }
	}
}

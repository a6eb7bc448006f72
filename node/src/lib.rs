//! The Cairn node: validates, stores and serves the chain. `cairn-node` is its program.

pub mod chain_spec;
mod cli;
mod command;
mod hardware;
mod rpc;
mod service;
pub mod warp_sync;

pub use command::run;

use std::error::Error;

/// An error and its causes as sentences for a person, each once.
pub fn explain(error: &dyn Error) -> String {
	let mut text = error.to_string();
	let mut cause = error.source();
	while let Some(error) = cause {
		let reason = error.to_string();
		if !text.contains(&reason) {
			text = format!("{text}: {reason}");
		}
		cause = error.source();
	}
	text
}

//! The Cairn node: validates, stores and serves the chain. `cairn-node` is the program.

pub mod chain_spec;
mod cli;
mod command;
mod components;
mod executor;
mod hardware;
mod rpc;
mod service;
pub mod warp_sync;

pub use command::run;

use std::error::Error;

/// Formats an error and its causes as one line, each cause once.
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

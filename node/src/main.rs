//! `cairn-node`: validates, stores and serves the Cairn chain.

mod chain_spec;
mod cli;
mod command;
mod hardware;
mod rpc;
mod service;

use std::{error::Error, process::ExitCode};

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {}", explain(&error));
			ExitCode::FAILURE
		}
	}
}

/// An error and its causes as sentences for a person, each once.
fn explain(error: &dyn Error) -> String {
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn explain_should_say_each_cause_once_when_errors_wrap_each_other() {
		let inner = sc_service::Error::Other("the disk is full".into());
		let outer = sc_cli::Error::Service(inner);
		assert_eq!(explain(&outer).matches("the disk is full").count(), 1);
	}
}

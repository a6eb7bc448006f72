//! `cairn-gateway`, the agent that an operator runs next to a radio.

use cairn_gateway::{cli::Cli, show};
use clap::Parser;
use std::{io, process::ExitCode};

fn main() -> ExitCode {
	match Cli::parse().run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
		Err(failure) => {
			let error = match show::is_colourful(&io::stderr()) {
				true => "\x1b[31merror:\x1b[0m",
				false => "error:",
			};
			eprintln!("{error} {failure}");
			ExitCode::FAILURE
		}
	}
}

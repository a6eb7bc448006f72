//! The `cairn-node` program, a wrapper around the library of this crate.

use std::process::ExitCode;

fn main() -> ExitCode {
	match cairn_node::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {}", cairn_node::explain(&error));
			ExitCode::FAILURE
		}
	}
}

//! `cairn-node`: the program. All it does is in the library beside it.

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

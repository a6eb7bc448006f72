//! The log.

use crate::show;
use std::io::{self, IsTerminal};
use tracing_subscriber::EnvFilter;

/// Starts the log on standard error. Services log at level `info`, other commands only errors. The
/// variable `RUST_LOG` overrides this, for example `RUST_LOG=cairn_gateway=debug`. The names of all
/// crates of the gateway begin with `cairn_gateway`.
pub fn init(is_service: bool) {
	let default = if is_service { "warn,cairn_gateway=info" } else { "error" };
	let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
	let stderr = io::stderr();
	let builder = tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_writer(io::stderr)
		.with_target(false)
		.with_ansi(show::is_colourful(&stderr));
	// The systemd journal adds its own timestamps.
	let is_journal = std::env::var_os("JOURNAL_STREAM").is_some() && !stderr.is_terminal();
	match is_journal {
		true => builder.without_time().init(),
		false => builder.init(),
	}
}

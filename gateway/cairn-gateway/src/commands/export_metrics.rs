//! `export-metrics`: prints the metrics of the running agent, or writes them to a file.

use crate::{
	failure::{Context, Failure},
	options::CommonOptions,
	scrape::scrape,
};
use clap::Args;
use std::{
	fs,
	io::Write,
	path::{Path, PathBuf},
};

/// Prints the metrics of the running agent, or writes them to a file.
///
/// Prometheus can scrape the address in config.toml directly. If it reaches only node_exporter on this
/// machine, write the metrics regularly to the folder of the textfile collector.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway export-metrics
  cairn-gateway export-metrics --to /var/lib/node_exporter/textfile/cairn_gateway.prom")]
pub struct ExportMetrics {
	/// The file to write; it is replaced atomically, and readable by everybody
	#[arg(long, value_name = "FILE")]
	pub to: Option<PathBuf>,
}

impl ExportMetrics {
	/// Runs the command.
	///
	/// # Errors
	/// If the agent is not running, or the file cannot be written.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let address = common.config()?.metrics.ok_or_else(|| {
			Failure::new("config.toml has no metrics address")
				.next_step("add `metrics = \"127.0.0.1:9760\"`, and restart the agent")
		})?;
		let metrics = scrape(address).await?;
		match &self.to {
			Some(path) => replace_file(path, &metrics).context(path.display()),
			None => std::io::stdout()
				.write_all(metrics.as_bytes())
				.context("cannot write to standard output"),
		}
	}
}

/// Replaces a file atomically, so that a reader never sees a part of it. The collector ignores the
/// temporary file, because its name does not end with `.prom`.
fn replace_file(path: &Path, content: &str) -> Result<(), Failure> {
	let temporary = path.with_extension("tmp");
	fs::write(&temporary, content)?;
	Ok(fs::rename(&temporary, path)?)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn file_should_be_replaced_when_it_exists() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("cairn_gateway.prom");
		replace_file(&path, "a 1\n").unwrap();
		replace_file(&path, "b 2\n").unwrap();
		assert_eq!(fs::read_to_string(&path).unwrap(), "b 2\n");
		assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
	}
}

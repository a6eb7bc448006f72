//! `export-metrics`: prints the metrics of the running program, or keeps them in a file.

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

/// Prints the metrics of the running program, or keeps them in a file.
///
/// Prometheus reads them itself where it reaches the address in config.toml. Where only
/// node_exporter does, let a timer keep them in the folder of its textfile collector.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway export-metrics
  cairn-gateway export-metrics --to /var/lib/node_exporter/textfile/cairn_gateway.prom")]
pub struct ExportMetrics {
	/// The file; it is always complete, and readable by everybody
	#[arg(long, value_name = "FILE")]
	pub to: Option<PathBuf>,
}

impl ExportMetrics {
	/// Does it.
	///
	/// # Errors
	/// If the program does not run, or the file cannot be written.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let address = common.config()?.metrics.ok_or_else(|| {
			Failure::new("config.toml has no address of metrics")
				.next_step("add `metrics = \"127.0.0.1:9760\"`, and start the program anew")
		})?;
		let metrics = scrape(address).await?;
		match &self.to {
			Some(path) => replace(path, &metrics).context(path.display()),
			None => std::io::stdout().write_all(metrics.as_bytes()).context("standard output"),
		}
	}
}

/// Puts a file in the place of another: whoever reads it sees one or the other. The collector looks
/// at files that end with `.prom` alone.
fn replace(path: &Path, content: &str) -> Result<(), Failure> {
	let beside = path.with_extension("tmp");
	fs::write(&beside, content)?;
	Ok(fs::rename(&beside, path)?)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn file_should_be_replaced_when_it_exists() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("cairn_gateway.prom");
		replace(&path, "a 1\n").unwrap();
		replace(&path, "b 2\n").unwrap();
		assert_eq!(fs::read_to_string(&path).unwrap(), "b 2\n");
		assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
	}
}

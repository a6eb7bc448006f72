//! The command line.

use clap::Parser;
use std::path::PathBuf;

/// What `cairn-node` understands.
#[derive(Debug, Parser)]
#[command(after_help = "\
Examples:
  cairn-node --dev                       a chain of one's own, forgotten when the node stops
  cairn-node --chain local --alice       Alice's part of the local network
  cairn-node --chain cairn.json --validator --name 'my validator'
  cairn-node key generate --scheme sr25519

docs/validators.md tells how to run a validator.")]
pub struct Cli {
	/// What to do instead of running the node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run the node.
	#[command(flatten)]
	pub run: sc_cli::RunCmd,

	/// Do not measure this machine at the start.
	///
	/// The measurement takes a few seconds and warns a validator whose machine is too slow.
	#[arg(long)]
	pub no_hardware_benchmarks: bool,

	/// The folder for compiled runtimes [default: `compiled-runtimes` beside the database].
	///
	/// Compiling a runtime takes many seconds; the node does it once for each runtime. Nodes on one
	/// machine may share the folder. The node executes what is in it, so only the node's user may have
	/// write access.
	#[arg(long, value_name = "DIR")]
	pub runtime_cache: Option<PathBuf>,

	/// When to stop because the disk is nearly full.
	#[command(flatten)]
	pub storage_monitor: sc_storage_monitor::StorageMonitorParams,
}

/// What can be done instead of running the node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Make, inspect and store keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a network's chain spec.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Write a network's chain spec, as older tools expect it.
	#[allow(deprecated)]
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Execute a stored block again.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write a block's state as a chain spec.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the database. Keys stay.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take back the last blocks that are not final.
	Revert(sc_cli::RevertCmd),

	/// Show what the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),
}

//! The command line.

use clap::Parser;
use std::path::PathBuf;

/// The arguments of `cairn-node`.
#[derive(Debug, Parser)]
#[command(after_help = "\
Examples:
  cairn-node --dev                       a private development chain, deleted when the node stops
  cairn-node --chain local --alice       the validator Alice of the local network
  cairn-node --chain cairn.json --validator --name 'my validator'
  cairn-node key generate --scheme sr25519

docs/validators.md explains how to run a validator.")]
pub struct Cli {
	/// What to do instead of running the node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// The options of the node.
	#[command(flatten)]
	pub run: sc_cli::RunCmd,

	/// Skip the hardware benchmark at startup.
	///
	/// The benchmark takes a few seconds, and warns a validator whose machine is too slow.
	#[arg(long)]
	pub no_hardware_benchmarks: bool,

	/// The folder for compiled runtimes [default: `compiled-runtimes` beside the database].
	///
	/// Compiling a runtime takes many seconds; the node does it once for each runtime. Nodes on one
	/// machine may share the folder. The node executes its files, so only the user of the node may
	/// have write access.
	#[arg(long, value_name = "DIR")]
	pub runtime_cache: Option<PathBuf>,

	/// The free disk space below which the node stops.
	#[command(flatten)]
	pub storage_monitor: sc_storage_monitor::StorageMonitorParams,
}

/// The commands that run instead of the node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Generate, inspect and store keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write the chain spec of a network.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Write the chain spec of a network in the format of older tools.
	#[allow(deprecated)]
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Execute a stored block again.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state after a block as a chain spec.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the database, but not the keys.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Revert the last blocks that are not final.
	Revert(sc_cli::RevertCmd),

	/// Show the best, the final and the genesis block of the database.
	ChainInfo(sc_cli::ChainInfoCmd),
}

//! The command line.

use crate::{
	commands::{
		claim::Claim, explain::Explain, export_metrics::ExportMetrics, history::History,
		init::Init, locate::Locate, onboard::Onboard, relay::Relay, run::Run, status::Status,
	},
	failure::{Context, Failure},
	logging,
	options::CommonOptions,
};
use clap::{Parser, Subcommand};

/// The agent of a Cairn gateway: answers the chain's challenges, reports the beacons that the radio
/// receives, and claims the rewards of its devices.
#[derive(Debug, Parser)]
#[command(
	name = "cairn-gateway",
	version,
	after_help = "\
From a new machine to the first reward:
  cairn-gateway init --eui aa555a0000000001       create a folder with a configuration and a key
  cairn-gateway onboard --certificate maker.json  register the device on chain
  cairn-gateway locate --lat 45.19 --lon 5.72 --elevation 214 --gain 3 --region EU868
  cairn-gateway run                               answer challenges from now on
  cairn-gateway status                            show the state of the devices
  cairn-gateway claim                             collect the rewards

`cairn-gateway COMMAND --help` explains each command; docs/operators.md is the full guide."
)]
pub struct Cli {
	/// The options of all commands.
	#[command(flatten)]
	pub common: CommonOptions,

	/// The command.
	#[command(subcommand)]
	pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Create a gateway's folder: its configuration, and a key for each device
	Init(Init),
	/// Register devices on chain
	Onboard(Onboard),
	/// Assert the location of a device
	Locate(Locate),
	/// Answer challenges and report received beacons, until stopped
	Run(Run),
	/// Show the state of the devices on chain and on the radio, and what to do next
	Status(Status),
	/// Claim the rewards of the devices
	Claim(Claim),
	/// List credited and paid rewards, as CSV
	History(History),
	/// Predict the chain's verdict on a reception, and show the reasons
	Explain(Explain),
	/// Print the metrics of the running agent, or write them to a file
	ExportMetrics(ExportMetrics),
	/// Submit statements that other devices have signed, and pay the fee
	Relay(Relay),
}

impl Cli {
	/// Runs the command.
	///
	/// # Errors
	/// The failure of the command, to be shown to the user.
	pub fn run(self) -> Result<(), Failure> {
		let Self { common, command } = self;
		logging::init(matches!(command, Command::Run(_) | Command::Relay(_)));
		let runtime =
			tokio::runtime::Runtime::new().context("cannot start the asynchronous runtime")?;
		runtime.block_on(async {
			match command {
				Command::Init(command) => command.run(&common),
				Command::Onboard(command) => command.run(&common).await,
				Command::Locate(command) => command.run(&common).await,
				Command::Run(command) => command.run(&common).await,
				Command::Status(command) => command.run(&common).await,
				Command::Claim(command) => command.run(&common).await,
				Command::History(command) => command.run(&common).await,
				Command::Explain(command) => command.run(&common).await,
				Command::ExportMetrics(command) => command.run(&common).await,
				Command::Relay(command) => command.run(&common).await,
			}
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;
	use std::path::PathBuf;

	#[test]
	fn command_line_should_be_consistent_when_it_is_built() {
		Cli::command().debug_assert();
	}

	#[test]
	fn help_should_document_each_command_when_it_is_rendered() {
		let mut cli = Cli::command();
		cli.build();
		let help = cli.render_long_help().to_string();
		for command in cli.get_subcommands_mut().filter(|command| command.get_name() != "help") {
			let name = command.get_name().to_owned();
			assert!(help.contains(&format!("  {name} ")), "{name} is not in the help");
			let help = command.render_long_help().to_string();
			assert!(help.contains(&format!("cairn-gateway {name}")), "{name} has no usage");
			assert!(help.contains("Examples:"), "{name} has no examples");
			let undocumented =
				command.get_arguments().find(|argument| argument.get_help().is_none());
			assert!(undocumented.is_none(), "{name}: {undocumented:?}");
		}
	}

	#[test]
	fn examples_should_parse_when_they_are_copied() {
		let mut cli = Cli::command();
		cli.build();
		let mut pages = vec![cli.get_after_help().unwrap().to_string()];
		pages.extend(
			cli.get_subcommands().filter_map(|one| Some(one.get_after_help()?.to_string())),
		);
		let mut parsed = 0;
		for line in pages.iter().flat_map(|page| page.lines()) {
			let Some(example) = line.strip_prefix("  cairn-gateway ") else { continue };
			// Two spaces separate the example from its description.
			let words = example.split("  ").next().unwrap().split(" > ").next().unwrap();
			// Quoted words are one argument.
			let words = words.split('\'').enumerate().flat_map(|(place, part)| match place % 2 {
				0 => part.split_whitespace().collect(),
				_ => vec![part],
			});
			let result = Cli::try_parse_from(std::iter::once("cairn-gateway").chain(words));
			assert!(result.is_ok(), "{example}: {}", result.unwrap_err());
			parsed += 1;
		}
		assert!(parsed > 15, "{parsed} examples");
	}

	#[test]
	fn folder_should_be_the_given_one_when_it_is_an_option() {
		let cli = Cli::parse_from(["cairn-gateway", "status", "--folder", "/a"]);
		assert_eq!(cli.common.folder().unwrap(), PathBuf::from("/a"));
	}
}

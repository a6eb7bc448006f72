//! The command line.

use crate::{
	commands::{
		claim::Claim, explain::Explain, export_metrics::ExportMetrics, history::History,
		init::Init, locate::Locate, onboard::Onboard, relay::Relay, run::Run, status::Status,
	},
	failure::{Explain as _, Failure},
	logging,
	options::Common,
};
use clap::{Parser, Subcommand};

/// Runs beside a radio: answers the chain's challenges, reports what the radio hears, and claims
/// what its devices earn.
#[derive(Debug, Parser)]
#[command(
	name = "cairn-gateway",
	version,
	after_help = "\
From a new machine to the first reward:
  cairn-gateway init --eui aa555a0000000001       a folder with a configuration and a key
  cairn-gateway onboard --certificate maker.json  the device comes onto the chain
  cairn-gateway locate --lat 45.19 --lon 5.72 --elevation 214 --gain 3 --region EU868
  cairn-gateway run                               challenges are answered from now on
  cairn-gateway status                            what the chain and the radio say
  cairn-gateway claim                             what was earned is paid

`cairn-gateway COMMAND --help` explains each of them; docs/operators.md tells the whole story."
)]
pub struct Cli {
	/// What all commands understand.
	#[command(flatten)]
	pub common: Common,

	/// What to do.
	#[command(subcommand)]
	pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Make the folder of a gateway: its configuration, and a key for each device
	Init(Init),
	/// Bring devices onto the chain
	Onboard(Onboard),
	/// Say where a device stands
	Locate(Locate),
	/// Answer challenges and report what is heard, until it is stopped
	Run(Run),
	/// Show what the chain and the radio say of the devices, and what to do next
	Status(Status),
	/// Have paid what the devices have earned
	Claim(Claim),
	/// List what was earned and paid, as CSV
	History(History),
	/// Judge a reception as the chain would, and show why
	Explain(Explain),
	/// Print the metrics of the running program, or keep them in a file
	ExportMetrics(ExportMetrics),
	/// Carry for others what their devices have signed, and pay for it
	Relay(Relay),
}

impl Cli {
	/// Does what was asked for.
	///
	/// # Errors
	/// What a person should be told.
	pub fn run(self) -> Result<(), Failure> {
		let Self { common, command } = self;
		logging::log(matches!(command, Command::Run(_) | Command::Relay(_)));
		let runtime = tokio::runtime::Runtime::new().while_doing("the program cannot start")?;
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
	fn command_line_should_be_sound_when_it_is_built() {
		Cli::command().debug_assert();
	}

	#[test]
	fn help_should_teach_each_command_when_it_is_asked_for() {
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
	fn examples_should_be_understood_when_they_are_copied() {
		let mut cli = Cli::command();
		cli.build();
		let mut pages = vec![cli.get_after_help().unwrap().to_string()];
		pages.extend(
			cli.get_subcommands().filter_map(|one| Some(one.get_after_help()?.to_string())),
		);
		let mut tried = 0;
		for line in pages.iter().flat_map(|page| page.lines()) {
			let Some(example) = line.strip_prefix("  cairn-gateway ") else { continue };
			// What it does is told behind two blanks.
			let words = example.split("  ").next().unwrap().split(" > ").next().unwrap();
			// Words in quotes are one word.
			let words = words.split('\'').enumerate().flat_map(|(place, part)| match place % 2 {
				0 => part.split_whitespace().collect(),
				_ => vec![part],
			});
			let read = Cli::try_parse_from(std::iter::once("cairn-gateway").chain(words));
			assert!(read.is_ok(), "{example}: {}", read.unwrap_err());
			tried += 1;
		}
		assert!(tried > 15, "{tried} examples");
	}

	#[test]
	fn folder_should_be_the_one_that_is_named_when_it_is() {
		let cli = Cli::parse_from(["cairn-gateway", "status", "--folder", "/a"]);
		assert_eq!(cli.common.folder().unwrap(), PathBuf::from("/a"));
	}
}

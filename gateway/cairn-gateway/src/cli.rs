//! The command line.

use crate::{
	commands::{
		claim::Claim, explain::Explain, export_metrics::ExportMetrics, history::History,
		init::Init, locate::Locate, onboard::Onboard, relay::Relay, run::Run, status::Status,
	},
	config::Config,
	failure::{Explain as _, Failure},
	show,
};
use cairn_gateway_chain::Client;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{
	io::{self, IsTerminal},
	path::PathBuf,
};
use tracing_subscriber::EnvFilter;

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

/// What all commands understand.
#[derive(Args, Clone, Debug)]
pub struct Common {
	/// The folder of the gateway: config.toml, keys and journal [default: ~/.cairn-gateway]
	#[arg(long, global = true, value_name = "FOLDER")]
	pub folder: Option<PathBuf>,

	/// The JSON-RPC of a node, instead of those in config.toml; may be given several times
	#[arg(long, global = true, value_name = "URL")]
	pub endpoint: Vec<String>,
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

/// What a fee is paid in.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum FeeIn {
	/// CRN
	#[default]
	Crn,
	/// stCRN, the token of liquid staking
	Stcrn,
}

/// How a transaction is paid and waited for.
#[derive(Args, Clone, Copy, Debug)]
pub struct Payment {
	/// What the fee is paid in
	#[arg(long, value_enum, default_value_t)]
	pub fee_in: FeeIn,

	/// Wait only until the transaction is in a block, which may still be retracted, and not until it
	/// is final
	#[arg(long)]
	pub in_block: bool,
}

impl Payment {
	/// As the client understands it.
	pub fn terms(self) -> cairn_gateway_chain::Terms {
		let fee_in = match self.fee_in {
			FeeIn::Crn => cairn_gateway_chain::FeeIn::Crn,
			FeeIn::Stcrn => cairn_gateway_chain::FeeIn::Stcrn,
		};
		let wait = if self.in_block {
			cairn_gateway_chain::Wait::Block
		} else {
			cairn_gateway_chain::Wait::Final
		};
		cairn_gateway_chain::Terms { fee_in, wait, ..cairn_gateway_chain::Terms::default() }
	}
}

/// Which devices a command is about.
#[derive(Args, Clone, Debug)]
pub struct Selection {
	/// Only this device, by its name or EUI in config.toml; may be given several times
	#[arg(long = "device", value_name = "NAME")]
	pub devices: Vec<String>,
}

impl Common {
	/// The folder.
	///
	/// # Errors
	/// If none is named and there is no home.
	pub fn folder(&self) -> Result<PathBuf, Failure> {
		match (&self.folder, std::env::var_os("HOME")) {
			(Some(folder), _) => Ok(folder.clone()),
			(None, Some(home)) => Ok(PathBuf::from(home).join(".cairn-gateway")),
			(None, None) => Err(Failure::new("there is no home folder").next("give --folder")),
		}
	}

	/// The configuration, with the endpoints of the command line where there are some.
	///
	/// # Errors
	/// If there is none, or something in it is not understood.
	pub fn config(&self) -> Result<Config, Failure> {
		let mut config = Config::read(&self.folder()?)?;
		if !self.endpoint.is_empty() {
			config.endpoints.clone_from(&self.endpoint);
		}
		Ok(config)
	}

	/// A client of the chain, for commands that need no configuration if an endpoint is named.
	///
	/// # Errors
	/// If no node answers.
	pub async fn connect(&self) -> Result<Client, Failure> {
		let endpoints = match self.endpoint.is_empty() {
			true => self.config()?.endpoints,
			false => self.endpoint.clone(),
		};
		Ok(Client::connect(&endpoints).await?)
	}
}

impl Cli {
	/// Does what was asked for.
	///
	/// # Errors
	/// What a person should be told.
	pub fn run(self) -> Result<(), Failure> {
		let Self { common, command } = self;
		log(matches!(command, Command::Run(_) | Command::Relay(_)));
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

/// Writes the log to standard error: what services do, of the others only what is wrong. `RUST_LOG`
/// asks for more, as in `RUST_LOG=cairn_gateway=debug`.
fn log(is_service: bool) {
	let default = if is_service { "warn,cairn_gateway=info" } else { "error" };
	let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
	let stderr = io::stderr();
	let builder = tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_writer(io::stderr)
		.with_target(false)
		.with_ansi(show::is_colourful(&stderr));
	// The system's journal has a clock of its own.
	let is_journal = std::env::var_os("JOURNAL_STREAM").is_some() && !stderr.is_terminal();
	match is_journal {
		true => builder.without_time().init(),
		false => builder.init(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

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

//! `cairn-rogue`: a misbehaving gateway, for testing networks. `cairn-gateway`, the program that
//! operators run, contains none of this code.

use cairn_gateway::{
	commands::run::Run, failure::Failure, keys::KeyFile, logging, options::CommonOptions,
};
use cairn_gateway_agent::Submit;
use cairn_gateway_chain::{Client, SubmitError};
use cairn_gateway_types::signed::SignedStatement;
use cairn_primitives::{coverage::CoverageStatement, devices::DeviceKey};
use clap::Parser;
use std::process::ExitCode;

/// Runs a gateway with misbehaving devices. Otherwise it behaves like `cairn-gateway run`. Each of
/// these devices loses reputation, so use it on local networks only.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
	/// A device that announces and transmits beacons but never reveals them, by its name or EUI in
	/// config.toml; can be given several times
	#[arg(long = "never-reveals", value_name = "NAME", required = true)]
	never_reveals: Vec<String>,

	#[command(flatten)]
	common: CommonOptions,

	#[command(flatten)]
	run: Run,
}

/// Withholds the reveals of some devices and submits all other calls.
#[derive(Clone)]
struct WithholdReveals {
	client: Client,
	silent: Vec<DeviceKey>,
}

impl WithholdReveals {
	/// Returns whether the statement is a reveal signed by one of the silent devices.
	fn withholds(&self, signed: &SignedStatement) -> bool {
		let SignedStatement { window, ordinal, statement, signature, .. } = signed;
		let genesis = self.client.genesis();
		let has_signed = |key| statement.is_signed(&genesis, *window, *ordinal, key, signature);
		matches!(statement, CoverageStatement::Reveal(_)) && self.silent.iter().any(has_signed)
	}
}

impl Submit for WithholdReveals {
	async fn submit(&self, signed: &SignedStatement) -> Result<(), SubmitError> {
		match self.withholds(signed) {
			// The agent does not hand an invalid call to a relay either.
			true => Err(SubmitError::Invalid("the reveal is withheld".into())),
			false => self.client.submit(signed).await,
		}
	}
}

impl Cli {
	async fn run(&self) -> Result<(), Failure> {
		let config = self.common.config()?;
		let silent = config.select(&self.never_reveals)?.into_iter();
		let silent = silent.map(|device| Ok(KeyFile::read(&device.key)?.public()));
		let silent: Vec<_> = silent.collect::<Result<_, Failure>>()?;
		let submitter =
			|client: &Client| WithholdReveals { client: client.clone(), silent: silent.clone() };
		self.run.run_with(&self.common, submitter).await
	}
}

#[tokio::main]
async fn main() -> ExitCode {
	logging::init(true);
	match Cli::parse().run().await {
		Ok(()) => ExitCode::SUCCESS,
		Err(failure) => {
			eprintln!("error: {failure}");
			ExitCode::FAILURE
		}
	}
}

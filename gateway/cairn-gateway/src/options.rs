//! The options that several commands share.

use crate::{config::Config, failure::Failure};
use cairn_gateway_chain::Client;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// The options of all commands.
#[derive(Args, Clone, Debug)]
pub struct CommonOptions {
	/// The gateway's folder, with config.toml, keys and journal [default: ~/.cairn-gateway]
	#[arg(long, global = true, value_name = "FOLDER")]
	pub folder: Option<PathBuf>,

	/// The JSON-RPC endpoint of a node, instead of those in config.toml; can be repeated
	#[arg(long, global = true, value_name = "URL")]
	pub endpoint: Vec<String>,
}

/// The token that pays a fee.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum FeeIn {
	/// CRN
	#[default]
	Crn,
	/// stCRN, the liquid staking token
	Stcrn,
}

/// The options of a transaction: its fee, and how long to wait for it.
#[derive(Args, Clone, Copy, Debug)]
pub struct PaymentOptions {
	/// The token that pays the fee
	#[arg(long, value_enum, default_value_t)]
	pub fee_in: FeeIn,

	/// Wait only for a block, which may still be retracted, instead of finality
	#[arg(long)]
	pub in_block: bool,
}

impl PaymentOptions {
	/// Converts the options for the chain client.
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

/// The devices that a command applies to.
#[derive(Args, Clone, Debug)]
pub struct DeviceSelection {
	/// Only this device, by its name or EUI in config.toml; can be repeated
	#[arg(long = "device", value_name = "NAME")]
	pub devices: Vec<String>,
}

impl CommonOptions {
	/// Returns the gateway's folder.
	///
	/// # Errors
	/// If `--folder` is not given and there is no home folder.
	pub fn folder(&self) -> Result<PathBuf, Failure> {
		match (&self.folder, std::env::var_os("HOME")) {
			(Some(folder), _) => Ok(folder.clone()),
			(None, Some(home)) => Ok(PathBuf::from(home).join(".cairn-gateway")),
			(None, None) => Err(Failure::new("cannot find the home folder: HOME is not set")
				.next_step("name the gateway's folder with --folder")),
		}
	}

	/// Reads the configuration. Endpoints on the command line replace those in the file.
	///
	/// # Errors
	/// If the file does not exist or is malformed.
	pub fn config(&self) -> Result<Config, Failure> {
		let mut config = Config::read(&self.folder()?)?;
		if !self.endpoint.is_empty() {
			config.endpoints.clone_from(&self.endpoint);
		}
		Ok(config)
	}

	/// Connects to the chain, for commands that need no configuration if an endpoint is given.
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

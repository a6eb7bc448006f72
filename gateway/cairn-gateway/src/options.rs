//! Options that several commands share.

use crate::{config::Config, failure::Failure};
use cairn_gateway_chain::Client;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

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

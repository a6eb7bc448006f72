//! The devices of the configuration, and what the chain knows of them.

use crate::{
	config::DeviceConfig, failure::Failure, keys::KeyFile, options::Payment,
	secrets::PassphraseSource,
};
use cairn_gateway_chain::{calls::Call, Account, Client, Receipt};
use cairn_gateway_types::device::RegisteredDevice;
use sp_core::{crypto::SecretString, ed25519};
use std::io::{self, IsTerminal};

/// A device of the configuration.
#[derive(Debug)]
pub struct Member {
	/// How it is configured.
	pub config: DeviceConfig,
	/// Its key, which may be sealed.
	pub key: KeyFile,
	/// What the chain knows of it; none if it was never brought.
	pub device: Option<RegisteredDevice>,
}

impl Member {
	/// Reads a device's key, and asks the chain for it.
	///
	/// # Errors
	/// If the key cannot be read or the chain not be asked.
	pub async fn find(client: &Client, config: &DeviceConfig) -> Result<Self, Failure> {
		let key = KeyFile::read(&config.key)?;
		let device = client.device_with_key(&key.public(), None).await?;
		Ok(Self { config: config.clone(), key, device })
	}

	/// The device on the chain.
	///
	/// # Errors
	/// If it was never brought.
	pub fn on_chain(&self) -> Result<&RegisteredDevice, Failure> {
		self.device.as_ref().ok_or_else(|| {
			Failure::new(format!("{} is not on the chain yet", self.config.name))
				.next("bring it: `cairn-gateway onboard --help`")
		})
	}
}

/// Submits a call that somebody sits and waits for.
///
/// # Errors
/// If the chain refuses.
pub async fn submit(
	client: &Client,
	call: &Call,
	account: &Account,
	payment: Payment,
) -> Result<Receipt, Failure> {
	if io::stderr().is_terminal() {
		match payment.in_block {
			true => eprintln!("Submitting, until it is in a block ..."),
			false => eprintln!("Submitting, until it is final: some twenty seconds ..."),
		}
	}
	Ok(client.submit_signed(call, account, payment.terms()).await?)
}

/// Opens keys, and asks for the passphrase once, when the first needs it.
pub struct KeyUnlocker<'a> {
	source: &'a PassphraseSource,
	passphrase: Option<SecretString>,
}

impl<'a> KeyUnlocker<'a> {
	/// One that takes the passphrase from there.
	pub fn new(source: &'a PassphraseSource) -> Self {
		Self { source, passphrase: None }
	}

	/// The key in a file.
	///
	/// # Errors
	/// If it does not open.
	pub fn unlock(&mut self, key: &KeyFile) -> Result<ed25519::Pair, Failure> {
		if key.is_sealed() && self.passphrase.is_none() {
			self.passphrase = self.source.find()?;
		}
		Ok(key.open(self.passphrase.as_ref())?)
	}
}

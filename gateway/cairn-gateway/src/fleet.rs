//! The devices of the configuration, and their state on chain.

use crate::{
	config::DeviceConfig, failure::Failure, keys::KeyFile, options::PaymentOptions,
	secrets::PassphraseSource,
};
use cairn_gateway_chain::{calls::Call, Account, Client, Receipt};
use cairn_gateway_types::device::RegisteredDevice;
use sp_core::{crypto::SecretString, ed25519};
use std::io::{self, IsTerminal};

/// A device of the configuration.
#[derive(Debug)]
pub struct Member {
	/// Its configuration.
	pub config: DeviceConfig,
	/// Its key, possibly sealed.
	pub key: KeyFile,
	/// Its state on chain; none if it is not registered.
	pub device: Option<RegisteredDevice>,
}

impl Member {
	/// Reads a device's key file, and queries its state on chain.
	///
	/// # Errors
	/// If the key file cannot be read, or the query fails.
	pub async fn load(client: &Client, config: &DeviceConfig) -> Result<Self, Failure> {
		let key = KeyFile::read(&config.key)?;
		let device = client.device_with_key(&key.public(), None).await?;
		Ok(Self { config: config.clone(), key, device })
	}

	/// Returns the state of the device on chain.
	///
	/// # Errors
	/// If the device is not registered.
	pub fn registered(&self) -> Result<&RegisteredDevice, Failure> {
		self.device.as_ref().ok_or_else(|| {
			Failure::new(format!("{} is not registered on chain", self.config.name))
				.next_step("onboard it: `cairn-gateway onboard --help`")
		})
	}
}

/// Submits a call, and waits for it to be in a block or final.
///
/// # Errors
/// If the chain rejects the call.
pub async fn submit(
	client: &Client,
	call: &Call,
	account: &Account,
	payment: PaymentOptions,
) -> Result<Receipt, Failure> {
	if io::stderr().is_terminal() {
		match payment.in_block {
			true => eprintln!("Submitted, waiting for a block ..."),
			false => eprintln!("Submitted, waiting for finality, about twenty seconds ..."),
		}
	}
	Ok(client.submit_signed(call, account, payment.terms()).await?)
}

/// Unlocks keys. It asks for the passphrase once, when the first sealed key needs it.
pub struct KeyUnlocker<'a> {
	source: &'a PassphraseSource,
	passphrase: Option<SecretString>,
}

impl<'a> KeyUnlocker<'a> {
	/// Creates an unlocker that takes the passphrase from this source.
	pub fn new(source: &'a PassphraseSource) -> Self {
		Self { source, passphrase: None }
	}

	/// Returns the key pair in a file.
	///
	/// # Errors
	/// If the file cannot be unlocked.
	pub fn unlock(&mut self, key: &KeyFile) -> Result<ed25519::Pair, Failure> {
		if key.is_sealed() && self.passphrase.is_none() {
			self.passphrase = self.source.resolve()?;
		}
		Ok(key.unlock(self.passphrase.as_ref())?)
	}
}

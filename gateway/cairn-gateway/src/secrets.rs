//! The sources of secrets: the passphrase of device keys, and the account that signs and pays.
//!
//! Secrets are never taken from the command line, which every process of the machine can read, or from
//! the environment, which every child process inherits. Services use systemd credentials, and people
//! use a prompt.

use crate::{
	failure::{Context, Failure},
	keys::{self, CREDENTIALS_VARIABLE},
};
use cairn_gateway_chain::Account;
use clap::Args;
use sp_core::crypto::{ExposeSecret, SecretString};
use std::{
	io::{self, IsTerminal},
	path::{Path, PathBuf},
};

/// The source of the passphrase of sealed keys.
#[derive(Args, Clone, Debug, Default)]
pub struct PassphraseSource {
	/// A file with the passphrase of the device keys, readable by you alone.
	///
	/// Without this option, the passphrase comes from the systemd credential `passphrase`, or else
	/// from a prompt. Keys that are not sealed need no passphrase.
	#[arg(long, value_name = "FILE")]
	pub passphrase_file: Option<PathBuf>,
}

impl PassphraseSource {
	/// Returns the passphrase, or none if there is neither a file, a credential nor a terminal.
	///
	/// # Errors
	/// If the file cannot be read, or the prompt is cancelled.
	pub fn resolve(&self) -> Result<Option<SecretString>, Failure> {
		if let Some(path) = &self.passphrase_file {
			return read_secret(path).map(Some);
		}
		if let Some(path) = credential_path("passphrase") {
			return read_secret(&path).map(Some);
		}
		prompt("Passphrase of the device keys: ")
	}

	/// Returns a passphrase for new keys. A prompt asks for it twice.
	///
	/// # Errors
	/// If the two inputs differ, or there is neither a file, a credential nor a terminal.
	pub fn choose(&self) -> Result<SecretString, Failure> {
		if self.passphrase_file.is_some() || credential_path("passphrase").is_some() {
			return self.resolve()?.ok_or_else(|| Failure::new("there is no passphrase"));
		}
		let first = prompt("New passphrase: ")?.ok_or_else(|| {
			Failure::new("cannot ask for a passphrase: there is no terminal")
				.next_step("name a file with --passphrase-file FILE")
		})?;
		let again = prompt("Repeat the passphrase: ")?;
		match again.is_some_and(|again| again.expose_secret() == first.expose_secret()) {
			true if first.expose_secret().is_empty() => {
				Err(Failure::new("the passphrase is empty").next_step("choose another one"))
			}
			true => Ok(first),
			false => Err(Failure::new("the two passphrases differ").next_step("try again")),
		}
	}
}

/// The source of the account that signs a transaction and pays its fee.
#[derive(Args, Clone, Debug)]
pub struct AccountSource {
	/// A file with the secret of the account that signs and pays, readable by you alone.
	///
	/// The secret is a mnemonic phrase, or a seed in hexadecimal digits. Without this option, it comes
	/// from the systemd credential `account`, or else from a prompt. On development networks, the
	/// option also accepts a development name such as `//Alice`.
	#[arg(long, value_name = "FILE|//NAME")]
	pub account: Option<String>,
}

impl AccountSource {
	/// Returns the account.
	///
	/// # Errors
	/// If there is no secret, or it is not the secret of an account.
	pub fn resolve(&self) -> Result<Account, Failure> {
		let secret = match &self.account {
			Some(name) => read_secret_or_dev_name(name)?,
			None => match credential_path("account") {
				Some(path) => read_secret(&path)?,
				None => {
					prompt("Secret of the account that signs and pays: ")?.ok_or_else(|| {
						Failure::new("cannot ask for the account's secret: there is no terminal")
							.next_step("name a file that contains it with --account FILE")
					})?
				}
			},
		};
		Ok(Account::from_secret(secret.expose_secret())?)
	}
}

/// Returns the secret in a file, or a development name, which is its own secret.
///
/// # Errors
/// If the file cannot be read, or others can access it.
pub fn read_secret_or_dev_name(text: &str) -> Result<SecretString, Failure> {
	match text.starts_with("//") {
		true => Ok(text.to_owned().into()),
		false => read_secret(Path::new(text)),
	}
}

/// Returns the content of a file without its trailing newline.
fn read_secret(path: &Path) -> Result<SecretString, Failure> {
	let text = keys::read_private_file(path).context("cannot read a secret")?;
	Ok(text.trim_end_matches(['\r', '\n']).to_owned().into())
}

/// Returns the path of a systemd credential, if it exists.
fn credential_path(name: &str) -> Option<PathBuf> {
	let path = Path::new(&std::env::var_os(CREDENTIALS_VARIABLE)?).join(name);
	path.exists().then_some(path)
}

/// Asks at the terminal, without showing the input. Returns none if there is no terminal.
fn prompt(question: &str) -> Result<Option<SecretString>, Failure> {
	if !io::stdin().is_terminal() {
		return Ok(None);
	}
	Ok(Some(rpassword::prompt_password(question).context("cannot read from the terminal")?.into()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{fs, os::unix::fs::PermissionsExt};

	#[test]
	fn account_should_be_found_when_its_secret_is_in_a_private_file() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("account");
		fs::write(&path, "//Alice\n").unwrap();
		let source = AccountSource { account: Some(path.display().to_string()) };
		fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
		assert!(source.resolve().unwrap_err().to_string().contains("chmod 600"));
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		let named = AccountSource { account: Some("//Alice".into()) };
		assert_eq!(source.resolve().unwrap().id(), named.resolve().unwrap().id());
	}

	#[test]
	fn passphrase_should_end_before_the_newline_when_it_is_in_a_file() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("passphrase");
		fs::write(&path, " two words \r\n").unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		let source = PassphraseSource { passphrase_file: Some(path) };
		assert_eq!(source.resolve().unwrap().unwrap().expose_secret(), " two words ");
		assert_eq!(source.choose().unwrap().expose_secret(), " two words ");
	}

	#[test]
	fn secret_should_not_be_shown_when_it_is_malformed() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("account");
		fs::write(&path, "battery staple").unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		let source = AccountSource { account: Some(path.display().to_string()) };
		assert!(!source.resolve().unwrap_err().to_string().contains("staple"));
	}
}

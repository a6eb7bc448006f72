//! Where secrets come from: passphrases of devices, and the account that signs and pays.
//!
//! Never from the command line or the environment, where every process of the machine, or every
//! child, could read them. Services have systemd's credentials, people have a prompt.

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

/// How the passphrase of sealed keys is found.
#[derive(Args, Clone, Debug, Default)]
pub struct PassphraseSource {
	/// A file with the passphrase of the devices' keys, readable by you alone.
	///
	/// Without it: the systemd credential `passphrase`, or else a prompt. Keys that are not sealed
	/// need none.
	#[arg(long, value_name = "FILE")]
	pub passphrase_file: Option<PathBuf>,
}

impl PassphraseSource {
	/// The passphrase; none if there is nowhere to take it from.
	///
	/// # Errors
	/// If the file cannot be read, or the prompt is broken off.
	pub fn find(&self) -> Result<Option<SecretString>, Failure> {
		if let Some(path) = &self.passphrase_file {
			return read_secret(path).map(Some);
		}
		if let Some(path) = credential_path("passphrase") {
			return read_secret(&path).map(Some);
		}
		prompt("Passphrase of the devices' keys: ")
	}

	/// A passphrase that is to be used from now on: asked for twice.
	///
	/// # Errors
	/// If the two differ, or there is neither a file nor a terminal.
	pub fn choose(&self) -> Result<SecretString, Failure> {
		if self.passphrase_file.is_some() || credential_path("passphrase").is_some() {
			return self.find()?.ok_or_else(|| Failure::new("there is no passphrase"));
		}
		let first = prompt("New passphrase: ")?.ok_or_else(|| {
			Failure::new("there is no terminal to ask for a passphrase")
				.next_step("give --passphrase-file FILE")
		})?;
		let again = prompt("The same again: ")?;
		match again.is_some_and(|again| again.expose_secret() == first.expose_secret()) {
			true if first.expose_secret().is_empty() => {
				Err(Failure::new("an empty passphrase seals nothing"))
			}
			true => Ok(first),
			false => Err(Failure::new("the two passphrases differ").next_step("try again")),
		}
	}
}

/// Which account signs a transaction and pays for it.
#[derive(Args, Clone, Debug)]
pub struct AccountSource {
	/// The account that signs and pays: a file with its secret, readable by you alone.
	///
	/// The secret is a phrase of words, or a seed in hexadecimal. Without this: the systemd
	/// credential `account`, or else a prompt. On development networks `//Alice` and its like may
	/// stand here themselves.
	#[arg(long, value_name = "FILE|//NAME")]
	pub account: Option<String>,
}

impl AccountSource {
	/// The account.
	///
	/// # Errors
	/// If there is no secret, or it is none of an account.
	pub fn find(&self) -> Result<Account, Failure> {
		let secret = match &self.account {
			Some(name) => read_secret_or_dev_name(name)?,
			None => match credential_path("account") {
				Some(path) => read_secret(&path)?,
				None => {
					prompt("Secret of the account that signs and pays: ")?.ok_or_else(|| {
						Failure::new("somebody has to sign and pay")
							.next_step("give --account FILE, with the account's secret in the file")
					})?
				}
			},
		};
		Ok(Account::from_secret(secret.expose_secret())?)
	}
}

/// The secret in a file, or a development name, which is its own secret.
///
/// # Errors
/// If there is no such file, or others can read it.
pub fn read_secret_or_dev_name(text: &str) -> Result<SecretString, Failure> {
	match text.starts_with("//") {
		true => Ok(text.to_owned().into()),
		false => read_secret(Path::new(text)),
	}
}

/// What a file holds, without the end of its last line.
fn read_secret(path: &Path) -> Result<SecretString, Failure> {
	let text = keys::read_private_file(path).context("a secret")?;
	Ok(text.trim_end_matches(['\r', '\n']).to_owned().into())
}

fn credential_path(name: &str) -> Option<PathBuf> {
	let path = Path::new(&std::env::var_os(CREDENTIALS_VARIABLE)?).join(name);
	path.exists().then_some(path)
}

/// Asks at the terminal, without showing what is typed; none if nobody sits there.
fn prompt(question: &str) -> Result<Option<SecretString>, Failure> {
	if !io::stdin().is_terminal() {
		return Ok(None);
	}
	Ok(Some(rpassword::prompt_password(question).context("the prompt")?.into()))
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
		assert!(source.find().unwrap_err().to_string().contains("chmod 600"));
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		let named = AccountSource { account: Some("//Alice".into()) };
		assert_eq!(source.find().unwrap().id(), named.find().unwrap().id());
	}

	#[test]
	fn passphrase_should_end_with_the_line_when_it_is_in_a_file() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("passphrase");
		fs::write(&path, " two words \r\n").unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		let source = PassphraseSource { passphrase_file: Some(path) };
		assert_eq!(source.find().unwrap().unwrap().expose_secret(), " two words ");
		assert_eq!(source.choose().unwrap().expose_secret(), " two words ");
	}

	#[test]
	fn secret_should_not_be_shown_when_its_file_is_no_account() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("account");
		fs::write(&path, "battery staple").unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		let source = AccountSource { account: Some(path.display().to_string()) };
		assert!(!source.find().unwrap_err().to_string().contains("staple"));
	}
}

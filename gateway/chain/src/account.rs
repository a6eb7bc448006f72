//! Accounts that sign and pay for the owners' transactions.

use crate::{error::Error, network::Network};
use sp_core::{crypto::AccountId32, sr25519, Pair};
use std::fmt;
use subxt::utils::MultiSignature;

/// An sr25519 account that signs transactions.
#[derive(Clone)]
pub struct Account {
	pair: sr25519::Pair,
}

impl Account {
	/// Creates an account from a secret.
	///
	/// - `secret`: a phrase, a hexadecimal seed with the prefix `0x`, or a derivation path such as
	///   `//Alice`.
	///
	/// # Errors
	/// [`Error::BadSecret`]. The error does not contain the secret.
	pub fn from_secret(secret: &str) -> Result<Self, Error> {
		let pair = sr25519::Pair::from_string(secret.trim(), None);
		Ok(Self { pair: pair.map_err(|error| Error::BadSecret(format!("{error:?}")))? })
	}

	/// Returns the account identifier, which is the public key.
	pub fn id(&self) -> AccountId32 {
		self.pair.public().into()
	}
}

impl fmt::Debug for Account {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "Account({})", self.id())
	}
}

impl subxt::tx::Signer<Network> for Account {
	fn account_id(&self) -> subxt::utils::AccountId32 {
		subxt::utils::AccountId32(self.pair.public().0)
	}

	fn sign(&self, payload: &[u8]) -> MultiSignature {
		MultiSignature::Sr25519(self.pair.sign(payload).0)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn account_should_be_the_same_when_its_secret_is_a_seed_or_a_derivation() {
		let alice = Account::from_secret("//Alice").unwrap();
		let seed = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
		assert_eq!(alice.id(), Account::from_secret(&format!("{seed}\n")).unwrap().id());
	}

	#[test]
	fn secret_should_not_be_shown_when_it_is_rejected_or_printed() {
		let error = Account::from_secret("correct horse battery staple").unwrap_err();
		assert!(!error.to_string().contains("horse"));
		let account = Account::from_secret("//Alice").unwrap();
		assert_eq!(format!("{account:?}"), format!("Account({})", account.id()));
	}
}

//! What a maker hands out with a device: the word by which it comes onto the chain.
//!
//! A JSON file holds one piece of evidence, or a list of them for many devices:
//!
//! ```json
//! {
//!   "certificate": {
//!     "genesis": "0x…", "device": "0x…", "maker": 0, "class": 1, "batch": 7,
//!     "expires_at": 1798761600000, "signer": { "p256": "0x…" }, "signature": { "p256_der": "0x…" }
//!   }
//! }
//! ```
//!
//! or, for a device of a batch that the maker has committed:
//!
//! ```json
//! { "membership": { "device": "0x…", "maker": 0, "batch": 7, "leaf": 12, "path": ["0x…", "0x…"] } }
//! ```
//!
//! Every field is what docs/operators.md, "For makers", says.

use crate::failure::{Explain, Failure};
use cairn_gateway_chain::calls::{number, option};
use cairn_gateway_types::hexadecimal::Hexadecimal;
use cairn_primitives::{
	devices::{BatchId, CertificateTerms, ClassId, DeviceKey, MakerId},
	Moment,
};
use serde::{Deserialize, Serialize};
use sp_core::{sr25519, Pair, H256};
use std::{fs, path::Path};
use subxt::dynamic::Value;

/// A maker's word for a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
	/// Signed, for this device alone.
	Certificate(Certificate),
	/// The device is in a batch that its maker has committed.
	Membership(Membership),
}

/// A maker's signed word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
	/// The genesis hash of the network that it is meant for.
	pub genesis: Hexadecimal<32>,
	/// The device's key.
	pub device: Hexadecimal<32>,
	/// The maker.
	pub maker: MakerId,
	/// What the device is.
	pub class: ClassId,
	/// The batch in which it was made.
	pub batch: BatchId,
	/// The last moment at which it counts, in milliseconds since the Unix epoch.
	pub expires_at: Moment,
	/// The key that signs.
	pub signer: MakerKey,
	/// The signature.
	pub signature: MakerSignature,
}

/// A key that signs certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MakerKey {
	/// Ed25519.
	Ed25519(Hexadecimal<32>),
	/// Sr25519.
	Sr25519(Hexadecimal<32>),
	/// ECDSA over secp256k1, the compressed point.
	Secp256k1(Hexadecimal<33>),
	/// ECDSA over P-256, the compressed point.
	P256(Hexadecimal<33>),
}

/// A signature under a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MakerSignature {
	/// Ed25519.
	Ed25519(Hexadecimal<64>),
	/// Sr25519.
	Sr25519(Hexadecimal<64>),
	/// ECDSA over secp256k1, with the recovery byte.
	Secp256k1(Hexadecimal<65>),
	/// ECDSA over P-256: r and s.
	P256(Hexadecimal<64>),
	/// ECDSA over P-256, as OpenSSL gives it: hexadecimal.
	P256Der(String),
}

/// The proof that a device is in a committed batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
	/// The device's key.
	pub device: Hexadecimal<32>,
	/// The maker.
	pub maker: MakerId,
	/// The batch.
	pub batch: BatchId,
	/// The device's leaf in the batch's tree.
	pub leaf: u32,
	/// The siblings from the leaf up to the root.
	pub path: Vec<Hexadecimal<32>>,
}

impl Evidence {
	/// All that a file holds.
	///
	/// # Errors
	/// If it cannot be read, or is no evidence.
	pub fn read(path: &Path) -> Result<Vec<Self>, Failure> {
		let text = fs::read_to_string(path).while_doing(path.display())?;
		Self::parse(&text).while_doing(path.display())
	}

	fn parse(text: &str) -> Result<Vec<Self>, Failure> {
		let evidence = match text.trim_start().starts_with('[') {
			true => serde_json::from_str(text),
			false => serde_json::from_str(text).map(|one| vec![one]),
		};
		evidence.map_err(|error| {
			Failure::from(error).next(
				"a file of evidence holds a certificate or a membership, see docs/operators.md, \
				 \"For makers\"",
			)
		})
	}

	/// The key of the device that it is about.
	pub fn device(&self) -> DeviceKey {
		match self {
			Self::Certificate(certificate) => DeviceKey::from_raw(certificate.device.0),
			Self::Membership(membership) => DeviceKey::from_raw(membership.device.0),
		}
	}

	/// Its class, where it says so.
	pub fn class(&self) -> Option<ClassId> {
		match self {
			Self::Certificate(certificate) => Some(certificate.class),
			Self::Membership(_) => None,
		}
	}

	/// As an argument of the call.
	///
	/// # Errors
	/// If a signature is no hexadecimal number.
	pub fn value(&self) -> Result<Value, Failure> {
		match self {
			Self::Certificate(certificate) => {
				Ok(Value::unnamed_variant("Certificate", [certificate.value()?]))
			}
			Self::Membership(membership) => {
				Ok(Value::unnamed_variant("Membership", [membership.value()]))
			}
		}
	}
}

impl Certificate {
	/// Signs a certificate with an sr25519 key.
	pub fn sign(maker: MakerId, key: &sr25519::Pair, terms: &CertificateTerms<H256>) -> Self {
		let signature = key.sign(&terms.signing_payload());
		Self {
			genesis: Hexadecimal(terms.genesis.0),
			device: Hexadecimal(terms.device.0),
			maker,
			class: terms.class,
			batch: terms.batch,
			expires_at: terms.expires_at,
			signer: MakerKey::Sr25519(Hexadecimal(key.public().0)),
			signature: MakerSignature::Sr25519(Hexadecimal(signature.0)),
		}
	}

	fn value(&self) -> Result<Value, Failure> {
		let terms = Value::named_composite([
			("genesis", Value::from_bytes(self.genesis.0)),
			("device", Value::from_bytes(self.device.0)),
			("class", number(self.class)),
			("batch", number(self.batch)),
			("expires_at", number(self.expires_at)),
			// One that names a broken device is for `replace`.
			("replaces", option(None)),
		]);
		let bytes = |kind, bytes: &[u8]| Value::unnamed_variant(kind, [Value::from_bytes(bytes)]);
		let signer = match &self.signer {
			MakerKey::Ed25519(key) => bytes("Ed25519", &key.0),
			MakerKey::Sr25519(key) => bytes("Sr25519", &key.0),
			MakerKey::Secp256k1(key) => bytes("Secp256k1", &key.0),
			MakerKey::P256(key) => bytes("P256", &key.0),
		};
		let signature = match &self.signature {
			MakerSignature::Ed25519(signature) => bytes("Ed25519", &signature.0),
			MakerSignature::Sr25519(signature) => bytes("Sr25519", &signature.0),
			MakerSignature::Secp256k1(signature) => bytes("Secp256k1", &signature.0),
			MakerSignature::P256(signature) => bytes("P256", &signature.0),
			MakerSignature::P256Der(text) => {
				let signature = hex::decode(text.strip_prefix("0x").unwrap_or(text));
				bytes("P256Der", &signature.while_doing("the certificate's signature")?)
			}
		};
		Ok(Value::named_composite([
			("maker", number(self.maker)),
			("terms", terms),
			("signer", signer),
			("signature", signature),
		]))
	}
}

impl Membership {
	fn value(&self) -> Value {
		let path = self.path.iter().map(|sibling| Value::from_bytes(sibling.0));
		Value::named_composite([
			("maker", number(self.maker)),
			("batch", number(self.batch)),
			("leaf", number(self.leaf)),
			("path", Value::unnamed_composite(path)),
		])
	}
}

#[cfg(test)]
mod tests;

//! The evidence that a maker supplies with a device. Onboarding requires it.
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
//! docs/operators.md, "For makers", describes the fields.

use crate::failure::{Context, Failure};
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

/// A maker's evidence for a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
	/// A certificate for this device alone.
	Certificate(Certificate),
	/// A proof that the device belongs to a batch that its maker has committed.
	Membership(Membership),
}

/// A maker's signature that a key belongs to a device it has made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
	/// The genesis hash of the network for which the certificate is valid.
	pub genesis: Hexadecimal<32>,
	/// The device's key.
	pub device: Hexadecimal<32>,
	/// The maker.
	pub maker: MakerId,
	/// The class of the device.
	pub class: ClassId,
	/// The production batch of the device.
	pub batch: BatchId,
	/// The last moment at which the certificate is valid, in milliseconds since the Unix epoch.
	pub expires_at: Moment,
	/// The maker's key that signed the certificate.
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

/// The signature of a certificate.
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
	/// ECDSA over P-256, DER-encoded as by OpenSSL, in hexadecimal digits.
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
	/// The siblings on the path from the leaf to the root.
	pub path: Vec<Hexadecimal<32>>,
}

impl Evidence {
	/// Reads the evidence in a file.
	///
	/// # Errors
	/// If the file cannot be read, or is malformed.
	pub fn read(path: &Path) -> Result<Vec<Self>, Failure> {
		let text = fs::read_to_string(path).context(path.display())?;
		Self::parse(&text).context(path.display())
	}

	fn parse(text: &str) -> Result<Vec<Self>, Failure> {
		let evidence = match text.trim_start().starts_with('[') {
			true => serde_json::from_str(text),
			false => serde_json::from_str(text).map(|one| vec![one]),
		};
		evidence.map_err(|error| {
			Failure::from(error).next_step(
				"the file must contain a certificate or a membership: see docs/operators.md, \
				 \"For makers\"",
			)
		})
	}

	/// The key of the device.
	pub fn device(&self) -> DeviceKey {
		match self {
			Self::Certificate(certificate) => DeviceKey::from_raw(certificate.device.0),
			Self::Membership(membership) => DeviceKey::from_raw(membership.device.0),
		}
	}

	/// The class of the device, if the evidence states it.
	pub fn class(&self) -> Option<ClassId> {
		match self {
			Self::Certificate(certificate) => Some(certificate.class),
			Self::Membership(_) => None,
		}
	}

	/// Converts the evidence into an argument of the call.
	///
	/// # Errors
	/// If a signature is not a hexadecimal number.
	pub fn to_value(&self) -> Result<Value, Failure> {
		match self {
			Self::Certificate(certificate) => {
				Ok(Value::unnamed_variant("Certificate", [certificate.to_value()?]))
			}
			Self::Membership(membership) => {
				Ok(Value::unnamed_variant("Membership", [membership.to_value()]))
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

	fn to_value(&self) -> Result<Value, Failure> {
		let terms = Value::named_composite([
			("genesis", Value::from_bytes(self.genesis.0)),
			("device", Value::from_bytes(self.device.0)),
			("class", number(self.class)),
			("batch", number(self.batch)),
			("expires_at", number(self.expires_at)),
			// A certificate that replaces a broken device is for `replaceDevice`.
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
				bytes("P256Der", &signature.context("cannot read the certificate's signature")?)
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
	fn to_value(&self) -> Value {
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

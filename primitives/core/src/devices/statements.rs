//! The statements that devices and makers sign.

use super::{BatchId, ClassId, DeviceKey, DeviceSignature, Location};
use crate::Moment;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A statement that a device signs with its own key.
///
/// The signed bytes begin with a prefix of their own, so that they can never be taken for a
/// transaction or for a radio frame. They contain the network's genesis hash and the key's nonce,
/// so that no statement counts twice or on another network.
///
/// ```
/// use cairn_primitives::devices::DeviceStatement;
/// use sp_core::{ed25519, Pair};
///
/// let device = ed25519::Pair::from_seed(&[1; 32]);
/// let genesis = sp_core::H256::repeat_byte(7);
/// let owner = [9u8; 32];
///
/// let consent = DeviceStatement::Onboard { owner }.sign(&device, genesis, 0);
/// assert!(consent.verify(&DeviceStatement::Onboard { owner }, &device.public()));
/// assert!(!consent.verify(&DeviceStatement::Onboard { owner: [8u8; 32] }, &device.public()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub enum DeviceStatement<AccountId> {
	/// "I belong to this account."
	Onboard {
		/// The account.
		owner: AccountId,
	},
	/// "I stand here."
	Locate {
		/// The place.
		location: Location,
	},
	/// "I belong to this account, in the place of a device that broke."
	Replace {
		/// The account.
		owner: AccountId,
		/// The key of the broken device.
		broken: DeviceKey,
	},
}

impl<AccountId: Encode> DeviceStatement<AccountId> {
	/// Returns the bytes that the device signs.
	pub fn signing_payload<Hash: Encode>(&self, genesis: &Hash, nonce: u32) -> Vec<u8> {
		(b"cairn/device/1", genesis, nonce, self).encode()
	}

	/// Signs the statement with the device's key.
	#[cfg(feature = "std")]
	pub fn sign<Hash: Encode>(
		&self,
		device: &sp_core::ed25519::Pair,
		genesis: Hash,
		nonce: u32,
	) -> DeviceConsent<Hash> {
		let signature = sp_core::Pair::sign(device, &self.signing_payload(&genesis, nonce));
		DeviceConsent { genesis, nonce, signature }
	}
}

/// A device's signature over a [`DeviceStatement`], with the data that is needed to verify it.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct DeviceConsent<Hash> {
	/// The genesis hash of the network that the statement is for.
	pub genesis: Hash,
	/// The nonce of the key on that network, which counts the key's statements and sales.
	pub nonce: u32,
	/// The signature.
	pub signature: DeviceSignature,
}

impl<Hash: Encode> DeviceConsent<Hash> {
	/// Returns whether `key` signed `statement`.
	pub fn verify<AccountId: Encode>(
		&self,
		statement: &DeviceStatement<AccountId>,
		key: &DeviceKey,
	) -> bool {
		let payload = statement.signing_payload(&self.genesis, self.nonce);
		sp_io::crypto::ed25519_verify(&self.signature, &payload, key)
	}
}

/// The terms that a maker signs when it certifies a device.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CertificateTerms<Hash> {
	/// The genesis hash of the network that the certificate is for.
	pub genesis: Hash,
	/// The device's key.
	pub device: DeviceKey,
	/// The device's class.
	pub class: ClassId,
	/// The batch in which the device was produced.
	pub batch: BatchId,
	/// The last moment at which the certificate is valid, in milliseconds since the Unix epoch.
	pub expires_at: Moment,
	/// The key of the broken device that this device may replace; `None` for a new device.
	pub replaces: Option<DeviceKey>,
}

impl<Hash: Encode> CertificateTerms<Hash> {
	/// Returns the bytes that the maker signs.
	pub fn signing_payload(&self) -> Vec<u8> {
		(b"cairn/certificate/1", self).encode()
	}
}

//! Evidence: how a maker vouches for a device, and how the registry verifies it.

use crate::{Batches, Config, Error, Maker, Pallet};
use cairn_primitives::devices::{BatchId, CertificateTerms, ClassId, DeviceKey, MakerId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::{ConstU32, DispatchError, DispatchResult},
	BoundedVec,
};
use scale_info::TypeInfo;
use sp_core::{ecdsa, ed25519, sr25519};
use sp_runtime::traits::BlakeTwo256;

/// The siblings on the path from a leaf to the root of a batch: enough for 2^24 devices.
pub type MerklePath<Hash> = BoundedVec<Hash, ConstU32<24>>;

/// A key with which a maker signs certificates.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum MakerKey {
	/// An ed25519 key; it signs the payload.
	Ed25519(ed25519::Public),
	/// An sr25519 key; it signs the payload.
	Sr25519(sr25519::Public),
	/// A secp256k1 key, as a compressed point; it signs the SHA-256 hash of the payload with ECDSA.
	Secp256k1(ecdsa::Public),
	/// A P-256 key, as a compressed point (SEC 1, 2.3.3); it signs the SHA-256 hash of the payload
	/// with ECDSA.
	P256([u8; 33]),
}

/// A maker's signature. Its kind must be that of the key.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum MakerSignature {
	/// The signature of an ed25519 key.
	Ed25519(ed25519::Signature),
	/// The signature of an sr25519 key.
	Sr25519(sr25519::Signature),
	/// The signature of a secp256k1 key, with the recovery byte.
	Secp256k1(ecdsa::Signature),
	/// The signature of a P-256 key: `r` and `s`, 32 bytes each, as secure elements return it.
	P256([u8; 64]),
	/// The signature of a P-256 key in ASN.1 DER, as OpenSSL returns it.
	P256Der(BoundedVec<u8, ConstU32<72>>),
}

/// A maker's evidence for a device.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Evidence<Hash> {
	/// A certificate for this device alone.
	Certificate(Certificate<Hash>),
	/// A proof that the device is in a batch that its maker has committed.
	Membership(Membership<Hash>),
}

/// A maker's signed certificate for a device.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Certificate<Hash> {
	/// The maker.
	pub maker: MakerId,
	/// The terms that the maker signs.
	pub terms: CertificateTerms<Hash>,
	/// The key that signs, which must be one of the maker's.
	pub signer: MakerKey,
	/// The signature.
	pub signature: MakerSignature,
}

/// The proof that a device is in a committed batch.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Membership<Hash> {
	/// The maker.
	pub maker: MakerId,
	/// The batch.
	pub batch: BatchId,
	/// The number of the device's leaf in the batch's tree.
	pub leaf: u32,
	/// The siblings on the path from the leaf to the root.
	pub path: MerklePath<Hash>,
}

impl<T: Config> Pallet<T> {
	/// Verifies a maker's evidence for a new device; returns the class of the device.
	pub(crate) fn verify_evidence(
		maker: &Maker<T::AccountId>,
		evidence: &Evidence<T::Hash>,
		device: &DeviceKey,
	) -> Result<ClassId, DispatchError> {
		match evidence {
			Evidence::Certificate(certificate) => {
				Self::verify_certificate(maker, certificate, device, None)?;
				Ok(certificate.terms.class)
			}
			Evidence::Membership(membership) => Self::verify_membership(membership, device),
		}
	}

	/// Verifies that a certificate is for this device, network and purpose, has not expired, and
	/// was signed by the maker.
	pub(crate) fn verify_certificate(
		maker: &Maker<T::AccountId>,
		certificate: &Certificate<T::Hash>,
		device: &DeviceKey,
		replaces: Option<DeviceKey>,
	) -> DispatchResult {
		let Certificate { terms, signer, signature, .. } = certificate;
		ensure!(terms.genesis == Self::genesis_hash(), Error::<T>::GenesisMismatch);
		ensure!(terms.device == *device, Error::<T>::CertificateDeviceMismatch);
		ensure!(terms.replaces == replaces, Error::<T>::CertificatePurposeMismatch);
		ensure!(terms.expires_at >= Self::unix_time(), Error::<T>::CertificateExpired);
		ensure!(maker.keys.contains(signer), Error::<T>::SignerUnknown);
		ensure!(
			signer.has_signed(&terms.signing_payload(), signature),
			Error::<T>::CertificateSignatureInvalid
		);
		Ok(())
	}

	fn verify_membership(
		membership: &Membership<T::Hash>,
		device: &DeviceKey,
	) -> Result<ClassId, DispatchError> {
		let batch = Batches::<T>::get(membership.maker, membership.batch)
			.ok_or(Error::<T>::BatchUnknown)?;
		ensure!(batch.expires_at >= Self::unix_time(), Error::<T>::BatchExpired);
		let is_member = binary_merkle_tree::verify_proof::<BlakeTwo256, _, _>(
			&batch.root,
			membership.path.iter().copied(),
			batch.leaves,
			membership.leaf,
			device,
		);
		ensure!(is_member, Error::<T>::NotInBatch);
		Ok(batch.class)
	}
}

impl<Hash> Evidence<Hash> {
	/// Returns the maker that vouches for the device.
	pub fn maker(&self) -> MakerId {
		match self {
			Evidence::Certificate(certificate) => certificate.maker,
			Evidence::Membership(membership) => membership.maker,
		}
	}
}

impl MakerKey {
	/// Returns whether this key made this signature over `payload`.
	pub fn has_signed(&self, payload: &[u8], signature: &MakerSignature) -> bool {
		use sp_io::{crypto, hashing::sha2_256};
		match (self, signature) {
			(MakerKey::Ed25519(key), MakerSignature::Ed25519(signature)) => {
				crypto::ed25519_verify(signature, payload, key)
			}
			(MakerKey::Sr25519(key), MakerSignature::Sr25519(signature)) => {
				crypto::sr25519_verify(signature, payload, key)
			}
			(MakerKey::Secp256k1(key), MakerSignature::Secp256k1(signature)) => {
				crypto::ecdsa_verify_prehashed(signature, &sha2_256(payload), key)
			}
			(MakerKey::P256(key), MakerSignature::P256(signature)) => {
				p256_verify(key, payload, p256::ecdsa::Signature::from_slice(signature))
			}
			(MakerKey::P256(key), MakerSignature::P256Der(signature)) => {
				p256_verify(key, payload, p256::ecdsa::Signature::from_der(signature))
			}
			_ => false,
		}
	}
}

/// Verifies a P-256 signature. No host function can, so this runs inside the runtime, and only when
/// a device is onboarded or replaced.
fn p256_verify(
	key: &[u8; 33],
	payload: &[u8],
	signature: Result<p256::ecdsa::Signature, p256::ecdsa::Error>,
) -> bool {
	use p256::ecdsa::{signature::Verifier, VerifyingKey};
	match (VerifyingKey::from_sec1_bytes(key), signature) {
		(Ok(key), Ok(signature)) => key.verify(payload, &signature).is_ok(),
		_ => false,
	}
}

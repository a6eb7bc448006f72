//! Makers: who may bring devices, how many, and how their word is checked.

use crate::{
	types::MAX_BATCH, Batch, Batches, Certificate, Config, Error, Event, Evidence, Maker, MakerKey,
	MakerKeys, MakerSignature, Makers, Membership, Name, NextMaker, Pallet,
};
use cairn_primitives::{
	devices::{BatchId, ClassId, DeviceKey, MakerId},
	Moment,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::UnixTime,
};
use sp_runtime::traits::BlakeTwo256;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_admit_maker(
		account: T::AccountId,
		name: Name,
		quota: u32,
		keys: MakerKeys,
	) -> DispatchResult {
		let id = NextMaker::<T>::get();
		NextMaker::<T>::put(id.checked_add(1).ok_or(Error::<T>::TooManyMakers)?);
		let maker = Maker {
			account: account.clone(),
			name: name.clone(),
			keys: keys.clone(),
			quota,
			onboarded: 0,
			suspended: false,
		};
		Makers::<T>::insert(id, maker);
		Self::deposit_event(Event::MakerAdmitted { maker: id, account, name, quota, keys });
		Ok(())
	}

	pub(crate) fn do_update_maker(id: MakerId, quota: u32, suspended: bool) -> DispatchResult {
		Makers::<T>::try_mutate(id, |maker| {
			let maker = maker.as_mut().ok_or(Error::<T>::MakerUnknown)?;
			maker.quota = quota;
			maker.suspended = suspended;
			Self::deposit_event(Event::MakerUpdated { maker: id, quota, suspended });
			Ok(())
		})
	}

	/// `by` is none when governance asks.
	pub(crate) fn do_set_maker_keys(
		by: Option<T::AccountId>,
		id: MakerId,
		keys: MakerKeys,
	) -> DispatchResult {
		Makers::<T>::try_mutate(id, |maker| {
			let maker = maker.as_mut().ok_or(Error::<T>::MakerUnknown)?;
			ensure!(by.is_none_or(|account| account == maker.account), Error::<T>::NotMaker);
			maker.keys = keys.clone();
			Self::deposit_event(Event::MakerKeysSet { maker: id, keys });
			Ok(())
		})
	}

	pub(crate) fn do_commit_batch(
		by: T::AccountId,
		id: MakerId,
		batch_id: BatchId,
		batch: Batch<T::Hash>,
	) -> DispatchResult {
		let maker = Self::admitted_maker(id)?;
		ensure!(by == maker.account, Error::<T>::NotMaker);
		ensure!(!Batches::<T>::contains_key(id, batch_id), Error::<T>::BatchAlreadyCommitted);
		Self::class(batch.class)?;
		ensure!((1..=MAX_BATCH).contains(&batch.leaves), Error::<T>::BatchSizeOutOfRange);
		ensure!(batch.expires_at >= Self::unix_time(), Error::<T>::BatchExpired);

		Self::deposit_event(Event::BatchCommitted {
			maker: id,
			batch: batch_id,
			class: batch.class,
			root: batch.root,
			leaves: batch.leaves,
			expires_at: batch.expires_at,
		});
		Batches::<T>::insert(id, batch_id, batch);
		Ok(())
	}

	pub(crate) fn do_revoke_batch(
		by: T::AccountId,
		id: MakerId,
		batch_id: BatchId,
	) -> DispatchResult {
		let maker = Makers::<T>::get(id).ok_or(Error::<T>::MakerUnknown)?;
		let batch = Batches::<T>::take(id, batch_id).ok_or(Error::<T>::BatchUnknown)?;
		let expired = batch.expires_at < Self::unix_time();
		ensure!(expired || by == maker.account, Error::<T>::NotMaker);
		Self::deposit_event(Event::BatchRevoked { maker: id, batch: batch_id });
		Ok(())
	}

	/// Checks a maker's word for a new device; returns what the device is.
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

	/// Checks that a certificate is for this device, here, now, and really its maker's.
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

	/// The maker, if it may bring devices at all.
	pub(crate) fn admitted_maker(id: MakerId) -> Result<Maker<T::AccountId>, DispatchError> {
		let maker = Makers::<T>::get(id).ok_or(Error::<T>::MakerUnknown)?;
		ensure!(!maker.suspended, Error::<T>::MakerSuspended);
		Ok(maker)
	}

	/// Milliseconds since the Unix epoch, as the last block has it.
	pub(crate) fn unix_time() -> Moment {
		T::Time::now().as_millis().try_into().unwrap_or(Moment::MAX)
	}
}

impl<Hash> Evidence<Hash> {
	/// Whose word it is.
	pub fn maker(&self) -> MakerId {
		match self {
			Evidence::Certificate(certificate) => certificate.maker,
			Evidence::Membership(membership) => membership.maker,
		}
	}
}

impl MakerKey {
	/// Whether this key made this signature under `payload`.
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

/// No host function knows P-256: this runs inside the runtime, and only at onboarding.
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

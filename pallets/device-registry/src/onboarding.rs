//! Onboarding and replacement of devices.

use crate::{
	Certificate, Collateral, Config, Device, DeviceIndexes, Devices, DevicesOf, Error, Event,
	Evidence, KeyHistories, MakerKey, Makers, NextDevice, Pallet, Status, WeightInfo,
};
use cairn_primitives::devices::{
	DeviceConsent, DeviceHooks, DeviceIndex, DeviceKey, DeviceStatement,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Weight},
};
use scale_info::TypeInfo;

/// A device to onboard, with the proofs that it may be.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Onboarding<Hash> {
	/// The device's key.
	pub device: DeviceKey,
	/// The device's consent to belong to the owner.
	pub consent: DeviceConsent<Hash>,
	/// The maker's evidence for the device.
	pub evidence: Evidence<Hash>,
}

/// The history of a key whose device was retired or replaced.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct KeyHistory {
	/// The nonce of the key's next statement: none of its earlier statements counts again.
	#[codec(compact)]
	pub nonce: u32,
	/// The number of strikes, for life.
	pub strikes: u8,
	/// Whether governance expelled the device, and its key for good.
	pub expelled: bool,
}

impl<T: Config> Pallet<T> {
	/// Registers one device for `owner` (Invariants 1 and 2). `payer` is the owner or the maker.
	pub(crate) fn do_onboard(
		payer: &T::AccountId,
		owner: &T::AccountId,
		onboarding: Onboarding<T::Hash>,
	) -> DispatchResult {
		let Onboarding { device: key, consent, evidence } = onboarding;
		let maker_id = evidence.maker();
		let mut maker = Self::admitted_maker(maker_id)?;
		ensure!(payer == owner || *payer == maker.account, Error::<T>::NotOwnerNorMaker);
		ensure!(maker.onboarded < maker.quota, Error::<T>::QuotaExhausted);
		ensure!(!DeviceIndexes::<T>::contains_key(key), Error::<T>::DeviceAlreadyOnboarded);

		let history = Self::take_key_history(&key)?;
		let statement = DeviceStatement::Onboard { owner: owner.clone() };
		let class_id = Self::verify_evidence(&maker, &evidence, &key)?;
		let nonce = Self::verify_consent(&consent, &statement, &key, history.nonce)?;
		let class = Self::class(class_id)?;

		maker.onboarded = maker.onboarded.saturating_add(1);
		Makers::<T>::insert(maker_id, maker);
		Self::take_fee(payer, class.onboarding_fee)?;
		Self::hold_bond(payer, owner, class.bond)?;

		let index = NextDevice::<T>::get();
		NextDevice::<T>::put(index.checked_add(1).ok_or(Error::<T>::TooManyDevices)?);
		DeviceIndexes::<T>::insert(key, index);
		DevicesOf::<T>::insert(owner, index, ());
		Devices::<T>::insert(
			index,
			Device {
				key,
				owner: owner.clone(),
				maker: maker_id,
				class: class_id,
				status: Status::Active,
				location: None,
				located_at: Self::now(),
				bond: class.bond,
				collateral: Collateral::Native,
				nonce,
				strikes: history.strikes,
				interactive: None,
			},
		);
		Self::deposit_event(Event::DeviceOnboarded {
			device: index,
			key,
			owner: owner.clone(),
			maker: maker_id,
			class: class_id,
			bond: class.bond,
			payer: payer.clone(),
		});
		Ok(())
	}

	/// Replaces the key of a broken device with a new one. The new device must be of the same maker
	/// and class, so that the maker answers for the replacement.
	pub(crate) fn do_replace_device(
		owner: &T::AccountId,
		index: DeviceIndex,
		key: DeviceKey,
		consent: DeviceConsent<T::Hash>,
		certificate: Certificate<T::Hash>,
	) -> DispatchResult {
		let mut device = Self::owned_device(owner, index)?;
		Self::ensure_changeable(index, &device)?;
		ensure!(!DeviceIndexes::<T>::contains_key(key), Error::<T>::DeviceAlreadyOnboarded);
		ensure!(
			certificate.maker == device.maker && certificate.terms.class == device.class,
			Error::<T>::ReplacementMismatch
		);

		let broken = device.key;
		let history = Self::take_key_history(&key)?;
		let statement = DeviceStatement::Replace { owner: owner.clone(), broken };
		let maker = Self::admitted_maker(device.maker)?;
		Self::verify_certificate(&maker, &certificate, &key, Some(broken))?;
		let nonce = Self::verify_consent(&consent, &statement, &key, history.nonce)?;

		Self::archive_key(&device);
		DeviceIndexes::<T>::insert(key, index);
		device.key = key;
		device.nonce = nonce;
		// Number and key each have a history, and it may be the same one: strikes are not added up.
		device.strikes = device.strikes.max(history.strikes);
		Devices::<T>::insert(index, device);
		T::Hooks::on_replaced(index);
		Self::deposit_event(Event::DeviceReplaced { device: index, broken, key });
		Ok(())
	}

	/// Verifies a device's consent; returns the nonce of its next statement.
	pub(crate) fn verify_consent(
		consent: &DeviceConsent<T::Hash>,
		statement: &DeviceStatement<T::AccountId>,
		key: &DeviceKey,
		nonce: u32,
	) -> Result<u32, Error<T>> {
		ensure!(consent.genesis == Self::genesis_hash(), Error::<T>::GenesisMismatch);
		ensure!(consent.nonce >= nonce, Error::<T>::NonceTooLow);
		ensure!(consent.nonce == nonce, Error::<T>::NonceTooHigh);
		ensure!(consent.verify(statement, key), Error::<T>::DeviceSignatureInvalid);
		nonce.checked_add(1).ok_or(Error::<T>::NonceExhausted)
	}

	/// Removes and returns the history of a key that is about to be used (Invariant 1).
	fn take_key_history(key: &DeviceKey) -> Result<KeyHistory, Error<T>> {
		let history = KeyHistories::<T>::take(key).unwrap_or_default();
		ensure!(!history.expelled, Error::<T>::KeyExpelled);
		Ok(history)
	}

	/// Removes a device's key from use, and keeps the history that follows it for life.
	pub(crate) fn archive_key(device: &Device<T>) {
		DeviceIndexes::<T>::remove(device.key);
		let history = KeyHistory {
			nonce: device.nonce,
			strikes: device.strikes,
			expelled: matches!(device.status, Status::Retired { expelled: true, .. }),
		};
		KeyHistories::<T>::insert(device.key, history);
	}

	/// Returns the weight of onboarding devices, which depends on the kind of their makers'
	/// evidence.
	pub(crate) fn weight_of_onboarding(devices: &[Onboarding<T::Hash>]) -> Weight {
		devices.iter().fold(Weight::zero(), |sum, device| {
			sum.saturating_add(match &device.evidence {
				Evidence::Membership(membership) => {
					T::WeightInfo::onboard_by_membership(membership.path.len() as u32)
				}
				Evidence::Certificate(certificate) => match certificate.signer {
					MakerKey::Ed25519(_) => T::WeightInfo::onboard_by_ed25519(),
					MakerKey::Sr25519(_) => T::WeightInfo::onboard_by_sr25519(),
					MakerKey::Secp256k1(_) => T::WeightInfo::onboard_by_secp256k1(),
					MakerKey::P256(_) => T::WeightInfo::onboard_by_p256(),
				},
			})
		})
	}
}

//! Onboarding: how a device comes into the registry, and how one takes a broken one's place.

use crate::{
	Certificate, Collateral, Config, Device, DeviceIndexes, Devices, DevicesOf, Error, Event,
	Evidence, KeyHistories, KeyHistory, MakerKey, Makers, NextDevice, Onboarding, Pallet, Status,
	WeightInfo,
};
use cairn_primitives::devices::{
	DeviceConsent, DeviceHooks, DeviceIndex, DeviceKey, DeviceStatement,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Weight},
};

impl<T: Config> Pallet<T> {
	/// Registers one device for `owner`; `payer` is the owner or the maker.
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

		let past = Self::take_key_history(&key)?;
		let statement = DeviceStatement::Onboard { owner: owner.clone() };
		let class_id = Self::verify_evidence(&maker, &evidence, &key)?;
		let nonce = Self::verify_consent(&consent, &statement, &key, past.nonce)?;
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
				strikes: past.strikes,
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

	/// Puts a new key in the place of a broken device's. The new device must be of the same maker
	/// and class, so that the maker answers for the exchange.
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
		let past = Self::take_key_history(&key)?;
		let statement = DeviceStatement::Replace { owner: owner.clone(), broken };
		let maker = Self::admitted_maker(device.maker)?;
		Self::verify_certificate(&maker, &certificate, &key, Some(broken))?;
		let nonce = Self::verify_consent(&consent, &statement, &key, past.nonce)?;

		Self::archive_key(&device);
		DeviceIndexes::<T>::insert(key, index);
		device.key = key;
		device.nonce = nonce;
		// The place keeps its history, and the new key its own: they may be the same one.
		device.strikes = device.strikes.max(past.strikes);
		Devices::<T>::insert(index, device);
		T::Hooks::on_replaced(index);
		Self::deposit_event(Event::DeviceReplaced { device: index, broken, key });
		Ok(())
	}

	/// Checks a device's own word; returns the nonce of its next statement.
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

	/// What a key did before it comes, or comes back.
	fn take_key_history(key: &DeviceKey) -> Result<KeyHistory, Error<T>> {
		let past = KeyHistories::<T>::take(key).unwrap_or_default();
		ensure!(!past.expelled, Error::<T>::KeyExpelled);
		Ok(past)
	}

	/// Frees a device's key, keeping in mind what follows it for life.
	pub(crate) fn archive_key(device: &Device<T>) {
		DeviceIndexes::<T>::remove(device.key);
		let past = KeyHistory {
			nonce: device.nonce,
			strikes: device.strikes,
			expelled: matches!(device.status, Status::Retired { expelled: true, .. }),
		};
		KeyHistories::<T>::insert(device.key, past);
	}

	/// What it costs to onboard devices, each by its maker's kind of word.
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

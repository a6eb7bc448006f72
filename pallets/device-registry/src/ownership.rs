//! Ownership: a transfer needs both sides, and earlier rewards stay with the previous owner.

use crate::{
	BalanceOf, Change, Collateral, Config, Device, Devices, DevicesOf, Error, Event, Fleet, Offers,
	Pallet, PayoutAccounts,
};
use alloc::vec::Vec;
use cairn_primitives::devices::{DeviceHooks, DeviceIndex, DeviceKey};
use codec::Encode;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Verify;

/// The consent that a new owner signs, so that devices can be transferred in one call.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub struct TransferConsent<'a, AccountId, BlockNumber, Hash> {
	/// The genesis hash of the network.
	pub genesis: Hash,
	/// The previous owner.
	pub from: &'a AccountId,
	/// The devices, by key, each with its nonce, so that a consent counts once.
	pub devices: Vec<(DeviceKey, u32)>,
	/// The last block at which the consent is valid.
	pub expires_at: BlockNumber,
}

impl<AccountId: Encode, BlockNumber: Encode, Hash: Encode>
	TransferConsent<'_, AccountId, BlockNumber, Hash>
{
	/// Returns the bytes that the new owner signs. They are wrapped as wallets wrap data that is
	/// not a transaction.
	pub fn signing_payload(&self) -> Vec<u8> {
		(b"<Bytes>cairn/transfer/1", self, b"</Bytes>").encode()
	}
}

impl<T: Config> Pallet<T> {
	/// Returns the device; fails unless `owner` owns it.
	pub(crate) fn owned_device(
		owner: &T::AccountId,
		index: DeviceIndex,
	) -> Result<Device<T>, DispatchError> {
		let device = Devices::<T>::get(index).ok_or(Error::<T>::DeviceUnknown)?;
		ensure!(device.owner == *owner, Error::<T>::NotOwner);
		Ok(device)
	}

	pub(crate) fn do_offer(
		owner: &T::AccountId,
		index: DeviceIndex,
		to: &T::AccountId,
	) -> DispatchResult {
		let device = Self::owned_device(owner, index)?;
		Self::ensure_changeable(index, &device)?;
		ensure!(to != owner, Error::<T>::AlreadyOwner);
		Offers::<T>::insert(index, to);
		Self::deposit_event(Event::DeviceOffered { device: index, to: to.clone() });
		Ok(())
	}

	pub(crate) fn do_cancel_offer(owner: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		Self::owned_device(owner, index)?;
		ensure!(Self::discard_offer(index), Error::<T>::NoOffer);
		Ok(())
	}

	/// Discards the offer of a device; returns whether there was one.
	pub(crate) fn discard_offer(index: DeviceIndex) -> bool {
		let stood = Offers::<T>::take(index).is_some();
		if stood {
			Self::deposit_event(Event::OfferCancelled { device: index });
		}
		stood
	}

	pub(crate) fn do_accept_offer(to: &T::AccountId, index: DeviceIndex) -> DispatchResult {
		let device = Devices::<T>::get(index).ok_or(Error::<T>::DeviceUnknown)?;
		let offered_to = Offers::<T>::take(index).ok_or(Error::<T>::NoOffer)?;
		ensure!(offered_to == *to, Error::<T>::OfferedToAnotherAccount);
		Self::ensure_changeable(index, &device)?;
		Self::begin_transfer(index, device, to)
	}

	/// Transfers devices in one call, with the signature of the new owner.
	pub(crate) fn do_transfer(
		owner: &T::AccountId,
		to: &T::AccountId,
		fleet: Fleet<T>,
		expires_at: BlockNumberFor<T>,
		signature: T::OffchainSignature,
	) -> DispatchResult {
		ensure!(to != owner, Error::<T>::AlreadyOwner);
		ensure!(Self::now() <= expires_at, Error::<T>::ConsentExpired);
		let devices = fleet
			.iter()
			.map(|index| Self::owned_device(owner, *index).map(|device| (device.key, device.nonce)))
			.collect::<Result<Vec<_>, DispatchError>>()?;
		let consent =
			TransferConsent { genesis: Self::genesis_hash(), from: owner, devices, expires_at };
		ensure!(
			signature.verify(consent.signing_payload().as_slice(), to),
			Error::<T>::OwnerSignatureInvalid
		);
		for index in fleet {
			let device = Self::owned_device(owner, index)?;
			Self::ensure_changeable(index, &device)?;
			Offers::<T>::remove(index);
			Self::begin_transfer(index, device, to)?;
		}
		Ok(())
	}

	/// Puts the new owner's bond on hold at once, in CRN whatever the previous bond is held in. The
	/// device changes owner once its open windows have settled.
	fn begin_transfer(
		index: DeviceIndex,
		mut device: Device<T>,
		to: &T::AccountId,
	) -> DispatchResult {
		let bond = Self::class(device.class)?.bond;
		Self::hold_bond(to, to, bond)?;
		// The nonce moves on, so that a consent for this transfer counts once.
		device.nonce = device.nonce.checked_add(1).ok_or(Error::<T>::NonceExhausted)?;
		Self::request_change(index, device, Change::Transfer { to: to.clone(), bond })
	}

	pub(crate) fn apply_transfer(
		index: DeviceIndex,
		device: &mut Device<T>,
		to: T::AccountId,
		bond: BalanceOf<T>,
	) {
		Self::release_collateral(device);
		let from = core::mem::replace(&mut device.owner, to.clone());
		device.bond = bond;
		device.collateral = Collateral::Native;
		DevicesOf::<T>::remove(&from, index);
		DevicesOf::<T>::insert(&to, index, ());
		let former_payee = PayoutAccounts::<T>::take(index).unwrap_or_else(|| from.clone());
		T::Hooks::on_transferred(index, &former_payee);
		Self::deposit_event(Event::DeviceTransferred { device: index, from, to, bond });
	}

	pub(crate) fn do_set_payout_account(
		owner: &T::AccountId,
		index: DeviceIndex,
		account: Option<T::AccountId>,
	) -> DispatchResult {
		Self::owned_device(owner, index)?.ensure_in_service()?;
		match &account {
			Some(account) => PayoutAccounts::<T>::insert(index, account),
			None => PayoutAccounts::<T>::remove(index),
		}
		Self::deposit_event(Event::PayoutAccountSet { device: index, account });
		Ok(())
	}
}

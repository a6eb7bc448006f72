//! Claims: paying the settled rewards of ledgers to their payees.

use crate::{
	AccountLedgers, BucketBook, Config, CurrentEra, DeviceLedgers, Error, Event, Ledger, Pallet,
	PerBucket,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use cairn_primitives::{
	devices::{DeviceDirectory, DeviceIndex},
	Balance,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{DepositConsequence, Preservation, Provenance},
	},
	BoundedVec,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_claim(device: DeviceIndex) -> DispatchResult {
		let payee = T::Directory::payee(device).ok_or(Error::<T>::DeviceUnknown)?;
		let ledger = Self::load_settled_ledger(device);
		ensure!(!ledger.in_escrow, Error::<T>::RewardsInEscrow);
		Self::pay(&payee, ledger.pending().total())?;
		Self::record_payment(device, ledger, payee);
		Ok(())
	}

	pub(crate) fn do_claim_many(devices: BoundedVec<DeviceIndex, T::MaxFleet>) -> DispatchResult {
		let mut claims = BTreeMap::<T::AccountId, Vec<(DeviceIndex, Ledger)>>::new();
		for device in devices.into_iter().collect::<BTreeSet<_>>() {
			let Some(payee) = T::Directory::payee(device) else { continue };
			if !DeviceLedgers::<T>::contains_key(device) {
				continue;
			}
			let ledger = Self::load_settled_ledger(device);
			if !ledger.in_escrow && ledger.pending().total() > 0 {
				claims.entry(payee).or_default().push((device, ledger));
			} else {
				Self::store_ledger(device, ledger);
			}
		}
		let mut any = false;
		for (payee, ledgers) in claims {
			let total = ledgers
				.iter()
				.fold(0, |sum: Balance, (_, ledger)| sum.saturating_add(ledger.pending().total()));
			let paid = Self::pay(&payee, total).is_ok();
			for (device, ledger) in ledgers {
				if paid {
					Self::record_payment(device, ledger, payee.clone());
				} else {
					Self::store_ledger(device, ledger);
				}
			}
			any |= paid;
		}
		ensure!(any, Error::<T>::NothingToClaim);
		Ok(())
	}

	pub(crate) fn do_claim_account(account: T::AccountId) -> DispatchResult {
		let mut ledger = AccountLedgers::<T>::get(&account);
		Self::settle_ledger(&mut ledger, CurrentEra::<T>::get().index);
		let amounts = ledger.pending();
		Self::pay(&account, amounts.total())?;
		ledger.set_pending(PerBucket::default());
		if ledger.is_empty() {
			AccountLedgers::<T>::remove(&account);
		} else {
			AccountLedgers::<T>::insert(&account, ledger);
		}
		Self::update_books(&amounts, BucketBook::pay);
		Self::deposit_event(Event::AccountPaid { account, amounts });
		Ok(())
	}

	fn pay(payee: &T::AccountId, amount: Balance) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		let receives = T::Currency::can_deposit(payee, amount, Provenance::Extant);
		ensure!(receives == DepositConsequence::Success, Error::<T>::PayeeCannotReceive);
		T::Currency::transfer(&Self::devices_pot(), payee, amount, Preservation::Preserve)?;
		Ok(())
	}

	fn record_payment(device: DeviceIndex, mut ledger: Ledger, payee: T::AccountId) {
		let amounts = ledger.pending();
		ledger.set_pending(PerBucket::default());
		Self::store_ledger(device, ledger);
		Self::update_books(&amounts, BucketBook::pay);
		Self::deposit_event(Event::RewardPaid { device, payee, amounts });
	}
}

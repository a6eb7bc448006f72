//! Ledgers: crediting units, settling them, assigning them to accounts, and escrow.

use crate::{
	split_sub_planck, types::BUCKETS, AccountLedgers, BucketBook, BucketBooks, ClosedEras, Config,
	CurrentEra, DeviceLedgers, Error, Event, Ledger, Pallet, PerBucket,
};
use cairn_primitives::{
	devices::{DeviceIndex, Escrow},
	rewards::{Bucket, Units},
	Balance,
};
use frame_support::{defensive, pallet_prelude::DispatchResult};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_credit(device: DeviceIndex, bucket: Bucket, units: Units) -> DispatchResult {
		let mut era = CurrentEra::<T>::get();
		let all = era.units.get_mut(bucket);
		*all = all.checked_add(units).ok_or(Error::<T>::TooManyUnits)?;
		let mut ledger = DeviceLedgers::<T>::get(device);
		Self::settle_ledger(&mut ledger, era.index);
		let mut own = ledger.units();
		let own_units = own.get_mut(bucket);
		// Cannot saturate: a device has at most the units of the whole era.
		*own_units = own_units.saturating_add(units);
		ledger.set_units(own);
		CurrentEra::<T>::put(era);
		DeviceLedgers::<T>::insert(device, ledger);
		Self::deposit_event(Event::UnitsCredited { device, bucket, units });
		Ok(())
	}

	/// Converts a ledger's units of an ended era into planck and moves the ledger to the current
	/// era (Invariants 1 and 2).
	pub(crate) fn settle_ledger(ledger: &mut Ledger, current: EraIndex) {
		if ledger.era == current {
			return;
		}
		let era = core::mem::replace(&mut ledger.era, current);
		let units = ledger.units();
		if units.is_zero() {
			return;
		}
		ledger.set_units(PerBucket::default());
		let Some(mut closed) = ClosedEras::<T>::get(era) else {
			defensive!("a ledger has units of an era that owes nothing");
			return;
		};
		let mut books = BucketBooks::<T>::get();
		let mut pending = ledger.pending();
		for bucket in BUCKETS {
			let units = *units.get(bucket);
			let owed = closed.worth(bucket, units);
			let amount = books.get_mut(bucket).settle(owed, ledger.in_escrow);
			let all = pending.get_mut(bucket);
			*all = all.saturating_add(amount);
			let unsettled = closed.unsettled.get_mut(bucket);
			*unsettled = unsettled.saturating_sub(units);
		}
		ledger.set_pending(pending);
		BucketBooks::<T>::put(books);
		if closed.unsettled.is_zero() {
			ClosedEras::<T>::remove(era);
		} else {
			ClosedEras::<T>::insert(era, closed);
		}
	}

	/// Computes what a ledger would hold if it were settled now: amounts in planck, and units of
	/// the current era.
	pub(crate) fn preview_settlement(ledger: &Ledger) -> (PerBucket<Balance>, PerBucket<Units>) {
		let units = ledger.units();
		if ledger.era == CurrentEra::<T>::get().index {
			return (ledger.pending(), units);
		}
		let closed = ClosedEras::<T>::get(ledger.era).unwrap_or_default();
		let mut pending = ledger.pending();
		for bucket in BUCKETS {
			let owed = closed.worth(bucket, *units.get(bucket));
			let all = pending.get_mut(bucket);
			*all = all.saturating_add(split_sub_planck(owed).0);
		}
		(pending, PerBucket::default())
	}

	/// Returns a device's ledger, settled; an empty one if the device has none. The caller must
	/// store or remove it, because the books are already changed.
	pub(crate) fn load_settled_ledger(device: DeviceIndex) -> Ledger {
		let mut ledger = DeviceLedgers::<T>::get(device);
		Self::settle_ledger(&mut ledger, CurrentEra::<T>::get().index);
		ledger
	}

	/// Stores a device's ledger, or removes it if it is empty.
	pub(crate) fn store_ledger(device: DeviceIndex, ledger: Ledger) {
		if ledger.is_empty() {
			DeviceLedgers::<T>::remove(device);
		} else {
			DeviceLedgers::<T>::insert(device, ledger);
		}
	}

	/// Moves a device's unpaid rewards to an account. The units of the current era move as units,
	/// because their value is not known yet.
	pub(crate) fn assign_to_account(device: DeviceIndex, account: &T::AccountId) {
		if !DeviceLedgers::<T>::contains_key(device) {
			return;
		}
		let mut ledger = Self::load_settled_ledger(device);
		DeviceLedgers::<T>::remove(device);
		if ledger.in_escrow {
			defensive!("a device changes hands while it is suspended");
			Self::end_escrow(&mut ledger);
		}
		let (amounts, units) = (ledger.pending(), ledger.units());
		if amounts.total() == 0 && units.is_zero() {
			return;
		}
		AccountLedgers::<T>::mutate(account, |own| {
			Self::settle_ledger(own, ledger.era);
			own.add(&amounts, &units);
		});
		Self::deposit_event(Event::RewardAssigned {
			device,
			account: account.clone(),
			amounts,
			units,
		});
	}

	/// Puts a device's unpaid and future rewards in escrow.
	pub(crate) fn begin_escrow(device: DeviceIndex) {
		if DeviceLedgers::<T>::get(device).in_escrow {
			return;
		}
		let mut ledger = Self::load_settled_ledger(device);
		ledger.in_escrow = true;
		let amounts = ledger.pending();
		Self::update_books(&amounts, BucketBook::escrow);
		DeviceLedgers::<T>::insert(device, ledger);
		Self::deposit_event(Event::RewardEscrowed { device, amounts });
	}

	/// Ends a device's escrow: its rewards become claimable, or go back to the buckets.
	pub(crate) fn resolve_escrow(device: DeviceIndex, escrow: Escrow) {
		if !DeviceLedgers::<T>::get(device).in_escrow {
			return;
		}
		let mut ledger = Self::load_settled_ledger(device);
		Self::end_escrow(&mut ledger);
		let amounts = ledger.pending();
		match escrow {
			Escrow::Returned => Self::deposit_event(Event::EscrowReturned { device, amounts }),
			Escrow::Forfeited => {
				let units = ledger.units();
				Self::update_books(&amounts, BucketBook::forfeit);
				CurrentEra::<T>::mutate(|era| {
					for bucket in BUCKETS {
						let all = era.units.get_mut(bucket);
						*all = all.saturating_sub(*units.get(bucket));
					}
				});
				ledger = Ledger { era: ledger.era, ..Default::default() };
				Self::deposit_event(Event::EscrowForfeited { device, amounts, units });
			}
		}
		Self::store_ledger(device, ledger);
	}

	fn end_escrow(ledger: &mut Ledger) {
		ledger.in_escrow = false;
		Self::update_books(&ledger.pending(), BucketBook::release);
	}

	/// Applies a movement between columns to the book of each bucket.
	pub(crate) fn update_books(
		amounts: &PerBucket<Balance>,
		movement: fn(&mut BucketBook, Balance),
	) {
		BucketBooks::<T>::mutate(|books| {
			for bucket in BUCKETS {
				movement(books.get_mut(bucket), *amounts.get(bucket));
			}
		});
	}
}

impl Ledger {
	fn add(&mut self, amounts: &PerBucket<Balance>, units: &PerBucket<Units>) {
		self.coverage_pending = self.coverage_pending.saturating_add(amounts.coverage);
		self.usage_pending = self.usage_pending.saturating_add(amounts.usage);
		self.coverage_units = self.coverage_units.saturating_add(units.coverage);
		self.usage_units = self.usage_units.saturating_add(units.usage);
	}
}

/// Movements between the columns of a book, in planck. Each preserves the sum (Invariant 1).
impl BucketBook {
	fn escrow(&mut self, amount: Balance) {
		self.pending = self.pending.saturating_sub(amount);
		self.escrowed = self.escrowed.saturating_add(amount);
	}

	fn release(&mut self, amount: Balance) {
		self.escrowed = self.escrowed.saturating_sub(amount);
		self.pending = self.pending.saturating_add(amount);
	}

	fn forfeit(&mut self, amount: Balance) {
		self.pending = self.pending.saturating_sub(amount);
		self.carry(crate::to_sub_planck(amount));
	}

	pub(crate) fn pay(&mut self, amount: Balance) {
		self.pending = self.pending.saturating_sub(amount);
		self.paid = self.paid.saturating_add(amount);
	}
}

//! Ledgers: crediting, settling, and handing over what was earned.

use crate::{
	planck, types::BUCKETS, AccountLedgers, Books, BucketBook, ClosedEras, Config, CurrentEra,
	DeviceLedgers, Error, Event, Ledger, Pallet, PerBucket,
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
		Self::settle(&mut ledger, era.index);
		let mut own = ledger.units();
		let own_units = own.get_mut(bucket);
		// No more than all together.
		*own_units = own_units.saturating_add(units);
		ledger.set_units(own);
		CurrentEra::<T>::put(era);
		DeviceLedgers::<T>::insert(device, ledger);
		Self::deposit_event(Event::UnitsCredited { device, bucket, units });
		Ok(())
	}

	/// Turns the units of an era that has ended into planck. From then on the ledger is in the era
	/// that is being worked in.
	pub(crate) fn settle(ledger: &mut Ledger, current: EraIndex) {
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
		let mut books = Books::<T>::get();
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
		Books::<T>::put(books);
		if closed.unsettled.is_zero() {
			ClosedEras::<T>::remove(era);
		} else {
			ClosedEras::<T>::insert(era, closed);
		}
	}

	/// What a ledger would hold were it settled now: amounts, and units of the era that is being
	/// worked in.
	pub(crate) fn settled(ledger: &Ledger) -> (PerBucket<Balance>, PerBucket<Units>) {
		let units = ledger.units();
		if ledger.era == CurrentEra::<T>::get().index {
			return (ledger.pending(), units);
		}
		let closed = ClosedEras::<T>::get(ledger.era).unwrap_or_default();
		let mut pending = ledger.pending();
		for bucket in BUCKETS {
			let owed = closed.worth(bucket, *units.get(bucket));
			let all = pending.get_mut(bucket);
			*all = all.saturating_add(planck(owed).0);
		}
		(pending, PerBucket::default())
	}

	/// A device's ledger, settled; an empty one if the device has none. It must be filed again.
	pub(crate) fn settled_ledger(device: DeviceIndex) -> Ledger {
		let mut ledger = DeviceLedgers::<T>::get(device);
		Self::settle(&mut ledger, CurrentEra::<T>::get().index);
		ledger
	}

	/// Files a device's ledger, unless there is nothing in it.
	pub(crate) fn file(device: DeviceIndex, ledger: Ledger) {
		if ledger.is_empty() {
			DeviceLedgers::<T>::remove(device);
		} else {
			DeviceLedgers::<T>::insert(device, ledger);
		}
	}

	/// Makes what a device has earned an account's. The units of the era that is being worked in go
	/// with it: what they are worth is not known yet.
	pub(crate) fn assign(device: DeviceIndex, account: &T::AccountId) {
		if !DeviceLedgers::<T>::contains_key(device) {
			return;
		}
		let mut ledger = Self::settled_ledger(device);
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
			Self::settle(own, ledger.era);
			own.add(&amounts, &units);
		});
		Self::deposit_event(Event::RewardAssigned {
			device,
			account: account.clone(),
			amounts,
			units,
		});
	}

	/// Puts what a device has earned, and what it is going to earn, in escrow.
	pub(crate) fn begin_escrow(device: DeviceIndex) {
		if DeviceLedgers::<T>::get(device).in_escrow {
			return;
		}
		let mut ledger = Self::settled_ledger(device);
		ledger.in_escrow = true;
		let amounts = ledger.pending();
		Self::move_within_books(&amounts, BucketBook::escrow);
		DeviceLedgers::<T>::insert(device, ledger);
		Self::deposit_event(Event::RewardEscrowed { device, amounts });
	}

	/// Gives a device what it has in escrow, or the buckets.
	pub(crate) fn decide_escrow(device: DeviceIndex, escrow: Escrow) {
		if !DeviceLedgers::<T>::get(device).in_escrow {
			return;
		}
		let mut ledger = Self::settled_ledger(device);
		Self::end_escrow(&mut ledger);
		let amounts = ledger.pending();
		match escrow {
			Escrow::Returned => Self::deposit_event(Event::EscrowReturned { device, amounts }),
			Escrow::Forfeited => {
				let units = ledger.units();
				Self::move_within_books(&amounts, BucketBook::forfeit);
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
		Self::file(device, ledger);
	}

	fn end_escrow(ledger: &mut Ledger) {
		ledger.in_escrow = false;
		Self::move_within_books(&ledger.pending(), BucketBook::release);
	}

	pub(crate) fn move_within_books(
		amounts: &PerBucket<Balance>,
		movement: fn(&mut BucketBook, Balance),
	) {
		Books::<T>::mutate(|books| {
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

/// Movements between the columns of a book, in planck.
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
		self.carry(crate::grains(amount));
	}

	pub(crate) fn pay(&mut self, amount: Balance) {
		self.pending = self.pending.saturating_sub(amount);
		self.paid = self.paid.saturating_add(amount);
	}
}

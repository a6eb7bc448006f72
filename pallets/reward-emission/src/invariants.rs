//! The checks of the invariants that the crate's documentation lists, with the same numbers.

use crate::{
	split_sub_planck, to_sub_planck, types::BUCKETS, AccountLedgers, BucketBooks, ClosedEras,
	Config, CurrentEra, CurrentShares, DeviceLedgers, EmissionClock, EmissionSchedule, Issuance,
	NextShares, Pallet, PerBucket, StakerBook, StakerReserves, SubPlanck,
};
use alloc::collections::BTreeMap;
use cairn_primitives::{
	rewards::{Bucket, Units},
	Balance,
};
use frame_support::{ensure, traits::fungible::Inspect};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	pub(crate) fn check_invariants() -> Result<(), &'static str> {
		BUCKETS.into_iter().try_for_each(Self::check_bucket)?;
		Self::check_units()?;
		Self::check_pots()?;
		Self::check_stakers()?;
		Self::check_issuance()?;
		Self::check_shares()
	}

	fn check_bucket(bucket: Bucket) -> Result<(), &'static str> {
		let books = BucketBooks::<T>::get();
		let book = books.get(bucket);
		let owed = to_sub_planck(book.paid)
			.saturating_add(to_sub_planck(book.pending))
			.saturating_add(to_sub_planck(book.escrowed))
			.saturating_add(book.unsettled)
			.saturating_add(book.carried);
		ensure!(book.minted == owed, "1: a bucket's columns do not add up");
		let (mut pending, mut escrowed): (Balance, Balance) = (0, 0);
		for ledger in DeviceLedgers::<T>::iter_values().chain(AccountLedgers::<T>::iter_values()) {
			let side = if ledger.in_escrow { &mut escrowed } else { &mut pending };
			*side = side.saturating_add(*ledger.pending().get(bucket));
		}
		ensure!(book.pending == pending, "1: the pending amount is not the sum of the ledgers");
		ensure!(book.escrowed == escrowed, "1: the escrowed amount is not the sum of the ledgers");
		Ok(())
	}

	fn check_units() -> Result<(), &'static str> {
		let mut held = BTreeMap::<EraIndex, PerBucket<Units>>::new();
		for ledger in DeviceLedgers::<T>::iter_values().chain(AccountLedgers::<T>::iter_values()) {
			if ledger.units().is_zero() {
				continue;
			}
			let era = held.entry(ledger.era).or_default();
			era.coverage = era.coverage.saturating_add(ledger.coverage_units);
			era.usage = era.usage.saturating_add(ledger.usage_units);
		}
		let current = CurrentEra::<T>::get();
		let open = held.remove(&current.index).unwrap_or_default();
		ensure!(
			open == current.units,
			"2: the units of the current era are not the sum of the ledgers"
		);
		let mut unsettled = PerBucket::<SubPlanck>::default();
		for (era, closed) in ClosedEras::<T>::iter() {
			ensure!(
				held.remove(&era) == Some(closed.unsettled),
				"2: the units of an ended era are not the sum of the ledgers"
			);
			for bucket in BUCKETS {
				let worth = closed.worth(bucket, *closed.unsettled.get(bucket));
				let all = unsettled.get_mut(bucket);
				*all = all.saturating_add(worth);
			}
		}
		ensure!(held.is_empty(), "2: a ledger has units of an era that owes nothing");
		let books = BucketBooks::<T>::get();
		let stands = PerBucket { coverage: books.coverage.unsettled, usage: books.usage.unsettled };
		ensure!(stands == unsettled, "2: the unsettled amount is not the value of the units");
		Ok(())
	}

	fn check_pots() -> Result<(), &'static str> {
		if EmissionSchedule::<T>::get().cap == 0 {
			return Ok(());
		}
		let books = BucketBooks::<T>::get();
		let left = |bucket| {
			let book = books.get(bucket);
			book.minted.saturating_sub(to_sub_planck(book.paid))
		};
		let (devices, rest) =
			split_sub_planck(left(Bucket::Coverage).saturating_add(left(Bucket::Usage)));
		ensure!(rest == 0, "3: the buckets together hold a fraction of a planck");
		// Anyone may send tokens to a pot; the books ignore them.
		let holds = |pot: &T::AccountId, amount: Balance| {
			T::Currency::total_balance(pot) >= amount.saturating_add(T::Currency::minimum_balance())
		};
		ensure!(holds(&Self::devices_pot(), devices), "3: the devices' pot is short");
		ensure!(
			holds(&Self::stakers_pot(), StakerBook::<T>::get().balance()),
			"3: the stakers' pot is short"
		);
		Ok(())
	}

	fn check_stakers() -> Result<(), &'static str> {
		let book = StakerBook::<T>::get();
		let reserved = StakerReserves::<T>::iter_values()
			.fold(0, |sum: Balance, reserve| sum.saturating_add(reserve));
		ensure!(book.reserved == reserved, "4: the reserved amount is not the sum of the eras");
		ensure!(book.paid <= book.minted, "4: stakers were paid more than was minted for them");
		Ok(())
	}

	fn check_issuance() -> Result<(), &'static str> {
		if EmissionClock::<T>::get().is_none() {
			return Ok(());
		}
		let (book, books) = (Issuance::<T>::get(), BucketBooks::<T>::get());
		let devices = split_sub_planck(books.coverage.minted.saturating_add(books.usage.minted));
		let minted =
			StakerBook::<T>::get().minted.saturating_add(devices.0).saturating_add(book.treasury);
		ensure!(
			devices.1 == 0 && book.minted == minted,
			"5: the minted amount is not the sum of its parts"
		);
		let issuance = T::Currency::total_issuance();
		ensure!(issuance <= book.issuance(), "5: the issuance was raised by somebody else");
		let cap = EmissionSchedule::<T>::get().cap.max(book.endowed).saturating_add(book.forced);
		ensure!(issuance <= cap, "5: the issuance exceeds the cap");
		Ok(())
	}

	fn check_shares() -> Result<(), &'static str> {
		let current = CurrentShares::<T>::get();
		let fresh = EmissionSchedule::<T>::get().cap == 0;
		ensure!(fresh || current.add_up(), "6: the shares do not add up");
		ensure!(
			NextShares::<T>::get().is_none_or(|next| next.add_up()),
			"6: the next shares do not add up"
		);
		Ok(())
	}
}

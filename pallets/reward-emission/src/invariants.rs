//! What always holds; the numbers are those of the crate's documentation.

use crate::{
	grains, planck, types::BUCKETS, AccountLedgers, Books, ClosedEras, Config, CurrentEra,
	CurrentShares, DeviceLedgers, EmissionClock, EmissionSchedule, Grains, Issuance, NextShares,
	Pallet, PerBucket, Stakers, StakersReserve,
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
		let books = Books::<T>::get();
		let book = books.get(bucket);
		let owed = grains(book.paid)
			.saturating_add(grains(book.pending))
			.saturating_add(grains(book.escrowed))
			.saturating_add(book.unsettled)
			.saturating_add(book.carried);
		ensure!(book.minted == owed, "1: a bucket's columns do not add up");
		let (mut pending, mut escrowed): (Balance, Balance) = (0, 0);
		for ledger in DeviceLedgers::<T>::iter_values().chain(AccountLedgers::<T>::iter_values()) {
			let side = if ledger.in_escrow { &mut escrowed } else { &mut pending };
			*side = side.saturating_add(*ledger.pending().get(bucket));
		}
		ensure!(book.pending == pending, "1: what is pending is not the sum of the ledgers");
		ensure!(book.escrowed == escrowed, "1: what is escrowed is not the sum of the ledgers");
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
		ensure!(open == current.units, "2: the units of the era are not those of the ledgers");
		let mut unsettled = PerBucket::<Grains>::default();
		for (era, closed) in ClosedEras::<T>::iter() {
			ensure!(
				held.remove(&era) == Some(closed.unsettled),
				"2: the units of an era that has ended are not those of the ledgers"
			);
			for bucket in BUCKETS {
				let worth = closed.worth(bucket, *closed.unsettled.get(bucket));
				let all = unsettled.get_mut(bucket);
				*all = all.saturating_add(worth);
			}
		}
		ensure!(held.is_empty(), "2: a ledger has units of an era that owes nothing");
		let books = Books::<T>::get();
		let stands = PerBucket { coverage: books.coverage.unsettled, usage: books.usage.unsettled };
		ensure!(stands == unsettled, "2: what is unsettled is not what the units are worth");
		Ok(())
	}

	fn check_pots() -> Result<(), &'static str> {
		if EmissionSchedule::<T>::get().cap == 0 {
			return Ok(());
		}
		let books = Books::<T>::get();
		let left = |bucket| {
			let book = books.get(bucket);
			book.minted.saturating_sub(grains(book.paid))
		};
		let (devices, rest) = planck(left(Bucket::Coverage).saturating_add(left(Bucket::Usage)));
		ensure!(rest == 0, "3: the buckets together hold a part of a planck");
		// Anybody may add to a pot; that changes nothing.
		let holds = |pot: &T::AccountId, amount: Balance| {
			T::Currency::total_balance(pot) >= amount.saturating_add(T::Currency::minimum_balance())
		};
		ensure!(holds(&Self::devices_pot(), devices), "3: the devices' pot is short");
		ensure!(
			holds(&Self::stakers_pot(), Stakers::<T>::get().balance()),
			"3: the stakers' pot is short"
		);
		Ok(())
	}

	fn check_stakers() -> Result<(), &'static str> {
		let book = Stakers::<T>::get();
		let reserved = StakersReserve::<T>::iter_values()
			.fold(0, |sum: Balance, reserve| sum.saturating_add(reserve));
		ensure!(book.reserved == reserved, "4: what is put by is not the sum of the eras");
		ensure!(book.paid <= book.minted, "4: stakers were paid more than was minted for them");
		Ok(())
	}

	fn check_issuance() -> Result<(), &'static str> {
		if EmissionClock::<T>::get().is_none() {
			return Ok(());
		}
		let (book, books) = (Issuance::<T>::get(), Books::<T>::get());
		let devices = planck(books.coverage.minted.saturating_add(books.usage.minted));
		let minted =
			Stakers::<T>::get().minted.saturating_add(devices.0).saturating_add(book.treasury);
		ensure!(devices.1 == 0 && book.minted == minted, "5: a bucket got what was not minted");
		let issuance = T::Currency::total_issuance();
		ensure!(issuance <= book.issuance(), "5: somebody else mints");
		let cap = EmissionSchedule::<T>::get().cap.max(book.endowed).saturating_add(book.forced);
		ensure!(issuance <= cap, "5: there is more than there may be");
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

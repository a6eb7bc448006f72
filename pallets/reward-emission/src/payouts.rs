//! The stakers' pot: what is put by for an era, and how it is paid.
//!
//! The staking pallet mints when a payout is claimed. What it mints is taken out of the pot at once,
//! so that paying makes nothing new. Until an era's last page is paid its whole pot is put by, for
//! anybody may claim it from the staking pallet too; then what rounding left over is free for the
//! next era.

use crate::{Config, CurrentEra, Event, Pallet, Payouts, Stakers, StakersReserve, WeightInfo};
use cairn_primitives::{rewards::StakerPayouts, Balance};
use core::marker::PhantomData;
use frame_support::{
	defensive,
	dispatch::DispatchClass,
	pallet_prelude::Get,
	storage::with_storage_layer,
	traits::{
		fungible::{Balanced, Debt},
		tokens::Preservation,
		Imbalance, OnUnbalanced,
	},
	weights::WeightMeter,
};
use sp_staking::EraIndex;

/// What was minted and is not part of the issuance yet.
pub type DebtOf<T> = Debt<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// Settles payouts out of the stakers' pot: the staking pallet's `Reward`.
pub struct FromStakersPot<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<DebtOf<T>> for FromStakersPot<T> {
	fn on_nonzero_unbalanced(minted: DebtOf<T>) {
		Pallet::<T>::settle_payout(minted);
	}
}

impl<T: Config> Pallet<T> {
	/// Puts by for the stakers of an era what was minted for them and what eras before have left.
	/// Returns what they are promised.
	pub(crate) fn reserve_for_stakers(era: EraIndex, minted: Balance) -> Balance {
		if let Some(expired) = era.checked_sub(T::PayoutHistory::get().saturating_add(1)) {
			Self::free_reserve(expired);
		}
		let mut book = Stakers::<T>::get();
		let pot = book.carried().saturating_add(minted);
		book.minted = book.minted.saturating_add(minted);
		book.reserved = book.reserved.saturating_add(pot);
		Stakers::<T>::put(book);
		StakersReserve::<T>::insert(era, pot);
		pot.saturating_sub(T::PayoutRounding::get())
	}

	/// Whatever is put by for an era is for nobody any more.
	fn free_reserve(era: EraIndex) {
		if let Some(reserve) = StakersReserve::<T>::take(era) {
			Stakers::<T>::mutate(|book| book.reserved = book.reserved.saturating_sub(reserve));
			Self::deposit_event(Event::StakersPaid { era });
		}
	}

	/// Takes what the staking pallet has minted for a payout out of the pot.
	fn settle_payout(minted: DebtOf<T>) {
		// The staking pallet's weights do not know of the pot and its book.
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::DbWeight::get().reads_writes(2, 2),
			DispatchClass::Normal,
		);
		let amount = minted.peek();
		let pot = Self::stakers_pot();
		match T::Currency::settle(&pot, minted, Preservation::Preserve) {
			Ok(_) => Stakers::<T>::mutate(|book| book.paid = book.paid.saturating_add(amount)),
			// Then it makes something new after all.
			Err(_) => {
				defensive!("the stakers' pot is too small for a payout");
			}
		}
	}

	/// Pays stakers of eras that have ended, as long as there is weight and at most so many pages.
	pub(crate) fn pay_stakers(pages: u32, meter: &mut WeightMeter) {
		let step = T::WeightInfo::pay_stakers().saturating_add(T::StakerPayouts::weight_of_page());
		for _ in 0..pages {
			if meter.try_consume(step).is_err() || !Self::pay_next_page() {
				return;
			}
		}
	}

	/// Deals with the next page, validator or era. Whether there was one.
	pub(crate) fn pay_next_page() -> bool {
		let mut cursor = Payouts::<T>::get();
		let era = cursor.era;
		if era >= CurrentEra::<T>::get().index {
			return false;
		}
		if !StakersReserve::<T>::contains_key(era) {
			Payouts::<T>::put(cursor.next_era());
			return true;
		}
		match &cursor.validator {
			Some(validator) if cursor.page < cursor.pages => {
				let page = cursor.page;
				if with_storage_layer(|| T::StakerPayouts::pay(era, validator, page)).is_err() {
					let validator = validator.clone();
					Self::deposit_event(Event::PayoutSkipped { era, validator, page });
					cursor.skipped = true;
				}
				cursor.page = page.saturating_add(1);
			}
			last => match T::StakerPayouts::validator_after(era, last.as_ref()) {
				Some((validator, pages)) => {
					cursor.validator = Some(validator);
					(cursor.pages, cursor.page) = (pages, 0);
				}
				None => {
					if !cursor.skipped {
						Self::free_reserve(era);
					}
					cursor = cursor.next_era();
				}
			},
		}
		Payouts::<T>::put(cursor);
		true
	}
}

impl<AccountId> crate::PayoutCursor<AccountId> {
	fn next_era(&self) -> Self {
		Self { era: self.era.saturating_add(1), validator: None, pages: 0, page: 0, skipped: false }
	}
}

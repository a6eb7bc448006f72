//! The stakers' pot: reserving it for an era, and paying it page by page.
//!
//! The staking pallet mints when a payout is claimed. The minted amount is taken out of the pot at
//! once, so a payout does not raise the issuance. An era's whole pot stays reserved until its last
//! page is paid, because anyone may also claim a page from the staking pallet. Then the rounding
//! remainder becomes part of the next era's pot.

use crate::{
	Config, CurrentEra, Event, Pallet, StakerBook, StakerPayoutCursor, StakerReserves, WeightInfo,
};
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

/// Tokens that were minted into accounts and must be balanced by an equal withdrawal.
pub type DebtOf<T> = Debt<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// Settles payouts out of the stakers' pot. Configure it as the staking pallet's `Reward`.
pub struct FromStakersPot<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<DebtOf<T>> for FromStakersPot<T> {
	fn on_nonzero_unbalanced(minted: DebtOf<T>) {
		Pallet::<T>::settle_payout(minted);
	}
}

impl<T: Config> Pallet<T> {
	/// Reserves for an era's stakers what was minted for them and what earlier eras left over
	/// (Invariant 4). Returns the amount promised to them, in planck.
	pub(crate) fn reserve_for_stakers(era: EraIndex, minted: Balance) -> Balance {
		if let Some(expired) = era.checked_sub(T::PayoutHistory::get().saturating_add(1)) {
			Self::release_reserve(expired);
		}
		let mut book = StakerBook::<T>::get();
		let pot = book.carried().saturating_add(minted);
		book.minted = book.minted.saturating_add(minted);
		book.reserved = book.reserved.saturating_add(pot);
		StakerBook::<T>::put(book);
		StakerReserves::<T>::insert(era, pot);
		pot.saturating_sub(T::PayoutRounding::get())
	}

	/// Releases an era's reserve: its stakers are paid, or its payouts have expired.
	fn release_reserve(era: EraIndex) {
		if let Some(reserve) = StakerReserves::<T>::take(era) {
			StakerBook::<T>::mutate(|book| book.reserved = book.reserved.saturating_sub(reserve));
			Self::deposit_event(Event::StakersPaid { era });
		}
	}

	/// Withdraws from the pot what the staking pallet has minted for a payout (Invariant 5).
	fn settle_payout(minted: DebtOf<T>) {
		// The staking pallet's weights do not include the pot and its book.
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::DbWeight::get().reads_writes(2, 2),
			DispatchClass::Normal,
		);
		let amount = minted.peek();
		let pot = Self::stakers_pot();
		match T::Currency::settle(&pot, minted, Preservation::Preserve) {
			Ok(_) => StakerBook::<T>::mutate(|book| book.paid = book.paid.saturating_add(amount)),
			// The payout raises the issuance: the debt was dropped.
			Err(_) => {
				defensive!("the stakers' pot is too small for a payout");
			}
		}
	}

	/// Takes up to `steps` payout steps for ended eras, as long as weight remains.
	pub(crate) fn pay_stakers(steps: u32, meter: &mut WeightMeter) {
		let step = T::WeightInfo::pay_stakers().saturating_add(T::StakerPayouts::weight_of_page());
		for _ in 0..steps {
			if meter.try_consume(step).is_err() || !Self::advance_payouts() {
				return;
			}
		}
	}

	/// Takes one payout step: pays a page, or moves to the next validator or era. Returns whether
	/// anything was left to do.
	pub(crate) fn advance_payouts() -> bool {
		let mut cursor = StakerPayoutCursor::<T>::get();
		let era = cursor.era;
		if era >= CurrentEra::<T>::get().index {
			return false;
		}
		if !StakerReserves::<T>::contains_key(era) {
			StakerPayoutCursor::<T>::put(cursor.next_era());
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
						Self::release_reserve(era);
					}
					cursor = cursor.next_era();
				}
			},
		}
		StakerPayoutCursor::<T>::put(cursor);
		true
	}
}

impl<AccountId> crate::PayoutCursor<AccountId> {
	/// Returns the cursor at the beginning of the next era.
	fn next_era(&self) -> Self {
		Self { era: self.era.saturating_add(1), validator: None, pages: 0, page: 0, skipped: false }
	}
}

//! Rewards: claimed page by page and swept lane by lane.

use crate::{
	Config, CurrentParameters, Event, LaneCount, LaneIndex, Pallet, PoolAccount, PoolBook, Skipped,
	Stage,
};
use cairn_primitives::{rewards::StakerPayouts, Balance};
use frame_support::{
	pallet_prelude::DispatchError, storage::with_storage_layer, traits::fungible::Inspect,
};
use sp_staking::EraIndex;

use crate::staking::LaneStaking as _;

impl<T: Config> Pallet<T> {
	/// Reads the next page of an era's payouts and claims it if it pays a lane. After all eras
	/// before `now`, the ask rate counts the claimed rewards until they are swept.
	pub(crate) fn claim_next(
		now: EraIndex,
		era: EraIndex,
		validator: Option<T::AccountId>,
		pages: u32,
		page: u32,
	) -> Stage<T::AccountId> {
		let stashes = Self::stashes();
		if era >= now || stashes.is_empty() {
			let landed = (0..LaneCount::<T>::get())
				.fold(0, |sum: Balance, lane| sum.saturating_add(Self::landed(lane)));
			PoolBook::<T>::mutate(|pool| pool.unswept = landed);
			return Stage::Sweep { lane: 0 };
		}
		if let Some(claimed) = validator.as_ref().filter(|_| page < pages) {
			if T::Staking::is_due(era, claimed, page, &stashes) {
				let pay = with_storage_layer(|| T::Payouts::pay(era, claimed, page));
				if let Err(error) = pay {
					let validator = claimed.clone();
					let step = Skipped::Payout { era, validator, page };
					Self::deposit_event(Event::StepSkipped { step, error });
				}
			}
			return Stage::Claim { era, validator, pages, page: page.saturating_add(1) };
		}
		match T::Payouts::validator_after(era, validator.as_ref()) {
			Some((next, pages)) => Stage::Claim { era, validator: Some(next), pages, page: 0 },
			None => Stage::Claim { era: era.saturating_add(1), validator: None, pages: 0, page: 0 },
		}
	}

	/// Returns the rewards in the reward account of a lane, above its existential deposit.
	fn landed(lane: LaneIndex) -> Balance {
		T::Currency::balance(&Self::account(PoolAccount::Rewards(lane)))
			.saturating_sub(T::Currency::minimum_balance())
	}

	/// Moves the rewards of a lane into the pool. Returns whether the lane exists.
	pub(crate) fn sweep(lane: LaneIndex) -> bool {
		if lane >= LaneCount::<T>::get() {
			PoolBook::<T>::mutate(|pool| pool.unswept = 0);
			return false;
		}
		let sweep = with_storage_layer(|| {
			let amount = Self::landed(lane);
			if amount == 0 {
				return Ok(());
			}
			Self::transfer_between(PoolAccount::Rewards(lane), PoolAccount::Liquid, amount)?;
			let fee = CurrentParameters::<T>::get().fee;
			let fee_shares = PoolBook::<T>::mutate(|pool| {
				pool.unswept = pool.unswept.saturating_sub(amount);
				pool.earn(amount, fee)
			});
			Self::deposit_event(Event::RewardsSwept { lane, amount, fee_shares });
			Ok::<_, DispatchError>(())
		});
		if let Err(error) = sweep {
			Self::deposit_event(Event::StepSkipped { step: Skipped::Sweep(lane), error });
		}
		true
	}
}

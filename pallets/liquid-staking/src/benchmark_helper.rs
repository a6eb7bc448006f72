//! Preparation of benchmarks: validators, eras and slashes.

// A benchmark that panics fails, as it should; none runs on a network.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use crate::Config;
use alloc::{collections::BTreeMap, vec::Vec};
use cairn_primitives::Balance;
use core::marker::PhantomData;
use frame_support::{
	pallet_prelude::Get,
	traits::{
		fungible::{Inspect, Mutate},
		fungibles::{Create, Inspect as _},
	},
};
use frame_system::RawOrigin;
use pallet_staking::{
	ActiveEra, ActiveEraInfo, CurrentEra, EraInfo, EraRewardPoints, ErasRewardPoints,
	ErasStartSessionIndex, MaxNominatorsCount, MaxValidatorsCount, MinCommission, MinValidatorBond,
	RewardDestination, SlashingSpans, SpanSlash, UnappliedSlash, UnappliedSlashes, ValidatorPrefs,
	Validators,
};
use sp_staking::{EraIndex, Exposure, IndividualExposure};

/// Prepares a chain for benchmarks.
pub trait BenchmarkHelper<AccountId> {
	/// Creates stCRN with `admin` in each of its roles, unless genesis has created it.
	fn make_token(admin: &AccountId);

	/// Begins an era, whatever the last one was, and plans no other.
	fn begin_era(era: EraIndex);

	/// Creates a validator that has self-stake and accepts nominations.
	fn validator(number: u32) -> AccountId;

	/// Returns the maximum number of validators that an election chooses.
	fn most_elected() -> u32;

	/// Elects all validators for an era and gives each of them points.
	fn elect_all(era: EraIndex);

	/// Returns the maximum number of nominators on a page of a payout.
	fn page_size() -> u32;

	/// Exposes `backers` behind a validator in an era, with `stake` each.
	fn back(era: EraIndex, validator: &AccountId, backers: Vec<AccountId>, stake: Balance);

	/// Defers a slash that is to take `amount` of each of `backers`. Returns the era in which it is
	/// due.
	fn defer_slash(validator: &AccountId, backers: Vec<AccountId>, amount: Balance) -> EraIndex;

	/// Returns the maximum number of chunks that a stash may be unbonding.
	fn most_chunks() -> u32;

	/// Records `times` slashing spans for a stash.
	fn slash_often(stash: &AccountId, times: u32);
}

/// [`BenchmarkHelper`] of a chain with `pallet-staking` 50.
pub struct StakingHelper<T>(PhantomData<T>);

impl<T> BenchmarkHelper<T::AccountId> for StakingHelper<T>
where
	T: Config + pallet_staking::Config<CurrencyBalance = Balance>,
	T::Assets: Create<T::AccountId>,
{
	fn make_token(admin: &T::AccountId) {
		let id = T::AssetId::get();
		if !T::Assets::asset_exists(id) {
			T::Assets::create(id, admin.clone(), true, 1).expect("the token is free");
		}
	}

	fn begin_era(era: EraIndex) {
		CurrentEra::<T>::put(era);
		ActiveEra::<T>::put(ActiveEraInfo { index: era, start: Some(0) });
		ErasStartSessionIndex::<T>::insert(era, era);
	}

	fn validator(number: u32) -> T::AccountId {
		MaxValidatorsCount::<T>::kill();
		MaxNominatorsCount::<T>::kill();
		let stash: T::AccountId = frame_benchmarking::account("validator", number, 0);
		let least = <T as Config>::Currency::minimum_balance();
		let stake = MinValidatorBond::<T>::get().max(least) * 10;
		<T as Config>::Currency::mint_into(&stash, stake * 2).expect("there is room for it");
		let origin = || RawOrigin::Signed(stash.clone()).into();
		pallet_staking::Pallet::<T>::bond(origin(), stake, RewardDestination::Staked)
			.expect("the account is new and rich");
		let commission = MinCommission::<T>::get();
		let preferences = ValidatorPrefs { commission, blocked: false };
		pallet_staking::Pallet::<T>::validate(origin(), preferences).expect("it has enough stake");
		stash
	}

	fn most_elected() -> u32 {
		T::MaxValidatorSet::get()
	}

	fn elect_all(era: EraIndex) {
		let validators: Vec<_> = Validators::<T>::iter_keys().collect();
		for validator in &validators {
			Self::back(era, validator, Vec::new(), 1);
		}
		let individual: BTreeMap<_, _> = validators.into_iter().map(|who| (who, 20)).collect();
		let total = individual.values().sum();
		ErasRewardPoints::<T>::insert(era, EraRewardPoints { total, individual });
	}

	fn page_size() -> u32 {
		T::MaxExposurePageSize::get()
	}

	fn back(era: EraIndex, validator: &T::AccountId, backers: Vec<T::AccountId>, stake: Balance) {
		let others: Vec<_> =
			backers.into_iter().map(|who| IndividualExposure { who, value: stake }).collect();
		let total = others.iter().fold(stake, |sum, backer| sum + backer.value);
		EraInfo::<T>::set_exposure(era, validator, Exposure { total, own: stake, others });
	}

	fn defer_slash(
		validator: &T::AccountId,
		backers: Vec<T::AccountId>,
		amount: Balance,
	) -> EraIndex {
		let now = ActiveEra::<T>::get().map_or(0, |era| era.index);
		let due = now + T::SlashDeferDuration::get() + 1;
		let slash = UnappliedSlash {
			validator: validator.clone(),
			own: amount,
			others: backers.into_iter().map(|who| (who, amount)).collect(),
			reporters: Vec::new(),
			payout: 0,
		};
		UnappliedSlashes::<T>::mutate(due, |slashes| slashes.push(slash));
		due
	}

	fn most_chunks() -> u32 {
		T::MaxUnlockingChunks::get()
	}

	fn slash_often(stash: &T::AccountId, times: u32) {
		let now = CurrentEra::<T>::get().unwrap_or(0);
		let spans = pallet_staking::slashing::SlashingSpans {
			span_index: times,
			last_start: now,
			last_nonzero_slash: now,
			prior: alloc::vec![1; times as usize],
		};
		SlashingSpans::<T>::insert(stash, spans);
		for span in 0..=times {
			let record = pallet_staking::slashing::SpanRecord { slashed: 1, paid_out: 0 };
			SpanSlash::<T>::insert((stash, span), record);
		}
	}
}

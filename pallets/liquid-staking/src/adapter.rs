//! [`LaneStaking`] on top of `pallet-staking` 50. Only this file depends on that pallet's details.

use crate::{
	staking::{Candidate, LaneStaking},
	Config, Origin, Pallet,
};
use alloc::vec::Vec;
use cairn_primitives::{rewards::StakerPayouts, Balance};
use core::{marker::PhantomData, ops::RangeInclusive};
use frame_election_provider_support::SortedListProvider;
use frame_support::{dispatch::DispatchClass, pallet_prelude::Get, weights::Weight};
use frame_system::RawOrigin;
use pallet_staking::{
	ActiveEra, ClaimedRewards, ErasRewardPoints, ErasStakersOverview, ErasStakersPaged, Ledger,
	MinimumActiveStake, SlashingSpans, UnappliedSlashes, Validators, WeightInfo as _,
};
use sp_runtime::{DispatchResult, Perbill};
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	EraIndex, SessionIndex,
};

/// The weight of reading every nomination that an election counts, each slashed once: 5,000 voters
/// with 16 nominations. An entry takes 48 bytes to decode and a look-up among 32 lanes: 60 ns
/// (benchmark `pending_slashes`).
const READ_SLASHES: Weight = Weight::from_parts(4_800_000_000, 0);

impl<T> LaneStaking<T::AccountId> for pallet_staking::Pallet<T>
where
	T: pallet_staking::Config<CurrencyBalance = Balance>,
	T::RuntimeOrigin: From<Origin>,
{
	fn active_era() -> EraIndex {
		ActiveEra::<T>::get().map_or(0, |era| era.index)
	}

	fn candidates(
		after: Option<&T::AccountId>,
		limit: u32,
		era: EraIndex,
	) -> Vec<Candidate<T::AccountId>> {
		let validators = match after {
			Some(after) => Validators::<T>::iter_from(Validators::<T>::hashed_key_for(after)),
			None => Validators::<T>::iter(),
		};
		let points = ErasRewardPoints::<T>::get(era).individual;
		validators
			.take(usize::try_from(limit).unwrap_or(usize::MAX))
			.map(|(account, preferences)| {
				let is_elected = ErasStakersOverview::<T>::contains_key(era, &account);
				let earned = points.get(&account).copied().unwrap_or(0);
				Candidate {
					commission: preferences.commission,
					is_blocked: preferences.blocked,
					self_stake: Ledger::<T>::get(&account).map_or(0, |ledger| ledger.active),
					points: is_elected.then_some(earned),
					// Zero if there was none. Spans are written when a slash is reported.
					last_slash: SlashingSpans::<T>::get(&account)
						.map(|spans| spans.last_nonzero_slash())
						.filter(|era| *era > 0),
					account,
				}
			})
			.collect()
	}

	fn average_points(era: EraIndex) -> u32 {
		let points = ErasRewardPoints::<T>::get(era);
		let earning = u32::try_from(points.individual.len()).unwrap_or(u32::MAX);
		points.total.checked_div(earning).unwrap_or(0)
	}

	fn may_be_nominated(who: &T::AccountId) -> bool {
		Validators::<T>::contains_key(who)
	}

	fn unlocking(stash: &T::AccountId) -> Vec<(EraIndex, Balance)> {
		Ledger::<T>::get(stash).map_or(Vec::new(), |ledger| {
			ledger.unlocking.iter().map(|chunk| (chunk.era, chunk.value)).collect()
		})
	}

	fn is_due(
		era: EraIndex,
		validator: &T::AccountId,
		page: u32,
		stashes: &[T::AccountId],
	) -> bool {
		let backers = ErasStakersPaged::<T>::get((era, validator, page));
		let is_ours = backers
			.is_some_and(|page| page.others.iter().any(|backer| stashes.contains(&backer.who)));
		is_ours && !ClaimedRewards::<T>::get(era, validator).contains(&page)
	}

	fn pending_slashes(stashes: &[T::AccountId]) -> Vec<Balance> {
		let mut pending = alloc::vec![0; stashes.len()];
		for slash in waiting_eras::<T>().flat_map(UnappliedSlashes::<T>::get) {
			for (who, amount) in slash.others {
				let lane = stashes.iter().position(|stash| *stash == who);
				if let Some(sum) = lane.and_then(|lane| pending.get_mut(lane)) {
					*sum = amount.saturating_add(*sum);
				}
			}
		}
		pending
	}

	fn pending_slashes_weight() -> Weight {
		let eras = u64::from(T::BondingDuration::get()).saturating_add(2);
		READ_SLASHES.saturating_add(T::DbWeight::get().reads(eras))
	}

	fn slashing_spans(stash: &T::AccountId) -> u32 {
		SlashingSpans::<T>::get(stash)
			// The current span and the earlier ones.
			.map_or(0, |spans| {
				u32::try_from(spans.prior.len()).unwrap_or(u32::MAX).saturating_add(1)
			})
	}

	fn least_counted_stake(most_voters: u32) -> Balance {
		if T::VoterList::count() < most_voters {
			return 0;
		}
		MinimumActiveStake::<T>::get()
	}

	fn manual_slash(validator: T::AccountId, era: EraIndex, fraction: Perbill) -> DispatchResult {
		Self::manual_slash(Origin::SlashDesk.into(), validator, era, fraction)
	}

	fn cancel_deferred_slash(era: EraIndex, indices: Vec<u32>) -> DispatchResult {
		Self::cancel_deferred_slash(Origin::SlashDesk.into(), era, indices)
	}

	fn set_min_commission(commission: Perbill) -> DispatchResult {
		Self::set_min_commission(Origin::SlashDesk.into(), commission)
	}
}

/// The eras for which `pallet-staking` may have recorded slashes: future eras, and current ones
/// whose slashes were reported too late to be applied. An offence older than the bonding duration
/// can no longer be reported.
pub fn waiting_eras<T: pallet_staking::Config>() -> RangeInclusive<EraIndex> {
	let active = ActiveEra::<T>::get().map_or(0, |era| era.index);
	let deferral = T::SlashDeferDuration::get().saturating_add(1);
	let oldest = active.saturating_sub(T::BondingDuration::get());
	oldest.saturating_add(deferral)..=active.saturating_add(deferral)
}

/// Claims the payouts of `pallet-staking`, page by page.
pub struct PagedPayouts<T>(PhantomData<T>);

impl<T> StakerPayouts<T::AccountId> for PagedPayouts<T>
where
	T: pallet_staking::Config<CurrencyBalance = Balance>,
{
	fn validator_after(era: EraIndex, after: Option<&T::AccountId>) -> Option<(T::AccountId, u32)> {
		let mut validators = match after {
			Some(after) => ErasStakersOverview::<T>::iter_prefix_from(
				era,
				ErasStakersOverview::<T>::hashed_key_for(era, after),
			),
			None => ErasStakersOverview::<T>::iter_prefix(era),
		};
		// A validator without nominators still has one page: its own.
		validators.next().map(|(validator, exposure)| (validator, exposure.page_count.max(1)))
	}

	fn pay(era: EraIndex, validator: &T::AccountId, page: u32) -> DispatchResult {
		if ClaimedRewards::<T>::get(era, validator).contains(&page) {
			return Ok(());
		}
		// Any account may claim a payout.
		let anybody = RawOrigin::Signed(validator.clone()).into();
		pallet_staking::Pallet::<T>::payout_stakers_by_page(anybody, validator.clone(), era, page)
			.map(|_| ())
			.map_err(|refused| refused.error)
	}

	fn weight_of_page() -> Weight {
		T::WeightInfo::payout_stakers_alive_staked(T::MaxExposurePageSize::get())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn prepare(era: EraIndex, validator: &T::AccountId) {
		let exposure = sp_staking::Exposure { total: 1, own: 1, others: Default::default() };
		pallet_staking::EraInfo::<T>::set_exposure(era, validator, exposure);
	}
}

/// Reports offences to `Inner`, then prices in what they will cost the pool.
pub struct PricedOffences<T, Inner>(PhantomData<(T, Inner)>);

impl<T, Inner, Reporter, Offender> OnOffenceHandler<Reporter, Offender, Weight>
	for PricedOffences<T, Inner>
where
	T: Config,
	Inner: OnOffenceHandler<Reporter, Offender, Weight>,
{
	fn on_offence(
		offenders: &[OffenceDetails<Reporter, Offender>],
		slash_fraction: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		let weight = Inner::on_offence(offenders, slash_fraction, session);
		Pallet::<T>::reconcile();
		// All offenders of one slot or round are slashed again with each report, because the share rises
		// with their number. The declared weight of a report covers one of them.
		if offenders.len() > 1 {
			frame_system::Pallet::<T>::register_extra_weight_unchecked(
				weight,
				DispatchClass::Normal,
			);
		}
		weight.saturating_add(Pallet::<T>::reconcile_weight())
	}
}

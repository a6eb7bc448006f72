//! Slashes: priced in when they become known, booked when they are applied.

use crate::{
	Config, Event, LaneIndex, LaneOf, LaneOfStash, Lanes, Origin, Pallet, PoolAccount, PoolBook,
	WeightInfo,
};
use alloc::collections::BTreeMap;
use cairn_primitives::Balance;
use core::marker::PhantomData;
use frame_support::{
	dispatch::DispatchClass,
	pallet_prelude::{EnsureOrigin, Get},
	weights::Weight,
};
use sp_staking::{EraIndex, OnStakingUpdate};

use crate::staking::LaneStaking as _;

impl<T: Config> Pallet<T> {
	/// Prices in the slashes that staking has recorded against lanes and not yet applied. Call it
	/// whenever they may have changed. A new slash lowers the rate; a cancelled one raises it.
	pub fn reconcile() {
		let stashes = Self::stashes();
		if stashes.is_empty() {
			return;
		}
		let known = T::Staking::pending_slashes(&stashes);
		let mut pool = PoolBook::<T>::get();
		for (index, pending) in (0u32..).zip(known) {
			let Some(mut lane) = Lanes::<T>::get(index) else { continue };
			let pending = pending.min(lane.total());
			let (more, less) =
				(pending.saturating_sub(lane.pending), lane.pending.saturating_sub(pending));
			if more == 0 && less == 0 {
				continue;
			}
			lane.pending = pending;
			Lanes::<T>::insert(index, lane);
			if more > 0 {
				let covered = pool.recognise_loss(more, T::Seed::get());
				Self::deposit_event(Event::SlashAnticipated { lane: index, amount: more, covered });
			} else {
				pool.reverse_loss(less);
				Self::deposit_event(Event::SlashReduced { lane: index, amount: less });
			}
		}
		PoolBook::<T>::put(pool);
	}

	/// Returns the maximum weight of [`reconcile`](Self::reconcile).
	pub fn reconcile_weight() -> Weight {
		T::WeightInfo::reconcile().saturating_add(T::Staking::pending_slashes_weight())
	}

	/// Books a slash of `total` planck of a lane's stash; `active` is the stake left bonded.
	fn book_slash(stash: &T::AccountId, active: Balance, total: Balance) {
		let Some(index) = LaneOfStash::<T>::get(stash) else { return };
		let Some(mut lane) = Lanes::<T>::get(index) else { return };
		// The weights of staking do not include the book.
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::DbWeight::get().reads_writes(3, 2),
			DispatchClass::Mandatory,
		);
		let mut pool = PoolBook::<T>::get();
		let of_active = lane.active.saturating_sub(active).min(total);
		let of_unlocking = total.saturating_sub(of_active);
		// An unanticipated loss lowers the rate now.
		let unknown = total.saturating_sub(lane.pending);
		if unknown > 0 {
			let covered = pool.recognise_loss(unknown, T::Seed::get());
			Self::deposit_event(Event::SlashAnticipated { lane: index, amount: unknown, covered });
		}
		lane.active = lane.active.saturating_sub(of_active);
		lane.unlocking = lane.unlocking.saturating_sub(of_unlocking);
		lane.pending = lane.pending.saturating_sub(total);
		pool.active = pool.active.saturating_sub(of_active);
		pool.unlocking = pool.unlocking.saturating_sub(of_unlocking);
		pool.realise_loss(total);
		Lanes::<T>::insert(index, lane);
		PoolBook::<T>::put(pool);
		Self::deposit_event(Event::SlashApplied { lane: index, amount: total });
	}

	/// Caps the pending slashes of a lane at its stake: withdrawn stake is out of reach of a slash.
	pub(crate) fn cap_pending(index: LaneIndex, lane: &mut LaneOf<T>) {
		let amount = lane.pending.saturating_sub(lane.total());
		if amount == 0 {
			return;
		}
		lane.pending = lane.total();
		Lanes::<T>::insert(index, lane);
		PoolBook::<T>::mutate(|pool| pool.reverse_loss(amount));
		Self::deposit_event(Event::SlashReduced { lane: index, amount });
	}

	/// Returns the account from which a lane stakes.
	pub fn stash(lane: LaneIndex) -> T::AccountId {
		Self::account(PoolAccount::Stash(lane))
	}
}

impl<T: Config> OnStakingUpdate<T::AccountId, Balance> for Pallet<T> {
	/// Staking calls this before it writes its ledger, so only the arguments tell what is left.
	fn on_slash(
		stash: &T::AccountId,
		slashed_active: Balance,
		_slashed_unlocking: &BTreeMap<EraIndex, Balance>,
		slashed_total: Balance,
	) {
		Self::book_slash(stash, slashed_active, slashed_total);
	}
}

/// The origin of this pallet. `pallet-staking` must have it as its admin, so that no slash is made
/// or cancelled without being priced at once.
pub struct EnsureSlashDesk<T>(PhantomData<T>);

impl<T, O> EnsureOrigin<O> for EnsureSlashDesk<T>
where
	O: Into<Result<Origin, O>> + From<Origin>,
{
	type Success = ();

	fn try_origin(origin: O) -> Result<(), O> {
		origin.into().map(|Origin::SlashDesk| ())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<O, ()> {
		Ok(Origin::SlashDesk.into())
	}
}

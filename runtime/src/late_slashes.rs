//! Slashes for offences that were reported late.
//!
//! `pallet-staking` files a slash under the era `offence + deferral + 1` and, when an era starts,
//! applies what is filed under that era's number. An offence reported when that era has already
//! started is filed under a number that never comes again: the offender would keep the stake.
//! Stake is bonded for longer than slashes are deferred, so such reports are legitimate.
//!
//! [`SlashWhatCameLate`] wraps the session manager and, at the start of every session, moves what
//! is filed under an era that has started to the next one. It works on the storage and not on
//! reports, so a slash is found whatever way it was filed.

use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::traits::Get;
use pallet_session::SessionManager;
use pallet_staking::{ActiveEra, UnappliedSlashes};
use sp_staking::{EraIndex, SessionIndex};

/// A session manager that first gives late slashes a new date. See the [module](self).
pub struct SlashWhatCameLate<T, Inner>(PhantomData<(T, Inner)>);

/// Moves every slash that is filed under an era that has started to the era after the active one.
///
/// Reads one storage item for each era between the deferral and the bonding duration: an older
/// offence can no longer be reported.
pub fn refile_late_slashes<T: pallet_staking::Config>() {
	let Some(active_era) = ActiveEra::<T>::get().map(|era| era.index) else { return };
	let oldest = oldest_late_key::<T>(active_era);
	let late: Vec<_> = (oldest..=active_era).flat_map(UnappliedSlashes::<T>::take).collect();
	if !late.is_empty() {
		UnappliedSlashes::<T>::mutate(active_era.saturating_add(1), |next| next.extend(late));
	}
}

/// The lowest era that a slash reported in `active_era` can have been filed under.
fn oldest_late_key<T: pallet_staking::Config>(active_era: EraIndex) -> EraIndex {
	active_era
		.saturating_sub(T::BondingDuration::get())
		.saturating_add(T::SlashDeferDuration::get())
		.saturating_add(1)
}

impl<T, ValidatorId, Inner> SessionManager<ValidatorId> for SlashWhatCameLate<T, Inner>
where
	T: pallet_staking::Config,
	Inner: SessionManager<ValidatorId>,
{
	fn new_session(index: SessionIndex) -> Option<Vec<ValidatorId>> {
		Inner::new_session(index)
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<ValidatorId>> {
		Inner::new_session_genesis(index)
	}

	fn start_session(index: SessionIndex) {
		refile_late_slashes::<T>();
		Inner::start_session(index)
	}

	fn end_session(index: SessionIndex) {
		Inner::end_session(index)
	}
}

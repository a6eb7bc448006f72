//! Handles slashes when a session starts: those of offences that were reported late, and those that
//! were just applied.
//!
//! `pallet-staking` files a slash under the era `offence + deferral + 1`, and applies the slashes of
//! an era when that era starts. If an offence is reported after that era has started, its slash is
//! filed under an era that never starts again, and the offender would keep the stake. Such reports are
//! legitimate, because stake stays bonded for longer than slashes are deferred. Therefore, before a
//! session starts, this module moves slashes under a started era to the next era. It reads storage
//! rather than reports, so it finds every slash, however it was filed.
//!
//! Liquid staking prices a slash when it is reported. When staking applies the slash, it reports the
//! amount taken from each account. If that amount is lower than expected, because dust or too little
//! stake was left, the difference would stay in the price. Therefore liquid staking updates its price
//! after a session has started.

use crate::{LiquidStaking, Runtime};
use alloc::vec::Vec;
use core::marker::PhantomData;
use pallet_liquid_staking::waiting_eras;
use pallet_session::SessionManager;
use pallet_staking::{ActiveEra, UnappliedSlashes};
use sp_staking::SessionIndex;

/// A session manager that handles slashes when a session starts. See the [module](self).
pub struct SlashUpkeep<Inner>(PhantomData<Inner>);

/// Moves every slash under a started era to the era after the active one.
///
/// Reads one storage item for each era between the deferral and the bonding duration, because an
/// older offence can no longer be reported.
pub fn refile_late_slashes<T: pallet_staking::Config>() {
	let Some(active_era) = ActiveEra::<T>::get().map(|era| era.index) else { return };
	let begun = waiting_eras::<T>().take_while(|era| *era <= active_era);
	let late: Vec<_> = begun.flat_map(UnappliedSlashes::<T>::take).collect();
	if !late.is_empty() {
		UnappliedSlashes::<T>::mutate(active_era.saturating_add(1), |next| next.extend(late));
	}
}

impl<ValidatorId, Inner> SessionManager<ValidatorId> for SlashUpkeep<Inner>
where
	Inner: SessionManager<ValidatorId>,
{
	fn new_session(index: SessionIndex) -> Option<Vec<ValidatorId>> {
		Inner::new_session(index)
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<ValidatorId>> {
		Inner::new_session_genesis(index)
	}

	fn start_session(index: SessionIndex) {
		refile_late_slashes::<Runtime>();
		Inner::start_session(index);
		if LiquidStaking::pending_slash() > 0 {
			LiquidStaking::reconcile();
		}
	}

	fn end_session(index: SessionIndex) {
		Inner::end_session(index)
	}
}

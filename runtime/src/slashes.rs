//! Slashes at a session's start: those for offences that were reported late, and those that have
//! just been applied.
//!
//! `pallet-staking` files a slash under the era `offence + deferral + 1` and, when an era starts,
//! applies what is filed under that era's number. An offence reported when that era has already
//! started is filed under a number that never comes again: the offender would keep the stake.
//! Stake is bonded for longer than slashes are deferred, so such reports are legitimate. So before a
//! session starts, what is filed under an era that has started is moved to the next one. That works
//! on the storage and not on reports, so a slash is found whatever way it was filed.
//!
//! Liquid staking prices a slash when it is reported; when staking applies it, it tells how much it
//! took of whom. Where that is a little less than was known (there was dust, or not enough left),
//! the difference would stay priced in. So after a session has started, liquid staking looks again.

use crate::{LiquidStaking, Runtime};
use alloc::vec::Vec;
use core::marker::PhantomData;
use pallet_liquid_staking::waiting_eras;
use pallet_session::SessionManager;
use pallet_staking::{ActiveEra, UnappliedSlashes};
use sp_staking::SessionIndex;

/// A session manager that tends to slashes when a session starts. See the [module](self).
pub struct TendToSlashes<Inner>(PhantomData<Inner>);

/// Moves every slash that is filed under an era that has started to the era after the active one.
///
/// Reads one storage item for each era between the deferral and the bonding duration: an older
/// offence can no longer be reported.
pub fn refile_late_slashes<T: pallet_staking::Config>() {
	let Some(active_era) = ActiveEra::<T>::get().map(|era| era.index) else { return };
	let begun = waiting_eras::<T>().take_while(|era| *era <= active_era);
	let late: Vec<_> = begun.flat_map(UnappliedSlashes::<T>::take).collect();
	if !late.is_empty() {
		UnappliedSlashes::<T>::mutate(active_era.saturating_add(1), |next| next.extend(late));
	}
}

impl<ValidatorId, Inner> SessionManager<ValidatorId> for TendToSlashes<Inner>
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

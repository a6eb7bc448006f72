//! Slashes that were applied.
//!
//! Liquid staking prices a slash when it is reported; staking applies it when an era starts, and
//! tells how much it took of whom. Where that is a little less than was known (there was dust, or
//! not enough left), the difference would stay priced in. [`PriceWhatWasApplied`] wraps the session
//! manager and has liquid staking look again after every session's start.

use crate::LiquidStaking;
use alloc::vec::Vec;
use core::marker::PhantomData;
use pallet_session::SessionManager;
use sp_staking::SessionIndex;

/// A session manager after which slashes are priced again. See the [module](self).
pub struct PriceWhatWasApplied<Inner>(PhantomData<Inner>);

impl<ValidatorId, Inner> SessionManager<ValidatorId> for PriceWhatWasApplied<Inner>
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
		Inner::start_session(index);
		if LiquidStaking::pending_slash() > 0 {
			LiquidStaking::reconcile();
		}
	}

	fn end_session(index: SessionIndex) {
		Inner::end_session(index)
	}
}

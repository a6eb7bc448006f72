//! Known failures of other liquid staking systems, and complaints of their users, one by one. The
//! pools are those of [`alone`] unless a test says otherwise.

mod exits;
mod losses;
mod price;

use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungibles::roles::Inspect as Roles, Hooks},
};
use pallet_staking::{ErasValidatorReward, UnappliedSlashes};
use sp_runtime::{Perbill, Permill, TokenError};

const HALF: Rate = GRAINS_PER_PLANCK / 2;

/// Advances the cycle in blocks of the minimum weight that any step takes, without a call.
fn idle() {
	for _ in 0..100 {
		LiquidStaking::on_idle(System::block_number(), Weight::MAX);
	}
}

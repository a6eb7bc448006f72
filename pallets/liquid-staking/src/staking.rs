//! The interface to the staking pallet, beyond [`StakingInterface`].

use alloc::vec::Vec;
use cairn_primitives::Balance;
use frame_support::weights::Weight;
use sp_runtime::{DispatchResult, Perbill};
use sp_staking::{EraIndex, StakingInterface};

/// A validator that may be nominated, with the inputs of its score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate<AccountId> {
	/// The stash of the validator.
	pub account: AccountId,
	/// The part of nominators' rewards that it keeps.
	pub commission: Perbill,
	/// Whether it refuses new nominations.
	pub is_blocked: bool,
	/// Its own bond, in planck.
	pub self_stake: Balance,
	/// Its points in the requested era. `None` if it was not elected.
	pub points: Option<u32>,
	/// The era of its last offence that costs stake, applied or not.
	pub last_slash: Option<EraIndex>,
}

/// The functions of the staking pallet that [`StakingInterface`] lacks.
pub trait LaneStaking<AccountId>:
	StakingInterface<AccountId = AccountId, Balance = Balance>
{
	/// Returns the era in which blocks are made. [`StakingInterface::current_era`] is the planned
	/// era.
	fn active_era() -> EraIndex;

	/// Returns up to `limit` validators after `after`, with their points in `era`.
	fn candidates(
		after: Option<&AccountId>,
		limit: u32,
		era: EraIndex,
	) -> Vec<Candidate<AccountId>>;

	/// Returns the average points of the validators that earned any in an era.
	fn average_points(era: EraIndex) -> u32;

	/// Returns whether an account is a validator that may be nominated.
	fn may_be_nominated(who: &AccountId) -> bool;

	/// Returns the chunks that a stash is unbonding, with the era in which each is free.
	fn unlocking(stash: &AccountId) -> Vec<(EraIndex, Balance)>;

	/// Returns whether a page of a validator's payout pays any of `stashes` and is not paid yet.
	fn is_due(era: EraIndex, validator: &AccountId, page: u32, stashes: &[AccountId]) -> bool;

	/// Returns what pending slashes will take of each of `stashes`.
	fn pending_slashes(stashes: &[AccountId]) -> Vec<Balance>;

	/// Returns the maximum weight of [`pending_slashes`](Self::pending_slashes).
	fn pending_slashes_weight() -> Weight;

	/// Returns the number of slashing spans of a stash. Withdrawing the last of its stake requires
	/// it.
	fn slashing_spans(stash: &AccountId) -> u32;

	/// Returns the minimum stake that the last election counted, if there were more voters than
	/// `most_voters`. Zero if it counted all.
	fn least_counted_stake(most_voters: u32) -> Balance;

	/// Slashes a validator manually.
	fn manual_slash(validator: AccountId, era: EraIndex, fraction: Perbill) -> DispatchResult;

	/// Cancels slashes that are due in `era`.
	fn cancel_deferred_slash(era: EraIndex, indices: Vec<u32>) -> DispatchResult;

	/// Sets the minimum commission of validators.
	fn set_min_commission(commission: Perbill) -> DispatchResult;
}

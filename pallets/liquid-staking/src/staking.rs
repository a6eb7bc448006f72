//! What the pallet asks of the chain's staking beside [`StakingInterface`].

use alloc::vec::Vec;
use cairn_primitives::Balance;
use frame_support::weights::Weight;
use sp_runtime::{DispatchResult, Perbill};
use sp_staking::{EraIndex, StakingInterface};

/// A validator that may be nominated, and what its score is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate<AccountId> {
	/// Its stash.
	pub account: AccountId,
	/// What it keeps of its nominators' rewards.
	pub commission: Perbill,
	/// Whether it accepts no new nominations.
	pub is_blocked: bool,
	/// What it has bonded itself, in planck.
	pub self_stake: Balance,
	/// Its points in the era that was asked about. `None` if it was not elected.
	pub points: Option<u32>,
	/// The era of its last offence that costs stake, applied or not.
	pub last_slash: Option<EraIndex>,
}

/// What [`StakingInterface`] lacks.
pub trait LaneStaking<AccountId>:
	StakingInterface<AccountId = AccountId, Balance = Balance>
{
	/// The era in which blocks are made: [`StakingInterface::current_era`] is the planned one.
	fn active_era() -> EraIndex;

	/// Up to `limit` of all validators, those that follow `after`, with their points in `era`.
	fn candidates(
		after: Option<&AccountId>,
		limit: u32,
		era: EraIndex,
	) -> Vec<Candidate<AccountId>>;

	/// The average points of those validators that have earned any in an era.
	fn average_points(era: EraIndex) -> u32;

	/// Whether somebody is a validator that may be nominated.
	fn may_be_nominated(who: &AccountId) -> bool;

	/// What a stash is unbonding, and in which era each part is free.
	fn unlocking(stash: &AccountId) -> Vec<(EraIndex, Balance)>;

	/// Whether any of `stashes` is paid by a page of a validator's payout, and it was not paid yet.
	fn is_due(era: EraIndex, validator: &AccountId, page: u32, stashes: &[AccountId]) -> bool;

	/// What slashes that are known and not applied will take of each of `stashes`.
	fn pending_slashes(stashes: &[AccountId]) -> Vec<Balance>;

	/// What [`pending_slashes`](Self::pending_slashes) costs at most.
	fn pending_slashes_weight() -> Weight;

	/// How many slashing spans a stash has, which must be told when it is emptied.
	fn slashing_spans(stash: &AccountId) -> u32;

	/// The least stake that the last election counted, if there were too many voters for it. Zero
	/// if it counted all, of which it can count `most_voters`.
	fn least_counted_stake(most_voters: u32) -> Balance;

	/// Slashes a validator by hand.
	fn manual_slash(validator: AccountId, era: EraIndex, fraction: Perbill) -> DispatchResult;

	/// Cancels slashes that wait for `era`.
	fn cancel_deferred_slash(era: EraIndex, indices: Vec<u32>) -> DispatchResult;

	/// Sets the least commission of validators.
	fn set_min_commission(commission: Perbill) -> DispatchResult;
}

//! What the pallet keeps, and what it answers.

use alloc::vec::Vec;
use cairn_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{Perbill, Permill};
use sp_staking::EraIndex;

/// Parts of a planck: what a [`Rate`] counts.
pub const GRAINS_PER_PLANCK: u128 = 1_000_000_000_000_000;

/// What a share is worth, in grains (10^-15 planck).
pub type Rate = u128;

/// The number of a lane.
pub type LaneIndex = u32;

/// The number of an exit ticket.
pub type TicketId = u64;

/// The number of a deposit that waits.
pub type DepositId = u64;

/// A place in the queue of exits: all shares that were requested before it.
///
/// As a key in storage its order is that of the numbers.
pub type Position = u128;

/// A [`Position`] as a key, highest byte first.
pub type PositionKey = [u8; 16];

/// What governance may change.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
	/// The most that the pool may be worth after a deposit, in planck.
	pub deposit_cap: Balance,
	/// The least deposit, in planck.
	pub minimum_deposit: Balance,
	/// The least exit in shares, unless it is all that an account has.
	pub minimum_exit: Balance,
	/// The protocol's part of profits.
	pub fee: Permill,
	/// The part of the pool that stays liquid, for instant exits.
	pub buffer: Permill,
	/// What an instant exit costs while the buffer is full.
	pub lowest_instant_fee: Permill,
	/// What an instant exit costs when the buffer is empty.
	pub highest_instant_fee: Permill,
	/// The part of the pool that may leave in an era before its unlock era has come.
	pub early_share: Permill,
	/// The part of all shares that the protocol keeps as first loss before it may take any out.
	pub first_loss: Permill,
	/// How many validators the pool backs.
	pub validators: u32,
	/// The most of the pool's stake that may go to other validators in an era because they scored
	/// better.
	pub max_turnover: Permill,
	/// How much better than one that is backed another validator must score.
	pub hysteresis: Permill,
	/// Validators that keep more are not backed.
	pub greatest_commission: Perbill,
	/// The own stake from which on a validator's score is not reduced, in planck.
	pub wanted_self_stake: Balance,
	/// For how many eras a slash excludes a validator and a rise of its commission counts.
	pub record_lookback_eras: EraIndex,
}

impl Parameters {
	/// Whether they make sense: what contradicts is named.
	pub fn check(&self, most_validators: u32) -> Result<(), ParameterFault> {
		use ParameterFault::*;
		let sound = [
			(self.fee <= Permill::from_percent(50), FeeTooHigh),
			(self.buffer <= Permill::from_percent(50), BufferTooLarge),
			(self.lowest_instant_fee <= self.highest_instant_fee, InstantFeesReversed),
			(self.highest_instant_fee <= Permill::from_percent(50), InstantFeeTooHigh),
			(!self.lowest_instant_fee.is_zero(), InstantExitForNothing),
			(self.early_share <= Permill::from_percent(20), EarlyShareTooLarge),
			(self.validators > 0 && self.validators <= most_validators, ValidatorCount),
			(self.minimum_deposit > 0, NoMinimum),
			(self.wanted_self_stake > 0, NoMinimum),
		];
		sound.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, fault)| Err(fault))
	}
}

/// Why parameters make no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterFault {
	/// The protocol may take at most half of a profit.
	FeeTooHigh,
	/// At most half of the pool may be idle.
	BufferTooLarge,
	/// An instant exit must not become cheaper as the buffer empties.
	InstantFeesReversed,
	/// An instant exit may cost at most half.
	InstantFeeTooHigh,
	/// An instant exit that costs nothing lets the quick take the rewards of the patient.
	InstantExitForNothing,
	/// At most a fifth of the pool may outrun offences that are not reported yet.
	EarlyShareTooLarge,
	/// No validator, or more than lanes can back.
	ValidatorCount,
	/// A minimum of zero.
	NoMinimum,
}

impl Default for Parameters {
	/// Those of the live network.
	fn default() -> Self {
		use cairn_primitives::currency::CRN;
		Self {
			deposit_cap: CRN.saturating_mul(20_000_000),
			minimum_deposit: CRN,
			minimum_exit: CRN,
			fee: Permill::from_percent(10),
			buffer: Permill::from_percent(2),
			lowest_instant_fee: Permill::from_parts(3_000),
			highest_instant_fee: Permill::from_percent(3),
			early_share: Permill::from_percent(1),
			first_loss: Permill::from_percent(1),
			validators: 32,
			max_turnover: Permill::from_percent(10),
			hysteresis: Permill::from_percent(10),
			greatest_commission: Perbill::from_percent(20),
			wanted_self_stake: CRN.saturating_mul(10_000),
			record_lookback_eras: 84,
		}
	}
}

/// The pool's books. What it has is `liquid + active + unlocking`; see [`Pool::backing`] for what
/// that is worth, [`Pool::bid`] and [`Pool::ask`] for the rate.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Pool {
	/// All shares: stCRN, the protocol's, and those of open tickets.
	pub shares: Balance,
	/// Of these, the protocol's own, which bear losses first. There are no tokens for them.
	pub protocol_shares: Balance,
	/// Of these, those of tickets that are not finalised.
	pub exiting: Balance,
	/// The most that those tickets are worth: the sum of their shares times their rates, in grains.
	pub exiting_grains: u128,
	/// Planck in the pool's account.
	pub liquid: Balance,
	/// Planck bonded in all lanes.
	pub active: Balance,
	/// Planck unbonding in all lanes.
	pub unlocking: Balance,
	/// Planck of slashes that are known and not applied.
	pub pending: Balance,
	/// Of these, what burned shares of the protocol have paid for.
	pub covered: Balance,
	/// Losses that rewards have not made up for: until then the protocol takes no fee.
	pub deficit: Balance,
	/// Planck that have landed in reward accounts and are not swept, as the last look saw them.
	pub unswept: Balance,
	/// Of what is liquid, planck that tickets need before what unbonds for them has come, as the
	/// last plan saw it.
	pub reserved: Balance,
}

/// One stash of the pool and what it backs.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxNominations))]
pub struct Lane<AccountId, MaxNominations>
where
	AccountId: Clone + core::fmt::Debug + PartialEq + Eq,
	MaxNominations: Get<u32>,
{
	/// Planck bonded.
	pub active: Balance,
	/// Planck unbonding.
	pub unlocking: Balance,
	/// Planck of slashes that are known and not applied.
	pub pending: Balance,
	/// The validators that it nominates.
	pub validators: BoundedVec<AccountId, MaxNominations>,
	/// What is to be done in this era.
	pub plan: LanePlan,
}

impl<AccountId, MaxNominations> Default for Lane<AccountId, MaxNominations>
where
	AccountId: Clone + core::fmt::Debug + PartialEq + Eq,
	MaxNominations: Get<u32>,
{
	fn default() -> Self {
		Self {
			active: 0,
			unlocking: 0,
			pending: 0,
			validators: BoundedVec::new(),
			plan: LanePlan::default(),
		}
	}
}

impl<AccountId, MaxNominations> Lane<AccountId, MaxNominations>
where
	AccountId: Clone + core::fmt::Debug + PartialEq + Eq,
	MaxNominations: Get<u32>,
{
	/// All that its stash has staked.
	pub fn total(&self) -> Balance {
		self.active.saturating_add(self.unlocking)
	}

	/// Whether more may be bonded: there is somebody to nominate, and what waits of slashes is less
	/// than all there is, since the rest of it would be taken of what is added.
	pub(crate) fn may_bond(&self, slash: Balance) -> bool {
		!self.validators.is_empty() && (slash == 0 || slash < self.total())
	}
}

/// What a lane is to do.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct LanePlan {
	/// Bond so much more.
	pub bond: Balance,
	/// Unbond so much.
	pub unbond: Balance,
	/// Stop nominating, and unbond everything.
	pub retire: bool,
	/// Nominate anew.
	pub nominate: bool,
}

/// A place in the queue of exits.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Ticket<AccountId> {
	/// Who is paid.
	pub owner: AccountId,
	/// Where what is not paid begins.
	pub from: Position,
	/// Where it ends.
	pub to: Position,
	/// The rate when it was requested.
	pub rate: Rate,
	/// The era in which it is finalised at the latest, unless a slash takes of what unbonds for it.
	pub unlock_era: EraIndex,
}

/// Where in the queue tickets begin to have another rate.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Segment {
	/// The first share.
	pub from: Position,
	/// The rate of the requests.
	pub rate: Rate,
}

/// What shares up to a place in the queue were finalised at. What is here is set apart.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Checkpoint {
	/// What each share is paid.
	pub rate: Rate,
	/// The shares that are not paid yet.
	pub shares: Balance,
	/// The planck that are put by for them.
	pub amount: Balance,
}

/// How far the queue of exits is.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Queue {
	/// Everything before it is finalised.
	pub head: Position,
	/// Everything before it was requested.
	pub tail: Position,
	/// Everything before it has waited for as long as stake takes to unbond.
	pub matured: Position,
	/// The last era whose tickets have.
	pub matured_era: EraIndex,
	/// The number of the head's segment.
	pub first_segment: u64,
	/// The number that the next segment will have.
	pub next_segment: u64,
	/// The number that the next ticket will have.
	pub next_ticket: TicketId,
	/// The ticket that is paid next without asking.
	pub next_payment: TicketId,
	/// Planck that are set apart for finalised tickets.
	pub set_aside: Balance,
}

/// A deposit that waits until the rewards of the last era are known.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct QueuedDeposit<AccountId, BlockNumber> {
	/// Who gets the shares.
	pub who: AccountId,
	/// Planck.
	pub amount: Balance,
	/// The least shares for them: otherwise the planck go back.
	pub min_out: Balance,
	/// The last block in which they may be minted: afterwards the planck go back.
	pub deadline: BlockNumber,
}

/// Which deposits wait.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Waiting {
	/// The oldest.
	pub first: DepositId,
	/// The number that the next will have.
	pub next: DepositId,
	/// How many there are.
	pub count: u32,
	/// Planck that are kept for them.
	pub amount: Balance,
}

/// The work of an era, and how far it is.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Cycle<AccountId> {
	/// The era in which the work is done: rewards of those before it are claimed.
	pub era: EraIndex,
	/// What is to be done next.
	pub stage: Stage<AccountId>,
	/// Planck that may still leave in this era before their unlock era.
	pub early_left: Balance,
}

/// A step of an era's work, in the order in which they are taken.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Stage<AccountId> {
	/// Claim the rewards of an era, page by page. Deposits wait.
	Claim {
		/// The era.
		era: EraIndex,
		/// The validator whose pages are looked at.
		validator: Option<AccountId>,
		/// How many it has.
		pages: u32,
		/// The next.
		page: u32,
	},
	/// Bring a lane's rewards into the pool.
	Sweep {
		/// The lane.
		lane: LaneIndex,
	},
	/// Mint for a deposit that has waited.
	Mint,
	/// Take what has unbonded.
	Withdraw {
		/// The lane.
		lane: LaneIndex,
	},
	/// Finalise exits.
	Finalise,
	/// Score some validators.
	Score {
		/// The last that was scored.
		after: Option<AccountId>,
	},
	/// Forget validators that are gone.
	Forget {
		/// The last that was looked at.
		after: Option<AccountId>,
	},
	/// Decide what each lane bonds, unbonds and nominates.
	Plan,
	/// Do so.
	Move {
		/// The lane.
		lane: LaneIndex,
	},
	/// Nothing until the next era.
	Idle,
}

/// What the pool remembers of a validator.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ValidatorRecord {
	/// Its era points in millionths of the average, smoothed over eras.
	pub performance: u32,
	/// The commission that it had when it was last looked at.
	pub commission: Perbill,
	/// The era in which its commission was last seen to rise.
	pub raised_in: Option<EraIndex>,
	/// The era in which it was last looked at.
	pub seen_in: EraIndex,
	/// Whether it might be backed then.
	pub is_eligible: bool,
}

/// Why deposits are refused, and for how long.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Pause<BlockNumber> {
	/// The guardian wants it so until a block.
	Guardian {
		/// The first block in which deposits are possible again.
		until: BlockNumber,
	},
	/// The books do not fit what they describe: until governance has looked.
	AccountingMismatch,
}

/// What does not fit.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Mismatch {
	/// A lane's stake is not what the books say.
	Stake,
	/// The pool's account holds less than the books say.
	Liquid,
	/// What is set apart for tickets is not there.
	SetAside,
}

/// The rate, as asked from outside. In grains: 10^15 are one planck a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Rates {
	/// What a share is worth to those who leave.
	pub bid: Rate,
	/// What a share costs those who come.
	pub ask: Rate,
	/// Whether deposits wait until the last era's rewards are known.
	pub is_settling: bool,
}

/// What an exit would bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ExitPreview {
	/// Planck, if no slash comes before it is finalised.
	pub value: Balance,
	/// The era in which it is finalised at the latest.
	pub unlock_era: EraIndex,
	/// How many eras that is from now.
	pub eras_left: EraIndex,
}

/// What an instant exit would bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct InstantPreview {
	/// Planck that are paid.
	pub value: Balance,
	/// Planck that stay in the pool.
	pub fee: Balance,
}

/// A ticket, as asked from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct TicketInfo {
	/// Its number.
	pub id: TicketId,
	/// Shares that are not paid yet.
	pub shares: Balance,
	/// Of these, those that are finalised.
	pub finalised: Balance,
	/// What all of them would bring now, in planck.
	pub value: Balance,
	/// The era in which it is finalised at the latest.
	pub unlock_era: EraIndex,
}

/// A lane, as asked from outside.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct LaneInfo<AccountId> {
	/// The account that is bonded.
	pub stash: AccountId,
	/// The account that rewards are paid to.
	pub rewards: AccountId,
	/// Planck bonded.
	pub active: Balance,
	/// Planck unbonding.
	pub unlocking: Balance,
	/// Planck of slashes that are known and not applied.
	pub pending: Balance,
	/// The validators that it nominates.
	pub validators: Vec<AccountId>,
}

/// What was left out of an era's work because it failed; nothing of it was done.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum Skipped<AccountId> {
	/// A page of a validator's payout.
	Payout {
		/// The era.
		era: EraIndex,
		/// The validator.
		validator: AccountId,
		/// The page.
		page: u32,
	},
	/// A lane's rewards.
	Sweep(LaneIndex),
	/// A deposit that waits; its planck stay where they are, see
	/// [`cancel_queued_deposit`](crate::Call::cancel_queued_deposit).
	Deposit(DepositId),
	/// What has unbonded in a lane.
	Withdrawal(LaneIndex),
	/// What a lane was to bond or unbond.
	Stake(LaneIndex),
	/// What a lane was to nominate.
	Nomination(LaneIndex),
	/// A finalised ticket, which can be claimed.
	Payment(TicketId),
}

//! The parameters that governance sets, and their limits.

use crate::Shares;
use cairn_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{Perbill, Permill};
use sp_staking::EraIndex;

/// The parameters that governance sets.
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
	/// The maximum value of the pool after a deposit, in planck.
	pub deposit_cap: Balance,
	/// The minimum deposit, in planck.
	pub minimum_deposit: Balance,
	/// The minimum exit, in shares. An account may always redeem everything.
	pub minimum_exit: Shares,
	/// The share of profits that the protocol takes.
	pub fee: Permill,
	/// The part of the pool that stays liquid for instant exits.
	pub buffer: Permill,
	/// The fee of an instant exit while the buffer is full.
	pub lowest_instant_fee: Permill,
	/// The fee of an instant exit when the buffer is empty.
	pub highest_instant_fee: Permill,
	/// The part of the pool that may leave in one era before its unlock era.
	pub early_share: Permill,
	/// The part of all shares that the protocol keeps as first loss before it may withdraw any.
	pub first_loss: Permill,
	/// The number of validators that the pool backs.
	pub validators: u32,
	/// The maximum part of the pool's stake that moves in one era to validators with better scores.
	pub max_turnover: Permill,
	/// The margin by which a new validator must outscore one that the pool backs.
	pub hysteresis: Permill,
	/// The maximum commission of a validator that the pool backs.
	pub max_commission: Perbill,
	/// The self-stake, in planck, from which on a validator's score is not reduced.
	pub target_self_stake: Balance,
	/// The number of eras for which a slash excludes a validator and a rise of its commission
	/// reduces its score.
	pub record_lookback_eras: EraIndex,
}

impl Parameters {
	/// Checks the parameters against their limits. Returns the first fault.
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
			(self.target_self_stake > 0, NoMinimum),
		];
		sound.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, fault)| Err(fault))
	}
}

/// The reason why parameters are invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterFault {
	/// The protocol would take more than half of profits.
	FeeTooHigh,
	/// More than half of the pool would be idle.
	BufferTooLarge,
	/// An instant exit would become cheaper as the buffer empties.
	InstantFeesReversed,
	/// An instant exit would cost more than half.
	InstantFeeTooHigh,
	/// An instant exit would cost nothing. Leaving right after a payout would then take the rewards
	/// of those who stay.
	InstantExitForNothing,
	/// More than a fifth of the pool could leave in an era before offences are reported.
	EarlyShareTooLarge,
	/// The number of validators is zero, or more than lanes can back.
	ValidatorCount,
	/// A minimum is zero.
	NoMinimum,
}

impl Default for Parameters {
	/// Returns the parameters of a live network.
	fn default() -> Self {
		use cairn_primitives::currency::CRN;
		Self {
			deposit_cap: CRN.saturating_mul(20_000_000),
			minimum_deposit: CRN,
			minimum_exit: Shares(CRN),
			fee: Permill::from_percent(10),
			buffer: Permill::from_percent(2),
			lowest_instant_fee: Permill::from_parts(3_000),
			highest_instant_fee: Permill::from_percent(3),
			early_share: Permill::from_percent(1),
			first_loss: Permill::from_percent(1),
			validators: 32,
			max_turnover: Permill::from_percent(10),
			hysteresis: Permill::from_percent(10),
			max_commission: Perbill::from_percent(20),
			target_self_stake: CRN.saturating_mul(10_000),
			record_lookback_eras: 84,
		}
	}
}

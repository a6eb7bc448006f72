//! The parameters, and the conditions that they must meet together.

use cairn_primitives::{
	time::{blocks_in, DAY_MS, LIVE_SLOT_MS, LOCAL_SLOT_MS},
	BlockNumber,
};
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The numbers that differ between networks. [`Default`] is the live network.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters {
	/// The length of a slot, in milliseconds. A slot holds at most one block. Values below the live
	/// network's 6,000 are for networks whose validators run on one machine, because a block may
	/// take two seconds to execute at any slot length.
	pub slot_ms: u32,
	/// The length of an epoch, in slots. A session is one epoch.
	pub epoch_slots: u32,
	/// The number of sessions per era.
	pub sessions_per_era: u32,
	/// The number of eras for which stake stays locked after unbonding.
	pub bonding_eras: u32,
	/// The number of eras between an offence and its slash.
	pub slash_defer_eras: u32,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			slot_ms: LIVE_SLOT_MS,
			epoch_slots: 2_400,
			sessions_per_era: 6,
			bonding_eras: 28,
			slash_defer_eras: 14,
		}
	}
}

/// The reason a set of parameters cannot work.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Contradiction {
	/// The slot is shorter than 1 second, longer than 60 seconds, or an odd number of milliseconds.
	/// A block needs a second to reach all validators; clients consider a slower chain dead; and
	/// BABE doubles `pallet-timestamp`'s `MinimumPeriod`, so the length must be even.
	SlotDuration,
	/// The epoch has fewer than five slots: it ends before BABE has announced the next one
	/// everywhere.
	EpochTooShort,
	/// The era has fewer than two sessions: none is left to plan the next era in.
	EraTooShort,
	/// The era has more than 2^31 slots and does not fit the arithmetic of block numbers.
	EraTooLong,
	/// `slash_defer_eras` is greater than `bonding_eras - 2`: a nominator could withdraw stake
	/// before a deferred slash applies.
	SlashDeferredTooLong,
	/// `bonding_eras` is greater than 31: `pallet-staking` keeps 32 unlocking chunks per ledger,
	/// one per era, and its weights cover 84 eras of history.
	BondingTooLong,
}

impl Parameters {
	/// Returns the live network's parameters: a slot every 6 seconds, epochs of 4 hours, eras of
	/// one day, 28 days of bonding, and slashes after 14.
	pub fn live() -> Self {
		Self::default()
	}

	/// Returns the parameters of networks on one machine: a slot every 2 seconds, epochs of 20
	/// seconds, eras of 40, four eras of bonding, and slashes after two.
	pub fn local() -> Self {
		Self {
			slot_ms: LOCAL_SLOT_MS,
			epoch_slots: 10,
			sessions_per_era: 2,
			bonding_eras: 4,
			slash_defer_eras: 2,
		}
	}

	/// Checks that the values fit each other.
	pub fn check(&self) -> Result<(), Contradiction> {
		if !(1_000..=60_000).contains(&self.slot_ms) || self.slot_ms & 1 != 0 {
			return Err(Contradiction::SlotDuration);
		}
		if self.epoch_slots < 5 {
			return Err(Contradiction::EpochTooShort);
		}
		if self.sessions_per_era < 2 {
			return Err(Contradiction::EraTooShort);
		}
		match self.epoch_slots.checked_mul(self.sessions_per_era) {
			Some(era_slots) if era_slots <= 1 << 31 => {}
			_ => return Err(Contradiction::EraTooLong),
		}
		if self.bonding_eras > 31 {
			return Err(Contradiction::BondingTooLong);
		}
		if self.slash_defer_eras.saturating_add(2) > self.bonding_eras {
			return Err(Contradiction::SlashDeferredTooLong);
		}
		Ok(())
	}

	/// Returns the slots in `days` days of 24 hours, which are the blocks if no slot is missed.
	pub fn days(&self, days: u32) -> BlockNumber {
		blocks_in(DAY_MS, self.slot_ms).saturating_mul(days)
	}

	/// Returns the slots of an era, which are the most blocks it can have.
	pub fn era_slots(&self) -> u32 {
		self.epoch_slots.saturating_mul(self.sessions_per_era)
	}

	/// Returns `numerator / denominator` eras in slots, at least one.
	pub fn era_share(&self, numerator: u32, denominator: u32) -> u32 {
		u64::from(self.era_slots())
			.saturating_mul(numerator.into())
			.checked_div(denominator.into())
			.map_or(u32::MAX, |slots| u32::try_from(slots).unwrap_or(u32::MAX))
			.max(1)
	}
}

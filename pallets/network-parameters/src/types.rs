//! The numbers, and what must hold between them.

use cairn_primitives::{
	time::{blocks_in, DAY_MS, LIVE_SLOT_MS, LOCAL_SLOT_MS},
	BlockNumber,
};
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What differs between networks. [`Default`] is the live network.
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
	/// The length of a slot, which holds at most one block, in milliseconds. Fewer than the live
	/// network's 6,000 are for networks whose validators are one machine's: a block may take two
	/// seconds to execute, whatever the length of a slot.
	pub slot_ms: u32,
	/// The length of an epoch, which is a session, in slots.
	pub epoch_slots: u32,
	/// The sessions of an era.
	pub sessions_per_era: u32,
	/// The eras that stake stays locked after unbonding.
	pub bonding_eras: u32,
	/// The eras between an offence and its slash.
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

/// Why a set of parameters cannot work.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Contradiction {
	/// A slot must last 1 to 60 seconds: a block needs a second to reach all validators, and
	/// clients take a slower chain for dead. It must be an even number of milliseconds, because
	/// BABE doubles `pallet-timestamp`'s `MinimumPeriod`.
	SlotDuration,
	/// An epoch of fewer than five slots ends before BABE has announced the next one everywhere.
	EpochTooShort,
	/// An era of one session leaves no session in which to plan the next era.
	EraTooShort,
	/// An era of more than 2^31 slots does not fit a block number's arithmetic.
	EraTooLong,
	/// Stake must stay slashable for longer than a slash is deferred: `slash_defer_eras` may be
	/// at most `bonding_eras - 2`, else a nominator can leave before the slash lands.
	SlashDeferredTooLong,
	/// `pallet-staking` keeps 32 unlocking chunks a ledger, one an era, and prices 84 eras of
	/// history: more bonding eras than 31 do not fit.
	BondingTooLong,
}

impl Parameters {
	/// The live network: a slot every 6 seconds, epochs of 4 hours, eras of a day, 28 days of
	/// bonding, slashes after 14.
	pub fn live() -> Self {
		Self::default()
	}

	/// Networks on one machine: a slot every 2 seconds, epochs of 20 seconds, eras of 40, four
	/// eras of bonding, slashes after two.
	pub fn local() -> Self {
		Self {
			slot_ms: LOCAL_SLOT_MS,
			epoch_slots: 10,
			sessions_per_era: 2,
			bonding_eras: 4,
			slash_defer_eras: 2,
		}
	}

	/// Whether the values fit each other.
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

	/// `days` days of 24 hours in slots, and so in blocks if none is missed.
	pub fn days(&self, days: u32) -> BlockNumber {
		blocks_in(DAY_MS, self.slot_ms).saturating_mul(days)
	}

	/// The slots, and so the most blocks, of an era.
	pub fn era_slots(&self) -> u32 {
		self.epoch_slots.saturating_mul(self.sessions_per_era)
	}

	/// `numerator / denominator` eras in slots, at least one.
	pub fn era_share(&self, numerator: u32, denominator: u32) -> u32 {
		u64::from(self.era_slots())
			.saturating_mul(numerator.into())
			.checked_div(denominator.into())
			.map_or(u32::MAX, |slots| u32::try_from(slots).unwrap_or(u32::MAX))
			.max(1)
	}
}

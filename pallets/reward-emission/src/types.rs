//! The types of storage, events and queries, and the unit of each amount.

use cairn_primitives::{
	rewards::{Bucket, Units},
	Balance, Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::DefaultNoBound;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;
use sp_staking::EraIndex;

/// The binary digits of a planck's fraction: a planck is 2^40 sub-planck.
pub const SUB_PLANCK_BITS: u32 = 40;

/// An amount in units of 2^-40 planck.
///
/// Rounding a rate down to whole sub-planck costs a device less than a planck for 10^12 units, a
/// hundred million times the units of a beacon.
pub type SubPlanck = u128;

/// Converts planck to sub-planck. Exact for every amount up to [`crate::MAX_CAP`].
pub fn to_sub_planck(planck: Balance) -> SubPlanck {
	planck.saturating_mul(1 << SUB_PLANCK_BITS)
}

/// Splits an amount into whole planck and the remaining sub-planck.
pub fn split_sub_planck(amount: SubPlanck) -> (Balance, SubPlanck) {
	(amount >> SUB_PLANCK_BITS, amount & ((1 << SUB_PLANCK_BITS) - 1))
}

/// One item for each bucket that devices are paid from.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PerBucket<Item> {
	/// The item of the coverage bucket.
	pub coverage: Item,
	/// The item of the usage bucket.
	pub usage: Item,
}

impl<Item> PerBucket<Item> {
	/// Returns the item of a bucket.
	pub fn get(&self, bucket: Bucket) -> &Item {
		match bucket {
			Bucket::Coverage => &self.coverage,
			Bucket::Usage => &self.usage,
		}
	}

	/// Returns the item of a bucket, mutable.
	pub fn get_mut(&mut self, bucket: Bucket) -> &mut Item {
		match bucket {
			Bucket::Coverage => &mut self.coverage,
			Bucket::Usage => &mut self.usage,
		}
	}
}

impl PerBucket<Balance> {
	/// Returns the sum of both amounts.
	pub fn total(&self) -> Balance {
		self.coverage.saturating_add(self.usage)
	}
}

impl PerBucket<Units> {
	/// Returns whether both numbers are zero.
	pub fn is_zero(&self) -> bool {
		self.coverage == 0 && self.usage == 0
	}
}

/// All buckets that devices are paid from.
pub const BUCKETS: [Bucket; 2] = [Bucket::Coverage, Bucket::Usage];

/// The shares by which each era's emission is split.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Shares {
	/// The share of validators and their nominators.
	pub stakers: Permill,
	/// The share of devices that proved coverage.
	pub coverage: Permill,
	/// The share of devices that carried paid usage.
	pub usage: Permill,
	/// The share of the treasury.
	pub treasury: Permill,
}

impl Shares {
	fn parts(&self) -> [u32; 4] {
		[self.stakers, self.coverage, self.usage, self.treasury].map(Permill::deconstruct)
	}

	/// Returns whether the shares add up to 100% (Invariant 6).
	pub fn add_up(&self) -> bool {
		let sum: u64 = self.parts().map(u64::from).iter().sum();
		sum == u64::from(Permill::one().deconstruct())
	}

	/// Returns the largest difference between a share and its new value.
	pub fn greatest_step(&self, to: &Self) -> Permill {
		let steps = self.parts().into_iter().zip(to.parts()).map(|(from, to)| from.abs_diff(to));
		Permill::from_parts(steps.max().unwrap_or_default())
	}

	/// Splits an amount to the last planck. The treasury receives the rounding remainder.
	pub fn split(&self, amount: Balance) -> Pots {
		let stakers = self.stakers.mul_floor(amount);
		let coverage = self.coverage.mul_floor(amount);
		let usage = self.usage.mul_floor(amount);
		let treasury =
			amount.saturating_sub(stakers).saturating_sub(coverage).saturating_sub(usage);
		Pots { stakers, coverage, usage, treasury }
	}
}

/// The parts of an era's emission, in planck.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Pots {
	/// The part of validators and their nominators.
	pub stakers: Balance,
	/// The part of devices that proved coverage.
	pub coverage: Balance,
	/// The part of devices that carried paid usage.
	pub usage: Balance,
	/// The part of the treasury.
	pub treasury: Balance,
}

/// The emission clock, in milliseconds of the chain's clock.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Clock {
	/// The time of the first block, from which the schedule counts.
	pub started_at: Moment,
	/// The time up to which the schedule has been emitted. It lags behind the last era's end while
	/// the chain catches up after a halt.
	pub emitted_until: Moment,
	/// The time at which the current era began.
	pub era_began_at: Moment,
}

/// The current era.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct OpenEra {
	/// The number of the era.
	pub index: EraIndex,
	/// The units credited in the era so far.
	pub units: PerBucket<Units>,
}

/// An era that has ended and whose units are not all settled.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct ClosedEra {
	/// The value of one unit.
	pub rates: PerBucket<SubPlanck>,
	/// The units that ledgers still hold.
	pub unsettled: PerBucket<Units>,
}

impl ClosedEra {
	/// Returns the value of `units` of a bucket.
	pub fn worth(&self, bucket: Bucket, units: Units) -> SubPlanck {
		self.rates.get(bucket).saturating_mul(units.into())
	}
}

/// The unpaid rewards of a device, or of an account for its former devices.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Ledger {
	/// The era of the units: the last one in which the device earned.
	#[codec(compact)]
	pub era: EraIndex,
	/// The coverage units of that era.
	#[codec(compact)]
	pub coverage_units: Units,
	/// The usage units of that era.
	#[codec(compact)]
	pub usage_units: Units,
	/// The coverage rewards of earlier eras, in planck.
	#[codec(compact)]
	pub coverage_pending: Balance,
	/// The usage rewards of earlier eras, in planck.
	#[codec(compact)]
	pub usage_pending: Balance,
	/// Whether the device is suspended and all of this is in escrow.
	pub in_escrow: bool,
}

impl Ledger {
	/// Returns the units of both buckets.
	pub fn units(&self) -> PerBucket<Units> {
		PerBucket { coverage: self.coverage_units, usage: self.usage_units }
	}

	/// Returns the settled amounts of both buckets, in planck.
	pub fn pending(&self) -> PerBucket<Balance> {
		PerBucket { coverage: self.coverage_pending, usage: self.usage_pending }
	}

	pub(crate) fn set_units(&mut self, units: PerBucket<Units>) {
		(self.coverage_units, self.usage_units) = (units.coverage, units.usage);
	}

	pub(crate) fn set_pending(&mut self, pending: PerBucket<Balance>) {
		(self.coverage_pending, self.usage_pending) = (pending.coverage, pending.usage);
	}

	/// Returns whether the ledger holds nothing and need not be stored.
	pub fn is_empty(&self) -> bool {
		self.units().is_zero() && self.pending().total() == 0 && !self.in_escrow
	}
}

/// The book of one bucket that devices are paid from. At all times
/// `minted = paid + pending + escrowed + unsettled + carried` (Invariant 1).
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct BucketBook {
	/// The total minted for the bucket. The remainder of usage counts as minted for coverage.
	pub minted: SubPlanck,
	/// The total paid, in planck.
	pub paid: Balance,
	/// The settled amount in ledgers that can be claimed, in planck.
	pub pending: Balance,
	/// The settled amount in ledgers that is in escrow, in planck.
	pub escrowed: Balance,
	/// The value of units of ended eras that ledgers have not settled yet.
	pub unsettled: SubPlanck,
	/// The amount with which the next era's pot starts.
	pub carried: SubPlanck,
}

/// The book of the stakers' pot, in planck. The pot always holds `minted - paid` (Invariant 3).
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct StakerPotBook {
	/// The total minted for stakers.
	pub minted: Balance,
	/// The total paid to stakers.
	pub paid: Balance,
	/// The amount reserved for eras that are not fully paid: their whole pots, because a payout
	/// does not name its era. So an era with an unpayable page holds back the remainders of other
	/// eras until its payouts expire.
	pub reserved: Balance,
}

impl StakerPotBook {
	/// Returns what was minted and not paid.
	pub fn balance(&self) -> Balance {
		self.minted.saturating_sub(self.paid)
	}

	/// Returns the unreserved amount, with which the next era's pot starts: rounding remainders and
	/// expired rewards.
	pub fn carried(&self) -> Balance {
		self.balance().saturating_sub(self.reserved)
	}
}

/// The book of the total issuance, in planck, as of the last era's end.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct IssuanceBook {
	/// The issuance at genesis.
	pub endowed: Balance,
	/// The tokens that root has created by force.
	pub forced: Balance,
	/// The total minted by this pallet.
	pub minted: Balance,
	/// The total burned: fees, slashes and voluntary burns.
	pub burned: Balance,
	/// The part of the minted total that went to the treasury.
	pub treasury: Balance,
}

impl IssuanceBook {
	/// Returns the total issuance at the last era's end.
	pub fn issuance(&self) -> Balance {
		self.endowed
			.saturating_add(self.forced)
			.saturating_add(self.minted)
			.saturating_sub(self.burned)
	}
}

/// The progress of automatic payouts to the stakers of ended eras.
#[derive(Clone, Debug, Decode, DefaultNoBound, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct PayoutCursor<AccountId> {
	/// The era whose stakers are being paid.
	pub era: EraIndex,
	/// The validator whose pages are being paid; `None` before the first.
	pub validator: Option<AccountId>,
	/// The number of pages of the validator's payout.
	pub pages: u32,
	/// The number of pages that have been paid or skipped.
	pub page: u32,
	/// Whether a page of the era could not be paid. If so, the era's pot stays reserved until its
	/// payouts expire.
	pub skipped: bool,
}

/// The unpaid rewards of a device or an account, as queries return them.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, PartialEq, TypeInfo)]
pub struct Pending {
	/// The amount that can be claimed now, in planck.
	pub claimable: Balance,
	/// The amount in escrow, in planck.
	pub escrowed: Balance,
	/// The units of the current era, whose value is not known yet.
	pub open_units: PerBucket<Units>,
}

/// The schedule's values at one time, as queries return them.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct SchedulePoint {
	/// The total emitted since genesis, in planck.
	pub emitted: Balance,
	/// The yearly emission at this time, in planck.
	pub yearly: Balance,
	/// The time of the next halving, in milliseconds of the chain's clock.
	pub next_halving_at: Moment,
}

/// The current era, as queries return it.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct EraOutlook {
	/// The number of the era.
	pub index: EraIndex,
	/// The pots, in planck, if the era ends on time. They include carried amounts. The
	/// remainder of usage has not moved to coverage yet.
	pub pots: Pots,
	/// The units credited so far.
	pub units: PerBucket<Units>,
}

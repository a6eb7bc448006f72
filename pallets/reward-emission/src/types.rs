//! What is kept, and in which units.

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

/// Parts of a planck, 2^40 to one: fine enough that cutting a rate off to whole grains loses a
/// device less than a planck for 10^12 units, a hundred million times what a beacon earns.
pub type Grains = u128;

const GRAINS_BITS: u32 = 40;

/// Planck as grains. Exact for every amount up to [`crate::GREATEST_CAP`].
pub fn grains(planck: Balance) -> Grains {
	planck.saturating_mul(1 << GRAINS_BITS)
}

/// The whole planck of some grains, and the grains that are left.
pub fn planck(grains: Grains) -> (Balance, Grains) {
	(grains >> GRAINS_BITS, grains & ((1 << GRAINS_BITS) - 1))
}

/// Something for each of the buckets that devices are paid from.
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
	/// That of coverage.
	pub coverage: Item,
	/// That of usage.
	pub usage: Item,
}

impl<Item> PerBucket<Item> {
	/// That of a bucket.
	pub fn get(&self, bucket: Bucket) -> &Item {
		match bucket {
			Bucket::Coverage => &self.coverage,
			Bucket::Usage => &self.usage,
		}
	}

	/// That of a bucket, to be changed.
	pub fn get_mut(&mut self, bucket: Bucket) -> &mut Item {
		match bucket {
			Bucket::Coverage => &mut self.coverage,
			Bucket::Usage => &mut self.usage,
		}
	}
}

impl PerBucket<Balance> {
	/// Both together.
	pub fn total(&self) -> Balance {
		self.coverage.saturating_add(self.usage)
	}
}

impl PerBucket<Units> {
	/// Whether there are none.
	pub fn is_zero(&self) -> bool {
		self.coverage == 0 && self.usage == 0
	}
}

/// All buckets that devices are paid from.
pub const BUCKETS: [Bucket; 2] = [Bucket::Coverage, Bucket::Usage];

/// What of each era's emission goes to whom.
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
	/// Validators and their nominators.
	pub stakers: Permill,
	/// Devices that proved coverage.
	pub coverage: Permill,
	/// Devices that were used.
	pub usage: Permill,
	/// The treasury.
	pub treasury: Permill,
}

impl Shares {
	fn parts(&self) -> [u32; 4] {
		[self.stakers, self.coverage, self.usage, self.treasury].map(Permill::deconstruct)
	}

	/// Whether they are the whole.
	pub fn add_up(&self) -> bool {
		let sum: u64 = self.parts().map(u64::from).iter().sum();
		sum == u64::from(Permill::one().deconstruct())
	}

	/// How much the share that changes most changes.
	pub fn greatest_step(&self, to: &Self) -> Permill {
		let steps = self.parts().into_iter().zip(to.parts()).map(|(from, to)| from.abs_diff(to));
		Permill::from_parts(steps.max().unwrap_or_default())
	}

	/// Splits an amount, to the last planck: what does not divide is the treasury's.
	pub fn split(&self, amount: Balance) -> Pots {
		let stakers = self.stakers.mul_floor(amount);
		let coverage = self.coverage.mul_floor(amount);
		let usage = self.usage.mul_floor(amount);
		let treasury =
			amount.saturating_sub(stakers).saturating_sub(coverage).saturating_sub(usage);
		Pots { stakers, coverage, usage, treasury }
	}
}

/// What of an era's emission went to whom, in planck.
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
	/// Validators and their nominators.
	pub stakers: Balance,
	/// Devices that proved coverage.
	pub coverage: Balance,
	/// Devices that were used.
	pub usage: Balance,
	/// The treasury.
	pub treasury: Balance,
}

/// Where in time the emission stands, in milliseconds of the chain's clock.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Clock {
	/// When the first block was made: the schedule counts from here.
	pub started_at: Moment,
	/// Up to when the schedule has been emitted. Behind the last era's end while a halt is being
	/// caught up.
	pub emitted_until: Moment,
	/// When the era that is being worked in began.
	pub era_began_at: Moment,
}

/// The era that is being worked in.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct OpenEra {
	/// Which it is.
	pub index: EraIndex,
	/// What has been credited in it so far.
	pub units: PerBucket<Units>,
}

/// An era that has ended and of which not every device has got its part.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct ClosedEra {
	/// What a unit is worth.
	pub rates: PerBucket<Grains>,
	/// The units that still stand in ledgers.
	pub unsettled: PerBucket<Units>,
}

impl ClosedEra {
	/// What so many of its units of a bucket are worth.
	pub fn worth(&self, bucket: Bucket, units: Units) -> Grains {
		self.rates.get(bucket).saturating_mul(units.into())
	}
}

/// What a device has earned and not been paid; or an account, with devices that it no longer has.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Ledger {
	/// The last era in which it earned.
	#[codec(compact)]
	pub era: EraIndex,
	/// What it earned in that era by coverage.
	#[codec(compact)]
	pub coverage_units: Units,
	/// What it earned in that era by usage.
	#[codec(compact)]
	pub usage_units: Units,
	/// What it earned by coverage in the eras before, in planck.
	#[codec(compact)]
	pub coverage_pending: Balance,
	/// What it earned by usage in the eras before, in planck.
	#[codec(compact)]
	pub usage_pending: Balance,
	/// Whether all of that waits for a decision about the device.
	pub in_escrow: bool,
}

impl Ledger {
	/// The units.
	pub fn units(&self) -> PerBucket<Units> {
		PerBucket { coverage: self.coverage_units, usage: self.usage_units }
	}

	/// What is pending.
	pub fn pending(&self) -> PerBucket<Balance> {
		PerBucket { coverage: self.coverage_pending, usage: self.usage_pending }
	}

	pub(crate) fn set_units(&mut self, units: PerBucket<Units>) {
		(self.coverage_units, self.usage_units) = (units.coverage, units.usage);
	}

	pub(crate) fn set_pending(&mut self, pending: PerBucket<Balance>) {
		(self.coverage_pending, self.usage_pending) = (pending.coverage, pending.usage);
	}

	/// Whether there is nothing in it.
	pub fn is_empty(&self) -> bool {
		self.units().is_zero() && self.pending().total() == 0 && !self.in_escrow
	}
}

/// The accounts of a bucket that devices are paid from. At all times
/// `minted = paid + pending + escrowed + unsettled + carried`.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct BucketBook {
	/// All that was ever minted for it; what usage left over is coverage's.
	pub minted: Grains,
	/// What was paid out of it, in planck.
	pub paid: Balance,
	/// What stands in ledgers and can be claimed, in planck.
	pub pending: Balance,
	/// What stands in ledgers and is in escrow, in planck.
	pub escrowed: Balance,
	/// What eras that have ended owe and ledgers have not taken yet.
	pub unsettled: Grains,
	/// What the next era's pot begins with.
	pub carried: Grains,
}

/// The accounts of the stakers' pot, in planck. At all times `minted - paid` is in the pot.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct StakersBook {
	/// All that was ever minted for it.
	pub minted: Balance,
	/// What was paid out of it.
	pub paid: Balance,
	/// What is put by for eras of which not all are paid: their whole pots, since a payout does not
	/// say which era it is for. So an era of which a page cannot be paid holds what others have left
	/// back until nobody can claim any more.
	pub reserved: Balance,
}

impl StakersBook {
	/// What has been minted and not paid.
	pub fn balance(&self) -> Balance {
		self.minted.saturating_sub(self.paid)
	}

	/// What is for nobody, with which the next era's pot begins: what rounding left, and rewards
	/// that expired.
	pub fn carried(&self) -> Balance {
		self.balance().saturating_sub(self.reserved)
	}
}

/// The accounts of all there is, in planck, as of the last era's end.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct IssuanceBook {
	/// What there was at genesis.
	pub endowed: Balance,
	/// What root has made since, by force.
	pub forced: Balance,
	/// What was minted here.
	pub minted: Balance,
	/// What was burned: fees, slashes, anybody's own.
	pub burned: Balance,
	/// What of it the treasury got.
	pub treasury: Balance,
}

impl IssuanceBook {
	/// What there was at the last era's end.
	pub fn issuance(&self) -> Balance {
		self.endowed
			.saturating_add(self.forced)
			.saturating_add(self.minted)
			.saturating_sub(self.burned)
	}
}

/// How far the stakers of the eras that have ended have been paid.
#[derive(Clone, Debug, Decode, DefaultNoBound, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct PayoutCursor<AccountId> {
	/// The era that is being paid.
	pub era: EraIndex,
	/// The validator whose pages are being paid; none before the first.
	pub validator: Option<AccountId>,
	/// How many pages its payout has.
	pub pages: u32,
	/// How many of them have been dealt with.
	pub page: u32,
	/// Whether a page of the era could not be paid: then the era's pot stays put by until nobody can
	/// claim it any more.
	pub skipped: bool,
}

/// What a device, or an account, has earned and not been paid: what queries answer.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, PartialEq, TypeInfo)]
pub struct Pending {
	/// What can be claimed now, in planck.
	pub claimable: Balance,
	/// What waits for a decision, in planck.
	pub escrowed: Balance,
	/// Units of the era that is being worked in.
	pub open_units: PerBucket<Units>,
}

/// The schedule at a time: what queries answer.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct SchedulePoint {
	/// What has been emitted in all, in planck.
	pub emitted: Balance,
	/// What a year's emission is, in planck.
	pub yearly: Balance,
	/// When it halves next, in milliseconds of the chain's clock.
	pub next_halving_at: Moment,
}

/// The era that is being worked in: what queries answer.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct EraOutlook {
	/// Which it is.
	pub index: EraIndex,
	/// What its pots will be if it ends when eras do, in planck, with what is carried; before what
	/// usage leaves over is coverage's.
	pub pots: Pots,
	/// What has been credited so far.
	pub units: PerBucket<Units>,
}

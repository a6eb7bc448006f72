//! Rewards: what they are reckoned in, and what the pallets that deal with them ask of each other.

use crate::devices::DeviceIndex;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{DispatchResult, Weight};
use sp_staking::EraIndex;

/// Reward units, in 1e-4 of a unit: what devices earn before an era's end says what it is worth.
pub type Units = u64;

/// What devices are paid for; each has a pot of its own in every era.
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
pub enum Bucket {
	/// Coverage that was proved: beacons and witnesses.
	Coverage,
	/// Usage that was paid for.
	Usage,
}

/// Credits devices with what they earn. Implemented by reward emission.
///
/// ```
/// use cairn_primitives::{devices::DeviceIndex, rewards::{Bucket, RewardCredit}};
///
/// /// A beacon that was heard earns its units.
/// fn settle<Rewards: RewardCredit>(beaconer: DeviceIndex) -> sp_runtime::DispatchResult {
///     Rewards::credit(beaconer, Bucket::Coverage, 10_000)
/// }
/// ```
pub trait RewardCredit {
	/// What a credit costs at most.
	fn weight() -> Weight;

	/// Credits a device with units of the era that is being worked in. The device must not have
	/// retired: nobody could claim for it. An error if there would be more units than can be counted.
	fn credit(device: DeviceIndex, bucket: Bucket, units: Units) -> DispatchResult;
}

/// What reward emission asks of the pallet that pays stakers: who is to be paid for an era, and to
/// pay them.
///
/// ```
/// use cairn_primitives::rewards::StakerPayouts;
/// use sp_staking::EraIndex;
///
/// /// Pays everybody, and counts the pages.
/// fn pay_all<Payouts: StakerPayouts<AccountId>, AccountId>(era: EraIndex) -> u32 {
///     let (mut last, mut paid) = (None, 0);
///     while let Some((validator, pages)) = Payouts::validator_after(era, last.as_ref()) {
///         paid += (0..pages).filter(|page| Payouts::pay(era, &validator, *page).is_ok()).count();
///         last = Some(validator);
///     }
///     paid as u32
/// }
/// ```
pub trait StakerPayouts<AccountId> {
	/// The validator that follows another in an era, the first if there is none to follow, and the
	/// pages that its payout has.
	fn validator_after(era: EraIndex, after: Option<&AccountId>) -> Option<(AccountId, u32)>;

	/// Pays a page of a validator's payout. No error if it has been paid before.
	fn pay(era: EraIndex, validator: &AccountId, page: u32) -> DispatchResult;

	/// What paying a page costs at most.
	fn weight_of_page() -> Weight;

	/// Makes an era with one validator whose payout has one page.
	#[cfg(feature = "runtime-benchmarks")]
	fn prepare(era: EraIndex, validator: &AccountId);
}

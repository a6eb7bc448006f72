//! Rewards: their unit, their buckets, and the traits between the pallets that handle them.

use crate::devices::DeviceIndex;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{DispatchResult, Weight};
use sp_staking::EraIndex;

/// A number of reward units. Devices earn units during an era; the end of the era sets their value.
///
/// The formulas of `coverage_math` count in whole units, of which one is 10,000 here.
pub type Units = u64;

/// The kind of work that devices are paid for. Each bucket has its own pot in every era.
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
	/// Proven coverage: sending and witnessing beacons.
	Coverage,
	/// Paid usage of the network.
	Usage,
}

/// Credits devices with the units that they earn. Implemented by reward emission.
///
/// ```
/// use cairn_primitives::{devices::DeviceIndex, rewards::{Bucket, RewardCredit}};
///
/// /// Credits a beacon that four witnesses heard.
/// fn settle<Rewards: RewardCredit>(beaconer: DeviceIndex) -> sp_runtime::DispatchResult {
///     Rewards::credit(beaconer, Bucket::Coverage, 10_000)
/// }
/// ```
pub trait RewardCredit {
	/// Returns the maximum weight of a credit.
	fn weight() -> Weight;

	/// Credits a device with units of the current era. The device must not be retired, because
	/// nobody could claim for it. Fails if the era's units would overflow.
	fn credit(device: DeviceIndex, bucket: Bucket, units: Units) -> DispatchResult;
}

/// Lists the validators of an era and pays them and their nominators, page by page. Implemented for
/// the staking pallet, used by reward emission.
///
/// ```
/// use cairn_primitives::rewards::StakerPayouts;
/// use sp_staking::EraIndex;
///
/// /// Pays all stakers of an era and returns the number of pages.
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
	/// Returns the validator that follows `after` in an era, or the first one, and the number of
	/// pages of its payout.
	fn validator_after(era: EraIndex, after: Option<&AccountId>) -> Option<(AccountId, u32)>;

	/// Pays one page of a validator's payout. Succeeds without effect if the page was paid before.
	fn pay(era: EraIndex, validator: &AccountId, page: u32) -> DispatchResult;

	/// Returns the maximum weight of paying a page.
	fn weight_of_page() -> Weight;

	/// Sets up an era with one validator whose payout has one page.
	#[cfg(feature = "runtime-benchmarks")]
	fn prepare(era: EraIndex, validator: &AccountId);
}

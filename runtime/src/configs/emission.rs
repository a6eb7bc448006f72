//! How much is emitted, and how it reaches stakers.

#[cfg(feature = "runtime-benchmarks")]
use super::benchmarks::DeviceHelper;
use super::{
	governance::ToTreasury,
	staking::{
		EXPOSURE_PAGE_SIZE, MAX_ELECTING_VOTERS, MAX_VALIDATORS, NOMINATIONS, PAYOUT_HISTORY,
	},
};
use crate::{Balances, DeviceRegistry, RewardEmission, Runtime, RuntimeOrigin, Staking, Timestamp};
use cairn_primitives::{
	rewards::StakerPayouts, time::SLOT_DURATION_MS, AccountId, Balance, Moment,
};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32, Get},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_network_parameters::EraShare;
use pallet_staking::{ClaimedRewards, ErasStakersOverview, WeightInfo};
use sp_runtime::{DispatchResult, Permill};
use sp_staking::EraIndex;

parameter_types! {
	/// The pots' accounts are made of this.
	pub const EmissionPalletId: PalletId = PalletId(*b"cairn/em");
	/// The most that a share may change from one era to the next.
	pub const MaxShareStep: Permill = Permill::from_percent(2);
}

/// How long an era is meant to be.
pub struct NominalEra;
impl Get<Moment> for NominalEra {
	fn get() -> Moment {
		Moment::from(EraShare::<Runtime, 1>::get()).saturating_mul(SLOT_DURATION_MS)
	}
}

/// A payout rounds each amount to the nearest planck. That may be half a planck too much for each
/// nomination, for the commission on each page of nominations, and for each validator's part of the
/// era and its own stake.
const PAYOUT_ROUNDING: Balance = (MAX_ELECTING_VOTERS as Balance)
	.saturating_mul(NOMINATIONS as Balance)
	.saturating_add((MAX_VALIDATORS as Balance).saturating_mul(3));

impl pallet_reward_emission::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = DeviceHelper;
	type Currency = Balances;
	type Directory = DeviceRegistry;
	type MaxFleet = ConstU32<100>;
	type MaxShareStep = MaxShareStep;
	type NominalEra = NominalEra;
	type PalletId = EmissionPalletId;
	type PayoutHistory = ConstU32<PAYOUT_HISTORY>;
	type PayoutPagesPerBlock = ConstU32<10>;
	type PayoutRounding = ConstU128<PAYOUT_ROUNDING>;
	type StakerPayouts = PagedPayouts;
	type Time = Timestamp;
	type Treasury = ToTreasury;
	type WeightInfo = pallet_reward_emission::weights::SubstrateWeight<Runtime>;
}

/// Ends the emission's era with the stakers'.
pub struct EmissionAtEraEnd;
impl pallet_staking::EraPayout<Balance> for EmissionAtEraEnd {
	fn era_payout(_: Balance, _: Balance, _: u64) -> (Balance, Balance) {
		let era = pallet_staking::ActiveEra::<Runtime>::get().map_or(0, |era| era.index);
		(RewardEmission::close_era(era), 0)
	}
}

/// The payouts of the staking pallet, page by page.
pub struct PagedPayouts;
impl StakerPayouts<AccountId> for PagedPayouts {
	fn validator_after(era: EraIndex, after: Option<&AccountId>) -> Option<(AccountId, u32)> {
		let mut validators = match after {
			Some(after) => ErasStakersOverview::<Runtime>::iter_prefix_from(
				era,
				ErasStakersOverview::<Runtime>::hashed_key_for(era, after),
			),
			None => ErasStakersOverview::<Runtime>::iter_prefix(era),
		};
		// A validator without nominators has a page all the same: its own.
		validators.next().map(|(validator, exposure)| (validator, exposure.page_count.max(1)))
	}

	fn pay(era: EraIndex, validator: &AccountId, page: u32) -> DispatchResult {
		if ClaimedRewards::<Runtime>::get(era, validator).contains(&page) {
			return Ok(());
		}
		// Anybody may ask for a payout.
		let anybody = RuntimeOrigin::signed(RewardEmission::stakers_pot());
		Staking::payout_stakers_by_page(anybody, validator.clone(), era, page)
			.map(|_| ())
			.map_err(|refused| refused.error)
	}

	fn weight_of_page() -> Weight {
		<Runtime as pallet_staking::Config>::WeightInfo::payout_stakers_alive_staked(
			EXPOSURE_PAGE_SIZE,
		)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn prepare(era: EraIndex, validator: &AccountId) {
		let exposure = sp_staking::Exposure { total: 1, own: 1, others: Default::default() };
		pallet_staking::EraInfo::<Runtime>::set_exposure(era, validator, exposure);
	}
}

//! Configures reward emission and connects it to the staking pallet.

#[cfg(feature = "runtime-benchmarks")]
use super::benchmarks::DeviceHelper;
use super::{
	governance::ToTreasury,
	staking::{MAX_ELECTING_VOTERS, MAX_VALIDATORS, NOMINATIONS, PAYOUT_HISTORY},
};
use crate::{Balances, DeviceRegistry, Runtime, Timestamp};
use cairn_primitives::{AccountId, Balance, Moment};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32, Get},
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_liquid_staking::PagedPayouts;
use pallet_network_parameters::{EraShare, SlotDuration};
use sp_runtime::Permill;

parameter_types! {
	/// The pallet ID from which the pot accounts are derived.
	pub const EmissionPalletId: PalletId = PalletId(*b"cairn/em");
	/// The maximum change of one share from one era to the next.
	pub const MaxShareStep: Permill = Permill::from_percent(2);
}

/// The nominal length of an era, in milliseconds.
pub struct NominalEra;
impl Get<Moment> for NominalEra {
	fn get() -> Moment {
		Moment::from(EraShare::<Runtime, 1>::get()).saturating_mul(SlotDuration::<Runtime>::get())
	}
}

/// The maximum that rounding adds to an era's payouts, in planck. Each amount is rounded to the
/// nearest planck, so it may be half a planck too high: for each nomination, for the commission on
/// each page of nominations, and for each validator's part of the era and its own stake.
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
	type StakerPayouts = PagedPayouts<Runtime>;
	type Time = Timestamp;
	type Treasury = ToTreasury;
	type WeightInfo = pallet_reward_emission::weights::SubstrateWeight<Runtime>;
}

//! Configures liquid staking: the pool behind stCRN, and device bonds in stCRN.

use super::staking::{MaxElectingVoters, NOMINATIONS};
use crate::{
	governance::origins::{EmergencyAdmin, StakingAdmin},
	Assets, AssetsHolder, Balances, LiquidStaking, Runtime, RuntimeHoldReason, Staking,
};
use cairn_primitives::{
	collateral::{StakedCollateral, StakedTokens},
	currency::{CRN, STAKED_CRN},
	AccountId, Balance,
};
use frame_support::{
	parameter_types,
	storage::with_storage_layer,
	traits::{
		fungibles::hold::{Inspect, Mutate},
		tokens::{ConversionToAssetBalance, Fortitude, Precision, Restriction},
		ConstU32, EitherOfDiverse, TypedGet,
	},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_liquid_staking::{worth, ExitRate, PagedPayouts, Shares};
use pallet_network_parameters::EraShare;
use pallet_treasury::TreasuryAccountId;
use sp_runtime::{DispatchError, DispatchResult};

parameter_types! {
	/// The identifier from which the accounts of the pool are derived.
	pub const LiquidStakingPalletId: PalletId = PalletId(*b"cairn/ls");
	/// The protocol shares that never leave the pool.
	pub const Seed: Shares = Shares(1_000 * CRN);
}

impl pallet_liquid_staking::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type AssetId = ConstU32<STAKED_CRN>;
	type Assets = Assets;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = pallet_liquid_staking::StakingHelper<Runtime>;
	type Currency = Balances;
	type GuardianOrigin = EitherOfDiverse<EnsureRoot<AccountId>, EmergencyAdmin>;
	type MaxElectingVoters = MaxElectingVoters;
	type MaxLanes = ConstU32<32>;
	type MaxNominations = ConstU32<NOMINATIONS>;
	// Slightly longer than a vote of the emergency track.
	type MaxPause = EraShare<Runtime, 7>;
	type MaxQueuedDeposits = ConstU32<10_000>;
	type MaxValidators = ConstU32<64>;
	type PalletId = LiquidStakingPalletId;
	type Payouts = PagedPayouts<Runtime>;
	type Seed = Seed;
	type SlashOrigin = EitherOfDiverse<EnsureRoot<AccountId>, StakingAdmin>;
	type Staking = Staking;
	type StepsPerBlock = ConstU32<32>;
	type WeightInfo = pallet_liquid_staking::weights::SubstrateWeight<Runtime>;
}

/// Device bonds in stCRN, valued at the bid rate. Slashed tokens go to the treasury: burned tokens
/// would remain counted as shares that no account holds.
pub struct StakedBonds;

impl StakedBonds {
	const REASON: RuntimeHoldReason =
		RuntimeHoldReason::DeviceRegistry(pallet_device_registry::HoldReason::DeviceBond);
}

impl StakedCollateral<AccountId> for StakedBonds {
	fn weight() -> Weight {
		// The book of the pool, the asset, and the balances and holds of the account and the
		// treasury. Processing them takes no longer than a transfer.
		<Runtime as frame_system::Config>::DbWeight::get()
			.reads_writes(8, 6)
			.saturating_add(Weight::from_parts(60_000_000, 0))
	}

	fn tokens_for(value: Balance) -> Result<StakedTokens, DispatchError> {
		ExitRate::<Runtime>::to_asset_balance(value, STAKED_CRN)
	}

	fn worth(tokens: StakedTokens) -> Balance {
		worth(Shares::of_tokens(tokens), LiquidStaking::rates().bid)
	}

	fn held(who: &AccountId) -> StakedTokens {
		AssetsHolder::balance_on_hold(STAKED_CRN, &Self::REASON, who)
	}

	fn hold(who: &AccountId, tokens: StakedTokens) -> DispatchResult {
		AssetsHolder::hold(STAKED_CRN, &Self::REASON, who, tokens)
	}

	fn release(who: &AccountId, tokens: StakedTokens) -> StakedTokens {
		// A failure halfway must change nothing.
		with_storage_layer(|| {
			AssetsHolder::release(STAKED_CRN, &Self::REASON, who, tokens, Precision::BestEffort)
		})
		.unwrap_or(0)
	}

	fn slash(who: &AccountId, tokens: StakedTokens) -> StakedTokens {
		with_storage_layer(|| {
			AssetsHolder::transfer_on_hold(
				STAKED_CRN,
				&Self::REASON,
				who,
				&TreasuryAccountId::<Runtime>::get(),
				tokens,
				Precision::BestEffort,
				Restriction::Free,
				Fortitude::Force,
			)
		})
		.unwrap_or(0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	#[allow(clippy::expect_used)] // a failed setup must stop the benchmark
	fn endow(who: &AccountId, value: Balance) {
		use frame_support::traits::fungibles::Mutate as _;
		let tokens = Self::tokens_for(value).expect("the pool has a seed");
		Assets::mint_into(STAKED_CRN, who, tokens.saturating_add(CRN)).expect("the asset exists");
	}
}

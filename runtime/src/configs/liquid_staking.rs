//! Stake that works twice.

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
		ConstU128, ConstU32, EitherOfDiverse, TypedGet,
	},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_liquid_staking::{worth, ExitRate, PagedPayouts};
use pallet_network_parameters::EraShare;
use pallet_treasury::TreasuryAccountId;
use sp_runtime::{DispatchError, DispatchResult};

/// What of the protocol's shares never leaves.
pub const SEED: Balance = 1_000 * CRN;

parameter_types! {
	/// The pool's accounts are made of this.
	pub const LiquidStakingPalletId: PalletId = PalletId(*b"cairn/ls");
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
	// As long as a vote of the emergency track, and some.
	type MaxPause = EraShare<Runtime, 7>;
	type MaxQueuedDeposits = ConstU32<10_000>;
	type MaxValidators = ConstU32<64>;
	type PalletId = LiquidStakingPalletId;
	type Payouts = PagedPayouts<Runtime>;
	type Seed = ConstU128<SEED>;
	type SlashOrigin = EitherOfDiverse<EnsureRoot<AccountId>, StakingAdmin>;
	type Staking = Staking;
	type StepsPerBlock = ConstU32<32>;
	type WeightInfo = pallet_liquid_staking::weights::SubstrateWeight<Runtime>;
}

/// Bonds of devices in the liquid staking token, at the rate of who leaves. What is slashed is the
/// treasury's: to burn it would leave shares counted that nobody has.
pub struct StakedBonds;

impl StakedBonds {
	const REASON: RuntimeHoldReason =
		RuntimeHoldReason::DeviceRegistry(pallet_device_registry::HoldReason::DeviceBond);
}

impl StakedCollateral<AccountId> for StakedBonds {
	fn weight() -> Weight {
		// The pool's books, the asset, the account's and the treasury's balance and holds; what is
		// done with them takes no longer than a transfer does.
		<Runtime as frame_system::Config>::DbWeight::get()
			.reads_writes(8, 6)
			.saturating_add(Weight::from_parts(60_000_000, 0))
	}

	fn tokens_for(value: Balance) -> Result<StakedTokens, DispatchError> {
		ExitRate::<Runtime>::to_asset_balance(value, STAKED_CRN)
	}

	fn worth(tokens: StakedTokens) -> Balance {
		worth(tokens, LiquidStaking::rates().bid)
	}

	fn held(who: &AccountId) -> StakedTokens {
		AssetsHolder::balance_on_hold(STAKED_CRN, &Self::REASON, who)
	}

	fn hold(who: &AccountId, tokens: StakedTokens) -> DispatchResult {
		AssetsHolder::hold(STAKED_CRN, &Self::REASON, who, tokens)
	}

	fn release(who: &AccountId, tokens: StakedTokens) -> StakedTokens {
		// What fails halfway must leave no trace.
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
	#[allow(clippy::expect_used)] // a benchmark that cannot be prepared must not run
	fn endow(who: &AccountId, value: Balance) {
		use frame_support::traits::fungibles::Mutate as _;
		let tokens = Self::tokens_for(value).expect("the pool has a seed");
		Assets::mint_into(STAKED_CRN, who, tokens.saturating_add(CRN)).expect("the asset exists");
	}
}

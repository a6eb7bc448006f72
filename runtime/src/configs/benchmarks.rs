//! Configures what only benchmarks need: helpers that prepare state, and the pallets with which liquid
//! staking is compared.

use crate::{
	Assets, Balances, DelegatedStaking, DeviceRegistry, Runtime, RuntimeEvent, RuntimeFreezeReason,
	RuntimeHoldReason, Staking, System,
};
use cairn_primitives::{
	currency::{CRN, STAKED_CRN},
	devices::{DeviceIndex, DeviceKey},
	AccountId, AssetId, Balance, Moment,
};
use codec::Compact;
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU8, Currency, Nothing},
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_nomination_pools::adapter::DelegateStake;
use sp_runtime::{traits::Convert, FixedU128, Perbill};

/// Creates the identifiers of assets.
pub struct AssetIdHelper;
impl pallet_assets::BenchmarkHelper<Compact<AssetId>, ()> for AssetIdHelper {
	fn create_asset_id_parameter(id: u32) -> Compact<AssetId> {
		id.into()
	}

	fn create_reserve_id_parameter(_: u32) {}
}

/// Gives an account a high balance of the only token that can pay fees.
pub struct AssetFeeHelper;
impl pallet_asset_tx_payment::BenchmarkHelperTrait<AccountId, AssetId, AssetId> for AssetFeeHelper {
	fn create_asset_id_parameter(_: u32) -> (AssetId, AssetId) {
		(STAKED_CRN, STAKED_CRN)
	}

	#[allow(clippy::unwrap_used)] // a failed setup must stop the benchmark
	fn setup_balances_and_pool(asset: AssetId, account: AccountId) {
		use frame_support::traits::fungibles::Mutate;
		let _ = Balances::deposit_creating(&account, 1_000_000 * CRN);
		Assets::mint_into(asset, &account, 1_000_000 * CRN).unwrap();
	}
}

/// Creates the beneficiaries of the treasury.
pub struct TreasuryHelper;
impl pallet_treasury::ArgumentsFactory<(), AccountId> for TreasuryHelper {
	fn create_asset_kind(_: u32) {}

	fn create_beneficiary(seed: [u8; 32]) -> AccountId {
		let account = AccountId::from(seed);
		let _ = Balances::deposit_creating(&account, CRN);
		account
	}
}

/// Creates devices without signatures, and sets the clock.
pub struct DeviceHelper;
impl pallet_reward_emission::BenchmarkHelper for DeviceHelper {
	fn set_time(now: Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}

	fn device(number: u32) -> DeviceIndex {
		pallet_device_registry::Devices::<Runtime>::insert(
			number,
			pallet_device_registry::Device {
				key: DeviceKey::from_raw([0; 32]),
				owner: frame_benchmarking::account("owner", number, 0),
				maker: 0,
				class: 0,
				status: pallet_device_registry::Status::Active,
				location: None,
				located_at: 0,
				bond: 0,
				collateral: pallet_device_registry::Collateral::Native,
				nonce: 0,
				strikes: 0,
				interactive: None,
			},
		);
		number
	}
}

impl pallet_proof_of_coverage::BenchmarkHelper for DeviceHelper {
	#[allow(clippy::unwrap_used)] // a failed setup must stop the benchmark
	fn device(number: u32, key: DeviceKey, cell: u64) -> DeviceIndex {
		use cairn_primitives::devices::{CoverageStanding, Location};
		<Self as pallet_reward_emission::BenchmarkHelper>::device(number);
		pallet_device_registry::Devices::<Runtime>::mutate_extant(number, |device| {
			device.key = key;
			device.class = crate::genesis_devices::LORA_GATEWAY;
			device.location =
				Some(Location { cell, elevation_m: 10, gain_cdbi: 300, region: Some(1) });
		});
		if pallet_device_registry::Classes::<Runtime>::iter_keys().next().is_none() {
			for (id, regions) in crate::genesis_devices::region_tables() {
				pallet_device_registry::RegionTables::<Runtime>::insert(id, regions);
			}
			for (id, class) in crate::genesis_devices::classes() {
				pallet_device_registry::Classes::<Runtime>::insert(id, class);
			}
		}
		DeviceRegistry::record_valid_proof(number).unwrap();
		number
	}
}

parameter_types! {
	/// The pallet ID from which the accounts of pools are derived.
	pub const PoolsPalletId: PalletId = PalletId(*b"cairn/np");
	/// The pallet ID from which the accounts of delegators are derived.
	pub const DelegationPalletId: PalletId = PalletId(*b"cairn/ds");
	/// The share of a delegator's slash that rewards its reporter.
	pub const DelegationSlashReward: Perbill = Perbill::from_percent(1);
}

/// Converts balances to the wide integers of nomination pools, and back.
pub struct WideBalance;
impl Convert<Balance, sp_core::U256> for WideBalance {
	fn convert(balance: Balance) -> sp_core::U256 {
		balance.into()
	}
}
impl Convert<sp_core::U256, Balance> for WideBalance {
	fn convert(wide: sp_core::U256) -> Balance {
		wide.try_into().unwrap_or(Balance::MAX)
	}
}

impl pallet_nomination_pools::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type BalanceToU256 = WideBalance;
	type BlockNumberProvider = System;
	type Currency = Balances;
	type Filter = Nothing;
	type MaxMetadataLen = ConstU32<256>;
	type MaxPointsToBalance = ConstU8<10>;
	type MaxUnbonding = ConstU32<8>;
	type MaxUnbondingPools = ConstU32<4>;
	type PalletId = PoolsPalletId;
	type RewardCounter = FixedU128;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type StakeAdapter = DelegateStake<Self, Staking, DelegatedStaking>;
	type U256ToBalance = WideBalance;
	type WeightInfo = pallet_nomination_pools::weights::SubstrateWeight<Runtime>;
}

impl pallet_delegated_staking::Config for Runtime {
	type CoreStaking = Staking;
	type Currency = Balances;
	type OnSlash = ();
	type PalletId = DelegationPalletId;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SlashRewardFraction = DelegationSlashReward;
}

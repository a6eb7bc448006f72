//! Configures tokens other than CRN.

use crate::{Balances, Runtime, RuntimeEvent, RuntimeHoldReason};
use cairn_primitives::{
	currency::{deposit, CRN, EXISTENTIAL_DEPOSIT},
	AccountId, AssetId, Balance,
};
use codec::Compact;
use frame_support::traits::{AsEnsureOriginWithArg, ConstU128, ConstU32};
use frame_system::{EnsureRoot, EnsureSigned};

impl pallet_assets::Config for Runtime {
	type ApprovalDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AssetAccountDeposit = ConstU128<{ deposit(1, 16) }>;
	type AssetDeposit = ConstU128<{ 100 * CRN }>;
	type AssetId = AssetId;
	type AssetIdAllocator = pallet_assets::AutoIncAssetId<Runtime>;
	type AssetIdParameter = Compact<AssetId>;
	type Balance = Balance;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarks::AssetIdHelper;
	type CallbackHandle = ();
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type Currency = Balances;
	type Extra = ();
	type ForceOrigin = EnsureRoot<AccountId>;
	type Freezer = ();
	type Holder = crate::AssetsHolder;
	type MetadataDepositBase = ConstU128<{ deposit(1, 68) }>;
	type MetadataDepositPerByte = ConstU128<{ deposit(0, 1) }>;
	type RemoveItemsLimit = ConstU32<1_000>;
	type ReserveData = ();
	type RuntimeEvent = RuntimeEvent;
	type StringLimit = ConstU32<50>;
	type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
}

impl pallet_assets_holder::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
}

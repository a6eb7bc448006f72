//! CRN itself, and what a transaction costs.

use super::governance::ToTreasury;
use crate::{
	Assets, Authorship, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason,
	System,
};
use cairn_primitives::{
	currency::{EXISTENTIAL_DEPOSIT, MICRO_CRN},
	AccountId, Balance,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		fungibles, ConstU128, ConstU32, ConstU8, Imbalance, OnUnbalanced, TypedGet, VariantCountOf,
	},
	weights::ConstantMultiplier,
};
use pallet_asset_tx_payment::{FungiblesAdapter, HandleCredit};
use pallet_liquid_staking::ExitRate;
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use pallet_treasury::TreasuryAccountId;
use sp_runtime::{traits::Bounded, FixedPointNumber, Perquintill};

/// Planck for each picosecond of reference hardware: the cheapest transaction is a thousandth of
/// a CRN.
const FEE_PER_PICOSECOND: Balance = 10;

/// What each byte of a transaction costs.
const FEE_PER_BYTE: Balance = 10 * MICRO_CRN;

parameter_types! {
	/// Fees stay where they are when ordinary transactions fill a quarter of what they may.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// How fast fees follow demand: each block moves them by at most this share of how far it is
	/// from the target (Polkadot's token economics, "slow adjusting" fees).
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	/// Fees never fall below a tenth, so that the multiplier can always rise again.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	/// Nor is there a limit upwards.
	pub MaximumMultiplier: Multiplier = Bounded::max_value();
}

impl pallet_balances::Config for Runtime {
	type AccountStore = System;
	type Balance = Balance;
	type DoneSlashHandler = ();
	type DustRemoval = ToTreasury;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type ReserveIdentifier = [u8; 8];
	type RuntimeEvent = RuntimeEvent;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
}

/// Burns the fee and gives the tip to the block's author. An author who were paid the fee could
/// fill its own blocks for nothing.
pub struct BurnFeesPayTips;
impl OnUnbalanced<Credit<AccountId, Balances>> for BurnFeesPayTips {
	fn on_unbalanceds(mut fees_then_tips: impl Iterator<Item = Credit<AccountId, Balances>>) {
		drop(fees_then_tips.next());
		let tips = fees_then_tips.fold(Credit::<AccountId, Balances>::zero(), Imbalance::merge);
		if let Some(author) = Authorship::author() {
			// What an author's account cannot hold is burned as well.
			let _ = Balances::resolve(&author, tips);
		}
	}
}

impl pallet_transaction_payment::Config for Runtime {
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Self,
		TargetBlockFullness,
		AdjustmentVariable,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	type LengthToFee = ConstantMultiplier<Balance, ConstU128<FEE_PER_BYTE>>;
	type OnChargeTransaction = FungibleAdapter<Balances, BurnFeesPayTips>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
	type WeightToFee = ConstantMultiplier<Balance, ConstU128<FEE_PER_PICOSECOND>>;
}

/// Fees that are paid in the liquid staking token go to the treasury, tips included: to burn them
/// would leave shares counted that nobody has.
pub struct StakedFeesToTreasury;
impl HandleCredit<AccountId, Assets> for StakedFeesToTreasury {
	fn handle_credit(fee: fungibles::Credit<AccountId, Assets>) {
		// The treasury has tokens since genesis, so that none are too few for it.
		let _ = <Assets as fungibles::Balanced<AccountId>>::resolve(
			&TreasuryAccountId::<Runtime>::get(),
			fee,
		);
	}
}

impl pallet_asset_tx_payment::Config for Runtime {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarks::AssetFeeHelper;
	type Fungibles = Assets;
	type OnChargeAssetTransaction = FungiblesAdapter<ExitRate<Runtime>, StakedFeesToTreasury>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_asset_tx_payment::weights::SubstrateWeight<Runtime>;
}

//! Configures CRN and the fees of transactions.

use super::{governance::ToTreasury, system::RuntimeBlockWeights};
use crate::{
	Assets, Authorship, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason,
	System,
};
use cairn_primitives::{
	currency::{EXISTENTIAL_DEPOSIT, MICRO_CRN},
	AccountId, Balance,
};
use frame_support::{
	dispatch::DispatchClass,
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
use sp_runtime::{FixedPointNumber, Perquintill, Saturating};

/// The fee per picosecond on the reference hardware, in planck. The cheapest transaction costs a
/// thousandth of a CRN.
const FEE_PER_PICOSECOND: Balance = 10;

/// The fee per byte of a transaction, in planck.
const FEE_PER_BYTE: Balance = 10 * MICRO_CRN;

parameter_types! {
	/// The fullness of blocks at which fees stay constant: transactions that pay a fee fill a quarter of
	/// the limit of ordinary transactions, whatever work without a fee adds.
	pub TargetBlockFullness: Perquintill = Perquintill::from_percent(25).saturating_add(feeless_share());
	/// The speed at which fees follow demand: a block changes them by at most this share of its
	/// distance from the target (Polkadot's token economics, "slow adjusting" fees).
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	/// The minimum multiplier of fees, above zero so that the multiplier can always rise again.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	/// The maximum multiplier of fees. A transfer costs less than a CRN then, and filling all blocks of
	/// a day with ordinary transactions more than 20 million CRN.
	pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(100);
}

/// Returns the share of the limit of ordinary transactions that work without a fee has used in this
/// block: the calls of devices within their allowance. Nobody bids for a place with it, so it must not
/// move the fees of others.
fn feeless_share() -> Perquintill {
	let limits = RuntimeBlockWeights::get();
	let limit = limits.get(DispatchClass::Normal).max_total.unwrap_or(limits.max_block);
	let used = pallet_proof_of_coverage::FeelessWeightUsed::<Runtime>::get();
	Perquintill::from_rational(used.ref_time(), limit.ref_time().max(1))
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

/// Burns the fee and gives the tip to the author of the block. If authors received fees, they could
/// fill their own blocks for free.
pub struct BurnFeesPayTips;
impl OnUnbalanced<Credit<AccountId, Balances>> for BurnFeesPayTips {
	fn on_unbalanceds(mut fees_then_tips: impl Iterator<Item = Credit<AccountId, Balances>>) {
		drop(fees_then_tips.next());
		let tips = fees_then_tips.fold(Credit::<AccountId, Balances>::zero(), Imbalance::merge);
		if let Some(author) = Authorship::author() {
			// A tip that the account of the author cannot hold is burned too.
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

/// Gives fees and tips in the liquid staking token to the treasury. Burned tokens would remain counted
/// as shares that no account holds.
pub struct StakedFeesToTreasury;
impl HandleCredit<AccountId, Assets> for StakedFeesToTreasury {
	fn handle_credit(fee: fungibles::Credit<AccountId, Assets>) {
		// Cannot fail for a small amount, because the treasury holds tokens since genesis.
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

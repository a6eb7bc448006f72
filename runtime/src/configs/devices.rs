//! The configuration of the device registry.

use super::governance::ToTreasury;
use crate::{
	governance::origins::{DeviceAdmin, DeviceJudge},
	Balances, ProofOfCoverage, RewardEmission, Runtime, RuntimeHoldReason, Timestamp,
};
use cairn_primitives::{AccountId, AccountPublic, BlockNumber, Signature};
use frame_support::{
	parameter_types,
	traits::{ConstU32, EitherOfDiverse, Get},
};
use frame_system::EnsureRoot;
use pallet_network_parameters::EraShare;
use pallet_proof_of_coverage::WindowLife;
use sp_runtime::Permill;

/// The settlement delay: an hour on a live network, and never less than the time in which the proofs of
/// a window settle.
pub struct SettlementDelay;
impl Get<BlockNumber> for SettlementDelay {
	fn get() -> BlockNumber {
		EraShare::<Runtime, 1, 24>::get().max(WindowLife::<Runtime>::get())
	}
}

parameter_types! {
	/// The share by which a bond in the liquid staking token must be worth more, because a slash of
	/// validators lowers the token's rate.
	pub const CollateralMargin: Permill = Permill::from_percent(10);
}

impl pallet_device_registry::Config for Runtime {
	type AppealPeriod = EraShare<Runtime, 7>;
	type CollateralMargin = CollateralMargin;
	type Currency = Balances;
	// Longer than a referendum of the device track.
	type DecisionPeriod = EraShare<Runtime, 14>;
	// Fees are burned, like transaction fees.
	type Fees = ();
	type Hooks = (RewardEmission, ProofOfCoverage);
	// HIP-17 counts hotspots for 60 hours.
	type InteractivePeriod = EraShare<Runtime, 5, 2>;
	type JudgeOrigin = EitherOfDiverse<EnsureRoot<AccountId>, DeviceJudge>;
	type LocationInterval = EraShare<Runtime, 7>;
	type ManagerOrigin = EitherOfDiverse<EnsureRoot<AccountId>, DeviceAdmin>;
	type MaxFleet = ConstU32<100>;
	type OffchainPublic = AccountPublic;
	type OffchainSignature = Signature;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SettlementDelay = SettlementDelay;
	type Slashed = ToTreasury;
	type TasksPerBlock = ConstU32<200>;
	type StakedCollateral = super::liquid_staking::StakedBonds;
	type Time = Timestamp;
	type UnbondingPeriod = EraShare<Runtime, 28>;
	type WeightInfo = pallet_device_registry::weights::SubstrateWeight<Runtime>;
}

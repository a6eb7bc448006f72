//! The configuration of the registry.

use super::{account, AccountId, Balances, HookLog, RuntimeHoldReason, Test, Timestamp, Tokens};
use crate::Config;
use frame_support::{ord_parameter_types, parameter_types, traits::ConstU32};
use frame_system::{EnsureRoot, EnsureSignedBy};
use sp_runtime::{traits::Verify, MultiSignature, Permill};

pub const SETTLEMENT_DELAY: u32 = 20;
pub const LOCATION_INTERVAL: u32 = 100;
pub const UNBONDING_PERIOD: u32 = 200;
pub const INTERACTIVE_PERIOD: u32 = 600;
pub const APPEAL_PERIOD: u32 = 50;
pub const DECISION_PERIOD: u32 = 70;

parameter_types! {
	pub const CollateralMargin: Permill = Permill::from_percent(10);
	pub static TasksPerBlock: u32 = 50;
}

ord_parameter_types! {
	pub const Judge: AccountId = account(200);
}

impl Config for Test {
	type AppealPeriod = ConstU32<APPEAL_PERIOD>;
	type CollateralMargin = CollateralMargin;
	type Currency = Balances;
	type DecisionPeriod = ConstU32<DECISION_PERIOD>;
	type Fees = ();
	type Hooks = HookLog;
	type InteractivePeriod = ConstU32<INTERACTIVE_PERIOD>;
	type JudgeOrigin = EnsureSignedBy<Judge, AccountId>;
	type LocationInterval = ConstU32<LOCATION_INTERVAL>;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type MaxFleet = ConstU32<100>;
	type OffchainPublic = <MultiSignature as Verify>::Signer;
	type OffchainSignature = MultiSignature;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SettlementDelay = ConstU32<SETTLEMENT_DELAY>;
	type Slashed = ();
	type StakedCollateral = Tokens;
	type TasksPerBlock = TasksPerBlock;
	type Time = Timestamp;
	type UnbondingPeriod = ConstU32<UNBONDING_PERIOD>;
	type WeightInfo = ();
}

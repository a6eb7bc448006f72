//! Configures referenda, the treasury, and the pallets that enact decisions.

use crate::{
	governance::{
		origins::{EmergencyAdmin, Spender, Treasurer},
		tracks::Tracks,
	},
	Balances, OriginCaller, Preimage, Referenda, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeHoldReason, RuntimeOrigin, Scheduler, System, Treasury,
};
use cairn_primitives::{
	currency::{deposit, CRN},
	AccountId, Balance,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration,
		tokens::{imbalance::ResolveTo, PayFromAccount, UnityAssetBalanceConversion},
		ConstU128, ConstU32, EitherOf, EitherOfDiverse, EqualPrivilegeOnly, LinearStoragePrice,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureSigned};
use pallet_network_parameters::EraShare;
use pallet_treasury::TreasuryAccountId;
use sp_runtime::{traits::IdentityLookup, Perbill, Permill};

use super::system::share_of_block;

/// The recipient of imbalances that belong to the treasury.
pub type ToTreasury = ResolveTo<TreasuryAccountId<Runtime>, Balances>;

parameter_types! {
	/// The weight that scheduled calls may use in a block.
	pub MaxScheduledWeight: Weight = share_of_block(Perbill::from_percent(60));
	/// The reason of the hold that pays for the storage of a preimage.
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	/// The pallet ID from which the account of the treasury is derived.
	pub const TreasuryPalletId: PalletId = PalletId(*b"cairn/tr");
	/// The share of unspent funds that the treasury burns: none.
	pub const Burn: Permill = Permill::zero();
	/// The maximum that Root may spend, which is no limit.
	pub const NoLimit: Balance = Balance::MAX;
}

impl pallet_preimage::Config for Runtime {
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<ConstU128<{ deposit(2, 64) }>, ConstU128<{ deposit(0, 1) }>, Balance>,
	>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
}

impl pallet_scheduler::Config for Runtime {
	type BlockNumberProvider = System;
	type MaximumWeight = MaxScheduledWeight;
	type MaxScheduledPerBlock = ConstU32<50>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type PalletsOrigin = OriginCaller;
	type Preimages = Preimage;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
}

impl pallet_conviction_voting::Config for Runtime {
	type BlockNumberProvider = System;
	type Currency = Balances;
	type MaxTurnout = frame_support::traits::TotalIssuanceOf<Balances, AccountId>;
	type MaxVotes = ConstU32<512>;
	type Polls = Referenda;
	type RuntimeEvent = RuntimeEvent;
	type VoteLockingPeriod = EraShare<Runtime, 7>;
	type VotingHooks = ();
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
}

/// The origin that may cancel or kill a referendum.
type ReferendumEnder = EitherOfDiverse<EnsureRoot<AccountId>, EmergencyAdmin>;

impl pallet_referenda::Config for Runtime {
	type AlarmInterval = ConstU32<1>;
	type BlockNumberProvider = System;
	type CancelOrigin = ReferendumEnder;
	type Currency = Balances;
	type KillOrigin = ReferendumEnder;
	type MaxQueued = ConstU32<100>;
	type Preimages = Preimage;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type Scheduler = Scheduler;
	type Slash = Treasury;
	type SubmissionDeposit = ConstU128<{ 10 * CRN }>;
	type SubmitOrigin = frame_support::traits::AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type Tracks = Tracks;
	type UndecidingTimeout = EraShare<Runtime, 21>;
	type Votes = pallet_conviction_voting::VotesOf<Runtime>;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
}

impl crate::governance::origins::Config for Runtime {}

impl pallet_treasury::Config for Runtime {
	type AssetKind = ();
	type BalanceConverter = UnityAssetBalanceConversion;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarks::TreasuryHelper;
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type BlockNumberProvider = System;
	type Burn = Burn;
	type BurnDestination = ();
	type Currency = Balances;
	type MaxApprovals = ConstU32<100>;
	type PalletId = TreasuryPalletId;
	type Paymaster = PayFromAccount<Balances, TreasuryAccountId<Runtime>>;
	type PayoutPeriod = EraShare<Runtime, 30>;
	type RejectOrigin = EitherOfDiverse<EnsureRoot<AccountId>, Treasurer>;
	type RuntimeEvent = RuntimeEvent;
	type SpendFunds = ();
	type SpendOrigin = EitherOf<EnsureRootWithSuccess<AccountId, NoLimit>, Spender>;
	type SpendPeriod = EraShare<Runtime, 7>;
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
}

//! Configures referenda, the treasury, and the pallets that enact decisions.

use crate::{
	governance::{
		origins::{
			EmergencyAdmin, ReferendumCanceller, ReferendumKiller, Spender, Treasurer,
			WhitelistedCaller,
		},
		pausing::{AllowedInSafeMode, NeverPaused},
		tracks::Tracks,
	},
	Balances, OriginCaller, Preimage, Referenda, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeHoldReason, RuntimeOrigin, Scheduler, System, Treasury,
};
use cairn_primitives::{
	currency::{deposit, CRN},
	AccountId, Balance, BlockNumber,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration,
		tokens::{
			currency::ActiveIssuanceOf, imbalance::ResolveTo, PayFromAccount,
			UnityAssetBalanceConversion,
		},
		ConstU128, ConstU32, EitherOf, EitherOfDiverse, EqualPrivilegeOnly, Get,
		LinearStoragePrice, MapSuccess,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureSigned};
use pallet_network_parameters::EraShare;
use pallet_treasury::TreasuryAccountId;
use sp_runtime::{
	traits::{IdentityLookup, Replace},
	Perbill, Permill,
};

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
	// Without the treasury, which does not vote.
	type MaxTurnout = ActiveIssuanceOf<Balances, AccountId>;
	type MaxVotes = ConstU32<512>;
	type Polls = Referenda;
	type RuntimeEvent = RuntimeEvent;
	type VoteLockingPeriod = EraShare<Runtime, 7>;
	type VotingHooks = ();
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
}

impl pallet_referenda::Config for Runtime {
	type AlarmInterval = ConstU32<1>;
	type BlockNumberProvider = System;
	type CancelOrigin = EitherOfDiverse<EnsureRoot<AccountId>, ReferendumCanceller>;
	type Currency = Balances;
	type KillOrigin = EitherOfDiverse<EnsureRoot<AccountId>, ReferendumKiller>;
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

/// The instance of the technical committee.
pub type TechnicalCommitteeInstance = pallet_collective::Instance1;

/// A share of the members of the technical committee.
type OfCommittee<const NUMERATOR: u32, const DENOMINATOR: u32> =
	pallet_collective::EnsureProportionAtLeast<
		AccountId,
		TechnicalCommitteeInstance,
		NUMERATOR,
		DENOMINATOR,
	>;

/// The maximum number of members of the technical committee.
pub const MAX_COMMITTEE_MEMBERS: u32 = 20;

impl pallet_collective::Config<TechnicalCommitteeInstance> for Runtime {
	type Consideration = ();
	type DefaultVote = pallet_collective::MoreThanMajorityThenPrimeDefaultVote;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type MaxMembers = ConstU32<MAX_COMMITTEE_MEMBERS>;
	type MaxProposalWeight = MaxScheduledWeight;
	type MaxProposals = ConstU32<20>;
	type MotionDuration = EraShare<Runtime, 3>;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
}

impl pallet_whitelist::Config for Runtime {
	type BlockNumberProvider = System;
	type DeferredDispatchExpiration = EraShare<Runtime, 28>;
	type DispatchWhitelistedOrigin = EitherOf<EnsureRoot<AccountId>, WhitelistedCaller>;
	type Preimages = Preimage;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
	type WhitelistOrigin = EitherOfDiverse<EnsureRoot<AccountId>, OfCommittee<2, 3>>;
}

/// The origin that may pause calls: a referendum of the emergency track, or three quarters of the
/// technical committee, which can act within minutes.
type Pauser =
	EitherOfDiverse<EnsureRoot<AccountId>, EitherOfDiverse<EmergencyAdmin, OfCommittee<3, 4>>>;

impl pallet_tx_pause::Config for Runtime {
	type MaxNameLen = ConstU32<64>;
	type PauseOrigin = Pauser;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type UnpauseOrigin = Pauser;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
	type WhitelistedCalls = NeverPaused;
}

parameter_types! {
	/// The duration of safe mode: an era. It ends by itself, unless it is extended by another.
	pub SafeModeDuration: BlockNumber = EraShare::<Runtime, 1>::get();
	/// No deposit puts the chain into safe mode: only governance does.
	pub const NoDeposit: Option<Balance> = None;
	/// There are no deposits to release.
	pub const NoRelease: Option<BlockNumber> = None;
}

impl pallet_safe_mode::Config for Runtime {
	type Currency = Balances;
	type EnterDepositAmount = NoDeposit;
	type EnterDuration = SafeModeDuration;
	type ExtendDepositAmount = NoDeposit;
	type ExtendDuration = SafeModeDuration;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type ForceEnterOrigin = MapSuccess<Pauser, Replace<SafeModeDuration>>;
	type ForceExitOrigin = Pauser;
	type ForceExtendOrigin = MapSuccess<Pauser, Replace<SafeModeDuration>>;
	type Notify = ();
	type ReleaseDelay = NoRelease;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
	type WhitelistedCalls = AllowedInSafeMode;
}

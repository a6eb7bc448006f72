//! The runtime of the mock: the pallets and their configuration.

use super::*;
use crate::{self as pallet_liquid_staking, *};
use core::cell::RefCell;
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen,
};
use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	traits::{ConstU128, ConstU32},
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use pallet_staking::{FixedNominationsQuota, UseNominatorsAndValidatorsMap, UseValidatorsMap};
use sp_runtime::{traits::IdentityLookup, Perbill};

pub type AccountId = u128;
pub type Block = frame_system::mocking::MockBlockU32<Test>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type Assets = pallet_assets;
	#[runtime::pallet_index(4)]
	pub type Staking = pallet_staking;
	#[runtime::pallet_index(5)]
	pub type LiquidStaking = pallet_liquid_staking;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountData = pallet_balances::AccountData<Balance>;
	type AccountId = AccountId;
	type Block = Block;
	type Lookup = IdentityLookup<AccountId>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type AssetId = AssetId;
	type AssetIdParameter = AssetId;
	type Balance = Balance;
	type CreateOrigin =
		frame_support::traits::AsEnsureOriginWithArg<frame_system::EnsureSigned<AccountId>>;
	type Currency = Balances;
	type ForceOrigin = EnsureRoot<AccountId>;
	type Freezer = ();
	type Holder = ();
	type AssetIdAllocator = ();
}

parameter_types! {
	pub ElectionLimits: ElectionBounds = ElectionBoundsBuilder::default().build();
}

pub struct OnChainElection;
impl onchain::Config for OnChainElection {
	type Bounds = ElectionLimits;
	type DataProvider = Staking;
	type MaxBackersPerWinner = ConstU32<64>;
	type MaxWinnersPerPage = ConstU32<32>;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type Sort = frame_support::traits::ConstBool<true>;
	type System = Test;
	type WeightInfo = ();
}

thread_local! {
	/// The number of eras for which slashes are deferred.
	pub static SLASH_DEFERRAL: RefCell<EraIndex> = const { RefCell::new(2) };
	/// The payout of an era to stakers.
	pub static ERA_PAYOUT: RefCell<Balance> = const { RefCell::new(100 * CRN) };
}

pub struct SlashDeferral;
impl Get<EraIndex> for SlashDeferral {
	fn get() -> EraIndex {
		SLASH_DEFERRAL.with(|it| *it.borrow())
	}
}

pub struct FixedPayout;
impl pallet_staking::EraPayout<Balance> for FixedPayout {
	fn era_payout(_: Balance, _: Balance, _: u64) -> (Balance, Balance) {
		(ERA_PAYOUT.with(|it| *it.borrow()), 0)
	}
}

impl pallet_staking::Config for Test {
	type AdminOrigin = EnsureSlashDesk<Test>;
	type BenchmarkingConfig = pallet_staking::TestBenchmarkingConfig;
	type BondingDuration = ConstU32<BONDING>;
	type Currency = Balances;
	type CurrencyBalance = Balance;
	type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
	type ElectionProvider = onchain::OnChainExecution<OnChainElection>;
	type EraPayout = FixedPayout;
	type EventListeners = LiquidStaking;
	type Filter = frame_support::traits::Nothing;
	type GenesisElectionProvider = Self::ElectionProvider;
	type HistoryDepth = ConstU32<84>;
	type MaxControllersInDeprecationBatch = ConstU32<1>;
	type MaxExposurePageSize = ConstU32<2>;
	type MaxUnlockingChunks = ConstU32<8>;
	type MaxValidatorSet = ConstU32<32>;
	type NextNewSession = ();
	type NominationsQuota = FixedNominationsQuota<16>;
	type OldCurrency = Balances;
	type Reward = ();
	type RewardRemainder = ();
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SessionInterface = ();
	type SessionsPerEra = ConstU32<SESSIONS_PER_ERA>;
	type Slash = ();
	type SlashDeferDuration = SlashDeferral;
	type TargetList = UseValidatorsMap<Self>;
	type UnixTime = Timestamp;
	type VoterList = UseNominatorsAndValidatorsMap<Self>;
	type WeightInfo = ();
}

parameter_types! {
	pub const LiquidPalletId: PalletId = PalletId(*b"test/lqd");
	pub const ProtocolSeed: Shares = SEED;
}

ord_parameter_types! {
	pub const Admin: AccountId = ADMIN;
	pub const Guardian: AccountId = GUARDIAN;
	pub const Slasher: AccountId = SLASHER;
}

impl Config for Test {
	type AdminOrigin = EnsureSignedBy<Admin, AccountId>;
	type AssetId = ConstU32<STCRN>;
	type Assets = Assets;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = StakingHelper<Test>;
	type Currency = Balances;
	type GuardianOrigin = EnsureSignedBy<Guardian, AccountId>;
	type MaxElectingVoters = ConstU32<1_000>;
	type MaxLanes = ConstU32<4>;
	type MaxNominations = ConstU32<16>;
	type MaxPause = ConstU32<100>;
	type MaxQueuedDeposits = ConstU32<8>;
	type MaxValidators = ConstU32<32>;
	type PalletId = LiquidPalletId;
	type Payouts = PagedPayouts<Test>;
	type Seed = ProtocolSeed;
	type SlashOrigin = EnsureSignedBy<Slasher, AccountId>;
	type Staking = Staking;
	type StepsPerBlock = ConstU32<50>;
	type WeightInfo = ();
}

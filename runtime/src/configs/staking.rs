//! Configures stake, elections and the rewards of validators.

use super::governance::ToTreasury;
use crate::{
	Balances, LiquidStaking, RewardEmission, Runtime, RuntimeEvent, RuntimeHoldReason, Session,
	Staking, Timestamp, VoterList,
};
use cairn_primitives::{AccountId, Balance};
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen, VoteWeight,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, Nothing},
};
use pallet_liquid_staking::EnsureSlashDesk;
use pallet_network_parameters::{BondingDuration, SessionsPerEra, SlashDeferDuration};
use pallet_staking::UseValidatorsMap;
use sp_runtime::{Perbill, Percent, SaturatedConversion};
use sp_staking::currency_to_vote::CurrencyToVote;

/// The maximum number of validators that an election selects, which sequential Phragmén solves within
/// a block.
pub const MAX_VALIDATORS: u32 = 200;

/// See [`MAX_VALIDATORS`].
pub type MaxValidators = ConstU32<MAX_VALIDATORS>;

/// The maximum number of nominators and validators whose votes an election counts: those with the
/// most stake, in the order of the bags.
pub type MaxElectingVoters = ConstU32<MAX_ELECTING_VOTERS>;

/// See [`MaxElectingVoters`].
pub const MAX_ELECTING_VOTERS: u32 = 5_000;

/// The number of eras for which a payout can be claimed.
pub const PAYOUT_HISTORY: u32 = 84;

/// The maximum number of validators that a nominator may back.
pub const NOMINATIONS: u32 = 16;

/// The number of nominators that one payout page pays.
pub const EXPOSURE_PAGE_SIZE: u32 = 64;

/// The maximum number of candidates. Genesis sets it as the maximum that staking accepts, because an
/// election with more candidates than it can read fails.
pub const MAX_CANDIDATES: u32 = 1_000;

/// The maximum number of nominators that genesis sets: five times as many as an election counts, so that
/// whoever fills the list with the minimum bond displaces nobody whose vote counts.
pub const MAX_NOMINATORS: u32 = 25_000;

/// The fullness of either list from which anyone may chill those who have bonded less than the minimum.
pub const CHILL_THRESHOLD: Percent = Percent::from_percent(90);

parameter_types! {
	/// The bounds of the data that an election reads.
	pub ElectionLimits: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(MAX_ELECTING_VOTERS.into())
		.targets_count(MAX_CANDIDATES.into())
		.build();
	/// The thresholds between the bags of the list of voters.
	pub const BagThresholds: &'static [VoteWeight] = &BAG_THRESHOLDS;
}

/// Runs elections on chain, in the block that plans an era, so that no miner can withhold a result.
pub struct OnChainElection;
impl onchain::Config for OnChainElection {
	type Bounds = ElectionLimits;
	type DataProvider = Staking;
	type MaxBackersPerWinner = MaxElectingVoters;
	type MaxWinnersPerPage = MaxValidators;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type Sort = frame_support::traits::ConstBool<true>;
	type System = Runtime;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
}

impl pallet_staking::Config for Runtime {
	// Manual slashes and cancellations go through liquid staking, which must price them at once.
	type AdminOrigin = EnsureSlashDesk<Runtime>;
	type BenchmarkingConfig = StakingBenchmarkSizes;
	type BondingDuration = BondingDuration<Runtime>;
	type Currency = Balances;
	type CurrencyBalance = Balance;
	type CurrencyToVote = VotePerNanoCrn;
	type ElectionProvider = onchain::OnChainExecution<OnChainElection>;
	type EraPayout = EmissionAtEraEnd;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type EventListeners = LiquidStaking;
	#[cfg(feature = "runtime-benchmarks")]
	type EventListeners = (LiquidStaking, crate::NominationPools, crate::DelegatedStaking);
	type Filter = Nothing;
	type GenesisElectionProvider = Self::ElectionProvider;
	type HistoryDepth = ConstU32<PAYOUT_HISTORY>;
	type MaxControllersInDeprecationBatch = ConstU32<1>;
	type MaxExposurePageSize = ConstU32<EXPOSURE_PAGE_SIZE>;
	// One chunk for each era of the longest bonding duration, with a margin.
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxValidatorSet = MaxValidators;
	type NextNewSession = Session;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<NOMINATIONS>;
	type OldCurrency = Balances;
	type Reward = pallet_reward_emission::FromStakersPot<Runtime>;
	// The rewards that `MaxStakedRewards` cuts off are already in the stakers' pot, and stay there.
	type RewardRemainder = ();
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SessionInterface = Self;
	type SessionsPerEra = SessionsPerEra<Runtime>;
	type Slash = ToTreasury;
	type SlashDeferDuration = SlashDeferDuration<Runtime>;
	type TargetList = UseValidatorsMap<Self>;
	type UnixTime = Timestamp;
	type VoterList = VoterList;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

/// Converts stake to votes: one vote for each billionth of a CRN, which is a thousand planck.
///
/// The SDK's `U128CurrencyToVote` divides by a factor that depends on the issuance. When the issuance
/// crosses a multiple of 18.4 million CRN, such as 73.8 million, the factor rises, and every voter is in
/// the wrong bag at once. The factor of this conversion is constant; 64 bits are enough for 18 billion
/// CRN, a hundred times the supply that is ever emitted.
pub struct VotePerNanoCrn;

impl VotePerNanoCrn {
	const PLANCK_PER_VOTE: Balance = 1_000;
}

impl CurrencyToVote<Balance> for VotePerNanoCrn {
	fn to_vote(value: Balance, _issuance: Balance) -> VoteWeight {
		value.checked_div(Self::PLANCK_PER_VOTE).unwrap_or(0).saturated_into()
	}

	fn to_currency(value: u128, _issuance: Balance) -> Balance {
		value.saturating_mul(Self::PLANCK_PER_VOTE)
	}

	fn will_downscale(_issuance: Balance) -> Option<bool> {
		Some(true)
	}
}

/// The numbers of validators and nominators that the staking benchmarks create.
pub struct StakingBenchmarkSizes;
impl pallet_staking::BenchmarkingConfig for StakingBenchmarkSizes {
	type MaxNominators = ConstU32<1_000>;
	type MaxValidators = ConstU32<1_000>;
}

impl pallet_bags_list::Config<pallet_bags_list::Instance1> for Runtime {
	type BagThresholds = BagThresholds;
	type MaxAutoRebagPerBlock = ConstU32<10>;
	type RuntimeEvent = RuntimeEvent;
	type Score = VoteWeight;
	type ScoreProvider = Staking;
	type WeightInfo = pallet_bags_list::weights::SubstrateWeight<Runtime>;
}

/// The number of bags.
const BAGS: usize = 200;

/// Returns thresholds that grow by a ninth, from the votes of one CRN to those of a billion CRN, and then
/// the maximum.
const BAG_THRESHOLDS: [VoteWeight; BAGS] = bag_thresholds();

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)] // evaluated by the compiler
const fn bag_thresholds() -> [VoteWeight; BAGS] {
	let mut thresholds = [VoteWeight::MAX; BAGS];
	let mut upper: VoteWeight = 1_000_000_000;
	let mut bag = 0;
	while bag < BAGS - 1 {
		thresholds[bag] = upper;
		upper = upper.saturating_add(upper / 9);
		bag += 1;
	}
	thresholds
}

/// Closes the emission's era when the staking pallet ends its era.
pub struct EmissionAtEraEnd;
impl pallet_staking::EraPayout<Balance> for EmissionAtEraEnd {
	fn era_payout(_: Balance, _: Balance, _: u64) -> (Balance, Balance) {
		let era = pallet_staking::ActiveEra::<Runtime>::get().map_or(0, |era| era.index);
		(RewardEmission::close_era(era), 0)
	}
}

//! Proof of coverage: its origin, its registry and its rewards.

#[cfg(feature = "runtime-benchmarks")]
use super::benchmarks::DeviceHelper;
use crate::{governance::origins::DeviceAdmin, DeviceRegistry, RewardEmission, Runtime};
use cairn_primitives::AccountId;
use frame_support::traits::{ConstU32, EitherOfDiverse};
use frame_system::EnsureRoot;
use pallet_network_parameters::Days;

impl pallet_proof_of_coverage::Config for Runtime {
	type AdminOrigin = EitherOfDiverse<EnsureRoot<AccountId>, DeviceAdmin>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = DeviceHelper;
	type BlocksPerDay = Days<Runtime, 1>;
	type Directory = DeviceRegistry;
	type Discipline = DeviceRegistry;
	type Randomness = pallet_babe::ParentBlockRandomness<Runtime>;
	type Rewards = RewardEmission;
	type Standing = DeviceRegistry;
	type StepsPerBlock = ConstU32<200>;
	type WeightInfo = pallet_proof_of_coverage::weights::SubstrateWeight<Runtime>;
}

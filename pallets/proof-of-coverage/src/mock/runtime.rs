//! The chain: its pallets, its configuration and its genesis.

use super::{Registry, Vrf};
use crate::{self as pallet_proof_of_coverage, *};
use frame_support::{derive_impl, parameter_types, traits::Hooks};
use frame_system::EnsureRoot;
use sp_runtime::{traits::IdentityLookup, BuildStorage};

/// The number of blocks in a day, unless a test changes it.
pub const DAY: u32 = 14_400;

pub type AccountId = u64;
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
	pub type Coverage = pallet_proof_of_coverage;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId;
	type Block = Block;
	type BlockWeights = BlockWeights;
	type Lookup = IdentityLookup<AccountId>;
}

parameter_types! {
	pub BlockWeights: frame_system::limits::BlockWeights =
		frame_system::limits::BlockWeights::with_sensible_defaults(
			Weight::from_parts(2_000_000_000_000, u64::MAX),
			sp_runtime::Perbill::from_percent(75),
		);
	pub static StepsPerBlock: u32 = 20;
	pub static BlocksPerDay: u32 = DAY;
}

impl Config for Test {
	type AdminOrigin = EnsureRoot<AccountId>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
	type BlocksPerDay = BlocksPerDay;
	type Directory = Registry;
	type Discipline = Registry;
	type Randomness = Vrf;
	type Rewards = Registry;
	type Standing = Registry;
	type StepsPerBlock = StepsPerBlock;
	type WeightInfo = ();
}

/// Returns parameters with short windows and a challenge in every second window.
pub fn parameters() -> Parameters {
	Parameters {
		window_blocks: 8,
		announce_blocks: 5,
		reveal_blocks: 12,
		challenges_per_day: 900,
		reciprocity_blocks: 2_000,
		grace_blocks: 5_000,
		strike_decay_blocks: DAY / 24,
		..Parameters::default()
	}
}

/// Returns the state of a chain in its first block.
pub fn externalities() -> sp_io::TestExternalities {
	Vrf::reset();
	Registry::reset();
	StepsPerBlock::set(20);
	BlocksPerDay::set(DAY);
	let storage = RuntimeGenesisConfig {
		coverage: GenesisConfig { parameters: parameters(), _config: Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap();
	let mut externalities = sp_io::TestExternalities::new(storage);
	externalities.execute_with(|| {
		System::set_block_number(1);
		Coverage::on_initialize(1);
	});
	externalities
}

/// Returns the state of a chain on which benchmarks can sign.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_externalities() -> sp_io::TestExternalities {
	let mut externalities = externalities();
	externalities.register_extension(sp_keystore::KeystoreExt::new(
		sp_keystore::testing::MemoryKeystore::new(),
	));
	externalities
}

/// Runs a test, and checks the invariants at the end of its last block.
pub fn test(body: impl FnOnce()) {
	externalities().execute_with(|| {
		body();
		super::end_block(Weight::zero());
		assert_eq!(Coverage::check_invariants(), Ok(()));
	});
}

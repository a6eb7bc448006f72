//! Configures block authoring, finality, and the handling of offences.

use super::staking::MaxValidators;
use crate::{
	slashes::SlashUpkeep, Babe, Balances, Historical, LiquidStaking, Offences, Runtime,
	RuntimeEvent, Session, SessionKeys, Staking,
};
use cairn_primitives::{currency::deposit, AccountId};
use frame_support::{
	traits::ConstU128,
	weights::{
		constants::{WEIGHT_REF_TIME_PER_MICROS, WEIGHT_REF_TIME_PER_NANOS},
		Weight,
	},
};
use pallet_liquid_staking::PricedOffences;
use pallet_network_parameters::{BondingSessions, BondingSlots, EpochDuration, SlotDuration};
use pallet_session::{
	disabling::UpToLimitWithReEnablingDisablingStrategy,
	historical::{IdentificationTuple, NoteHistoricalRoot},
	FindAccountFromAuthorIndex,
};
use sp_runtime::traits::{ConvertInto, OpaqueKeys};
use sp_session::MembershipProof;

/// The maximum number of backers of one validator, for the weight of an equivocation report: every voter
/// that an election counts may back the same validator.
type MaxNominators = super::staking::MaxElectingVoters;

/// The weight of a report of an equivocation by one validator. If other validators committed the same
/// offence in the same slot or round, `PricedOffences` adds the weight of slashing them again.
///
/// The computing times are those of the SDK's default weights, which hold for any chain. The SDK adds to
/// them the database times of RocksDB, with which a report would not fit into any block.
pub struct EquivocationReportWeight;

impl EquivocationReportWeight {
	/// Returns the weight of a report, without the check of its evidence.
	fn report(validators: u32, backers: u32) -> Weight {
		let microseconds =
			|count: u64| Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(count), 0);
		let database = <Runtime as frame_system::Config>::DbWeight::get();
		let backers = u64::from(backers);
		// The records that a slash reads and writes for each backer: the amount in the era, the spans,
		// and the amount in the span.
		let records = backers.saturating_mul(3);
		// The proof that the key belonged to the validator, then the offence, then each backer.
		microseconds(35 + 110)
			.saturating_add(Weight::from_parts(
				WEIGHT_REF_TIME_PER_NANOS.saturating_mul(175).saturating_mul(validators.into()),
				0,
			))
			.saturating_add(microseconds(backers.saturating_mul(25)))
			.saturating_add(
				database.reads_writes(records.saturating_add(5 + 14), records.saturating_add(10)),
			)
			.saturating_add(LiquidStaking::reconcile_weight())
	}
}

impl pallet_babe::WeightInfo for EquivocationReportWeight {
	fn plan_config_change() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().writes(1)
	}

	fn report_equivocation(validators: u32, backers: u32) -> Weight {
		// Two headers and two signatures.
		Self::report(validators, backers)
			.saturating_add(Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(110), 0))
	}
}

impl pallet_grandpa::WeightInfo for EquivocationReportWeight {
	fn report_equivocation(validators: u32, backers: u32) -> Weight {
		// Two signatures, and the sessions of the set of voters.
		Self::report(validators, backers)
			.saturating_add(Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(95), 0))
			.saturating_add(<Runtime as frame_system::Config>::DbWeight::get().reads(2))
	}

	fn note_stalled() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get()
			.writes(1)
			.saturating_add(Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(3), 0))
	}
}

impl pallet_babe::Config for Runtime {
	type DisabledValidators = Session;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type EpochDuration = EpochDuration<Runtime>;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, BondingSlots<Runtime>>;
	type ExpectedBlockTime = SlotDuration<Runtime>;
	type KeyOwnerProof = MembershipProof;
	type MaxAuthorities = MaxValidators;
	type MaxNominators = MaxNominators;
	type WeightInfo = EquivocationReportWeight;
}

impl pallet_grandpa::Config for Runtime {
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, BondingSlots<Runtime>>;
	type KeyOwnerProof = MembershipProof;
	type MaxAuthorities = MaxValidators;
	type MaxNominators = MaxNominators;
	type MaxSetIdSessionEntries = BondingSessions<Runtime>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = EquivocationReportWeight;
}

impl pallet_authorship::Config for Runtime {
	type EventHandler = Staking;
	type FindAuthor = FindAccountFromAuthorIndex<Self, Babe>;
}

impl pallet_session::Config for Runtime {
	type Currency = Balances;
	type DisablingStrategy = UpToLimitWithReEnablingDisablingStrategy;
	type KeyDeposit = ConstU128<{ deposit(4, 4 * 32 + 3 * 32) }>;
	type Keys = SessionKeys;
	type NextSessionRotation = Babe;
	type RuntimeEvent = RuntimeEvent;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type SessionManager = SlashUpkeep<NoteHistoricalRoot<Self, Staking>>;
	type ShouldEndSession = Babe;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

// A session proves only its validators, because staking looks up the stake of an offender by the era
// of the offence.
impl pallet_session::historical::Config for Runtime {
	type FullIdentification = ();
	type FullIdentificationOf = pallet_staking::UnitIdentificationOf<Self>;
	type RuntimeEvent = RuntimeEvent;
}

impl pallet_offences::Config for Runtime {
	type IdentificationTuple = IdentificationTuple<Self>;
	type OnOffenceHandler = PricedOffences<Runtime, Staking>;
	type RuntimeEvent = RuntimeEvent;
}

impl pallet_authority_discovery::Config for Runtime {
	type MaxAuthorities = MaxValidators;
}

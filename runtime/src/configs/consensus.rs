//! Configures block authoring, finality, and the handling of offences.

use super::staking::MaxValidators;
use crate::{
	slashes::SlashUpkeep, Babe, Balances, Historical, Offences, Runtime, RuntimeEvent, Session,
	SessionKeys, Staking,
};
use cairn_primitives::{currency::deposit, AccountId};
use frame_support::traits::ConstU128;
use pallet_liquid_staking::PricedOffences;
use pallet_network_parameters::{BondingSessions, BondingSlots, EpochDuration, SlotDuration};
use pallet_session::{
	disabling::UpToLimitWithReEnablingDisablingStrategy,
	historical::{IdentificationTuple, NoteHistoricalRoot},
	FindAccountFromAuthorIndex,
};
use sp_runtime::traits::{ConvertInto, OpaqueKeys};
use sp_session::MembershipProof;

/// The maximum number of backers of one validator, for the weight of an equivocation report.
type MaxNominators = super::staking::MaxElectingVoters;

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
	type WeightInfo = ();
}

impl pallet_grandpa::Config for Runtime {
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, BondingSlots<Runtime>>;
	type KeyOwnerProof = MembershipProof;
	type MaxAuthorities = MaxValidators;
	type MaxNominators = MaxNominators;
	type MaxSetIdSessionEntries = BondingSessions<Runtime>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
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

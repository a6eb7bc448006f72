//! Configures the pallets for joint and delegated accounts, identity and vesting.

use crate::{Balances, OriginCaller, Runtime, RuntimeCall, RuntimeEvent, System, Treasury};
use cairn_primitives::{
	currency::{deposit, CRN},
	AccountId, AccountPublic, Signature,
};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32, WithdrawReasons},
};
use frame_system::EnsureRoot;
use pallet_network_parameters::Days;
use sp_runtime::traits::{ConvertInto, Verify};

impl pallet_utility::Config for Runtime {
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

impl pallet_multisig::Config for Runtime {
	type BlockNumberProvider = System;
	type Currency = Balances;
	type DepositBase = ConstU128<{ deposit(1, 88) }>;
	type DepositFactor = ConstU128<{ deposit(0, 32) }>;
	type MaxSignatories = ConstU32<100>;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
}

impl pallet_identity::Config for Runtime {
	type BasicDeposit = ConstU128<{ deposit(1, 258) }>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type ByteDeposit = ConstU128<{ deposit(0, 1) }>;
	type Currency = Balances;
	type ForceOrigin = EnsureRoot<AccountId>;
	type IdentityInformation = pallet_identity::legacy::IdentityInfo<ConstU32<100>>;
	type MaxRegistrars = ConstU32<20>;
	type MaxSubAccounts = ConstU32<100>;
	type MaxSuffixLength = ConstU32<7>;
	type MaxUsernameLength = ConstU32<32>;
	type OffchainSignature = Signature;
	type PendingUsernameExpiration = Days<Runtime, 7>;
	type RegistrarOrigin = EnsureRoot<AccountId>;
	type RuntimeEvent = RuntimeEvent;
	type SigningPublicKey = <Signature as Verify>::Signer;
	type Slashed = Treasury;
	type SubAccountDeposit = ConstU128<{ deposit(1, 53) }>;
	type UsernameAuthorityOrigin = EnsureRoot<AccountId>;
	type UsernameDeposit = ConstU128<{ deposit(0, 32) }>;
	type UsernameGracePeriod = Days<Runtime, 30>;
	type WeightInfo = pallet_identity::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Unvested tokens can pay fees, but can be neither transferred nor reserved.
	pub UnvestedFundsAllowedWithdrawReasons: WithdrawReasons =
		WithdrawReasons::except(WithdrawReasons::TRANSFER | WithdrawReasons::RESERVE);
}

impl pallet_vesting::Config for Runtime {
	type BlockNumberProvider = System;
	type BlockNumberToBalance = ConvertInto;
	type Currency = Balances;
	type MinVestedTransfer = ConstU128<CRN>;
	type RuntimeEvent = RuntimeEvent;
	type UnvestedFundsAllowedWithdrawReasons = UnvestedFundsAllowedWithdrawReasons;
	type WeightInfo = pallet_vesting::weights::SubstrateWeight<Runtime>;

	const MAX_VESTING_SCHEDULES: u32 = 28;
}

impl pallet_verify_signature::Config for Runtime {
	type AccountIdentifier = AccountPublic;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type Signature = Signature;
	type WeightInfo = pallet_verify_signature::weights::SubstrateWeight<Runtime>;
}

/// The extensions that the signer of a meta transaction signs. The transaction of the relayer pays the
/// fee.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type MetaTransactionExtensions = (
	pallet_verify_signature::VerifySignature<Runtime>,
	pallet_meta_tx::MetaTxMarker<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckMortality<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
);

/// The extensions under benchmarks. They are empty, because their weights are added to those of the
/// pallet.
#[cfg(feature = "runtime-benchmarks")]
pub type MetaTransactionExtensions = pallet_meta_tx::WeightlessExtension<Runtime>;

impl pallet_meta_tx::Config for Runtime {
	type Extension = MetaTransactionExtensions;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_meta_tx::weights::SubstrateWeight<Runtime>;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}

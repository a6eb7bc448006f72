//! The runtime APIs, which nodes, wallets and light clients call.

// The macro writes items that it does not document; the traits document the methods.
#![allow(missing_docs)]

use crate::{
	composition, genesis_presets, AuthorityDiscovery, Babe, Block, DeviceRegistry, Executive,
	Grandpa, Historical, LiquidStaking, ProofOfCoverage, RewardEmission, Runtime, RuntimeCall,
	SessionKeys, Staking, System, TransactionPayment, VERSION,
};
use alloc::vec::Vec;
use cairn_primitives::{
	coverage::{Announcement, Measurement, WindowIndex},
	devices::{ClassId, DeviceIndex, DeviceKey, MakerId, RegionTableId},
	rewards::{Bucket, Units},
	AccountId, Balance, BlockNumber, Hash, Moment, Nonce,
};
use codec::Encode;
use frame_support::{
	traits::KeyOwnerProofSystem,
	view_functions::{ViewFunctionDispatchError, ViewFunctionId},
	weights::Weight,
};
use pallet_device_registry::{Class, DeviceInfo, Maker, Regions};
use pallet_liquid_staking::{
	ExitPreview, InstantPreview, LaneInfo, Rates, Shares, TicketId, TicketInfo,
};
use pallet_network_parameters::EpochDuration;
use pallet_proof_of_coverage::{DeviceRecordInfo, Parameters, Proof, Verdict, Window};
use pallet_reward_emission::{EraOutlook, Pending, SchedulePoint};
use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};
use sp_api::impl_runtime_apis;
use sp_core::{crypto::KeyTypeId, Get, OpaqueMetadata};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_version::RuntimeVersion;

impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block);
		}

		fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(
			id: ViewFunctionId,
			input: Vec<u8>,
		) -> Result<Vec<u8>, ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(
			data: sp_inherents::InherentData,
		) -> Vec<<Block as BlockT>::Extrinsic> {
			composition::inherent_extrinsics(&data)
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			composition::check_inherents(&block, &data)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			transaction: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, transaction, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	impl sp_consensus_babe::BabeApi<Block> for Runtime {
		fn configuration() -> sp_consensus_babe::BabeConfiguration {
			let epoch_config =
				Babe::epoch_config().unwrap_or(genesis_presets::BABE_GENESIS_EPOCH_CONFIG);
			sp_consensus_babe::BabeConfiguration {
				slot_duration: Babe::slot_duration(),
				epoch_length: EpochDuration::<Runtime>::get(),
				c: epoch_config.c,
				authorities: Babe::authorities().to_vec(),
				randomness: Babe::randomness(),
				allowed_slots: epoch_config.allowed_slots,
			}
		}

		fn current_epoch_start() -> sp_consensus_babe::Slot {
			Babe::current_epoch_start()
		}

		fn current_epoch() -> sp_consensus_babe::Epoch {
			Babe::current_epoch()
		}

		fn next_epoch() -> sp_consensus_babe::Epoch {
			Babe::next_epoch()
		}

		fn generate_key_ownership_proof(
			_slot: sp_consensus_babe::Slot,
			authority_id: sp_consensus_babe::AuthorityId,
		) -> Option<sp_consensus_babe::OpaqueKeyOwnershipProof> {
			Historical::prove((sp_consensus_babe::KEY_TYPE, authority_id))
				.map(|proof| sp_consensus_babe::OpaqueKeyOwnershipProof::new(proof.encode()))
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_babe::EquivocationProof<<Block as BlockT>::Header>,
			key_owner_proof: sp_consensus_babe::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Babe::submit_unsigned_equivocation_report(equivocation_proof, key_owner_proof.decode()?)
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			pallet_grandpa::CurrentSetId::<Runtime>::get()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_grandpa::EquivocationProof<
				<Block as BlockT>::Hash,
				NumberFor<Block>,
			>,
			key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Grandpa::submit_unsigned_equivocation_report(
				equivocation_proof,
				key_owner_proof.decode()?,
			)
		}

		fn generate_key_ownership_proof(
			_set_id: sp_consensus_grandpa::SetId,
			authority_id: sp_consensus_grandpa::AuthorityId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			Historical::prove((sp_consensus_grandpa::KEY_TYPE, authority_id))
				.map(|proof| sp_consensus_grandpa::OpaqueKeyOwnershipProof::new(proof.encode()))
		}
	}

	impl sp_authority_discovery::AuthorityDiscoveryApi<Block> for Runtime {
		fn authorities() -> Vec<sp_authority_discovery::AuthorityId> {
			AuthorityDiscovery::authorities()
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			owner: Vec<u8>,
			seed: Option<Vec<u8>>,
		) -> sp_session::OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance>
		for Runtime
	{
		fn query_info(
			transaction: <Block as BlockT>::Extrinsic,
			length: u32,
		) -> RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(transaction, length)
		}

		fn query_fee_details(
			transaction: <Block as BlockT>::Extrinsic,
			length: u32,
		) -> FeeDetails<Balance> {
			TransactionPayment::query_fee_details(transaction, length)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<
		Block, Balance, RuntimeCall,
	> for Runtime {
		fn query_call_info(call: RuntimeCall, length: u32) -> RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, length)
		}

		fn query_call_fee_details(call: RuntimeCall, length: u32) -> FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, length)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_staking_runtime_api::StakingApi<Block, Balance, AccountId> for Runtime {
		fn nominations_quota(balance: Balance) -> u32 {
			Staking::api_nominations_quota(balance)
		}

		fn eras_stakers_page_count(
			era: sp_staking::EraIndex,
			account: AccountId,
		) -> sp_staking::Page {
			Staking::api_eras_stakers_page_count(era, account)
		}

		fn pending_rewards(era: sp_staking::EraIndex, account: AccountId) -> bool {
			Staking::api_pending_rewards(era, account)
		}
	}

	impl pallet_device_registry_runtime_api::DeviceRegistryApi<
		Block, AccountId, Balance, BlockNumber, Hash,
	> for Runtime {
		fn device(
			device: DeviceIndex,
		) -> Option<DeviceInfo<AccountId, Balance, BlockNumber, Hash>> {
			DeviceRegistry::device(device)
		}

		fn device_with_key(key: DeviceKey) -> Option<DeviceIndex> {
			DeviceRegistry::device_with_key(key)
		}

		fn devices_of(owner: AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex> {
			DeviceRegistry::devices_of(owner, after)
		}

		fn devices_in_cell(
			cell: u64,
			after: Option<(u64, DeviceIndex)>,
		) -> Vec<(u64, DeviceIndex)> {
			DeviceRegistry::devices_in_cell(cell, after)
		}

		fn reward_scale(device: DeviceIndex) -> Option<u32> {
			DeviceRegistry::reward_scale(device)
		}

		fn makers(after: Option<MakerId>) -> Vec<(MakerId, Maker<AccountId>)> {
			DeviceRegistry::makers(after)
		}

		fn classes(after: Option<ClassId>) -> Vec<(ClassId, Class<Balance>)> {
			DeviceRegistry::classes(after)
		}

		fn regions(table: RegionTableId) -> Regions {
			DeviceRegistry::regions(table)
		}
	}

	impl pallet_proof_of_coverage_runtime_api::ProofOfCoverageApi<Block> for Runtime {
		fn window(index: Option<WindowIndex>) -> Option<(WindowIndex, Window)> {
			ProofOfCoverage::window(index)
		}

		fn is_challenged(device: DeviceIndex, window: WindowIndex) -> Option<bool> {
			ProofOfCoverage::is_challenged(device, window)
		}

		fn open_proof(window: WindowIndex, beaconer: DeviceIndex) -> Option<Proof> {
			ProofOfCoverage::open_proof(window, beaconer)
		}

		fn preview_verdict(
			beaconer: DeviceIndex,
			announcement: Announcement,
			witness: DeviceIndex,
			measurement: Measurement,
		) -> Verdict {
			ProofOfCoverage::preview_verdict(beaconer, announcement, witness, measurement)
		}

		fn device_record(device: DeviceIndex) -> Option<DeviceRecordInfo> {
			ProofOfCoverage::device_record(device)
		}

		fn parameters() -> Parameters {
			ProofOfCoverage::parameters()
		}
	}

	impl pallet_reward_emission_runtime_api::RewardEmissionApi<Block, AccountId> for Runtime {
		fn schedule_at(moment: Moment) -> SchedulePoint {
			RewardEmission::schedule_at(moment)
		}

		fn era() -> EraOutlook {
			RewardEmission::era()
		}

		fn pending(device: DeviceIndex) -> Pending {
			RewardEmission::pending(device)
		}

		fn pending_of_account(account: AccountId) -> Pending {
			RewardEmission::pending_of_account(account)
		}

		fn pending_of_devices(
			owner: AccountId,
			after: Option<DeviceIndex>,
		) -> Vec<(DeviceIndex, Pending)> {
			RewardEmission::pending_of_devices(owner, after)
		}

		fn projected_reward(bucket: Bucket, units: Units) -> Balance {
			RewardEmission::projected_reward(bucket, units)
		}
	}

	impl pallet_liquid_staking_runtime_api::LiquidStakingApi<Block, AccountId> for Runtime {
		fn rates() -> Rates {
			LiquidStaking::rates()
		}

		fn preview_deposit(amount: Balance) -> Option<Shares> {
			LiquidStaking::preview_deposit(amount)
		}

		fn preview_exit(shares: Shares) -> ExitPreview {
			LiquidStaking::preview_exit(shares)
		}

		fn preview_instant_exit(shares: Shares) -> Option<InstantPreview> {
			LiquidStaking::preview_instant_exit(shares)
		}

		fn tickets_of(owner: AccountId, after: Option<TicketId>) -> Vec<TicketInfo> {
			LiquidStaking::tickets_of(owner, after)
		}

		fn lanes() -> Vec<LaneInfo<AccountId>> {
			LiquidStaking::lanes()
		}

		fn pending_slash() -> Balance {
			LiquidStaking::pending_slash()
		}

		fn yearly_growth(eras: u32, eras_per_year: u32) -> Option<i64> {
			LiquidStaking::yearly_growth(eras, eras_per_year)
		}

		fn parameters() -> pallet_liquid_staking::Parameters {
			LiquidStaking::parameters()
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			genesis_presets::build_state(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			genesis_presets::get_config(id)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			genesis_presets::preset_names()
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(
			extra: bool,
		) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
			crate::benchmarks::metadata(extra)
		}

		#[allow(non_local_definitions)]
		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			crate::benchmarks::dispatch(config)
		}
	}

	#[cfg(feature = "try-runtime")]
	impl frame_try_runtime::TryRuntime<Block> for Runtime {
		// try-runtime, which calls these functions, reports the panic and its backtrace.
		#[allow(clippy::unwrap_used)]
		fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
			let config = frame_executive::TryRuntimeUpgradeConfig::new(checks);
			let weight = Executive::try_runtime_upgrade_with_config(config).unwrap();
			(weight, crate::configs::system::RuntimeBlockWeights::get().max_block)
		}

		#[allow(clippy::unwrap_used)]
		fn execute_block(
			block: <Block as BlockT>::LazyBlock,
			state_root_check: bool,
			signature_check: bool,
			select: frame_try_runtime::TryStateSelect,
		) -> Weight {
			Executive::try_execute_block(block, state_root_check, signature_check, select).unwrap()
		}
	}
}

//! The chain as the methods see it: its blocks, their runtimes and their state.

use super::{error::Error, json};
use cairn_primitives::{
	devices::DeviceIndex, AccountId, Balance, BlockNumber, Hash, OpaqueBlock as Block,
};
use pallet_device_registry_runtime_api::DeviceRegistryApi;
use pallet_liquid_staking_runtime_api::LiquidStakingApi;
use pallet_proof_of_coverage_runtime_api::ProofOfCoverageApi;
use pallet_reward_emission_runtime_api::RewardEmissionApi;
use sc_client_api::{Backend, CallExecutor, StorageData, StorageKey, StorageProvider};
use sc_service::client::Client;
use sp_api::{ApiError, ApiRef, ConstructRuntimeApi, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;

/// The chain that the methods query: the client of a node, or a chain in memory under test.
pub trait Chain: HeaderBackend<Block> + Send + Sync + 'static {
	/// The runtime APIs of the chain.
	type Api: DeviceRegistryApi<Block, AccountId, Balance, BlockNumber, Hash>
		+ ProofOfCoverageApi<Block>
		+ RewardEmissionApi<Block, AccountId>
		+ LiquidStakingApi<Block, AccountId>;

	/// Returns an instance of the runtime APIs.
	fn api(&self) -> ApiRef<'_, Self::Api>;

	/// Returns the value under a storage key after a block.
	fn stored(&self, hash: Hash, key: &StorageKey) -> sp_blockchain::Result<Option<StorageData>>;
}

impl<B, E, Api> Chain for Client<B, E, Block, Api>
where
	B: Backend<Block> + 'static,
	E: CallExecutor<Block, Backend = B> + Send + Sync + 'static,
	Api: ConstructRuntimeApi<Block, Self> + Send + Sync + 'static,
	Api::RuntimeApi: DeviceRegistryApi<Block, AccountId, Balance, BlockNumber, Hash>
		+ ProofOfCoverageApi<Block>
		+ RewardEmissionApi<Block, AccountId>
		+ LiquidStakingApi<Block, AccountId>,
{
	type Api = Api::RuntimeApi;

	fn api(&self) -> ApiRef<'_, Self::Api> {
		self.runtime_api()
	}

	fn stored(&self, hash: Hash, key: &StorageKey) -> sp_blockchain::Result<Option<StorageData>> {
		StorageProvider::<Block, B>::storage(self, hash, key)
	}
}

/// The state of the chain after one of its blocks.
pub struct View<'a, C> {
	chain: &'a C,
	/// The hash of the block.
	pub hash: Hash,
}

impl<'a, C: Chain> View<'a, C> {
	/// Returns the state after the block `at`, or after the best block if `at` is `None`.
	pub fn new(chain: &'a C, at: Option<&str>) -> Result<Self, Error> {
		let Some(given) = at else { return Ok(Self { chain, hash: chain.info().best_hash }) };
		let hash = json::block_hash(given)?;
		match chain.header(hash) {
			Ok(Some(_)) => Ok(Self { chain, hash }),
			Ok(None) => Err(Error::UnknownBlock { hash, best: chain.info().best_number }),
			Err(error) => Err(Error::RuntimeFailed { hash, reason: error.to_string() }),
		}
	}

	/// Returns the state after the last final block.
	pub fn finalised(chain: &'a C) -> Self {
		Self { chain, hash: chain.info().finalized_hash }
	}

	/// Calls the runtime of the block.
	pub fn ask<Answer>(
		&self,
		call: impl FnOnce(&C::Api, Hash) -> Result<Answer, ApiError>,
	) -> Result<Answer, Error> {
		call(&*self.chain.api(), self.hash).map_err(|error| self.failed(error))
	}

	/// Returns the number of a device. Fails if the device does not exist.
	pub fn device(&self, device: &json::DeviceRef) -> Result<DeviceIndex, Error> {
		let known = match device {
			json::DeviceRef::Number(number) => match DeviceIndex::try_from(*number) {
				Ok(index) => {
					self.ask(|api, at| api.reward_scale(at, index))?.is_some().then_some(index)
				}
				Err(_) => None,
			},
			json::DeviceRef::Key(key) => {
				let key = json::device_key(key)?;
				self.ask(|api, at| api.device_with_key(at, key))?
			}
		};
		known.ok_or_else(|| Error::UnknownDevice { device: device.to_string() })
	}

	/// Returns the value under a storage key.
	pub fn stored(&self, key: Vec<u8>) -> Result<Option<Vec<u8>>, Error> {
		match self.chain.stored(self.hash, &StorageKey(key)) {
			Ok(data) => Ok(data.map(|data| data.0)),
			Err(sp_blockchain::Error::UnknownBlock(_)) => {
				Err(Error::DiscardedBlock { hash: self.hash })
			}
			Err(error) => Err(Error::RuntimeFailed { hash: self.hash, reason: error.to_string() }),
		}
	}

	/// Converts the error of a runtime call. The header of the block is known, so an unknown block
	/// means that its state was discarded.
	fn failed(&self, error: ApiError) -> Error {
		match error {
			ApiError::UnknownBlock(_) => Error::DiscardedBlock { hash: self.hash },
			error => Error::RuntimeFailed { hash: self.hash, reason: error.to_string() },
		}
	}
}

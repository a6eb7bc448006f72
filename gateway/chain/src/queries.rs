//! Queries of runtime APIs and storage.

use crate::{
	client::{with_timeout, AtBlock, Client},
	error::Error,
	views::{self, raw, DeviceRecord, KeyHistory, Parameters, Pending},
};
use cairn_gateway_types::{
	block::BlockId,
	coverage::{OpenProof, Window},
	device::RegisteredDevice,
};
use cairn_primitives::{
	coverage::WindowIndex,
	devices::{DeviceIndex, DeviceKey},
};
use std::time::Duration;
use subxt::{
	dynamic::{runtime_api_call, storage},
	ext::{frame_decode::runtime_apis::IntoEncodableValues, scale_decode::DecodeAsType},
};

const COVERAGE: &str = "ProofOfCoverageApi";
const REGISTRY: &str = "DeviceRegistryApi";
const EMISSION: &str = "RewardEmissionApi";
const BABE: &str = "BabeApi";

/// The maximum number of windows to query. More are open only if closing them lags.
const MAX_WINDOWS: usize = 128;

/// Each query reads the state after the block `at`, or after the best block if it is `None`.
///
/// # Errors
/// [`Error::Connection`] if the node does not answer, [`Error::Node`] if it has discarded the
/// block's state, [`Error::Metadata`] if the runtime does not support the query.
impl Client {
	/// Returns a window that is not closed, or the current window if `index` is `None`. Returns
	/// `None` if the window has not begun.
	pub async fn window(
		&self,
		index: Option<WindowIndex>,
		at: Option<BlockId>,
	) -> Result<Option<Window>, Error> {
		let found: Option<(WindowIndex, raw::Window)> =
			self.call_runtime_api(COVERAGE, "window", (index,), at).await?;
		Ok(found.map(|(index, window)| views::window(index, window)))
	}

	/// Returns the few windows that are not closed, newest first.
	pub async fn open_windows(&self, at: BlockId) -> Result<Vec<Window>, Error> {
		let mut windows = Vec::new();
		let mut found = self.window(None, Some(at)).await?;
		while let (Some(window), true) = (found, windows.len() < MAX_WINDOWS) {
			windows.push(window);
			found = match window.index.checked_sub(1) {
				Some(before) => self.window(Some(before), Some(at)).await?,
				None => None,
			};
		}
		Ok(windows)
	}

	/// Returns a proof that is announced and neither settled nor expired.
	pub async fn open_proof(
		&self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		at: Option<BlockId>,
	) -> Result<Option<OpenProof>, Error> {
		let found: Option<raw::Proof> =
			self.call_runtime_api(COVERAGE, "open_proof", (window, beaconer), at).await?;
		Ok(found.map(OpenProof::from))
	}

	/// Returns the parameters of coverage.
	pub async fn parameters(&self, at: Option<BlockId>) -> Result<Parameters, Error> {
		self.call_runtime_api(COVERAGE, "parameters", (), at).await
	}

	/// Returns the coverage record of a device.
	pub async fn device_record(
		&self,
		device: DeviceIndex,
		at: Option<BlockId>,
	) -> Result<Option<DeviceRecord>, Error> {
		let found: Option<raw::DeviceRecordInfo> =
			self.call_runtime_api(COVERAGE, "device_record", (device,), at).await?;
		Ok(found.map(DeviceRecord::from))
	}

	/// Returns a device.
	pub async fn device(
		&self,
		device: DeviceIndex,
		at: Option<BlockId>,
	) -> Result<Option<RegisteredDevice>, Error> {
		let found: Option<raw::Device> =
			self.call_runtime_api(REGISTRY, "device", (device,), at).await?;
		Ok(found.map(|found| views::device(device, found)))
	}

	/// Returns the device with this key.
	pub async fn device_with_key(
		&self,
		key: &DeviceKey,
		at: Option<BlockId>,
	) -> Result<Option<RegisteredDevice>, Error> {
		let index: Option<DeviceIndex> =
			self.call_runtime_api(REGISTRY, "device_with_key", (key.0,), at).await?;
		match index {
			Some(index) => self.device(index, at).await,
			None => Ok(None),
		}
	}

	/// Returns the history of a key whose device was retired or replaced. `None` means that the
	/// chain has never seen the key, or that a registered device uses it.
	pub async fn key_history(
		&self,
		key: &DeviceKey,
		at: Option<BlockId>,
	) -> Result<Option<KeyHistory>, Error> {
		let at = self.state(at).await?;
		let histories = storage::<([u8; 32],), KeyHistory>("DeviceRegistry", "KeyHistories");
		let found = with_timeout(at.storage().try_fetch(histories, (key.0,))).await??;
		found
			.map(|found| found.decode())
			.transpose()
			.map_err(|error| Error::Metadata(error.to_string()))
	}

	/// Returns the unpaid earnings of a device.
	pub async fn pending(
		&self,
		device: DeviceIndex,
		at: Option<BlockId>,
	) -> Result<Pending, Error> {
		let found: raw::Pending = self.call_runtime_api(EMISSION, "pending", (device,), at).await?;
		Ok(found.into())
	}

	/// Returns the time between two blocks if no slot is missed. It is fixed at genesis.
	pub async fn slot_duration(&self) -> Result<Duration, Error> {
		let found: raw::BabeConfiguration =
			self.call_runtime_api(BABE, "configuration", (), None).await?;
		Ok(Duration::from_millis(found.slot_duration))
	}

	/// Returns the best block.
	pub async fn best_block(&self) -> Result<BlockId, Error> {
		self.connection().best().await
	}

	/// Returns the state after a block.
	async fn state(&self, at: Option<BlockId>) -> Result<AtBlock, Error> {
		let connection = self.connection();
		let block = match at {
			Some(block) => block,
			None => connection.best().await?,
		};
		connection.at(block).await
	}

	/// Calls a runtime API by name. Arguments and result are matched with the runtime's types by
	/// name and shape.
	pub async fn call_runtime_api<Arguments: IntoEncodableValues, Answer: DecodeAsType>(
		&self,
		api: &str,
		method: &str,
		arguments: Arguments,
		at: Option<BlockId>,
	) -> Result<Answer, Error> {
		let at = self.state(at).await?;
		let call = runtime_api_call::<Arguments, Answer>(api, method, arguments);
		Ok(with_timeout(at.runtime_apis().call(call)).await??)
	}
}

//! Queries of runtime APIs and storage.

use crate::{
	client::{in_time, AtBlock, Client},
	error::Error,
	views::{self, raw, KeyHistory, Parameters, Pending, Record},
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

/// The windows that are looked at, at most: more are open only if closing them lags.
const MOST_WINDOWS: usize = 128;

/// Each query is about the state after a block; the best one if none is named.
///
/// # Errors
/// [`Error::Connection`] if the node does not answer, [`Error::Node`] if it has discarded the
/// block's state, [`Error::Metadata`] if the runtime does not know the question.
impl Client {
	/// A window that is not closed, the current one if none is named; none before it begins.
	pub async fn window(
		&self,
		index: Option<WindowIndex>,
		at: Option<BlockId>,
	) -> Result<Option<Window>, Error> {
		let found: Option<(WindowIndex, raw::Window)> =
			self.ask(COVERAGE, "window", (index,), at).await?;
		Ok(found.map(|(index, window)| views::window(index, window)))
	}

	/// All windows that are not closed, the newest first. There are a few.
	pub async fn open_windows(&self, at: BlockId) -> Result<Vec<Window>, Error> {
		let mut windows = Vec::new();
		let mut found = self.window(None, Some(at)).await?;
		while let (Some(window), true) = (found, windows.len() < MOST_WINDOWS) {
			windows.push(window);
			found = match window.index.checked_sub(1) {
				Some(before) => self.window(Some(before), Some(at)).await?,
				None => None,
			};
		}
		Ok(windows)
	}

	/// A beacon that was announced and is neither settled nor expired.
	pub async fn open_proof(
		&self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		at: Option<BlockId>,
	) -> Result<Option<OpenProof>, Error> {
		let found: Option<raw::Proof> =
			self.ask(COVERAGE, "open_proof", (window, beaconer), at).await?;
		Ok(found.map(OpenProof::from))
	}

	/// The parameters of coverage.
	pub async fn parameters(&self, at: Option<BlockId>) -> Result<Parameters, Error> {
		self.ask(COVERAGE, "parameters", (), at).await
	}

	/// What coverage keeps of a device.
	pub async fn record(
		&self,
		device: DeviceIndex,
		at: Option<BlockId>,
	) -> Result<Option<Record>, Error> {
		let found: Option<raw::RecordInfo> =
			self.ask(COVERAGE, "device_record", (device,), at).await?;
		Ok(found.map(Record::from))
	}

	/// A device.
	pub async fn device(
		&self,
		device: DeviceIndex,
		at: Option<BlockId>,
	) -> Result<Option<RegisteredDevice>, Error> {
		let found: Option<raw::Device> = self.ask(REGISTRY, "device", (device,), at).await?;
		Ok(found.map(|found| views::device(device, found)))
	}

	/// The device with this key.
	pub async fn device_with_key(
		&self,
		key: &DeviceKey,
		at: Option<BlockId>,
	) -> Result<Option<RegisteredDevice>, Error> {
		let index: Option<DeviceIndex> =
			self.ask(REGISTRY, "device_with_key", (key.0,), at).await?;
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
		let found = in_time(at.storage().try_fetch(histories, (key.0,))).await??;
		found
			.map(|found| found.decode())
			.transpose()
			.map_err(|error| Error::Metadata(error.to_string()))
	}

	/// What a device has earned and not been paid.
	pub async fn pending(
		&self,
		device: DeviceIndex,
		at: Option<BlockId>,
	) -> Result<Pending, Error> {
		let found: raw::Pending = self.ask(EMISSION, "pending", (device,), at).await?;
		Ok(found.into())
	}

	/// How often the network makes a block, if no slot is missed: fixed at its genesis.
	pub async fn slot_duration(&self) -> Result<Duration, Error> {
		let found: raw::BabeConfiguration = self.ask(BABE, "configuration", (), None).await?;
		Ok(Duration::from_millis(found.slot_duration))
	}

	/// The best block.
	pub async fn best_block(&self) -> Result<BlockId, Error> {
		self.connection().best().await
	}

	/// The state after a block.
	async fn state(&self, at: Option<BlockId>) -> Result<AtBlock, Error> {
		let connection = self.connection();
		let block = match at {
			Some(block) => block,
			None => connection.best().await?,
		};
		connection.at(block).await
	}

	/// Asks a runtime API by its name; arguments and answer are matched with the runtime's by name
	/// and shape.
	pub async fn ask<Arguments: IntoEncodableValues, Answer: DecodeAsType>(
		&self,
		api: &str,
		method: &str,
		arguments: Arguments,
		at: Option<BlockId>,
	) -> Result<Answer, Error> {
		let at = self.state(at).await?;
		let call = runtime_api_call::<Arguments, Answer>(api, method, arguments);
		Ok(in_time(at.runtime_apis().call(call)).await??)
	}
}

//! Queries of single blocks.

use crate::{
	client::{with_timeout, AtBlock, Client, Connection},
	error::Error,
	network::Network,
	submit::ChainEvent,
};
use cairn_gateway_types::block::BlockId;
use cairn_primitives::BlockNumber;
use sp_core::H256;
use subxt::{
	dynamic::{storage, Value},
	events::Events,
};

/// # Errors
/// [`Error::Connection`] if the node does not answer, [`Error::Node`] if it has discarded the
/// block's state.
impl Client {
	/// Returns the latest final block.
	pub async fn final_block(&self) -> Result<BlockId, Error> {
		self.connection().last_final().await
	}

	/// Returns the block of the best chain with this number, or `None` if there is none yet.
	pub async fn block(&self, number: BlockNumber) -> Result<Option<BlockId>, Error> {
		self.connection().block_at(number).await
	}

	/// Returns the events of a pallet in a block.
	pub async fn events_of(&self, block: BlockId, pallet: &str) -> Result<Vec<ChainEvent>, Error> {
		let connection = self.connection();
		let parent = H256(connection.header(block.hash).await?.parent_hash.0);
		let events = connection.events(block, &connection.runtime_of(block, parent).await?).await?;
		let mut found = Vec::new();
		for event in events.iter() {
			let event = event?;
			if event.pallet_name() == pallet {
				found.push(ChainEvent {
					pallet: pallet.into(),
					name: event.event_name().into(),
					fields: event.decode_fields_unchecked_as()?,
				});
			}
		}
		Ok(found)
	}
}

impl Connection {
	/// Returns the block of the best chain with this number, or `None` if there is none yet.
	pub(crate) async fn block_at(&self, number: BlockNumber) -> Result<Option<BlockId>, Error> {
		let hash = with_timeout(self.rpc.chain_get_block_hash(Some(number.into()))).await??;
		Ok(hash.map(|hash| BlockId { number, hash: H256(hash.0) }))
	}

	/// Returns the runtime that executed a block, which is in the state before the block. A block
	/// that contains an upgrade has the new runtime in its own state, and events encoded by the old
	/// runtime.
	pub(crate) async fn runtime_of(&self, block: BlockId, parent: H256) -> Result<AtBlock, Error> {
		self.at(BlockId { number: block.number.saturating_sub(1), hash: parent }).await
	}

	/// Returns the events of a block.
	///
	/// - `runtime`: the block's [`runtime_of`](Self::runtime_of).
	pub(crate) async fn events(
		&self,
		block: BlockId,
		runtime: &AtBlock,
	) -> Result<Events<Network>, Error> {
		let place = runtime.storage().entry(storage::<(), Value>("System", "Events"))?.key_prefix();
		let hash = subxt::utils::H256(block.hash.0);
		let bytes = with_timeout(self.rpc.state_get_storage(&place, Some(hash))).await??;
		Ok(runtime.events().from_bytes(bytes.unwrap_or_default()))
	}
}

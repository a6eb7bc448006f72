//! Blocks that are in the past, one by one.

use crate::{
	client::{in_time, AtBlock, Client, Connection},
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
	/// The last final block.
	pub async fn final_block(&self) -> Result<BlockId, Error> {
		self.connection().last_final().await
	}

	/// The block of the best chain with this number; none if there is none yet.
	pub async fn block(&self, number: BlockNumber) -> Result<Option<BlockId>, Error> {
		self.connection().numbered(number).await
	}

	/// What has happened in a block, to a pallet.
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
	/// The block of the best chain with this number; none if there is none yet.
	pub(crate) async fn numbered(&self, number: BlockNumber) -> Result<Option<BlockId>, Error> {
		let hash = in_time(self.rpc.chain_get_block_hash(Some(number.into()))).await??;
		Ok(hash.map(|hash| BlockId { number, hash: H256(hash.0) }))
	}

	/// The runtime that has made a block: the one in the state before it. A block that brings an
	/// upgrade has the new one in its own state, and events of the old one's shape.
	pub(crate) async fn runtime_of(&self, block: BlockId, parent: H256) -> Result<AtBlock, Error> {
		self.at(BlockId { number: block.number.saturating_sub(1), hash: parent }).await
	}

	/// What has happened in a block.
	///
	/// - `runtime`: its [`runtime_of`](Self::runtime_of).
	pub(crate) async fn events(
		&self,
		block: BlockId,
		runtime: &AtBlock,
	) -> Result<Events<Network>, Error> {
		let place = runtime.storage().entry(storage::<(), Value>("System", "Events"))?.key_prefix();
		let hash = subxt::utils::H256(block.hash.0);
		let bytes = in_time(self.rpc.state_get_storage(&place, Some(hash))).await??;
		Ok(runtime.events().from_bytes(bytes.unwrap_or_default()))
	}
}

//! Blocks that are in the past, one by one.

use super::{client::in_time, BlockId, ChainEvent, Client, Error};
use cairn_primitives::BlockNumber;
use sp_core::H256;

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
		let connection = self.connection();
		let hash = in_time(connection.rpc.chain_get_block_hash(Some(number.into()))).await??;
		Ok(hash.map(|hash| BlockId { number, hash: H256(hash.0) }))
	}

	/// What has happened in a block, to a pallet.
	pub async fn events_of(&self, block: BlockId, pallet: &str) -> Result<Vec<ChainEvent>, Error> {
		let at = self.connection().at(block).await?;
		let events = in_time(at.events().fetch()).await??;
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

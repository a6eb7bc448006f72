//! Batches: a maker vouches for a whole production batch with the root of a Merkle tree.

use crate::{Batches, Config, Error, Event, Makers, Pallet};
use cairn_primitives::{
	devices::{BatchId, ClassId, MakerId},
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{ensure, pallet_prelude::DispatchResult};
use scale_info::TypeInfo;

/// The highest number of devices in a batch: as many as a [`MerklePath`](crate::MerklePath) can
/// tell apart.
pub const MAX_BATCH: u32 = 1 << 24;

/// The devices of a production batch, as the root of a Merkle tree over their keys.
///
/// The tree is that of the `binary-merkle-tree` crate with BLAKE2b-256. A leaf is a device's key.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Batch<Hash> {
	/// The class of the devices.
	pub class: ClassId,
	/// The root of the tree.
	pub root: Hash,
	/// The number of devices in the tree.
	pub leaves: u32,
	/// The last moment at which a device of the batch may be onboarded, in milliseconds since the
	/// Unix epoch.
	pub expires_at: Moment,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_commit_batch(
		by: T::AccountId,
		id: MakerId,
		batch_id: BatchId,
		batch: Batch<T::Hash>,
	) -> DispatchResult {
		let maker = Self::admitted_maker(id)?;
		ensure!(by == maker.account, Error::<T>::NotMaker);
		ensure!(!Batches::<T>::contains_key(id, batch_id), Error::<T>::BatchAlreadyCommitted);
		Self::class(batch.class)?;
		ensure!((1..=MAX_BATCH).contains(&batch.leaves), Error::<T>::BatchSizeOutOfRange);
		ensure!(batch.expires_at >= Self::unix_time(), Error::<T>::BatchExpired);

		Self::deposit_event(Event::BatchCommitted {
			maker: id,
			batch: batch_id,
			class: batch.class,
			root: batch.root,
			leaves: batch.leaves,
			expires_at: batch.expires_at,
		});
		Batches::<T>::insert(id, batch_id, batch);
		Ok(())
	}

	pub(crate) fn do_revoke_batch(
		by: T::AccountId,
		id: MakerId,
		batch_id: BatchId,
	) -> DispatchResult {
		let maker = Makers::<T>::get(id).ok_or(Error::<T>::MakerUnknown)?;
		let batch = Batches::<T>::take(id, batch_id).ok_or(Error::<T>::BatchUnknown)?;
		let expired = batch.expires_at < Self::unix_time();
		ensure!(expired || by == maker.account, Error::<T>::NotMaker);
		Self::deposit_event(Event::BatchRevoked { maker: id, batch: batch_id });
		Ok(())
	}
}

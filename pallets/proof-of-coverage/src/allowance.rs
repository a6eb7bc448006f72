//! The allowance: the share of a block that calls without a fee may use.

use crate::{Config, FeelessWeightUsed, Pallet};
use frame_support::{dispatch::DispatchClass, pallet_prelude::Get, weights::Weight};
use sp_runtime::Perbill;

/// The share of the weight of normal transactions that the allowance is.
const SHARE: Perbill = Perbill::from_percent(60);

impl<T: Config> Pallet<T> {
	/// Returns the weight that all calls without a fee may use in a block.
	pub fn allowance() -> Weight {
		let normal = T::BlockWeights::get().get(DispatchClass::Normal).max_total;
		let normal = normal.unwrap_or(T::BlockWeights::get().max_block);
		Weight::from_parts(SHARE.mul_floor(normal.ref_time()), SHARE.mul_floor(normal.proof_size()))
	}

	/// Returns whether a weight fits in the rest of the allowance of this block.
	pub(crate) fn fits_allowance(weight: Weight) -> bool {
		FeelessWeightUsed::<T>::get().saturating_add(weight).all_lte(Self::allowance())
	}

	/// Deducts a weight from the allowance of this block.
	pub(crate) fn spend_allowance(weight: Weight) {
		FeelessWeightUsed::<T>::mutate(|spent| *spent = spent.saturating_add(weight));
	}
}

//! The allowance: what calls for which nobody pays may take of a block.

use crate::{Config, FeelessWeightUsed, Pallet};
use frame_support::{dispatch::DispatchClass, pallet_prelude::Get, weights::Weight};
use sp_runtime::Perbill;

/// The share of what ordinary transactions may fill.
const SHARE: Perbill = Perbill::from_percent(60);

impl<T: Config> Pallet<T> {
	/// What calls for which nobody pays may take of a block in all.
	pub fn allowance() -> Weight {
		let normal = T::BlockWeights::get().get(DispatchClass::Normal).max_total;
		let normal = normal.unwrap_or(T::BlockWeights::get().max_block);
		Weight::from_parts(SHARE.mul_floor(normal.ref_time()), SHARE.mul_floor(normal.proof_size()))
	}

	/// Whether a call that costs so much fits in what is left of this block's allowance.
	pub(crate) fn fits_allowance(weight: Weight) -> bool {
		FeelessWeightUsed::<T>::get().saturating_add(weight).all_lte(Self::allowance())
	}

	/// Takes what a call has cost out of this block's allowance.
	pub(crate) fn spend_allowance(weight: Weight) {
		FeelessWeightUsed::<T>::mutate(|spent| *spent = spent.saturating_add(weight));
	}
}

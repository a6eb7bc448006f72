//! Relaying: somebody who pays fees carries what devices have signed.

use crate::{
	settlement::Settled, Config, DeviceAction, Event, Pallet, Refusal, RelayedItem, RelayedProof,
	WeightInfo,
};
use cairn_primitives::{
	coverage::{Reception, WindowIndex},
	devices::{DeviceIndex, DeviceSignature},
};
use frame_support::{
	dispatch::{DispatchClass, Pays, PostDispatchInfo},
	weights::Weight,
};

impl DeviceAction {
	/// Whose action it is.
	fn device(&self, beaconer: DeviceIndex) -> DeviceIndex {
		match self {
			Self::Report { witness, .. } => *witness,
			Self::Announce(_) | Self::Reveal(_) => beaconer,
		}
	}

	/// What it costs at most to take it from a relayer.
	pub(crate) fn weight<T: Config>(&self) -> Weight {
		self.weight_of_check::<T>().saturating_add(match self {
			Self::Announce(_) => T::WeightInfo::announce(),
			Self::Report { .. } => T::WeightInfo::report(1),
			Self::Reveal(_) => Settled::MOST.weight::<T>(),
		})
	}

	/// What it costs to find that it does not count.
	fn weight_of_check<T: Config>(&self) -> Weight {
		match self {
			Self::Announce(_) => T::WeightInfo::authorize_announce(),
			Self::Report { .. } => T::WeightInfo::authorize_report(1),
			Self::Reveal(_) => T::WeightInfo::authorize_reveal(),
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Takes what can be taken. What counted is paid for by the block's allowance as far as that
	/// goes; the relayer pays for the rest.
	pub(crate) fn apply_relayed(proofs: &[RelayedProof]) -> PostDispatchInfo {
		let (mut paid, mut free) = (T::WeightInfo::relay(), Weight::zero());
		let mut all_free = true;
		for RelayedProof { window, beaconer, items } in proofs {
			for (item, RelayedItem { ordinal, action, signature }) in (0u32..).zip(items) {
				match Self::apply_item(*window, *beaconer, *ordinal, action, signature) {
					Ok(cost) if Self::fits_allowance(cost) => {
						Self::spend_allowance(cost);
						free = free.saturating_add(cost);
					}
					Ok(cost) => {
						paid = paid.saturating_add(cost);
						all_free = false;
					}
					Err(refusal) => {
						paid = paid.saturating_add(action.weight_of_check::<T>());
						all_free = false;
						let device = action.device(*beaconer);
						Self::deposit_event(Event::RelayedItemSkipped {
							window: *window,
							beaconer: *beaconer,
							device,
							item,
							refusal,
						});
					}
				}
			}
		}
		// It fills the block all the same.
		frame_system::Pallet::<T>::register_extra_weight_unchecked(free, DispatchClass::Normal);
		let rest = T::WeightInfo::relay().saturating_add(Self::base_weight());
		let is_free = all_free && free.any_gt(Weight::zero()) && Self::fits_allowance(rest);
		let pays_fee = if is_free {
			Self::spend_allowance(rest);
			Pays::No
		} else {
			Pays::Yes
		};
		PostDispatchInfo { actual_weight: Some(paid), pays_fee }
	}

	fn apply_item(
		window: WindowIndex,
		beaconer: DeviceIndex,
		ordinal: u8,
		action: &DeviceAction,
		signature: &DeviceSignature,
	) -> Result<Weight, Refusal> {
		match action {
			DeviceAction::Announce(announcement) => {
				Self::verify_announcement(window, beaconer, ordinal, announcement, signature)?;
				Self::store_announcement(window, beaconer, *announcement);
				Ok(action.weight::<T>())
			}
			DeviceAction::Report { witness, commitment, measurement } => {
				let (commitment, measurement) = (*commitment, *measurement);
				let receptions = [Reception { beaconer, commitment, measurement }];
				Self::verify_report(window, *witness, ordinal, &receptions, signature)?;
				Self::store_report(window, *witness, ordinal, &receptions);
				Ok(action.weight::<T>())
			}
			DeviceAction::Reveal(secret) => {
				Self::verify_reveal(window, beaconer, ordinal, secret, signature)?;
				let settled = Self::settle(window, beaconer, *secret);
				Ok(action.weight_of_check::<T>().saturating_add(settled.weight::<T>()))
			}
		}
	}
}

//! Relaying: an account submits statements that devices have signed, and pays for them.

use crate::{
	settlement::SettlementCounts, Config, Event, Pallet, Refusal, WeightInfo, RELAYED_ITEMS,
	RELAYED_PROOFS,
};
use cairn_primitives::{
	coverage::{Announcement, Measurement, Reception, Secret, WindowIndex},
	devices::{DeviceIndex, DeviceSignature},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	dispatch::PostDispatchInfo, pallet_prelude::ConstU32, weights::Weight, BoundedVec,
};
use scale_info::TypeInfo;
use sp_core::H256;

/// The action of a device in a proof.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum DeviceAction {
	/// The beaconer announces its beacon.
	Announce(Announcement),
	/// A witness reports the beacon of this proof, and no other.
	Report {
		/// The device that reports the beacon.
		witness: DeviceIndex,
		/// The proof that the witness has the frame.
		commitment: H256,
		/// The measurement that the witness made.
		measurement: Measurement,
	},
	/// The beaconer reveals its secret.
	Reveal(Secret),
}

/// An action with the signature of its device.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct RelayedItem {
	/// The ordinal of the signed statement.
	pub ordinal: u8,
	/// The action of the device.
	pub action: DeviceAction,
	/// The signature of the device.
	pub signature: DeviceSignature,
}

/// The relayed items for one proof.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct RelayedProof {
	/// The window of the proof.
	pub window: WindowIndex,
	/// The beaconer of the proof.
	pub beaconer: DeviceIndex,
	/// The items, in the order in which they are applied.
	pub items: BoundedVec<RelayedItem, ConstU32<RELAYED_ITEMS>>,
}

/// The items of a relay call, grouped by proof.
pub type RelayedProofs = BoundedVec<RelayedProof, ConstU32<RELAYED_PROOFS>>;

impl DeviceAction {
	/// Returns the device that acts.
	fn device(&self, beaconer: DeviceIndex) -> DeviceIndex {
		match self {
			Self::Report { witness, .. } => *witness,
			Self::Announce(_) | Self::Reveal(_) => beaconer,
		}
	}

	/// Returns the highest weight of verifying and applying the action.
	pub(crate) fn weight<T: Config>(&self) -> Weight {
		self.weight_of_verifying::<T>().saturating_add(match self {
			Self::Announce(_) => T::WeightInfo::announce(),
			Self::Report { .. } => T::WeightInfo::report(1),
			Self::Reveal(_) => SettlementCounts::MAX.weight::<T>(),
		})
	}

	/// Returns the weight of verifying the action.
	fn weight_of_verifying<T: Config>(&self) -> Weight {
		match self {
			Self::Announce(_) => T::WeightInfo::authorize_announce(),
			Self::Report { .. } => T::WeightInfo::authorize_report(1),
			Self::Reveal(_) => T::WeightInfo::authorize_reveal(),
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Applies all relayed items that count. The relayer pays for all work, because the work of a call
	/// in a batch that fails is undone, and could be repeated without end if it were free.
	pub(crate) fn apply_relayed(proofs: &[RelayedProof]) -> PostDispatchInfo {
		let mut spent = T::WeightInfo::relay();
		for RelayedProof { window, beaconer, items } in proofs {
			for (item, RelayedItem { ordinal, action, signature }) in (0u32..).zip(items) {
				match Self::apply_item(*window, *beaconer, *ordinal, action, signature) {
					Ok(cost) => spent = spent.saturating_add(cost),
					Err(refusal) => {
						spent = spent.saturating_add(action.weight_of_verifying::<T>());
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
		Some(spent).into()
	}

	/// Verifies and applies one item. Returns its actual weight.
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
				let revealed = Self::verify_reveal(window, beaconer, ordinal, *secret, signature)?;
				let settled = Self::settle(revealed);
				Ok(action.weight_of_verifying::<T>().saturating_add(settled.weight::<T>()))
			}
		}
	}
}

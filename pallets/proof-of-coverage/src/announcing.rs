//! Announcing: a challenged device commits to its beacon before it transmits.

use crate::{
	eligibility::Participant, Config, CurrentParameters, DeviceRecords, Event, OpenProofs, Pallet,
	Proof, Proofs, Refusal, Windows, ORDINALS,
};
use cairn_primitives::{
	coverage::{Announcement, WindowIndex},
	devices::{DeviceDirectory, DeviceIndex, DeviceKey},
};
use frame_support::ensure;

impl<T: Config> Pallet<T> {
	/// Checks that an announcement would be accepted now. Returns the key that must have signed it.
	pub(crate) fn check_announcement(
		window: WindowIndex,
		beaconer: DeviceIndex,
		ordinal: u8,
		announcement: &Announcement,
	) -> Result<DeviceKey, Refusal> {
		ensure!(ordinal < ORDINALS, Refusal::OrdinalTooHigh);
		let open = Self::kept_window(window)?;
		ensure!(Self::now() <= open.announce_by, Refusal::AnnouncedTooLate);
		ensure!(Self::challenges(&open, beaconer), Refusal::NotChallenged);
		let factor = announcement.spreading_factor;
		ensure!(factor.is_none_or(|it| (5..=12).contains(&it)), Refusal::SpreadingFactorUnknown);
		ensure!(!Proofs::<T>::contains_key(window, beaconer), Refusal::AlreadyAnnounced);
		let max_open = CurrentParameters::<T>::get().max_open_proofs;
		ensure!(OpenProofs::<T>::get() < max_open, Refusal::TooManyOpenProofs);
		let Participant { profile, location } = Self::participant(&open, beaconer)?;
		let eirp_cdbm =
			i32::from(announcement.tx_power_cdbm).saturating_add(location.gain_cdbi.into());
		ensure!(
			T::Directory::may_transmit(
				profile.class,
				location.region,
				announcement.frequency_hz,
				eirp_cdbm
			),
			Refusal::TransmissionNotAllowed
		);
		Ok(profile.key)
	}

	/// Opens a proof for an announcement that was checked.
	pub(crate) fn store_announcement(
		window: WindowIndex,
		beaconer: DeviceIndex,
		announcement: Announcement,
	) {
		let proof = Proof { announcement, reports: Default::default() };
		Proofs::<T>::insert(window, beaconer, proof);
		Self::count_open_proof();
		Windows::<T>::mutate_extant(window, |it| it.announced = it.announced.saturating_add(1));
		if !DeviceRecords::<T>::contains_key(beaconer) {
			DeviceRecords::<T>::insert(beaconer, Self::new_record());
		}
		Self::deposit_event(Event::BeaconAnnounced { window, beaconer, announcement });
	}
}

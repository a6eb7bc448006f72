//! Announcements: who is challenged says what it is going to send, before it does.

use crate::{
	Config, CurrentParameters, DeviceRecords, Event, OpenProofs, Pallet, Proof, Proofs, Refusal,
	Window, Windows, ORDINALS,
};
use cairn_primitives::{
	coverage::{Announcement, WindowIndex},
	devices::{DeviceDirectory, DeviceIndex, DeviceKey, DeviceProfile, Location, Mode},
};
use frame_support::ensure;

/// A device that may take part now, and where it stands.
pub(crate) struct Participant<AccountId> {
	pub(crate) profile: DeviceProfile<AccountId>,
	pub(crate) location: Location,
}

impl<T: Config> Pallet<T> {
	/// Whether the announcement would be taken now; the key that must have signed it.
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
		let most = CurrentParameters::<T>::get().max_open_proofs;
		ensure!(OpenProofs::<T>::get() < most, Refusal::TooManyOpenProofs);
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

	/// Takes an announcement that was checked.
	pub(crate) fn store_announcement(
		window: WindowIndex,
		beaconer: DeviceIndex,
		announcement: Announcement,
	) {
		let proof = Proof { announcement, reports: Default::default() };
		Proofs::<T>::insert(window, beaconer, proof);
		OpenProofs::<T>::mutate(|open| *open = open.saturating_add(1));
		Windows::<T>::mutate_extant(window, |it| it.announced = it.announced.saturating_add(1));
		if !DeviceRecords::<T>::contains_key(beaconer) {
			DeviceRecords::<T>::insert(beaconer, Self::new_record());
		}
		Self::deposit_event(Event::BeaconAnnounced { window, beaconer, announcement });
	}

	/// A device that may take part in proofs of a window.
	pub(crate) fn participant(
		window: &Window,
		device: DeviceIndex,
	) -> Result<Participant<T::AccountId>, Refusal> {
		let profile = T::Directory::profile(device).ok_or(Refusal::DeviceUnknown)?;
		ensure!(!profile.is_suspended, Refusal::DeviceSuspended);
		ensure!(profile.is_active, Refusal::DeviceInactive);
		ensure!(profile.mode == Mode::Covers, Refusal::DeviceDoesNotCover);
		let location = profile.location.ok_or(Refusal::DeviceNotLocated)?;
		ensure!(!Self::has_changed(window, device), Refusal::DeviceChanged);
		Ok(Participant { profile, location })
	}

	/// Whether a device is not what it was when the window began. A device that is new has changed
	/// too: nobody can have itself numbered for a lottery whose seed is known. The author of the
	/// block before the window knows it already.
	pub(crate) fn has_changed(window: &Window, device: DeviceIndex) -> bool {
		let changed_at = DeviceRecords::<T>::get(device).and_then(|record| record.changed_at);
		changed_at.is_some_and(|at| at.saturating_add(1) >= window.begins_at)
	}
}

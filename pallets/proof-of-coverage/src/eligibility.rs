//! Eligibility: the devices that may take part in the proofs of a window.

use crate::{Config, DeviceRecords, Pallet, Refusal, Window};
use cairn_primitives::devices::{DeviceDirectory, DeviceIndex, DeviceProfile, Location, Mode};
use frame_support::ensure;

/// A device that may take part, with its location.
pub(crate) struct Participant<AccountId> {
	pub(crate) profile: DeviceProfile<AccountId>,
	pub(crate) location: Location,
}

impl<T: Config> Pallet<T> {
	/// Returns a device that may take part in the proofs of a window.
	pub(crate) fn participant(
		window: &Window,
		device: DeviceIndex,
	) -> Result<Participant<T::AccountId>, Refusal> {
		let profile = T::Directory::profile(device).ok_or(Refusal::DeviceUnknown)?;
		ensure!(!profile.is_suspended, Refusal::DeviceSuspended);
		ensure!(profile.is_active, Refusal::DeviceInactive);
		ensure!(profile.mode == Mode::Covers, Refusal::DeviceDoesNotCover);
		let location = profile.location.ok_or(Refusal::DeviceNotLocated)?;
		ensure!(!Self::has_changed_since(window, device), Refusal::DeviceChanged);
		Ok(Participant { profile, location })
	}

	/// Returns whether a device has changed since the window's seed could be known.
	///
	/// A new device has changed as well: otherwise an owner could register devices until one has a
	/// number that the lottery selects. The author of the block before the window knows the seed
	/// already, so a change in that block counts too.
	pub(crate) fn has_changed_since(window: &Window, device: DeviceIndex) -> bool {
		let changed_at = DeviceRecords::<T>::get(device).and_then(|record| record.changed_at);
		changed_at.is_some_and(|at| at.saturating_add(1) >= window.begins_at)
	}
}

//! The view functions that wallets, explorers and operators call.

use frame_support::pallet_macros::pallet_section;

/// The view functions: a section of the pallet.
#[pallet_section]
mod views {
	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Returns the schedule's values at `moment`, a time of the chain's clock in milliseconds,
		/// in the past or the future.
		pub fn schedule_at(moment: Moment) -> SchedulePoint {
			Self::query_schedule(moment)
		}

		/// Returns the current era: its units so far, and the pots it is expected to pay.
		pub fn era() -> EraOutlook {
			Self::query_era()
		}

		/// Returns the unpaid rewards of a device.
		pub fn pending(device: DeviceIndex) -> Pending {
			Self::query_pending(DeviceLedgers::<T>::get(device))
		}

		/// Returns the unpaid rewards of an account, earned with devices that it has sold or
		/// retired.
		pub fn pending_of_account(account: T::AccountId) -> Pending {
			Self::query_pending(AccountLedgers::<T>::get(account))
		}

		/// Returns one page of the owner's devices with their unpaid rewards. The page starts after
		/// the device `after`, or at the first device.
		pub fn pending_of_devices(
			owner: T::AccountId,
			after: Option<DeviceIndex>,
		) -> Vec<(DeviceIndex, Pending)> {
			T::Directory::devices_of(&owner, after)
				.into_iter()
				.map(|device| (device, Self::pending(device)))
				.collect()
		}

		/// Returns the value of `units` more units, in planck, if the current era ended on time and
		/// no other units were credited.
		pub fn projected_reward(bucket: Bucket, units: Units) -> Balance {
			Self::query_projection(bucket, units)
		}
	}
}

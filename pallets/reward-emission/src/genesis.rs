//! Genesis: how a network's emission starts.

use frame_support::pallet_macros::pallet_section;

/// The genesis configuration: a section of the pallet.
#[pallet_section]
mod genesis {
	/// The emission of a new network. The default configures none.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The emission schedule.
		pub schedule: Schedule,
		/// The shares by which emission is split.
		pub shares: Shares,
		/// The maximum value of one unit in each bucket, in planck.
		pub rate_caps: PerBucket<Balance>,
		/// Binds the type parameter; holds no value.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// A panic is right at genesis, and only there: the network must not start.
			if self.schedule == Schedule::default() {
				return;
			}
			assert_eq!(self.schedule.check(), Ok(()), "the emission schedule is not valid");
			assert!(self.shares.add_up(), "the shares of emission do not add up to the whole");
			assert!(Pallet::<T>::are_rate_caps_valid(&self.rate_caps), "a rate's cap is too high");
			EmissionSchedule::<T>::put(self.schedule);
			CurrentShares::<T>::put(self.shares);
			RateCaps::<T>::put(self.rate_caps);
			for pot in [Pallet::<T>::devices_pot(), Pallet::<T>::stakers_pot()] {
				let endowed = T::Currency::mint_into(&pot, T::Currency::minimum_balance());
				assert!(endowed.is_ok(), "a pot cannot be endowed");
			}
		}
	}
}

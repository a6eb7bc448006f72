//! The genesis of the pallet.

use frame_support::pallet_macros::pallet_section;

/// The genesis: a section of the pallet.
#[pallet_section]
mod genesis {
	/// The genesis of proof of coverage.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The parameters with which the network begins.
		pub parameters: Parameters,
		/// A marker that only the compiler needs.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// Only genesis may panic: a network with invalid parameters must not start.
			let fault = self.parameters.check(T::BlocksPerDay::get());
			assert_eq!(fault, Ok(()), "the parameters of coverage are not valid");
			CurrentParameters::<T>::put(self.parameters);
		}
	}
}

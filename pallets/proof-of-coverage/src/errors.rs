//! The errors of the pallet.

use frame_support::pallet_macros::pallet_section;

/// The errors: a section of the pallet.
#[pallet_section]
mod errors {
	/// The errors of proof of coverage.
	#[pallet::error]
	pub enum Error<T> {
		/// The statement that the device signed does not count. The [`Refusal`] says why, and what
		/// to do.
		Refused(Refusal),
		/// A parameter is out of its bounds or does not fit the others. The [`ParameterFault`] names
		/// it: correct it and try again.
		ParametersInvalid(ParameterFault),
		/// No window is waiting to be closed. There is nothing to do until the reveals of the oldest
		/// window are over.
		NothingToClose,
	}
}

//! The reasons for which a call or a credit fails.

use frame_support::pallet_macros::pallet_section;

/// The errors: a section of the pallet.
#[pallet_section]
mod errors {
	/// The reason a call or a credit failed, and what to do.
	#[pallet::error]
	pub enum Error<T> {
		/// No device has this number. If the device has retired, call `claim_account` for the
		/// account that its rewards went to.
		DeviceUnknown,
		/// The device is suspended and its rewards are in escrow. Claim again when the suspension
		/// has been resolved in the device's favour.
		RewardsInEscrow,
		/// No rewards are payable yet. Claim when the current era has ended. For rewards from
		/// before a device was sold or retired, call `claim_account` for its former payee.
		NothingToClaim,
		/// The payee's account does not exist and the amount is below the existential deposit. The
		/// rewards stay claimable: fund the account, or claim when the amount is larger.
		PayeeCannotReceive,
		/// The shares do not add up to 100%. Correct them and call again.
		SharesDoNotAddUp,
		/// A share differs from the current one by more than `MaxShareStep`. Make the change in
		/// smaller steps, one per era.
		ShareStepTooLarge,
		/// A rate cap exceeds the greatest cap that a schedule can have, 2^87 planck. Choose a
		/// lower one.
		RateCapTooHigh,
		/// The units of the current era would exceed 2^64 - 1. Credit the device in the next era.
		TooManyUnits,
	}
}

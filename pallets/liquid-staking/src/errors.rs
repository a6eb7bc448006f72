//! Why calls are refused.

use frame_support::pallet_macros::pallet_section;

/// The errors: a section of the pallet.
#[pallet_section]
mod errors {
	/// Why a call is refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no pool: genesis has not founded one.
		NoPool,
		/// Less than the least deposit: see the parameters.
		DepositTooSmall,
		/// The pool would be worth more than its cap. Try less.
		DepositCapReached,
		/// Too many deposits wait. Try again in some blocks.
		TooManyQueuedDeposits,
		/// Deposits are paused. Exits are not.
		DepositsPaused,
		/// The books do not fit, and nobody leaves at once until governance has looked. Request an
		/// exit instead.
		InstantExitsPaused,
		/// The block that was named as the last has passed. Sign again with a later one.
		DeadlinePassed,
		/// It would bring less than the least that was named. Look at the rate and sign again.
		BelowMinimumOut,
		/// All that backs shares is lost or at stake of a slash; nothing has a price.
		NothingBacksShares,
		/// It is worth less than one share or one planck.
		TooLittle,
		/// Fewer shares than the least exit, and not all that the account has.
		ExitTooSmall,
		/// The account has fewer shares.
		NotEnoughShares,
		/// The buffer cannot pay that at once. Try less, or request an exit.
		BufferTooSmall,
		/// So much may not leave at once in this era. Try less, wait, or request an exit.
		EarlyShareExhausted,
		/// There is no such ticket: it was paid, staked again, or never there.
		NoSuchTicket,
		/// The ticket is somebody else's.
		NotTicketOwner,
		/// The ticket is finalised: claim it and deposit instead.
		TicketFinalised,
		/// Nothing of the ticket is finalised yet: see its unlock era.
		NothingFinalised,
		/// The rewards of the last era are not known yet. Try again in some blocks.
		EraIsSettling,
		/// There is no such deposit: it was minted, given back, or never there.
		NoSuchDeposit,
		/// The deposit is somebody else's.
		NotDepositOwner,
		/// There is nothing to do until the next era.
		NothingToDo,
		/// No step, or more than a call may take.
		StepCountOutOfRange,
		/// The protocol would keep less than its first loss.
		ReserveTooSmall,
		/// The parameters contradict each other: see [`Parameters::check`].
		BadParameters,
		/// Longer than deposits may be paused.
		PauseTooLong,
		/// The guardian has paused deposits not long ago and has to wait as long.
		GuardianMustWait,
		/// Deposits are not paused.
		NotPaused,
		/// An amount is larger than any there can be.
		Overflow,
		/// The books do not fit, which is a defect. Nothing was done.
		AccountingMismatch,
	}
}

//! The errors of the pallet.

use frame_support::pallet_macros::pallet_section;

/// The errors: a section of the pallet.
#[pallet_section]
mod errors {
	/// The errors of liquid staking.
	#[pallet::error]
	pub enum Error<T> {
		/// Genesis has created no pool. Liquid staking is not available on this network.
		NoPool,
		/// The deposit is below the minimum of the parameters. Deposit more.
		DepositTooSmall,
		/// The deposit would raise the value of the pool above its cap. Deposit less, or wait.
		DepositCapReached,
		/// The queue of deposits is full. Try again in a few blocks.
		TooManyQueuedDeposits,
		/// Deposits are paused. Wait until they are resumed. Exits are not affected.
		DepositsPaused,
		/// Instant exits are paused because the accounting does not match. Request an exit instead.
		InstantExitsPaused,
		/// The deadline of the call has passed. Sign again with a later block.
		DeadlinePassed,
		/// The call would yield less than the minimum that the caller accepts. Look at the rate and
		/// sign again.
		BelowMinimumOut,
		/// Nothing backs the shares, so they have no price: everything is lost or subject to a
		/// pending slash. Wait until a slash is cancelled.
		NothingBacksShares,
		/// The amount is worth less than one share or one planck. Use a larger amount.
		TooLittle,
		/// The exit is below the minimum and is not all that the account has, or leaves less than
		/// the minimum balance of stCRN. Redeem more, or everything.
		ExitTooSmall,
		/// The account has fewer free shares than the call names, or the call names none. Redeem
		/// fewer, or at least one.
		NotEnoughShares,
		/// The liquid part of the pool cannot pay this amount. Redeem less, or request an exit.
		BufferTooSmall,
		/// The early exits of this era have reached their limit. Redeem less, wait for the next
		/// era, or request an exit.
		EarlyShareExhausted,
		/// The ticket does not exist: it was paid in full, was restaked or was never issued. Look
		/// at its events.
		NoSuchTicket,
		/// The caller does not own the ticket. Sign with the account of its owner.
		NotTicketOwner,
		/// The ticket is finalised, or more of it is finalised than one call can pay. Claim it,
		/// then deposit or try again.
		TicketFinalised,
		/// No part of the ticket is finalised yet. Wait until its unlock era.
		NothingFinalised,
		/// The rewards of the last era are not known yet. Try again in a few blocks.
		EraIsSettling,
		/// The queued deposit does not exist: its shares were minted, it was returned or it was
		/// never made. Look at its events.
		NoSuchDeposit,
		/// The caller did not make the queued deposit. Sign with the account of the depositor.
		NotDepositOwner,
		/// The cycle of this era is complete and no ticket is due. Wait for the next era.
		NothingToDo,
		/// The number of steps is not between 1 and 32. Choose a number in that range.
		StepCountOutOfRange,
		/// The protocol would keep less than its seed and its first loss. Withdraw less.
		ReserveTooSmall,
		/// The parameters contradict each other or exceed a limit. Compare them with
		/// [`Parameters::check`].
		BadParameters,
		/// The pause is longer than the maximum. Choose fewer blocks.
		PauseTooLong,
		/// The guardian paused deposits recently and must wait as long as that pause lasted. Try
		/// again later.
		GuardianMustWait,
		/// Deposits are not paused. There is nothing to resume.
		NotPaused,
		/// The amount is larger than the pool can count. Use a smaller amount.
		Overflow,
		/// The accounting of the pool does not match, which is a defect. The call changed nothing.
		/// Report it.
		AccountingMismatch,
	}
}

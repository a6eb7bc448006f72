//! What the pool tells.

use frame_support::pallet_macros::pallet_section;

/// The events: a section of the pallet.
#[pallet_section]
mod events {
	/// What has happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Shares were minted for a deposit.
		Deposited {
			/// Who has them.
			who: T::AccountId,
			/// Planck.
			amount: Balance,
			/// Shares.
			shares: Balance,
		},
		/// A deposit waits until the last era's rewards are known.
		DepositQueued {
			/// Its number.
			id: DepositId,
			/// Whose it is.
			who: T::AccountId,
			/// Planck.
			amount: Balance,
		},
		/// A deposit that waited was given back.
		DepositReturned {
			/// Its number.
			id: DepositId,
			/// Whose it was.
			who: T::AccountId,
			/// Planck.
			amount: Balance,
		},
		/// Somebody wants to leave.
		ExitRequested {
			/// The ticket.
			ticket: TicketId,
			/// Whose it is.
			who: T::AccountId,
			/// Shares.
			shares: Balance,
			/// What they are worth now, and the most that they will be paid, in planck.
			value: Balance,
			/// The era in which it is finalised at the latest.
			unlock_era: EraIndex,
		},
		/// Somebody has left at once.
		InstantExitPaid {
			/// Who.
			who: T::AccountId,
			/// Shares.
			shares: Balance,
			/// What was paid, in planck.
			paid: Balance,
			/// What has stayed in the pool, in planck.
			fee: Balance,
		},
		/// A ticket belongs to somebody else.
		TicketTransferred {
			/// The ticket.
			ticket: TicketId,
			/// Whose it was.
			from: T::AccountId,
			/// Whose it is.
			to: T::AccountId,
		},
		/// What was open of a ticket is stake again.
		TicketRestaked {
			/// The ticket.
			ticket: TicketId,
			/// Whose it was.
			who: T::AccountId,
			/// What it was worth, in planck.
			value: Balance,
			/// The shares for it.
			shares: Balance,
		},
		/// A stretch of the queue is finalised: what it is paid is set apart.
		ExitsFinalised {
			/// Where it ends.
			up_to: Position,
			/// Shares.
			shares: Balance,
			/// What each is paid, in grains.
			rate: Rate,
			/// What all are paid, in planck.
			amount: Balance,
		},
		/// What is finalised of a ticket was paid.
		TicketPaid {
			/// The ticket.
			ticket: TicketId,
			/// Who was paid.
			who: T::AccountId,
			/// Planck.
			amount: Balance,
			/// Shares that are not finalised yet.
			open: Balance,
		},
		/// A lane's rewards are in the pool.
		RewardsSwept {
			/// The lane.
			lane: LaneIndex,
			/// Planck.
			amount: Balance,
			/// The protocol's fee, in shares.
			fee_shares: Balance,
		},
		/// Lanes may lose so much by slashes that were reported: the rate has fallen.
		SlashAnticipated {
			/// The lane.
			lane: LaneIndex,
			/// Planck.
			amount: Balance,
			/// Of these, what the protocol's shares have paid for.
			covered: Balance,
		},
		/// Lanes will lose less than was known: the rate has come back.
		SlashReduced {
			/// The lane.
			lane: LaneIndex,
			/// Planck.
			amount: Balance,
		},
		/// A lane was slashed.
		SlashApplied {
			/// The lane.
			lane: LaneIndex,
			/// Planck.
			amount: Balance,
		},
		/// What a lane was to do in this era is done.
		LaneMoved {
			/// The lane.
			lane: LaneIndex,
			/// Planck bonded.
			bonded: Balance,
			/// Planck that were unbonded.
			unbonded: Balance,
		},
		/// The work of an era is done.
		CycleEnded {
			/// The era.
			era: EraIndex,
			/// What a share is worth, in grains.
			rate: Rate,
		},
		/// A step of an era's work has failed and was left out.
		StepSkipped {
			/// The step.
			step: Skipped<T::AccountId>,
			/// Why.
			error: DispatchError,
		},
		/// Somebody has given to the protocol's shares.
		ReserveFunded {
			/// Who.
			who: T::AccountId,
			/// Planck.
			amount: Balance,
			/// Shares.
			shares: Balance,
		},
		/// Governance has taken shares of the protocol.
		ReserveWithdrawn {
			/// Who has them, as tokens.
			to: T::AccountId,
			/// Shares.
			shares: Balance,
		},
		/// Governance has changed parameters.
		ParametersSet {
			/// The new ones.
			parameters: Parameters,
		},
		/// Deposits are refused.
		DepositsPaused {
			/// For how long.
			pause: Pause<BlockNumberFor<T>>,
		},
		/// The books do not fit: deposits and instant exits are refused until governance has looked.
		AccountingMismatchFound {
			/// What does not fit.
			mismatch: Mismatch,
		},
		/// Deposits are possible again.
		DepositsResumed,
	}
}

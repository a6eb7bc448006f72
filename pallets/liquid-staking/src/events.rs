//! The events of the pallet.

use frame_support::pallet_macros::pallet_section;

/// The events: a section of the pallet.
#[pallet_section]
mod events {
	/// The events of liquid staking.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A deposit was exchanged for shares.
		Deposited {
			/// The account that received the shares.
			who: T::AccountId,
			/// The deposit, in planck.
			amount: Balance,
			/// The shares minted.
			shares: Shares,
		},
		/// A deposit was queued until the rewards of the last era are known.
		DepositQueued {
			/// The number of the deposit.
			id: DepositId,
			/// The depositor.
			who: T::AccountId,
			/// The deposit, in planck.
			amount: Balance,
		},
		/// A queued deposit was returned.
		DepositReturned {
			/// The number of the deposit.
			id: DepositId,
			/// The depositor.
			who: T::AccountId,
			/// The deposit, in planck.
			amount: Balance,
		},
		/// Shares were exchanged for an exit ticket.
		ExitRequested {
			/// The number of the ticket.
			ticket: TicketId,
			/// The owner of the ticket.
			who: T::AccountId,
			/// The shares that are leaving.
			shares: Shares,
			/// The present value of the shares and the maximum payment, in planck.
			value: Balance,
			/// The era in which the ticket is finalised at the latest.
			unlock_era: EraIndex,
		},
		/// An instant exit was paid.
		InstantExitPaid {
			/// The account that was paid.
			who: T::AccountId,
			/// The shares burned.
			shares: Shares,
			/// The payment, in planck.
			paid: Balance,
			/// The fee that stays in the pool, in planck.
			fee: Balance,
		},
		/// A ticket was transferred.
		TicketTransferred {
			/// The number of the ticket.
			ticket: TicketId,
			/// The previous owner.
			from: T::AccountId,
			/// The new owner.
			to: T::AccountId,
		},
		/// The open part of a ticket was restaked.
		TicketRestaked {
			/// The number of the ticket.
			ticket: TicketId,
			/// The owner, who received the shares.
			who: T::AccountId,
			/// The value of the open part, in planck.
			value: Balance,
			/// The shares minted for it.
			shares: Shares,
		},
		/// A range of the exit queue was finalised: the planck for it are set aside.
		ExitsFinalised {
			/// The position where the range ends.
			up_to: Position,
			/// The shares in the range.
			shares: Shares,
			/// The payment for each share, in grains.
			rate: Rate,
			/// The planck set aside.
			amount: Balance,
		},
		/// The finalised part of a ticket was paid.
		TicketPaid {
			/// The number of the ticket.
			ticket: TicketId,
			/// The account that was paid.
			who: T::AccountId,
			/// The payment, in planck.
			amount: Balance,
			/// The shares of the ticket that are not paid yet.
			open: Shares,
		},
		/// The rewards of a lane were moved into the pool.
		RewardsSwept {
			/// The number of the lane.
			lane: LaneIndex,
			/// The rewards, in planck.
			amount: Balance,
			/// The shares minted for the protocol as its fee.
			fee_shares: Shares,
		},
		/// A slash of a lane became known, and the loss was priced in. The rate falls by
		/// what the first loss does not cover.
		SlashAnticipated {
			/// The number of the lane.
			lane: LaneIndex,
			/// The expected loss, in planck.
			amount: Balance,
			/// The part of the loss that shares of the protocol have covered, in planck.
			covered: Balance,
		},
		/// A lane will lose less than was known, and the loss was priced out. The rate rises by what
		/// the first loss did not cover.
		SlashReduced {
			/// The number of the lane.
			lane: LaneIndex,
			/// The planck that will not be lost.
			amount: Balance,
		},
		/// A slash was applied to a lane.
		SlashApplied {
			/// The number of the lane.
			lane: LaneIndex,
			/// The loss, in planck.
			amount: Balance,
		},
		/// A lane bonded or unbonded stake as the plan of the era says.
		LaneMoved {
			/// The number of the lane.
			lane: LaneIndex,
			/// The planck bonded.
			bonded: Balance,
			/// The planck that began to unbond.
			unbonded: Balance,
		},
		/// The cycle of an era has ended.
		CycleEnded {
			/// The era.
			era: EraIndex,
			/// The bid rate, in grains.
			rate: Rate,
		},
		/// A step of a cycle failed and was skipped. It changed nothing.
		StepSkipped {
			/// The step.
			step: Skipped<T::AccountId>,
			/// The error of the step.
			error: DispatchError,
		},
		/// An account added CRN to the reserve.
		ReserveFunded {
			/// The contributor.
			who: T::AccountId,
			/// The contribution, in planck.
			amount: Balance,
			/// The shares minted for the protocol.
			shares: Shares,
		},
		/// Governance converted shares of the protocol into stCRN.
		ReserveWithdrawn {
			/// The account that received the stCRN.
			to: T::AccountId,
			/// The shares converted.
			shares: Shares,
		},
		/// Governance replaced the parameters.
		ParametersSet {
			/// The new parameters.
			parameters: Parameters,
		},
		/// The guardian paused deposits.
		DepositsPaused {
			/// The pause, with the block in which it ends.
			pause: Pause<BlockNumberFor<T>>,
		},
		/// The book does not match the stake or an account. Deposits and instant exits are paused
		/// until governance resumes them.
		AccountingMismatchFound {
			/// The part that does not match.
			mismatch: Mismatch,
		},
		/// Governance resumed deposits.
		DepositsResumed,
	}
}

//! Exit tickets: requests, transfers, restaking and payment.

use crate::{
	shares_for, worth, Checkpoints, Config, Error, Event, ExitQueue, MaturityByEra, Pallet,
	PoolAccount, PoolBook, Queue, Rate, RestakedRanges, Segment, Segments, Shares, Skipped,
	Tickets, TicketsOf,
};
use cairn_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::with_storage_layer,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::Rounding;
use sp_staking::{EraIndex, StakingInterface};

use crate::staking::LaneStaking as _;

/// The number of an exit ticket.
pub type TicketId = u64;

/// A position in the exit queue: the number of shares that were requested before it.
///
/// As a storage key, positions sort in the order of the queue.
pub type Position = Shares;

/// A [`Position`] as a storage key, highest byte first.
pub type PositionKey = [u8; 16];

/// An exit ticket: a range of the exit queue.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Ticket<AccountId> {
	/// The account that is paid.
	pub owner: AccountId,
	/// The position where the unpaid part begins.
	pub from: Position,
	/// The position where the ticket ends.
	pub to: Position,
	/// The bid rate at the request, in grains.
	pub rate: Rate,
	/// The era in which the ticket is finalised at the latest, unless a slash takes stake that
	/// unbonds for it.
	pub unlock_era: EraIndex,
}

/// The maximum number of checkpoints that one payment reads. The next payment continues with the
/// rest.
const CHECKPOINTS_PER_PAYMENT: u32 = 16;

/// Encodes a position as a storage key.
pub(crate) fn key(position: Position) -> PositionKey {
	position.0.to_be_bytes()
}

/// Decodes the position from a storage key.
pub(crate) fn position(key: PositionKey) -> Position {
	Shares(u128::from_be_bytes(key))
}

impl<T: Config> Pallet<T> {
	/// Returns the era in which a request made now has waited for as long as stake takes to unbond.
	/// The cycle of the next era unbonds for it.
	pub(crate) fn maturity() -> EraIndex {
		T::Staking::active_era().saturating_add(T::Staking::bonding_duration()).saturating_add(1)
	}

	/// Returns the era in which a request made now is finalised at the latest. `pallet-staking`
	/// counts from the planned era, which may be one ahead when stake is unbonded.
	pub(crate) fn unlock_era() -> EraIndex {
		Self::maturity().saturating_add(1)
	}

	pub(crate) fn do_request_exit(
		who: T::AccountId,
		shares: Shares,
		min_value: Balance,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		Self::ensure_in_time(deadline)?;
		let mut pool = PoolBook::<T>::get();
		let rate = pool.bid();
		ensure!(rate > 0, Error::<T>::NothingBacksShares);
		let value = worth(shares, rate);
		ensure!(value >= min_value, Error::<T>::BelowMinimumOut);
		Self::burn_tokens(&who, shares)?;
		ensure!(value > 0, Error::<T>::TooLittle);
		pool.exiting = pool.exiting.checked_add(shares).ok_or(Error::<T>::Overflow)?;
		pool.exiting_grains = shares
			.checked_grains(rate)
			.and_then(|grains| grains.checked_add(pool.exiting_grains))
			.ok_or(Error::<T>::Overflow)?;
		PoolBook::<T>::put(pool);

		let mut queue = ExitQueue::<T>::get();
		let id = queue.next_ticket;
		let from = queue.tail;
		let to = from.checked_add(shares).ok_or(Error::<T>::Overflow)?;
		Self::extend_segments(&mut queue, rate);
		queue.tail = to;
		queue.next_ticket = id.saturating_add(1);
		ExitQueue::<T>::put(queue);
		MaturityByEra::<T>::insert(Self::maturity(), to);
		let unlock_era = Self::unlock_era();
		TicketsOf::<T>::insert(&who, id, ());
		Tickets::<T>::insert(id, Ticket { owner: who.clone(), from, to, rate, unlock_era });
		Self::deposit_event(Event::ExitRequested { ticket: id, who, shares, value, unlock_era });
		Ok(())
	}

	/// Begins a segment at the tail if the rate differs from that of the last segment.
	fn extend_segments(queue: &mut Queue, rate: Rate) {
		let last = queue
			.next_segment
			.checked_sub(1)
			.filter(|last| *last >= queue.first_segment)
			.and_then(Segments::<T>::get);
		if last.is_none_or(|segment| segment.rate != rate) {
			Segments::<T>::insert(queue.next_segment, Segment { from: queue.tail, rate });
			queue.next_segment = queue.next_segment.saturating_add(1);
		}
	}

	/// Returns a ticket that `who` owns.
	fn own_ticket(who: &T::AccountId, id: TicketId) -> Result<Ticket<T::AccountId>, DispatchError> {
		let ticket = Tickets::<T>::get(id).ok_or(Error::<T>::NoSuchTicket)?;
		ensure!(ticket.owner == *who, Error::<T>::NotTicketOwner);
		Ok(ticket)
	}

	pub(crate) fn do_transfer_ticket(
		who: T::AccountId,
		id: TicketId,
		to: T::AccountId,
	) -> DispatchResult {
		let mut ticket = Self::own_ticket(&who, id)?;
		ticket.owner = to.clone();
		Tickets::<T>::insert(id, ticket);
		TicketsOf::<T>::remove(&who, id);
		TicketsOf::<T>::insert(&to, id, ());
		Self::deposit_event(Event::TicketTransferred { ticket: id, from: who, to });
		Ok(())
	}

	pub(crate) fn do_restake(
		who: T::AccountId,
		id: TicketId,
		min_out: Shares,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		Self::ensure_in_time(deadline)?;
		ensure!(!Self::are_deposits_paused(), Error::<T>::DepositsPaused);
		let mut ticket = Self::own_ticket(&who, id)?;
		let head = ExitQueue::<T>::get().head;
		ensure!(ticket.to > head, Error::<T>::TicketFinalised);
		ensure!(!Self::is_settling(), Error::<T>::EraIsSettling);
		if ticket.from < head {
			Self::pay(id, &mut ticket)?;
			// One payment does not reach the head if there are too many checkpoints.
			ensure!(ticket.from >= head, Error::<T>::TicketFinalised);
		}
		let open = ticket.to.saturating_sub(ticket.from);
		let mut pool = PoolBook::<T>::get();
		let value = worth(open, ticket.rate.min(pool.bid()));
		pool.close_exit(open, ticket.rate).ok_or(Error::<T>::AccountingMismatch)?;
		// The price is as if the ticket had been paid and deposited.
		let shares = shares_for(value, pool.ask_without(value), Rounding::Down)
			.ok_or(Error::<T>::NothingBacksShares)?;
		ensure!(shares >= min_out, Error::<T>::BelowMinimumOut);
		ensure!(!shares.is_zero(), Error::<T>::TooLittle);
		pool.shares = pool.shares.checked_add(shares).ok_or(Error::<T>::Overflow)?;
		PoolBook::<T>::put(pool);
		RestakedRanges::<T>::insert(key(ticket.from), ticket.to);
		Self::forget_ticket(id, &who);
		Self::mint_tokens(&who, shares)?;
		Self::deposit_event(Event::TicketRestaked { ticket: id, who, value, shares });
		Ok(())
	}

	fn forget_ticket(id: TicketId, owner: &T::AccountId) {
		Tickets::<T>::remove(id);
		TicketsOf::<T>::remove(owner, id);
	}

	pub(crate) fn do_claim(id: TicketId) -> DispatchResult {
		let mut ticket = Tickets::<T>::get(id).ok_or(Error::<T>::NoSuchTicket)?;
		ensure!(ticket.from < ExitQueue::<T>::get().head, Error::<T>::NothingFinalised);
		Self::pay(id, &mut ticket)
	}

	/// Pays the finalised part of a ticket, and removes the ticket if nothing is left.
	fn pay(id: TicketId, ticket: &mut Ticket<T::AccountId>) -> DispatchResult {
		let mut queue = ExitQueue::<T>::get();
		let (amount, dust) = Self::take_finalised(ticket, queue.head)?;
		queue.set_aside = queue
			.set_aside
			.checked_sub(amount.saturating_add(dust))
			.ok_or(Error::<T>::AccountingMismatch)?;
		ExitQueue::<T>::put(queue);
		Self::pay_out(PoolAccount::SetAside, &ticket.owner, amount)?;
		Self::transfer_between(PoolAccount::SetAside, PoolAccount::Liquid, dust)?;
		PoolBook::<T>::mutate(|pool| pool.liquid = pool.liquid.saturating_add(dust));
		let open = ticket.to.saturating_sub(ticket.from);
		if open.is_zero() {
			Self::forget_ticket(id, &ticket.owner);
		} else {
			Tickets::<T>::insert(id, ticket.clone());
		}
		let who = ticket.owner.clone();
		Self::deposit_event(Event::TicketPaid { ticket: id, who, amount, open });
		Ok(())
	}

	/// Takes a ticket's shares out of the checkpoints. Returns its payment, and the rounding dust
	/// of the checkpoints that it empties.
	fn take_finalised(
		ticket: &mut Ticket<T::AccountId>,
		head: Position,
	) -> Result<(Balance, Balance), DispatchError> {
		let (mut amount, mut dust): (Balance, Balance) = (0, 0);
		for _ in 0..CHECKPOINTS_PER_PAYMENT {
			if ticket.from >= ticket.to.min(head) {
				break;
			}
			let after = Checkpoints::<T>::hashed_key_for(key(ticket.from));
			let (end, mut checkpoint) =
				Checkpoints::<T>::iter_from(after).next().ok_or(Error::<T>::AccountingMismatch)?;
			let until = ticket.to.min(position(end));
			let shares = until.saturating_sub(ticket.from);
			let value = worth(shares, checkpoint.rate);
			checkpoint.shares =
				checkpoint.shares.checked_sub(shares).ok_or(Error::<T>::AccountingMismatch)?;
			checkpoint.amount =
				checkpoint.amount.checked_sub(value).ok_or(Error::<T>::AccountingMismatch)?;
			if checkpoint.shares.is_zero() {
				dust = dust.saturating_add(checkpoint.amount);
				Checkpoints::<T>::remove(end);
			} else {
				Checkpoints::<T>::insert(end, checkpoint);
			}
			amount = amount.saturating_add(value);
			ticket.from = until;
		}
		Ok((amount, dust))
	}

	/// Returns the number of the ticket that is paid next without a claim, and the ticket unless it
	/// was restaked or claimed. `None` if the next ticket is not finalised.
	pub(crate) fn next_payment() -> Option<(TicketId, Option<Ticket<T::AccountId>>)> {
		let queue = ExitQueue::<T>::get();
		let id = queue.next_payment;
		let ticket = (id < queue.next_ticket).then(|| Tickets::<T>::get(id))?;
		let is_due = ticket.as_ref().is_none_or(|ticket| ticket.to <= queue.head);
		is_due.then_some((id, ticket))
	}

	/// Pays the next ticket of the queue if it is finalised.
	pub(crate) fn pay_next_ticket() {
		let Some((id, ticket)) = Self::next_payment() else { return };
		if let Some(mut ticket) = ticket {
			match with_storage_layer(|| Self::pay(id, &mut ticket)) {
				// The ticket has more checkpoints than one payment reads: continue with it.
				Ok(()) if Tickets::<T>::contains_key(id) => return,
				Ok(()) => (),
				Err(error) => {
					let step = Skipped::Payment(id);
					Self::deposit_event(Event::StepSkipped { step, error });
				}
			}
		}
		ExitQueue::<T>::mutate(|queue| queue.next_payment = id.saturating_add(1));
	}
}

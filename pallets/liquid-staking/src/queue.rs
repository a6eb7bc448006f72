//! The exit queue: its head is finalised by setting CRN aside.

use crate::{
	exits::{key, position},
	shares_for, worth, Checkpoints, Config, CurrentParameters, Error, Event, ExitQueue,
	MaturityByEra, Pallet, PoolAccount, PoolBook, Position, Rate, RestakedRanges, Segments, Shares,
	TicketId,
};
use cairn_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::pallet_prelude::DispatchError;
use scale_info::TypeInfo;
use sp_runtime::Rounding;
use sp_staking::EraIndex;

/// A segment: the position from which tickets have another rate.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Segment {
	/// The position of its first share.
	pub from: Position,
	/// The rate of the requests in it, in grains.
	pub rate: Rate,
}

/// The record of a finalised range of the exit queue. Its planck are set aside (Invariant 6).
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Checkpoint {
	/// The payment for each share, in grains.
	pub rate: Rate,
	/// The shares that are not paid yet.
	pub shares: Shares,
	/// The planck that are set aside for them.
	pub amount: Balance,
}

/// The state of the exit queue.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Queue {
	/// The position before which everything is finalised.
	pub head: Position,
	/// The position where the queue ends.
	pub tail: Position,
	/// The position before which requests have waited for as long as stake takes to unbond.
	pub matured: Position,
	/// The last era whose requests have matured.
	pub matured_era: EraIndex,
	/// The number of the segment at the head.
	pub first_segment: u64,
	/// The number of the next segment.
	pub next_segment: u64,
	/// The number of the next ticket.
	pub next_ticket: TicketId,
	/// The number of the ticket that is paid next without a claim.
	pub next_payment: TicketId,
	/// The planck set aside for finalised tickets.
	pub set_aside: Balance,
}

impl<T: Config> Pallet<T> {
	/// Finalises the next range of the queue that has one rate and that the pool can pay, or steps
	/// over something at the head. `early_left` is the amount that may still leave early in this
	/// era. Returns whether to continue.
	pub(crate) fn finalise_next(
		era: EraIndex,
		early_left: &mut Balance,
	) -> Result<bool, DispatchError> {
		let mut queue = ExitQueue::<T>::get();
		if queue.matured_era < era {
			queue.matured_era = queue.matured_era.saturating_add(1);
			if let Some(matured) = MaturityByEra::<T>::take(queue.matured_era) {
				queue.matured = matured;
			}
			ExitQueue::<T>::put(queue);
			return Ok(true);
		}
		if let Some(end) = RestakedRanges::<T>::take(key(queue.head)) {
			queue.head = end;
			ExitQueue::<T>::put(queue);
			return Ok(true);
		}
		if Self::drop_segment_before_head(&mut queue) {
			return Ok(true);
		}
		if queue.head >= queue.tail {
			return Ok(false);
		}
		Self::finalise_stretch(queue, early_left)
	}

	/// Removes the first segment if the head has passed it.
	fn drop_segment_before_head(queue: &mut Queue) -> bool {
		if queue.first_segment >= queue.next_segment || queue.head < Self::end_of_segment(queue) {
			return false;
		}
		Segments::<T>::remove(queue.first_segment);
		queue.first_segment = queue.first_segment.saturating_add(1);
		ExitQueue::<T>::put(*queue);
		true
	}

	/// Returns the position where the first segment ends.
	fn end_of_segment(queue: &Queue) -> Position {
		Segments::<T>::get(queue.first_segment.saturating_add(1))
			.map_or(queue.tail, |next| next.from)
	}

	fn finalise_stretch(mut queue: Queue, early_left: &mut Balance) -> Result<bool, DispatchError> {
		let segment =
			Segments::<T>::get(queue.first_segment).ok_or(Error::<T>::AccountingMismatch)?;
		let mut pool = PoolBook::<T>::get();
		let rate = segment.rate.min(pool.bid());
		let mut end = queue.tail.min(Self::end_of_segment(&queue));
		let after = RestakedRanges::<T>::hashed_key_for(key(queue.head));
		if let Some(hole) = RestakedRanges::<T>::iter_keys_from(after).next() {
			end = end.min(position(hole));
		}
		let is_early = queue.head >= queue.matured;
		let budget = if is_early {
			let buffer = CurrentParameters::<T>::get().buffer.mul_ceil(pool.backing());
			pool.liquid.saturating_sub(buffer).min(*early_left)
		} else {
			end = end.min(queue.matured);
			pool.liquid
		};
		let affordable = shares_for(budget, rate, Rounding::Down).unwrap_or_default();
		let wanted = end.saturating_sub(queue.head);
		let shares = wanted.min(affordable);
		let amount = worth(shares, rate);
		// The rest of a range may be worth less than a planck. It must not block the queue.
		if shares.is_zero() || (amount == 0 && shares < wanted) {
			return Ok(false);
		}
		pool.close_exit(shares, segment.rate).ok_or(Error::<T>::AccountingMismatch)?;
		pool.liquid = pool.liquid.checked_sub(amount).ok_or(Error::<T>::AccountingMismatch)?;
		pool.reserved = pool.reserved.saturating_sub(amount);
		PoolBook::<T>::put(pool);
		queue.head = queue.head.saturating_add(shares);
		queue.set_aside = queue.set_aside.saturating_add(amount);
		Self::transfer_between(PoolAccount::Liquid, PoolAccount::SetAside, amount)?;
		Checkpoints::<T>::insert(key(queue.head), Checkpoint { rate, shares, amount });
		if is_early {
			*early_left = early_left.saturating_sub(amount);
		}
		let up_to = queue.head;
		ExitQueue::<T>::put(queue);
		Self::deposit_event(Event::ExitsFinalised { up_to, shares, rate, amount });
		// If a part is left, there is no CRN for it.
		Ok(shares == wanted)
	}
}

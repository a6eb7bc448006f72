//! Queries of wallets and explorers.

use crate::{
	exits::{key, position},
	worth, Checkpoints, Config, ExitQueue, LaneCount, Lanes, Pallet, PoolAccount, PoolBook, Rate,
	RateHistory, Shares, Ticket, TicketId, Tickets, TicketsOf,
};
use alloc::vec::Vec;
use cairn_primitives::Balance;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_staking::EraIndex;

use crate::staking::LaneStaking as _;

/// The bid and the ask rate, in grains: 10^15 are one planck for a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Rates {
	/// The price of one share when redeeming.
	pub bid: Rate,
	/// The price of one share when depositing.
	pub ask: Rate,
	/// Whether deposits are queued until the rewards of the last era are known.
	pub is_settling: bool,
}

/// The result that an exit would have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ExitPreview {
	/// The payment in planck, if no slash becomes known before it is finalised.
	pub value: Balance,
	/// The era in which it is finalised at the latest.
	pub unlock_era: EraIndex,
	/// The number of eras from now until then.
	pub eras_left: EraIndex,
}

/// The result that an instant exit would have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct InstantPreview {
	/// The payment, in planck.
	pub value: Balance,
	/// The fee that stays in the pool, in planck.
	pub fee: Balance,
}

/// A ticket, as returned to callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct TicketInfo {
	/// The number of the ticket.
	pub id: TicketId,
	/// The shares that are not paid yet.
	pub shares: Shares,
	/// The part of those shares that is finalised.
	pub finalised: Shares,
	/// The present value of those shares, in planck.
	pub value: Balance,
	/// The era in which the ticket is finalised at the latest.
	pub unlock_era: EraIndex,
}

/// A lane, as returned to callers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct LaneInfo<AccountId> {
	/// The account that is bonded.
	pub stash: AccountId,
	/// The account that receives its rewards.
	pub rewards: AccountId,
	/// The planck bonded.
	pub active: Balance,
	/// The planck unbonding.
	pub unlocking: Balance,
	/// The planck of pending slashes.
	pub pending: Balance,
	/// The validators that it nominates.
	pub validators: Vec<AccountId>,
}

/// The maximum number of tickets on a page.
const TICKETS_PER_PAGE: usize = 64;

/// The maximum number of checkpoints that are read for the value of one ticket.
const CHECKPOINTS_PER_QUERY: usize = 64;

/// The unit of growth: parts of a whole.
const BILLION: i128 = 1_000_000_000;

impl<T: Config> Pallet<T> {
	pub(crate) fn query_rates() -> Rates {
		let pool = PoolBook::<T>::get();
		Rates { bid: pool.bid(), ask: pool.ask(), is_settling: Self::is_settling() }
	}

	pub(crate) fn query_deposit(amount: Balance) -> Option<Shares> {
		Self::shares_bought(amount).ok()
	}

	pub(crate) fn query_exit(shares: Shares) -> ExitPreview {
		let unlock_era: EraIndex = Self::unlock_era();
		ExitPreview {
			value: worth(shares, PoolBook::<T>::get().bid()),
			unlock_era,
			eras_left: unlock_era.saturating_sub(T::Staking::active_era()),
		}
	}

	pub(crate) fn query_instant_exit(shares: Shares) -> Option<InstantPreview> {
		Self::instant_terms(shares).ok()
	}

	pub(crate) fn query_tickets(owner: T::AccountId, after: Option<TicketId>) -> Vec<TicketInfo> {
		let mut tickets: Vec<TicketInfo> = TicketsOf::<T>::iter_key_prefix(&owner)
			.filter(|id| after.is_none_or(|after| *id > after))
			.filter_map(|id| Tickets::<T>::get(id).map(|ticket| Self::ticket_info(id, &ticket)))
			.collect();
		tickets.sort_unstable_by_key(|ticket| ticket.id);
		tickets.truncate(TICKETS_PER_PAGE);
		tickets
	}

	fn ticket_info(id: TicketId, ticket: &Ticket<T::AccountId>) -> TicketInfo {
		let finalised_to = ticket.to.min(ExitQueue::<T>::get().head).max(ticket.from);
		let open = ticket.to.saturating_sub(finalised_to);
		let mut value = worth(open, ticket.rate.min(PoolBook::<T>::get().bid()));
		let mut from = ticket.from;
		let after = Checkpoints::<T>::hashed_key_for(key(from));
		for (end, checkpoint) in Checkpoints::<T>::iter_from(after).take(CHECKPOINTS_PER_QUERY) {
			if from >= finalised_to {
				break;
			}
			let until = finalised_to.min(position(end));
			value = value.saturating_add(worth(until.saturating_sub(from), checkpoint.rate));
			from = until;
		}
		TicketInfo {
			id,
			shares: ticket.to.saturating_sub(ticket.from),
			finalised: finalised_to.saturating_sub(ticket.from),
			value,
			unlock_era: ticket.unlock_era,
		}
	}

	pub(crate) fn query_lanes() -> Vec<LaneInfo<T::AccountId>> {
		(0..LaneCount::<T>::get())
			.filter_map(|index| {
				let lane = Lanes::<T>::get(index)?;
				Some(LaneInfo {
					stash: Self::stash(index),
					rewards: Self::account(PoolAccount::Rewards(index)),
					active: lane.active,
					unlocking: lane.unlocking,
					pending: lane.pending,
					validators: lane.validators.into_inner(),
				})
			})
			.collect()
	}

	pub(crate) fn query_growth(eras: u32, eras_per_year: u32) -> Option<i64> {
		let history = RateHistory::<T>::get();
		let (last_era, last) = *history.last()?;
		let (first_era, first) = *history
			.iter()
			.rev()
			.skip(1)
			.find(|(era, _)| last_era.saturating_sub(*era) >= eras)
			.or_else(|| history.first())?;
		let eras = i128::from(last_era.checked_sub(first_era).filter(|eras| *eras > 0)?);
		let (first, last) = (i128::try_from(first).ok()?, i128::try_from(last).ok()?);
		let growth = last.saturating_sub(first).saturating_mul(BILLION);
		let yearly =
			growth.saturating_mul(eras_per_year.into()).checked_div(first.checked_mul(eras)?)?;
		i64::try_from(yearly).ok()
	}
}

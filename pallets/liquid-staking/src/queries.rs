//! What wallets and explorers ask.

use crate::{
	exits::{key, position},
	worth, Checkpoints, Config, ExitPreview, ExitQueue, InstantPreview, LaneCount, LaneInfo, Lanes,
	Pallet, PoolAccount, PoolBook, RateHistory, Rates, Ticket, TicketId, TicketInfo, Tickets,
	TicketsOf,
};
use alloc::vec::Vec;
use cairn_primitives::Balance;
use sp_staking::EraIndex;

use crate::staking::LaneStaking as _;

/// The most tickets of a page.
const TICKETS_PER_PAGE: usize = 64;

/// The most checkpoints that a ticket's value is looked up in.
const CHECKPOINTS_PER_QUERY: usize = 64;

/// What growth is counted in.
const BILLION: i128 = 1_000_000_000;

impl<T: Config> Pallet<T> {
	pub(crate) fn query_rates() -> Rates {
		let pool = PoolBook::<T>::get();
		Rates { bid: pool.bid(), ask: pool.ask(), is_settling: Self::is_settling() }
	}

	pub(crate) fn query_deposit(amount: Balance) -> Option<Balance> {
		Self::shares_bought(amount).ok()
	}

	pub(crate) fn query_exit(shares: Balance) -> ExitPreview {
		let unlock_era: EraIndex = Self::unlock_era();
		ExitPreview {
			value: worth(shares, PoolBook::<T>::get().bid()),
			unlock_era,
			eras_left: unlock_era.saturating_sub(T::Staking::active_era()),
		}
	}

	pub(crate) fn query_instant_exit(shares: Balance) -> Option<InstantPreview> {
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

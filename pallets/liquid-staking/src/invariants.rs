//! The invariants, numbered as in the crate's documentation.

use crate::{
	exits::position, worth, Checkpoints, Config, ExitQueue, LaneCount, LaneOfStash, Lanes,
	MaturityByEra, Pallet, PoolAccount, PoolBook, Position, QueuedDeposits, RestakedRanges,
	Segments, Shares, Tickets, TicketsOf, WaitingDeposits,
};
use alloc::vec::Vec;
use cairn_primitives::Balance;
use frame_support::{
	ensure,
	pallet_prelude::Get,
	traits::{fungible::Inspect, fungibles::roles::Inspect as _},
};
use sp_staking::StakingInterface;

impl<T: Config> Pallet<T> {
	pub(crate) fn check_invariants() -> Result<(), &'static str> {
		if !crate::CurrentCycle::<T>::exists() {
			return Ok(());
		}
		Self::check_liabilities()?;
		Self::check_lanes()?;
		Self::check_accounts_hold()?;
		Self::check_set_aside()?;
		Self::check_queue()?;
		Self::check_segments()?;
		Self::check_waiting()?;
		Self::check_token()
	}

	fn check_liabilities() -> Result<(), &'static str> {
		let pool = PoolBook::<T>::get();
		ensure!(pool.exiting <= pool.shares, "1: more shares are leaving than exist");
		ensure!(pool.covered <= pool.pending, "1: more of a slash is covered than is pending");
		let holders = worth(pool.shares.saturating_sub(pool.exiting), pool.bid());
		// The amount owed to tickets is rounded up.
		let owed = pool.owed().saturating_sub(1);
		ensure!(
			holders.saturating_add(owed) <= pool.backing(),
			"1: the pool owes more than it has"
		);
		ensure!(pool.bid() <= pool.ask(), "1: the ask is below the bid");
		Ok(())
	}

	fn check_lanes() -> Result<(), &'static str> {
		let (mut active, mut unlocking, mut pending): (Balance, Balance, Balance) = (0, 0, 0);
		for index in 0..LaneCount::<T>::get() {
			let lane = Lanes::<T>::get(index).ok_or("1: a lane is missing")?;
			let stash = Self::stash(index);
			let (bonded, total) =
				T::Staking::stake(&stash).map_or((0, 0), |stake| (stake.active, stake.total));
			ensure!(bonded == lane.active, "1: the bonded stake of a lane differs from the book");
			ensure!(total == lane.total(), "1: the total stake of a lane differs from the book");
			ensure!(
				lane.pending <= lane.total(),
				"1: the pending slashes of a lane exceed its stake"
			);
			ensure!(
				total == 0 || LaneOfStash::<T>::get(&stash) == Some(index),
				"1: a stash is not recorded as that of its lane"
			);
			active = active.saturating_add(lane.active);
			unlocking = unlocking.saturating_add(lane.unlocking);
			pending = pending.saturating_add(lane.pending);
		}
		let pool = PoolBook::<T>::get();
		ensure!(
			pool.active == active,
			"1: the bonded stake of the book is not the sum of the lanes"
		);
		ensure!(
			pool.unlocking == unlocking,
			"1: the unbonding stake of the book is not the sum of the lanes"
		);
		ensure!(
			pool.pending == pending,
			"1: the pending slashes of the book are not the sum of the lanes"
		);
		Ok(())
	}

	fn check_accounts_hold() -> Result<(), &'static str> {
		let holds = |account: PoolAccount, amount: Balance| {
			T::Currency::balance(&Self::account(account))
				>= amount.saturating_add(T::Currency::minimum_balance())
		};
		ensure!(
			holds(PoolAccount::Liquid, PoolBook::<T>::get().liquid),
			"1: the pool's account holds less than the book says"
		);
		ensure!(
			holds(PoolAccount::Waiting, WaitingDeposits::<T>::get().amount),
			"6: the planck of queued deposits are missing"
		);
		ensure!(
			holds(PoolAccount::SetAside, ExitQueue::<T>::get().set_aside),
			"6: the planck set aside are missing"
		);
		Ok(())
	}

	fn check_set_aside() -> Result<(), &'static str> {
		let mut set_aside: Balance = 0;
		let mut shares = Shares::ZERO;
		for checkpoint in Checkpoints::<T>::iter_values() {
			ensure!(
				worth(checkpoint.shares, checkpoint.rate) <= checkpoint.amount,
				"6: a checkpoint holds less than it owes"
			);
			set_aside = set_aside.saturating_add(checkpoint.amount);
			shares = shares.saturating_add(checkpoint.shares);
		}
		let queue = ExitQueue::<T>::get();
		ensure!(
			queue.set_aside == set_aside,
			"6: the planck set aside are not the sum of the checkpoints"
		);
		let finalised = Tickets::<T>::iter_values().fold(Shares::ZERO, |sum: Shares, ticket| {
			sum.saturating_add(ticket.to.min(queue.head).saturating_sub(ticket.from))
		});
		ensure!(
			shares == finalised,
			"6: the shares of the checkpoints are not those of the tickets"
		);
		Ok(())
	}

	fn check_queue() -> Result<(), &'static str> {
		let queue = ExitQueue::<T>::get();
		ensure!(queue.head <= queue.tail, "7: more is finalised than was requested");
		ensure!(queue.matured <= queue.tail, "7: more has matured than was requested");
		ensure!(
			MaturityByEra::<T>::iter_values().all(|end| end <= queue.tail),
			"7: more will mature than was requested"
		);
		let mut stretches: Vec<(Position, Position)> = Vec::new();
		let (mut shares, mut grains): (Shares, u128) = (Shares::ZERO, 0);
		for (id, ticket) in Tickets::<T>::iter() {
			ensure!(ticket.from < ticket.to, "7: a ticket has nothing left");
			ensure!(id < queue.next_ticket, "7: a ticket has a number that was not issued yet");
			ensure!(
				TicketsOf::<T>::contains_key(&ticket.owner, id),
				"7: a ticket is missing from the tickets of its owner"
			);
			let open = ticket.to.saturating_sub(ticket.from.max(queue.head));
			if !open.is_zero() {
				stretches.push((ticket.from.max(queue.head), ticket.to));
				shares = shares.saturating_add(open);
				grains = grains.saturating_add(open.saturating_grains(ticket.rate));
			}
		}
		ensure!(
			TicketsOf::<T>::iter().count() == Tickets::<T>::iter().count(),
			"7: an account lists a ticket that does not exist"
		);
		let pool = PoolBook::<T>::get();
		ensure!(pool.exiting == shares, "7: the leaving shares are not those of the tickets");
		ensure!(
			pool.exiting_grains == grains,
			"7: the value of the leaving shares is not that of the tickets"
		);
		for (from, to) in RestakedRanges::<T>::iter() {
			ensure!(position(from) >= queue.head, "7: a restaked range lies in the finalised part");
			stretches.push((position(from), to));
		}
		stretches.sort_unstable();
		let mut at = queue.head;
		for (from, to) in stretches {
			ensure!(
				from == at,
				"7: tickets and restaked ranges do not cover the queue, each part once"
			);
			at = to;
		}
		ensure!(at == queue.tail, "7: tickets and restaked ranges do not cover the queue");
		Ok(())
	}

	fn check_segments() -> Result<(), &'static str> {
		let queue = ExitQueue::<T>::get();
		let count = queue.next_segment.saturating_sub(queue.first_segment);
		ensure!(
			Segments::<T>::iter().count() == usize::try_from(count).unwrap_or(usize::MAX),
			"7: segments are missing, or too many"
		);
		for (_, ticket) in Tickets::<T>::iter().filter(|(_, ticket)| ticket.to > queue.head) {
			let at = ticket.from.max(queue.head);
			let segment = Segments::<T>::iter_values()
				.filter(|segment| segment.from <= at)
				.max_by_key(|segment| segment.from);
			ensure!(
				segment.is_some_and(|segment| segment.rate == ticket.rate),
				"7: a ticket lies in a segment of another rate"
			);
		}
		Ok(())
	}

	fn check_waiting() -> Result<(), &'static str> {
		let waiting = WaitingDeposits::<T>::get();
		let (mut count, mut amount): (u32, Balance) = (0, 0);
		for (id, deposit) in QueuedDeposits::<T>::iter() {
			ensure!(id < waiting.next, "8: a queued deposit has a number that was not issued yet");
			count = count.saturating_add(1);
			amount = amount.saturating_add(deposit.amount);
		}
		ensure!(waiting.count == count, "8: the queued deposits are miscounted");
		ensure!(waiting.amount == amount, "8: the queued amount is not the sum of the deposits");
		ensure!(count <= T::MaxQueuedDeposits::get(), "8: too many deposits are queued");
		Ok(())
	}

	fn check_token() -> Result<(), &'static str> {
		let id = T::AssetId::get();
		let pool = PoolBook::<T>::get();
		ensure!(
			Self::tokens_issued() <= pool.circulating(),
			"9: some tokens have no share behind them"
		);
		ensure!(
			pool.protocol_shares >= T::Seed::get().min(pool.shares),
			"9: the protocol holds less than its seed"
		);
		let ours = Some(Self::account(PoolAccount::Liquid));
		ensure!(
			T::Assets::issuer(id) == ours
				&& T::Assets::admin(id) == ours
				&& T::Assets::freezer(id) == ours,
			"9: the token is administered by another account"
		);
		Ok(())
	}
}

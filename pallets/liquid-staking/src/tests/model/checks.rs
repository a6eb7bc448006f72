//! Comparing the chain with the model.

use super::{numbers::*, pool::worth, run::*};
use crate::{mock::*, *};
use frame_support::traits::fungibles::Inspect as _;
use pallet_staking::Ledger;

/// Comparisons.
impl Run {
	/// Compares the book.
	pub(super) fn check_books(&self) {
		let (chain, model) = (pool(), &self.model);
		same("shares", chain.shares.0, &model.shares);
		same("protocol's shares", chain.protocol_shares.0, &model.protocol);
		same("liquid", chain.liquid, &model.liquid);
		same("bonded", chain.active, &model.active());
		same("unbonding", chain.unlocking, &model.unlocking());
		same("pending", chain.pending, &model.pending());
		same("covered", chain.covered, &model.covered);
		same("deficit", chain.deficit, &model.deficit);
		same("unswept", chain.unswept, &model.unswept);
		same("reserved", chain.reserved, &model.reserved);
		same("leaving", chain.exiting.0, &model.exiting());
		same("promised", chain.exiting_grains, &model.promised());
		same("bid", chain.bid(), &model.bid());
		same("ask", chain.ask(), &model.ask());
		assert!(
			!matches!(Paused::<Test>::get(), Some(Pause::AccountingMismatch)),
			"the books do not fit"
		);
	}

	pub(super) fn check_accounts(&self) {
		for (who, account) in &self.model.accounts {
			same("somebody's planck", free(*who), &account.planck);
			same("somebody's tokens", shares_of(*who).0, &account.tokens);
		}
		let circulating = &self.model.shares - &self.model.protocol - self.model.exiting();
		let tokens = Assets::total_issuance(STCRN);
		same("tokens", tokens, &(circulating - &self.model.burned_tokens));
		let holds = |which: PoolAccount, amount: &Int| {
			let who = account(which);
			let gift = self.gifts.get(&who).copied().unwrap_or(0);
			same("an account of the pool", free(who), &(amount + gift + EXISTENTIAL_DEPOSIT));
		};
		holds(PoolAccount::Liquid, &self.model.liquid);
		holds(PoolAccount::Waiting, &self.model.kept_for_deposits());
		holds(PoolAccount::SetAside, &self.model.set_aside());
		for (index, lane) in (0..).zip(&self.model.lanes) {
			holds(PoolAccount::Stash(index), &zero());
			holds(PoolAccount::Rewards(index), &lane.landed);
		}
	}

	/// Compares the lanes: the book and the ledgers of staking.
	pub(super) fn check_lanes(&self) {
		assert_eq!(lanes().len(), self.model.lanes.len());
		for (index, model) in (0..).zip(&self.model.lanes) {
			let staked = Ledger::<Test>::get(stash(index));
			assert_eq!(staked.is_some(), model.ledger.is_some(), "lane {index} is bonded, or not");
			if let (Some(chain), Some(model)) = (staked, &model.ledger) {
				same("a lane's stake", chain.active, &model.active);
				let chunks: Vec<_> =
					chain.unlocking.iter().map(|chunk| (chunk.era, int(chunk.value))).collect();
				assert_eq!(chunks, model.chunks, "chunks of lane {index}");
				same("a lane's total", chain.total, &model.total());
			}
			same("a lane's pending slashes", lane(index).pending, &model.pending);
		}
	}

	pub(super) fn check_tickets(&self) {
		let mut count = 0;
		let bid = self.model.bid();
		let head = ExitQueue::<Test>::get().head;
		for (id, model) in (0..).zip(&self.model.tickets) {
			let chain = Tickets::<Test>::get(id);
			assert_eq!(chain.is_none(), model.is_gone(), "ticket {id} is gone, or not");
			let Some(chain) = chain else { continue };
			count += 1;
			assert_eq!(chain.owner, model.owner);
			assert_eq!(chain.unlock_era, model.unlock_era);
			same("a ticket's rate", chain.rate, &model.rate);
			let finalised = chain.to.min(head).saturating_sub(chain.from);
			same("finalised of a ticket", finalised.0, &model.finalised());
			same("open of a ticket", chain.to.0 - chain.from.0 - finalised.0, &model.open);
		}
		assert_eq!(Tickets::<Test>::iter_keys().count(), count);
		same("put by", ExitQueue::<Test>::get().set_aside, &self.model.set_aside());
		for who in USERS.iter().chain(&[EVE]) {
			for info in LiquidStaking::tickets_of(*who, None) {
				let ticket = &self.model.tickets[info.id as usize];
				let open = worth(&ticket.open, &ticket.rate.clone().min(bid.clone()));
				let finalised: Int = ticket
					.parts
					.iter()
					.map(|(stretch, shares)| worth(shares, &self.model.stretches[*stretch].rate))
					.sum();
				same("a ticket's worth", info.value, &(open + finalised));
			}
		}
	}

	/// Compares everything.
	pub fn check(&self) {
		self.check_books();
		self.check_accounts();
		self.check_lanes();
		self.check_tickets();
		assert_eq!(LiquidStaking::check_invariants(), Ok(()));
	}
}

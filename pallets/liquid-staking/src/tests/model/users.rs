//! The acts of users.

use super::{numbers::*, pool::worth, run::*};
use crate::{mock::*, *};
use sp_runtime::Rounding;

/// Acts of users.
impl Run {
	pub(super) fn terms(&mut self, fair: u128) -> (u128, u32) {
		let block = self.model.block;
		match self.dice.below(12) {
			0 => (fair, block),
			1 => (fair + 1, u32::MAX),
			2 => (0, block - 1),
			3 => (fair, block + 1),
			_ => (0, u32::MAX),
		}
	}

	pub(super) fn someone(&mut self) -> AccountId {
		if self.dice.one_in(12) {
			EVE
		} else {
			self.dice.pick(&USERS)
		}
	}

	pub(super) fn deposit_of(
		&mut self,
		who: AccountId,
		amount: u128,
		min: u128,
		deadline: u32,
	) -> Int {
		self.log.push(format!("deposit {amount} of {who}, at least {min}, until {deadline}"));
		let minted = self.without_loss(|run| {
			let chain = call(|| LiquidStaking::deposit(signed(who), amount, Shares(min), deadline));
			let model = run.model.deposit(who, &int(amount), &int(min), deadline);
			let name = if run.model.is_settling() { "deposit that waits" } else { "deposit" };
			run.agree(name, chain, model).flatten().unwrap_or_default()
		});
		// Who leaves again has nothing gained, in one go or in two.
		let bid = self.model.bid();
		let half = &minted / 2u8;
		let rest = &minted - &half;
		assert!(worth(&half, &bid) + worth(&rest, &bid) <= int(amount), "a deposit is a profit");
		assert!(worth(&minted, &bid) <= int(amount), "a deposit is a profit");
		minted
	}

	pub(super) fn deposit(&mut self) {
		let who = self.someone();
		let amount = match self.dice.below(4) {
			0 => CRN / 2 + self.dice.amount(CRN),
			1 => CRN + self.dice.amount(10_000 * CRN),
			_ => CRN + self.dice.amount(500 * CRN),
		};
		let fair = LiquidStaking::preview_deposit(amount).unwrap_or_default().0;
		let (min, deadline) = self.terms(fair);
		self.deposit_of(who, amount, min, deadline);
	}

	/// Queues deposits at the beginning of an era; some are cancelled.
	pub(super) fn deposit_early(&mut self) {
		self.next_era();
		for _ in 0..self.dice.below(10) + 1 {
			self.deposit();
		}
		for _ in 0..self.dice.below(3) {
			self.cancel_deposit();
		}
	}

	pub(super) fn cancel_deposit(&mut self) {
		let waiting = (0..self.model.waiting.len()).filter(|id| self.model.waiting[*id].is_some());
		let waiting: Vec<usize> = waiting.collect();
		let id = if waiting.is_empty() { 0 } else { self.dice.pick(&waiting) };
		let owner = self.model.waiting.get(id).cloned().flatten().map(|deposit| deposit.who);
		let who = owner.filter(|_| !self.dice.one_in(6)).unwrap_or(ALICE);
		self.log.push(format!("cancel deposit {id} of {who}"));
		self.without_loss(|run| {
			let chain = call(|| LiquidStaking::cancel_queued_deposit(signed(who), id as u64));
			let model = run.model.cancel_deposit(who, id);
			run.agree("cancel deposit", chain, model);
		});
	}

	pub(super) fn request(&mut self) {
		let who = self.someone();
		let shares = self.dice.some_of(shares_of(who).0);
		let fair = LiquidStaking::preview_exit(Shares(shares)).value;
		let (min, deadline) = self.terms(fair);
		self.log.push(format!("{who} requests an exit of {shares}, {min}, until {deadline}"));
		self.without_loss(|run| {
			let chain =
				call(|| LiquidStaking::request_exit(signed(who), Shares(shares), min, deadline));
			let model = run.model.request(who, &int(shares), &int(min), deadline);
			if let Some(value) = run.agree("request", chain, model) {
				same("an exit's worth", fair, &value);
			}
		});
	}

	/// Lets nearly all holders exit.
	pub(super) fn run_on_the_pool(&mut self) {
		for who in USERS {
			let shares = shares_of(who).0;
			self.log.push(format!("{who} wants all {shares} out"));
			self.without_loss(|run| {
				let chain =
					call(|| LiquidStaking::request_exit(signed(who), Shares(shares), 0, u32::MAX));
				let model = run.model.request(who, &int(shares), &zero(), u32::MAX);
				run.agree("request", chain, model);
			});
		}
	}

	pub(super) fn instant_of(&mut self, who: AccountId, shares: u128, min: u128, deadline: u32) {
		self.log.push(format!("{who} leaves at once with {shares}, {min}, until {deadline}"));
		self.without_loss(|run| {
			let chain =
				call(|| LiquidStaking::instant_exit(signed(who), Shares(shares), min, deadline));
			let model = run.model.instant(who, &int(shares), &int(min), deadline);
			run.agree("instant exit", chain, model);
		});
	}

	pub(super) fn instant(&mut self) {
		let who = self.someone();
		let has = shares_of(who).0;
		// Mostly what might be possible.
		let most = small(&self.model.early_left).min(small(&self.model.liquid));
		let shares = if self.dice.one_in(6) {
			self.dice.some_of(has)
		} else {
			self.dice.some_of(most.min(has))
		};
		let fair =
			LiquidStaking::preview_instant_exit(Shares(shares)).map_or(0, |terms| terms.value);
		let (min, deadline) = self.terms(fair);
		self.instant_of(who, shares, min, deadline);
	}

	/// Takes the largest possible instant exit.
	pub(super) fn instant_of_all(&mut self) {
		let who = USERS.into_iter().max_by_key(|who| shares_of(*who)).unwrap_or(ALICE);
		let most = pool().available().min(small(&self.model.early_left));
		let shares = shares_for(most, pool().bid(), Rounding::Down).unwrap_or_default();
		self.instant_of(who, shares.min(shares_of(who)).0, 0, u32::MAX);
	}

	/// Deposits and exits at once.
	pub(super) fn there_and_back(&mut self) {
		let who = self.dice.pick(&USERS);
		let before = free(who);
		let amount = CRN + self.dice.amount(50 * CRN);
		let minted = small(&self.deposit_of(who, amount, 0, u32::MAX));
		if minted == 0 {
			return;
		}
		let first = minted / 2;
		self.instant_of(who, first, 0, u32::MAX);
		self.instant_of(who, minted - first, 0, u32::MAX);
		assert!(free(who) <= before, "there and back is a profit");
	}

	/// Returns a ticket that, in most cases, is not gone.
	pub(super) fn ticket(&mut self) -> usize {
		let alive: Vec<usize> = self
			.model
			.tickets
			.iter()
			.enumerate()
			.filter(|(_, ticket)| !ticket.is_gone())
			.map(|(id, _)| id)
			.collect();
		if alive.is_empty() || self.dice.one_in(20) {
			return self.dice.below(20) as usize;
		}
		self.dice.pick(&alive)
	}

	pub(super) fn owner_of(&mut self, id: usize) -> AccountId {
		let owner = self.model.tickets.get(id).map(|ticket| ticket.owner);
		owner.filter(|_| !self.dice.one_in(12)).unwrap_or(BOB)
	}

	pub(super) fn restake(&mut self) {
		let id = self.ticket();
		let who = self.owner_of(id);
		let (min, deadline) = self.terms(1);
		self.log.push(format!("{who} restakes {id}, at least {min}, until {deadline}"));
		self.without_loss(|run| {
			let chain =
				call(|| LiquidStaking::restake(signed(who), id as u64, Shares(min), deadline));
			let model = run.model.restake(who, id, &int(min), deadline);
			run.agree("restake", chain, model);
		});
	}

	pub(super) fn transfer_ticket(&mut self) {
		let id = self.ticket();
		let who = self.owner_of(id);
		let to = if self.dice.one_in(3) { EVE } else { self.dice.pick(&USERS) };
		self.log.push(format!("{who} gives {id} to {to}"));
		self.without_loss(|run| {
			let chain = call(|| LiquidStaking::transfer_ticket(signed(who), id as u64, to));
			let model = run.model.transfer_ticket(who, id, to);
			run.agree("transfer ticket", chain, model);
		});
	}

	pub(super) fn claim_of(&mut self, id: usize) {
		self.log.push(format!("claim {id}"));
		self.without_loss(|run| {
			let chain = call(|| LiquidStaking::claim(signed(DAVE), id as u64));
			let model = run.model.claim(id);
			run.agree("claim", chain, model);
		});
	}

	pub(super) fn claim(&mut self) {
		let id = self.ticket();
		self.claim_of(id);
	}

	pub(super) fn fund_reserve_of(&mut self, who: AccountId, amount: u128) {
		self.log.push(format!("{who} funds the reserve with {amount}"));
		self.without_loss(|run| {
			let chain = call(|| LiquidStaking::fund_reserve(signed(who), amount));
			let model = run.model.fund_reserve(who, &int(amount));
			run.agree("fund reserve", chain, model);
		});
	}

	pub(super) fn fund_reserve(&mut self) {
		let who = self.dice.pick(&USERS);
		let least = if self.dice.one_in(8) { 0 } else { CRN };
		let amount = least + self.dice.amount(200 * CRN);
		self.fund_reserve_of(who, amount);
	}

	pub(super) fn transfer_tokens(&mut self) {
		let (from, to) = (self.someone(), self.someone());
		if from == to {
			return;
		}
		let amount = self.dice.some_of(shares_of(from).0).max(1);
		self.log.push(format!("{from} sends {amount} tokens to {to}"));
		self.without_loss(|run| {
			let chain = call(|| Assets::transfer(signed(from), STCRN, to, amount));
			let model = run.model.transfer_tokens(from, to, &int(amount));
			run.agree("transfer of tokens", chain, model);
		});
	}

	pub(super) fn burn_tokens(&mut self) {
		let from = self.someone();
		let amount = self.dice.some_of(shares_of(from).0).max(1);
		self.log.push(format!("{amount} tokens of {from} are burned"));
		self.without_loss(|run| {
			let chain = call(|| {
				Assets::touch(signed(FURNACE), STCRN)?;
				Assets::transfer(signed(from), STCRN, FURNACE, amount)?;
				Assets::refund(signed(FURNACE), STCRN, true)
			});
			let model = run.model.burn_tokens(from, &int(amount));
			run.agree("burn of tokens", chain, model);
		});
	}

	pub(super) fn give(&mut self) {
		let amount = self.dice.amount(1_000 * CRN).max(1);
		let lane = self.dice.below(4);
		let which = match self.dice.below(6) {
			0 => PoolAccount::Waiting,
			1 => PoolAccount::SetAside,
			2 => PoolAccount::Stash(lane),
			3 => PoolAccount::Rewards(lane),
			_ => PoolAccount::Liquid,
		};
		self.log.push(format!("{amount} are given to {which:?}"));
		self.without_loss(|run| {
			donate(account(which), amount);
			if let PoolAccount::Rewards(lane) = which {
				run.model.lanes[lane as usize].landed += amount;
			} else {
				*run.gifts.entry(account(which)).or_default() += amount;
			}
		});
		*self.tally.entry("gift").or_default() += 1;
	}
}

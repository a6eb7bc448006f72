//! A model of the pool as its documentation describes it. Sums are computed whenever they are
//! needed, the queue is a list of tickets, and each ticket knows the rates of its finalised parts.
//!
//! A refused act changes nothing: everything is checked before anything is written.

use super::{
	ledger::{Exposure, Ledger, Slash, Slashing},
	numbers::*,
};
use crate::{mock::*, LaneIndex, LanePlan, Parameters, GRAINS_PER_PLANCK};
use sp_staking::{EraIndex, SessionIndex};
use std::collections::{BTreeMap, VecDeque};

/// The maximum number of parts of a ticket that one payment covers.
const PARTS_PER_PAYMENT: usize = 16;

/// The maximum number of queued deposits.
const MOST_WAITING: usize = 8;

/// The maximum pause.
const LONGEST_PAUSE: u32 = 100;

/// An act that must fail.
#[derive(Debug)]
pub struct Refused;

pub type Act<T = ()> = Result<T, Refused>;

fn ensure(holds: bool) -> Act {
	if holds {
		Ok(())
	} else {
		Err(Refused)
	}
}

/// The balances of an account.
#[derive(Clone, Debug, Default)]
pub struct Account {
	pub planck: Int,
	pub tokens: Int,
}

/// A stash of the pool.
#[derive(Clone, Debug, Default)]
pub struct Lane {
	/// `None`: not bonded.
	pub ledger: Option<Ledger>,
	pub pending: Int,
	/// The payments to its reward account, by staking or any other account.
	pub landed: Int,
}

impl Lane {
	fn active(&self) -> Int {
		self.ledger.as_ref().map(|ledger| ledger.active.clone()).unwrap_or_default()
	}

	fn unlocking(&self) -> Int {
		self.ledger.as_ref().map(Ledger::unlocking).unwrap_or_default()
	}

	fn total(&self) -> Int {
		self.active() + self.unlocking()
	}
}

/// A ticket. A paid or restaked ticket stays in the list with nothing open.
#[derive(Clone, Debug)]
pub struct Ticket {
	pub owner: AccountId,
	pub rate: Int,
	/// Shares that are not finalised.
	pub open: Int,
	/// The shares that are finalised and not paid, each with its range.
	pub parts: VecDeque<(usize, Int)>,
	/// The era in which the ticket matures.
	matures: EraIndex,
	pub unlock_era: EraIndex,
	pub is_restaked: bool,
}

impl Ticket {
	pub fn is_gone(&self) -> bool {
		is_zero(&self.open) && self.parts.is_empty()
	}

	pub fn finalised(&self) -> Int {
		self.parts.iter().map(|(_, shares)| shares).sum()
	}
}

/// A range that was finalised at one rate.
#[derive(Clone, Debug)]
pub struct Stretch {
	pub rate: Int,
	pub shares: Int,
	pub amount: Int,
}

/// A queued deposit.
#[derive(Clone, Debug)]
pub struct Waiting {
	pub who: AccountId,
	pub amount: Int,
	min_out: Int,
	deadline: u32,
}

#[derive(Clone, Debug, Default)]
pub struct Model {
	pub parameters: Parameters,
	pub block: u32,
	pub active_era: EraIndex,
	pub accounts: BTreeMap<AccountId, Account>,
	pub burned_tokens: Int,

	pub shares: Int,
	pub protocol: Int,
	pub liquid: Int,
	pub covered: Int,
	pub deficit: Int,
	pub unswept: Int,
	/// The liquid planck that the plan keeps for tickets.
	pub reserved: Int,
	pub lanes: Vec<Lane>,

	pub tickets: Vec<Ticket>,
	pub stretches: Vec<Stretch>,
	pub next_payment: usize,

	/// By number; `None` if it was minted for or given back.
	pub waiting: Vec<Option<Waiting>>,
	pub next_mint: usize,

	pub cycle_era: EraIndex,
	/// Whether rewards of eras that have ended are being claimed.
	pub is_claiming: bool,
	pub early_left: Int,

	pub paused_until: u32,
	pub guardian_rests_until: u32,

	pub slashing: Slashing,
}

/// Returns the value of shares at a rate.
pub fn worth(shares: &Int, rate: &Int) -> Int {
	down(&(shares * rate), &int(GRAINS_PER_PLANCK))
}

/// Returns the shares for a value at a rate, rounded down.
fn shares_for(value: &Int, rate: &Int) -> Int {
	Ratio::new(value * GRAINS_PER_PLANCK, rate.clone()).floor()
}

/// The sums, and the rate.
impl Model {
	pub fn active(&self) -> Int {
		self.lanes.iter().map(Lane::active).sum()
	}

	pub fn unlocking(&self) -> Int {
		self.lanes.iter().map(Lane::unlocking).sum()
	}

	pub fn pending(&self) -> Int {
		self.lanes.iter().map(|lane| &lane.pending).sum()
	}

	pub fn exiting(&self) -> Int {
		self.tickets.iter().map(|ticket| &ticket.open).sum()
	}

	/// Returns the promise of open tickets, in grains.
	pub fn promised(&self) -> Int {
		self.tickets.iter().map(|ticket| &ticket.open * &ticket.rate).sum()
	}

	pub fn set_aside(&self) -> Int {
		self.stretches.iter().map(|stretch| &stretch.amount).sum()
	}

	pub fn kept_for_deposits(&self) -> Int {
		self.waiting.iter().flatten().map(|deposit| &deposit.amount).sum()
	}

	pub fn backing(&self) -> Int {
		less(&(&self.liquid + self.active() + self.unlocking()), &self.pending())
	}

	/// Returns the exact rate in grains: everybody alike, or tickets their promise.
	fn rate(&self, backing: &Int) -> Ratio {
		let grains = backing * GRAINS_PER_PLANCK;
		let promised = Ratio::new(less(&grains, &self.promised()), &self.shares - self.exiting());
		Ratio::new(grains, self.shares.clone()).max(promised)
	}

	pub fn exact_bid(&self) -> Ratio {
		self.rate(&self.backing())
	}

	pub fn exact_ask(&self) -> Ratio {
		self.rate(&(self.backing() + &self.unswept))
	}

	pub fn bid(&self) -> Int {
		self.exact_bid().floor()
	}

	pub fn ask(&self) -> Int {
		self.exact_ask().ceil()
	}

	/// Returns what open tickets are owed.
	pub fn owed(&self) -> Int {
		up(&self.promised().min(self.exiting() * self.bid()), &int(GRAINS_PER_PLANCK))
	}

	/// Returns the target of the buffer.
	fn wanted_buffer(&self) -> Int {
		part_up(&self.backing(), self.parameters.buffer.deconstruct(), MILLION)
	}
}

/// The calls of anyone.
impl Model {
	pub fn is_settling(&self) -> bool {
		self.is_claiming || self.cycle_era != self.active_era
	}

	pub fn is_paused(&self) -> bool {
		self.block < self.paused_until
	}

	fn in_time(&self, deadline: u32) -> Act {
		ensure(self.block <= deadline)
	}

	fn welcomes(&self, amount: &Int) -> Act {
		ensure(!self.is_paused())?;
		ensure(*amount >= int(self.parameters.minimum_deposit))?;
		let after = self.backing() + self.kept_for_deposits() + amount;
		ensure(after <= int(self.parameters.deposit_cap))
	}

	/// Returns the shares that an amount buys.
	fn bought(&self, amount: &Int) -> Act<Int> {
		let shares = shares_for(amount, &self.ask());
		ensure(!is_zero(&shares))?;
		Ok(shares)
	}

	fn planck_of(&self, who: AccountId) -> Int {
		self.accounts.get(&who).map(|account| account.planck.clone()).unwrap_or_default()
	}

	pub fn tokens_of(&self, who: AccountId) -> Int {
		self.accounts.get(&who).map(|account| account.tokens.clone()).unwrap_or_default()
	}

	fn account(&mut self, who: AccountId) -> &mut Account {
		self.accounts.entry(who).or_default()
	}

	/// Returns whether an account can pay the amount and keep its existential deposit.
	fn can_pay(&self, who: AccountId, amount: &Int) -> Act {
		ensure(self.planck_of(who) >= amount + EXISTENTIAL_DEPOSIT)
	}

	/// Returns whether an account can receive the amount: a new account needs the existential
	/// deposit.
	pub fn can_be_paid(&self, who: AccountId, amount: &Int) -> Act {
		ensure(is_zero(amount) || self.planck_of(who) + amount >= int(EXISTENTIAL_DEPOSIT))
	}

	/// Returns whether an account can receive the tokens.
	fn can_get(&self, who: AccountId, tokens: &Int) -> Act {
		ensure(is_zero(tokens) || !is_zero(&self.tokens_of(who)) || *tokens >= int(TOKEN_MINIMUM))
	}

	fn can_leave(&self, who: AccountId, shares: &Int) -> Act {
		let has = self.tokens_of(who);
		ensure(!is_zero(shares) && *shares <= has)?;
		ensure(*shares >= int(self.parameters.minimum_exit.0) || *shares == has)?;
		ensure(*shares == has || has - shares >= int(TOKEN_MINIMUM))
	}

	/// Returns the shares, unless the deposit is queued.
	pub fn deposit(
		&mut self,
		who: AccountId,
		amount: &Int,
		min_out: &Int,
		deadline: u32,
	) -> Act<Option<Int>> {
		self.in_time(deadline)?;
		self.welcomes(amount)?;
		self.can_pay(who, amount)?;
		if self.is_settling() {
			ensure(self.waiting.iter().flatten().count() < MOST_WAITING)?;
			self.account(who).planck -= amount;
			let (amount, min_out) = (amount.clone(), min_out.clone());
			self.waiting.push(Some(Waiting { who, amount, min_out, deadline }));
			return Ok(None);
		}
		let shares = self.bought(amount)?;
		ensure(shares >= *min_out)?;
		self.can_get(who, &shares)?;
		self.account(who).planck -= amount;
		self.mint(who, amount, &shares);
		Ok(Some(shares))
	}

	fn mint(&mut self, who: AccountId, amount: &Int, shares: &Int) {
		self.account(who).tokens += shares;
		self.liquid += amount;
		self.shares += shares;
	}

	pub fn cancel_deposit(&mut self, who: AccountId, id: usize) -> Act {
		let deposit = self.waiting.get(id).cloned().flatten().ok_or(Refused)?;
		ensure(deposit.who == who)?;
		self.give_back(id);
		Ok(())
	}

	fn give_back(&mut self, id: usize) {
		let Some(deposit) = self.waiting[id].take() else { return };
		self.account(deposit.who).planck += deposit.amount;
	}

	pub fn request(&mut self, who: AccountId, shares: &Int, min: &Int, deadline: u32) -> Act<Int> {
		self.in_time(deadline)?;
		let rate = self.bid();
		let value = worth(shares, &rate);
		ensure(value >= *min && !is_zero(&value))?;
		self.can_leave(who, shares)?;
		self.account(who).tokens -= shares;
		let matures = self.active_era + BONDING + 1;
		self.tickets.push(Ticket {
			owner: who,
			rate,
			open: shares.clone(),
			parts: VecDeque::new(),
			matures,
			unlock_era: matures + 1,
			is_restaked: false,
		});
		Ok(value)
	}

	/// Returns the payment of an instant exit, and its value with the fee.
	fn instant_terms(&self, shares: &Int) -> Act<(Int, Int)> {
		let value = worth(shares, &self.bid());
		let kept = less(&self.owed(), &self.unlocking()).max(self.reserved.clone());
		let available = less(&self.liquid, &kept);
		ensure(value <= available && value <= self.early_left)?;
		// The fee falls in a straight line from the highest, with nothing there, to the lowest at
		// the target; what leaves pays the mean of what its first and its last planck pay.
		let (lowest, highest) = (
			self.parameters.lowest_instant_fee.deconstruct(),
			self.parameters.highest_instant_fee.deconstruct(),
		);
		let target = self.wanted_buffer();
		let from = available.clone().min(target.clone());
		let to = (&available - &value).min(target.clone());
		let below = &from - &to;
		let distance = &target * 2u8 - &from - &to;
		let steep = part_up(&below, highest - lowest, MILLION) * distance;
		let steep = up(&steep, &(target * 2u8).max(int(1)));
		let fee = (part_up(&value, lowest, MILLION) + steep).min(value.clone());
		Ok((&value - fee, value))
	}

	pub fn instant(&mut self, who: AccountId, shares: &Int, min: &Int, deadline: u32) -> Act<Int> {
		self.in_time(deadline)?;
		let (paid, value) = self.instant_terms(shares)?;
		ensure(paid >= *min && !is_zero(&paid))?;
		self.can_be_paid(who, &paid)?;
		self.can_leave(who, shares)?;
		self.account(who).tokens -= shares;
		self.account(who).planck += &paid;
		self.liquid -= &paid;
		self.shares -= shares;
		self.early_left -= value;
		Ok(paid)
	}

	/// Returns the shares.
	pub fn restake(&mut self, who: AccountId, id: usize, min: &Int, deadline: u32) -> Act<Int> {
		self.in_time(deadline)?;
		ensure(!self.is_paused() && !self.is_settling())?;
		let ticket = self.tickets.get(id).ok_or(Refused)?;
		ensure(ticket.owner == who && !is_zero(&ticket.open))?;
		let mut after = self.clone();
		if !after.tickets[id].parts.is_empty() {
			after.pay(id)?;
			ensure(after.tickets[id].parts.is_empty())?;
		}
		let ticket = &after.tickets[id];
		let value = worth(&ticket.open, &ticket.rate.clone().min(after.bid()));
		after.shares -= core::mem::take(&mut after.tickets[id].open);
		after.tickets[id].is_restaked = true;
		// As if it had been paid and came back.
		let ask = after.rate(&(less(&after.backing(), &value) + &after.unswept)).ceil();
		let shares = shares_for(&value, &ask);
		ensure(shares >= *min && !is_zero(&shares))?;
		after.can_get(who, &shares)?;
		after.shares += &shares;
		after.account(who).tokens += &shares;
		*self = after;
		Ok(shares)
	}

	pub fn transfer_ticket(&mut self, who: AccountId, id: usize, to: AccountId) -> Act {
		let ticket = self.tickets.get_mut(id).ok_or(Refused)?;
		ensure(!ticket.is_gone() && ticket.owner == who)?;
		ticket.owner = to;
		Ok(())
	}

	pub fn claim(&mut self, id: usize) -> Act<Int> {
		let ticket = self.tickets.get(id).ok_or(Refused)?;
		ensure(!ticket.parts.is_empty())?;
		self.pay(id)
	}

	/// Pays the next parts of a ticket.
	fn pay(&mut self, id: usize) -> Act<Int> {
		let ticket = &self.tickets[id];
		let parts: Vec<_> = ticket.parts.iter().take(PARTS_PER_PAYMENT).cloned().collect();
		let owner = ticket.owner;
		let value =
			|(stretch, shares): &(usize, Int)| worth(shares, &self.stretches[*stretch].rate);
		let amount: Int = parts.iter().map(value).sum();
		self.can_be_paid(owner, &amount)?;
		for (stretch, shares) in parts {
			self.tickets[id].parts.pop_front();
			let stretch = &mut self.stretches[stretch];
			stretch.amount -= worth(&shares, &stretch.rate);
			stretch.shares -= shares;
			if is_zero(&stretch.shares) {
				// What rounding has left.
				self.liquid += core::mem::take(&mut stretch.amount);
			}
		}
		self.account(owner).planck += &amount;
		Ok(amount)
	}

	pub fn fund_reserve(&mut self, who: AccountId, amount: &Int) -> Act {
		self.welcomes(amount)?;
		ensure(!self.is_settling())?;
		let shares = self.bought(amount)?;
		self.can_pay(who, amount)?;
		self.account(who).planck -= amount;
		self.liquid += amount;
		self.shares += &shares;
		self.protocol += shares;
		Ok(())
	}

	pub fn transfer_tokens(&mut self, from: AccountId, to: AccountId, amount: &Int) -> Act<Int> {
		let has = self.tokens_of(from);
		ensure(*amount <= has)?;
		// What would be left and is too little goes along.
		let rest = &has - amount;
		let moved = if rest < int(TOKEN_MINIMUM) { has } else { amount.clone() };
		self.can_get(to, &moved)?;
		self.account(from).tokens -= &moved;
		self.account(to).tokens += &moved;
		Ok(moved)
	}

	/// Burns tokens without the pool: nothing else changes.
	pub fn burn_tokens(&mut self, from: AccountId, amount: &Int) -> Act {
		let has = self.tokens_of(from);
		ensure(*amount <= has)?;
		let rest = &has - amount;
		let burned = if rest < int(TOKEN_MINIMUM) { has } else { amount.clone() };
		self.account(from).tokens -= &burned;
		self.burned_tokens += burned;
		Ok(())
	}
}

/// The calls of governance and the guardian.
impl Model {
	pub fn withdraw_reserve(&mut self, shares: &Int, to: AccountId) -> Act {
		let kept =
			part_up(&self.shares, self.parameters.first_loss.deconstruct(), MILLION) + SEED.0;
		ensure(self.protocol >= shares + kept)?;
		self.can_get(to, shares)?;
		self.protocol -= shares;
		self.account(to).tokens += shares;
		Ok(())
	}

	pub fn pause(&mut self, blocks: u32) -> Act {
		ensure(blocks <= LONGEST_PAUSE && self.block >= self.guardian_rests_until)?;
		self.paused_until = self.block + blocks;
		self.guardian_rests_until = self.paused_until + blocks;
		Ok(())
	}

	pub fn resume(&mut self) {
		self.paused_until = 0;
	}
}

/// The cycle.
impl Model {
	pub fn begin_cycle(&mut self, era: EraIndex) {
		self.cycle_era = era;
		self.is_claiming = true;
		let share = self.parameters.early_share.deconstruct();
		self.early_left = part_down(&self.backing(), share, MILLION);
	}

	pub fn end_claims(&mut self) {
		self.is_claiming = false;
		self.unswept = self.lanes.iter().map(|lane| &lane.landed).sum();
	}

	pub fn sweep(&mut self, lane: usize) {
		let income = core::mem::take(&mut self.lanes[lane].landed);
		self.unswept = less(&self.unswept, &income);
		let profit = less(&income, &self.deficit);
		self.deficit = less(&self.deficit, &income);
		let fee = part_down(&profit, self.parameters.fee.deconstruct(), MILLION);
		// The fee's shares are made as if it were deposited when the rest is there.
		let rate = self.rate(&(self.backing() + &income - &fee)).ceil();
		let shares = shares_for(&fee, &rate);
		self.liquid += income;
		self.shares += &shares;
		self.protocol += shares;
	}

	/// Mints the shares of the next queued deposit, or returns it. Returns whether there was one.
	pub fn mint_next(&mut self) -> bool {
		let id = self.next_mint;
		let Some(deposit) = self.waiting.get(id).cloned() else { return false };
		self.next_mint += 1;
		let Some(deposit) = deposit else { return true };
		match self.mintable(&deposit) {
			Ok(shares) => {
				self.waiting[id] = None;
				self.mint(deposit.who, &deposit.amount, &shares);
			}
			Err(Refused) => self.give_back(id),
		}
		true
	}

	fn mintable(&self, deposit: &Waiting) -> Act<Int> {
		ensure(!self.is_paused())?;
		self.in_time(deposit.deadline)?;
		let shares = self.bought(&deposit.amount)?;
		ensure(shares >= deposit.min_out)?;
		self.can_get(deposit.who, &shares)?;
		Ok(shares)
	}

	pub fn withdraw(&mut self, lane: usize, planned: EraIndex) {
		let Some(mut ledger) = self.lanes[lane].ledger.take() else { return };
		if ledger.chunks.is_empty() {
			self.lanes[lane].ledger = Some(ledger);
			return;
		}
		let before = ledger.total();
		let is_dead = ledger.withdraw(planned);
		let left = if is_dead { zero() } else { ledger.total() };
		self.liquid += before - &left;
		if is_dead {
			self.slashing.forget(u32::try_from(lane).unwrap());
		} else {
			self.lanes[lane].ledger = Some(ledger);
		}
		// A slash cannot take what is not there any more.
		let beyond = less(&self.lanes[lane].pending, &left);
		self.reverse_loss(lane, &beyond);
	}

	/// Finalises the next tickets that were requested at one rate. Returns `None` if none can be,
	/// otherwise whether all are.
	pub fn finalise(&mut self) -> Option<bool> {
		let first = self.tickets.iter().position(|ticket| !is_zero(&ticket.open))?;
		let promised = self.tickets[first].rate.clone();
		let rate = promised.clone().min(self.bid());
		let has_matured = |ticket: &Ticket| ticket.matures <= self.cycle_era;
		let is_early = !has_matured(&self.tickets[first]);
		let last = self.tickets[first..]
			.iter()
			.position(|ticket| {
				ticket.is_restaked || ticket.rate != promised || has_matured(ticket) == is_early
			})
			.map_or(self.tickets.len(), |count| first + count);
		let budget = if is_early {
			less(&self.liquid, &self.wanted_buffer()).min(self.early_left.clone())
		} else {
			self.liquid.clone()
		};
		let open: Int = self.tickets[first..last].iter().map(|ticket| &ticket.open).sum();
		let shares = shares_for(&budget, &rate).min(open.clone());
		let amount = worth(&shares, &rate);
		let is_all = shares == open;
		// The last shares of some may be worth nothing; others are not given away for nothing.
		if is_zero(&shares) || is_zero(&amount) && !is_all {
			return None;
		}
		let stretch = self.stretches.len();
		let mut left = shares.clone();
		for ticket in &mut self.tickets[first..last] {
			let part = left.clone().min(ticket.open.clone());
			if !is_zero(&part) {
				ticket.open -= &part;
				left -= &part;
				ticket.parts.push_back((stretch, part));
			}
		}
		self.liquid -= &amount;
		self.reserved = less(&self.reserved, &amount);
		self.shares -= &shares;
		if is_early {
			self.early_left -= &amount;
		}
		self.stretches.push(Stretch { rate, shares, amount });
		Some(is_all)
	}

	/// Executes a lane's plan. Returns whether it succeeded.
	pub fn move_stake(
		&mut self,
		lane: usize,
		plan: &LanePlan,
		planned: EraIndex,
		nominates: bool,
	) -> bool {
		let unbond = int(plan.unbond);
		let is_bonded = self.lanes[lane].ledger.is_some();
		let slash = self.slashing.known(lane_index(lane), self.active_era);
		// A slash of all there is would take what is added, too.
		let is_lost = !is_zero(&slash) && slash >= self.lanes[lane].total();
		let bond =
			if is_lost { zero() } else { int(plan.bond).min(less(&self.liquid, &self.reserved)) };
		if !is_bonded && is_zero(&bond) {
			return is_zero(&unbond);
		}
		let mut ledger = self.lanes[lane].ledger.clone().unwrap_or_default();
		ledger.active += &bond;
		if !is_zero(&bond) && ledger.active < int(EXISTENTIAL_DEPOSIT) {
			return false;
		}
		if !is_zero(&unbond) {
			let nominates = nominates && !plan.retire && unbond < ledger.total();
			let unbonded = ledger.unbonded_by(&unbond);
			if nominates && &ledger.active - &unbonded < int(LEAST_NOMINATION) {
				return false;
			}
			if !is_zero(&unbonded) {
				ledger.unbond(&unbonded, planned + BONDING);
			}
		}
		self.lanes[lane].ledger = Some(ledger);
		self.liquid -= bond;
		true
	}

	/// Returns whether the next finalised ticket is due for payment.
	pub fn has_payment(&self) -> bool {
		self.tickets
			.get(self.next_payment)
			.is_some_and(|ticket| ticket.is_gone() || is_zero(&ticket.open))
	}

	/// Pays that ticket, or leaves it to be claimed.
	pub fn pay_next(&mut self) {
		let id = self.next_payment;
		let is_done =
			self.tickets[id].is_gone() || self.pay(id).is_err() || self.tickets[id].is_gone();
		if is_done {
			self.next_payment += 1;
		}
	}
}

/// Losses.
impl Model {
	/// Prices in a loss that has become known: the protocol's shares above its seed cover it first.
	fn recognise_loss(&mut self, lane: usize, loss: &Int) {
		if is_zero(loss) {
			return;
		}
		let rate = self.bid();
		let wanted = if is_zero(&rate) { zero() } else { up(&(loss * GRAINS_PER_PLANCK), &rate) };
		let burned = wanted.min(less(&self.protocol, &int(SEED.0)));
		let covered = worth(&burned, &rate).min(loss.clone());
		self.shares -= &burned;
		self.protocol -= &burned;
		self.lanes[lane].pending += loss;
		self.deficit += loss - &covered;
		self.covered += covered;
	}

	/// Prices out a loss that will not be applied: holders and tickets recover first, then the
	/// protocol receives shares for what it has covered.
	fn reverse_loss(&mut self, lane: usize, loss: &Int) {
		if is_zero(loss) {
			return;
		}
		let uncovered = less(&self.pending(), &self.covered).min(loss.clone());
		let covered = loss - &uncovered;
		self.lanes[lane].pending -= &uncovered;
		self.deficit = less(&self.deficit, &uncovered);
		let shares = shares_for(&covered, &self.exact_bid().ceil());
		self.lanes[lane].pending -= &covered;
		self.covered -= &covered;
		self.shares += &shares;
		self.protocol += shares;
	}

	/// Applies a slash. An unknown part becomes known now.
	fn apply(&mut self, slash: &Slash, era: EraIndex) {
		for (lane, amount) in slash {
			let lane = usize::try_from(*lane).unwrap();
			let mut ledger = self.lanes[lane].ledger.clone().expect("a slash of no stash");
			let lost = ledger.slash(amount, era);
			let unknown = less(&lost, &self.lanes[lane].pending);
			self.recognise_loss(lane, &unknown);
			self.lanes[lane].ledger = Some(ledger);
			self.lanes[lane].pending -= &lost;
			self.covered = less(&self.covered, &lost).min(self.pending());
		}
	}

	/// Prices in the pending slashes.
	pub fn reconcile(&mut self) {
		for lane in 0..self.lanes.len() {
			let known = self
				.slashing
				.known(u32::try_from(lane).unwrap(), self.active_era)
				.min(self.lanes[lane].total());
			let before = self.lanes[lane].pending.clone();
			self.recognise_loss(lane, &less(&known, &before));
			self.reverse_loss(lane, &less(&before, &known));
		}
	}

	/// Begins a session, and an era if it is the first of one.
	pub fn begin_session(&mut self, session: SessionIndex, active_era: EraIndex) {
		if active_era > self.active_era {
			self.active_era = active_era;
			let (slashes, era) = self.slashing.begin_era(active_era, session);
			for slash in slashes {
				self.apply(&slash, era);
			}
		}
		self.reconcile();
	}

	/// Reports an offence. Returns the era and the number of the slash, if it is deferred.
	pub fn report(
		&mut self,
		validator: AccountId,
		era: EraIndex,
		parts: u32,
		exposure: &Exposure,
	) -> Option<(EraIndex, usize)> {
		let slash = self.slashing.slash(validator, era, parts, exposure, self.active_era);
		let mut place = None;
		if let Some(slash) = slash {
			if self.slashing.deferral == 0 {
				self.apply(&slash, era);
			} else {
				let due = era + self.slashing.deferral + 1;
				let waiting = self.slashing.unapplied.entry(due).or_default();
				place = Some((due, waiting.len()));
				waiting.push(slash);
			}
		}
		self.reconcile();
		place
	}

	pub fn cancel(&mut self, era: EraIndex, indices: &[u32]) -> Act {
		let waiting = self.slashing.unapplied.get_mut(&era).ok_or(Refused)?;
		ensure(indices.iter().all(|index| (*index as usize) < waiting.len()))?;
		for index in indices.iter().rev() {
			waiting.remove(*index as usize);
		}
		self.reconcile();
		Ok(())
	}
}

/// The lanes, as the chain numbers them.
pub fn lane_index(lane: usize) -> LaneIndex {
	u32::try_from(lane).unwrap()
}

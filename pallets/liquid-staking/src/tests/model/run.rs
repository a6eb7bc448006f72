//! Executes acts on the chain and in the model, and compares the two after each.

use super::{
	dice::Dice,
	numbers::*,
	pool::{Account, Act, Model},
};
use crate::{mock::*, *};
use frame_support::{
	dispatch::DispatchResultWithPostInfo,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::with_storage_layer,
};
use sp_staking::SessionIndex;
use std::collections::BTreeMap;

/// The accounts that deposit and exit.
pub(super) const USERS: [AccountId; 4] = [ALICE, BOB, CAROL, DAVE];

/// An account that has only tickets that were transferred to it.
pub(super) const EVE: AccountId = 5;

/// An account whose received tokens are burned.
pub(super) const FURNACE: AccountId = 6;

/// The number of times that each act was done.
pub type Tally = BTreeMap<&'static str, u64>;

/// The beginning of a sequence.
#[derive(Clone)]
pub struct Beginning {
	model: Model,
	gifts: BTreeMap<AccountId, u128>,
	session: SessionIndex,
}

/// A chain, its model, and the acts so far.
pub struct Run {
	pub(super) model: Model,
	pub(super) dice: Dice,
	pub(super) session: SessionIndex,
	/// The gifts in accounts of the pool, beyond the book.
	pub(super) gifts: BTreeMap<AccountId, u128>,
	pub(super) has_slashes: bool,
	/// Whether every cycle is completed before the next era.
	pub(super) is_diligent: bool,
	/// Whether every cycle was completed so far.
	pub(super) is_punctual: bool,
	pub tally: Tally,
	pub log: Vec<String>,
}

pub(super) fn lanes() -> core::ops::Range<LaneIndex> {
	0..LaneCount::<Test>::get()
}

pub(super) fn stash(lane: LaneIndex) -> AccountId {
	account(PoolAccount::Stash(lane))
}

/// Executes a call in a transaction: a failure changes nothing.
pub(super) fn call(body: impl FnOnce() -> DispatchResult) -> DispatchResult {
	with_storage_layer(body)
}

pub(super) fn call_with_post_info(
	body: impl FnOnce() -> DispatchResultWithPostInfo,
) -> DispatchResult {
	with_storage_layer(|| body().map(|_| ()).map_err(|refused| -> DispatchError { refused.error }))
}

#[track_caller]
pub(super) fn same(what: &str, chain: u128, model: &Int) {
	assert_eq!(int(chain), *model, "{what}: left the chain's, right the model's");
}

/// A chain with all its lanes open and its model, with which every sequence begins.
impl Run {
	/// Reads a new chain for the first time.
	pub fn begin() -> Self {
		donate(FURNACE, 10 * CRN);
		let accounts = USERS
			.iter()
			.chain(&[EVE])
			.map(|who| (*who, Account { planck: int(free(*who)), tokens: int(shares_of(*who).0) }));
		let mut model = Model {
			parameters: plain_parameters(),
			block: System::block_number(),
			accounts: accounts.collect(),
			shares: int(ENDOWED_SEED),
			protocol: int(ENDOWED_SEED),
			liquid: int(ENDOWED_SEED),
			..Model::default()
		};
		model.slashing.deferral = 2;
		model.slashing.starts.push((0, 0));
		let mut run = Self::resume(
			&Beginning { model, gifts: BTreeMap::new(), session: 0 },
			Dice::new(0),
			false,
		);
		run.fund_reserve_of(ALICE, 50 * CRN);
		for who in USERS {
			run.deposit_of(who, 1_000 * CRN, 0, u32::MAX);
		}
		for _ in 0..3 {
			run.next_era();
			run.work();
		}
		run.check();
		let bonded = run.model.lanes.iter().filter(|lane| lane.ledger.is_some()).count();
		assert!(bonded >= 3, "a sequence is to have three lanes at least");
		run
	}

	pub fn end(self) -> Beginning {
		Beginning { model: self.model, gifts: self.gifts, session: self.session }
	}

	pub fn resume(beginning: &Beginning, dice: Dice, has_slashes: bool) -> Self {
		let Beginning { model, gifts, session } = beginning.clone();
		set_session(session);
		Self {
			model,
			dice,
			session,
			gifts,
			has_slashes,
			is_diligent: false,
			is_punctual: true,
			tally: Tally::new(),
			log: vec![],
		}
	}

	/// Varies the deferral of slashes, the payout and the parameters between sequences.
	pub fn vary(&mut self) {
		let deferral = if self.has_slashes { self.dice.below(3) } else { 2 };
		SLASH_DEFERRAL.with(|it| *it.borrow_mut() = deferral);
		self.model.slashing.deferral = deferral;
		let payout = self.dice.amount(1_000 * CRN);
		ERA_PAYOUT.with(|it| *it.borrow_mut() = payout);
		self.is_diligent = self.dice.one_in(4);
		self.log.push(format!("deferral {deferral}, payout {payout}, {}", self.is_diligent));
		self.set_parameters();
	}
}

/// Acts on both sides.
impl Run {
	/// Checks that both sides have accepted an act or both have refused it.
	pub(super) fn agree<T>(
		&mut self,
		name: &'static str,
		chain: DispatchResult,
		model: Act<T>,
	) -> Option<T> {
		assert_eq!(
			chain.is_ok(),
			model.is_ok(),
			"{name}: the chain says {chain:?}, the model {}",
			if model.is_ok() { "that it is done" } else { "that it is refused" }
		);
		let done = model.ok();
		if done.is_some() {
			*self.tally.entry(name).or_default() += 1;
		}
		done
	}

	/// Executes an act that must lower neither rate (Invariant 2).
	pub(super) fn without_loss<R>(&mut self, body: impl FnOnce(&mut Self) -> R) -> R {
		let (bid, ask) = (self.model.exact_bid(), self.model.exact_ask());
		let result = body(self);
		assert!(self.model.exact_bid() >= bid, "an act of a user lowers what a share is worth");
		assert!(self.model.exact_ask() >= ask, "an act of a user lowers what a share costs");
		result
	}
}

/// Sequences.
impl Run {
	/// Executes a random act.
	pub fn act(&mut self) {
		if self.has_slashes && self.dice.one_in(6) {
			match self.dice.below(8) {
				0 | 1 => self.cancel(),
				2 => self.slash_by_hand(),
				3 => self.false_alarm(),
				_ => self.offend(),
			}
		} else {
			self.act_without_slash();
		}
		self.check();
	}

	fn act_without_slash(&mut self) {
		match self.dice.below(100) {
			0..=10 => self.deposit(),
			11..=13 => self.deposit_early(),
			14 => self.cancel_deposit(),
			15..=26 => self.request(),
			27..=32 => self.instant(),
			33..=34 => self.there_and_back(),
			35..=39 => self.restake(),
			40..=42 => self.transfer_ticket(),
			43..=48 => self.claim(),
			49..=50 => self.fund_reserve(),
			51..=52 => self.withdraw_reserve(),
			53..=54 => self.transfer_tokens(),
			55 => self.burn_tokens(),
			56..=58 => self.give(),
			59..=60 => self.set_parameters(),
			61 => self.pause(),
			62 => self.unpause(),
			63..=67 => self.churn(),
			68..=69 => self.payouts(),
			70..=73 => self.advance_cycle(),
			74..=76 => {
				self.next_era();
				self.work_up_to();
				if self.dice.one_in(2) {
					self.instant_of_all();
				}
			}
			77 if self.dice.one_in(4) => self.run_on_the_pool(),
			77 => self.work_up_to(),
			78 => self.next_session(),
			79..=84 => self.next_era(),
			85..=91 => self.work(),
			_ => {
				self.next_era();
				self.work();
			}
		}
	}

	/// Lets all holders exit and only cycles continue: every ticket is finalised.
	pub fn wind_down(&mut self) {
		self.set_parameters();
		self.work();
		self.run_on_the_pool();
		// What waits of slashes is applied, and what unbonds has come, twice: a slash takes of it.
		for _ in 0..3 * (BONDING + 2) {
			self.next_era();
			self.work();
		}
		self.check();
		let open = self.model.exiting();
		let is_worthless = is_zero(&self.model.bid());
		assert!(is_zero(&open) || is_worthless, "{open} shares cannot leave");
		*self.tally.entry("pool that all have left").or_default() += 1;
	}

	/// Claims everything that is finalised (Invariant 6).
	pub fn settle(&mut self) {
		for id in 0..self.model.tickets.len() {
			while !self.model.tickets[id].parts.is_empty() {
				let before = self.model.tickets[id].parts.len();
				self.claim_of(id);
				let ticket = &self.model.tickets[id];
				if ticket.parts.len() == before {
					assert_eq!(ticket.owner, EVE, "what is finalised cannot be claimed");
					break;
				}
			}
		}
		self.check();
	}
}

//! Time and the cycle, step by step.

use super::{numbers::*, pool::Lane, run::*};
use crate::{mock::*, *};
use frame_support::storage::{storage_prefix, unhashed};
use pallet_staking::{ClaimedRewards, ErasStakersOverview, ErasStakersPaged, Nominators};

/// The maximum number of steps of a cycle; more would be an endless loop.
const MOST_STEPS: u32 = 3_000;

/// Forgets the events. `System::reset_events` also looks for topics, among all keys of the chain: a
/// quarter of the model's time.
fn forget_events() {
	unhashed::kill(&storage_prefix(b"System", b"Events"));
}

/// Time and the cycle.
impl Run {
	pub(super) fn next_session(&mut self) {
		if self.is_diligent {
			self.work();
		}
		self.cancel_slashes_of_nobody();
		self.log.push("next session".into());
		next_session();
		self.session += 1;
		self.model.block = System::block_number();
		let cycle = CurrentCycle::<Test>::get().unwrap();
		let before = self.model.active_era;
		self.model.begin_session(self.session, active_era());
		if self.model.active_era > before {
			*self.tally.entry("era").or_default() += 1;
			self.is_punctual &= cycle.era == before && matches!(cycle.stage, Stage::Idle);
		}
	}

	pub(super) fn next_era(&mut self) {
		if !self.dice.one_in(10) {
			reward_validators();
		}
		let era = self.model.active_era;
		while self.model.active_era == era {
			self.next_session();
		}
	}

	/// Completes the cycle and the payments.
	pub(super) fn work(&mut self) {
		self.log.push("work".into());
		for _ in 0..MOST_STEPS {
			if !self.step() {
				self.check_punctuality();
				return;
			}
		}
		panic!("the work does not end");
	}

	pub(super) fn advance_cycle(&mut self) {
		let steps = self.dice.below(12) + 1;
		self.log.push(format!("{steps} steps"));
		for _ in 0..steps {
			if !self.step() {
				return;
			}
		}
	}

	/// Advances the cycle to some stage, so that users act between two steps.
	pub(super) fn work_up_to(&mut self) {
		let stage = self.dice.below(9);
		self.log.push(format!("work up to stage {stage}"));
		for _ in 0..MOST_STEPS {
			let cycle = CurrentCycle::<Test>::get().unwrap();
			let is_there = match cycle.stage {
				Stage::Claim { .. } => stage == 0,
				Stage::Sweep { .. } => stage == 1,
				Stage::Mint => stage == 2,
				Stage::Withdraw { .. } => stage == 3,
				Stage::Finalise => stage == 4,
				Stage::Score { .. } | Stage::Forget { .. } => stage == 5,
				Stage::Plan => stage == 6,
				Stage::Move { lane } => stage == 7 || stage == 8 && lane == 2,
				Stage::Idle => cycle.era == self.model.active_era,
			};
			if is_there || !self.step() {
				return;
			}
		}
		panic!("the work does not end");
	}

	/// Checks that tickets are finalised in time if nothing is slashed and cycles are complete.
	pub(super) fn check_punctuality(&self) {
		if self.has_slashes || !self.is_punctual {
			return;
		}
		for (id, ticket) in self.model.tickets.iter().enumerate() {
			assert!(
				is_zero(&ticket.open) || ticket.unlock_era > self.model.active_era,
				"in era {} ticket {id} is late: {ticket:?}; {:?}",
				self.model.active_era,
				self.model
			);
		}
	}

	/// Takes one step of the cycle. Returns whether there was one.
	pub(super) fn step(&mut self) -> bool {
		let before = CurrentCycle::<Test>::get().unwrap();
		let queue = ExitQueue::<Test>::get();
		let mut stage = before.stage;
		let is_new = matches!(stage, Stage::Idle) && self.model.active_era > before.era;
		if is_new {
			stage = Stage::Claim { era: before.era, validator: None, pages: 0, page: 0 };
		}
		let is_due = !matches!(stage, Stage::Idle) || self.model.has_payment();
		let plan = match stage {
			Stage::Move { lane } => Lanes::<Test>::get(lane).map(|lane| lane.plan),
			_ => None,
		};
		let nominates =
			matches!(stage, Stage::Move { lane } if Nominators::<Test>::contains_key(stash(lane)));
		forget_events();
		let done = LiquidStaking::advance_cycle(signed(BOB), 1);
		assert_eq!(done.is_ok(), is_due, "{done:?}");
		if !is_due {
			return false;
		}
		let bid = self.model.exact_bid();
		if is_new {
			self.model.begin_cycle(self.model.active_era);
		}
		let after = CurrentCycle::<Test>::get().unwrap();
		let events = events();
		let skipped: Vec<_> =
			events.iter().filter(|event| matches!(event, Event::StepSkipped { .. })).collect();
		let mut may_be_skipped = false;
		let planned = pallet_staking::CurrentEra::<Test>::get().unwrap();
		match stage {
			Stage::Claim { .. } => {
				self.see_rewards();
				if matches!(after.stage, Stage::Sweep { lane: 0 }) {
					self.model.end_claims();
					self.check_claims();
				} else {
					assert!(matches!(after.stage, Stage::Claim { .. }));
				}
			}
			Stage::Sweep { lane } if lane < lanes().end => {
				self.model.sweep(lane as usize);
				assert_eq!(after.stage, Stage::Sweep { lane: lane + 1 });
			}
			Stage::Sweep { .. } => {
				self.model.unswept = zero();
				assert_eq!(after.stage, Stage::Mint);
			}
			Stage::Mint => {
				let next =
					if self.model.mint_next() { Stage::Mint } else { Stage::Withdraw { lane: 0 } };
				assert_eq!(after.stage, next);
			}
			Stage::Withdraw { lane } if lane < lanes().end => {
				self.model.withdraw(lane as usize, planned);
				assert_eq!(after.stage, Stage::Withdraw { lane: lane + 1 });
			}
			Stage::Withdraw { .. } => assert_eq!(after.stage, Stage::Finalise),
			Stage::Finalise => {
				let is_paid =
					events.iter().any(|event| matches!(event, Event::ExitsFinalised { .. }));
				let goes_on = after.stage == Stage::Finalise;
				// Between these the chain steps over what is in the way.
				if is_paid || !goes_on {
					let expected = is_paid.then_some(goes_on);
					assert_eq!(self.model.finalise(), expected, "finalised, and whether all");
				}
				if is_paid {
					*self.tally.entry("finalised stretch").or_default() += 1;
				}
			}
			Stage::Score { .. } | Stage::Forget { .. } => (),
			Stage::Plan => {
				self.model.lanes.resize(lanes().len(), Lane::default());
				// How much is kept for tickets is the pool's choice, see whether they are late.
				self.model.reserved = int(pool().reserved);
				assert_eq!(after.stage, Stage::Move { lane: 0 });
			}
			Stage::Move { lane } => {
				let plan = plan.unwrap_or_default();
				if plan.bond > 0 || plan.unbond > 0 {
					let is_done = self.model.move_stake(lane as usize, &plan, planned, nominates);
					may_be_skipped = !is_done;
					let name = if plan.retire {
						"lane given up"
					} else if plan.bond > 0 {
						"bonding"
					} else {
						"unbonding"
					};
					let name = if is_done { name } else { "move that is left out" };
					*self.tally.entry(name).or_default() += 1;
				}
				// Somebody may have changed their mind since they were scored.
				may_be_skipped |= plan.nominate;
				if matches!(after.stage, Stage::Idle) {
					let last = RateHistory::<Test>::get().last().copied().unwrap();
					assert_eq!(last.0, after.era);
					same("the rate that is remembered", last.1, &self.model.bid());
				}
			}
			Stage::Idle => {
				let owner = Tickets::<Test>::get(queue.next_payment).map(|ticket| ticket.owner);
				// Who has nothing cannot be paid less than keeps them alive.
				may_be_skipped = owner == Some(EVE);
				self.model.pay_next();
				*self.tally.entry("payment").or_default() += 1;
			}
		}
		self.model.is_claiming = matches!(after.stage, Stage::Claim { .. });
		same("what may leave early", after.early_left, &self.model.early_left);
		assert!(skipped.is_empty() || may_be_skipped, "{skipped:?}");
		assert!(self.model.exact_bid() >= bid, "the work lowers what a share is worth");
		*self.tally.entry("step").or_default() += 1;
		self.check_books();
		true
	}

	/// Checks that every page of earlier eras that pays a lane is paid.
	pub(super) fn check_claims(&self) {
		let stashes: Vec<AccountId> = lanes().map(stash).collect();
		let now = self.model.cycle_era;
		for era in now.saturating_sub(2)..now {
			for validator in VALIDATORS {
				let claimed = ClaimedRewards::<Test>::get(era, validator);
				let pages = ErasStakersOverview::<Test>::get(era, validator)
					.map_or(0, |overview| overview.page_count);
				for page in (0..pages).filter(|page| !claimed.contains(page)) {
					let backers = ErasStakersPaged::<Test>::get((era, validator, page));
					let is_ours = backers.is_some_and(|page| {
						page.others.iter().any(|backer| stashes.contains(&backer.who))
					});
					assert!(!is_ours, "rewards of {validator} in {era} are not claimed");
				}
			}
		}
	}
}

//! The acts of governance, the guardian and validators, and offences.

use super::{
	ledger::Exposure,
	numbers::*,
	pool::{lane_index, Refused},
	run::*,
};
use crate::{mock::*, *};
use frame_support::pallet_prelude::DispatchResult;
use pallet_staking::{ValidatorPrefs, Validators};
use sp_runtime::{Perbill, Permill};
use sp_staking::{EraIndex, SessionIndex};

/// Acts of governance, the guardian, and validators.
impl Run {
	pub(super) fn set_parameters(&mut self) {
		let dice = &mut self.dice;
		let lowest = dice.amount(100_000).max(1) as u32;
		let parameters = Parameters {
			deposit_cap: if dice.one_in(20) { 4_000 * CRN } else { 1_000_000 * CRN },
			minimum_exit: Shares(dice.amount(CRN)),
			fee: Permill::from_parts(dice.amount(500_000) as u32),
			buffer: Permill::from_parts(dice.amount(500_000) as u32),
			lowest_instant_fee: Permill::from_parts(lowest),
			highest_instant_fee: Permill::from_parts(lowest + dice.amount(400_000) as u32),
			early_share: Permill::from_parts(dice.amount(200_000) as u32),
			first_loss: Permill::from_parts(dice.amount(50_000) as u32),
			validators: 3 + dice.below(4),
			max_turnover: Permill::from_percent(dice.below(101)),
			hysteresis: Permill::from_percent(dice.below(20)),
			..plain_parameters()
		};
		self.log.push(format!("{parameters:?}"));
		call(|| LiquidStaking::set_parameters(signed(ADMIN), parameters)).unwrap();
		self.model.parameters = parameters;
	}

	pub(super) fn withdraw_reserve(&mut self) {
		let spare = less(&self.model.protocol, &int(SEED.0));
		let shares = self.dice.some_of(small(&spare));
		let to = self.dice.pick(&USERS);
		self.log.push(format!("{shares} of the reserve for {to}"));
		let chain = call(|| LiquidStaking::withdraw_reserve(signed(ADMIN), Shares(shares), to));
		let model = self.model.withdraw_reserve(&int(shares), to);
		self.agree("withdraw reserve", chain, model);
	}

	pub(super) fn pause(&mut self) {
		let blocks = self.dice.below(4);
		self.log.push(format!("pause of {blocks}"));
		let chain = call(|| LiquidStaking::pause_deposits(signed(GUARDIAN), blocks));
		let model = self.model.pause(blocks);
		self.agree("pause", chain, model);
	}

	pub(super) fn unpause(&mut self) {
		self.log.push("resume".into());
		let _ = call(|| LiquidStaking::resume_deposits(signed(ADMIN)));
		self.model.resume();
	}

	/// Acts of validators affect the pool only when it scores them.
	pub(super) fn churn(&mut self) {
		let validator = self.dice.pick(&VALIDATORS);
		let what = self.dice.below(8);
		let amount = self.dice.amount(SELF_STAKE);
		let commission = Perbill::from_percent(self.dice.below(70));
		let prefs = ValidatorPrefs { commission, blocked: self.dice.one_in(8) };
		let lane = self.dice.below(4);
		self.log.push(format!("validator {validator} does {what}: {amount}, {prefs:?}"));
		let done = match what {
			0 | 1 if Validators::<Test>::count() > 3 => call(|| Staking::chill(signed(validator))),
			2 => call(|| Staking::bond_extra(signed(validator), amount)),
			3 => call_with_post_info(|| Staking::unbond(signed(validator), amount)),
			4 => call(|| Staking::kick(signed(validator), vec![stash(lane)])),
			_ => call(|| Staking::validate(signed(validator), prefs)),
		};
		if done.is_ok() {
			*self.tally.entry("act of a validator").or_default() += 1;
		}
	}

	/// Another account claims payouts at the beginning of an era, before the pool does.
	pub(super) fn payouts(&mut self) {
		if self.dice.one_in(2) {
			self.next_era();
		}
		for _ in 0..4 {
			self.payout();
		}
	}

	/// Another account claims the payout of a page.
	pub(super) fn payout(&mut self) {
		let validator = self.dice.pick(&VALIDATORS);
		let era = self.model.active_era.saturating_sub(self.dice.below(3));
		let page = self.dice.below(2);
		self.log.push(format!("payout of {validator} in {era}, page {page}"));
		self.without_loss(|run| {
			let paid = call_with_post_info(|| {
				Staking::payout_stakers_by_page(signed(ALICE), validator, era, page)
			});
			if paid.is_ok() {
				*run.tally.entry("payout by hand").or_default() += 1;
			}
			run.see_rewards();
		});
	}

	/// Takes the balances of reward accounts over from staking.
	pub(super) fn see_rewards(&mut self) {
		for (index, lane) in (0..).zip(&mut self.model.lanes) {
			let landed = free(account(PoolAccount::Rewards(index))) - EXISTENTIAL_DEPOSIT;
			assert!(int(landed) >= lane.landed, "rewards went elsewhere");
			lane.landed = int(landed);
		}
	}
}

/// Offences.
impl Run {
	pub(super) fn exposure(era: EraIndex, validator: AccountId) -> Exposure {
		let exposure = Staking::eras_stakers(era, &validator);
		let stashes: Vec<AccountId> = lanes().map(stash).collect();
		let lanes = exposure
			.others
			.iter()
			.filter_map(|backer| {
				let lane = stashes.iter().position(|stash| *stash == backer.who)?;
				Some((lane_index(lane), int(backer.value)))
			})
			.collect();
		Exposure { total: int(exposure.total), lanes }
	}

	pub(super) fn fraction(&mut self) -> Perbill {
		match self.dice.below(10) {
			0 => Perbill::zero(),
			1 => Perbill::from_parts(self.dice.amount(1_000_000) as u32),
			2 => Perbill::from_percent(100),
			3 | 4 => Perbill::from_percent(self.dice.below(100)),
			_ => Perbill::from_parts(self.dice.amount(100_000_000) as u32),
		}
	}

	/// Reports an offence of a session with `report`. Returns the place of the deferred slash.
	pub(super) fn offend_with(
		&mut self,
		validator: AccountId,
		fraction: Perbill,
		session: SessionIndex,
		report: impl FnOnce() -> DispatchResult,
	) -> Option<(EraIndex, usize)> {
		let Some(era) = self.model.slashing.era_of(session) else {
			// Too long ago for a slash; the pool looks all the same.
			report().unwrap();
			self.model.reconcile();
			return None;
		};
		let exposure = Self::exposure(era, validator);
		let is_dead =
			|(lane, _): &(LaneIndex, Int)| self.model.lanes[*lane as usize].ledger.is_none();
		if self.model.slashing.deferral == 0 && exposure.lanes.iter().any(is_dead) {
			// Staking takes this for a defect of its own: a debug build stops.
			return None;
		}
		report().unwrap();
		let known = pool().pending;
		let place = self.model.report(validator, era, fraction.deconstruct(), &exposure);
		if known > 0 {
			*self.tally.entry("pending slash").or_default() += 1;
		}
		place
	}

	pub(super) fn offend(&mut self) {
		let (validator, fraction) = (self.dice.pick(&VALIDATORS), self.fraction());
		let back = if self.dice.one_in(2) { 0 } else { self.dice.below(12) };
		let session = self.session.saturating_sub(back);
		self.log.push(format!("{validator} offends in session {session}: {fraction:?}"));
		self.offend_with(validator, fraction, session, || {
			offend_in(validator, fraction, session);
			Ok(())
		});
		*self.tally.entry("offence").or_default() += 1;
	}

	pub(super) fn slash_by_hand(&mut self) {
		let (validator, fraction) = (self.dice.pick(&VALIDATORS), self.fraction());
		let era = (self.model.active_era + 1).saturating_sub(self.dice.below(6));
		let Some(session) = pallet_staking::ErasStartSessionIndex::<Test>::get(era) else { return };
		self.log.push(format!("{validator} is slashed by hand in {era}: {fraction:?}"));
		self.offend_with(validator, fraction, session, || {
			call(|| LiquidStaking::manual_slash(signed(SLASHER), validator, era, fraction))
		});
		*self.tally.entry("slash by hand").or_default() += 1;
	}

	pub(super) fn cancel_of(&mut self, era: EraIndex, indices: Vec<u32>) {
		self.log.push(format!("slashes {indices:?} of {era} are cancelled"));
		let chain = call(|| {
			let indices = indices.clone().try_into().unwrap();
			LiquidStaking::cancel_deferred_slash(signed(SLASHER), era, indices)
		});
		let model =
			if indices.is_empty() { Err(Refused) } else { self.model.cancel(era, &indices) };
		self.agree("cancellation", chain, model);
	}

	/// A debug build of staking panics on a slash of an account without stake; other builds log a
	/// defect and continue.
	pub(super) fn cancel_slashes_of_nobody(&mut self) {
		let due = self.model.active_era + 1;
		let Some(slashes) = self.model.slashing.unapplied.get(&due) else { return };
		let is_nobody =
			|(lane, _): &(LaneIndex, Int)| self.model.lanes[*lane as usize].ledger.is_none();
		let indices: Vec<u32> = (0..)
			.zip(slashes)
			.filter(|(_, slash)| slash.iter().any(is_nobody))
			.map(|(index, _)| index)
			.collect();
		if !indices.is_empty() {
			self.cancel_of(due, indices);
		}
	}

	pub(super) fn cancel(&mut self) {
		let eras: Vec<EraIndex> = self.model.slashing.unapplied.keys().copied().collect();
		if eras.is_empty() {
			return;
		}
		let era = self.dice.pick(&eras);
		let count = u32::try_from(self.model.slashing.unapplied[&era].len()).unwrap();
		let end = if self.dice.one_in(10) { count + 1 } else { count };
		let indices = (0..end).filter(|_| !self.dice.one_in(3)).collect();
		self.cancel_of(era, indices);
	}

	/// Reports an offence whose slash is cancelled at once.
	pub(super) fn false_alarm(&mut self) {
		let (validator, fraction) = (self.dice.pick(&VALIDATORS), self.fraction());
		let session = self.session;
		self.log.push(format!("false alarm about {validator}: {fraction:?}"));
		let (bid, protocol) = (self.model.exact_bid(), self.model.protocol.clone());
		let place = self.offend_with(validator, fraction, session, || {
			offend_in(validator, fraction, session);
			Ok(())
		});
		let Some((era, index)) = place else { return };
		self.check_books();
		self.cancel_of(era, vec![u32::try_from(index).unwrap()]);
		assert!(self.model.exact_bid() >= bid, "the rate has not come back");
		assert!(self.model.protocol <= protocol, "the protocol has gained by a slash");
		*self.tally.entry("false alarm").or_default() += 1;
	}
}

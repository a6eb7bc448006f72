//! The work of an era, one bounded step after the other.

use crate::{
	Config, CurrentCycle, CurrentParameters, Cycle, Error, Event, Mismatch, Pallet, PoolBook,
	RateHistory, Stage, WeightInfo,
};
use cairn_primitives::{rewards::StakerPayouts, Balance};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResultWithPostInfo,
	storage::with_storage_layer,
	weights::{Weight, WeightMeter},
};
use sp_runtime::DispatchError;
use sp_staking::EraIndex;

use crate::staking::LaneStaking as _;

/// The most steps of one call.
const STEPS_PER_CALL: u32 = 32;

impl<T: Config> Pallet<T> {
	/// Takes up to `limit` steps, as long as there is weight for the next. Returns how many.
	pub(crate) fn work(limit: u32, meter: &mut WeightMeter) -> u32 {
		let mut steps: u32 = 0;
		while steps < limit {
			let cycle = Self::due_cycle();
			let weight = match &cycle {
				Some(cycle) => Self::weight_of(&cycle.stage),
				None if Self::next_payment().is_some() => T::WeightInfo::pay_ticket(),
				None => break,
			};
			if meter.try_consume(weight).is_err() {
				break;
			}
			match cycle {
				Some(cycle) => Self::step(cycle),
				None => Self::pay_next_ticket(),
			}
			steps = steps.saturating_add(1);
		}
		steps
	}

	/// The cycle, if there is something to do: one that is not at its end, or that of a new era.
	fn due_cycle() -> Option<Cycle<T::AccountId>> {
		let cycle = CurrentCycle::<T>::get()?;
		if !matches!(cycle.stage, Stage::Idle) {
			return Some(cycle);
		}
		let era = T::Staking::active_era();
		(era > cycle.era).then(|| Self::begin_cycle(era, cycle.era))
	}

	/// The cycle of an era, which claims what was earned from `first` on.
	fn begin_cycle(era: EraIndex, first: EraIndex) -> Cycle<T::AccountId> {
		let backing = PoolBook::<T>::get().backing();
		Cycle {
			era,
			stage: Stage::Claim { era: first, validator: None, pages: 0, page: 0 },
			early_left: CurrentParameters::<T>::get().early_share.mul_floor(backing),
		}
	}

	/// Takes the next step of the cycle.
	fn step(mut cycle: Cycle<T::AccountId>) {
		cycle.stage = Self::advance(cycle.stage, cycle.era, &mut cycle.early_left);
		if matches!(cycle.stage, Stage::Idle) {
			Self::end_cycle(cycle.era);
		}
		CurrentCycle::<T>::put(cycle);
	}

	/// Does what a stage asks for; returns the next.
	fn advance(
		stage: Stage<T::AccountId>,
		now: EraIndex,
		early_left: &mut Balance,
	) -> Stage<T::AccountId> {
		match stage {
			Stage::Claim { era, validator, pages, page } => {
				Self::claim_next(now, era, validator, pages, page)
			}
			Stage::Sweep { lane } if Self::sweep(lane) => {
				Stage::Sweep { lane: lane.saturating_add(1) }
			}
			Stage::Sweep { .. } => Stage::Mint,
			Stage::Mint if Self::mint_next_queued() => Stage::Mint,
			Stage::Mint => Stage::Withdraw { lane: 0 },
			Stage::Withdraw { lane } if Self::withdraw(lane) => {
				Stage::Withdraw { lane: lane.saturating_add(1) }
			}
			Stage::Withdraw { .. } => Stage::Finalise,
			Stage::Finalise => {
				let finalised = with_storage_layer(|| Self::finalise_next(now, early_left));
				if finalised.is_err() {
					Self::report_mismatch(Mismatch::Liquid);
				}
				if finalised == Ok(true) {
					Stage::Finalise
				} else {
					Stage::Score { after: None }
				}
			}
			Stage::Score { after } => match Self::score_next(now, after) {
				Some(last) => Stage::Score { after: Some(last) },
				None => Stage::Forget { after: None },
			},
			Stage::Forget { after } => match Self::forget_next(now, after) {
				Some(last) => Stage::Forget { after: Some(last) },
				None => Stage::Plan,
			},
			Stage::Plan => {
				Self::plan(now);
				Stage::Move { lane: 0 }
			}
			Stage::Move { lane } if Self::move_lane(lane) => {
				Stage::Move { lane: lane.saturating_add(1) }
			}
			Stage::Move { .. } | Stage::Idle => Stage::Idle,
		}
	}

	fn end_cycle(era: EraIndex) {
		Self::check_accounts();
		let rate = PoolBook::<T>::get().bid();
		RateHistory::<T>::mutate(|history| {
			if history.is_full() {
				history.remove(0);
			}
			let _ = history.try_push((era, rate));
		});
		Self::deposit_event(Event::CycleEnded { era, rate });
	}

	/// What a step of a stage costs at most.
	fn weight_of(stage: &Stage<T::AccountId>) -> Weight {
		match stage {
			Stage::Claim { .. } => {
				T::WeightInfo::claim_page().saturating_add(T::Payouts::weight_of_page())
			}
			Stage::Sweep { .. } => T::WeightInfo::sweep(),
			Stage::Mint => T::WeightInfo::mint_queued(),
			Stage::Withdraw { .. } => T::WeightInfo::withdraw(),
			Stage::Finalise => T::WeightInfo::finalise(),
			Stage::Score { .. } => T::WeightInfo::score(),
			Stage::Forget { .. } => T::WeightInfo::forget(),
			Stage::Plan => {
				T::WeightInfo::plan().saturating_add(T::Staking::pending_slashes_weight())
			}
			Stage::Move { .. } | Stage::Idle => {
				T::WeightInfo::move_lane().saturating_add(T::Staking::pending_slashes_weight())
			}
		}
	}

	/// What any step costs at most.
	pub(crate) fn max_step_weight() -> Weight {
		[
			Stage::Claim { era: 0, validator: None, pages: 0, page: 0 },
			Stage::Sweep { lane: 0 },
			Stage::Mint,
			Stage::Withdraw { lane: 0 },
			Stage::Finalise,
			Stage::Score { after: None },
			Stage::Forget { after: None },
			Stage::Plan,
			Stage::Move { lane: 0 },
		]
		.iter()
		.map(Self::weight_of)
		.fold(T::WeightInfo::pay_ticket(), |dearest, weight| dearest.max(weight))
	}

	pub(crate) fn do_advance_cycle(steps: u32) -> DispatchResultWithPostInfo {
		ensure!(steps > 0 && steps <= STEPS_PER_CALL, Error::<T>::StepCountOutOfRange);
		let most = Self::max_step_weight().saturating_mul(steps.into());
		let mut meter = WeightMeter::with_limit(most);
		if Self::work(steps, &mut meter) == 0 {
			return Err(DispatchError::from(Error::<T>::NothingToDo).into());
		}
		Ok((Some(meter.consumed()), frame_support::dispatch::Pays::No).into())
	}
}

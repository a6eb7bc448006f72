//! The cycle: the work of an era, in bounded steps (Invariant 8).

use crate::{
	Config, CurrentCycle, CurrentParameters, DepositId, Error, Event, LaneIndex, Mismatch, Pallet,
	PoolBook, RateHistory, TicketId, WeightInfo,
};
use cairn_primitives::{rewards::StakerPayouts, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResultWithPostInfo,
	storage::with_storage_layer,
	weights::{Weight, WeightMeter},
};
use scale_info::TypeInfo;
use sp_runtime::DispatchError;
use sp_staking::EraIndex;

use crate::staking::LaneStaking as _;

/// The cycle of an era, and its progress.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Cycle<AccountId> {
	/// The era of the cycle. It claims the rewards of earlier eras.
	pub era: EraIndex,
	/// The next step.
	pub stage: Stage<AccountId>,
	/// The planck that may still leave in this era before their unlock era.
	pub early_left: Balance,
}

/// A step of a cycle, in the order in which steps are taken.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Stage<AccountId> {
	/// Claim the rewards of an era, page by page. Deposits are queued meanwhile.
	Claim {
		/// The era.
		era: EraIndex,
		/// The validator whose pages are claimed.
		validator: Option<AccountId>,
		/// The number of its pages.
		pages: u32,
		/// The next page.
		page: u32,
	},
	/// Move the rewards of a lane into the pool.
	Sweep {
		/// The lane.
		lane: LaneIndex,
	},
	/// Mint the shares of a queued deposit.
	Mint,
	/// Withdraw the unbonded stake of a lane.
	Withdraw {
		/// The lane.
		lane: LaneIndex,
	},
	/// Finalise exits.
	Finalise,
	/// Score a page of validators.
	Score {
		/// The last that was scored.
		after: Option<AccountId>,
	},
	/// Remove the records of validators that have left.
	Forget {
		/// The last that was looked at.
		after: Option<AccountId>,
	},
	/// Plan the stake and the nominations of each lane.
	Plan,
	/// Execute the plan of a lane.
	Move {
		/// The lane.
		lane: LaneIndex,
	},
	/// Wait for the next era.
	Idle,
}

/// A step that failed and was skipped. It changed nothing.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum Skipped<AccountId> {
	/// A page of a validator's payout.
	Payout {
		/// The era.
		era: EraIndex,
		/// The validator.
		validator: AccountId,
		/// The page.
		page: u32,
	},
	/// The rewards of a lane.
	Sweep(LaneIndex),
	/// A queued deposit. Its planck stay in the queue; see
	/// [`cancel_queued_deposit`](crate::Call::cancel_queued_deposit).
	Deposit(DepositId),
	/// The withdrawal of a lane.
	Withdrawal(LaneIndex),
	/// The bonding or unbonding of a lane.
	Stake(LaneIndex),
	/// The nomination of a lane.
	Nomination(LaneIndex),
	/// A finalised ticket, which can be claimed.
	Payment(TicketId),
}

/// The maximum number of steps of one call.
const STEPS_PER_CALL: u32 = 32;

impl<T: Config> Pallet<T> {
	/// Takes up to `limit` steps while the weight of the next fits (Invariant 8). Returns the
	/// number of steps taken.
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

	/// Returns the cycle if a step is due: it has not ended, or a new era has begun.
	fn due_cycle() -> Option<Cycle<T::AccountId>> {
		let cycle = CurrentCycle::<T>::get()?;
		if !matches!(cycle.stage, Stage::Idle) {
			return Some(cycle);
		}
		let era = T::Staking::active_era();
		(era > cycle.era).then(|| Self::begin_cycle(era, cycle.era))
	}

	/// Begins the cycle of an era. It claims rewards from era `first` on.
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

	/// Executes a stage and returns the next.
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

	/// Returns the maximum weight of a step.
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

	/// Returns the maximum weight of any step.
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

use crate::{mock::*, *};
use cairn_primitives::rewards::StakerPayouts;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
	traits::Hooks,
};

fn cycle() -> Cycle<AccountId> {
	CurrentCycle::<Test>::get().unwrap()
}

/// The name of the next stage.
fn stage() -> &'static str {
	match cycle().stage {
		Stage::Claim { .. } => "claim",
		Stage::Sweep { .. } => "sweep",
		Stage::Mint => "mint",
		Stage::Withdraw { .. } => "withdraw",
		Stage::Finalise => "finalise",
		Stage::Score { .. } => "score",
		Stage::Forget { .. } => "forget",
		Stage::Plan => "plan",
		Stage::Move { .. } => "move",
		Stage::Idle => "idle",
	}
}

#[test]
fn cycle_should_run_its_stages_in_order_when_an_era_begins() {
	alone(|_| {
		begin_era();
		// Storage is unchanged before the first step.
		assert_eq!(stage(), "idle");
		let mut stages = vec![];
		while LiquidStaking::advance_cycle(signed(DAVE), 1).is_ok() {
			if stages.last() != Some(&stage()) {
				stages.push(stage());
			}
		}
		assert_eq!(
			stages,
			[
				"claim", "sweep", "mint", "withdraw", "finalise", "score", "forget", "plan",
				"move", "idle"
			]
		);
		assert_eq!(cycle().era, 3);
		assert_eq!(last_event(), Event::CycleEnded { era: 3, rate: GRAINS_PER_PLANCK });
	});
}

#[test]
fn advance_cycle_should_be_refused_when_the_step_count_is_out_of_range_or_nothing_is_due() {
	alone(|_| {
		let advance_cycle = |steps| LiquidStaking::advance_cycle(signed(DAVE), steps);
		for steps in [1, 32] {
			assert_noop!(advance_cycle(steps), Error::<Test>::NothingToDo);
		}
		begin_era();
		for steps in [0, 33, u32::MAX] {
			assert_noop!(advance_cycle(steps), Error::<Test>::StepCountOutOfRange);
		}
		assert_ok!(advance_cycle(32));
	});
}

#[test]
fn advance_cycle_should_be_free_and_weigh_its_steps_when_something_was_due() {
	alone(|_| {
		begin_era();
		let call = Call::<Test>::advance_cycle { steps: 32 };
		let most = call.get_dispatch_info().call_weight;
		let done = LiquidStaking::advance_cycle(signed(DAVE), 32).unwrap();
		assert_eq!(done.pays_fee, Pays::No);
		let weight = done.actual_weight.unwrap();
		assert!(weight.any_gt(Weight::zero()) && weight.all_lte(most));
	});
}

#[test]
fn blocks_should_advance_the_cycle_when_they_have_idle_time() {
	alone(|_| {
		begin_era();
		let idle = |weight| LiquidStaking::on_idle(System::block_number(), weight);
		assert_eq!(idle(Weight::zero()), Weight::zero());
		assert_eq!(stage(), "idle");
		let step = <() as WeightInfo>::claim_page() + PagedPayouts::<Test>::weight_of_page();
		assert_eq!(idle(step - Weight::from_parts(1, 0)), Weight::zero());
		assert_eq!(stage(), "idle");
		assert_eq!(idle(step), step);
		assert_eq!(stage(), "claim");
		// No block takes more than 50 steps.
		let before = events().len();
		idle(Weight::MAX);
		assert_eq!(stage(), "idle");
		assert!(events().len() > before);
		assert_eq!(idle(Weight::MAX), Weight::zero());
	});
}

#[test]
fn cycle_should_end_before_the_next_begins_when_an_era_was_too_short() {
	alone(|_| {
		donate(account(PoolAccount::Rewards(0)), 30 * CRN);
		begin_era();
		assert_ok!(LiquidStaking::advance_cycle(signed(DAVE), 1));
		begin_era();
		begin_era();
		assert_eq!((cycle().era, active_era()), (3, 5));
		assert!(LiquidStaking::query_rates().is_settling);
		work();
		let ended: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::CycleEnded { era, .. } => Some(era),
				_ => None,
			})
			.collect();
		assert_eq!(ended, [3, 5]);
		assert_eq!(pool().backing(), 1_030 * CRN);
		assert!(!LiquidStaking::query_rates().is_settling);
	});
}

#[test]
fn deposits_should_be_reported_as_queued_when_claims_are_incomplete() {
	alone(|_| {
		let settles = || LiquidStaking::query_rates().is_settling;
		assert!(!settles());
		begin_era();
		assert!(settles());
		while stage() != "sweep" {
			assert!(settles());
			assert_ok!(LiquidStaking::advance_cycle(signed(DAVE), 1));
		}
		assert!(!settles());
	});
}

#[test]
fn rates_should_be_kept_for_a_limited_history_when_cycles_end() {
	alone(|_| {
		assert_eq!(
			RateHistory::<Test>::get().into_inner(),
			[(1, GRAINS_PER_PLANCK), (2, GRAINS_PER_PLANCK)]
		);
		earn(1_000 * CRN);
		assert_eq!(RateHistory::<Test>::get().last(), Some(&(3, 2 * GRAINS_PER_PLANCK)));
		run_to_era(2 + RATE_HISTORY);
		let history = RateHistory::<Test>::get();
		assert_eq!(history.len(), RATE_HISTORY as usize);
		assert_eq!((history[0].0, history[31].0), (3, 2 + RATE_HISTORY));
	});
}

use crate::{mock::*, *};
use cairn_primitives::{currency::CRN, time::YEAR_MS};
use num_bigint::BigUint;
use proptest::prelude::*;

/// The formula in big integers: adds up the emission period by period, scaled by 2^k.
fn model(schedule: &Schedule, elapsed_ms: Moment) -> Balance {
	let period = schedule.halving_period_ms;
	let (halvings, begun) = (elapsed_ms / period, elapsed_ms % period);
	let mut numerator = BigUint::from(0u8);
	for _ in 0..halvings {
		numerator = numerator * 2u8 + BigUint::from(schedule.first_year) * period * 2u8;
	}
	numerator += BigUint::from(schedule.first_year) * begun;
	let denominator = BigUint::from(YEAR_MS) << halvings;
	let emitted: BigUint = numerator / denominator;
	u128::try_from(emitted).unwrap().min(schedule.cap)
}

#[test]
fn emission_should_halve_when_a_period_has_passed() {
	let schedule = schedule();
	assert_eq!(schedule.emitted_after(0), 0);
	assert_eq!(schedule.emitted_after(YEAR_MS), FIRST_YEAR);
	assert_eq!(schedule.emitted_after(2 * YEAR_MS), 2 * FIRST_YEAR);
	assert_eq!(schedule.emitted_after(3 * YEAR_MS), 2 * FIRST_YEAR + FIRST_YEAR / 2);
	assert_eq!(schedule.emitted_after(6 * YEAR_MS), 3 * FIRST_YEAR + FIRST_YEAR / 2);
	assert_eq!(schedule.yearly_after(2 * YEAR_MS - 1), FIRST_YEAR);
	assert_eq!(schedule.yearly_after(2 * YEAR_MS), FIRST_YEAR / 2);
	assert_eq!(schedule.yearly_after(Moment::MAX), 0);
	assert_eq!(schedule.next_halving_after(0), 2 * YEAR_MS);
	assert_eq!(schedule.next_halving_after(2 * YEAR_MS), 4 * YEAR_MS);
}

#[test]
fn era_should_get_both_parts_when_it_spans_a_halving() {
	let schedule = schedule();
	let halving = 2 * YEAR_MS;
	let (before, after) = (3 * DAY_MS, 5 * DAY_MS);
	let spanning = schedule.emitted_between(halving - before, halving + after);
	let parts = schedule.emitted_between(halving - before, halving)
		+ schedule.emitted_between(halving, halving + after);
	assert_eq!(spanning, parts);
	// A day after the halving emits half as much as a day before it.
	let day = FIRST_YEAR * u128::from(DAY_MS) / u128::from(YEAR_MS);
	assert!(spanning.abs_diff(3 * day + 5 * day / 2) <= 8, "{spanning}");
}

#[test]
fn emission_should_stop_at_the_cap_when_the_schedule_would_exceed_it() {
	let schedule = Schedule { cap: FIRST_YEAR, ..schedule() };
	assert!(schedule.emitted_after(YEAR_MS - 1) < FIRST_YEAR);
	assert_eq!(schedule.emitted_after(YEAR_MS), FIRST_YEAR);
	assert_eq!(schedule.emitted_after(10 * YEAR_MS), FIRST_YEAR);
}

#[test]
fn schedule_check_should_name_the_error_when_values_are_invalid() {
	let good = schedule();
	assert_eq!(good.check(), Ok(()));
	let bad = [
		(Schedule { halving_period_ms: 0, ..good }, ScheduleError::HalvingPeriodZero),
		(Schedule { cap: MAX_CAP + 1, ..good }, ScheduleError::CapTooHigh),
		(Schedule { first_year: CAP + 1, ..good }, ScheduleError::YearlyEmissionAboveCap),
		(Schedule { reemission_per_year: CAP + 1, ..good }, ScheduleError::YearlyEmissionAboveCap),
	];
	for (schedule, fault) in bad {
		assert_eq!(schedule.check(), Err(fault));
	}
}

/// Confirms the figures of docs/emission.md; see `scripts/emission`.
#[test]
fn supply_should_stay_under_the_cap_when_a_hundred_years_pass() {
	let schedule = schedule();
	let mut eras = 0u64;
	let mut sum = 0;
	while eras * DAY_MS < 100 * YEAR_MS {
		sum += schedule.emitted_between(eras * DAY_MS, (eras + 1) * DAY_MS);
		eras += 1;
		assert!(ENDOWED + sum <= CAP);
	}
	assert_eq!(sum, schedule.emitted_after(eras * DAY_MS));
	assert!(4 * FIRST_YEAR - sum < CRN, "less than one CRN remains after a hundred years");
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
	(1..MAX_CAP, 1..200 * YEAR_MS, 0.0..1.0f64).prop_map(|(cap, halving_period_ms, part)| {
		let first_year = (cap as f64 * part) as u128;
		Schedule { first_year, halving_period_ms, cap, reemission_per_year: first_year }
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn emission_should_match_the_model_when_any_time_has_passed(
		schedule in any_schedule(),
		elapsed in 0..1_000 * YEAR_MS,
	) {
		prop_assume!(elapsed / schedule.halving_period_ms < 100);
		prop_assert_eq!(schedule.emitted_after(elapsed), model(&schedule, elapsed));
	}

	#[test]
	fn parts_should_add_up_when_time_is_cut_anywhere(
		schedule in any_schedule(),
		mut cuts in prop::collection::vec(0..300 * YEAR_MS, 2..40),
	) {
		cuts.sort_unstable();
		let whole = schedule.emitted_between(cuts[0], cuts[cuts.len() - 1]);
		let parts: Balance =
			cuts.windows(2).map(|cut| schedule.emitted_between(cut[0], cut[1])).sum();
		prop_assert_eq!(whole, parts);
		prop_assert!(schedule.emitted_after(cuts[cuts.len() - 1]) <= schedule.cap);
		let whole = schedule.reemittable_between(cuts[0], cuts[cuts.len() - 1]);
		let parts: Balance =
			cuts.windows(2).map(|cut| schedule.reemittable_between(cut[0], cut[1])).sum();
		prop_assert_eq!(whole, parts);
	}
}

//! Verdicts on a report of device 1 about a beacon of device 0, which device 2 reports as well.

use crate::{mock::*, *};
use cairn_primitives::{
	coverage::Reception,
	devices::{DeviceHooks, Mode},
};
use coverage_math::{cell_at, parent_cell, Position};

/// Returns the verdict if `prepare` happens between the last report and the reveal.
fn judged(prepare: impl Fn()) -> Verdict {
	judged_as(prepare, |_| ())
}

/// Returns the verdict on a changed reception.
fn heard(change: impl Fn(&mut Reception)) -> Verdict {
	judged_as(|| (), change)
}

fn judged_as(prepare: impl Fn(), change: impl Fn(&mut Reception)) -> Verdict {
	let mut verdict = Verdict::Valid;
	test(|| {
		devices(3);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report_with(index, 0, 1, &change);
		report(index, 0, 2);
		run_to_reveals_of(index);
		prepare();
		reveal(index, 0);
		let (units, judgements) = settled();
		assert_eq!(judgements.len(), 2);
		verdict = verdict_of(&judgements, 1);
		let is_valid = verdict == Verdict::Valid;
		assert_eq!(credits_of(1) > 0, is_valid, "{verdict:?}");
		// An invalid report does not affect the others.
		let valid = u32::from(is_valid) + u32::from(verdict_of(&judgements, 2) == Verdict::Valid);
		assert_eq!(units, u64::from(coverage_math::beacon_units(valid)));
	});
	verdict
}

/// Returns the cell this far north of the beaconer.
fn north_of_beaconer(lat_e7: i32) -> u64 {
	let centre = coverage_math::cell_centre(place(0)).unwrap();
	cell_at(Position { lat_e7: centre.lat_e7 + lat_e7, ..centre }, 12).unwrap()
}

fn move_quietly(device: DeviceIndex, cell: u64) {
	Registry::change(device, |it| it.location.as_mut().unwrap().cell = cell);
}

#[test]
fn report_should_be_valid_when_it_breaks_no_rule() {
	assert_eq!(judged(|| ()), Verdict::Valid);
	assert_eq!(heard(|it| it.measurement.snr_cdb = None), Verdict::Valid);
}

#[test]
fn report_should_be_a_mismatch_when_its_device_does_not_have_the_frame() {
	let verdict = heard(|it| it.commitment = H256::repeat_byte(1));
	assert_eq!(verdict, Verdict::CommitmentMismatch);
}

#[test]
fn report_should_not_earn_when_its_device_may_no_longer_take_part() {
	assert_eq!(judged(|| Registry::remove(1)), Verdict::Unknown);
	let nowhere = || Registry::change(1, |it| it.location = None);
	assert_eq!(judged(nowhere), Verdict::NotLocated);
	assert_eq!(judged(|| Registry::change(1, |it| it.is_active = false)), Verdict::Inactive);
	assert_eq!(judged(|| Registry::change(1, |it| it.mode = Mode::Serves)), Verdict::Inactive);
	assert_eq!(judged(|| Registry::suspend(1, true)), Verdict::Suspended);
	assert_eq!(judged(|| Coverage::on_moved(1)), Verdict::Changed);
	assert_eq!(judged(|| Coverage::on_refitted(1)), Verdict::Changed);
	assert_eq!(judged(|| Coverage::on_replaced(1)), Verdict::Changed);
	assert_eq!(judged(|| Coverage::on_transferred(1, &9)), Verdict::Changed);
}

#[test]
fn report_should_not_earn_when_its_device_does_not_match_the_beaconer() {
	assert_eq!(judged(|| Registry::change(1, |it| it.class = CLASS + 1)), Verdict::OtherClass);
	assert_eq!(judged(|| Registry::change(1, |it| it.owner = 1_000)), Verdict::SameOwner);
	let abroad = || Registry::change(1, |it| it.location.as_mut().unwrap().region = Some(2));
	assert_eq!(judged(abroad), Verdict::OtherRegion);
}

#[test]
fn report_should_not_earn_when_its_device_has_not_beaconed_recently() {
	assert_eq!(judged(|| change_parameters(|it| it.grace_blocks = 0)), Verdict::NotReciprocal);
}

#[test]
fn one_report_should_earn_when_two_share_an_owner_or_a_cell() {
	let verdicts = || {
		let mut verdicts: Vec<_> = settled().1.into_iter().map(|it| it.verdict).collect();
		verdicts.sort_by_key(|verdict| *verdict != Verdict::Valid);
		verdicts
	};
	let same_owner = || Registry::change(1, |it| it.owner = 1_002);
	let same_cell = || move_quietly(1, place(2));
	for (change, verdict) in
		[(same_owner as fn(), Verdict::SameWitnessOwner), (same_cell, Verdict::SameWitnessCell)]
	{
		test(|| {
			devices(3);
			let index = run_to_challenge_of(0);
			announce(index, 0);
			report(index, 0, 1);
			report(index, 0, 2);
			run_to_reveals_of(index);
			change();
			reveal(index, 0);
			assert_eq!(verdicts(), [Verdict::Valid, verdict]);
			assert_eq!(settled().0, 2_500, "one witness");
		});
	}
}

#[test]
fn report_should_not_earn_when_it_breaks_a_rule_of_radio() {
	let wrong = heard(|it| it.measurement.frequency_hz += 100_001);
	assert_eq!(wrong, Verdict::WrongFrequency);
	assert_eq!(heard(|it| it.measurement.frequency_hz -= 100_000), Verdict::Valid);
	// Spreading factor 12 needs -20 dB, with 5 dB of slack.
	assert_eq!(heard(|it| it.measurement.snr_cdb = Some(-2_501)), Verdict::BelowFloor);
	assert_eq!(heard(|it| it.measurement.snr_cdb = Some(-2_500)), Verdict::Valid);
	assert_eq!(heard(|it| it.measurement.rssi_cdbm = -3_000), Verdict::TooStrong);
	assert_eq!(judged(|| move_quietly(1, north_of_beaconer(15_000_000))), Verdict::TooFar);
	assert_eq!(judged(|| move_quietly(1, north_of_beaconer(20_000))), Verdict::TooClose);
	assert_eq!(judged(|| move_quietly(1, place(0))), Verdict::TooClose);
}

#[test]
fn report_should_not_earn_when_its_location_is_not_a_cell() {
	assert_eq!(judged(|| move_quietly(1, 0)), Verdict::NotACell);
	assert_eq!(judged(|| move_quietly(1, u64::MAX)), Verdict::NotACell);
	let coarse = || move_quietly(1, parent_cell(place(1), 10).unwrap());
	assert_eq!(judged(coarse), Verdict::NotACell);
}

#[test]
fn rules_at_the_reveal_should_apply_when_governance_changes_them_before() {
	let nearer = || change_parameters(|it| it.rules.max_distance_m = 1);
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 1);
		run_to_reveals_of(index);
		nearer();
		reveal(index, 0);
		assert_eq!(verdict_of(&settled().1, 1), Verdict::TooFar);
	});
}

/// Such a report is refused; if storage contains one, it is judged.
#[test]
fn own_report_should_not_earn_when_storage_contains_one() {
	test(|| {
		devices(1);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		let Reception { commitment, measurement, .. } = reception(index, 0, 0);
		let report = KeptReport { witness: 0, commitment, measurement };
		Proofs::<Test>::mutate(index, 0, |it| it.as_mut().unwrap().reports.force_push(report));
		run_to_reveals_of(index);
		reveal(index, 0);
		assert_eq!(verdict_of(&settled().1, 0), Verdict::SelfWitness);
		assert_eq!(credits_of(0), 0);
	});
}

#[test]
fn reports_should_not_earn_when_the_beaconer_is_ineligible() {
	let cases: [fn(); 10] = [
		|| Registry::suspend(0, true),
		|| Registry::change(0, |it| it.is_active = false),
		|| Registry::change(0, |it| it.mode = Mode::Serves),
		|| Registry::change(0, |it| it.location = None),
		|| move_quietly(0, 0),
		|| Coverage::on_moved(0),
		|| Coverage::on_refitted(0),
		|| Coverage::on_transferred(0, &9),
		|| Coverage::on_replaced(0),
		|| {
			Registry::change(0, |it| it.is_active = false);
			Coverage::on_retired(0, &9);
		},
	];
	for (case, prepare) in cases.into_iter().enumerate() {
		test(|| {
			devices(3);
			let index = run_to_challenge_of(0);
			announce(index, 0);
			report(index, 0, 1);
			report_falsely(index, 0, 2);
			run_to_reveals_of(index);
			prepare();
			reveal(index, 0);
			let (units, judgements) = settled();
			assert_eq!(units, 0, "{case}");
			assert_eq!(verdict_of(&judgements, 1), Verdict::BeaconerIneligible, "{case}");
			assert_eq!(verdict_of(&judgements, 2), Verdict::CommitmentMismatch, "{case}");
			assert_eq!(Registry::all_credits(), 0);
			assert!(Registry::proved().is_empty());
			assert_eq!(window(index).revealed, 1);
			let record = DeviceRecords::<Test>::get(1).unwrap();
			assert_eq!((record.valid, record.invalid), (0, 0), "the witness is not at fault");
			close(index);
			assert_eq!(Registry::strikes_of(0), 0, "{case}");
			assert_eq!(strike_of(2), Some((StrikeReason::FalseReport, 1)));
		});
	}
}

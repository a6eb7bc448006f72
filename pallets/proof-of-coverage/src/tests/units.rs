use crate::{mock::*, *};
use coverage_math::{beacon_units, witness_units};

/// Returns the units of the beaconer and of each witness for this number of valid witnesses.
fn credited(witnesses: u32, prepare: impl Fn()) -> (Units, Units) {
	let mut credited = (0, 0);
	test(|| {
		prepare();
		devices(witnesses + 1);
		let all: Vec<_> = (1..=witnesses).collect();
		let judgements = prove(0, &all);
		assert!(judgements.iter().all(|it| it.verdict == Verdict::Valid));
		let (units, _) = settled();
		assert_eq!(credits_of(0), units);
		let shares: Vec<_> = all.iter().map(|witness| credits_of(*witness)).collect();
		assert!(shares.iter().all(|it| *it == shares[0]));
		assert!(judgements.iter().all(|it| it.units == shares[0]));
		assert_eq!(Registry::all_credits(), 0, "no other device was credited");
		credited = (units, shares[0]);
	});
	credited
}

#[test]
fn units_should_be_those_of_hip_15_when_witnesses_are_valid() {
	for (witnesses, beacon, witness) in [
		(1, 2_500, 10_000),
		(2, 5_000, 10_000),
		(4, 10_000, 10_000),
		(5, 12_000, 7_600),
		(8, 15_904, 4_262),
		(14, 18_926, 2_220),
	] {
		assert_eq!(credited(witnesses, || ()), (beacon, witness), "{witnesses}");
	}
}

#[test]
fn units_should_shrink_for_all_when_the_cell_of_the_beaconer_is_dense() {
	let crowded = || Scale::set(3_333);
	assert_eq!(credited(4, crowded), (3_333, 3_333));
	assert_eq!(credited(8, crowded), (15_904 * 3_333 / 10_000, 4_262 * 3_333 / 10_000));
	assert_eq!(credited(4, || Scale::set(0)), (0, 0));
}

#[test]
fn units_should_be_divided_differently_when_governance_changes_the_parts() {
	let halves = || change_parameters(|it| (it.beacon_parts, it.witness_parts) = (1, 1));
	assert_eq!(credited(4, halves), (25_000, 6_250));
	let most = || change_parameters(|it| (it.beacon_parts, it.witness_parts) = (255, 1));
	assert_eq!(credited(4, most), (50_000 * 255 / 256, 50_000 / 256 / 4));
	let both = || {
		halves();
		Scale::set(5_000);
	};
	assert_eq!(credited(8, both), (15_904 * 5 / 2 / 2, 4_262 * 5 / 8 / 2));
}

#[test]
fn curve_should_be_unchanged_when_the_parts_are_the_defaults() {
	let parameters = Parameters::default();
	for witnesses in 0..=JUDGED_REPORTS {
		let beacon = parameters.units_of_beacon(witnesses, FULL);
		let witness = parameters.units_of_witness(witnesses, FULL);
		assert_eq!(beacon, u64::from(beacon_units(witnesses)), "{witnesses}");
		assert_eq!(witness, u64::from(witness_units(witnesses)), "{witnesses}");
		let all = beacon + witness * u64::from(witnesses);
		assert!(witnesses < 4 || all.abs_diff(50_000) <= 8, "{witnesses}: {all}");
	}
}

#[test]
fn units_should_add_up_to_the_same_total_when_the_parts_differ() {
	for (beacon_parts, witness_parts) in [(1, 255), (255, 1), (7, 13), (255, 255)] {
		let parameters = Parameters { beacon_parts, witness_parts, ..Parameters::default() };
		for witnesses in 4..=JUDGED_REPORTS {
			let beacon = parameters.units_of_beacon(witnesses, FULL);
			let witness = parameters.units_of_witness(witnesses, FULL);
			// Four witnesses share five beacons; with more, the parts weight what HIP-15 shifts.
			let expected = u64::from(beacon_units(witnesses)) * 5 * u64::from(beacon_parts)
				/ (u64::from(beacon_parts) + u64::from(witness_parts));
			assert_eq!(beacon, expected);
			let all = beacon + witness * u64::from(witnesses);
			assert!(all <= 100_000 && all > 20_000, "{beacon_parts}:{witness_parts}: {all}");
		}
	}
}

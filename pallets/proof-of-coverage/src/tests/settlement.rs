use crate::{mock::*, *};
use cairn_primitives::{
	coverage::draw_rank,
	devices::{CoverageStanding, DeviceHooks},
};
use sp_core::Pair;

/// Returns the witnesses with this verdict, in the order of their judgements.
fn with(judgements: &Judgements, verdict: Verdict) -> Vec<DeviceIndex> {
	judgements.iter().filter(|it| it.verdict == verdict).map(|it| it.witness).collect()
}

/// Returns the order in which the witnesses of a window are drawn.
fn drawn(index: WindowIndex, witnesses: impl IntoIterator<Item = DeviceIndex>) -> Vec<DeviceIndex> {
	let draw = window(index + 1).seed;
	let mut all: Vec<_> = witnesses.into_iter().collect();
	all.sort_by_key(|witness| draw_rank(&draw, 0, *witness));
	all
}

#[test]
fn proof_should_be_settled_and_removed_when_it_is_revealed() {
	test(|| {
		devices(3);
		Scale::set(5_000);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 1);
		report_falsely(index, 0, 2);
		run_to_reveals_of(index);
		System::reset_events();
		reveal(index, 0);
		let judgements = vec![
			Judgement { witness: 2, verdict: Verdict::CommitmentMismatch, units: 0 },
			Judgement { witness: 1, verdict: Verdict::Valid, units: 5_000 },
		];
		let settled = Event::ProofSettled {
			window: index,
			beaconer: 0,
			secret: secret(0),
			scale: 5_000,
			units: 1_250,
			judgements,
		};
		assert_eq!(events(), [settled]);
		assert_eq!(Coverage::open_proof(index, 0), None);
		assert_eq!((storage_entries("Proofs"), storage_entries("FalseReports")), (0, 1));
		assert_eq!(OpenProofs::<Test>::get(), 0);
		assert_eq!((window(index).announced, window(index).revealed), (1, 1));
		close(index);
		assert_eq!(storage_entries("FalseReports"), 0);
	});
}

#[test]
fn records_should_be_updated_when_a_proof_is_settled() {
	test(|| {
		devices(24);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report_falsely(index, 0, 1);
		report_with(index, 0, 2, |it| it.measurement.frequency_hz = 1);
		(3..24).for_each(|witness| report(index, 0, witness));
		run_to_reveals_of(index);
		reveal(index, 0);
		let judgements = settled().1;
		for Judgement { witness, verdict, .. } in judgements {
			let DeviceRecord { valid, invalid, witnessed_at, beaconed_at, .. } =
				DeviceRecords::<Test>::get(witness).unwrap();
			let expected = match verdict {
				Verdict::Valid => (1, 0, Some(now())),
				Verdict::WrongFrequency => (0, 1, None),
				_ => (0, 0, None),
			};
			assert_eq!((valid, invalid, witnessed_at), expected, "{verdict:?}");
			assert_eq!(beaconed_at, None);
		}
		let beaconer = DeviceRecords::<Test>::get(0).unwrap();
		assert_eq!((beaconer.beacons, beaconer.beaconed_at), (1, Some(now())));
		assert_eq!((beaconer.valid, beaconer.witnessed_at), (0, None));
	});
}

#[test]
fn fourteen_reports_should_be_judged_in_the_drawn_order_when_there_are_more() {
	test(|| {
		devices(33);
		let all: Vec<_> = (1..33).collect();
		let judgements = prove(0, &all);
		let order = drawn(current_window().0 - 1, all);
		assert_eq!(judgements.len(), 32);
		assert_eq!(with(&judgements, Verdict::Valid), order[..14]);
		assert_eq!(with(&judgements, Verdict::NotDrawn), order[14..]);
		let not_drawn = judgements.iter().filter(|it| it.verdict == Verdict::NotDrawn);
		assert!(not_drawn.into_iter().all(|it| it.units == 0));
		assert_eq!(settled().0, 18_926);
	});
}

#[test]
fn rejected_reports_should_not_use_up_places_when_they_are_drawn_first() {
	test(|| {
		devices(33);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		(1..33).for_each(|witness| report(index, 0, witness));
		run_to_reveals_of(index);
		let order = drawn(index, 1..33);
		// The first ten belong to the owner of the beaconer.
		for witness in &order[..10] {
			Registry::change(*witness, |it| it.owner = 1_000);
		}
		reveal(index, 0);
		let judgements = settled().1;
		assert_eq!(with(&judgements, Verdict::SameOwner), order[..10]);
		assert_eq!(with(&judgements, Verdict::Valid), order[10..24]);
		assert_eq!(with(&judgements, Verdict::NotDrawn), order[24..]);
	});
}

#[test]
fn reports_should_use_up_places_when_they_break_the_rules_of_radio() {
	test(|| {
		devices(33);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		(1..33).for_each(|witness| {
			report_with(index, 0, witness, |it| {
				if witness % 2 == 0 {
					it.measurement.rssi_cdbm = 0;
				}
			})
		});
		run_to_reveals_of(index);
		reveal(index, 0);
		let judgements = settled().1;
		let order = drawn(index, 1..33);
		let (strong, valid): (Vec<DeviceIndex>, Vec<_>) =
			order[..14].iter().partition(|it| *it % 2 == 0);
		assert_eq!(with(&judgements, Verdict::TooStrong), strong);
		assert_eq!(with(&judgements, Verdict::Valid), valid);
		assert_eq!(settled().0, u64::from(coverage_math::beacon_units(valid.len() as u32)));
	});
}

#[test]
fn second_report_of_an_owner_or_cell_should_earn_when_the_first_is_not_valid() {
	let sharing: [fn(); 2] = [
		|| (1..4).for_each(|device| Registry::change(device, |it| it.owner = 77)),
		|| {
			let same = |device| {
				Registry::change(device, |it| it.location.as_mut().unwrap().cell = place(1))
			};
			(1..4).for_each(same);
		},
	];
	for share in sharing {
		test(|| {
			devices(4);
			share();
			let index = run_to_challenge_of(0);
			announce(index, 0);
			// The draw decides which report comes first; two of the three are invalid.
			report_with(index, 0, 1, |it| it.measurement.rssi_cdbm = 0);
			report(index, 0, 2);
			report_with(index, 0, 3, |it| it.measurement.frequency_hz = 1);
			run_to_reveals_of(index);
			reveal(index, 0);
			assert_eq!(verdict_of(&settled().1, 2), Verdict::Valid);
		});
	}
}

#[test]
fn valid_proofs_should_be_recorded_for_all_participants_when_a_witness_is_valid() {
	test(|| {
		devices(4);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 1);
		report(index, 0, 2);
		report_with(index, 0, 3, |it| it.measurement.rssi_cdbm = 0);
		run_to_reveals_of(index);
		reveal(index, 0);
		let mut proved = Registry::proved();
		proved.sort_unstable();
		assert_eq!(proved, [0, 1, 2]);
	});
}

#[test]
fn valid_proof_should_not_be_recorded_when_no_witness_is_valid() {
	test(|| {
		devices(2);
		Scale::set(7);
		assert!(prove(0, &[]).is_empty());
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report_with(index, 0, 1, |it| it.measurement.rssi_cdbm = 0);
		run_to_reveals_of(index);
		reveal(index, 0);
		assert!(Registry::proved().is_empty());
		assert_eq!(Registry::all_credits(), 0);
		let full = events()
			.into_iter()
			.any(|event| matches!(event, Event::ProofSettled { scale: FULL, units: 0, .. }));
		assert!(full, "density reduces nothing");
		assert_eq!(DeviceRecords::<Test>::get(0).unwrap().beacons, 2);
	});
}

#[test]
fn new_key_should_sign_the_reveal_when_the_device_was_replaced() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 1);
		run_to_reveals_of(index);
		Registry::change(0, |it| it.key = pair(900).public());
		Coverage::on_replaced(0);
		let old = reveal_call(index, 0, 0, secret(0));
		assert_eq!(apply(old), refused(Refusal::BadSignature));
		let statement = cairn_primitives::coverage::CoverageStatement::Reveal(secret(0));
		let signature = sign(900, index, 0, &statement);
		let new =
			Call::reveal { window: index, beaconer: 0, ordinal: 0, secret: secret(0), signature };
		assert_eq!(apply(new), Ok(()));
		assert_eq!(verdict_of(&settled().1, 1), Verdict::BeaconerIneligible);
	});
}

#[test]
fn weight_should_be_refunded_when_a_proof_has_few_reports() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		announce(index, 1);
		(1..3).for_each(|witness| report(index, 0, witness));
		run_to_reveals_of(index);
		let weight = |device| {
			let post = dispatch(reveal_call(index, device, 0, secret(device))).unwrap();
			post.actual_weight.unwrap()
		};
		let joining = <Test as Config>::Standing::weight_of_joining();
		let two = <() as WeightInfo>::reveal(2, 0) + joining * 3;
		assert_eq!(weight(0), two, "all three became interactive");
		assert_eq!(weight(1), <() as WeightInfo>::reveal(0, 0));
	});
}

use crate::{mock::*, *};
use cairn_primitives::devices::DeviceHooks;

#[test]
fn window_should_be_returned_when_it_is_not_closed() {
	test(|| {
		assert_eq!(Coverage::window(None), Coverage::window(Some(0)));
		assert_eq!(Coverage::window(Some(1)), None);
		let index = run_to_next_window();
		assert_eq!(Coverage::window(None).unwrap().0, index);
		assert_eq!(Coverage::window(Some(0)).unwrap().0, 0);
		run_until_closed(0);
		assert_eq!(Coverage::window(Some(0)), None);
	});
	sp_io::TestExternalities::default().execute_with(|| {
		assert_eq!(Coverage::window(None), None, "before the first block");
	});
}

#[test]
fn challenge_should_be_returned_when_the_window_is_not_closed() {
	test(|| {
		let index = run_to_challenge_of(7);
		assert_eq!(Coverage::is_challenged(7, index), Some(true));
		let silent = (0..64).find(|it| Coverage::is_challenged(*it, index) == Some(false));
		assert!(silent.is_some());
		assert_eq!(Coverage::is_challenged(7, index + 1), None);
		run_until_closed(index);
		assert_eq!(Coverage::is_challenged(7, index), None);
	});
}

#[test]
fn proof_should_be_returned_when_it_is_open() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		assert_eq!(Coverage::open_proof(index, 0), None);
		announce(index, 0);
		report(index, 0, 1);
		let proof = Coverage::open_proof(index, 0).unwrap();
		assert_eq!(proof.announcement, announcement(index, 0));
		assert_eq!(proof.reports[0].witness, 1);
		run_to_reveals_of(index);
		reveal(index, 0);
		assert_eq!(Coverage::open_proof(index, 0), None);
	});
}

#[test]
fn preview_should_equal_the_verdict_when_a_report_is_judged() {
	let cases: [(fn(), Measurement); 6] = [
		(|| (), MEASUREMENT),
		(|| (), Measurement { rssi_cdbm: 0, ..MEASUREMENT }),
		(|| (), Measurement { frequency_hz: 1, ..MEASUREMENT }),
		(|| Registry::change(1, |it| it.owner = 1_000), MEASUREMENT),
		(|| Registry::suspend(1, true), MEASUREMENT),
		(|| Registry::suspend(0, true), MEASUREMENT),
	];
	for (prepare, measurement) in cases {
		test(|| {
			devices(2);
			let index = run_to_challenge_of(0);
			announce(index, 0);
			report_with(index, 0, 1, |it| it.measurement = measurement);
			run_to_reveals_of(index);
			prepare();
			let previewed = Coverage::preview_verdict(0, announcement(index, 0), 1, measurement);
			reveal(index, 0);
			assert_eq!(verdict_of(&settled().1, 1), previewed);
		});
	}
}

#[test]
fn preview_should_ignore_the_window_when_a_device_has_changed() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		let announcement = announcement(index, 0);
		let previewed = |witness| Coverage::preview_verdict(0, announcement, witness, MEASUREMENT);
		Coverage::on_moved(0);
		Coverage::on_moved(1);
		assert_eq!(previewed(1), Verdict::Valid, "it may take part in the next window");
		assert_eq!(previewed(0), Verdict::SelfWitness);
		assert_eq!(previewed(9), Verdict::Unknown);
		Registry::remove(0);
		assert_eq!(previewed(1), Verdict::BeaconerIneligible);
	});
}

#[test]
fn preview_should_equal_the_verdict_when_the_witness_is_new() {
	test(|| {
		devices(2);
		change_parameters(|it| it.grace_blocks = 100);
		run_to(300);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		let previewed = Coverage::preview_verdict(0, announcement(index, 0), 1, MEASUREMENT);
		report(index, 0, 1);
		run_to_reveals_of(index);
		reveal(index, 0);
		assert_eq!(verdict_of(&settled().1, 1), Verdict::Valid, "the witness is new");
		assert_eq!(previewed, Verdict::Valid);
	});
}

#[test]
fn record_should_be_returned_when_a_device_has_taken_part() {
	test(|| {
		devices(4);
		change_parameters(|it| (it.grace_blocks, it.reciprocity_blocks) = (0, 200));
		assert_eq!(Coverage::device_record(0), None);
		prove(1, &[]);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 1);
		next_block();
		let info = Coverage::device_record(0).unwrap();
		assert_eq!((info.validity, info.strikes), (None, 0));
		assert!(!info.may_earn_by_beacons && !info.may_earn_as_witness);
		run_to_reveals_of(index);
		reveal(index, 0);
		assert!(Coverage::device_record(0).unwrap().may_earn_as_witness);
		let witness = Coverage::device_record(1).unwrap();
		assert_eq!(witness.validity, Some(10_000));
		assert!(witness.may_earn_by_beacons && witness.may_earn_as_witness);

		for _ in 0..2 {
			let index = run_to_challenge_of(0);
			announce(index, 0);
			report_with(index, 0, 1, |it| it.measurement.rssi_cdbm = 0);
			run_to_reveals_of(index);
			reveal(index, 0);
		}
		let witness = Coverage::device_record(1).unwrap();
		assert_eq!((witness.record.valid, witness.record.invalid), (1, 2));
		assert_eq!(witness.validity, Some(3_333));
		run_to(now() + 201);
		let witness = Coverage::device_record(1).unwrap();
		assert!(!witness.may_earn_by_beacons && !witness.may_earn_as_witness);
	});
}

use crate::{mock::*, *};
use cairn_primitives::devices::DeviceHooks;

/// Sets the shortest reciprocity, without grace for new devices.
fn be_strict() {
	change_parameters(|it| {
		it.challenges_per_day = 1_800;
		it.grace_blocks = 0;
	});
}

/// Returns the verdict on a report of device 0 if reciprocity lasts `blocks` longer than the time since
/// its own beacon.
fn witness_after_beacon(blocks: i32) -> Verdict {
	let mut verdict = Verdict::Valid;
	test(|| {
		devices(2);
		be_strict();
		prove(0, &[]);
		let beaconed_at = now();
		let index = run_to_challenge_of(1);
		announce(index, 1);
		report(index, 1, 0);
		run_to_reveals_of(index);
		change_parameters(|it| {
			it.reciprocity_blocks = (now() - beaconed_at).strict_add_signed(blocks)
		});
		reveal(index, 1);
		verdict = verdict_of(&settled().1, 0);
		assert_eq!(credits_of(0), if blocks < 0 { 0 } else { 10_000 });
	});
	verdict
}

/// Returns the units of a beacon of device 0, and of its witness, if reciprocity lasts `blocks` longer
/// than the time since its own valid report.
fn beacon_after_witness(blocks: i32) -> (Units, Units) {
	let mut units = (0, 0);
	test(|| {
		devices(3);
		be_strict();
		prove(0, &[]);
		prove(1, &[0]);
		let witnessed_at = now();
		assert_eq!(credits_of(0), 10_000);
		prove(2, &[]);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 2);
		run_to_reveals_of(index);
		change_parameters(|it| {
			it.reciprocity_blocks = (now() - witnessed_at).strict_add_signed(blocks)
		});
		reveal(index, 0);
		assert_eq!(settled().0, credits_of(0));
		units = (settled().0, credits_of(2));
	});
	units
}

#[test]
fn report_should_earn_when_its_device_beaconed_just_in_time() {
	assert_eq!(witness_after_beacon(0), Verdict::Valid);
	assert_eq!(witness_after_beacon(-1), Verdict::NotReciprocal);
}

#[test]
fn beacon_should_earn_when_its_device_was_a_valid_witness_just_in_time() {
	assert_eq!(beacon_after_witness(0), (2_500, 10_000));
	assert_eq!(beacon_after_witness(-1), (0, 10_000), "its witnesses earn nevertheless");
}

#[test]
fn report_should_earn_when_its_device_is_new() {
	for (blocks, verdict) in [(0, Verdict::Valid), (-1, Verdict::NotReciprocal)] {
		test(|| {
			devices(2);
			let index = run_to_challenge_of(0);
			announce(index, 0);
			report(index, 0, 1);
			let since = now();
			run_to_reveals_of(index);
			change_parameters(|it| it.grace_blocks = (now() - since).strict_add_signed(blocks));
			reveal(index, 0);
			assert_eq!(verdict_of(&settled().1, 1), verdict);
		});
	}
}

#[test]
fn beacon_should_earn_when_its_device_is_new() {
	for (blocks, units) in [(0, 2_500), (-1, 0)] {
		test(|| {
			devices(2);
			let index = run_to_challenge_of(0);
			announce(index, 0);
			let since = now();
			next_block();
			report(index, 0, 1);
			run_to_reveals_of(index);
			change_parameters(|it| it.grace_blocks = (now() - since).strict_add_signed(blocks));
			reveal(index, 0);
			assert_eq!((credits_of(0), credits_of(1)), (units, 10_000));
		});
	}
}

#[test]
fn grace_should_start_at_the_placement_when_a_device_takes_part_later() {
	test(|| {
		devices(2);
		Coverage::on_moved(1);
		let placed_at = now();
		run_to_next_window();
		// Later changes do not restart the grace period.
		Coverage::on_moved(1);
		Coverage::on_transferred(1, &9);
		Coverage::on_replaced(1);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 1);
		run_to_reveals_of(index);
		assert_eq!(DeviceRecords::<Test>::get(1).unwrap().since, placed_at);
		change_parameters(|it| it.grace_blocks = now() - placed_at - 1);
		reveal(index, 0);
		assert_eq!(verdict_of(&settled().1, 1), Verdict::NotReciprocal);
	});
}

#[test]
fn unheard_beacon_should_entitle_its_device_to_witness_when_it_settles() {
	test(|| {
		devices(2);
		be_strict();
		assert!(prove(0, &[]).is_empty());
		assert_eq!(verdict_of(&prove(1, &[0]), 0), Verdict::Valid);
	});
}

#[test]
fn expired_beacon_should_not_entitle_its_device_to_witness_when_it_reports() {
	test(|| {
		devices(2);
		be_strict();
		let index = run_to_challenge_of(0);
		announce(index, 0);
		run_until_closed(index);
		assert_eq!(verdict_of(&prove(1, &[0]), 0), Verdict::NotReciprocal);
	});
}

#[test]
fn invalid_report_should_not_entitle_its_device_to_beacon_when_it_is_judged() {
	test(|| {
		devices(3);
		be_strict();
		prove(0, &[]);
		prove(2, &[]);
		let index = run_to_challenge_of(1);
		announce(index, 1);
		report_with(index, 1, 0, |it| it.measurement.rssi_cdbm = 0);
		run_to_reveals_of(index);
		reveal(index, 1);
		assert_eq!(verdict_of(&prove(0, &[2]), 2), Verdict::Valid);
		assert_eq!(credits_of(0), 0);
	});
}

#[test]
fn silent_device_should_earn_again_when_it_beacons_again() {
	test(|| {
		devices(2);
		be_strict();
		change_parameters(|it| it.reciprocity_blocks = 40);
		prove(0, &[]);
		assert_eq!(verdict_of(&prove(1, &[0]), 0), Verdict::Valid);
		run_to(now() + 40);
		assert_eq!(verdict_of(&prove(1, &[0]), 0), Verdict::NotReciprocal);
		prove(0, &[]);
		assert_eq!(verdict_of(&prove(1, &[0]), 0), Verdict::Valid);
	});
}

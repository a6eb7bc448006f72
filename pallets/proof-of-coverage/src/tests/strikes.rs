use crate::{mock::*, *};
use cairn_primitives::devices::DeviceHooks;

/// Runs and closes a window in which device 0 does not reveal its beacon, and device 1 does.
fn miss() -> WindowIndex {
	miss_after(|| ())
}

fn miss_after(change: impl FnOnce()) -> WindowIndex {
	let index = run_window(&[0, 1], &[1]);
	change();
	close(index);
	index
}

#[test]
fn beaconer_should_be_struck_when_it_does_not_reveal() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		announce(index, 1);
		report(index, 0, 2);
		report(index, 0, 1);
		run_to_reveals_of(index);
		reveal(index, 1);
		run_to(window(index).reveal_by);
		end_block(Weight::MAX);
		assert_eq!(strike_of(0), None, "this block still accepts the reveal");
		close(index);
		let expired =
			Event::ProofExpired { window: index, beaconer: 0, reports: 2, beaconer_at_fault: true };
		let struck = Event::DeviceStruck {
			window: index,
			device: 0,
			reason: StrikeReason::MissedReveal,
			strikes: 1,
			suspends: false,
		};
		let closed = Event::WindowClosed { window: index, announced: 2, revealed: 1 };
		assert_eq!(events(), [expired, struck, closed]);
		let record = DeviceRecords::<Test>::get(0).unwrap();
		assert_eq!((record.missed, record.strikes, record.struck_at), (1, 1, now()));
		assert_eq!((Registry::strikes_of(0), Registry::strikes_of(1)), (1, 0));
	});
}

#[test]
fn no_device_should_be_struck_when_less_than_half_of_the_beacons_were_revealed() {
	for (announced, revealed, strikes) in [(2, 1, 1), (3, 1, 0), (4, 2, 2), (5, 2, 0), (1, 0, 0)] {
		test(|| {
			devices(7);
			let index = run_to_challenge_of_all();
			let beaconers: Vec<_> = (0..announced).collect();
			beaconers.iter().for_each(|device| announce(index, *device));
			if revealed > 0 {
				report_falsely(index, 0, 6);
			}
			run_to_reveals_of(index);
			beaconers[..revealed].iter().for_each(|device| reveal(index, *device));
			close(index);
			let missed =
				beaconers[revealed..].iter().filter(|it| strike_of(**it).is_some()).count();
			assert_eq!(missed, strikes, "{revealed} of {announced}");
			assert_eq!(Registry::strikes_of(6) > 0, strikes > 0, "{revealed} of {announced}");
			let faults = events().into_iter().filter(|event| {
				matches!(event, Event::ProofExpired { beaconer_at_fault: true, .. })
			});
			assert_eq!(faults.count(), strikes);
			assert_eq!((storage_entries("Proofs"), storage_entries("FalseReports")), (0, 0));
			let record = DeviceRecords::<Test>::get(announced - 1).unwrap();
			assert_eq!(record.missed, u32::from(strikes > 0));
		});
	}
}

#[test]
fn device_should_be_suspended_when_it_is_struck_too_often() {
	test(|| {
		devices(2);
		for strikes in 1..=2 {
			miss();
			assert_eq!(strike_of(0), Some((StrikeReason::MissedReveal, strikes)));
			assert!(!Registry::is_suspended(0));
		}
		let index = miss();
		assert!(events().contains(&Event::DeviceStruck {
			window: index,
			device: 0,
			reason: StrikeReason::MissedReveal,
			strikes: 3,
			suspends: true,
		}));
		assert!(Registry::is_suspended(0));
		assert_eq!(
			DeviceRecords::<Test>::get(0).unwrap().strikes,
			0,
			"the count starts again at zero"
		);
		assert_eq!(Registry::strikes_of(0), 3, "the registry counts strikes of a lifetime");

		Registry::suspend(0, false);
		miss();
		assert_eq!(strike_of(0), Some((StrikeReason::MissedReveal, 1)));
		assert!(!Registry::is_suspended(0));
	});
}

#[test]
fn device_should_be_suspended_earlier_when_governance_lowers_the_limit() {
	test(|| {
		devices(2);
		change_parameters(|it| it.strikes_to_suspend = 2);
		miss();
		assert!(!Registry::is_suspended(0));
		miss();
		assert!(Registry::is_suspended(0));
	});
}

#[test]
fn device_should_keep_its_strikes_when_it_is_already_suspended() {
	test(|| {
		devices(2);
		miss();
		miss();
		miss_after(|| Registry::suspend(0, true));
		assert_eq!(strike_of(0), Some((StrikeReason::MissedReveal, 3)));
		assert_eq!(DeviceRecords::<Test>::get(0).unwrap().strikes, 3);
		let suspends = events()
			.into_iter()
			.any(|event| matches!(event, Event::DeviceStruck { suspends: true, .. }));
		assert!(!suspends);
		Registry::suspend(0, false);
		miss();
		assert!(Registry::is_suspended(0));
	});
}

#[test]
fn strikes_should_decay_one_by_one_when_time_passes() {
	test(|| {
		devices(2);
		miss();
		miss();
		let struck_at = now();
		let strikes = || Coverage::device_record(0).unwrap().strikes;
		assert_eq!(strikes(), 2);
		run_to(struck_at + 599);
		assert_eq!(strikes(), 2);
		next_block();
		assert_eq!(strikes(), 1);
		run_to(struck_at + 1_199);
		assert_eq!(strikes(), 1);
		next_block();
		assert_eq!(strikes(), 0);
		miss();
		assert_eq!(strike_of(0), Some((StrikeReason::MissedReveal, 1)));
	});
}

#[test]
fn strike_should_be_added_to_the_remaining_ones_when_others_have_decayed() {
	test(|| {
		devices(2);
		miss();
		miss();
		run_to(now() + 600);
		miss();
		assert_eq!(strike_of(0), Some((StrikeReason::MissedReveal, 2)));
		assert!(!Registry::is_suspended(0));
	});
}

#[test]
fn witness_should_be_struck_once_when_it_makes_many_false_reports_in_a_window() {
	test(|| {
		devices(6);
		let index = run_to_challenge_of_all();
		(0..5).for_each(|beaconer| {
			announce(index, beaconer);
			report_falsely(index, beaconer, 5);
		});
		run_to_reveals_of(index);
		(0..5).for_each(|beaconer| {
			reveal(index, beaconer);
			assert_eq!(verdict_of(&settled().1, 5), Verdict::CommitmentMismatch);
		});
		assert_eq!((storage_entries("FalseReports"), Registry::strikes_of(5)), (1, 0));
		close(index);
		assert_eq!(strike_of(5), Some((StrikeReason::FalseReport, 1)));
		assert_eq!(Registry::strikes_of(5), 1);
		let record = DeviceRecords::<Test>::get(5).unwrap();
		assert_eq!((record.missed, record.valid, record.invalid), (0, 0, 0));
	});
}

#[test]
fn false_report_should_have_no_consequence_when_its_beacon_is_not_revealed() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		announce(index, 1);
		report_falsely(index, 0, 2);
		run_to_reveals_of(index);
		reveal(index, 1);
		close(index);
		assert_eq!(Registry::strikes_of(2), 0, "the chain cannot know that the report was false");
		assert_eq!(Registry::strikes_of(0), 1);
	});
}

#[test]
fn device_should_be_struck_twice_when_it_commits_both_offences() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		announce(index, 1);
		report_falsely(index, 1, 0);
		run_to_reveals_of(index);
		reveal(index, 1);
		close(index);
		assert_eq!(Registry::strikes_of(0), 2);
		assert_eq!(DeviceRecords::<Test>::get(0).unwrap().strikes, 2);
	});
}

#[test]
fn beaconer_should_not_be_struck_when_it_changed_since_the_window_began() {
	let changes: [fn(); 5] = [
		|| Coverage::on_moved(0),
		|| Coverage::on_refitted(0),
		|| Coverage::on_transferred(0, &9),
		|| Coverage::on_replaced(0),
		|| Coverage::on_retired(0, &9),
	];
	for change in changes {
		test(|| {
			devices(2);
			let index = miss_after(change);
			let expired = Event::ProofExpired {
				window: index,
				beaconer: 0,
				reports: 0,
				beaconer_at_fault: false,
			};
			assert!(events().contains(&expired));
			assert_eq!((strike_of(0), Registry::strikes_of(0)), (None, 0));
			assert_eq!(DeviceRecords::<Test>::get(0).map_or(0, |record| record.missed), 0);
		});
	}
}

#[test]
fn beaconer_should_be_struck_when_it_is_inactive_or_suspended() {
	let changes: [fn(); 2] =
		[|| Registry::change(0, |it| it.is_active = false), || Registry::suspend(0, true)];
	for change in changes {
		test(|| {
			devices(2);
			miss_after(change);
			assert_eq!(strike_of(0), Some((StrikeReason::MissedReveal, 1)));
		});
	}
}

#[test]
fn false_reporter_should_be_struck_when_it_has_changed_but_not_when_it_has_retired() {
	let changes: [(fn(), u8); 4] = [
		(|| Coverage::on_moved(1), 1),
		(|| Coverage::on_transferred(1, &9), 1),
		(|| Registry::suspend(1, true), 1),
		(|| Coverage::on_retired(1, &9), 0),
	];
	for (change, strikes) in changes {
		for before_the_reveal in [true, false] {
			test(|| {
				devices(2);
				let index = run_to_challenge_of(0);
				announce(index, 0);
				report_falsely(index, 0, 1);
				if before_the_reveal {
					change();
				}
				run_to_reveals_of(index);
				reveal(index, 0);
				if !before_the_reveal {
					change();
				}
				close(index);
				assert_eq!(Registry::strikes_of(1), strikes);
				assert_eq!(storage_entries("FalseReports"), 0);
			});
		}
	}
}

#[test]
fn strikes_should_saturate_when_there_are_very_many() {
	test(|| {
		devices(2);
		change_parameters(|it| it.strikes_to_suspend = u8::MAX);
		miss();
		DeviceRecords::<Test>::mutate(0, |it| it.as_mut().unwrap().strikes = u8::MAX);
		miss_after(|| Registry::suspend(0, true));
		assert_eq!(strike_of(0), Some((StrikeReason::MissedReveal, u8::MAX)));
	});
}

//! The validity that the transaction pool sees for calls without a signature.

use crate::{mock::*, *};
use cairn_primitives::coverage::Reception;
use sp_runtime::transaction_validity::ValidTransaction;
use std::collections::BTreeSet;

fn valid(call: Call<Test>) -> ValidTransaction {
	authorize(call).unwrap()
}

/// Runs to a block that accepts reveals of one window, and announcements and reports of the next.
fn two_windows() -> (WindowIndex, WindowIndex) {
	devices(4);
	let index = run_to_challenge_of_all();
	announce(index, 0);
	announce(index, 1);
	let next = run_to_next_window();
	announce(next, 0);
	(index, next)
}

#[test]
fn tags_should_differ_when_the_kind_the_device_or_the_ordinal_differs() {
	test(|| {
		let (index, next) = two_windows();
		let report = |witness, ordinal| {
			report_call(next, witness, ordinal, vec![reception(next, 0, witness)])
		};
		let announce =
			|device, ordinal| announce_call(next, device, ordinal, announcement(next, device));
		let mut tags = BTreeSet::new();
		let mut calls = 0;
		for ordinal in 0..ORDINALS {
			for device in 1..4 {
				tags.insert(valid(announce(device, ordinal)).provides);
				tags.insert(valid(report(device, ordinal)).provides);
				calls += 2;
			}
			for device in 0..2 {
				tags.insert(valid(reveal_call(index, device, ordinal, secret(device))).provides);
				calls += 1;
			}
		}
		assert_eq!(tags.len(), calls);
		assert!(tags.iter().all(|tags| tags.len() == 1));
	});
}

#[test]
fn tags_should_differ_when_the_window_differs() {
	test(|| {
		devices(2);
		let tag = |index| valid(announce_call(index, 0, 0, announcement(index, 0))).provides;
		let index = run_to_challenge_of_all();
		let first = tag(index);
		assert_ne!(first, tag(run_to_next_window()));
	});
}

#[test]
fn tags_should_be_equal_when_a_device_signs_two_calls_with_one_ordinal() {
	test(|| {
		let (_, next) = two_windows();
		announce(next, 1);
		let report = |beaconer| report_call(next, 3, 7, vec![reception(next, beaconer, 3)]);
		assert_eq!(valid(report(0)).provides, valid(report(1)).provides);
		let other = Announcement { frame: H256::zero(), ..announcement(next, 2) };
		assert_eq!(
			valid(announce_call(next, 2, 0, announcement(next, 2))).provides,
			valid(announce_call(next, 2, 0, other)).provides
		);
	});
}

#[test]
fn calls_should_stay_in_the_pool_until_their_deadlines_when_they_wait() {
	test(|| {
		let (index, next) = two_windows();
		let lives = || {
			let announcement = announcement(next, 1);
			[
				valid(announce_call(next, 1, 0, announcement)).longevity,
				valid(report_call(next, 2, 0, vec![reception(next, 0, 2)])).longevity,
				valid(reveal_call(index, 0, 0, secret(0))).longevity,
			]
		};
		// A longevity of 1 covers this block alone.
		assert_eq!(lives(), [5, 7, 12]);
		next_block();
		assert_eq!(lives(), [4, 6, 11]);
		run_to(window(next).announce_by);
		assert_eq!(lives(), [1, 3, 8]);
		run_to(window(next).report_by);
		let report = report_call(next, 2, 0, vec![reception(next, 0, 2)]);
		assert_eq!(valid(report).longevity, 1);
	});
}

#[test]
fn announcements_should_come_first_when_a_block_is_authored() {
	test(|| {
		let (index, next) = two_windows();
		let announcement = valid(announce_call(next, 1, 0, announcement(next, 1)));
		let report = valid(report_call(next, 2, 0, vec![reception(next, 0, 2)]));
		let reveal = valid(reveal_call(index, 0, 0, secret(0)));
		assert!(announcement.priority > report.priority);
		assert!(report.priority > reveal.priority);
		assert!(reveal.priority > u64::MAX / 5);
		for valid in [announcement, report, reveal] {
			assert!(valid.propagate);
			assert!(valid.requires.is_empty());
		}
	});
}

#[test]
fn call_should_be_accepted_with_another_ordinal_when_it_came_too_early() {
	use codec::Encode;
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		let Reception { commitment, measurement, .. } = reception(index, 0, 1);
		let receptions = vec![Reception { beaconer: 0, commitment, measurement }];
		let early = report_call(index, 1, 0, receptions.clone());
		assert_eq!(apply(early.clone()), refused(Refusal::NotAnnounced));
		announce(index, 0);
		let again = report_call(index, 1, 1, receptions);
		assert_ne!(early.encode(), again.encode());
		assert_eq!(apply(again), Ok(()));

		let early = reveal_call(index, 0, 0, secret(0));
		assert_eq!(apply(early), refused(Refusal::RevealedTooEarly));
		run_to_reveals_of(index);
		assert_eq!(apply(reveal_call(index, 0, 1, secret(0))), Ok(()));
		assert_eq!(verdict_of(&settled().1, 1), Verdict::Valid);
	});
}

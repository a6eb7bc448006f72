//! Deadlines under the parameters of the tests. Blocks are counted from the first of a window.

use crate::{mock::*, *};
use frame_support::traits::Hooks;

/// Returns the result of a call of one kind in each block of the life of a window.
fn answers(
	index: WindowIndex,
	blocks: core::ops::RangeInclusive<u32>,
	call: impl Fn() -> Call<Test>,
) -> Vec<bool> {
	let begins_at = window(index).begins_at;
	blocks
		.map(|block| {
			run_to(begins_at + block);
			authorize(call()).is_ok()
		})
		.collect()
}

#[test]
fn announcements_should_be_accepted_until_the_fifth_block_when_a_window_begins() {
	test(|| {
		device(0);
		let index = run_to_challenge_of(0);
		let call = announce_call(index, 0, 0, announcement(index, 0));
		let taken = answers(index, 0..=5, || call.clone());
		assert_eq!(taken, [true, true, true, true, true, false]);
		assert_eq!(apply(call), refused(Refusal::AnnouncedTooLate));
	});
}

#[test]
fn reports_should_be_accepted_until_the_second_last_block_when_a_window_begins() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		let call = report_call(index, 1, 0, vec![reception(index, 0, 1)]);
		let taken = answers(index, 0..=7, || call.clone());
		assert_eq!(taken, [true, true, true, true, true, true, true, false]);
		assert_eq!(apply(call), refused(Refusal::ReportedTooLate));
	});
}

#[test]
fn reveals_should_be_accepted_for_twelve_blocks_when_the_window_is_over() {
	test(|| {
		device(0);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		let call = reveal_call(index, 0, 0, secret(0));
		let taken = answers(index, 0..=20, || call.clone());
		let expected: Vec<_> = (0..=20).map(|block| (8..=19).contains(&block)).collect();
		assert_eq!(taken, expected);
		assert_eq!(apply(call.clone()), refused(Refusal::RevealedTooLate));
		next_block();
		assert_eq!(apply(call), refused(Refusal::WindowUnknown), "the window is closed");
	});
}

#[test]
fn reveal_should_be_too_early_when_the_next_window_has_not_begun() {
	test(|| {
		device(0);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		run_to(window(index).reveal_from - 1);
		let call = reveal_call(index, 0, 0, secret(0));
		assert_eq!(apply(call.clone()), refused(Refusal::RevealedTooEarly));
		// The pool checks the call before the next block has opened its window.
		System::set_block_number(window(index).reveal_from);
		assert_eq!(apply(call.clone()), refused(Refusal::RevealedTooEarly));
		Coverage::on_initialize(now());
		assert_eq!(apply(call), Ok(()));
	});
}

#[test]
fn deadlines_should_stay_the_same_when_the_parameters_change() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		change_parameters(|it| {
			(it.window_blocks, it.announce_blocks, it.reveal_blocks) = (6, 4, 4)
		});
		run_to(window(index).begins_at + 4);
		announce(index, 0);
		run_to(window(index).begins_at + 6);
		report(index, 0, 1);
		run_to(window(index).begins_at + 19);
		reveal(index, 0);
		assert_eq!(verdict_of(&settled().1, 1), Verdict::Valid);
	});
}

#[test]
fn reveals_should_be_accepted_when_later_windows_have_begun() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		report(index, 0, 1);
		let next = run_to_next_window();
		announce(next, 1);
		report(next, 1, 0);
		let third = run_to_next_window();
		announce(third, 0);
		// 16 blocks after the window began, both proofs may settle.
		reveal(index, 0);
		reveal(next, 1);
		assert_eq!((credits_of(0), credits_of(1)), (12_500, 12_500));
		assert_eq!(OpenProofs::<Test>::get(), 1);
	});
}

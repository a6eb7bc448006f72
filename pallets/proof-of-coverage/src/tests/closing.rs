use crate::{mock::*, *};
use cairn_primitives::devices::DeviceKey;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
	traits::Hooks,
};

fn close_windows(limit: u32) -> DispatchResultWithPostInfo {
	Coverage::close_windows(RuntimeOrigin::signed(1), limit)
}

/// Ends the block without idle time, and begins the next.
fn next_busy_block() {
	end_block(Weight::zero());
	System::reset_events();
	System::set_block_number(now() + 1);
	Coverage::on_initialize(now());
}

fn run_busily_to(block: u32) {
	while now() < block {
		next_busy_block();
	}
}

/// Runs to the first block after the reveals of a window with this many open proofs. No block since the
/// first window has had idle time.
fn overdue(proofs: u32) -> WindowIndex {
	devices(proofs);
	let index = run_to_challenge_of_all();
	(0..proofs).for_each(|device| announce(index, device));
	run_busily_to(window(index).reveal_by + 1);
	index
}

fn expired() -> usize {
	events().into_iter().filter(|it| matches!(it, Event::ProofExpired { .. })).count()
}

#[test]
fn windows_should_be_closed_in_steps_when_blocks_have_idle_time() {
	test(|| {
		let index = overdue(30);
		// The earlier windows are closed first, in one step each.
		let before = index - OldestWindow::<Test>::get();
		assert!(before > 0);
		Coverage::on_idle(now(), Weight::MAX);
		assert_eq!(expired() as u32, 20 - before);
		assert_eq!(OpenProofs::<Test>::get(), 10 + before);
		next_busy_block();
		assert_eq!(Coverage::check_invariants(), Ok(()));
		Coverage::on_idle(now(), Weight::MAX);
		assert_eq!(expired() as u32, 10 + before);
		assert_eq!(
			events().last(),
			Some(&Event::WindowClosed { window: index, announced: 30, revealed: 0 })
		);
		assert_eq!(OldestWindow::<Test>::get(), index + 1);
		assert_eq!(ClosedUpTo::<Test>::get(), ClosingCursor::default());
		assert_eq!((storage_entries("Proofs"), OpenProofs::<Test>::get()), (0, 0));
	});
}

#[test]
fn idle_time_should_not_be_exceeded_when_little_is_left() {
	test(|| {
		overdue(40);
		StepsPerBlock::set(1_000);
		let step = Coverage::weight_of_step();
		assert_eq!(Coverage::on_idle(now(), Weight::zero()), Weight::zero());
		let too_little = step - Weight::from_parts(1, 0);
		assert_eq!(Coverage::on_idle(now(), too_little), Weight::zero());
		assert_eq!(events().len(), usize::from(now() == current_window().1.begins_at));
		let mut open = OpenProofs::<Test>::get();
		for hundredths in [100, 101, 150, 199, 200, 350, 777, 1_000, 5_000] {
			let remaining = step / 100 * hundredths;
			let consumed = Coverage::on_idle(now(), remaining);
			assert!(consumed.all_lte(remaining), "{hundredths}");
			let left = OpenProofs::<Test>::get();
			// Earlier windows have no proofs.
			assert!(u64::from(open - left) <= hundredths / 50, "{hundredths}");
			open = left;
		}
		assert_eq!(open, 0);
	});
}

#[test]
fn idle_time_should_not_be_used_when_no_window_is_due() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of_all();
		(0..3).for_each(|device| announce(index, device));
		let oldest = window(OldestWindow::<Test>::get());
		run_busily_to(oldest.reveal_by);
		let look = <() as WeightInfo>::find_closing_step();
		assert_eq!(Coverage::on_idle(now(), Weight::MAX), look);
		assert_eq!(OpenProofs::<Test>::get(), 3);
	});
}

#[test]
fn close_windows_should_take_steps_when_blocks_have_no_idle_time() {
	test(|| {
		let index = overdue(10);
		assert_eq!(OpenProofs::<Test>::get(), 10);
		let before = index - OldestWindow::<Test>::get();
		let weight = Call::<Test>::close_windows { limit: 5 }.get_dispatch_info().call_weight;
		let post = close_windows(before + 5).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert!(post.actual_weight.unwrap().all_lte(weight * 2));
		assert_eq!(expired(), 5);
		// In the same block; a limit of 0 counts as 1.
		assert_ok!(close_windows(0));
		assert_eq!(expired(), 6);
		let all = Call::<Test>::close_windows { limit: 1_000 }.get_dispatch_info().call_weight;
		let post = close_windows(1_000).unwrap();
		assert!(post.actual_weight.unwrap().all_lte(all / 100), "the rest is refunded");
		assert!(!Windows::<Test>::contains_key(index));
		assert_noop!(close_windows(1), Error::<Test>::NothingToClose);
	});
}

#[test]
fn close_windows_should_fail_and_charge_when_no_window_is_due() {
	test(|| {
		devices(1);
		assert_noop!(close_windows(1), Error::<Test>::NothingToClose);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		run_to(window(index).reveal_by);
		assert_eq!(close_windows(1).unwrap_err().post_info.pays_fee, Pays::Yes);
		assert!(Proofs::<Test>::contains_key(index, 0), "this block still accepts the reveal");
	});
}

#[test]
fn backlog_should_be_cleared_when_only_calls_close_windows() {
	test(|| {
		let index = run_to_next_window();
		let count = 10_000;
		let announcement = announcement(index, 0);
		for device in 0..count {
			register(device, DeviceKey::from_raw([0; 32]), 1, 0);
			Proofs::<Test>::insert(
				index,
				device,
				Proof { announcement, reports: Default::default() },
			);
			DeviceRecords::<Test>::insert(device, DeviceRecord::default());
			if device % 4 == 0 {
				FalseReports::<Test>::insert(index, device, ());
			}
		}
		OpenProofs::<Test>::put(count);
		Windows::<Test>::mutate_extant(index, |it| {
			(it.announced, it.revealed) = (2 * count, count);
		});
		run_busily_to(window(index).reveal_by + 1);

		let mut struck = std::collections::BTreeMap::<_, u32>::new();
		while Windows::<Test>::contains_key(index) {
			// Several calls in one block, each of which sees what the others have removed.
			for limit in [150, 7, 343] {
				let Ok(post) = close_windows(limit) else { break };
				let most = Coverage::weight_of_step() * u64::from(limit);
				assert!(post.actual_weight.unwrap().all_lte(most));
			}
			for event in events() {
				if let Event::DeviceStruck { device, .. } = event {
					*struck.entry(device).or_default() += 1;
				}
			}
			next_busy_block();
		}
		assert_eq!(
			(storage_entries("Proofs"), storage_entries("FalseReports"), OpenProofs::<Test>::get()),
			(0, 0, 0)
		);
		assert_eq!(struck.len() as u32, count, "every proof has expired");
		assert!(struck.iter().all(|(device, times)| *times == 1 + u32::from(device % 4 == 0)));
		let took = now() - index;
		assert!(took < 60, "{took}");
		// Windows that began in the meantime are closed too.
		while close_windows(1_000).is_ok() {}
		assert!(Windows::<Test>::iter().count() <= 3);
	});
}

#[test]
fn proofs_should_settle_when_older_windows_are_not_closed() {
	test(|| {
		let old = overdue(5);
		let (index, open) = current_window();
		run_busily_to(open.reveal_from);
		assert!(Windows::<Test>::contains_key(old));
		let index = index + 1;
		announce(index, 0);
		report(index, 0, 1);
		run_busily_to(window(index).reveal_from);
		reveal(index, 0);
		assert_eq!(verdict_of(&settled().1, 1), Verdict::Valid);
		let late = reveal_call(old, 1, 0, secret(1));
		assert_eq!(apply(late), refused(Refusal::RevealedTooLate));
		assert_eq!(OpenProofs::<Test>::get(), 5);
		assert_ok!(close_windows(100));
		assert_eq!(OpenProofs::<Test>::get(), 0);
	});
}

#[test]
fn storage_should_be_empty_when_a_window_is_closed() {
	test(|| {
		devices(40);
		let index = run_to_challenge_of_all();
		(0..10).for_each(|beaconer| {
			announce(index, beaconer);
			(10..16).for_each(|witness| report(index, beaconer, witness));
			report_falsely(index, beaconer, 39);
		});
		assert_eq!(storage_entries("Proofs"), 10);
		run_to_reveals_of(index);
		(0..6).for_each(|beaconer| reveal(index, beaconer));
		assert_eq!((storage_entries("Proofs"), storage_entries("FalseReports")), (4, 1));
		run_until_closed(index);
		assert_eq!((storage_entries("Proofs"), storage_entries("FalseReports")), (0, 0));
		assert_eq!(storage_entries("Windows"), Windows::<Test>::iter().count());
		assert_eq!((10..16).map(Registry::strikes_of).sum::<u8>(), 0);
		assert_eq!((6..10).map(Registry::strikes_of).sum::<u8>(), 4);
	});
}

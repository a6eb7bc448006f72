use crate::{mock::*, *};
use frame_support::traits::Get;
use std::collections::BTreeSet;

/// Returns the seed of the second window and the devices that it challenges, if the VRF output of one
/// block differs.
fn second_window(changed: Option<u32>) -> (H256, Vec<DeviceIndex>) {
	externalities().execute_with(|| {
		if let Some(block) = changed {
			Vrf::set(block, H256::repeat_byte(0xab));
		}
		run_to(9);
		let challenged = (0..64).filter(|it| Coverage::is_challenged(*it, 1).unwrap()).collect();
		(window(1).seed, challenged)
	})
}

#[test]
fn seed_should_differ_when_the_output_of_any_earlier_block_differs() {
	let all = [None, Some(1), Some(2), Some(3), Some(4), Some(5), Some(6), Some(7), Some(8)];
	let windows = all.map(second_window);
	let seeds: BTreeSet<_> = windows.iter().map(|(seed, _)| *seed).collect();
	let challenged: BTreeSet<_> = windows.iter().map(|(_, challenged)| challenged).collect();
	assert_eq!((seeds.len(), challenged.len()), (all.len(), all.len()));
	assert_eq!(
		second_window(Some(9)),
		second_window(None),
		"the first block of the window is too late"
	);
}

#[test]
fn draw_should_differ_when_the_output_of_the_block_after_the_last_report_differs() {
	let drawn = |output: Option<H256>| {
		let mut drawn = vec![];
		test(|| {
			devices(30);
			let index = run_to_challenge_of(0);
			announce(index, 0);
			(1..30).for_each(|witness| report(index, 0, witness));
			if let Some(output) = output {
				Vrf::set(window(index).report_by + 1, output);
			}
			run_to_reveals_of(index);
			reveal(index, 0);
			let judged = settled().1.into_iter().filter(|it| it.verdict == Verdict::Valid);
			drawn = judged.map(|it| it.witness).collect();
		});
		drawn
	};
	let (usual, other) = (drawn(None), drawn(Some(H256::repeat_byte(1))));
	assert_eq!((usual.len(), other.len()), (14, 14));
	assert_ne!(usual, other);
	assert_eq!(usual, drawn(None));
}

#[test]
fn window_should_begin_when_the_previous_one_accepts_reveals() {
	test(|| {
		let mut before = current_window();
		assert_eq!((before.0, before.1.begins_at), (0, 1));
		for _ in 0..20 {
			run_to_next_window();
			let (index, open) = current_window();
			assert_eq!((index, open.begins_at), (before.0 + 1, before.1.reveal_from));
			assert_eq!(
				events()[0],
				Event::WindowOpened {
					window: index,
					seed: open.seed,
					threshold: 1 << 63,
					announce_by: open.begins_at + 4,
					report_by: open.begins_at + 6,
					reveal_from: open.begins_at + 8,
					reveal_by: open.begins_at + 19,
				}
			);
			before = (index, open);
		}
	});
}

#[test]
fn devices_should_be_challenged_as_often_as_the_parameter_says_when_many_windows_pass() {
	// A day has 1,800 windows of 8 blocks.
	for (challenges_per_day, chance) in [(900, 0.5), (90, 0.05), (1_800, 1.0)] {
		test(|| {
			change_parameters(|it| {
				it.challenges_per_day = challenges_per_day;
				it.reciprocity_blocks = 14_400;
			});
			let (windows, devices) = (150, 150);
			let mut by_device = vec![0u32; devices];
			for _ in 0..windows {
				let index = run_to_next_window();
				for (count, device) in by_device.iter_mut().zip(0..) {
					*count += u32::from(Coverage::is_challenged(device, index).unwrap());
				}
			}
			let all = f64::from(by_device.iter().sum::<u32>());
			let trials = f64::from(windows) * devices as f64;
			let deviation = (trials * chance * (1.0 - chance)).sqrt();
			assert!(
				(all - trials * chance).abs() <= 4.0 * deviation,
				"{challenges_per_day}: {all}"
			);
			// No device is challenged more often than another.
			let mean = f64::from(windows) * chance;
			let spread = 5.0 * (mean * (1.0 - chance)).sqrt();
			assert!(by_device.iter().all(|it| (f64::from(*it) - mean).abs() <= spread));
		});
	}
}

#[test]
fn storage_should_be_empty_when_no_device_takes_part() {
	test(|| {
		for block in 2..400 {
			next_block();
			assert!(Windows::<Test>::iter().count() <= 3, "{block}");
			if block % 8 == 5 && block > 20 {
				let window = (block - 21) / 8;
				assert!(events().is_empty(), "idle time after this closes the window");
				end_block(Weight::MAX);
				let closed = Event::WindowClosed { window, announced: 0, revealed: 0 };
				assert_eq!(events(), [closed]);
			}
		}
		assert_eq!(storage_entries("Windows"), Windows::<Test>::iter().count());
		assert_eq!(
			storage_entries("Proofs")
				+ storage_entries("FalseReports")
				+ storage_entries("DeviceRecords"),
			0
		);
	});
}

#[test]
fn open_window_should_stay_the_same_when_the_parameters_change() {
	test(|| {
		let (index, before) = current_window();
		change_parameters(|it| {
			(it.window_blocks, it.announce_blocks, it.reveal_blocks) = (20, 12, 40);
			it.challenges_per_day = 4;
			it.reciprocity_blocks = 28_800;
		});
		run_to(before.reveal_from - 1);
		assert_eq!(current_window(), (index, before));
		next_block();
		let next = window(index + 1);
		assert_eq!(next.begins_at, before.reveal_from);
		assert_eq!(next.announce_by, next.begins_at + 11);
		assert_eq!(next.report_by, next.begins_at + 18);
		assert_eq!(next.reveal_from, next.begins_at + 20);
		assert_eq!(next.reveal_by, next.begins_at + 59);
		assert_eq!(next.threshold, ((4u128 * 20) << 64).div_euclid(14_400) as u64);
	});
}

#[test]
fn windows_should_be_closed_in_order_when_a_later_one_is_shorter() {
	test(|| {
		let first = run_to_next_window();
		change_parameters(|it| it.reveal_blocks = 4);
		let second = run_to_next_window();
		// Both windows accept reveals until the same block.
		change_parameters(|it| it.reveal_blocks = 12);
		assert_eq!(window(second).reveal_by, window(first).reveal_by);
		run_until_closed(first);
		assert_eq!(Coverage::check_invariants(), Ok(()));
		run_until_closed(second);
	});
}

#[test]
fn window_life_should_cover_the_longest_proof_when_asked_for() {
	test(|| {
		let (_, open) = current_window();
		let life = <WindowLife<Test> as Get<u32>>::get();
		assert_eq!(life, open.reveal_by - open.begins_at + 1);
		assert_eq!(Parameters::default().window_life(), 60);
	});
}

#[test]
fn window_life_should_outlast_open_windows_when_later_ones_are_shorter() {
	test(|| {
		let index = run_to_next_window();
		change_parameters(|it| it.reveal_blocks = 4);
		let takes_effect = now() + <WindowLife<Test> as Get<u32>>::get();
		assert!(takes_effect > window(index).reveal_by);
	});
}

//! Attacks by devices, owners and authors who want more than they earn.

use crate::{mock::*, *};
use cairn_primitives::{
	coverage::{report_rank, CoverageStatement, Frame, Reception},
	devices::{DeviceHooks, Mode},
};
use codec::{Encode, MaxEncodedLen};
use frame_support::dispatch::RawOrigin;
use proptest::prelude::*;
use sp_core::Pair;

/// Returns a call of each kind by device 0 that counts; `report` reports the beacon of device 1.
fn forged(
	index: WindowIndex,
	previous: WindowIndex,
	sign: impl Fn(WindowIndex, &CoverageStatement) -> DeviceSignature,
) -> [Call<Test>; 3] {
	let announcement = announcement(index, 0);
	let receptions = vec![reception(index, 1, 0)];
	[
		Call::announce {
			window: index,
			beaconer: 0,
			ordinal: 0,
			announcement,
			signature: sign(index, &CoverageStatement::Announce(announcement)),
		},
		Call::report {
			window: index,
			witness: 0,
			ordinal: 0,
			receptions: receptions.clone().try_into().unwrap(),
			signature: sign(index, &CoverageStatement::Report(receptions)),
		},
		Call::reveal {
			window: previous,
			beaconer: 0,
			ordinal: 0,
			secret: secret(0),
			signature: sign(previous, &CoverageStatement::Reveal(secret(0))),
		},
	]
}

/// Runs two windows: device 0 announces in the first, device 1 in the second.
fn two_windows() -> (WindowIndex, WindowIndex) {
	devices(3);
	let previous = run_to_challenge_of_all();
	announce(previous, 0);
	let index = run_to_next_window();
	announce(index, 1);
	(index, previous)
}

/// Returns the devices from 1 on in the order of their ranks for the beacon of device 0.
fn ranked(index: WindowIndex, count: u32) -> Vec<DeviceIndex> {
	let seed = window(index).seed;
	let mut all: Vec<_> = (1..=count).collect();
	all.sort_by_key(|witness| report_rank(&seed, 0, *witness));
	all
}

#[test]
fn calls_should_be_refused_when_they_were_signed_for_another_chain() {
	test(|| {
		let (index, previous) = two_windows();
		let signed_for = |genesis: H256| {
			forged(index, previous, move |window, statement| {
				pair(0).sign(&statement.signing_payload(&genesis, window, 0))
			})
		};
		for call in signed_for(H256::repeat_byte(9)) {
			assert_eq!(apply(call), refused(Refusal::BadSignature));
		}
		for call in signed_for(genesis()) {
			assert_eq!(apply(call), Ok(()));
		}
	});
}

#[test]
fn calls_should_be_refused_when_another_device_signed_them() {
	test(|| {
		let (index, previous) = two_windows();
		for call in forged(index, previous, |window, statement| sign(2, window, 0, statement)) {
			assert_eq!(apply(call), refused(Refusal::BadSignature));
		}
	});
}

#[test]
fn calls_should_be_refused_when_they_are_replayed_in_another_window() {
	test(|| {
		let (index, previous) = two_windows();
		// Replayed unchanged, and with another window.
		let old = [
			announce_call(previous, 0, 0, announcement(previous, 0)),
			report_call(previous, 2, 0, vec![reception(previous, 0, 2)]),
		];
		assert_eq!(apply(old[0].clone()), refused(Refusal::AnnouncedTooLate));
		assert_eq!(apply(old[1].clone()), refused(Refusal::ReportedTooLate));
		for call in forged(index, previous, |_, statement| sign(0, index + 1, 0, statement)) {
			assert_eq!(apply(call), refused(Refusal::BadSignature));
		}
		// A published secret does not settle the proof of another window.
		announce(index, 0);
		reveal(previous, 0);
		assert_eq!(apply(reveal_call(previous, 0, 1, secret(0))), refused(Refusal::NotAnnounced));
		let early = reveal_call(index, 0, 0, secret(0));
		assert_eq!(apply(early), refused(Refusal::RevealedTooEarly));
	});
}

#[test]
fn reveal_should_be_refused_when_the_frame_belongs_to_another_window_or_device() {
	test(|| {
		devices(3);
		let first = run_to_challenge_of_all();
		announce(first, 0);
		let old = announcement(first, 0);
		let index = run_to_next_window();
		// Device 0 sends its old frame again, device 1 the frame of device 2.
		assert_eq!(apply(announce_call(index, 0, 0, old)), Ok(()));
		assert_eq!(apply(announce_call(index, 1, 0, announcement(index, 2))), Ok(()));
		announce(index, 2);
		run_to_reveals_of(index);
		reveal(index, 2);
		assert_eq!(apply(reveal_call(index, 0, 0, secret(0))), refused(Refusal::WrongSecret));
		assert_eq!(apply(reveal_call(index, 1, 0, secret(2))), refused(Refusal::WrongSecret));
	});
}

#[test]
fn report_should_be_false_when_its_commitment_is_copied() {
	test(|| {
		devices(4);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 1);
		let copied = Coverage::open_proof(index, 0).unwrap().reports[0];
		report_with(index, 0, 2, |it| it.commitment = copied.commitment);
		// Made from public data, without the frame.
		let hash = announcement(index, 0).frame;
		let guessed =
			H256((b"cairn/witness", hash, 3u32).using_encoded(sp_io::hashing::blake2_256));
		report_with(index, 0, 3, |it| it.commitment = guessed);
		run_to_reveals_of(index);
		reveal(index, 0);
		let (units, judgements) = settled();
		assert_eq!(verdict_of(&judgements, 1), Verdict::Valid);
		assert_eq!(verdict_of(&judgements, 2), Verdict::CommitmentMismatch);
		assert_eq!(verdict_of(&judgements, 3), Verdict::CommitmentMismatch);
		assert_eq!(units, 2_500, "as for one witness");
		close(index);
		assert!(strike_of(2).is_some() && strike_of(3).is_some() && strike_of(1).is_none());
	});
}

#[test]
fn report_should_be_refused_when_its_beacon_was_never_announced() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of(0);
		let call = |ordinal| report_call(index, 1, ordinal, vec![reception(index, 0, 1)]);
		assert_eq!(apply(call(0)), refused(Refusal::NotAnnounced));
		run_to_reveals_of(index);
		assert_eq!(apply(call(1)), refused(Refusal::ReportedTooLate));
		let index = index + 1;
		let unknown = report_call(index, 1, 0, vec![reception(index, 77, 1)]);
		assert_eq!(apply(unknown), refused(Refusal::NotAnnounced));
		assert_eq!((storage_entries("Proofs"), storage_entries("DeviceRecords")), (0, 0));
	});
}

#[test]
fn witnesses_should_not_be_incriminated_when_the_beaconer_reveals_another_secret() {
	test(|| {
		devices(5);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		announce(index, 4);
		(1..4).for_each(|witness| report(index, 0, witness));
		run_to_reveals_of(index);
		reveal(index, 4);
		for other in 1..100u8 {
			assert_eq!(
				Coverage::check_reveal(index, 0, 0, [other; 32]).err(),
				Some(Refusal::WrongSecret)
			);
		}
		assert_eq!(apply(reveal_call(index, 0, 0, secret(4))), refused(Refusal::WrongSecret));
		close(index);
		assert_eq!((1..4).map(Registry::strikes_of).sum::<u8>(), 0);
		assert_eq!(strike_of(0), Some((StrikeReason::MissedReveal, 1)));
	});
}

#[test]
fn announcement_should_stay_unchanged_when_the_beaconer_announces_another_frame() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 1);
		let seed = window(index).seed;
		let frame = Frame::new(index, 0, &seed, &[1; 32]).hash();
		let other = announce_call(index, 0, 1, Announcement { frame, ..announcement(index, 0) });
		assert_eq!(apply(other), refused(Refusal::AlreadyAnnounced));
		run_to_reveals_of(index);
		assert_eq!(apply(reveal_call(index, 0, 0, [1; 32])), refused(Refusal::WrongSecret));
		reveal(index, 0);
		assert_eq!(verdict_of(&settled().1, 1), Verdict::Valid);
	});
}

#[test]
fn genuine_reports_should_be_kept_when_fakes_of_higher_ranks_were_first() {
	test(|| {
		devices(61);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		let order = ranked(index, 60);
		// 40 fakes, none of them among the 20 lowest ranks, come before the genuine reports.
		order[20..].iter().for_each(|witness| {
			let receptions = vec![Reception {
				beaconer: 0,
				commitment: H256::repeat_byte(1),
				measurement: MEASUREMENT,
			}];
			let signature = DeviceSignature::from_raw([0; 64]);
			let receptions = receptions.try_into().unwrap();
			let _ = Coverage::report(
				RawOrigin::Authorized.into(),
				index,
				*witness,
				0,
				receptions,
				signature,
			);
		});
		assert_eq!(kept_witnesses(index, 0), order[20..52]);
		order[..20].iter().for_each(|witness| report(index, 0, *witness));
		assert_eq!(kept_witnesses(index, 0), order[..32]);
		run_to_reveals_of(index);
		reveal(index, 0);
		let judgements = settled().1;
		let count = |verdict| judgements.iter().filter(|it| it.verdict == verdict).count();
		// No fake used up a place among the judged reports.
		assert_eq!(count(Verdict::CommitmentMismatch), 12);
		assert_eq!((count(Verdict::Valid), count(Verdict::NotDrawn)), (14, 6));
		assert_eq!(settled().0, 18_926);
		close(index);
		assert_eq!((1..61).map(Registry::strikes_of).sum::<u8>(), 12);
	});
}

#[test]
fn lowest_ranks_should_be_kept_when_a_thousand_devices_report() {
	test(|| {
		device(0);
		(1..=1_000).for_each(|it| register(it, pair(0).public(), it.into(), place(it)));
		let index = run_to_challenge_of(0);
		announce(index, 0);
		let mut taken = 0;
		for witness in 1..=1_000 {
			let receptions = vec![reception(index, 0, witness)].try_into().unwrap();
			let signature = DeviceSignature::from_raw([0; 64]);
			let call = Call::report { window: index, witness, ordinal: 0, receptions, signature };
			taken += u32::from(dispatch(call).is_ok());
			assert!(kept_witnesses(index, 0).len() <= 32);
		}
		assert_eq!(kept_witnesses(index, 0), ranked(index, 1_000)[..32]);
		// The first 32 are kept, and the n-th report is kept with probability 32 / n.
		assert!((80..200).contains(&taken), "{taken}");
		let proof = Coverage::open_proof(index, 0).unwrap();
		assert!(proof.encoded_size() <= Proof::max_encoded_len());
		assert_eq!(storage_entries("Proofs"), 1);
	});
}

#[test]
fn device_should_report_sixteen_times_at_most_when_it_floods_the_chain() {
	test(|| {
		devices(40);
		let index = run_to_challenge_of_all();
		(1..40).for_each(|device| announce(index, device));
		let taken = (0..=u8::MAX)
			.filter(|ordinal| {
				let beaconer = 1 + u32::from(*ordinal) % 39;
				let receptions = vec![reception(index, beaconer, 0)].try_into().unwrap();
				let signature = DeviceSignature::from_raw([0; 64]);
				let (window, ordinal) = (index, *ordinal);
				dispatch(Call::report { window, witness: 0, ordinal, receptions, signature })
					.is_ok()
			})
			.count();
		assert_eq!(taken, 16);
	});
}

#[test]
fn radio_should_earn_once_when_it_has_many_keys() {
	let disguises: [fn(DeviceIndex); 2] = [
		|device| Registry::change(device, |it| it.owner = 7),
		|device| {
			Registry::change(device, |it| it.location.as_mut().unwrap().cell = place(1));
		},
	];
	for disguise in disguises {
		test(|| {
			devices(13);
			(1..=10).for_each(disguise);
			let judgements = prove(0, &(1..13).collect::<Vec<_>>());
			let valid = judgements.iter().filter(|it| it.verdict == Verdict::Valid);
			assert_eq!(valid.count(), 3, "one of the ten, and the other two");
			assert_eq!(settled().0, 7_500);
			let fleet: Units = (1..=10).map(credits_of).sum();
			assert_eq!((fleet, credits_of(11), credits_of(12)), (10_000, 10_000, 10_000));
		});
	}
}

#[test]
fn owner_should_not_earn_when_its_devices_witness_each_other() {
	test(|| {
		devices(6);
		(0..6).for_each(|device| Registry::change(device, |it| it.owner = 7));
		let judgements = prove(0, &[1, 2, 3, 4, 5]);
		assert!(judgements.iter().all(|it| it.verdict == Verdict::SameOwner));
		assert_eq!(Registry::all_credits(), 0);
	});
}

#[test]
fn device_should_wait_for_the_next_window_when_it_is_placed_after_the_seed_is_known() {
	test(|| {
		devices(40);
		let index = run_to_next_window();
		// In the first block the seed is known: register devices that the lottery selects.
		let lucky: Vec<_> =
			(0..40).filter(|it| Coverage::is_challenged(*it, index).unwrap()).collect();
		assert!(lucky.len() > 5);
		lucky.iter().for_each(|device| Coverage::on_moved(*device));
		for device in &lucky {
			let call = announce_call(index, *device, 0, announcement(index, *device));
			assert_eq!(apply(call), refused(Refusal::DeviceChanged));
		}
		let next = run_to_next_window();
		let again = lucky.iter().find(|it| Coverage::is_challenged(**it, next).unwrap()).unwrap();
		announce(next, *again);
	});
}

#[test]
fn report_should_be_refused_when_the_device_is_placed_after_the_ranks_are_known() {
	test(|| {
		devices(40);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		next_block();
		let best = ranked(index, 39)[0];
		Coverage::on_moved(best);
		let call = report_call(index, best, 0, vec![reception(index, 0, best)]);
		assert_eq!(apply(call), refused(Refusal::DeviceChanged));
	});
}

#[test]
fn device_should_take_part_when_it_changed_before_the_seed_was_known() {
	test(|| {
		devices(2);
		change_parameters(|it| it.challenges_per_day = 1_800);
		run_to_next_window();
		run_to(current_window().1.reveal_from - 2);
		(0..2).for_each(Coverage::on_moved);
		Coverage::on_transferred(0, &9);
		let index = run_to_next_window();
		announce(index, 0);
		report(index, 0, 1);
		run_to_reveals_of(index);
		reveal(index, 0);
		assert_eq!((credits_of(0), credits_of(1)), (2_500, 10_000));
	});
}

#[test]
fn device_should_not_earn_when_it_moves_or_is_sold_during_a_proof() {
	let changes: [fn(DeviceIndex); 5] = [
		Coverage::on_moved,
		Coverage::on_refitted,
		|device| Coverage::on_transferred(device, &9),
		Coverage::on_replaced,
		|device| {
			Registry::change(device, |it| it.is_active = false);
			Coverage::on_retired(device, &9);
		},
	];
	for (number, change) in changes.into_iter().enumerate() {
		for (changed, in_window) in [(0, true), (0, false), (1, true), (1, false)] {
			test(|| {
				devices(3);
				let index = run_to_challenge_of(0);
				announce(index, 0);
				report(index, 0, 1);
				report(index, 0, 2);
				if !in_window {
					run_to_reveals_of(index);
				}
				change(changed);
				run_to_reveals_of(index);
				reveal(index, 0);
				let case = (number, changed, in_window);
				assert_eq!(credits_of(changed), 0, "{case:?}");
				// Others earn nothing if the changed device was their beaconer.
				assert_eq!(credits_of(2), if changed == 0 { 0 } else { 10_000 }, "{case:?}");
				close(index);
				assert_eq!((0..3).map(Registry::strikes_of).sum::<u8>(), 0);
			});
		}
	}
}

#[test]
fn units_should_remain_credited_when_a_device_leaves_after_the_settlement() {
	test(|| {
		devices(2);
		prove(0, &[1]);
		(0..2).for_each(|device| {
			Registry::change(device, |it| it.is_active = false);
			Coverage::on_retired(device, &9);
		});
		assert_eq!((credits_of(0), credits_of(1)), (2_500, 10_000));
		assert_eq!(storage_entries("DeviceRecords"), 0);
		run_to(now() + 40);
		assert_eq!(storage_entries("Proofs") + storage_entries("FalseReports"), 0);
	});
}

#[test]
fn proof_should_settle_when_authors_censor_its_reveal_for_some_blocks() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		report(index, 0, 1);
		run_to_reveals_of(index);
		// All authors but that of the last block.
		for ordinal in 0..11 {
			assert!(authorize(reveal_call(index, 0, ordinal, secret(0))).is_ok());
			next_block();
		}
		assert_eq!(now(), window(index).reveal_by);
		// Meanwhile everyone knows the secret, and it is of no use to them.
		device(9);
		let late = report_call(index, 9, 0, vec![reception(index, 0, 9)]);
		assert_eq!(apply(late), refused(Refusal::ReportedTooLate));
		reveal(index, 0);
		assert_eq!((credits_of(0), credits_of(1)), (2_500, 10_000));
	});
}

#[test]
fn verdicts_should_stay_the_same_when_an_author_delays_the_reveal() {
	let settled_after = |blocks| {
		let mut judgements = vec![];
		test(|| {
			devices(25);
			let index = run_to_challenge_of(0);
			announce(index, 0);
			(1..25).for_each(|witness| report(index, 0, witness));
			run_to(window(index).reveal_from + blocks);
			reveal(index, 0);
			judgements = settled().1;
		});
		judgements
	};
	let first = settled_after(0);
	assert_eq!(first, settled_after(5), "the draw is fixed when the next window begins");
	assert_eq!(first, settled_after(11));
}

#[test]
fn announcement_should_be_refused_when_the_class_of_the_device_only_serves() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		Registry::change(0, |it| it.mode = Mode::Serves);
		let call = announce_call(index, 0, 0, announcement(index, 0));
		assert_eq!(apply(call), refused(Refusal::DeviceDoesNotCover));
	});
}

#[test]
fn all_proofs_should_settle_when_every_device_is_challenged_at_once() {
	test(|| {
		let count = 40;
		devices(count);
		let index = run_to_challenge_of_all();
		assert!((0..count).all(|device| Coverage::is_challenged(device, index).unwrap()));
		(0..count).for_each(|device| announce(index, device));
		// Each device receives the next eight.
		for witness in 0..count {
			let heard = (1..=8).map(|step| reception(index, (witness + step) % count, witness));
			assert_eq!(apply(report_call(index, witness, 0, heard.collect())), Ok(()));
		}
		run_to_reveals_of(index);
		(0..count).for_each(|device| {
			reveal(index, device);
			assert_eq!(settled().0, 15_904);
		});
		assert_eq!((storage_entries("Proofs"), OpenProofs::<Test>::get()), (0, 0));
		let each = 15_904 + 8 * 4_262;
		assert!((0..count).all(|device| credits_of(device) == each));
		close(index);
		let closed = Event::WindowClosed { window: index, announced: 40, revealed: 40 };
		assert!(events().contains(&closed));
	});
}

/// Returns the kept witnesses and the judgements of a window on one fork.
fn outcome(reports: &[DeviceIndex], spread: u32) -> (Vec<DeviceIndex>, Judgements) {
	let mut outcome = (vec![], vec![]);
	test(|| {
		devices(45);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		for (number, witness) in (0u32..).zip(reports.iter().copied()) {
			if spread > 0 && number % spread == 0 && now() < window(index).report_by {
				next_block();
			}
			let receptions = vec![reception(index, 0, witness)].try_into().unwrap();
			let signature = DeviceSignature::from_raw([0; 64]);
			let _ = dispatch(Call::report {
				window: index,
				witness,
				ordinal: 0,
				receptions,
				signature,
			});
		}
		let kept = kept_witnesses(index, 0);
		run_to_reveals_of(index);
		reveal(index, 0);
		outcome = (kept, settled().1);
	});
	outcome
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(12))]

	#[test]
	fn outcome_should_be_the_same_when_forks_include_reports_in_different_orders(
		reports in Just((1..45).collect::<Vec<DeviceIndex>>()).prop_shuffle(),
		spread in 0..20u32,
	) {
		let in_order: Vec<_> = (1..45).collect();
		prop_assert_eq!(outcome(&reports, spread), outcome(&in_order, 0));
	}
}

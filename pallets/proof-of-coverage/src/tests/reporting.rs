use crate::{mock::*, *};
use cairn_primitives::{
	coverage::{report_rank, CoverageStatement, Reception},
	devices::{DeviceHooks, Mode},
};
use frame_support::assert_ok;
use proptest::prelude::*;

const BEACONER: DeviceIndex = 0;

/// Reports a beacon of device 0 without a check of the signature.
fn force_report(index: WindowIndex, witness: DeviceIndex) -> DispatchResultWithPostInfo {
	let signature = DeviceSignature::from_raw([0; 64]);
	let receptions = vec![reception(index, BEACONER, witness)].try_into().unwrap();
	let ordinal = free_ordinal(index, witness);
	dispatch(Call::report { window: index, witness, ordinal, receptions, signature })
}

/// Returns those of the witnesses that a proof keeps.
fn best(index: WindowIndex, witnesses: impl IntoIterator<Item = DeviceIndex>) -> Vec<DeviceIndex> {
	let seed = window(index).seed;
	let mut all: Vec<_> = witnesses.into_iter().collect();
	all.sort_by_key(|witness| (report_rank(&seed, BEACONER, *witness), *witness));
	all.truncate(KEPT_REPORTS as usize);
	all
}

fn reported_by(change: impl FnOnce()) -> Result<(), Refusal> {
	let mut result = Ok(());
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		change();
		let receptions = vec![reception(index, 0, 1)];
		result = Coverage::check_report(index, 1, 0, &receptions).map(|_| ());
		let expected = result.map_or_else(refused, Ok);
		assert_eq!(apply(report_call(index, 1, 0, receptions)), expected);
	});
	result
}

#[test]
fn report_should_be_kept_when_it_is_valid() {
	test(|| {
		devices(2);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		next_block();
		report(index, 0, 1);
		let Reception { beaconer, commitment, measurement } = reception(index, 0, 1);
		let reported = Event::BeaconReported {
			window: index,
			beaconer,
			witness: 1,
			commitment,
			measurement,
			evicted: None,
		};
		assert_eq!(events(), [reported]);
		let reports = Coverage::open_proof(index, 0).unwrap().reports;
		assert_eq!(reports.to_vec(), [KeptReport { witness: 1, commitment, measurement }]);
		let record = DeviceRecords::<Test>::get(1).unwrap();
		let expected =
			DeviceRecord { since: now(), reported_in: index, ordinals: 1, ..Default::default() };
		assert_eq!(record, expected);
	});
}

#[test]
fn report_should_be_refused_when_no_reception_can_be_kept() {
	test(|| {
		devices(4);
		let index = run_to_challenge_of_all();
		announce(index, 0);
		announce(index, 1);
		let answer =
			|witness, ordinal, receptions| apply(report_call(index, witness, ordinal, receptions));
		assert_eq!(answer(1, 16, vec![reception(index, 0, 1)]), refused(Refusal::OrdinalTooHigh));
		assert_eq!(answer(1, 0, vec![]), refused(Refusal::NothingReported));
		assert_eq!(answer(1, 0, vec![reception(index, 1, 1)]), refused(Refusal::OwnBeacon));
		assert_eq!(answer(1, 0, vec![reception(index, 2, 1)]), refused(Refusal::NotAnnounced));
		let unknown = report_call(index + 1, 1, 0, vec![reception(index, 0, 1)]);
		assert_eq!(apply(unknown), refused(Refusal::WindowUnknown));

		assert_eq!(answer(1, 0, vec![reception(index, 0, 1)]), Ok(()));
		let again = vec![reception(index, 0, 1)];
		assert_eq!(answer(1, 0, again.clone()), refused(Refusal::OrdinalUsed));
		assert_eq!(answer(1, 1, again), refused(Refusal::AlreadyReported));
		// The refusal of the last reception is returned.
		let none = vec![reception(index, 0, 1), reception(index, 3, 1)];
		assert_eq!(answer(1, 1, none), refused(Refusal::NotAnnounced));
		assert_eq!(
			DeviceRecords::<Test>::get(1).unwrap().ordinals,
			1,
			"a refused report uses up no ordinal"
		);
	});
}

#[test]
fn report_should_be_refused_when_the_device_may_not_take_part() {
	assert_eq!(reported_by(|| ()), Ok(()));
	assert_eq!(reported_by(|| Registry::remove(1)), Err(Refusal::DeviceUnknown));
	assert_eq!(reported_by(|| Registry::suspend(1, true)), Err(Refusal::DeviceSuspended));
	let deactivate = || Registry::change(1, |it| it.is_active = false);
	assert_eq!(reported_by(deactivate), Err(Refusal::DeviceInactive));
	let serve = || Registry::change(1, |it| it.mode = Mode::Serves);
	assert_eq!(reported_by(serve), Err(Refusal::DeviceDoesNotCover));
	let nowhere = || Registry::change(1, |it| it.location = None);
	assert_eq!(reported_by(nowhere), Err(Refusal::DeviceNotLocated));
	assert_eq!(reported_by(|| Coverage::on_moved(1)), Err(Refusal::DeviceChanged));
}

#[test]
fn report_should_be_refused_when_the_signature_does_not_match() {
	test(|| {
		devices(3);
		let index = run_to_challenge_of(0);
		announce(index, 0);
		let receptions = vec![reception(index, 0, 1)];
		let statement = CoverageStatement::Report(receptions.clone());
		let mut louder = receptions.clone();
		louder[0].measurement.rssi_cdbm += 1;
		for (signature, is_right) in [
			(sign(2, index, 0, &statement), false),
			(sign(1, index + 1, 0, &statement), false),
			(sign(1, index, 1, &statement), false),
			(sign(1, index, 0, &CoverageStatement::Report(louder)), false),
			(sign(1, index, 0, &statement), true),
		] {
			let receptions = receptions.clone().try_into().unwrap();
			let call =
				Call::report { window: index, witness: 1, ordinal: 0, receptions, signature };
			let expected = if is_right { Ok(()) } else { refused(Refusal::BadSignature) };
			assert_eq!(apply(call), expected);
		}
	});
}

#[test]
fn receptions_should_be_kept_when_others_of_the_call_are_ignored() {
	test(|| {
		devices(20);
		let index = run_to_challenge_of_all();
		(0..14).for_each(|device| announce(index, device));
		let witness = 13;
		report(index, 5, witness);
		// One beacon twice, one reported before, one never announced, and its own.
		let mut receptions: Vec<_> =
			(0..13).map(|beaconer| reception(index, beaconer, witness)).collect();
		receptions.insert(3, reception(index, 2, witness));
		receptions.insert(0, reception(index, 17, witness));
		receptions.insert(0, reception(index, witness, witness));
		assert_eq!(receptions.len(), 16);
		assert_eq!(apply(report_call(index, witness, 1, receptions)), Ok(()));
		assert!((0..13).all(|beaconer| kept_witnesses(index, beaconer) == [witness]));
		assert!(kept_witnesses(index, witness).is_empty());
		let reports = events().into_iter().filter(|it| matches!(it, Event::BeaconReported { .. }));
		assert_eq!(reports.count(), 13);
		assert_eq!(DeviceRecords::<Test>::get(witness).unwrap().ordinals, 0b11);
	});
}

#[test]
fn report_should_not_decode_when_it_has_seventeen_receptions() {
	use codec::{Decode, Encode};
	test(|| {
		let reception =
			Reception { beaconer: 0, commitment: H256::zero(), measurement: MEASUREMENT };
		assert_ok!(Receptions::decode(&mut &vec![reception; 16].encode()[..]));
		assert!(Receptions::decode(&mut &vec![reception; 17].encode()[..]).is_err());
	});
}

#[test]
fn ordinals_should_be_usable_once_when_the_window_is_the_same() {
	test(|| {
		devices(18);
		let index = run_to_challenge_of_all();
		(1..18).for_each(|device| announce(index, device));
		for ordinal in (0..ORDINALS).rev() {
			let beaconer = DeviceIndex::from(ordinal) + 1;
			let call = report_call(index, 0, ordinal, vec![reception(index, beaconer, 0)]);
			assert_eq!(apply(call), Ok(()));
		}
		for ordinal in 0..=ORDINALS {
			let call = report_call(index, 0, ordinal, vec![reception(index, 17, 0)]);
			let refusal = if ordinal < 16 { Refusal::OrdinalUsed } else { Refusal::OrdinalTooHigh };
			assert_eq!(apply(call), refused(refusal));
		}
		assert!(kept_witnesses(index, 17).is_empty());

		let next = run_to_next_window();
		announce(next, 1);
		let call = report_call(next, 0, 9, vec![reception(next, 1, 0)]);
		assert_eq!(apply(call), Ok(()));
		assert_eq!(DeviceRecords::<Test>::get(0).unwrap().ordinals, 1 << 9);
	});
}

#[test]
fn highest_rank_should_be_evicted_when_a_lower_one_arrives() {
	test(|| {
		devices(60);
		let index = run_to_challenge_of(BEACONER);
		announce(index, BEACONER);
		let order = {
			let mut all: Vec<_> = (1..60).collect();
			let seed = window(index).seed;
			all.sort_by_key(|witness| report_rank(&seed, BEACONER, *witness));
			all
		};
		// From the highest rank to the lowest, so that each report after the first 32 evicts another.
		let from_worst: Vec<_> = order.iter().rev().copied().collect();
		for (count, witness) in from_worst.iter().copied().enumerate() {
			System::reset_events();
			report(index, BEACONER, witness);
			let Event::BeaconReported { evicted, .. } = events()[0] else {
				panic!("the report was not kept")
			};
			assert_eq!(evicted, count.checked_sub(32).map(|count| from_worst[count]));
		}
		assert_eq!(kept_witnesses(index, BEACONER), order[..32]);

		// A witness that was evicted, or reports again, is refused.
		let evicted = from_worst[0];
		let call = report_call(index, evicted, 1, vec![reception(index, BEACONER, evicted)]);
		assert_eq!(apply(call), refused(Refusal::Outranked));
		let kept = order[3];
		let call = report_call(index, kept, 1, vec![reception(index, BEACONER, kept)]);
		assert_eq!(apply(call), refused(Refusal::AlreadyReported));
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn lowest_ranks_should_be_kept_when_reports_arrive_in_any_order(
		witnesses in Just((1..70).collect::<Vec<DeviceIndex>>()).prop_shuffle(),
		count in 1..70usize,
		skipped in 0..9u32,
	) {
		test(|| {
			devices(70);
			run_to_challenge_of(BEACONER);
			(0..skipped).for_each(|_| { run_to_next_window(); });
			let index = run_to_challenge_of(BEACONER);
			announce(index, BEACONER);
			let witnesses = &witnesses[..count];
			for witness in witnesses {
				// The report fails if it is outranked.
				let _ = force_report(index, *witness);
			}
			assert_eq!(kept_witnesses(index, BEACONER), best(index, witnesses.iter().copied()));
		});
	}
}

use crate::{mock::*, *};

#[test]
fn check_should_name_the_invariant_when_it_is_broken() {
	type Damage = fn(WindowIndex);
	let broken: [(&str, Damage); 20] = [
		("1: the parameters are not valid", |_| {
			CurrentParameters::<Test>::mutate(|it| it.beacon_parts = 0)
		}),
		("2: a window is missing", |index| Windows::<Test>::remove(index)),
		("2: a window is missing", |index| CurrentWindow::<Test>::put(index + 1)),
		("2: a window is missing", |_| OldestWindow::<Test>::mutate(|it| *it -= 1)),
		("2: the deadlines of a window are out of order", |index| {
			Windows::<Test>::mutate_extant(index, |it| it.announce_by = it.report_by + 1)
		}),
		("2: the deadlines of a window are out of order", |index| {
			Windows::<Test>::mutate_extant(index, |it| it.reveal_by = it.reveal_from - 1)
		}),
		("2: more was revealed than announced", |index| {
			Windows::<Test>::mutate_extant(index, |it| it.revealed = it.announced + 1)
		}),
		("2: a closed window was not removed", |_| OldestWindow::<Test>::mutate(|it| *it += 1)),
		("2: a closed window was not removed", |_| CurrentWindow::<Test>::kill()),
		("3: a proof belongs to no window", |index| {
			let proof = Proofs::<Test>::take(index, 0).unwrap();
			Proofs::<Test>::insert(index + 1, 0, proof);
		}),
		("3: the reports of a proof are out of order", |index| {
			Proofs::<Test>::mutate(index, 0, |it| it.as_mut().unwrap().reports.as_mut().swap(0, 2))
		}),
		("3: the reports of a proof are out of order", |index| {
			Proofs::<Test>::mutate(index, 0, |it| {
				let reports = &mut it.as_mut().unwrap().reports;
				let report = reports[1];
				reports.try_insert(1, report).unwrap();
			})
		}),
		("3: a beaconer reports its own beacon", |index| {
			Proofs::<Test>::mutate(index, 0, |it| {
				let reports = &mut it.as_mut().unwrap().reports;
				reports.truncate(1);
				reports.as_mut()[0].witness = 0;
			})
		}),
		("3: the open proofs were miscounted", |_| OpenProofs::<Test>::put(0)),
		("3: the open proofs were miscounted", |index| Proofs::<Test>::remove(index, 0)),
		("3: a false report belongs to no window", |index| {
			FalseReports::<Test>::insert(index + 1, 1, ())
		}),
		("4: a record is dated in the future", |_| {
			DeviceRecords::<Test>::mutate(0, |it| it.as_mut().unwrap().changed_at = Some(now() + 1))
		}),
		("4: a settled beacon has no date", |_| {
			DeviceRecords::<Test>::mutate(0, |it| it.as_mut().unwrap().beacons = 1)
		}),
		("4: a valid report has no date", |_| {
			DeviceRecords::<Test>::mutate(1, |it| it.as_mut().unwrap().valid = 1)
		}),
		("5: the used allowance was not reset", |_| {
			FeelessWeightUsed::<Test>::put(Weight::from_parts(1, 0))
		}),
	];
	for (number, (invariant, break_it)) in broken.into_iter().enumerate() {
		externalities().execute_with(|| {
			devices(4);
			run_until_closed(2);
			let index = run_to_challenge_of(0);
			announce(index, 0);
			(1..4).for_each(|witness| report(index, 0, witness));
			end_block(Weight::MAX);
			assert_eq!(Coverage::check_invariants(), Ok(()));
			break_it(index);
			assert_eq!(Coverage::check_invariants(), Err(invariant), "{number}");
		});
	}
}

#[test]
fn invariants_should_hold_when_the_chain_has_just_begun() {
	sp_io::TestExternalities::default().execute_with(|| {
		assert_eq!(Coverage::check_invariants(), Ok(()));
	});
	test(|| ());
}

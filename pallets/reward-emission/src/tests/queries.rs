use crate::{mock::*, *};
use cairn_primitives::{devices::DeviceHooks, time::YEAR_MS};
use frame_support::assert_ok;

#[test]
fn schedule_should_be_told_when_asked_for_the_past_and_the_future() {
	test(|| {
		let at = |elapsed| Emission::schedule_at(GENESIS_MS + elapsed);
		assert_eq!(
			at(YEAR_MS),
			SchedulePoint {
				emitted: FIRST_YEAR,
				yearly: FIRST_YEAR,
				next_halving_at: GENESIS_MS + 2 * YEAR_MS
			}
		);
		assert_eq!(at(5 * YEAR_MS).yearly, FIRST_YEAR / 4);
		assert_eq!(Emission::schedule_at(0).emitted, 0);
	});
}

#[test]
fn pots_should_be_foretold_when_the_era_is_asked_for() {
	test(|| {
		for ms in [DAY_MS, 5 * DAY_MS, DAY_MS, DAY_MS, DAY_MS] {
			credit(1, 7);
			let foretold = Emission::era();
			assert_eq!(foretold.units.coverage, 7);
			let before = Books::<Test>::get().coverage.carried;
			let left = Stakers::<Test>::get().carried();
			end_era_after(ms);
			let pots = pots();
			if ms == DAY_MS {
				assert_eq!(foretold.pots.treasury, pots.treasury);
				assert_eq!(foretold.pots.stakers, pots.stakers + left);
				assert_eq!(foretold.pots.coverage, pots.coverage + planck(before).0);
			}
		}
	});
}

#[test]
fn reward_should_be_foretold_when_units_are_named() {
	test(|| {
		credit(1, 30);
		let foretold = Emission::projected_reward(Bucket::Coverage, 10);
		credit(2, 10);
		end_era();
		assert_ok!(claim(2));
		assert_eq!(wealth(2), foretold);
	});
	test_with(PerBucket { coverage: 3, usage: 4 }, || {
		assert_eq!(Emission::projected_reward(Bucket::Coverage, 10), 30);
		assert_eq!(Emission::projected_reward(Bucket::Usage, 10), 40);
		assert_eq!(Emission::projected_reward(Bucket::Usage, 0), 0);
	});
}

#[test]
fn pending_should_be_told_when_a_device_or_an_owner_is_asked_for() {
	test(|| {
		for device in 0..5 {
			Registry::set_payee(device, 700);
			credit(device, 10);
		}
		end_era();
		credit(0, 4);
		let pot = pots().coverage + pots().usage;
		let zeroth = Emission::pending(0);
		assert!(zeroth.claimable.abs_diff(pot / 5) <= 1);
		assert_eq!(zeroth.open_units.coverage, 4);
		let foretold = Emission::pending(1).claimable;
		assert_ok!(claim(1));

		let page = Emission::pending_of_devices(700, None);
		assert_eq!(page.len(), 3);
		assert_eq!(page[1], (1, Pending::default()));
		let page = Emission::pending_of_devices(700, Some(2));
		assert_eq!(page.iter().map(|(device, _)| *device).collect::<Vec<_>>(), [3, 4]);
		assert_eq!(page[0].1.claimable, foretold);

		Emission::on_retired(3, &800);
		assert_eq!(Emission::pending_of_account(800).claimable, foretold);
		Emission::on_suspended(4);
		let fourth = Emission::pending(4);
		assert_eq!((fourth.claimable, fourth.escrowed), (0, foretold));
	});
}

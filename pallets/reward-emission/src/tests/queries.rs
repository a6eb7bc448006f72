use crate::{mock::*, *};
use cairn_primitives::{devices::DeviceHooks, time::YEAR_MS};
use frame_support::assert_ok;

#[test]
fn schedule_should_be_returned_when_the_time_is_past_or_future() {
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
fn era_query_should_predict_the_pots_when_the_era_ends_on_time() {
	test(|| {
		for ms in [DAY_MS, 5 * DAY_MS, DAY_MS, DAY_MS, DAY_MS] {
			credit(1, 7);
			let predicted = Emission::era();
			assert_eq!(predicted.units.coverage, 7);
			let before = BucketBooks::<Test>::get().coverage.carried;
			let left = StakerBook::<Test>::get().carried();
			end_era_after(ms);
			let pots = pots();
			if ms == DAY_MS {
				assert_eq!(predicted.pots.treasury, pots.treasury);
				assert_eq!(predicted.pots.stakers, pots.stakers + left);
				assert_eq!(predicted.pots.coverage, pots.coverage + split_sub_planck(before).0);
			}
		}
	});
}

#[test]
fn projected_reward_should_match_the_payment_when_the_units_are_credited() {
	test(|| {
		credit(1, 30);
		let predicted = Emission::projected_reward(Bucket::Coverage, 10);
		credit(2, 10);
		end_era();
		assert_ok!(claim(2));
		assert_eq!(payee_balance(2), predicted);
	});
	test_with(PerBucket { coverage: 3, usage: 4 }, || {
		assert_eq!(Emission::projected_reward(Bucket::Coverage, 10), 30);
		assert_eq!(Emission::projected_reward(Bucket::Usage, 10), 40);
		assert_eq!(Emission::projected_reward(Bucket::Usage, 0), 0);
	});
}

#[test]
fn pending_should_include_all_unpaid_rewards_when_a_device_or_owner_is_queried() {
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
		let predicted = Emission::pending(1).claimable;
		assert_ok!(claim(1));

		let page = Emission::pending_of_devices(700, None);
		assert_eq!(page.len(), 3);
		assert_eq!(page[1], (1, Pending::default()));
		let page = Emission::pending_of_devices(700, Some(2));
		assert_eq!(page.iter().map(|(device, _)| *device).collect::<Vec<_>>(), [3, 4]);
		assert_eq!(page[0].1.claimable, predicted);

		Emission::on_retired(3, &800);
		assert_eq!(Emission::pending_of_account(800).claimable, predicted);
		Emission::on_suspended(4);
		let fourth = Emission::pending(4);
		assert_eq!((fourth.claimable, fourth.escrowed), (0, predicted));
	});
}

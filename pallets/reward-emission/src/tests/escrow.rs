use crate::{mock::*, *};
use cairn_primitives::devices::{DeviceHooks, Escrow};
use frame_support::{assert_noop, assert_ok};

#[test]
fn rewards_should_stay_in_escrow_when_the_device_is_suspended() {
	test(|| {
		credit(1, 10);
		end_era();
		let first = pots().coverage + pots().usage;
		Emission::on_suspended(1);
		// A proof in progress at the suspension is credited later.
		credit(1, 10);
		end_era();
		let second = pots().coverage + pots().usage;
		assert_noop!(claim(1), Error::<Test>::RewardsInEscrow);
		let pending = Emission::pending(1);
		assert_eq!(pending.claimable, 0);
		assert!((first + second).abs_diff(pending.escrowed) <= 2);

		Emission::on_released(1, Escrow::Returned);
		assert_ok!(claim(1));
		assert_eq!(payee_balance(1), pending.escrowed);
	});
}

#[test]
fn rewards_should_go_back_to_the_bucket_when_they_are_forfeited() {
	test(|| {
		credit(1, 10);
		assert_ok!(Emission::credit(1, Bucket::Usage, 10));
		end_era();
		let first = pots();
		Emission::on_suspended(1);
		credit(1, 10);
		credit(2, 10);
		Emission::on_released(1, Escrow::Forfeited);
		assert_eq!(Emission::pending(1), Pending::default());
		assert_noop!(claim(1), Error::<Test>::NothingToClaim);
		assert_eq!(CurrentEra::<Test>::get().units.coverage, 10, "forfeited units no longer count");

		// The other device receives everything, including what usage does not need.
		end_era();
		let second = pots();
		assert_ok!(claim(2));
		let all = first.coverage + first.usage + second.coverage + second.usage;
		assert!(all - payee_balance(2) <= 2, "{all} {}", payee_balance(2));
	});
}

#[test]
fn suspension_should_leave_no_trace_when_the_device_has_no_rewards() {
	test(|| {
		Emission::on_suspended(1);
		Emission::on_released(1, Escrow::Returned);
		Emission::on_released(1, Escrow::Forfeited);
		assert_eq!(DeviceLedgers::<Test>::iter().count(), 0);
		// A second suspension changes nothing.
		credit(1, 5);
		Emission::on_suspended(1);
		Emission::on_suspended(1);
		Emission::on_released(1, Escrow::Returned);
		end_era();
		assert_ok!(claim(1));
	});
}

#[test]
fn rewards_should_stay_unchanged_when_a_registry_hook_is_repeated() {
	test(|| {
		credit(1, 5);
		end_era();
		let earned = Emission::pending(1).claimable;
		// The device is not in escrow and has units of an ended era.
		Emission::on_released(1, Escrow::Forfeited);
		assert_eq!(Emission::check_invariants(), Ok(()));
		assert_eq!(Emission::pending(1).claimable, earned);
		Emission::on_suspended(1);
		credit(1, 5);
		end_era();
		let escrowed = Emission::pending(1).escrowed;
		Emission::on_suspended(1);
		assert_eq!(Emission::check_invariants(), Ok(()));
		assert_eq!(Emission::pending(1).escrowed, escrowed);
	});
}

#[test]
fn device_should_earn_again_when_its_suspension_has_ended() {
	test(|| {
		credit(1, 5);
		Emission::on_suspended(1);
		end_era();
		Emission::on_released(1, Escrow::Forfeited);
		credit(1, 5);
		end_era();
		assert_ok!(claim(1));
		let all = schedule().emitted_after(2 * DAY_MS) * 55 / 100;
		assert!(payee_balance(1).abs_diff(all) <= 4);
	});
}

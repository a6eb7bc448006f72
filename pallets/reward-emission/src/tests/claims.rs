use crate::{mock::*, *};
use cairn_primitives::devices::DeviceHooks;
use frame_support::{
	assert_noop, assert_ok,
	storage::with_storage_layer,
	traits::fungible::{Inspect, Mutate},
};

fn claim_many(devices: &[DeviceIndex]) -> sp_runtime::DispatchResult {
	let devices = devices.to_vec().try_into().unwrap();
	with_storage_layer(|| Emission::claim_many(signed(ADMIN), devices))
}

#[test]
fn devices_should_be_paid_in_proportion_to_their_units_when_they_claim() {
	test(|| {
		credit(1, 10_000);
		credit(2, 30_000);
		credit(1, 20_000);
		end_era();
		let pot = pots().coverage + pots().usage;
		assert_ok!(claim(1));
		assert_ok!(claim(2));
		assert_eq!(payee_balance(1), payee_balance(2));
		assert!(pot - payee_balance(1) - payee_balance(2) <= 2);
		assert_eq!(DeviceLedgers::<Test>::iter().count(), 0);
		assert_eq!(ClosedEras::<Test>::iter().count(), 0);
	});
}

#[test]
fn claim_should_fail_when_there_is_nothing_to_pay() {
	test(|| {
		assert_noop!(claim(1), Error::<Test>::NothingToClaim);
		assert_noop!(claim(UNKNOWN_DEVICE), Error::<Test>::DeviceUnknown);
		credit(1, 10);
		assert_noop!(claim(1), Error::<Test>::NothingToClaim);
		end_era();
		assert_ok!(claim(1));
		assert_noop!(claim(1), Error::<Test>::NothingToClaim);
		assert_noop!(claim_many(&[1, 2, UNKNOWN_DEVICE]), Error::<Test>::NothingToClaim);
		assert_noop!(Emission::claim_account(signed(ADMIN), 5), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn rewards_should_not_expire_when_they_are_claimed_after_many_eras() {
	test(|| {
		credit(1, 10);
		end_era();
		let first = pots().coverage + pots().usage;
		for _ in 0..1_000 {
			credit(2, 1);
			end_era();
		}
		assert_ok!(claim(1));
		assert!(first - payee_balance(1) <= 1);
		assert_eq!(ClosedEras::<Test>::iter().count(), 1, "only the last era owes something");
	});
}

#[test]
fn small_amounts_should_stay_pending_when_the_payee_cannot_hold_them() {
	test_with(PerBucket { coverage: 1, usage: 1 }, || {
		credit(1, EXISTENTIAL_DEPOSIT as u64 - 1);
		end_era();
		assert_noop!(claim(1), Error::<Test>::PayeeCannotReceive);
		assert_noop!(claim_many(&[1]), Error::<Test>::NothingToClaim);
		credit(1, 1);
		end_era();
		assert_ok!(claim(1));
		assert_eq!(payee_balance(1), EXISTENTIAL_DEPOSIT);

		// An existing account can receive any amount.
		credit(1, 1);
		end_era();
		assert_ok!(claim(1));
		assert_eq!(payee_balance(1), EXISTENTIAL_DEPOSIT + 1);
	});
}

#[test]
fn small_amounts_should_be_paid_together_when_they_have_one_payee() {
	test_with(PerBucket { coverage: 1, usage: 1 }, || {
		for device in 1..=4 {
			Registry::set_payee(device, 77);
			credit(device, 30);
		}
		credit(5, 30);
		end_era();
		// The call skips duplicates, unknown devices and a payee that does not exist.
		assert_ok!(claim_many(&[1, 2, 2, 3, 4, 5, UNKNOWN_DEVICE, 6]));
		assert_eq!(Balances::total_balance(&77), 120);
		assert_eq!(Emission::pending(5).claimable, 30);
		assert_noop!(claim_many(&[1, 2, 3, 4]), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn former_payee_should_receive_earlier_rewards_when_a_device_is_sold() {
	test(|| {
		let (seller, buyer) = (501, 502);
		Registry::set_payee(1, seller);
		credit(1, 10);
		end_era();
		let first = pots().coverage + pots().usage;
		// In the era of the sale, the device earns both before and after it.
		credit(1, 10);
		Registry::set_payee(1, buyer);
		Emission::on_transferred(1, &seller);
		credit(1, 30);
		assert_noop!(claim(1), Error::<Test>::NothingToClaim);
		assert_ok!(Emission::claim_account(signed(ADMIN), seller));
		let of_first = Balances::total_balance(&seller);
		assert!(first - of_first <= 1);

		end_era();
		let second = pots().coverage + pots().usage;
		assert_ok!(Emission::claim_account(signed(ADMIN), seller));
		assert_ok!(claim(1));
		assert!((of_first + second / 4).abs_diff(Balances::total_balance(&seller)) <= 1);
		assert!((second * 3 / 4).abs_diff(Balances::total_balance(&buyer)) <= 1);
		assert_eq!(AccountLedgers::<Test>::iter().count(), 0);
	});
}

#[test]
fn payee_should_receive_unpaid_rewards_when_the_device_has_retired() {
	test(|| {
		let payee = 501;
		credit(1, 10);
		end_era();
		credit(1, 10);
		Emission::on_retired(1, &payee);
		// A device sold by the same account adds to the same ledger.
		credit(2, 10);
		Emission::on_transferred(2, &payee);
		end_era();
		assert_ok!(Emission::claim_account(signed(ADMIN), payee));
		let all = schedule().emitted_after(2 * DAY_MS) * 55 / 100;
		assert!(Balances::total_balance(&payee).abs_diff(all) <= 8);
	});
}

#[test]
fn account_should_keep_its_rewards_when_it_cannot_receive_them() {
	test_with(PerBucket { coverage: 1, usage: 1 }, || {
		credit(1, 30);
		Emission::on_retired(1, &501);
		end_era();
		let claim = || Emission::claim_account(signed(ADMIN), 501);
		assert_noop!(claim(), Error::<Test>::PayeeCannotReceive);
		assert_ok!(Balances::mint_into(&501, 100));
		Issuance::<Test>::mutate(|book| book.forced += 100);
		assert_ok!(claim());
		assert_eq!(Balances::total_balance(&501), 130);
	});
}

#[test]
fn credit_should_fail_when_the_units_of_the_era_overflow() {
	test(|| {
		credit(1, u64::MAX);
		assert_noop!(Emission::credit(2, Bucket::Coverage, 1), Error::<Test>::TooManyUnits);
		end_era();
		assert_ok!(claim(1));
		assert!(payee_balance(1) > 0);
	});
}

#[test]
fn pot_should_keep_donations_when_somebody_sends_tokens_to_it() {
	test(|| {
		credit(1, 3);
		for pot in [Emission::devices_pot(), Emission::stakers_pot()] {
			assert_ok!(Balances::transfer_keep_alive(signed(WEALTHY), pot, 1_000_000));
		}
		end_era();
		let pot = pots().coverage + pots().usage;
		assert_ok!(claim(1));
		assert!(payee_balance(1) <= pot && pot - payee_balance(1) <= 1);
	});
}

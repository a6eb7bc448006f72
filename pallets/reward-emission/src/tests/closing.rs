use crate::{mock::*, *};
use cairn_primitives::{currency::CRN, time::YEAR_MS};
use frame_support::{
	assert_ok,
	traits::{
		fungible::{Balanced, Inspect},
		tokens::{Fortitude, Precision, Preservation},
	},
};

fn burn(amount: Balance) {
	assert_ok!(Balances::burn(signed(WEALTHY), amount, false));
}

/// Returns what the schedule gives for the day that follows `days` days.
fn daily(days: u64) -> Balance {
	schedule().emitted_between(days * DAY_MS, (days + 1) * DAY_MS)
}

fn total(pots: Pots) -> Balance {
	pots.stakers + pots.coverage + pots.usage + pots.treasury
}

#[test]
fn emission_should_be_minted_and_split_when_an_era_ends() {
	test(|| {
		let issuance = Balances::total_issuance();
		let treasury = Balances::total_balance(&TREASURY);
		end_era();
		let pots = pots();
		assert_eq!(total(pots), daily(0));
		assert_eq!(Balances::total_issuance(), issuance + daily(0));
		assert_eq!(pots.stakers, daily(0) * 30 / 100);
		assert_eq!(pots.coverage, daily(0) * 45 / 100);
		assert_eq!(pots.usage, daily(0) / 10);
		assert_eq!(Balances::total_balance(&TREASURY), treasury + pots.treasury);
		assert_eq!(
			Balances::total_balance(&Emission::devices_pot()),
			EXISTENTIAL_DEPOSIT + pots.coverage + pots.usage
		);
		assert_eq!(
			Balances::total_balance(&Emission::stakers_pot()),
			EXISTENTIAL_DEPOSIT + pots.stakers
		);
	});
}

#[test]
fn eras_of_any_length_should_add_up_when_they_end() {
	test(|| {
		let issuance = Balances::total_issuance();
		for ms in [1, DAY_MS, 7, DAY_MS + 123_457, 2 * DAY_MS, 0, DAY_MS / 3] {
			end_era_after(ms);
		}
		let elapsed = now() - GENESIS_MS;
		assert_eq!(Balances::total_issuance() - issuance, schedule().emitted_after(elapsed));
	});
}

#[test]
fn era_should_emit_at_most_two_eras_worth_when_the_chain_has_halted() {
	test(|| {
		let issuance = Balances::total_issuance();
		end_era_after(10 * DAY_MS);
		assert_eq!(total(pots()), schedule().emitted_after(2 * DAY_MS));
		for era in 1..9u64 {
			end_era();
			let two = schedule().emitted_between(2 * era * DAY_MS, (2 * era + 2) * DAY_MS);
			assert_eq!(total(pots()), two, "{era}");
		}
		// The chain has caught up: 18 days have passed.
		end_era();
		assert_eq!(total(pots()), daily(18));
		let emitted = Balances::total_issuance() - issuance;
		assert_eq!(emitted, schedule().emitted_after(now() - GENESIS_MS));
	});
}

#[test]
fn burned_tokens_should_be_emitted_again_when_they_are_below_the_limit() {
	test(|| {
		burn(5 * CRN);
		// Burn a fee as the transaction payment pallet does.
		drop(Balances::withdraw(
			&WEALTHY,
			CRN,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		));
		let issuance = Balances::total_issuance();
		end_era();
		assert_eq!(total(pots()), daily(0) + 6 * CRN);
		assert_eq!(Balances::total_issuance(), issuance + daily(0) + 6 * CRN);
		assert_eq!(Issuance::<Test>::get().burned, 6 * CRN);
		end_era();
		assert_eq!(total(pots()), daily(1), "burned tokens are emitted again only once");
	});
}

#[test]
fn burned_tokens_should_stay_burned_when_they_exceed_the_limit() {
	test(|| {
		burn(1_000_000 * CRN);
		end_era();
		let limit = schedule().reemittable_between(0, DAY_MS);
		assert_eq!(limit, FIRST_YEAR / 100 * u128::from(DAY_MS) / u128::from(YEAR_MS));
		assert_eq!(total(pots()), daily(0) + limit);
		assert_eq!(Issuance::<Test>::get().burned, 1_000_000 * CRN);
		end_era();
		assert_eq!(total(pots()), daily(1));
	});
}

#[test]
fn dust_should_go_to_the_treasury_when_an_account_dies() {
	test(|| {
		let poor = 7;
		assert_ok!(Balances::transfer_keep_alive(signed(WEALTHY), poor, 150));
		assert_ok!(Balances::transfer_allow_death(signed(poor), WEALTHY, 90));
		assert_eq!(Balances::total_balance(&poor), 0);
		assert_eq!(Balances::total_balance(&TREASURY), EXISTENTIAL_DEPOSIT + 60);
	});
}

#[test]
fn issuance_should_stop_at_the_cap_when_the_schedule_would_exceed_it() {
	test(|| {
		let room = 100 * CRN;
		let cap = Balances::total_issuance() + room;
		EmissionSchedule::<Test>::put(Schedule { cap, ..schedule() });
		end_era();
		assert_eq!(total(pots()), room);
		assert_eq!(Balances::total_issuance(), cap);
		end_era();
		assert_eq!(total(pots()), 0);
		// Burning makes room below the cap.
		burn(3 * CRN);
		end_era();
		assert_eq!(Balances::total_issuance(), cap);
	});
}

#[test]
fn usage_pot_should_move_to_coverage_when_there_is_no_usage() {
	test(|| {
		credit(1, 10);
		end_era();
		let Pots { coverage, usage, .. } = pots();
		assert_ok!(claim(1));
		// Rounding may leave one planck.
		assert!(coverage + usage - payee_balance(1) <= 1, "{}", payee_balance(1));
	});
}

#[test]
fn usage_should_be_paid_from_its_own_pot_when_there_is_usage() {
	test(|| {
		assert_ok!(Emission::credit(1, Bucket::Usage, 5));
		assert_ok!(Emission::credit(2, Bucket::Coverage, 5));
		end_era();
		assert_ok!(claim(1));
		assert_ok!(claim(2));
		assert!(pots().usage - payee_balance(1) <= 1);
		assert!(pots().coverage - payee_balance(2) <= 1);
	});
}

#[test]
fn remainder_should_be_carried_when_the_rate_is_capped() {
	test_with(PerBucket { coverage: 1_000, usage: 10 }, || {
		credit(1, 7);
		assert_ok!(Emission::credit(2, Bucket::Usage, 20));
		end_era();
		let Pots { coverage, usage, .. } = pots();
		assert_ok!(claim(1));
		assert_ok!(claim(2));
		assert_eq!((payee_balance(1), payee_balance(2)), (7_000, 200));
		let books = BucketBooks::<Test>::get();
		assert_eq!(books.coverage.carried, to_sub_planck(coverage + usage - 7_000 - 200));
		assert_eq!(books.usage.carried, 0, "coverage receives what usage does not need");

		// The next era pays the carried amount once the caps allow it.
		assert_ok!(Emission::set_rate_caps(signed(ADMIN), no_caps()));
		credit(3, 1);
		end_era();
		assert_ok!(claim(3));
		let all = coverage + usage + pots().coverage + pots().usage;
		assert_eq!(payee_balance(3), all - 7_200);
	});
}

#[test]
fn whole_pot_should_be_carried_when_no_units_were_credited() {
	test(|| {
		end_era();
		end_era();
		let both = schedule().emitted_after(2 * DAY_MS) * 55 / 100;
		assert!(
			split_sub_planck(BucketBooks::<Test>::get().coverage.carried).0.abs_diff(both) <= 4
		);
		assert_eq!(ClosedEras::<Test>::iter().count(), 0, "an era without units owes nothing");
	});
}

#[test]
fn books_should_stay_balanced_when_root_creates_tokens_by_force() {
	test(|| {
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), 5, 1_000_000));
		end_era();
		let book = Issuance::<Test>::get();
		assert_eq!((book.burned, book.forced), (0, 1_000_000));
		assert_eq!(book.issuance(), Balances::total_issuance());
	});
}

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungible::Inspect};

/// Sets up two validators: one with three pages and one with a single page.
fn two_validators() {
	Staking::set(&[(201, 3, 20), (202, 1, 39)]);
}

fn idle() {
	Emission::on_idle(1, Weight::MAX);
}

fn pot() -> Balance {
	Balances::total_balance(&Emission::stakers_pot()) - EXISTENTIAL_DEPOSIT
}

#[test]
fn stakers_should_be_paid_from_their_pot_when_blocks_are_idle() {
	test(|| {
		two_validators();
		end_era();
		let minted = pots().stakers;
		let issuance = Balances::total_issuance();
		let promise = minted - ROUNDING;
		for _ in 0..4 {
			idle();
		}
		assert_eq!(Balances::total_balance(&201), promise * 20 / 100 * 3);
		assert_eq!(Balances::total_balance(&202), promise * 39 / 100);
		assert_eq!(Balances::total_issuance(), issuance, "payouts do not raise the issuance");
		let paid = Balances::total_balance(&201) + Balances::total_balance(&202);
		assert_eq!(paid + pot(), minted);
		// The remainder starts the next era's pot.
		let left = pot();
		end_era();
		let reserve = StakerReserves::<Test>::get(1);
		assert_eq!(reserve, Some(pots().stakers + left));
	});
}

#[test]
fn payout_steps_should_be_limited_when_a_block_is_idle() {
	test(|| {
		Staking::set(&[(201, 100, 1)]);
		end_era();
		idle();
		assert_eq!(StakerPayoutCursor::<Test>::get().page, 3, "the first step finds the validator");
		idle();
		assert_eq!(StakerPayoutCursor::<Test>::get().page, 7);
		// Without spare weight, nothing is paid.
		Emission::on_idle(1, Weight::from_parts(1_000, 0));
		assert_eq!(StakerPayoutCursor::<Test>::get().page, 7);
	});
}

#[test]
fn whole_pot_should_stay_reserved_when_a_page_is_unpaid() {
	test(|| {
		two_validators();
		end_era();
		let first = pots().stakers;
		// Somebody claims a page directly from the staking pallet.
		assert_ok!(Staking::pay(0, &202, 0));
		end_era();
		let second = pots().stakers;
		assert_eq!(StakerReserves::<Test>::get(0), Some(first));
		assert_eq!(StakerReserves::<Test>::get(1), Some(second));
		for _ in 0..10 {
			idle();
		}
		assert_eq!(StakerReserves::<Test>::iter().count(), 0);
		let book = StakerBook::<Test>::get();
		assert_eq!((book.carried(), book.reserved), (pot(), 0));
	});
}

#[test]
fn pot_should_stay_reserved_until_it_expires_when_a_page_cannot_be_paid() {
	test(|| {
		two_validators();
		Staking::set_gone(201, true);
		end_era();
		let minted = pots().stakers;
		for _ in 0..10 {
			idle();
		}
		assert_eq!(StakerReserves::<Test>::get(0), Some(minted));
		assert_eq!(StakerPayoutCursor::<Test>::get().era, 1);
		// A validator that returns can still claim.
		Staking::set_gone(201, false);
		assert_ok!(Staking::pay(0, &201, 1));
		Staking::set(&[]);
		for _ in 0..HISTORY {
			end_era();
			idle();
			assert_eq!(StakerReserves::<Test>::get(0), Some(minted));
		}
		end_era();
		assert_eq!(StakerReserves::<Test>::get(0), None);
		idle();
		let book = StakerBook::<Test>::get();
		assert_eq!((book.carried(), book.reserved), (pot(), 0));
	});
}

#[test]
fn stakers_pot_should_lose_nothing_when_blocks_are_never_idle() {
	test(|| {
		two_validators();
		for _ in 0..2 * HISTORY {
			end_era();
		}
		assert_eq!(StakerReserves::<Test>::iter().count() as u32, HISTORY + 1);
		// Expired amounts were promised again.
		let all: Balance = StakerReserves::<Test>::iter_values().sum();
		assert_eq!(all, pot());
		for _ in 0..100 {
			idle();
		}
		assert_eq!(StakerReserves::<Test>::iter().count(), 0);
		assert_eq!(StakerBook::<Test>::get().carried(), pot());
	});
}

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError::BadOrigin, Perbill, Permill};

#[test]
fn reserve_should_grow_when_an_account_funds_it() {
	alone(|_| {
		earn(1_000 * CRN);
		let before = free(BOB);
		assert_ok!(LiquidStaking::fund_reserve(signed(BOB), 100 * CRN));
		assert_eq!(
			last_event(),
			Event::ReserveFunded { who: BOB, amount: 100 * CRN, shares: Shares(50 * CRN) }
		);
		assert_eq!((before - free(BOB), shares_of(BOB)), (100 * CRN, Shares(0)));
		assert_eq!(
			(pool().shares, pool().protocol_shares),
			(Shares(1_050 * CRN), SEED.saturating_add(Shares(50 * CRN)))
		);
		assert_eq!(pool().bid(), 2 * GRAINS_PER_PLANCK);
	});
}

#[test]
fn reserve_should_reject_funding_when_a_deposit_would_be_refused() {
	let fund = |amount| LiquidStaking::fund_reserve(signed(BOB), amount);
	alone(|_| {
		assert_noop!(fund(CRN - 1), Error::<Test>::DepositTooSmall);
		set(|it| it.deposit_cap = 1_010 * CRN);
		assert_noop!(fund(10 * CRN + 1), Error::<Test>::DepositCapReached);
		begin_era();
		assert_noop!(fund(CRN), Error::<Test>::EraIsSettling);
		work();
		assert_ok!(fund(CRN));
	});
	alone(|validator| {
		offend(validator, Perbill::one());
		assert_noop!(fund(CRN), Error::<Test>::NothingBacksShares);
	});
}

#[test]
fn reserve_should_become_tokens_when_governance_withdraws() {
	alone(|_| {
		assert_ok!(LiquidStaking::fund_reserve(signed(BOB), 100 * CRN));
		let (shares, backing) = (pool().shares, pool().backing());
		assert_ok!(LiquidStaking::withdraw_reserve(signed(ADMIN), Shares(60 * CRN), CAROL));
		assert_eq!(last_event(), Event::ReserveWithdrawn { to: CAROL, shares: Shares(60 * CRN) });
		assert_eq!(
			(shares_of(CAROL), pool().protocol_shares),
			(Shares(60 * CRN), SEED.saturating_add(Shares(40 * CRN)))
		);
		assert_eq!(
			(pool().shares, pool().backing(), pool().bid()),
			(shares, backing, GRAINS_PER_PLANCK)
		);
	});
}

#[test]
fn reserve_should_keep_the_seed_and_the_first_loss_when_governance_withdraws() {
	alone(|_| {
		let take = |shares| LiquidStaking::withdraw_reserve(signed(ADMIN), Shares(shares), CAROL);
		assert_noop!(take(CRN), Error::<Test>::ReserveTooSmall);
		assert_ok!(LiquidStaking::fund_reserve(signed(BOB), 100 * CRN));
		// 5 % of 1,100 shares are kept beside the seed.
		set(|it| it.first_loss = Permill::from_percent(5));
		assert_noop!(take(45 * CRN + 1), Error::<Test>::ReserveTooSmall);
		assert_ok!(take(45 * CRN));
		assert_noop!(take(200 * CRN), Error::<Test>::ReserveTooSmall);
	});
}

#[test]
fn reserve_should_be_protected_when_the_origin_is_not_governance() {
	alone(|_| {
		assert_ok!(LiquidStaking::fund_reserve(signed(BOB), 100 * CRN));
		for other in [RuntimeOrigin::root(), signed(GUARDIAN), signed(SLASHER), signed(BOB)] {
			assert_noop!(LiquidStaking::withdraw_reserve(other, Shares(CRN), BOB), BadOrigin);
		}
	});
}

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, pallet_prelude::DispatchResult};
use sp_runtime::DispatchError::BadOrigin;

fn pause(blocks: u32) -> DispatchResult {
	LiquidStaking::pause_deposits(signed(GUARDIAN), blocks)
}

#[test]
fn deposits_should_be_refused_until_the_pause_ends_when_the_guardian_pauses_them() {
	alone(|_| {
		let now = System::block_number();
		assert_ok!(pause(10));
		let pause = Pause::Guardian { until: now + 10 };
		assert_eq!(last_event(), Event::DepositsPaused { pause });
		assert_noop!(deposit(BOB, CRN), Error::<Test>::DepositsPaused);
		let fund = LiquidStaking::fund_reserve(signed(BOB), CRN);
		assert_noop!(fund, Error::<Test>::DepositsPaused);
		System::set_block_number(now + 9);
		assert_noop!(deposit(BOB, CRN), Error::<Test>::DepositsPaused);
		System::set_block_number(now + 10);
		assert_ok!(deposit(BOB, CRN));
	});
}

#[test]
fn finalised_tickets_should_be_paid_when_deposits_are_paused() {
	alone(|_| {
		let before = free(ALICE);
		let id = request(ALICE, Shares(100 * CRN)).unwrap();
		assert_ok!(deposit(BOB, 10 * CRN));
		next_era();
		assert_ok!(pause(100));
		assert_ok!(LiquidStaking::claim(signed(ALICE), id));
		assert_eq!(free(ALICE) - before, 10 * CRN);
		run_to_era(LiquidStaking::unlock_era());
		assert_eq!(free(ALICE) - before, 100 * CRN);
	});
}

#[test]
fn guardian_should_be_limited_and_have_a_cooldown_when_it_pauses() {
	alone(|_| {
		let now = System::block_number();
		assert_noop!(pause(101), Error::<Test>::PauseTooLong);
		assert_ok!(pause(100));
		// Paused for 100 blocks, then 100 in which it may not be.
		for later in [0, 1, 100, 199] {
			System::set_block_number(now + later);
			assert_noop!(pause(1), Error::<Test>::GuardianMustWait);
		}
		System::set_block_number(now + 200);
		assert_ok!(pause(1));
	});
}

#[test]
fn guardian_should_keep_its_cooldown_when_governance_has_resumed() {
	alone(|_| {
		assert_ok!(pause(100));
		assert_ok!(LiquidStaking::resume_deposits(signed(ADMIN)));
		assert_eq!(last_event(), Event::DepositsResumed);
		assert_ok!(deposit(BOB, CRN));
		assert_noop!(pause(1), Error::<Test>::GuardianMustWait);
	});
}

#[test]
fn guardian_should_not_replace_an_accounting_mismatch_when_it_pauses() {
	alone(|_| {
		Paused::<Test>::put(Pause::AccountingMismatch);
		assert_ok!(pause(1));
		assert_eq!(Paused::<Test>::get(), Some(Pause::AccountingMismatch));
		System::set_block_number(System::block_number() + 2);
		assert_noop!(deposit(BOB, CRN), Error::<Test>::DepositsPaused);
	});
}

#[test]
fn resuming_should_be_refused_when_nothing_is_paused_or_the_origin_is_wrong() {
	alone(|_| {
		assert_noop!(LiquidStaking::resume_deposits(signed(ADMIN)), Error::<Test>::NotPaused);
		assert_ok!(pause(10));
		for other in [RuntimeOrigin::root(), signed(GUARDIAN), signed(SLASHER), signed(ALICE)] {
			assert_noop!(LiquidStaking::resume_deposits(other), BadOrigin);
		}
	});
}

#[test]
fn pausing_should_be_refused_when_the_origin_is_not_the_guardian() {
	alone(|_| {
		for other in [RuntimeOrigin::root(), signed(ADMIN), signed(SLASHER), signed(ALICE)] {
			assert_noop!(LiquidStaking::pause_deposits(other, 1), BadOrigin);
		}
	});
}

#[test]
fn mismatch_should_be_reported_once_when_accounts_hold_less_than_the_book_says() {
	type Damage = fn();
	type Repair = fn();
	let mismatches: [(Mismatch, Damage, Repair); 3] = [
		(
			Mismatch::Liquid,
			|| PoolBook::<Test>::mutate(|pool| pool.liquid += 1),
			|| PoolBook::<Test>::mutate(|pool| pool.liquid -= 1),
		),
		(
			Mismatch::SetAside,
			|| ExitQueue::<Test>::mutate(|queue| queue.set_aside += 1),
			|| ExitQueue::<Test>::mutate(|queue| queue.set_aside -= 1),
		),
		(
			Mismatch::Stake,
			|| Lanes::<Test>::mutate_extant(0, |lane| lane.unlocking += 1),
			|| Lanes::<Test>::mutate_extant(0, |lane| lane.unlocking -= 1),
		),
	];
	for (mismatch, damage, repair) in mismatches {
		alone(|_| {
			damage();
			next_era();
			next_era();
			let noted: Vec<_> = events()
				.into_iter()
				.filter(|event| matches!(event, Event::AccountingMismatchFound { .. }))
				.collect();
			assert_eq!(noted, [Event::AccountingMismatchFound { mismatch }]);
			assert_eq!(Paused::<Test>::get(), Some(Pause::AccountingMismatch));
			repair();
			assert_ok!(LiquidStaking::resume_deposits(signed(ADMIN)));
			next_era();
			assert_eq!(Paused::<Test>::get(), None);
		});
	}
}

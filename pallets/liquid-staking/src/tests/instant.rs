use crate::{instant::fee, mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{Perbill, Permill};

/// From 1 % with a full buffer to 3 % with an empty one.
fn steep() -> Parameters {
	Parameters {
		lowest_instant_fee: Permill::from_percent(1),
		highest_instant_fee: Permill::from_percent(3),
		..plain_parameters()
	}
}

#[test]
fn fee_should_rise_when_the_buffer_empties() {
	let fee_of = |value, available| fee(value * CRN, available * CRN, 100 * CRN, &steep());
	// Above the target: the lowest.
	assert_eq!(fee_of(100, 300), CRN);
	// From full to half: 1 % and a quarter of 2 %.
	assert_eq!(fee_of(50, 100), 750 * CRN / 1_000);
	// From half to nothing: 1 % and three quarters of 2 %.
	assert_eq!(fee_of(50, 50), 1_250 * CRN / 1_000);
	// Half of it above the target: 1 % of 100, and a quarter of 2 % of 50.
	assert_eq!(fee_of(100, 150), 1_250 * CRN / 1_000);
	// Next to nothing left: nearly 3 %.
	assert_eq!(fee_of(2, 2), 2 * CRN / 100 + 2 * 2 * CRN / 100 * 99 / 100);
	// No buffer wanted: the lowest.
	assert_eq!(fee(50 * CRN, 50 * CRN, 0, &steep()), CRN / 2);
	assert_eq!(fee(0, 100 * CRN, 100 * CRN, &steep()), 0);
}

#[test]
fn fee_should_be_the_same_when_an_exit_is_split() {
	for (value, available) in [(100, 100), (60, 80), (100, 150), (90, 300)] {
		let whole = fee(value * CRN, available * CRN, 100 * CRN, &steep());
		for parts in [2, 10, 1_000] {
			let part = value * CRN / parts;
			let split: Balance = (0..parts)
				.map(|done| fee(part, available * CRN - done * part, 100 * CRN, &steep()))
				.sum();
			// Each part is rounded up three times.
			assert!(split >= whole, "{value} of {available} in {parts}");
			assert!(split <= whole + 3 * parts, "{value} of {available} in {parts}");
		}
	}
}

#[test]
fn splitting_should_gain_nothing_when_fees_stay_in_the_pool() {
	// A buffer of 100 of 1,000 CRN, full.
	let leave = |parts: u128| {
		let mut brought = 0;
		let parameters = Parameters { early_share: Permill::from_percent(20), ..steep() };
		alone_with(parameters, |_| {
			set(|it| it.buffer = Permill::from_percent(10));
			assert_ok!(deposit(BOB, 110 * CRN));
			next_era();
			let before = free(ALICE);
			assert_eq!(pool().available(), 110 * CRN);
			for _ in 0..parts {
				assert_ok!(instant(ALICE, Shares(100 * CRN / parts)));
			}
			brought = free(ALICE) - before;
		});
		brought
	};
	let (once, often) = (leave(1), leave(100));
	// Who splits gets a part of its own fees back, as any holder does, and finds the buffer by them
	// fuller: hundredths of the fee.
	let fee = 100 * CRN - once;
	assert!(fee > CRN && fee < 3 * CRN, "{fee}");
	assert!(often <= once + fee / 10, "{often} {once}");
}

#[test]
fn instant_exit_should_be_paid_from_the_buffer_when_it_suffices() {
	alone_with(steep(), |_| {
		set(|it| it.buffer = Permill::from_percent(10));
		assert_ok!(deposit(BOB, 100 * CRN));
		// The target is 110 of 1,100 CRN, of which 100 are there: from 10 to 54 missing. 1 % of 44
		// and 2 % of 44 times (10 + 54) / 220.
		let fee = 44 * CRN / 100 + (2 * 44 * CRN / 100 * 64).div_ceil(220);
		assert_eq!(
			LiquidStaking::query_instant_exit(Shares(44 * CRN)),
			Some(InstantPreview { value: 44 * CRN - fee, fee })
		);
		let before = free(ALICE);
		assert_ok!(instant(ALICE, Shares(44 * CRN)));
		assert_eq!(
			last_event(),
			Event::InstantExitPaid {
				who: ALICE,
				shares: Shares(44 * CRN),
				paid: 44 * CRN - fee,
				fee
			}
		);
		assert_eq!(free(ALICE) - before, 44 * CRN - fee);
		// The fee is income of those who stay.
		assert_eq!((pool().liquid, pool().shares), (56 * CRN + fee, Shares(1_056 * CRN)));
		assert_eq!(pool().bid(), (1_056 * CRN + fee) * GRAINS_PER_PLANCK / (1_056 * CRN));
	});
}

#[test]
fn instant_exit_should_be_refused_when_the_buffer_cannot_pay_it() {
	alone(|_| {
		assert_noop!(instant(ALICE, Shares(CRN)), Error::<Test>::BufferTooSmall);
		assert_eq!(LiquidStaking::query_instant_exit(Shares(CRN)), None);
		assert_ok!(deposit(BOB, 10 * CRN));
		assert_noop!(instant(ALICE, Shares(10 * CRN + 1)), Error::<Test>::BufferTooSmall);
		// What tickets will need is not there for those who cannot wait.
		request(BOB, Shares(6 * CRN)).unwrap();
		assert_noop!(instant(ALICE, Shares(4 * CRN + 1)), Error::<Test>::BufferTooSmall);
		assert_ok!(instant(ALICE, Shares(4 * CRN)));
	});
}

#[test]
fn instant_exit_should_be_refused_when_the_early_share_of_the_era_is_exhausted() {
	alone(|_| {
		assert_ok!(deposit(BOB, 200 * CRN));
		// 5 % of the 1,000 with which the era has begun.
		assert_noop!(instant(ALICE, Shares(50 * CRN + 1)), Error::<Test>::EarlyShareExhausted);
		assert_ok!(instant(ALICE, Shares(30 * CRN)));
		let left = CurrentCycle::<Test>::get().unwrap().early_left;
		assert_eq!(left, 20 * CRN);
		// The fee of the first has raised the rate by a ten-thousandth or so.
		assert_noop!(instant(ALICE, Shares(20 * CRN)), Error::<Test>::EarlyShareExhausted);
		assert_ok!(instant(ALICE, Shares(19 * CRN)));
	});
}

#[test]
fn instant_exit_should_be_refused_when_the_call_is_invalid() {
	alone(|_| {
		set(|it| it.minimum_exit = Shares(CRN));
		assert_ok!(deposit(BOB, 100 * CRN));
		let now = System::block_number();
		let exit = |shares, min_out, deadline| {
			LiquidStaking::instant_exit(signed(ALICE), Shares(shares), min_out, deadline)
		};
		assert_noop!(exit(10 * CRN, 0, now - 1), Error::<Test>::DeadlinePassed);
		// 0.3 % are the fee.
		let paid = 10 * CRN - 30 * CRN / 1_000;
		assert_noop!(exit(10 * CRN, paid + 1, now), Error::<Test>::BelowMinimumOut);
		assert_noop!(exit(CRN - 1, 0, now), Error::<Test>::ExitTooSmall);
		assert_noop!(instant(CAROL, Shares(CRN)), Error::<Test>::NotEnoughShares);
		assert_ok!(exit(10 * CRN, paid, now));
		set(|it| it.minimum_exit = Shares(1));
		// All of one planck is the fee.
		assert_noop!(instant(ALICE, Shares(1)), Error::<Test>::TooLittle);
		Paused::<Test>::put(Pause::AccountingMismatch);
		assert_noop!(instant(ALICE, Shares(CRN)), Error::<Test>::InstantExitsPaused);
	});
}

#[test]
fn instant_exit_should_be_refused_when_nothing_backs_shares() {
	alone(|validator| {
		offend(validator, Perbill::one());
		assert_noop!(instant(ALICE, Shares(CRN)), Error::<Test>::NothingBacksShares);
	});
}

#[test]
fn instant_exit_should_be_possible_when_the_guardian_has_paused_deposits() {
	alone(|_| {
		assert_ok!(deposit(BOB, 100 * CRN));
		assert_ok!(LiquidStaking::pause_deposits(signed(GUARDIAN), 100));
		assert_ok!(instant(ALICE, Shares(10 * CRN)));
	});
}

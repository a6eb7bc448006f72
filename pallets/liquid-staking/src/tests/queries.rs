use crate::{mock::*, *};
use frame_support::assert_ok;
use sp_runtime::{Perbill, Permill};

#[test]
fn rates_should_be_returned_when_queried() {
	alone(|_| {
		let rates = |bid, ask, is_settling| Rates { bid, ask, is_settling };
		assert_eq!(LiquidStaking::rates(), rates(GRAINS_PER_PLANCK, GRAINS_PER_PLANCK, false));
		donate(account(PoolAccount::Rewards(0)), 1_000 * CRN);
		begin_era();
		assert_eq!(LiquidStaking::rates(), rates(GRAINS_PER_PLANCK, GRAINS_PER_PLANCK, true));
		while LiquidStaking::rates().is_settling {
			assert_ok!(LiquidStaking::advance_cycle(signed(DAVE), 1));
		}
		assert_eq!(LiquidStaking::rates(), rates(GRAINS_PER_PLANCK, 2 * GRAINS_PER_PLANCK, false));
		work();
		assert_eq!(
			LiquidStaking::rates(),
			rates(2 * GRAINS_PER_PLANCK, 2 * GRAINS_PER_PLANCK, false)
		);
	});
}

#[test]
fn previews_should_match_the_outcome_when_nothing_intervenes() {
	alone(|validator| {
		set(|it| it.buffer = Permill::from_percent(10));
		// An uneven rate, with a slash and a ticket.
		earn(333 * CRN + 1);
		offend(validator, Perbill::from_percent(7));
		request(ALICE, Shares(11 * CRN + 1)).unwrap();
		let shares = LiquidStaking::preview_deposit(123 * CRN).unwrap();
		assert_ok!(LiquidStaking::deposit(signed(BOB), 123 * CRN, shares, u32::MAX));
		assert_eq!(shares_of(BOB), shares);

		let preview = LiquidStaking::preview_instant_exit(Shares(13 * CRN)).unwrap();
		let before = free(ALICE);
		assert_ok!(instant(ALICE, Shares(13 * CRN)));
		assert_eq!(free(ALICE) - before, preview.value);
		assert_eq!(
			last_event(),
			Event::InstantExitPaid {
				who: ALICE,
				shares: Shares(13 * CRN),
				paid: preview.value,
				fee: preview.fee
			}
		);

		let preview = LiquidStaking::preview_exit(Shares(17 * CRN));
		let ticket = request(ALICE, Shares(17 * CRN)).unwrap();
		assert_eq!(
			last_event(),
			Event::ExitRequested {
				ticket,
				who: ALICE,
				shares: Shares(17 * CRN),
				value: preview.value,
				unlock_era: preview.unlock_era
			}
		);
		assert_eq!(preview.eras_left, preview.unlock_era - active_era());
	});
}

#[test]
fn previews_should_be_none_when_the_call_would_be_refused() {
	alone(|_| {
		assert_eq!(LiquidStaking::preview_instant_exit(Shares(CRN)), None);
		assert_eq!(LiquidStaking::preview_deposit(0), None);
	});
}

#[test]
fn tickets_should_be_paginated_when_an_account_has_many() {
	alone(|_| {
		for _ in 0..70 {
			request(ALICE, Shares(CRN)).unwrap();
		}
		assert_ok!(LiquidStaking::transfer_ticket(signed(ALICE), 3, BOB));
		let first = LiquidStaking::tickets_of(ALICE, None);
		let ids: Vec<_> = first.iter().map(|it| it.id).collect();
		assert_eq!(ids, [0, 1, 2].into_iter().chain(4..65).collect::<Vec<_>>());
		let second = LiquidStaking::tickets_of(ALICE, first.last().map(|it| it.id));
		let ids: Vec<_> = second.iter().map(|it| it.id).collect();
		assert_eq!(ids, (65..70).collect::<Vec<_>>());
		assert!(LiquidStaking::tickets_of(ALICE, Some(69)).is_empty());
		assert_eq!(LiquidStaking::tickets_of(BOB, None).len(), 1);
	});
}

#[test]
fn ticket_should_show_both_parts_when_it_is_half_finalised() {
	alone(|validator| {
		let id = request(ALICE, Shares(100 * CRN)).unwrap();
		assert_ok!(deposit(BOB, 40 * CRN));
		next_era();
		// 40 are set aside already. They are reported although the ticket is not complete.
		let unlock_era = 2 + BONDING + 2;
		let info = |value| TicketInfo {
			id,
			shares: Shares(100 * CRN),
			finalised: Shares(40 * CRN),
			value,
			unlock_era,
		};
		assert_eq!(LiquidStaking::tickets_of(ALICE, None), [info(100 * CRN)]);
		// A slash of half does not touch the amount set aside: 40, and 60 at half.
		offend(validator, Perbill::from_percent(50));
		assert_eq!(pool().bid(), GRAINS_PER_PLANCK / 2);
		assert_eq!(LiquidStaking::tickets_of(ALICE, None), [info(70 * CRN)]);
		assert_ok!(LiquidStaking::claim(signed(ALICE), id));
		let rest = TicketInfo {
			id,
			shares: Shares(60 * CRN),
			finalised: Shares(0),
			value: 30 * CRN,
			unlock_era,
		};
		assert_eq!(LiquidStaking::tickets_of(ALICE, None), [rest]);
	});
}

#[test]
fn lanes_and_pending_slashes_should_be_returned_when_queried() {
	alone(|validator| {
		request(ALICE, Shares(300 * CRN)).unwrap();
		next_era();
		offend(validator, Perbill::from_percent(50));
		assert_eq!(
			LiquidStaking::lanes(),
			[LaneInfo {
				stash: account(PoolAccount::Stash(0)),
				rewards: account(PoolAccount::Rewards(0)),
				active: 700 * CRN,
				unlocking: 300 * CRN,
				pending: 500 * CRN,
				validators: vec![validator],
			}]
		);
		assert_eq!(LiquidStaking::pending_slash(), 500 * CRN);
	});
}

#[test]
fn growth_should_be_returned_when_there_is_a_rate_history() {
	externalities_with(plain_parameters(), ENDOWED_SEED).execute_with(|| {
		assert_eq!(LiquidStaking::yearly_growth(1, 365), None);
	});
	alone(|validator| {
		// Eras 1 and 2 at one, era 3 at 1.01, era 4 at 1.02.
		earn(10 * CRN);
		earn(10 * CRN);
		let part = 1_000_000_000;
		// 2 % in two eras, of a year of 100.
		assert_eq!(LiquidStaking::yearly_growth(2, 100), Some(part));
		// From 1.01 to 1.02 in one, and 2 % in all three.
		assert_eq!(LiquidStaking::yearly_growth(1, 101), Some(part));
		assert_eq!(LiquidStaking::yearly_growth(99, 150), Some(part));
		// A slash of half: from 1.02 to 0.51 in an era.
		offend(validator, Perbill::from_percent(51));
		next_era();
		let growth = LiquidStaking::yearly_growth(1, 100).unwrap();
		let rate = pool().bid() as i128;
		assert_eq!(
			i128::from(growth),
			(rate * 100 / 102 - GRAINS_PER_PLANCK as i128) * 100 / 1_000_000
		);
	});
}

#[test]
fn parameters_should_be_returned_when_queried() {
	alone(|_| {
		set(|it| it.deposit_cap = 7 * CRN);
		assert_eq!(LiquidStaking::parameters(), CurrentParameters::<Test>::get());
		assert_eq!(LiquidStaking::parameters().deposit_cap, 7 * CRN);
	});
}

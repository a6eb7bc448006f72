use crate::*;
use sp_runtime::Rounding;

fn pool(shares: u128, backing: Balance) -> Pool {
	Pool { shares: Shares(shares), liquid: backing, ..Default::default() }
}

/// A pool of which `exiting` shares leave, that were worth `value` when they asked.
fn leaving(shares: u128, backing: Balance, exiting: u128, value: Balance) -> Pool {
	let exiting_grains = value * GRAINS_PER_PLANCK;
	Pool { exiting: Shares(exiting), exiting_grains, ..pool(shares, backing) }
}

fn bought(amount: Balance, pool: &Pool) -> Option<Shares> {
	shares_for(amount, pool.ask(), Rounding::Down)
}

#[test]
fn shares_should_match_other_pools_when_the_numbers_are_the_same() {
	// 100 points that 30 back: 10 buy 33.
	assert_eq!(bought(10, &pool(100, 30)), Some(Shares(33)));
	// 1.1 for a share: 3 buy 2.
	assert_eq!(bought(3, &pool(1_000_000_000_000, 1_100_000_000_000)), Some(Shares(2)));
	// 10, 40 and 550 of which 500 are slashed: a sixth is left.
	let bid = pool(600, 100).bid();
	assert_eq!([10, 40, 550].map(|shares| worth(Shares(shares), bid)), [1, 6, 91]);
}

#[test]
fn rate_should_be_rounded_in_favour_of_the_pool_when_it_has_a_remainder() {
	let pool = pool(3, 4);
	assert_eq!(pool.bid(), 4 * GRAINS_PER_PLANCK / 3);
	assert_eq!(pool.ask(), 4 * GRAINS_PER_PLANCK / 3 + 1);
	assert_eq!(worth(Shares(3), pool.bid()), 3);
	assert_eq!(bought(4, &pool), Some(Shares(2)));
}

#[test]
fn rate_should_be_zero_when_there_are_no_shares_or_nothing_backs_them() {
	assert_eq!((pool(0, 7).bid(), pool(0, 7).ask()), (0, 0));
	assert_eq!((pool(7, 0).bid(), pool(7, 0).ask()), (0, 0));
	let lost = Pool { active: 100, pending: 200, ..pool(7, 100) };
	assert_eq!((lost.gross(), lost.backing(), lost.bid()), (200, 0, 0));
	assert_eq!(worth(Shares(7), 0), 0);
	assert_eq!(shares_for(7, 0, Rounding::Down), None);
}

#[test]
fn holders_should_receive_the_gain_when_the_rate_rises() {
	// 200 of 1,000 shares leave for 200: the rest is for 800.
	let pool = leaving(1_000, 1_800, 200, 200);
	assert_eq!(pool.bid(), 2 * GRAINS_PER_PLANCK);
	assert_eq!(pool.owed(), 200);
}

#[test]
fn holders_and_tickets_should_lose_alike_when_the_rate_falls() {
	let pool = leaving(1_000, 900, 200, 200);
	assert_eq!(pool.bid(), 9 * GRAINS_PER_PLANCK / 10);
	assert_eq!(pool.owed(), 180);
}

#[test]
fn tickets_should_keep_their_promise_when_a_loss_takes_only_later_rewards() {
	// It fell from 2 to 1.5 for those who stay; who leaves was promised 1.
	let pool = leaving(1_000, 1_400, 200, 200);
	assert_eq!((pool.bid(), pool.owed()), (3 * GRAINS_PER_PLANCK / 2, 200));
}

#[test]
fn liabilities_should_not_exceed_backing_when_tickets_have_different_rates() {
	// 100 at one and 100 at two, and a rate between them.
	let pool = leaving(1_000, 1_520, 200, 300);
	let bid = pool.bid();
	let tickets = worth(Shares(100), bid.min(GRAINS_PER_PLANCK))
		+ worth(Shares(100), bid.min(2 * GRAINS_PER_PLANCK));
	let holders = worth(Shares(800), bid);
	assert!(holders + tickets <= 1_520);
	// What is left over is less than what the second was promised above the rate.
	assert!(1_520 - holders - tickets <= 200 - worth(Shares(100), bid) + 1);
}

#[test]
fn ask_should_count_unswept_rewards_when_the_bid_does_not() {
	let pool = Pool { unswept: 500, ..pool(1_000, 1_000) };
	assert_eq!((pool.bid(), pool.ask()), (GRAINS_PER_PLANCK, 3 * GRAINS_PER_PLANCK / 2));
	// As if 200 had left it before.
	assert_eq!(pool.ask_without(200), 13 * GRAINS_PER_PLANCK / 10);
}

#[test]
fn arithmetic_should_not_overflow_when_amounts_are_maximal() {
	// A hundred times all CRN there will be, in planck, with as many shares.
	let most = 100 * 21_000_000 * cairn_primitives::currency::CRN;
	let pool = leaving(most, most, most / 2, most / 4);
	assert_eq!(pool.bid(), 3 * GRAINS_PER_PLANCK / 2);
	assert_eq!(pool.owed(), most / 4);
	assert_eq!(worth(Shares(most), pool.bid()), most / 2 * 3);
}

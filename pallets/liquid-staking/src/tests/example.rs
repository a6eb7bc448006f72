//! The example of the crate documentation.

use crate::{mock::*, *};
use frame_support::assert_ok;

#[docify::export]
#[test]
fn holder_should_leave_with_rewards_when_the_exit_unlocks() {
	test(|| {
		// One share is worth one CRN. Alice requires 1,000 shares, before block 100.
		assert_ok!(LiquidStaking::deposit(signed(ALICE), 1_000 * CRN, Shares(1_000 * CRN), 100));
		assert_eq!(Assets::balance(STCRN, ALICE), 1_000 * CRN);

		// The pool bonds the deposit. Each era from then on pays rewards, which raise the rate.
		run_to_era(4);
		let rate = LiquidStaking::query_rates().bid;
		assert!(rate > GRAINS_PER_PLANCK);

		// She exchanges her stCRN for an exit ticket. She requires at least what she deposited.
		assert_ok!(LiquidStaking::request_exit(
			signed(ALICE),
			Shares(1_000 * CRN),
			1_000 * CRN,
			100
		));
		let ticket = LiquidStaking::query_tickets(ALICE, None).remove(0);
		let before = Balances::free_balance(ALICE);

		// When the stake has unbonded, the pool pays her. She need not claim.
		run_to_era(ticket.unlock_era);
		let paid = Balances::free_balance(ALICE) - before;
		assert!(paid > 1_000 * CRN);
		// The pool pays in parts and rounds each down, by less than a planck.
		assert!(ticket.value.abs_diff(paid) < 10);
	});
}

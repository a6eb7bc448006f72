use crate::{mock::*, *};
use frame_support::assert_ok;
use sp_runtime::Perbill;

#[test]
fn pool_should_earn_and_pay_when_all_is_well() {
	test(|| {
		assert_ok!(deposit(ALICE, 1_000 * CRN));
		assert_eq!(shares_of(ALICE), 1_000 * CRN);
		for _ in 0..6 {
			next_era();
			assert_eq!(LiquidStaking::check_invariants(), Ok(()));
		}
		assert_nothing_skipped();
		let ticket = request(ALICE, 500 * CRN).unwrap();
		offend(VALIDATORS[0], Perbill::from_percent(50));
		for _ in 0..8 {
			next_era();
			assert_eq!(LiquidStaking::check_invariants(), Ok(()));
		}

		}

	});
}

//! The example of the crate documentation.

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungible::Inspect};

#[docify::export]
#[test]
fn device_should_be_paid_its_part_of_the_pot_when_an_era_has_ended() {
	test(|| {
		// Proof of coverage credits units to two devices.
		assert_ok!(Emission::credit(1, Bucket::Coverage, 10_000));
		assert_ok!(Emission::credit(2, Bucket::Coverage, 30_000));

		// At the end of the era the pallet mints the pots. Here no device is paid for usage, so the
		// usage pot goes to coverage too.
		end_era();
		let pot = pots().coverage + pots().usage;

		// Anyone may claim for a device. The payment goes to its payee.
		assert_ok!(Emission::claim(signed(ADMIN), 1));
		let paid = Balances::total_balance(&Registry::payee_of(1));
		assert!(pot / 4 - paid <= 1);
	});
}

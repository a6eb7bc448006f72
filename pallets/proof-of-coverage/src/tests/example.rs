//! The example of the crate documentation.

use crate::{mock::*, *};

#[docify::export]
#[test]
fn beaconer_and_witness_should_earn_when_a_beacon_is_heard_and_revealed() {
	test(|| {
		devices(2);
		// The lottery of this window challenges device 0. It fixes its frame by a hash...
		let index = run_to_challenge_of(0);
		announce(index, 0);

		// ... and transmits the frame. Device 1 hears it and commits to what it has received.
		report(index, 0, 1);

		// After the window, device 0 reveals its secret. The chain judges the report.
		run_to_reveals_of(index);
		reveal(index, 0);
		let (beaconer_units, judgements) = settled();
		assert_eq!(verdict_of(&judgements, 1), Verdict::Valid);
		assert_eq!(credits_of(0), beaconer_units);
		assert_eq!(credits_of(1), judgements[0].units);
	});
}

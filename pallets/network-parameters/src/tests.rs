//! Tests of genesis, the getters and the checks.

use crate::{mock::*, *};
use frame_support::traits::Get;

type Share<const N: u32, const D: u32> = EraShare<Test, N, D>;

#[test]
fn getters_should_return_the_live_values_when_storage_is_empty() {
	sp_io::TestExternalities::default().execute_with(|| {
		assert!(!Values::<Test>::exists());
		assert_eq!(SlotDuration::<Test>::get(), 6_000);
		assert_eq!(MinimumPeriod::<Test>::get(), 3_000);
		assert_eq!(EpochDuration::<Test>::get(), 2_400);
		assert_eq!(SessionsPerEra::<Test>::get(), 6);
		assert_eq!(BondingDuration::<Test>::get(), 28);
		assert_eq!(SlashDeferDuration::<Test>::get(), 14);
		assert_eq!(NetworkParameters::era_blocks(), 14_400);
	});
}

#[test]
fn getters_should_return_the_genesis_values_when_genesis_sets_them() {
	chain_with(Parameters::local()).execute_with(|| {
		assert_eq!(SlotDuration::<Test>::get(), 2_000);
		assert_eq!(MinimumPeriod::<Test>::get(), 1_000);
		assert_eq!(EpochDuration::<Test>::get(), 10);
		assert_eq!(SessionsPerEra::<Test>::get(), 2);
		assert_eq!(BondingDuration::<Test>::get(), 4);
		assert_eq!(SlashDeferDuration::<Test>::get(), 2);
		assert_eq!(BondingSessions::<Test>::get(), 8);
		assert_eq!(BondingSlots::<Test>::get(), 80);
	});
}

#[docify::export]
#[test]
fn era_share_should_keep_proportion_when_the_era_is_long_and_be_one_when_it_is_short() {
	chain_with(Parameters::live()).execute_with(|| {
		assert_eq!(<Share<7, 1> as Get<u64>>::get(), 7 * 14_400);
		assert_eq!(<Share<1, 24> as Get<u64>>::get(), 600);
	});
	chain_with(Parameters::local()).execute_with(|| {
		assert_eq!(<Share<7, 1> as Get<u64>>::get(), 7 * 20);
		assert_eq!(<Share<1, 24> as Get<u64>>::get(), 1);
	});
}

#[test]
fn days_should_last_equally_long_when_slots_are_shorter() {
	for (parameters, blocks) in [(Parameters::live(), 14_400), (Parameters::local(), 43_200)] {
		chain_with(parameters).execute_with(|| {
			assert_eq!(<Days<Test, 1> as Get<u64>>::get(), blocks);
			assert_eq!(<Days<Test, 30> as Get<u64>>::get(), 30 * blocks);
			assert_eq!(blocks * SlotDuration::<Test>::get(), 24 * 60 * 60 * 1_000);
		});
	}
}

#[test]
fn check_should_name_the_contradiction_when_there_is_one() {
	let live = Parameters::live();
	for (parameters, expected) in [
		(Parameters { slot_ms: 0, ..live }, Contradiction::SlotDuration),
		(Parameters { slot_ms: 998, ..live }, Contradiction::SlotDuration),
		(Parameters { slot_ms: 5_999, ..live }, Contradiction::SlotDuration),
		(Parameters { slot_ms: 60_002, ..live }, Contradiction::SlotDuration),
		(Parameters { epoch_slots: 4, ..live }, Contradiction::EpochTooShort),
		(Parameters { sessions_per_era: 1, ..live }, Contradiction::EraTooShort),
		(Parameters { epoch_slots: 1 << 30, ..live }, Contradiction::EraTooLong),
		(Parameters { epoch_slots: u32::MAX, ..live }, Contradiction::EraTooLong),
		(Parameters { bonding_eras: 32, ..live }, Contradiction::BondingTooLong),
		(Parameters { slash_defer_eras: 27, ..live }, Contradiction::SlashDeferredTooLong),
		(
			Parameters { bonding_eras: 1, slash_defer_eras: 0, ..live },
			Contradiction::SlashDeferredTooLong,
		),
	] {
		assert_eq!(parameters.check(), Err(expected), "{parameters:?}");
	}
	assert_eq!(live.check(), Ok(()));
	assert_eq!(Parameters::local().check(), Ok(()));
	assert_eq!(Parameters { slot_ms: 1_000, ..live }.check(), Ok(()));
	assert_eq!(Parameters { slot_ms: 60_000, ..live }.check(), Ok(()));
	assert_eq!(Parameters { slash_defer_eras: 26, ..live }.check(), Ok(()));
}

#[test]
#[should_panic(expected = "the network parameters are contradictory")]
fn genesis_should_panic_when_a_slash_would_apply_after_stake_is_withdrawn() {
	chain_with(Parameters { slash_defer_eras: 27, ..Parameters::live() });
}

#[cfg(feature = "try-runtime")]
#[test]
fn try_state_should_fail_when_the_stored_values_are_contradictory() {
	use frame_support::traits::Hooks;
	chain_with(Parameters::local()).execute_with(|| {
		assert!(NetworkParameters::try_state(0).is_ok());
		Values::<Test>::put(Parameters { epoch_slots: 0, ..Parameters::local() });
		assert!(NetworkParameters::try_state(0).is_err());
		// Bytes of an older layout, which would otherwise read as the live values.
		frame_support::storage::unhashed::put_raw(&Values::<Test>::hashed_key(), &[1; 16]);
		assert!(NetworkParameters::try_state(0).is_err());
	});
}

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

fn moved(parts: u32) -> Shares {
	let mut shares = shares();
	shares.treasury = Permill::from_parts(shares.treasury.deconstruct() - parts);
	shares.usage = Permill::from_parts(shares.usage.deconstruct() + parts);
	shares
}

#[test]
fn shares_should_change_when_the_era_ends() {
	test(|| {
		assert_ok!(Emission::set_shares(signed(ADMIN), moved(50_000)));
		assert_eq!(CurrentShares::<Test>::get(), shares());
		end_era();
		assert_eq!(pots().usage, schedule().emitted_after(DAY_MS) / 10);
		end_era();
		let daily = schedule().emitted_between(DAY_MS, 2 * DAY_MS);
		assert_eq!(pots().usage, daily * 15 / 100);
		assert_eq!(NextShares::<Test>::get(), None);
	});
}

#[test]
fn last_change_should_apply_when_shares_are_set_twice_in_an_era() {
	test(|| {
		assert_ok!(Emission::set_shares(signed(ADMIN), moved(50_000)));
		// The step is measured from the current shares, not from the scheduled ones.
		assert_noop!(
			Emission::set_shares(signed(ADMIN), moved(100_000)),
			Error::<Test>::ShareStepTooLarge
		);
		assert_ok!(Emission::set_shares(signed(ADMIN), moved(10_000)));
		end_era();
		assert_eq!(CurrentShares::<Test>::get(), moved(10_000));
	});
}

#[test]
fn set_shares_should_fail_when_shares_do_not_add_up_or_change_too_much() {
	test(|| {
		let mut less = moved(1);
		less.stakers = Permill::from_percent(29);
		assert_noop!(Emission::set_shares(signed(ADMIN), less), Error::<Test>::SharesDoNotAddUp);
		let all = Permill::one();
		let more = Shares { stakers: all, coverage: all, usage: all, treasury: all };
		assert_noop!(Emission::set_shares(signed(ADMIN), more), Error::<Test>::SharesDoNotAddUp);
		assert_noop!(
			Emission::set_shares(signed(ADMIN), moved(50_001)),
			Error::<Test>::ShareStepTooLarge
		);
		assert_noop!(Emission::set_shares(signed(WEALTHY), moved(1)), BadOrigin);
	});
}

#[test]
fn set_rate_caps_should_fail_when_a_cap_exceeds_the_maximum() {
	test(|| {
		let caps = PerBucket { coverage: MAX_CAP + 1, usage: 0 };
		assert_noop!(Emission::set_rate_caps(signed(ADMIN), caps), Error::<Test>::RateCapTooHigh);
		let caps = PerBucket { coverage: 1, usage: 0 };
		assert_noop!(Emission::set_rate_caps(signed(WEALTHY), caps), BadOrigin);
		assert_ok!(Emission::set_rate_caps(signed(ADMIN), caps));
		assert_eq!(RateCaps::<Test>::get(), caps);
	});
}

#[test]
fn genesis_should_panic_when_its_emission_is_invalid() {
	use sp_runtime::BuildStorage;
	let good = || GenesisConfig::<Test> {
		schedule: schedule(),
		shares: shares(),
		rate_caps: no_caps(),
		_config: Default::default(),
	};
	let starts = |config: GenesisConfig<Test>| {
		std::panic::catch_unwind(|| config.build_storage().unwrap()).is_ok()
	};
	assert!(starts(good()));
	assert!(!starts(GenesisConfig { shares: Shares::default(), ..good() }));
	let schedule = Schedule { halving_period_ms: 0, ..schedule() };
	assert!(!starts(GenesisConfig { schedule, ..good() }));
	let rate_caps = PerBucket { coverage: MAX_CAP + 1, usage: 0 };
	assert!(!starts(GenesisConfig { rate_caps, ..good() }));
}

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError::BadOrigin, Permill};

#[test]
fn check_should_name_the_fault_when_parameters_contradict() {
	use ParameterFault::*;
	type Change = fn(&mut Parameters);
	let percent = Permill::from_percent;
	assert_eq!(percent(50), Permill::from_parts(500_000));
	let faults: [(ParameterFault, Change); 11] = [
		(FeeTooHigh, |it| it.fee = Permill::from_parts(500_001)),
		(BufferTooLarge, |it| it.buffer = Permill::from_parts(500_001)),
		(InstantFeesReversed, |it| it.lowest_instant_fee = Permill::from_parts(30_001)),
		(InstantFeeTooHigh, |it| it.highest_instant_fee = Permill::from_parts(500_001)),
		(InstantExitForNothing, |it| it.lowest_instant_fee = Permill::zero()),
		(EarlyShareTooLarge, |it| it.early_share = Permill::from_parts(200_001)),
		(ValidatorCount, |it| it.validators = 0),
		(ValidatorCount, |it| it.validators = 33),
		(NoMinimum, |it| it.minimum_deposit = 0),
		(NoMinimum, |it| it.target_self_stake = 0),
		(InstantFeesReversed, |it| {
			it.highest_instant_fee = it.lowest_instant_fee - Permill::from_parts(1)
		}),
	];
	for (fault, change) in faults {
		alone(|_| {
			let sound = CurrentParameters::<Test>::get();
			let mut parameters = sound;
			change(&mut parameters);
			assert_eq!(parameters.check(32), Err(fault));
			let set = LiquidStaking::set_parameters(signed(ADMIN), parameters);
			assert_noop!(set, Error::<Test>::BadParameters);
			assert_eq!(CurrentParameters::<Test>::get(), sound);
		});
	}
}

#[test]
fn parameters_should_be_valid_when_they_are_at_their_limits() {
	let most = Parameters {
		fee: Permill::from_percent(50),
		buffer: Permill::from_percent(50),
		lowest_instant_fee: Permill::from_percent(50),
		highest_instant_fee: Permill::from_percent(50),
		early_share: Permill::from_percent(20),
		validators: 32,
		minimum_deposit: 1,
		target_self_stake: 1,
		..plain_parameters()
	};
	assert_eq!(most.check(32), Ok(()));
	assert_eq!(Parameters::default().check(32), Ok(()));
}

#[test]
fn parameters_should_be_set_when_governance_asks() {
	alone(|_| {
		let parameters = Parameters { deposit_cap: 7 * CRN, ..plain_parameters() };
		for other in [RuntimeOrigin::root(), signed(GUARDIAN), signed(SLASHER), signed(ALICE)] {
			assert_noop!(LiquidStaking::set_parameters(other, parameters), BadOrigin);
		}
		assert_ok!(LiquidStaking::set_parameters(signed(ADMIN), parameters));
		assert_eq!(last_event(), Event::ParametersSet { parameters });
		assert_eq!(CurrentParameters::<Test>::get(), parameters);
	});
}

#[test]
fn calls_should_be_refused_when_they_are_unsigned() {
	use frame_support::traits::UnfilteredDispatchable;
	alone(|_| {
		let calls: [Call<Test>; 9] = [
			Call::deposit { amount: CRN, min_out: Shares(0), deadline: u32::MAX },
			Call::cancel_queued_deposit { id: 0 },
			Call::request_exit { shares: Shares(CRN), min_value: 0, deadline: u32::MAX },
			Call::instant_exit { shares: Shares(CRN), min_out: 0, deadline: u32::MAX },
			Call::restake { ticket: 0, min_out: Shares(0), deadline: u32::MAX },
			Call::transfer_ticket { ticket: 0, to: BOB },
			Call::claim { ticket: 0 },
			Call::advance_cycle { steps: 1 },
			Call::fund_reserve { amount: CRN },
		];
		for call in calls {
			for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
				let refused = call.clone().dispatch_bypass_filter(origin).unwrap_err();
				assert_eq!(refused.error, BadOrigin, "{call:?}");
			}
		}
	});
}

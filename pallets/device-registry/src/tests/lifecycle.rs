use crate::{mock::*, *};
use cairn_primitives::devices::{CoverageStanding, DeviceStatement, Discipline};
use frame_support::{assert_noop, assert_ok};

fn geneva() -> u64 {
	cell(46.2, 6.1)
}

fn deactivate(device: DeviceIndex) -> sp_runtime::DispatchResult {
	Registry::deactivate(signed(owner()), fleet(&[device]))
}

fn reactivate(device: DeviceIndex) -> sp_runtime::DispatchResult {
	Registry::reactivate(signed(owner()), fleet(&[device]))
}

fn retire(device: DeviceIndex) -> sp_runtime::DispatchResult {
	Registry::retire(signed(owner()), fleet(&[device]))
}

/// Runs until pending changes have taken effect.
fn settle() {
	run(SETTLEMENT_DELAY + BUCKET);
}

#[test]
fn device_should_be_deactivated_and_reactivated_when_its_owner_asks() {
	test(|| {
		let index = onboard_gateway(1);
		events();
		assert_ok!(deactivate(index));
		assert_eq!(events(), [Event::DeviceDeactivated { device: index }]);
		assert_noop!(deactivate(index), Error::<Test>::DeviceInactive);
		assert_noop!(Registry::record_valid_proof(index), Error::<Test>::DeviceInactive);

		assert_ok!(reactivate(index));
		assert_eq!(
			events(),
			[Event::DeviceReactivated {
				device: index,
				bond: GATEWAY_BOND,
				collateral: Collateral::Native,
			}]
		);
		assert_noop!(reactivate(index), Error::<Test>::DeviceAlreadyActive);
	});
}

#[test]
fn deactivation_should_wait_for_open_windows_when_the_device_is_located() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(Registry::record_valid_proof(index));
		assert_ok!(deactivate(index));
		assert!(device(index).is_active());
		assert_noop!(retire(index), Error::<Test>::ChangePending);
		settle();
		assert_eq!(device(index).status, Status::Inactive);
		assert!(device(index).interactive.is_none());
		// The device keeps its location.
		assert_eq!(device(index).location.unwrap().cell, geneva());
	});
}

#[test]
fn change_should_not_take_effect_when_its_owner_cancels_it() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(deactivate(index));
		events();
		let cancel = |who| Registry::cancel_change(signed(who), fleet(&[index]));
		assert_noop!(cancel(buyer()), Error::<Test>::NotOwner);
		assert_ok!(cancel(owner()));
		assert_eq!(
			events(),
			[Event::ChangeCancelled { device: index, change: Change::Deactivate }]
		);
		assert_noop!(cancel(owner()), Error::<Test>::NoChangePending);
		settle();
		assert!(device(index).is_active());
		assert!(!PendingChanges::<Test>::contains_key(index));
	});
}

#[test]
fn agenda_should_hold_one_task_for_a_device_when_changes_are_requested_and_cancelled() {
	test(|| {
		let index = located_gateway(1, geneva());
		for _ in 0..50 {
			assert_ok!(deactivate(index));
			assert_ok!(Registry::cancel_change(signed(owner()), fleet(&[index])));
		}
		assert_eq!(Agenda::<Test>::iter_values().flatten().count(), 1);
	});
}

#[test]
fn change_should_take_effect_at_its_own_time_when_an_earlier_one_was_cancelled() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(deactivate(index));
		assert_ok!(Registry::cancel_change(signed(owner()), fleet(&[index])));
		run(SETTLEMENT_DELAY - 5);
		assert_ok!(retire(index));
		run(SETTLEMENT_DELAY - 1);
		assert!(device(index).is_active());
		run(1 + BUCKET);
		assert!(matches!(device(index).status, Status::Retired { expelled: false, .. }));
	});
}

#[test]
fn slashed_device_should_be_inactive_until_its_bond_is_topped_up_when_it_is_reactivated() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(Registry::record_valid_proof(index));
		assert_ok!(retire(index));
		assert_eq!(Registry::slash_bond(index, 400), 400);
		assert_eq!(held(&owner()), GATEWAY_BOND - 400);
		assert_eq!(device(index).status, Status::Inactive);
		assert!(device(index).interactive.is_none());
		assert_ok!(reactivate(index));
		assert_eq!(device(index).bond, GATEWAY_BOND);
		assert_eq!(held(&owner()), GATEWAY_BOND);
	});
}

#[test]
fn bond_should_be_released_when_the_unbonding_period_has_passed() {
	test(|| {
		let index = located_gateway(1, geneva());
		let key = device_key(1);
		let paid = ONBOARDING_FEE + LOCATION_FEE;
		assert_ok!(retire(index));
		settle();
		let Status::Retired { bond_release_at, .. } = device(index).status else { panic!() };
		assert_eq!(HookLog::take(), [HookCall::Moved(index), HookCall::Retired(index, owner())]);
		assert!(Registry::devices_in_cell(geneva(), None).is_empty());
		for refused in [retire(index), deactivate(index), reactivate(index)] {
			assert_eq!(refused, Err(Error::<Test>::DeviceRetired.into()));
		}
		run_to(bond_release_at - 1);
		assert_eq!(held(&owner()), GATEWAY_BOND);
		assert_noop!(onboard_one(onboarding(1, GATEWAY)), Error::<Test>::DeviceAlreadyOnboarded);
		events();

		run(1 + BUCKET);
		assert_eq!(
			events(),
			[Event::BondReleased {
				device: index,
				owner: owner(),
				amount: GATEWAY_BOND,
				collateral: Collateral::Native,
			}]
		);
		assert_eq!(Balances::free_balance(owner()), WEALTH - paid);
		assert_eq!(held(&owner()), 0);
		assert_eq!(Registry::device_with_key(key), None);
		assert!(Registry::devices_of(owner(), None).is_empty());
	});
}

#[test]
fn bond_should_be_slashable_when_the_device_is_unbonding() {
	test(|| {
		let index = onboard_gateway(1);
		assert_ok!(retire(index));
		assert_eq!(Registry::slash_bond(index, GATEWAY_BOND + 1), GATEWAY_BOND);
		assert_eq!(Registry::slash_bond(index, 1), 0);
		run(UNBONDING_PERIOD + BUCKET);
		assert_eq!(Balances::free_balance(owner()), WEALTH - ONBOARDING_FEE - GATEWAY_BOND);
	});
}

#[test]
fn slash_should_emit_an_event_when_it_takes_something() {
	test(|| {
		let index = onboard_gateway(1);
		events();
		let issued = Balances::total_issuance();
		assert_eq!(Registry::slash_bond(index, 300), 300);
		assert_eq!(
			events(),
			[
				Event::BondSlashed {
					device: index,
					amount: 300,
					remaining: GATEWAY_BOND - 300,
					collateral: Collateral::Native,
				},
				Event::DeviceDeactivated { device: index },
			]
		);
		assert_eq!(Balances::total_issuance(), issued - 300);
		assert_eq!(Registry::slash_bond(99, 300), 0);
	});
}

#[test]
fn retired_key_should_keep_its_strikes_when_it_is_onboarded_again() {
	test(|| {
		let index = onboard_gateway(1);
		assert_eq!(Registry::strike(index), Ok(1));
		assert_eq!(Registry::strike(index), Ok(2));
		assert_ok!(retire(index));
		run(UNBONDING_PERIOD + BUCKET);

		// The consent of the first onboarding does not count again.
		assert_noop!(onboard_one(onboarding(1, GATEWAY)), Error::<Test>::NonceTooLow);
		let mut again = onboarding(1, GATEWAY);
		again.consent =
			DeviceStatement::Onboard { owner: owner() }.sign(&device_pair(1), genesis(), 1);
		assert_ok!(onboard_one(again));
		let back = Registry::device_with_key(device_key(1)).unwrap();
		assert_ne!(back, index);
		assert_eq!((device(back).strikes, device(back).nonce), (2, 2));
	});
}

#[test]
fn all_devices_should_change_when_their_owner_names_a_fleet() {
	test(|| {
		let devices: Vec<_> = (0..20).map(onboard_gateway).collect();
		assert_ok!(Registry::deactivate(signed(owner()), fleet(&devices)));
		assert!(devices.iter().all(|index| !device(*index).is_active()));
		assert_ok!(Registry::reactivate(signed(owner()), fleet(&devices)));
		assert_ok!(Registry::retire(signed(owner()), fleet(&devices)));
		run(UNBONDING_PERIOD + BUCKET);
		assert_eq!(held(&owner()), 0);
	});
}

#[test]
fn calls_should_be_refused_when_the_device_is_not_the_callers_or_unknown() {
	test(|| {
		let index = onboard_gateway(1);
		let acts = [Registry::deactivate, Registry::reactivate, Registry::retire];
		for act in acts {
			assert_noop!(act(signed(buyer()), fleet(&[index])), Error::<Test>::NotOwner);
			assert_noop!(act(signed(owner()), fleet(&[9])), Error::<Test>::DeviceUnknown);
		}
	});
}

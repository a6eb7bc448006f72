use crate::{mock::*, *};
use cairn_primitives::devices::{CoverageStanding, Discipline, Escrow, SuspensionReason};
use frame_support::{
	assert_err, assert_noop, assert_ok, dispatch::DispatchResult, storage::with_storage_layer,
};
use sp_core::H256;
use sp_runtime::DispatchError::BadOrigin;

const REASON: SuspensionReason = SuspensionReason::DoubtfulLocation;
const GROUNDS: H256 = H256::repeat_byte(5);

fn geneva() -> u64 {
	cell(46.2, 6.1)
}

fn by_strikes(device: DeviceIndex) -> DispatchResult {
	Registry::suspend_automatically(device, SuspensionReason::MissedReveals)
}

fn by_governance(device: DeviceIndex) -> DispatchResult {
	Registry::suspend(signed(account(200)), fleet(&[device]), REASON)
}

fn appeal(device: DeviceIndex) -> DispatchResult {
	Registry::appeal_suspension(signed(owner()), device, GROUNDS)
}

fn decide(device: DeviceIndex, decision: Decision<Balance>) -> DispatchResult {
	let release_at = Suspensions::<Test>::get(device).map_or(0, |it| it.release_at);
	Registry::resolve_suspension(signed(account(200)), device, release_at, decision)
}

/// Returns the block from which the device is released if nobody decides.
fn release_at(device: DeviceIndex) -> u32 {
	Suspensions::<Test>::get(device).unwrap().release_at
}

#[test]
fn device_should_be_unchangeable_when_it_is_suspended() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(Registry::record_valid_proof(index));
		HookLog::take();
		events();
		let appeal_by = System::block_number() + APPEAL_PERIOD;
		assert_ok!(by_strikes(index));
		assert_eq!(
			events(),
			[
				Event::DeviceLapsed { device: index },
				Event::DeviceSuspended {
					device: index,
					reason: SuspensionReason::MissedReveals,
					automatic: true,
					appeal_by,
					release_at: appeal_by + DECISION_PERIOD,
				}
			]
		);
		assert_eq!(HookLog::take(), [HookCall::Suspended(index)]);

		let devices = fleet(&[index]);
		let owner = signed(owner());
		for refused in [
			Registry::deactivate(owner.clone(), devices.clone()),
			Registry::reactivate(owner.clone(), devices.clone()),
			Registry::retire(owner.clone(), devices.clone()),
			Registry::offer(owner.clone(), devices.clone(), buyer()),
			Registry::set_payout_account(owner, devices, None),
			locate(1, location(cell(45.0, 5.0))),
			by_strikes(index),
		] {
			assert_eq!(refused, Err(Error::<Test>::DeviceSuspended.into()));
		}
		assert_noop!(Registry::record_valid_proof(index), Error::<Test>::DeviceSuspended);
	});
}

#[test]
fn change_should_not_take_effect_when_the_device_is_suspended_meanwhile() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(Registry::offer(signed(owner()), fleet(&[index]), buyer()));
		assert_ok!(Registry::accept_offer(signed(buyer()), fleet(&[index])));
		assert_ok!(by_governance(index));
		assert_eq!(held(&buyer()), 0);
		run(SETTLEMENT_DELAY + BUCKET);
		assert_eq!(device(index).owner, owner());
	});
}

#[test]
fn device_should_be_released_and_escrow_forfeited_when_nobody_decides_on_strikes() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(by_strikes(index));
		assert_ok!(appeal(index));
		let release_at = release_at(index);
		run_to(release_at - 1);
		assert_eq!(device(index).status, Status::Suspended);
		HookLog::take();
		events();
		run(1 + BUCKET);
		assert!(device(index).is_active());
		assert_eq!(HookLog::take(), [HookCall::Released(index, Escrow::Forfeited)]);
		assert_eq!(
			events(),
			[Event::DeviceReleased { device: index, active: true, forfeited: true }]
		);
	});
}

#[test]
fn device_should_be_released_and_escrow_returned_when_nobody_decides_on_governances_suspension() {
	test(|| {
		let index = onboard_gateway(1);
		assert_ok!(Registry::deactivate(signed(owner()), fleet(&[index])));
		assert_ok!(by_governance(index));
		let release_at = release_at(index);
		HookLog::take();
		run_to(release_at + BUCKET);
		// The device was inactive before, and is inactive again.
		assert_eq!(device(index).status, Status::Inactive);
		assert_eq!(HookLog::take(), [HookCall::Released(index, Escrow::Returned)]);
	});
}

#[test]
fn escrow_should_be_returned_when_the_appeal_is_granted() {
	test(|| {
		let index = onboard_gateway(1);
		assert_ok!(by_strikes(index));
		events();
		assert_ok!(appeal(index));
		assert_eq!(events(), [Event::SuspensionAppealed { device: index, grounds: GROUNDS }]);
		assert_eq!(Suspensions::<Test>::get(index).unwrap().appeal, Some(GROUNDS));
		HookLog::take();
		assert_ok!(decide(index, Decision::Grant));
		assert_eq!(HookLog::take(), [HookCall::Released(index, Escrow::Returned)]);
		assert_eq!(
			events(),
			[
				Event::SuspensionResolved { device: index, decision: Decision::Grant },
				Event::DeviceReleased { device: index, active: true, forfeited: false },
			]
		);
		// The deadline of a suspension that has ended releases nothing.
		run(APPEAL_PERIOD + DECISION_PERIOD + BUCKET);
		assert_eq!(HookLog::take(), []);
	});
}

#[test]
fn bond_should_be_slashed_when_governance_upholds() {
	test(|| {
		let index = onboard_gateway(1);
		assert_ok!(by_strikes(index));
		HookLog::take();
		assert_ok!(decide(index, Decision::Uphold { slash: 250, expel: false }));
		assert_eq!(device(index).bond, GATEWAY_BOND - 250);
		// The device stays inactive until its bond is topped up.
		assert_eq!(device(index).status, Status::Inactive);
		assert_eq!(HookLog::take(), [HookCall::Released(index, Escrow::Forfeited)]);
	});
}

#[test]
fn device_should_retire_for_good_when_governance_expels_it() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(by_strikes(index));
		assert_ok!(decide(index, Decision::Uphold { slash: Balance::MAX, expel: true }));
		assert!(matches!(device(index).status, Status::Retired { .. }));
		assert_eq!(held(&owner()), 0);
		assert!(Registry::devices_in_cell(geneva(), None).is_empty());
		run(UNBONDING_PERIOD + BUCKET);
		assert_eq!(Devices::<Test>::get(index), None);
		// The key can never be onboarded again.
		assert_err!(
			with_storage_layer(|| onboard_one(onboarding(1, GATEWAY))),
			Error::<Test>::KeyExpelled
		);
	});
}

#[test]
fn bond_should_stay_on_hold_until_the_decision_when_a_retired_device_is_suspended() {
	test(|| {
		let index = onboard_gateway(1);
		assert_ok!(Registry::retire(signed(owner()), fleet(&[index])));
		run(UNBONDING_PERIOD - APPEAL_PERIOD);
		assert_ok!(by_governance(index));
		let release_at = release_at(index);
		run_to(release_at - 1);
		assert_eq!(held(&owner()), GATEWAY_BOND);
		assert_ok!(decide(index, Decision::Uphold { slash: 300, expel: true }));
		run(2 * BUCKET);
		assert_eq!(Devices::<Test>::get(index), None);
		assert_eq!(Balances::free_balance(owner()), WEALTH - ONBOARDING_FEE - 300);
		assert!(KeyHistories::<Test>::get(device_key(1)).unwrap().expelled);
	});
}

#[test]
fn bond_should_be_released_when_nobody_decides_on_a_retired_device() {
	test(|| {
		let index = onboard_gateway(1);
		assert_ok!(Registry::retire(signed(owner()), fleet(&[index])));
		run(UNBONDING_PERIOD - 1);
		assert_ok!(by_governance(index));
		run(APPEAL_PERIOD + DECISION_PERIOD + 2 * BUCKET);
		assert_eq!(Devices::<Test>::get(index), None);
		assert_eq!(held(&owner()), 0);
	});
}

#[test]
fn suspend_should_skip_devices_when_they_are_suspended_or_gone() {
	test(|| {
		let (good, suspended, retired) =
			(onboard_gateway(1), onboard_gateway(2), onboard_gateway(3));
		assert_ok!(by_strikes(suspended));
		assert_ok!(Registry::retire(signed(owner()), fleet(&[retired])));
		let all = fleet(&[good, suspended, retired, 99]);
		let suspend = |devices| Registry::suspend(signed(account(200)), devices, REASON);
		assert_ok!(suspend(all.clone()));
		assert_eq!(device(good).status, Status::Suspended);
		assert_eq!(device(retired).status, Status::Suspended);
		assert_noop!(suspend(all), Error::<Test>::NoDeviceToSuspend);
	});
}

#[test]
fn decision_should_be_refused_when_it_names_an_earlier_suspension() {
	test(|| {
		let index = onboard_gateway(1);
		assert_ok!(by_governance(index));
		let earlier = release_at(index);
		run_to(earlier + BUCKET);
		assert_ok!(by_strikes(index));
		assert_noop!(
			Registry::resolve_suspension(signed(account(200)), index, earlier, Decision::Grant),
			Error::<Test>::SuspensionMismatch
		);
		// The deadline of the first suspension does not end the second.
		run(APPEAL_PERIOD);
		assert_eq!(device(index).status, Status::Suspended);
	});
}

#[test]
fn appeal_should_be_refused_when_it_is_late_repeated_or_not_by_the_owner() {
	test(|| {
		let index = onboard_gateway(1);
		assert_noop!(appeal(index), Error::<Test>::DeviceNotSuspended);
		assert_ok!(by_strikes(index));
		assert_noop!(
			Registry::appeal_suspension(signed(buyer()), index, GROUNDS),
			Error::<Test>::NotOwner
		);
		run(APPEAL_PERIOD + 1);
		assert_noop!(appeal(index), Error::<Test>::AppealPeriodOver);

		let other = onboard_gateway(2);
		assert_ok!(by_strikes(other));
		run(APPEAL_PERIOD);
		assert_ok!(appeal(other));
		assert_noop!(appeal(other), Error::<Test>::AlreadyAppealed);
	});
}

#[test]
fn suspension_should_be_refused_when_device_or_origin_are_wrong() {
	test(|| {
		let index = onboard_gateway(1);
		assert_noop!(Registry::suspend(signed(owner()), fleet(&[index]), REASON), BadOrigin);
		assert_noop!(
			Registry::resolve_suspension(signed(owner()), index, 0, Decision::Grant),
			BadOrigin
		);
		assert_noop!(decide(index, Decision::Grant), Error::<Test>::DeviceNotSuspended);
		assert_noop!(decide(9, Decision::Grant), Error::<Test>::DeviceUnknown);
		assert_noop!(by_governance(9), Error::<Test>::NoDeviceToSuspend);
		assert_noop!(Registry::strike(9), Error::<Test>::DeviceUnknown);
		assert_noop!(by_strikes(9), Error::<Test>::DeviceUnknown);
	});
}

#[test]
fn strikes_should_saturate_when_there_are_many() {
	test(|| {
		let index = onboard_gateway(1);
		events();
		assert_eq!(Registry::strike(index), Ok(1));
		assert_eq!(events(), [Event::LifetimeStrikeAdded { device: index, strikes: 1 }]);
		for _ in 0..300 {
			assert_ok!(Registry::strike(index));
		}
		assert_eq!(device(index).strikes, u8::MAX);
	});
}

//! Tests the powers of the governance origins.

use super::chain::*;
use cairn_primitives::devices::SuspensionReason;
use cairn_runtime::{governance::origins::Origin, *};
use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin;
use pallet_device_registry::Error;
use sp_runtime::DispatchError::BadOrigin;

const OTHERS: [Origin; 3] = [Origin::StakingAdmin, Origin::Treasurer, Origin::SmallSpender];

fn set_class(origin: RuntimeOrigin) -> sp_runtime::DispatchResult {
	let class = DeviceRegistry::classes(None)[0].1.clone();
	DeviceRegistry::set_class(origin, 1, class)
}

fn suspend(origin: RuntimeOrigin) -> sp_runtime::DispatchResult {
	DeviceRegistry::suspend(origin, vec![7].try_into().unwrap(), SuspensionReason::Stolen)
}

#[test]
fn device_admin_should_manage_makers_and_resolve_suspensions_when_others_cannot() {
	chain("development").execute_with(|| {
		for origin in [RuntimeOrigin::root(), Origin::DeviceAdmin.into()] {
			assert_ok!(set_class(origin.clone()));
			// The origin is accepted, but the device does not exist.
			assert_noop!(suspend(origin), Error::<Runtime>::NoDeviceToSuspend);
		}
		for other in OTHERS.into_iter().chain([Origin::EmergencyAdmin]) {
			assert_noop!(set_class(other.into()), BadOrigin);
		}
	});
}

#[test]
fn emergency_admin_should_resolve_suspensions_but_not_manage_makers_when_it_acts() {
	chain("development").execute_with(|| {
		let emergency: RuntimeOrigin = Origin::EmergencyAdmin.into();
		assert_noop!(suspend(emergency), Error::<Runtime>::NoDeviceToSuspend);
		for other in OTHERS {
			assert_noop!(suspend(other.into()), BadOrigin);
		}
	});
}

#[test]
fn emission_shares_should_change_when_root_sets_them_and_not_otherwise() {
	chain("development").execute_with(|| {
		let shares = genesis_emission::shares();
		for other in OTHERS.into_iter().chain([Origin::EmergencyAdmin, Origin::DeviceAdmin]) {
			assert_noop!(RewardEmission::set_shares(other.into(), shares), BadOrigin);
		}
		assert_ok!(RewardEmission::set_shares(RawOrigin::Root.into(), shares));
	});
}

//! Tests the calls that each type of proxy can make.

use cairn_primitives::currency::CRN;
use cairn_runtime::{configs::proxy::ProxyType, *};
use frame_support::traits::InstanceFilter;
use sp_keyring::Sr25519Keyring;

const ALL: [ProxyType; 6] = [
	ProxyType::Any,
	ProxyType::NonTransfer,
	ProxyType::Staking,
	ProxyType::Governance,
	ProxyType::Fleet,
	ProxyType::CancelProxy,
];

fn transfer() -> RuntimeCall {
	let dest = Sr25519Keyring::Bob.to_account_id().into();
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value: CRN })
}

#[test]
fn transfer_should_be_refused_when_the_proxy_is_not_of_type_any() {
	for kind in ALL {
		assert_eq!(kind.filter(&transfer()), kind == ProxyType::Any, "{kind:?}");
	}
}

#[test]
fn staking_proxy_should_chill_but_not_vote_when_it_makes_calls() {
	let chill = RuntimeCall::Staking(pallet_staking::Call::chill {});
	let unlock = RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::unlock {
		class: 0,
		target: Sr25519Keyring::Bob.to_account_id().into(),
	});
	assert!(ProxyType::Staking.filter(&chill) && !ProxyType::Staking.filter(&unlock));
	assert!(ProxyType::Governance.filter(&unlock) && !ProxyType::Governance.filter(&chill));
	assert!(!ProxyType::Fleet.filter(&chill) && !ProxyType::Fleet.filter(&unlock));
}

#[test]
fn fleet_proxy_should_operate_devices_but_not_sell_them_when_it_makes_calls() {
	use pallet_device_registry::Call;
	let devices = vec![1].try_into().unwrap();
	let rest = RuntimeCall::DeviceRegistry(Call::deactivate { devices });
	let to = Sr25519Keyring::Bob.to_account_id();
	let devices = || vec![1].try_into().unwrap();
	let offer = RuntimeCall::DeviceRegistry(Call::offer { devices: devices(), to: to.clone() });
	let payout = RuntimeCall::DeviceRegistry(Call::set_payout_account {
		devices: devices(),
		account: Some(to),
	});
	assert!(ProxyType::Fleet.filter(&rest) && ProxyType::NonTransfer.filter(&rest));
	for call in [offer, payout] {
		assert!(!ProxyType::Fleet.filter(&call) && !ProxyType::NonTransfer.filter(&call));
	}
}

#[test]
fn superset_should_allow_every_call_when_its_subset_allows_it() {
	let calls = [
		transfer(),
		RuntimeCall::Staking(pallet_staking::Call::chill {}),
		RuntimeCall::Utility(pallet_utility::Call::batch { calls: vec![] }),
		RuntimeCall::System(frame_system::Call::remark { remark: vec![] }),
	];
	for wide in ALL {
		for narrow in ALL {
			if wide.is_superset(&narrow) {
				for call in &calls {
					assert!(wide.filter(call) || !narrow.filter(call), "{wide:?} ⊉ {narrow:?}");
				}
			}
		}
	}
	assert!(ALL.iter().all(|kind| ProxyType::Any.is_superset(kind)));
	assert!(!ProxyType::Fleet.is_superset(&ProxyType::Staking));
}

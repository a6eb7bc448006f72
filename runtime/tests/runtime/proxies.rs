//! Tests the calls that each type of proxy can make.

use super::{
	chain::{self, chain, next_block},
	largest::Types,
};
use cairn_primitives::currency::CRN;
use cairn_runtime::{configs::proxy::ProxyType, *};
use frame_support::traits::InstanceFilter;
use sp_keyring::Sr25519Keyring;
use sp_runtime::DispatchError;

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
	let names = Types::new().names();
	for wide in ALL {
		for narrow in ALL.iter().filter(|narrow| wide.is_superset(narrow)) {
			for (pallet, call) in &names {
				let both = wide.allows(pallet, call) || !narrow.allows(pallet, call);
				assert!(both, "{wide:?} does not allow {pallet}.{call}, {narrow:?} does");
			}
		}
	}
	assert!(ALL.iter().all(|kind| ProxyType::Any.is_superset(kind)));
	assert!(!ProxyType::Fleet.is_superset(&ProxyType::Staking));
}

#[test]
fn list_should_name_existing_calls_when_a_type_has_one() {
	let names = Types::new().names();
	for kind in ALL {
		for (pallet, calls) in kind.allowed().unwrap_or_default() {
			for call in *calls {
				let exists = names.iter().any(|(p, c)| p == pallet && c == call);
				assert!(exists, "{kind:?} allows {pallet}.{call}, which does not exist");
			}
		}
	}
}

/// Returns the table of docs/wallets.md.
fn table() -> String {
	let columns = &ALL[1..];
	let mut rows = vec![
		format!(
			"| call | {} |",
			columns.iter().map(|kind| format!("`{kind:?}`")).collect::<Vec<_>>().join(" | ")
		),
		format!("|---|{}", "---|".repeat(columns.len())),
	];
	for (pallet, call) in Types::new().names() {
		let marks = columns.iter().map(|kind| if kind.allows(&pallet, &call) { "✓" } else { "" });
		let marks: Vec<_> = marks.collect();
		if marks.iter().any(|mark| !mark.is_empty()) {
			let camel = |name: &str| {
				let mut parts = name.split('_');
				let first = parts.next().unwrap().to_owned();
				parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
			};
			let pallet = pallet[..1].to_lowercase() + &pallet[1..];
			rows.push(format!("| `{pallet}.{}` | {} |", camel(&call), marks.join(" | ")));
		}
	}
	rows.join("\n") + "\n"
}

/// With `CAIRN_WRITE_DOCS=1` the test writes the table instead of comparing it.
#[test]
fn page_should_list_the_calls_of_each_type_when_its_table_is_read() {
	const BEGIN: &str = "<!-- proxies -->\n";
	const END: &str = "<!-- end of proxies -->";
	let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/wallets.md");
	let page = std::fs::read_to_string(path).unwrap();
	let (before, rest) = page.split_once(BEGIN).unwrap();
	let (found, after) = rest.split_once(END).unwrap();
	let expected = table();
	if std::env::var_os("CAIRN_WRITE_DOCS").is_some() {
		std::fs::write(path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
	} else {
		assert_eq!(
			found, expected,
			"the table of docs/wallets.md is out of date: run this test with CAIRN_WRITE_DOCS=1"
		);
	}
}

/// Makes Ferdie call as a proxy of Eve. Returns the result of the call.
fn call_as_proxy(call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
	let proxy = pallet_proxy::Call::proxy {
		real: Sr25519Keyring::Eve.to_account_id().into(),
		force_proxy_type: None,
		call: Box::new(call.into()),
	};
	chain::call(Sr25519Keyring::Ferdie, proxy);
	let executed = System::read_events_no_consensus().find_map(|record| match record.event {
		RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
		_ => None,
	});
	executed.unwrap()
}

#[test]
fn non_transfer_proxy_should_move_nothing_to_anybody_when_it_tries_every_way() {
	use pallet_staking::{RewardDestination, ValidatorPrefs};
	chain("local_testnet").execute_with(|| {
		next_block();
		let eve = Sr25519Keyring::Eve;
		let thief = Sr25519Keyring::Ferdie.to_account_id();
		chain::call(
			eve,
			pallet_proxy::Call::add_proxy {
				delegate: thief.clone().into(),
				proxy_type: ProxyType::NonTransfer,
				delay: 0,
			},
		);
		chain::call(
			eve,
			pallet_staking::Call::bond { value: 2_000 * CRN, payee: RewardDestination::Stash },
		);
		let devices = || vec![1].try_into().unwrap();
		let to_thief = || RewardDestination::Account(thief.clone());
		let transfer =
			pallet_balances::Call::transfer_all { dest: thief.clone().into(), keep_alive: false };
		let attempts: Vec<RuntimeCall> = vec![
			transfer.clone().into(),
			pallet_balances::Call::burn { value: CRN, keep_alive: true }.into(),
			pallet_assets::Call::approve_transfer {
				id: 1.into(),
				delegate: thief.clone().into(),
				amount: CRN,
			}
			.into(),
			pallet_staking::Call::set_payee { payee: to_thief() }.into(),
			pallet_staking::Call::bond { value: CRN, payee: to_thief() }.into(),
			pallet_vesting::Call::vested_transfer {
				target: thief.clone().into(),
				schedule: pallet_vesting::VestingInfo::new(1_000 * CRN, CRN, 0),
			}
			.into(),
			pallet_liquid_staking::Call::transfer_ticket { ticket: 1, to: thief.clone() }.into(),
			pallet_liquid_staking::Call::fund_reserve { amount: CRN }.into(),
			pallet_device_registry::Call::transfer {
				devices: devices(),
				to: thief.clone(),
				expires_at: u32::MAX,
				consent: Sr25519Keyring::Ferdie.sign(b"any consent").into(),
			}
			.into(),
			pallet_device_registry::Call::offer { devices: devices(), to: thief.clone() }.into(),
			pallet_device_registry::Call::accept_offer { devices: devices() }.into(),
			pallet_device_registry::Call::set_payout_account {
				devices: devices(),
				account: Some(thief.clone()),
			}
			.into(),
			pallet_proxy::Call::add_proxy {
				delegate: thief.clone().into(),
				proxy_type: ProxyType::Any,
				delay: 0,
			}
			.into(),
			pallet_utility::Call::as_derivative { index: 0, call: Box::new(transfer.into()) }
				.into(),
			pallet_identity::Call::add_sub {
				sub: thief.clone().into(),
				data: pallet_identity::Data::None,
			}
			.into(),
		];
		let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
		let before = System::account(eve.to_account_id()).data;
		for attempt in attempts {
			assert_eq!(call_as_proxy(attempt.clone()), filtered, "{attempt:?}");
			let batch = pallet_utility::Call::batch_all { calls: vec![attempt.clone()] };
			assert_eq!(call_as_proxy(batch), filtered, "a batch of {attempt:?}");
		}
		assert_eq!(System::account(eve.to_account_id()).data, before);

		// Calls that the type allows still work.
		let validate = pallet_staking::Call::validate { prefs: ValidatorPrefs::default() };
		assert_eq!(call_as_proxy(validate), Ok(()));
		let deposit = pallet_liquid_staking::Call::deposit {
			amount: 100 * CRN,
			min_out: pallet_liquid_staking::Shares::ZERO,
			deadline: u32::MAX,
		};
		assert_eq!(call_as_proxy(deposit), Ok(()));
	});
}

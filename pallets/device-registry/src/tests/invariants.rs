//! The invariants hold whatever calls owners, devices and governance make, in whatever order.

use crate::{mock::*, *};
use cairn_primitives::{
	collateral::StakedCollateral,
	devices::{CertificateTerms, CoverageStanding, DeviceStatement, Discipline, SuspensionReason},
};
use frame_support::{assert_ok, dispatch::DispatchResult, storage::with_storage_layer};
use proptest::prelude::*;

const DEVICES: u32 = 8;
/// The tokens that each owner has: not enough for all its devices at every rate.
const TOKENS: u128 = 8 * GATEWAY_BOND;

#[derive(Clone, Debug)]
enum Act {
	Onboard { serial: u32, class: ClassId },
	Locate { device: DeviceIndex, place: i32 },
	Prove(DeviceIndex),
	Deactivate(DeviceIndex),
	Reactivate(DeviceIndex),
	Retire(DeviceIndex),
	CancelChange(DeviceIndex),
	Offer(DeviceIndex),
	CancelOffer(DeviceIndex),
	Accept(DeviceIndex),
	SetPayoutAccount(DeviceIndex),
	Replace { device: DeviceIndex, serial: u32 },
	Suspend { device: DeviceIndex, automatic: bool },
	Appeal(DeviceIndex),
	Decide { device: DeviceIndex, decision: Decision<Balance> },
	Strike(DeviceIndex),
	Slash(DeviceIndex, Balance),
	SetBond(Balance),
	Swap { devices: Vec<DeviceIndex>, into: CollateralKind },
	SetRate(Balance),
	Wait(u32),
	WaitWithoutIdleTime(u32),
	ServiceAgenda(u32),
}

fn act() -> impl Strategy<Value = Act> {
	let device = || 0..DEVICES * 2;
	let decision = prop_oneof![
		Just(Decision::Grant),
		(0..2 * GATEWAY_BOND, any::<bool>())
			.prop_map(|(slash, expel)| Decision::Uphold { slash, expel }),
	];
	let into = prop_oneof![2 => Just(CollateralKind::Staked), 1 => Just(CollateralKind::Native)];
	prop_oneof![
		4 => (0..DEVICES, prop_oneof![Just(GATEWAY), Just(STATION)])
			.prop_map(|(serial, class)| Act::Onboard { serial, class }),
		4 => (device(), 0..4).prop_map(|(device, place)| Act::Locate { device, place }),
		4 => device().prop_map(Act::Prove),
		2 => device().prop_map(Act::Deactivate),
		3 => device().prop_map(Act::Reactivate),
		2 => device().prop_map(Act::Retire),
		2 => device().prop_map(Act::CancelChange),
		2 => device().prop_map(Act::Offer),
		1 => device().prop_map(Act::CancelOffer),
		2 => device().prop_map(Act::Accept),
		1 => device().prop_map(Act::SetPayoutAccount),
		2 => (device(), 0..DEVICES).prop_map(|(device, serial)| Act::Replace { device, serial }),
		2 => (device(), any::<bool>())
			.prop_map(|(device, automatic)| Act::Suspend { device, automatic }),
		1 => device().prop_map(Act::Appeal),
		2 => (device(), decision).prop_map(|(device, decision)| Act::Decide { device, decision }),
		1 => device().prop_map(Act::Strike),
		2 => (device(), 0..2 * GATEWAY_BOND).prop_map(|(device, amount)| Act::Slash(device, amount)),
		1 => (0..2 * GATEWAY_BOND).prop_map(Act::SetBond),
		6 => (prop::collection::vec(device(), 1..3), into)
			.prop_map(|(devices, into)| Act::Swap { devices, into }),
		// The rate mostly rises; it may fall, even to zero.
		2 => prop_oneof![3 => 100..300u128, 1 => 0..100u128].prop_map(Act::SetRate),
		4 => (1..80u32).prop_map(Act::Wait),
		1 => (1..80u32).prop_map(Act::WaitWithoutIdleTime),
		1 => (0..30u32).prop_map(Act::ServiceAgenda),
	]
}

/// Returns the serial number of a device's key.
fn serial_of(index: DeviceIndex) -> Option<u32> {
	let key = Devices::<Test>::get(index)?.key;
	(0..DEVICES).find(|serial| device_key(*serial) == key)
}

fn nonce_of(serial: u32) -> u32 {
	let key = device_key(serial);
	Registry::device_with_key(key)
		.and_then(Devices::<Test>::get)
		.map(|device| device.nonce)
		.or_else(|| KeyHistories::<Test>::get(key).map(|history| history.nonce))
		.unwrap_or_default()
}

/// Returns the owner of a device, and the account that it can be sold to.
fn parties(index: DeviceIndex) -> (AccountId, AccountId) {
	match Devices::<Test>::get(index) {
		Some(device) if device.owner == buyer() => (buyer(), owner()),
		_ => (owner(), buyer()),
	}
}

fn perform(act: Act) -> DispatchResult {
	let of = |index: DeviceIndex| (signed(parties(index).0), fleet(&[index]));
	match act {
		Act::Onboard { serial, class } => {
			let statement = DeviceStatement::Onboard { owner: owner() };
			let consent = statement.sign(&device_pair(serial), genesis(), nonce_of(serial));
			onboard_one(Onboarding { consent, ..onboarding(serial, class) })
		}
		Act::Locate { device, place } => {
			let Some(serial) = serial_of(device) else { return Ok(()) };
			let region = (Devices::<Test>::get(device).unwrap().class == GATEWAY).then_some(EUROPE);
			let cell = cell(46.0 + f64::from(place) / 500.0, 6.0);
			let assertion = assertion(serial, Location { region, ..location(cell) });
			let assertions = vec![assertion].try_into().unwrap();
			Registry::assert_location(signed(parties(device).0), assertions)
		}
		Act::Prove(device) => Registry::record_valid_proof(device).map(|_| ()),
		Act::Deactivate(device) => Registry::deactivate(of(device).0, of(device).1),
		Act::Reactivate(device) => Registry::reactivate(of(device).0, of(device).1),
		Act::Retire(device) => Registry::retire(of(device).0, of(device).1),
		Act::CancelChange(device) => Registry::cancel_change(of(device).0, of(device).1),
		Act::Offer(device) => Registry::offer(of(device).0, of(device).1, parties(device).1),
		Act::CancelOffer(device) => Registry::cancel_offer(of(device).0, of(device).1),
		Act::Accept(device) => Registry::accept_offer(signed(parties(device).1), fleet(&[device])),
		Act::SetPayoutAccount(device) => {
			Registry::set_payout_account(of(device).0, of(device).1, Some(stranger()))
		}
		Act::Replace { device, serial } => {
			let Some(broken) = serial_of(device).map(device_key) else { return Ok(()) };
			let owner = parties(device).0;
			let terms = CertificateTerms { replaces: Some(broken), ..terms(serial, GATEWAY) };
			let statement = DeviceStatement::Replace { owner: owner.clone(), broken };
			let consent = statement.sign(&device_pair(serial), genesis(), nonce_of(serial));
			let certificate = Box::new(certificate(terms));
			Registry::replace_device(
				signed(owner),
				device,
				device_key(serial),
				consent,
				certificate,
			)
		}
		Act::Suspend { device, automatic: true } => {
			Registry::suspend_automatically(device, SuspensionReason::MissedReveals)
		}
		Act::Suspend { device, automatic: false } => {
			let judge = signed(account(200));
			Registry::suspend(judge, fleet(&[device]), SuspensionReason::Tampered)
		}
		Act::Appeal(device) => {
			Registry::appeal_suspension(of(device).0, device, Default::default())
		}
		Act::Decide { device, decision } => {
			let release_at = Suspensions::<Test>::get(device).map_or(0, |it| it.release_at);
			Registry::resolve_suspension(signed(account(200)), device, release_at, decision)
		}
		Act::Strike(device) => Registry::strike(device).map(|_| ()),
		Act::Slash(device, amount) => {
			Registry::slash_bond(device, amount);
			Ok(())
		}
		Act::SetBond(bond) => {
			let class = Class { bond, ..Classes::<Test>::get(GATEWAY).unwrap() };
			Registry::set_class(RuntimeOrigin::root(), GATEWAY, class)
		}
		Act::Swap { devices, into } => {
			let known = NextDevice::<Test>::get().max(1);
			let devices: Vec<_> = devices.into_iter().map(|device| device % known).collect();
			Registry::swap_bond(of(devices[0]).0, fleet(&devices), into)?;
			for Device { bond, collateral, .. } in devices.into_iter().map(device) {
				assert_eq!(collateral.kind(), into);
				if let Collateral::Staked { tokens } = collateral {
					assert!(Tokens::worth(tokens) >= bond + CollateralMargin::get().mul_ceil(bond));
				}
			}
			Ok(())
		}
		Act::SetRate(percent) => {
			Tokens::set_rate(percent);
			Ok(())
		}
		Act::Wait(blocks) => {
			run(blocks);
			Ok(())
		}
		Act::WaitWithoutIdleTime(blocks) => {
			System::set_block_number(System::block_number() + blocks);
			Ok(())
		}
		Act::ServiceAgenda(limit) => Registry::service_agenda(signed(stranger()), limit)
			.map(|_| ())
			.map_err(|refused| refused.error),
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn invariants_should_hold_when_random_calls_are_made(
		acts in prop::collection::vec(act(), 150),
	) {
		test(|| {
			for who in [owner(), buyer()] {
				Tokens::give(&who, TOKENS);
			}
			for act in acts {
				// Most calls are refused, and change nothing.
				let _ = with_storage_layer(|| perform(act));
				assert_eq!(Tokens::issuance(), 2 * TOKENS);
				assert_eq!(Registry::check_invariants(), Ok(()));
			}
			// In the end every bond can be released.
			for index in 0..NextDevice::<Test>::get() {
				if Suspensions::<Test>::contains_key(index) {
					assert_ok!(perform(Act::Decide { device: index, decision: Decision::Grant }));
				}
			}
			run(SETTLEMENT_DELAY + 2 * BUCKET);
			for index in 0..NextDevice::<Test>::get() {
				let _ = with_storage_layer(|| perform(Act::Retire(index)));
			}
			run(SETTLEMENT_DELAY + UNBONDING_PERIOD + 4 * BUCKET);
			assert_eq!(Devices::<Test>::iter().count(), 0);
			assert_eq!((held(&owner()), held(&buyer())), (0, 0));
			assert_eq!((Tokens::held(&owner()), Tokens::held(&buyer())), (0, 0));
			assert_eq!(DensityCounts::<Test>::iter().count(), 0);
			assert_eq!(DevicesInCells::<Test>::iter().count(), 0);
		});
	}
}

fn swap_into_tokens(index: DeviceIndex) {
	Tokens::give(&owner(), TOKENS);
	assert_ok!(Registry::swap_bond(signed(owner()), fleet(&[index]), CollateralKind::Staked));
}

#[test]
fn invariant_check_should_fail_when_the_state_is_damaged() {
	type Damage = fn(DeviceIndex);
	let broken: [(&str, Damage); 8] = [
		("1: a key is not indexed", |index| DeviceIndexes::<Test>::remove(device(index).key)),
		("2: a device is missing from its owner's", |index| {
			DevicesOf::<Test>::remove(owner(), index)
		}),
		("3: what is held is not the sum of the bonds", |index| {
			Devices::<Test>::mutate_extant(index, |device| device.bond -= 1)
		}),
		("3: the tokens held are not the sum of the devices'", |index| {
			swap_into_tokens(index);
			Tokens::release(&owner(), 1);
		}),
		("3: a bond is without tokens", |index| {
			swap_into_tokens(index);
			Tokens::release(&owner(), Tokens::held(&owner()));
			Devices::<Test>::mutate_extant(index, |device| {
				device.collateral = Collateral::Staked { tokens: 0 };
			});
		}),
		("4: a suspension is missing", |index| {
			Devices::<Test>::mutate_extant(index, |device| {
				device.status = Status::Suspended;
				device.interactive = None;
			})
		}),
		("5: the density counts are not those of the interactive devices", |_| {
			DensityCounts::<Test>::insert(
				GATEWAY,
				CellKey::from(0),
				DensityCount { count: 1, dense_cells: 0 },
			)
		}),
		("6: a device never lapses", |_| {
			let _ = Agenda::<Test>::clear(u32::MAX, None);
		}),
	];
	for (invariant, break_it) in broken {
		let found = std::panic::catch_unwind(|| {
			test(|| {
				let index = located_gateway(1, cell(46.2, 6.1));
				Registry::record_valid_proof(index).unwrap();
				break_it(index);
				assert_eq!(Registry::check_invariants(), Err(invariant));
				// Unwinding keeps `test` from checking the invariants again.
				std::panic::resume_unwind(Box::new(()));
			})
		});
		assert!(found.unwrap_err().is::<()>(), "{invariant}");
	}
}

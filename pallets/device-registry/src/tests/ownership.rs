use crate::{mock::*, *};
use cairn_primitives::devices::{DeviceDirectory, Discipline, SuspensionReason};
use frame_support::{
	assert_err, assert_noop, assert_ok, dispatch::DispatchResult, storage::with_storage_layer,
};
use sp_core::Pair;
use sp_runtime::{MultiSignature, TokenError};

fn geneva() -> u64 {
	cell(46.2, 6.1)
}

fn offer(device: DeviceIndex) -> DispatchResult {
	Registry::offer(signed(owner()), fleet(&[device]), buyer())
}

fn accept(device: DeviceIndex) -> DispatchResult {
	Registry::accept_offer(signed(buyer()), fleet(&[device]))
}

/// Returns the buyer's signature for devices of the owner, with their current nonces.
fn consent(devices: &[DeviceIndex], expires_at: u32) -> MultiSignature {
	let consent = TransferConsent {
		genesis: genesis(),
		from: &owner(),
		devices: devices.iter().map(|index| (device(*index).key, device(*index).nonce)).collect(),
		expires_at,
	};
	MultiSignature::Sr25519(signer(2).sign(&consent.signing_payload()))
}

fn transfer(devices: &[DeviceIndex], expires_at: u32, consent: MultiSignature) -> DispatchResult {
	Registry::transfer(signed(owner()), fleet(devices), buyer(), expires_at, consent)
}

#[test]
fn device_should_change_hands_when_offered_and_accepted() {
	test(|| {
		let index = onboard_gateway(1);
		events();
		assert_ok!(offer(index));
		assert_eq!(events(), [Event::DeviceOffered { device: index, to: buyer() }]);
		assert_ok!(accept(index));
		assert_eq!(
			events(),
			[Event::DeviceTransferred {
				device: index,
				from: owner(),
				to: buyer(),
				bond: GATEWAY_BOND
			}]
		);
		assert_eq!(HookLog::take(), [HookCall::Transferred(index, owner())]);
		assert_eq!((held(&owner()), held(&buyer())), (0, GATEWAY_BOND));
		assert!(Registry::devices_of(owner(), None).is_empty());
		assert_eq!(Registry::devices_of(buyer(), None), [index]);
	});
}

#[test]
fn transfer_should_wait_for_open_windows_when_the_device_is_located() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(offer(index));
		assert_ok!(accept(index));
		// Both bonds are on hold until the transfer takes effect.
		assert_eq!((held(&owner()), held(&buyer())), (GATEWAY_BOND, GATEWAY_BOND));
		assert_eq!(device(index).owner, owner());
		run(SETTLEMENT_DELAY + BUCKET);
		assert_eq!((held(&owner()), held(&buyer())), (0, GATEWAY_BOND));
		assert_eq!(device(index).owner, buyer());
	});
}

#[test]
fn accepted_transfer_should_stand_when_the_seller_tries_to_cancel_it() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(offer(index));
		assert_ok!(accept(index));
		assert_noop!(
			Registry::cancel_change(signed(owner()), fleet(&[index])),
			Error::<Test>::TransferLocked
		);
		run(SETTLEMENT_DELAY + BUCKET);
		assert_eq!(device(index).owner, buyer());
	});
}

#[test]
fn buyer_should_provide_the_full_bond_when_the_old_one_was_slashed() {
	test(|| {
		let index = onboard_gateway(1);
		Registry::slash_bond(index, 900);
		assert_ok!(offer(index));
		assert_ok!(accept(index));
		assert_eq!(device(index).bond, GATEWAY_BOND);
		assert_eq!(Balances::free_balance(owner()), WEALTH - ONBOARDING_FEE - 900);
	});
}

#[test]
fn offer_should_be_refused_when_owner_device_or_status_do_not_allow_it() {
	test(|| {
		let index = onboard_gateway(1);
		let offer = |who, device, to| Registry::offer(signed(who), fleet(&[device]), to);
		assert_noop!(offer(owner(), index, owner()), Error::<Test>::AlreadyOwner);
		assert_noop!(offer(buyer(), index, owner()), Error::<Test>::NotOwner);
		assert_noop!(offer(owner(), 9, buyer()), Error::<Test>::DeviceUnknown);
		located_gateway(2, geneva());
		assert_ok!(Registry::retire(signed(owner()), fleet(&[1])));
		assert_noop!(offer(owner(), 1, buyer()), Error::<Test>::ChangePending);
	});
}

#[test]
fn acceptance_should_be_refused_when_the_device_is_not_offered_to_the_caller() {
	test(|| {
		let index = onboard_gateway(1);
		assert_noop!(accept(index), Error::<Test>::NoOffer);
		assert_ok!(Registry::offer(signed(owner()), fleet(&[index]), stranger()));
		let storage_kept = with_storage_layer(|| accept(index));
		assert_err!(storage_kept, Error::<Test>::OfferedToAnotherAccount);
		// A stranger without CRN cannot provide the bond.
		let accepted =
			with_storage_layer(|| Registry::accept_offer(signed(stranger()), fleet(&[index])));
		assert_err!(accepted, TokenError::FundsUnavailable);
	});
}

#[test]
fn offer_should_be_removed_when_it_is_cancelled() {
	test(|| {
		let index = onboard_gateway(1);
		assert_ok!(offer(index));
		events();
		let withdraw = |who| Registry::cancel_offer(signed(who), fleet(&[index]));
		assert_noop!(withdraw(buyer()), Error::<Test>::NotOwner);
		assert_ok!(withdraw(owner()));
		assert_eq!(events(), [Event::OfferCancelled { device: index }]);
		assert_noop!(withdraw(owner()), Error::<Test>::NoOffer);
		assert_noop!(accept(index), Error::<Test>::NoOffer);
	});
}

#[test]
fn offer_should_be_removed_when_the_device_is_retired_or_suspended() {
	test(|| {
		let (retired, suspended) = (onboard_gateway(1), onboard_gateway(2));
		assert_ok!(offer(retired));
		assert_ok!(offer(suspended));
		assert_ok!(Registry::retire(signed(owner()), fleet(&[retired])));
		assert_ok!(Registry::suspend_automatically(suspended, SuspensionReason::FalseReports));
		assert_noop!(accept(retired), Error::<Test>::NoOffer);
		assert_noop!(accept(suspended), Error::<Test>::NoOffer);
	});
}

#[test]
fn fleet_should_change_hands_in_one_call_when_the_new_owner_has_signed() {
	test(|| {
		let devices: Vec<_> = (0..5).map(onboard_gateway).collect();
		assert_ok!(transfer(&devices, 10, consent(&devices, 10)));
		assert_eq!(Registry::devices_of(buyer(), None), devices);
		assert_eq!((held(&owner()), held(&buyer())), (0, 5 * GATEWAY_BOND));
	});
}

#[test]
fn transfer_should_be_refused_when_the_consent_does_not_match() {
	test(|| {
		let devices = [onboard_gateway(1), onboard_gateway(2)];
		let now = System::block_number();
		let good = consent(&devices, now);
		for (refused, error) in [
			(transfer(&devices[..1], now, good.clone()), Error::<Test>::OwnerSignatureInvalid),
			(transfer(&devices, now + 1, good.clone()), Error::OwnerSignatureInvalid),
			(transfer(&devices, now - 1, consent(&devices, now - 1)), Error::ConsentExpired),
			(transfer(&[9], now, good.clone()), Error::DeviceUnknown),
			(
				Registry::transfer(signed(owner()), fleet(&devices), owner(), now, good.clone()),
				Error::AlreadyOwner,
			),
			(
				Registry::transfer(signed(buyer()), fleet(&devices), stranger(), now, good),
				Error::NotOwner,
			),
		] {
			assert_err!(refused, error);
		}
	});
}

#[test]
fn consent_should_be_valid_once_when_the_previous_owner_buys_the_device_back() {
	test(|| {
		let index = onboard_gateway(1);
		let signature = consent(&[index], 100);
		assert_ok!(transfer(&[index], 100, signature.clone()));
		assert_ok!(Registry::offer(signed(buyer()), fleet(&[index]), owner()));
		assert_ok!(Registry::accept_offer(signed(owner()), fleet(&[index])));
		assert_noop!(transfer(&[index], 100, signature), Error::<Test>::OwnerSignatureInvalid);
	});
}

#[test]
fn transfer_should_be_refused_when_a_device_is_named_twice() {
	test(|| {
		let index = onboard_gateway(1);
		let twice = [index, index];
		let signature = consent(&twice, 100);
		assert_err!(
			with_storage_layer(|| transfer(&twice, 100, signature)),
			Error::<Test>::NotOwner
		);
	});
}

#[test]
fn rewards_should_go_to_the_payout_account_when_the_owner_names_one() {
	test(|| {
		let index = onboard_gateway(1);
		events();
		let set =
			|who, account| Registry::set_payout_account(signed(who), fleet(&[index]), account);
		assert_noop!(set(buyer(), None), Error::<Test>::NotOwner);
		assert_ok!(set(owner(), Some(stranger())));
		assert_eq!(
			events(),
			[Event::PayoutAccountSet { device: index, account: Some(stranger()) }]
		);
		assert_eq!(Registry::payee(index), Some(stranger()));
		assert_ok!(set(owner(), None));
		assert_eq!(Registry::payee(index), Some(owner()));

		assert_ok!(Registry::retire(signed(owner()), fleet(&[index])));
		assert_noop!(set(owner(), Some(stranger())), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn old_payout_account_should_receive_only_earlier_rewards_when_the_device_is_sold() {
	test(|| {
		let index = onboard_gateway(1);
		assert_ok!(Registry::set_payout_account(
			signed(owner()),
			fleet(&[index]),
			Some(stranger())
		));
		assert_ok!(offer(index));
		assert_ok!(accept(index));
		assert_eq!(HookLog::take(), [HookCall::Transferred(index, stranger())]);
		assert_eq!(Registry::payee(index), Some(buyer()));
	});
}

#[test]
fn acceptance_should_be_refused_when_the_seller_has_requested_a_change_since() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(offer(index));
		assert_ok!(Registry::deactivate(signed(owner()), fleet(&[index])));
		assert_noop!(accept(index), Error::<Test>::ChangePending);
		assert_ok!(Registry::cancel_change(signed(owner()), fleet(&[index])));
		assert_ok!(accept(index));
	});
}

#[test]
fn new_bond_should_be_that_of_the_class_when_it_has_changed_since_onboarding() {
	test(|| {
		let [first, second] = [1, 2].map(onboard_gateway);
		for (index, bond) in [(first, 3 * GATEWAY_BOND), (second, GATEWAY_BOND / 2)] {
			let changed = Class { bond, ..Classes::<Test>::get(GATEWAY).unwrap() };
			assert_ok!(Registry::set_class(RuntimeOrigin::root(), GATEWAY, changed));
			let (seller, before) = (held(&owner()), held(&buyer()));
			assert_ok!(offer(index));
			assert_ok!(accept(index));
			// The buyer provides the current bond; the seller's previous bond is released.
			assert_eq!(held(&buyer()), before + bond);
			assert_eq!(held(&owner()), seller - GATEWAY_BOND);
		}
		assert_ok!(Registry::retire(signed(buyer()), fleet(&[first, second])));
		run(UNBONDING_PERIOD + BUCKET);
		assert_eq!(held(&buyer()), 0);
	});
}

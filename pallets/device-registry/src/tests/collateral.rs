use crate::{mock::*, *};
use cairn_primitives::{
	collateral::StakedTokens,
	devices::{CertificateTerms, DeviceStatement, Discipline, SuspensionReason},
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResult, GetDispatchInfo},
};
use sp_core::Pair;
use sp_runtime::{ArithmeticError, MultiSignature, TokenError};
use CollateralKind::{Native, Staked};

/// The tokens that a gateway's bond requires while a token is worth one planck of CRN.
const GATEWAY_TOKENS: StakedTokens = GATEWAY_BOND + GATEWAY_BOND / 10;
/// The tokens that an owner has.
const MANY: StakedTokens = 1_000_000;

fn swap_all(devices: &[DeviceIndex], into: CollateralKind) -> DispatchResult {
	Registry::swap_bond(signed(owner()), fleet(devices), into)
}

fn swap(device: DeviceIndex, into: CollateralKind) -> DispatchResult {
	swap_all(&[device], into)
}

/// Onboards a gateway and holds its bond in tokens.
fn staked_gateway(serial: u32) -> DeviceIndex {
	let index = onboard_gateway(serial);
	if Tokens::free(&owner()) == 0 {
		Tokens::give(&owner(), MANY);
	}
	assert_ok!(swap(index, Staked));
	index
}

fn held_tokens() -> StakedTokens {
	Tokens::held(&owner())
}

fn staked(tokens: StakedTokens) -> Collateral {
	Collateral::Staked { tokens }
}

fn deactivate(device: DeviceIndex) {
	assert_ok!(Registry::deactivate(signed(owner()), fleet(&[device])));
}

fn reactivate(device: DeviceIndex) -> DispatchResult {
	Registry::reactivate(signed(owner()), fleet(&[device]))
}

fn set_bond(bond: Balance) {
	let class = Class { bond, ..Classes::<Test>::get(GATEWAY).unwrap() };
	assert_ok!(Registry::set_class(RuntimeOrigin::root(), GATEWAY, class));
}

/// Spends all of the owner's CRN that is not on hold, down to the existential deposit.
fn spend_crn() {
	let all = Balances::free_balance(owner()) - 1;
	assert_ok!(Balances::transfer_keep_alive(signed(owner()), stranger(), all));
}

#[test]
fn bond_should_be_held_in_tokens_when_its_owner_swaps_it() {
	test(|| {
		let index = onboard_gateway(1);
		Tokens::give(&owner(), MANY);
		events();
		assert_ok!(swap(index, Staked));
		let collateral = staked(GATEWAY_TOKENS);
		assert_eq!(
			events(),
			[Event::BondSwapped { device: index, bond: GATEWAY_BOND, collateral }]
		);
		assert_eq!((device(index).bond, device(index).collateral), (GATEWAY_BOND, collateral));
		assert_eq!(Registry::device(index).unwrap().collateral, collateral);
		assert_eq!((held(&owner()), held_tokens()), (0, GATEWAY_TOKENS));
		assert_eq!(Tokens::free(&owner()), MANY - GATEWAY_TOKENS);
		assert_eq!(Balances::free_balance(owner()), WEALTH - ONBOARDING_FEE);
		assert!(device(index).is_active());
	});
}

#[test]
fn bond_should_be_held_in_crn_again_when_its_owner_swaps_it_back() {
	test(|| {
		let index = staked_gateway(1);
		// The tokens are released whatever they are worth by now, and the bond is unchanged.
		Tokens::set_rate(130);
		events();
		assert_ok!(swap(index, Native));
		let collateral = Collateral::Native;
		assert_eq!(
			events(),
			[Event::BondSwapped { device: index, bond: GATEWAY_BOND, collateral }]
		);
		assert_eq!(device(index).collateral, collateral);
		assert_eq!((held(&owner()), held_tokens()), (GATEWAY_BOND, 0));
		assert_eq!(Tokens::free(&owner()), MANY);
	});
}

#[test]
fn tokens_should_be_worth_bond_and_margin_when_the_rate_is_odd() {
	for rate in [1, 3, 7, 33, 99, 101, 117, 333, 10_007] {
		test(|| {
			Tokens::set_rate(rate);
			let index = staked_gateway(1);
			let tokens = held_tokens();
			assert!(Tokens::worth(tokens) >= GATEWAY_TOKENS);
			assert!(Tokens::worth(tokens - 1) < GATEWAY_TOKENS, "no more than it takes");
			assert_eq!(device(index).collateral, staked(tokens));
		});
	}
}

#[test]
fn margin_should_be_rounded_up_when_the_bond_is_odd() {
	test(|| {
		set_bond(11);
		staked_gateway(1);
		assert_eq!(held_tokens(), 11 + 2);
	});
}

#[test]
fn all_bonds_should_be_swapped_or_none_when_a_fleet_is_swapped() {
	test(|| {
		let devices: Vec<_> = (0..5).map(onboard_gateway).collect();
		Tokens::give(&owner(), 5 * GATEWAY_TOKENS - 1);
		assert_noop!(swap_all(&devices, Staked), TokenError::FundsUnavailable);

		Tokens::give(&owner(), 1);
		assert_ok!(swap_all(&devices, Staked));
		assert_eq!((held(&owner()), held_tokens()), (0, 5 * GATEWAY_TOKENS));
		assert_ok!(swap_all(&devices[..2], Native));
		assert_eq!((held(&owner()), held_tokens()), (2 * GATEWAY_BOND, 3 * GATEWAY_TOKENS));
		// The second swap of the same device changes nothing.
		assert_noop!(
			swap_all(&[devices[0], devices[0]], Staked),
			Error::<Test>::CollateralUnchanged
		);
	});
}

#[test]
fn swap_should_be_refused_when_the_owner_has_too_little_of_the_new_collateral() {
	test(|| {
		let index = onboard_gateway(1);
		assert_noop!(swap(index, Staked), TokenError::FundsUnavailable);
		Tokens::give(&owner(), GATEWAY_TOKENS - 1);
		assert_noop!(swap(index, Staked), TokenError::FundsUnavailable);
		Tokens::give(&owner(), 1);
		assert_ok!(swap(index, Staked));
		spend_crn();
		assert_noop!(swap(index, Native), TokenError::FundsUnavailable);
	});
}

#[test]
fn old_collateral_should_stay_on_hold_when_the_new_cannot_be_held() {
	test(|| {
		let index = onboard_gateway(1);
		// The call itself would roll back; the function must not rely on it.
		let swap = |into| Registry::do_swap_bond(&owner(), index, into);
		assert_noop!(swap(Staked), TokenError::FundsUnavailable);
		Tokens::give(&owner(), MANY);
		assert_ok!(swap(Staked));
		spend_crn();
		assert_noop!(swap(Native), TokenError::FundsUnavailable);
	});
}

#[test]
fn swap_should_be_refused_when_the_tokens_are_worth_nothing() {
	test(|| {
		let index = onboard_gateway(1);
		Tokens::give(&owner(), MANY);
		Tokens::set_rate(0);
		assert_noop!(swap(index, Staked), ArithmeticError::DivisionByZero);
	});
}

#[test]
fn swap_should_be_refused_when_the_device_is_not_changeable() {
	test(|| {
		let index = located_gateway(1, cell(46.2, 6.1));
		Tokens::give(&owner(), MANY);
		let by = |who| Registry::swap_bond(signed(who), fleet(&[index]), Staked);
		assert_noop!(by(buyer()), Error::<Test>::NotOwner);
		assert_noop!(swap(9, Staked), Error::<Test>::DeviceUnknown);
		assert_noop!(swap(index, Native), Error::<Test>::CollateralUnchanged);

		assert_ok!(Registry::retire(signed(owner()), fleet(&[index])));
		assert_noop!(swap(index, Staked), Error::<Test>::ChangePending);
		assert_ok!(Registry::cancel_change(signed(owner()), fleet(&[index])));
		assert_ok!(swap(index, Staked));
		assert_noop!(swap(index, Staked), Error::<Test>::CollateralUnchanged);

		assert_ok!(Registry::suspend_automatically(index, SuspensionReason::FalseReports));
		assert_noop!(swap(index, Native), Error::<Test>::DeviceSuspended);
		let retired = onboard_gateway(2);
		assert_ok!(Registry::retire(signed(owner()), fleet(&[retired])));
		assert_noop!(swap(retired, Staked), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn swap_should_cover_the_remaining_bond_when_it_was_slashed() {
	test(|| {
		let index = onboard_gateway(1);
		Tokens::give(&owner(), MANY);
		Registry::slash_bond(index, 400);
		assert_ok!(swap(index, Staked));
		assert_eq!((device(index).bond, held_tokens()), (600, 660));
		assert_eq!(device(index).status, Status::Inactive);
		assert_ok!(swap(index, Native));
		assert_eq!((held(&owner()), held_tokens()), (600, 0));

		// A bond of zero holds nothing, and the device can be reactivated with either collateral.
		Registry::slash_bond(index, 600);
		assert_ok!(swap(index, Staked));
		assert_eq!((held(&owner()), held_tokens()), (0, 0));
		assert_eq!(device(index).collateral, staked(0));
		assert_ok!(reactivate(index));
		assert_eq!((held(&owner()), held_tokens()), (0, GATEWAY_TOKENS));
	});
}

#[test]
fn slash_should_take_tokens_worth_the_amount_when_the_bond_is_held_in_them() {
	test(|| {
		let index = staked_gateway(1);
		events();
		assert_eq!(Registry::slash_bond(index, 300), 300);
		assert_eq!(
			events(),
			[
				Event::BondSlashed {
					device: index,
					amount: 300,
					remaining: GATEWAY_BOND - 300,
					collateral: staked(GATEWAY_TOKENS - 300),
				},
				Event::DeviceDeactivated { device: index },
			]
		);
		assert_eq!((device(index).bond, held_tokens()), (700, 800));
		assert_eq!(Tokens::slashed(), 300);
		// CRN is not touched.
		assert_eq!(Balances::free_balance(owner()), WEALTH - ONBOARDING_FEE);
	});
}

#[test]
fn slash_should_round_tokens_up_when_the_rate_is_odd() {
	for rate in [93, 99, 101, 107, 150, 333] {
		test(|| {
			let index = staked_gateway(1);
			Tokens::set_rate(rate);
			assert_eq!(Registry::slash_bond(index, 101), 101);
			let taken = Tokens::slashed();
			assert!(Tokens::worth(taken) >= 101 && Tokens::worth(taken - 1) < 101);
			assert_eq!(held_tokens(), GATEWAY_TOKENS - taken);
			assert_eq!(device(index).bond, GATEWAY_BOND - 101);
		});
	}
}

#[test]
fn slash_should_take_the_whole_bond_when_the_rate_fell_within_the_margin() {
	test(|| {
		let index = staked_gateway(1);
		// 1,100 tokens are worth 1,001.
		Tokens::set_rate(91);
		assert_eq!(Registry::slash_bond(index, Balance::MAX), GATEWAY_BOND);
		assert_eq!((device(index).bond, device(index).collateral), (0, staked(1)));
		assert_eq!(Tokens::slashed(), 1_099);
	});
}

#[test]
fn slash_should_take_all_tokens_when_they_are_worth_less() {
	test(|| {
		let index = staked_gateway(1);
		Tokens::set_rate(50);
		events();
		assert_eq!(Registry::slash_bond(index, 900), 550);
		let collateral = staked(0);
		assert_eq!(
			events()[0],
			Event::BondSlashed { device: index, amount: 550, remaining: 0, collateral }
		);
		assert_eq!((device(index).bond, device(index).collateral), (0, collateral));
		assert_eq!((held_tokens(), Tokens::slashed()), (0, GATEWAY_TOKENS));
		assert_eq!(Registry::slash_bond(index, 1), 0);
	});
}

#[test]
fn bond_should_be_no_more_than_its_tokens_are_worth_when_it_was_slashed() {
	test(|| {
		let index = staked_gateway(1);
		Tokens::set_rate(50);
		assert_eq!(Registry::slash_bond(index, 400), 400);
		// Not 600: 300 tokens are left.
		assert_eq!((device(index).bond, device(index).collateral), (150, staked(300)));
		// The remaining bond can be slashed in full.
		assert_eq!(Registry::slash_bond(index, Balance::MAX), 150);
		assert_eq!(held_tokens(), 0);
	});
}

#[test]
fn slash_should_take_all_tokens_when_they_are_worth_nothing() {
	test(|| {
		let index = staked_gateway(1);
		Tokens::set_rate(0);
		assert_eq!(Registry::slash_bond(index, 10), 0);
		assert_eq!((device(index).bond, device(index).collateral), (0, staked(0)));
		assert_eq!(Tokens::slashed(), GATEWAY_TOKENS);
		assert_eq!(device(index).status, Status::Inactive);
	});
}

#[test]
fn slash_should_leave_other_devices_alone_when_their_owner_has_several() {
	test(|| {
		let [staked_one, other_staked] = [1, 2].map(staked_gateway);
		let native = onboard_gateway(3);
		Registry::slash_bond(staked_one, Balance::MAX);
		assert_eq!(device(other_staked).collateral, staked(GATEWAY_TOKENS));
		assert_eq!(held_tokens(), 2 * GATEWAY_TOKENS - GATEWAY_BOND);
		Registry::slash_bond(native, Balance::MAX);
		assert_eq!(held_tokens(), 2 * GATEWAY_TOKENS - GATEWAY_BOND);
		assert_eq!(held(&owner()), 0);
	});
}

#[test]
fn margin_should_be_released_when_governance_slashes_the_whole_bond() {
	test(|| {
		let index = staked_gateway(1);
		assert_ok!(Registry::suspend_automatically(index, SuspensionReason::FalseReports));
		let release_at = Suspensions::<Test>::get(index).unwrap().release_at;
		let decision = Decision::Uphold { slash: Balance::MAX, expel: true };
		assert_ok!(Registry::resolve_suspension(signed(account(200)), index, release_at, decision));
		assert_eq!((Tokens::slashed(), held_tokens()), (GATEWAY_BOND, 100));
		run(UNBONDING_PERIOD + BUCKET);
		assert_eq!(Devices::<Test>::get(index), None);
		assert_eq!((held_tokens(), Tokens::free(&owner())), (0, MANY - GATEWAY_BOND));
	});
}

#[test]
fn device_should_become_inactive_when_governance_slashes_some_of_its_tokens() {
	test(|| {
		let index = staked_gateway(1);
		assert_ok!(Registry::suspend_automatically(index, SuspensionReason::FalseReports));
		let release_at = Suspensions::<Test>::get(index).unwrap().release_at;
		let decision = Decision::Uphold { slash: 250, expel: false };
		assert_ok!(Registry::resolve_suspension(signed(account(200)), index, release_at, decision));
		assert_eq!((device(index).bond, device(index).status), (750, Status::Inactive));
		assert_eq!(held_tokens(), GATEWAY_TOKENS - 250);
	});
}

#[test]
fn tokens_should_be_released_when_the_unbonding_period_has_passed() {
	test(|| {
		let index = staked_gateway(1);
		assert_ok!(Registry::retire(signed(owner()), fleet(&[index])));
		Tokens::set_rate(170);
		run(UNBONDING_PERIOD - 1);
		assert_eq!(held_tokens(), GATEWAY_TOKENS);
		events();
		run(1 + BUCKET);
		assert_eq!(
			events(),
			[Event::BondReleased {
				device: index,
				owner: owner(),
				amount: GATEWAY_BOND,
				collateral: staked(GATEWAY_TOKENS),
			}]
		);
		assert_eq!((held_tokens(), Tokens::free(&owner())), (0, MANY));
		assert_eq!(Balances::free_balance(owner()), WEALTH - ONBOARDING_FEE);
	});
}

#[test]
fn tokens_should_be_slashable_when_the_device_is_unbonding() {
	test(|| {
		let index = staked_gateway(1);
		assert_ok!(Registry::retire(signed(owner()), fleet(&[index])));
		assert_eq!(Registry::slash_bond(index, 700), 700);
		run(UNBONDING_PERIOD + BUCKET);
		assert_eq!((held_tokens(), Tokens::free(&owner())), (0, MANY - 700));
	});
}

#[test]
fn seller_should_get_tokens_back_when_the_buyer_has_bonded_in_crn() {
	test(|| {
		let index = staked_gateway(1);
		assert_ok!(Registry::offer(signed(owner()), fleet(&[index]), buyer()));
		assert_ok!(Registry::accept_offer(signed(buyer()), fleet(&[index])));
		assert_eq!((held_tokens(), Tokens::free(&owner())), (0, MANY));
		assert_eq!((held(&owner()), held(&buyer())), (0, GATEWAY_BOND));
		assert_eq!(device(index).collateral, Collateral::Native);
		assert_eq!((device(index).owner, device(index).bond), (buyer(), GATEWAY_BOND));
	});
}

#[test]
fn sellers_tokens_should_stay_on_hold_when_the_transfer_is_pending() {
	test(|| {
		let index = located_gateway(1, cell(46.2, 6.1));
		Tokens::give(&owner(), MANY);
		assert_ok!(swap(index, Staked));
		assert_ok!(Registry::offer(signed(owner()), fleet(&[index]), buyer()));
		assert_ok!(Registry::accept_offer(signed(buyer()), fleet(&[index])));
		assert_noop!(swap(index, Native), Error::<Test>::ChangePending);
		assert_eq!((held_tokens(), held(&buyer())), (GATEWAY_TOKENS, GATEWAY_BOND));
		run(SETTLEMENT_DELAY + BUCKET);
		assert_eq!((held_tokens(), held(&buyer())), (0, GATEWAY_BOND));
		assert_eq!(device(index).collateral, Collateral::Native);
	});
}

#[test]
fn sellers_tokens_should_stay_on_hold_when_the_transfer_fails() {
	test(|| {
		let index = located_gateway(1, cell(46.2, 6.1));
		Tokens::give(&owner(), MANY);
		assert_ok!(swap(index, Staked));
		assert_ok!(Registry::offer(signed(owner()), fleet(&[index]), buyer()));
		assert_ok!(Registry::accept_offer(signed(buyer()), fleet(&[index])));
		// The slashed device becomes inactive, and the buyer's bond is released.
		assert_eq!(Registry::slash_bond(index, 100), 100);
		assert_eq!((held_tokens(), held(&buyer())), (GATEWAY_TOKENS - 100, 0));
		assert_eq!(device(index).owner, owner());
	});
}

#[test]
fn seller_should_get_tokens_back_when_the_buyer_signed_for_the_fleet() {
	test(|| {
		let devices = [staked_gateway(1), onboard_gateway(2), staked_gateway(3)];
		let consent = TransferConsent {
			genesis: genesis(),
			from: &owner(),
			devices: devices.map(|index| (device(index).key, device(index).nonce)).to_vec(),
			expires_at: 10,
		};
		let signature = MultiSignature::Sr25519(signer(2).sign(&consent.signing_payload()));
		assert_ok!(Registry::transfer(signed(owner()), fleet(&devices), buyer(), 10, signature));
		assert_eq!((held_tokens(), held(&owner())), (0, 0));
		assert_eq!((Tokens::held(&buyer()), held(&buyer())), (0, 3 * GATEWAY_BOND));
	});
}

#[test]
fn tokens_should_stay_on_hold_when_the_device_is_replaced() {
	test(|| {
		let index = staked_gateway(1);
		let broken = device_key(1);
		let certificate =
			certificate(CertificateTerms { replaces: Some(broken), ..terms(2, GATEWAY) });
		let statement = DeviceStatement::Replace { owner: owner(), broken };
		let consent = statement.sign(&device_pair(2), genesis(), 0);
		let certificate = Box::new(certificate);
		assert_ok!(Registry::replace_device(
			signed(owner()),
			index,
			device_key(2),
			consent,
			certificate
		));
		assert_eq!(device(index).collateral, staked(GATEWAY_TOKENS));
		assert_eq!((device(index).bond, held_tokens()), (GATEWAY_BOND, GATEWAY_TOKENS));
	});
}

#[test]
fn device_should_be_reactivated_without_more_tokens_when_it_was_not_slashed() {
	test(|| {
		let index = staked_gateway(1);
		deactivate(index);
		Tokens::spend(&owner());
		// The tokens have become worth more, but none are released.
		Tokens::set_rate(140);
		events();
		assert_ok!(reactivate(index));
		let collateral = staked(GATEWAY_TOKENS);
		assert_eq!(
			events(),
			[Event::DeviceReactivated { device: index, bond: GATEWAY_BOND, collateral }]
		);
	});
}

#[test]
fn tokens_should_be_topped_up_to_bond_and_margin_when_a_slashed_device_is_reactivated() {
	test(|| {
		let index = staked_gateway(1);
		Registry::slash_bond(index, 50);
		// The margin would cover the slash, but is not used for it.
		assert_eq!((device(index).bond, held_tokens()), (950, 1_050));
		Tokens::spend(&owner());
		assert_noop!(reactivate(index), TokenError::FundsUnavailable);
		Tokens::give(&owner(), 50);
		assert_ok!(reactivate(index));
		assert_eq!((device(index).bond, held_tokens()), (GATEWAY_BOND, GATEWAY_TOKENS));
		assert_eq!(device(index).collateral, staked(GATEWAY_TOKENS));
		assert!(device(index).is_active());
	});
}

#[test]
fn tokens_should_be_topped_up_when_a_device_is_reactivated_and_the_rate_has_fallen() {
	test(|| {
		let index = staked_gateway(1);
		deactivate(index);
		Tokens::set_rate(50);
		assert_ok!(reactivate(index));
		assert_eq!((device(index).bond, held_tokens()), (GATEWAY_BOND, 2 * GATEWAY_TOKENS));

		// If tokens are worth nothing, the device can be reactivated with CRN instead.
		deactivate(index);
		Tokens::set_rate(0);
		assert_noop!(reactivate(index), ArithmeticError::DivisionByZero);
		assert_ok!(swap(index, Native));
		assert_ok!(reactivate(index));
		assert_eq!((held(&owner()), held_tokens()), (GATEWAY_BOND, 0));
	});
}

#[test]
fn tokens_should_cover_the_current_bond_when_a_device_is_reactivated_and_its_class_has_changed() {
	test(|| {
		let index = staked_gateway(1);
		set_bond(GATEWAY_BOND / 2);
		deactivate(index);
		assert_ok!(reactivate(index));
		// The excess is not released, as with bonds in CRN.
		assert_eq!((device(index).bond, held_tokens()), (GATEWAY_BOND, GATEWAY_TOKENS));
		set_bond(3 * GATEWAY_BOND);
		assert!(device(index).is_active());
		deactivate(index);
		assert_ok!(reactivate(index));
		assert_eq!((device(index).bond, held_tokens()), (3 * GATEWAY_BOND, 3 * GATEWAY_TOKENS));
	});
}

#[test]
fn new_bond_should_be_held_in_crn_when_a_device_of_an_owner_with_tokens_is_onboarded() {
	test(|| {
		staked_gateway(1);
		let index = onboard_gateway(2);
		assert_eq!(device(index).collateral, Collateral::Native);
		assert_eq!((held(&owner()), held_tokens()), (GATEWAY_BOND, GATEWAY_TOKENS));
	});
}

#[test]
fn slash_should_take_crn_when_the_bond_was_swapped_back() {
	test(|| {
		let index = staked_gateway(1);
		assert_ok!(swap(index, Native));
		assert_eq!(Registry::slash_bond(index, 300), 300);
		assert_eq!((held(&owner()), Tokens::slashed()), (700, 0));
	});
}

#[test]
fn calls_should_include_the_weight_of_collateral_when_they_may_touch_tokens() {
	let devices = fleet(&[1, 2, 3]);
	let (one, three) = (Tokens::weight(), Tokens::weight() * 3);
	let weight = |call: Call<Test>| call.get_dispatch_info().call_weight;
	let decision = Decision::Grant;
	let swap = |into| Call::swap_bond { devices: devices.clone(), into };
	type Weights = <Test as Config>::WeightInfo;
	assert_eq!(weight(swap(Staked)), Weights::swap_bond_into_staked(3) + three);
	assert_eq!(weight(swap(Native)), Weights::swap_bond_into_native(3) + three);
	let reactivate = Call::reactivate { devices: devices.clone() };
	assert_eq!(weight(reactivate), Weights::reactivate(3) + three);
	assert_eq!(
		weight(Call::accept_offer { devices: devices.clone() }),
		Weights::accept_offer(3) + three
	);
	assert_eq!(
		weight(Call::resolve_suspension { device: 1, release_at: 1, decision }),
		Weights::resolve_suspension() + one
	);
	let transfer = Call::transfer {
		devices: devices.clone(),
		to: buyer(),
		expires_at: 1,
		consent: MultiSignature::Sr25519(Default::default()),
	};
	assert_eq!(weight(transfer), Weights::transfer(3) + three);
}

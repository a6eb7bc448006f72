use crate::{mock::*, *};
use cairn_primitives::devices::{CoverageStanding, DeviceStatement, Location};
use frame_support::{assert_err, assert_noop, assert_ok, BoundedVec};
use sp_core::H256;

fn geneva() -> u64 {
	cell(46.2, 6.1)
}

fn lyon() -> u64 {
	cell(45.75, 4.85)
}

#[test]
fn first_location_should_take_effect_at_once_when_owner_and_device_assert_it() {
	test(|| {
		let index = onboard_gateway(1);
		events();
		let location = location(geneva());
		assert_ok!(locate(1, location));
		assert_eq!(events(), [Event::DeviceLocated { device: index, location }]);
		assert_eq!(device(index).location, Some(location));
		assert_eq!(device(index).nonce, 2);
		assert_eq!(
			Balances::free_balance(owner()),
			WEALTH - GATEWAY_BOND - ONBOARDING_FEE - LOCATION_FEE
		);
	});
}

#[test]
fn move_should_wait_for_open_windows_when_the_device_covers() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(Registry::record_valid_proof(index));
		run(LOCATION_INTERVAL);
		HookLog::take();
		events();

		let to = location(lyon());
		let effective_at = System::block_number() + SETTLEMENT_DELAY;
		assert_ok!(locate(1, to));
		let change = Change::Move { to };
		assert_eq!(events(), [Event::ChangeRequested { device: index, change, effective_at }]);
		run_to(effective_at - 1);
		assert_eq!(device(index).location.unwrap().cell, geneva());
		assert_eq!(HookLog::take(), []);

		run(BUCKET);
		assert_eq!(
			events(),
			[
				Event::DeviceLapsed { device: index },
				Event::DeviceLocated { device: index, location: to }
			]
		);
		assert_eq!(HookLog::take(), [HookCall::Moved(index)]);
		assert!(device(index).interactive.is_none());
	});
}

#[test]
fn move_should_take_effect_at_once_when_the_device_is_inactive_or_does_not_cover() {
	test(|| {
		let inactive = located_gateway(1, geneva());
		assert_ok!(Registry::deactivate(signed(owner()), fleet(&[inactive])));
		let station = onboard_device(2, STATION);
		let unlicensed = |cell| Location { region: None, ..location(cell) };
		assert_ok!(locate(2, unlicensed(geneva())));
		run(LOCATION_INTERVAL);

		assert_ok!(locate(1, location(lyon())));
		assert_ok!(locate(2, unlicensed(lyon())));
		assert_eq!(device(inactive).location.unwrap().cell, lyon());
		assert_eq!(device(station).location.unwrap().cell, lyon());
	});
}

#[test]
fn standing_should_be_kept_when_only_the_antenna_changes() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(Registry::record_valid_proof(index));
		run(LOCATION_INTERVAL);
		HookLog::take();
		assert_ok!(locate(1, Location { gain_cdbi: 800, ..location(geneva()) }));
		run(SETTLEMENT_DELAY + BUCKET);
		assert_eq!(device(index).location.unwrap().gain_cdbi, 800);
		assert!(device(index).interactive.is_some());
		assert_eq!(HookLog::take(), []);
	});
}

#[test]
fn location_should_be_refused_when_it_is_asserted_too_soon() {
	test(|| {
		located_gateway(1, geneva());
		run(LOCATION_INTERVAL - 1);
		assert_noop!(locate(1, location(lyon())), Error::<Test>::LocationAssertedTooSoon);
		run(1);
		assert_ok!(locate(1, location(lyon())));
	});
}

#[test]
fn location_should_be_refused_when_its_cell_is_invalid() {
	test(|| {
		onboard_gateway(1);
		let coarser = coverage_math::parent_cell(geneva(), 11).unwrap();
		let finer = {
			let place = coverage_math::cell_centre(geneva()).unwrap();
			coverage_math::cell_at(place, 13).unwrap()
		};
		for (cell, error) in [
			(0, Error::<Test>::NotAnH3Cell),
			(u64::MAX, Error::NotAnH3Cell),
			(geneva() ^ (1 << 63), Error::NotAnH3Cell),
			(coarser, Error::CellResolutionNot12),
			(finer, Error::CellResolutionNot12),
		] {
			assert_noop!(locate(1, location(cell)), error);
		}
	});
}

#[test]
fn location_should_be_accepted_when_it_is_a_pole_or_on_the_antimeridian() {
	test(|| {
		for (serial, (lat, lon)) in
			[(90.0, 0.0), (-90.0, 120.0), (0.0, 180.0), (0.0, -180.0), (65.0, 179.999_999_9)]
				.into_iter()
				.enumerate()
		{
			let index = located_gateway(serial as u32, cell(lat, lon));
			assert_ok!(Registry::record_valid_proof(index));
		}
		// Both sides of the antimeridian are the same cell.
		assert_eq!(device(2).location, device(3).location);
	});
}

#[test]
fn location_should_be_refused_when_the_antenna_gain_is_out_of_range() {
	test(|| {
		onboard_gateway(1);
		for gain_cdbi in [*GAIN_CDBI.start() - 1, *GAIN_CDBI.end() + 1, i16::MIN, i16::MAX] {
			let location = Location { gain_cdbi, ..location(geneva()) };
			assert_noop!(locate(1, location), Error::<Test>::GainOutOfRange);
		}
	});
}

#[test]
fn location_should_be_refused_when_its_region_does_not_match_the_class() {
	test(|| {
		onboard_gateway(1);
		onboard_device(2, STATION);
		let in_region = |region| Location { region, ..location(geneva()) };
		for (serial, region, error) in [
			(1, None, Error::<Test>::RegionMissing),
			(1, Some(915), Error::RegionUnknown),
			(2, Some(EUROPE), Error::ClassHasNoRegions),
		] {
			assert_noop!(locate(serial, in_region(region)), error);
		}
	});
}

#[test]
fn location_should_be_refused_when_the_device_has_not_signed_it() {
	test(|| {
		onboard_gateway(1);
		let location = location(geneva());
		let statement = DeviceStatement::<AccountId>::Locate { location };
		let by = |serial: u32, genesis, nonce| {
			let consent = statement.sign(&device_pair(serial), genesis, nonce);
			let assertion = LocationAssertion { device: 0, location, consent };
			Registry::assert_location(signed(owner()), vec![assertion].try_into().unwrap())
		};
		for (refused, error) in [
			(by(1, genesis(), 0), Error::<Test>::NonceTooLow),
			(by(1, genesis(), 2), Error::NonceTooHigh),
			(by(1, H256::zero(), 1), Error::GenesisMismatch),
			(by(2, genesis(), 1), Error::DeviceSignatureInvalid),
		] {
			assert_err!(refused, error);
		}
	});
}

#[test]
fn location_should_be_refused_when_a_stranger_asserts_it() {
	test(|| {
		onboard_gateway(1);
		let assertions: BoundedVec<_, _> =
			vec![assertion(1, location(geneva()))].try_into().unwrap();
		assert_noop!(
			Registry::assert_location(signed(buyer()), assertions.clone()),
			Error::<Test>::NotOwner
		);
		let unknown = LocationAssertion { device: 9, ..assertions[0].clone() };
		assert_noop!(
			Registry::assert_location(signed(owner()), vec![unknown].try_into().unwrap()),
			Error::<Test>::DeviceUnknown
		);
	});
}

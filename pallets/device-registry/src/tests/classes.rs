use crate::{mock::*, *};
use cairn_primitives::devices::Mode;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

fn set_regions(regions: Vec<Region>) -> sp_runtime::DispatchResult {
	Registry::set_region_table(RuntimeOrigin::root(), 0, regions.try_into().unwrap())
}

#[test]
fn class_should_take_new_bond_and_fees_when_governance_sets_them() {
	test(|| {
		let dearer = class(Mode::Covers, Some(0), 5_000);
		assert_ok!(Registry::set_class(RuntimeOrigin::root(), GATEWAY, dearer.clone()));
		assert_eq!(events(), [Event::ClassSet { id: GATEWAY, class: dearer }]);

		onboard_gateway(1);
		assert_eq!(held(&owner()), 5_000);
	});
}

#[test]
fn class_should_be_added_when_its_number_is_new() {
	test(|| {
		let charger = class(Mode::Serves, None, 1);
		assert_ok!(Registry::set_class(RuntimeOrigin::root(), 7, charger.clone()));
		assert_eq!(Classes::<Test>::get(7), Some(charger));
	});
}

#[test]
fn class_should_be_refused_when_it_changes_mode_or_region_table() {
	test(|| {
		for other in [class(Mode::Serves, Some(0), 1), class(Mode::Covers, None, 1)] {
			assert_noop!(
				Registry::set_class(RuntimeOrigin::root(), GATEWAY, other),
				Error::<Test>::ClassImmutable
			);
		}
	});
}

#[test]
fn class_should_be_refused_when_its_region_table_does_not_exist() {
	test(|| {
		assert_noop!(
			Registry::set_class(RuntimeOrigin::root(), 9, class(Mode::Covers, Some(9), 1)),
			Error::<Test>::RegionTableUnknown
		);
	});
}

#[test]
fn region_table_should_grow_when_regions_are_added() {
	test(|| {
		assert_ok!(set_regions(vec![region(EUROPE), region(915)]));
		assert_eq!(RegionTables::<Test>::get(0).len(), 2);
	});
}

#[test]
fn region_table_should_be_refused_when_its_regions_are_invalid() {
	test(|| {
		let inverted = Region { lowest_hz: 2, highest_hz: 1, ..region(EUROPE) };
		for (regions, error) in [
			(vec![], Error::<Test>::RegionRemoved),
			(vec![region(915)], Error::RegionRemoved),
			(vec![region(EUROPE), region(EUROPE)], Error::RegionDuplicated),
			(vec![inverted], Error::FrequencyRangeInverted),
		] {
			assert_noop!(set_regions(regions), error);
		}
	});
}

#[test]
fn classes_and_regions_should_stay_unchanged_when_the_origin_is_not_governance() {
	test(|| {
		assert_noop!(
			Registry::set_class(signed(owner()), 9, class(Mode::Serves, None, 1)),
			BadOrigin
		);
		assert_noop!(Registry::set_region_table(signed(owner()), 9, Default::default()), BadOrigin);
	});
}

#[test]
fn class_should_survive_a_json_round_trip_when_a_genesis_holds_it() {
	let class = class(Mode::Covers, Some(0), 1);
	let json = serde_json::to_string(&class).unwrap();
	assert!(json.contains(r#""name":"a class""#));
	assert_eq!(serde_json::from_str::<Class<Balance>>(&json).unwrap(), class);
	assert!(
		serde_json::from_str::<Class<Balance>>(&json.replace("a class", &"x".repeat(33))).is_err()
	);
}

#[test]
fn network_should_not_start_when_its_classes_or_regions_are_invalid() {
	use sp_runtime::BuildStorage;
	let starts = |classes, regions: Vec<Region>| {
		let genesis = GenesisConfig::<Test> {
			classes,
			region_tables: vec![(0, regions.try_into().unwrap())],
		};
		std::panic::catch_unwind(|| genesis.build_storage().unwrap()).is_ok()
	};
	let gateway = |table| vec![(GATEWAY, class(Mode::Covers, Some(table), 1))];
	assert!(starts(gateway(0), vec![region(EUROPE)]));
	assert!(!starts(gateway(1), vec![region(EUROPE)]), "there is no table 1");
	assert!(!starts(gateway(0), vec![region(EUROPE), region(EUROPE)]), "a region comes twice");
}

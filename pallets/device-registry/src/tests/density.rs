use crate::{mock::*, *};
use cairn_primitives::devices::{CoverageStanding, Mode};
use coverage_math::{cell_at, cell_centre, density_scales, parent_cell, Position};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn geneva() -> u64 {
	cell(46.2, 6.1)
}

/// Adds a located device without onboarding it, because the properties need thousands of devices.
fn plant(index: DeviceIndex, class: ClassId, cell: u64) {
	let mut device = Device::<Test> {
		key: planted_key(index),
		owner: owner(),
		maker: MAKER,
		class,
		status: Status::Active,
		location: None,
		located_at: 0,
		bond: 0,
		collateral: Collateral::Native,
		nonce: 0,
		strikes: 0,
		interactive: None,
	};
	DeviceIndexes::<Test>::insert(device.key, index);
	DevicesOf::<Test>::insert(owner(), index, ());
	NextDevice::<Test>::mutate(|next| *next = (*next).max(index + 1));
	Registry::apply_move(index, &mut device, location(cell));
	Devices::<Test>::insert(index, device);
}

fn planted_key(index: DeviceIndex) -> DeviceKey {
	let mut key = [0; 32];
	key[..4].copy_from_slice(&index.to_le_bytes());
	DeviceKey::from_raw(key)
}

/// Computes the reward scale of each interactive device with the model, from the whole set at once.
fn model() -> BTreeMap<DeviceIndex, u32> {
	let interactive: Vec<_> = Devices::<Test>::iter()
		.filter(|(_, device)| device.interactive.is_some())
		.map(|(index, device)| (index, device.location.unwrap().cell))
		.collect();
	let cells: Vec<_> = interactive.iter().map(|(_, cell)| *cell).collect();
	let scales: BTreeMap<_, _> = density_scales(&cells).into_iter().collect();
	interactive.into_iter().map(|(index, cell)| (index, scales[&cell])).collect()
}

fn registry_scales() -> BTreeMap<DeviceIndex, u32> {
	model().into_keys().map(|index| (index, Registry::density_scale(index))).collect()
}

#[test]
fn reward_scale_should_be_divided_when_devices_share_a_cell() {
	test(|| {
		let devices: Vec<_> = (0..4).map(|serial| located_gateway(serial, geneva())).collect();
		// A device that is not interactive does not count.
		assert_eq!(Registry::density_scale(devices[0]), FULL_SCALE);
		events();
		assert_eq!(Registry::record_valid_proof(devices[0]), Ok(true));
		assert_eq!(Registry::record_valid_proof(devices[0]), Ok(false));
		assert_eq!(events(), [Event::DeviceInteractive { device: devices[0] }]);
		assert_eq!(Registry::density_scale(devices[0]), FULL_SCALE);
		for (index, scale) in [(1, 5_000), (2, 3_333), (3, 2_500)] {
			assert_ok!(Registry::record_valid_proof(devices[index]));
			assert_eq!(Registry::density_scale(devices[0]), scale);
		}
		assert_eq!(Registry::reward_scale(devices[3]), Some(2_500));
		assert_eq!(Registry::density_scale(99), 0);
	});
}

#[test]
fn proof_should_not_count_when_the_device_does_not_cover() {
	test(|| {
		let station = onboard_device(1, STATION);
		assert_noop!(Registry::record_valid_proof(station), Error::<Test>::ClassDoesNotCover);
		let gateway = onboard_gateway(2);
		assert_noop!(Registry::record_valid_proof(gateway), Error::<Test>::DeviceNotLocated);
		assert_noop!(Registry::record_valid_proof(99), Error::<Test>::DeviceUnknown);
	});
}

#[test]
fn classes_should_not_affect_each_others_density_when_they_share_a_cell() {
	test(|| {
		let other = 3;
		assert_ok!(Registry::set_class(
			RuntimeOrigin::root(),
			other,
			class(Mode::Covers, Some(0), GATEWAY_BOND)
		));
		plant(0, GATEWAY, geneva());
		plant(1, other, geneva());
		assert_ok!(Registry::record_valid_proof(0));
		assert_ok!(Registry::record_valid_proof(1));
		assert_eq!(Registry::density_scale(0), FULL_SCALE);
		assert_eq!(Registry::density_scale(1), FULL_SCALE);
	});
}

#[test]
fn density_counts_should_be_removed_when_the_last_device_lapses() {
	test(|| {
		let index = located_gateway(1, geneva());
		assert_ok!(Registry::record_valid_proof(index));
		assert_eq!(DensityCounts::<Test>::iter().count(), 7);
		run(INTERACTIVE_PERIOD + BUCKET);
		assert_eq!(DensityCounts::<Test>::iter().count(), 0);
	});
}

/// Returns the cell at an offset from a centre, in thousandths of degrees.
fn near(centre: (f64, f64), north: i32, east: i32) -> u64 {
	let lat = centre.0 * 1e7 + f64::from(north) * 1e4;
	let mut lon = centre.1 * 1e7 + f64::from(east) * 1e4;
	if lon > 180e7 {
		lon -= 360e7;
	}
	cell_at(Position::new(lat.min(90e7) as i32, lon as i32).unwrap(), 12).unwrap()
}

/// The centres: a city, the antimeridian, a pole, and a pentagon of resolution 4.
fn centres() -> [(f64, f64); 4] {
	let pentagon = 0x8408001ffffffff;
	let place = cell_centre(pentagon).expect("a cell");
	let pentagon = (f64::from(place.lat_e7) / 1e7, f64::from(place.lon_e7) / 1e7);
	[(46.2, 6.1), (-17.0, 179.98), (89.9, 0.0), pentagon]
}

#[derive(Clone, Debug)]
enum Act {
	/// The device proves itself, and becomes or stays interactive.
	Prove(DeviceIndex),
	Move(DeviceIndex, usize, i32, i32),
	/// The device's interactive period ends early.
	EndInteractive(DeviceIndex),
	/// Time passes: devices lapse.
	Wait(u32),
}

const DEVICES: u32 = 3_000;

fn act() -> impl Strategy<Value = Act> {
	// Offsets are denser towards the centre, as in cities.
	let offset = || prop_oneof![-5..5i32, -40..40i32, -300..300i32];
	prop_oneof![
		8 => (0..DEVICES).prop_map(Act::Prove),
		3 => (0..DEVICES, 0..4usize, offset(), offset())
			.prop_map(|(device, centre, north, east)| Act::Move(device, centre, north, east)),
		1 => (0..DEVICES).prop_map(Act::EndInteractive),
		1 => (1..20u32).prop_map(Act::Wait),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(6))]

	#[test]
	fn reward_scales_should_match_the_model_when_thousands_join_move_and_lapse(
		places in prop::collection::vec((0..4usize, -60..60i32, -60..60i32), DEVICES as usize),
		acts in prop::collection::vec(act(), 1_000),
	) {
		test(|| {
			TasksPerBlock::set(1_000);
			let centres = centres();
			for (index, (centre, north, east)) in places.into_iter().enumerate() {
				plant(index as u32, GATEWAY, near(centres[centre], north, east));
				assert_ok!(Registry::record_valid_proof(index as u32));
			}
			assert_eq!(registry_scales(), model());
			for (step, act) in acts.into_iter().enumerate() {
				match act {
					Act::Prove(index) => {
							Registry::record_valid_proof(index).unwrap();
						}
					Act::Move(index, centre, north, east) => {
						Devices::<Test>::mutate_extant(index, |device| {
							let to = location(near(centres[centre], north, east));
							Registry::apply_move(index, device, to);
						});
					},
					Act::EndInteractive(index) => Devices::<Test>::mutate_extant(index, |device| {
						Registry::end_interactive(index, device);
					}),
					Act::Wait(blocks) => run(blocks),
				}
				if step % 100 == 99 {
					assert_eq!(registry_scales(), model());
				}
			}
			run(INTERACTIVE_PERIOD + 2 * BUCKET);
			assert_eq!(DensityCounts::<Test>::iter().count(), 0);
		});
	}
}

#[test]
fn coarse_cells_should_be_clipped_when_a_whole_country_is_covered() {
	test(|| {
		// One device in each cell of resolution 8 for some 150 km around: dense at all levels.
		let mut cells = BTreeMap::new();
		for north in (-700..700).step_by(3) {
			for east in (-1_000..1_000).step_by(4) {
				let cell = near((46.2, 6.1), north, east);
				cells.entry(parent_cell(cell, 8).unwrap()).or_insert(cell);
			}
		}
		for (index, cell) in cells.into_values().enumerate() {
			plant(index as u32, GATEWAY, cell);
			assert_ok!(Registry::record_valid_proof(index as u32));
		}
		let kept = registry_scales();
		assert_eq!(kept, model());
		assert!(kept.len() > 10_000);
		assert!(kept.values().any(|scale| *scale < 5_000));
	});
}

#[test]
fn density_counts_should_match_a_recount_when_a_dense_cell_stands_alone() {
	test(|| {
		// One device in each cell of resolution 8 of a single cell of resolution 7: the cells
		// around that one are next to a dense one and empty, and so are the parents of some.
		let home = parent_cell(geneva(), 7).unwrap();
		let mut cells = BTreeMap::new();
		for north in -60..60 {
			for east in -60..60 {
				let cell = near((46.2, 6.1), north, east);
				if parent_cell(cell, 7) == Some(home) {
					cells.entry(parent_cell(cell, 8).unwrap()).or_insert(cell);
				}
			}
		}
		assert_eq!(cells.len(), 7);
		for (index, cell) in cells.into_values().enumerate() {
			plant(index as u32, GATEWAY, cell);
			Registry::record_valid_proof(index as u32).unwrap();
		}
		assert_eq!(registry_scales(), model());
		assert_eq!(Registry::check_invariants(), Ok(()));
		assert!(DensityCounts::<Test>::iter_values().any(|density| density.count == 0));
	});
}

//! Tests density: cases computed by hand, and a second model that clips in another order.

// A test that panics fails, as it should.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use coverage_math::*;
use h3o::{CellIndex, Resolution};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Returns one descendant at a resolution below each child of a cell.
fn one_below_each_child(cell: u64, resolution: u8) -> Vec<u64> {
	let parent = CellIndex::try_from(cell).unwrap();
	let [next, end] = [u8::from(parent.resolution()) + 1, resolution]
		.map(|resolution| Resolution::try_from(resolution).unwrap());
	parent.children(next).map(|child| child.center_child(end).unwrap().into()).collect()
}

fn somewhere(resolution: u8) -> u64 {
	cell_at(Position { lat_e7: 451_898_890, lon_e7: 57_242_150 }, resolution).unwrap()
}

/// Returns the child at the centre of a cell. All its neighbours have the same parent.
fn centre_child(cell: u64) -> u64 {
	let cell = CellIndex::try_from(cell).unwrap();
	cell.center_child(cell.resolution().succ().unwrap()).unwrap().into()
}

fn scale_of(scales: &[(u64, u32)], cell: u64) -> u32 {
	scales.iter().find(|(found, _)| *found == cell).unwrap().1
}

#[test]
fn limit_should_follow_the_formula_when_dense_cells_are_up_to_seven() {
	let limits = |level: &DensityLevel| [0, 1, 2, 3, 4, 5, 6, 7].map(|n| level.limit(n));
	let [ten, nine, eight, seven, six, five, four] = &DENSITY_TABLE;
	for single in [ten, nine, eight] {
		assert_eq!(limits(single), [1; 8]);
	}
	assert_eq!(limits(seven), [5, 5, 5, 5, 5, 10, 10, 10]);
	assert_eq!(limits(six), [25, 25, 25, 25, 25, 50, 50, 50]);
	assert_eq!(limits(five), [100, 100, 100, 100, 100, 200, 200, 200]);
	assert_eq!(limits(four), [500, 500, 500, 1_000, 1_000, 1_000, 1_000, 1_000]);
}

#[test]
fn limit_should_saturate_when_numbers_are_extreme() {
	let level = DensityLevel { resolution: 4, neighbours: 0, target: u32::MAX, max: u32::MAX };
	assert_eq!(level.limit(u32::MAX), u32::MAX);
	let level = DensityLevel { neighbours: u32::MAX, target: 7, ..level };
	assert_eq!(level.limit(u32::MAX), 7);
}

#[test]
fn table_should_never_clip_below_a_target_when_levels_are_those_of_hip_104() {
	for (level, resolution) in DENSITY_TABLE.iter().zip((4..=10).rev()) {
		assert_eq!(level.resolution, resolution);
		assert_eq!(level.depends_on_neighbours(), resolution < 8);
		assert!(level.max >= level.target);
		assert!(level.is_dense(level.target) && !level.is_dense(level.target - 1));
	}
}

#[test]
fn scale_should_be_the_product_rounded_to_even_when_ratios_are_given() {
	assert_eq!(density_scale([]), 10_000);
	assert_eq!(density_scale([(1, 2), (2, 3)]), 3_333);
	assert_eq!(density_scale([(1, 4), (1, 8)]), 312); // 312.5
	assert_eq!(density_scale([(3, 4), (1, 8)]), 938); // 937.5
	assert_eq!(density_scale([(0, 5)]), 0);
}

#[test]
fn scale_should_not_change_when_a_level_has_no_devices_or_a_limit_above_its_count() {
	assert_eq!(density_scale([(1, 2), (0, 0), (9, 0)]), 5_000);
	assert_eq!(density_scale([(1, 2), (9, 3)]), 5_000);
}

#[test]
fn scale_should_be_exact_when_the_seven_levels_are_as_full_as_they_can_be() {
	let full = [(1, u32::MAX), (1, 7), (1, 7), (7, 7), (50, 70), (200, 350), (1_000, 1_400)];
	assert_eq!(density_scale(full), 0);
	let [_, upper @ ..] = full;
	// 1/49 × 5/7 × 4/7 × 5/7 = 100/16,807 = 0.00594990…
	assert_eq!(density_scale(upper), 59);
	// 937.5, were it not for one device in 2^32.
	assert_eq!(density_scale([(u32::MAX - 1, u32::MAX), (3, 32)]), 937);
}

#[test]
fn scale_should_be_full_when_a_device_is_alone() {
	assert_eq!(density_scales(&[somewhere(11)]), [(somewhere(11), 10_000)]);
	assert_eq!(density_scales(&[]), []);
}

#[test]
fn scale_should_be_shared_when_devices_are_in_one_cell() {
	let cell = somewhere(11);
	for (devices, scale) in [(2, 5_000), (3, 3_333), (6, 1_667), (32, 312), (20_001, 0)] {
		assert_eq!(density_scales(&vec![cell; devices]), [(cell, scale)]);
	}
}

#[test]
fn scale_should_be_shared_when_devices_are_in_finer_cells_of_one() {
	let home = somewhere(11);
	let mut given = one_below_each_child(home, 13);
	given.push(home);
	let scales = density_scales(&given);
	assert_eq!(scales.len(), 8);
	assert!(scales.is_sorted());
	assert!(scales.iter().all(|(_, scale)| *scale == 1_250));
}

#[test]
fn scale_should_be_left_out_when_a_cell_is_coarser_than_11_or_invalid() {
	assert_eq!(density_scales(&[somewhere(10), 0, u64::MAX, somewhere(0)]), []);
}

#[test]
fn scale_should_be_a_seventh_when_each_cell_of_resolution_9_has_a_device() {
	let devices = one_below_each_child(somewhere(8), 11);
	let scales = density_scales(&devices);
	assert_eq!(scales.len(), 7);
	assert!(scales.iter().all(|(_, scale)| *scale == 1_429));
}

#[test]
fn scale_should_follow_the_target_when_no_neighbour_is_dense() {
	// Seven in a cell of resolution 7: five count.
	let scales = density_scales(&one_below_each_child(somewhere(7), 11));
	assert!(scales.iter().all(|(_, scale)| *scale == 7_143));
}

#[test]
fn scale_should_follow_the_neighbours_when_these_are_dense() {
	// Seven in a cell of resolution 7 and in each of its neighbours, all in one of resolution 6.
	let centre = centre_child(somewhere(6));
	let disk = cell_and_neighbours(centre);
	let devices: Vec<_> = disk.iter().flat_map(|&cell| one_below_each_child(cell, 11)).collect();
	assert_eq!(devices.len(), 49);
	let scales = density_scales(&devices);
	for (device, scale) in scales {
		// The centre has seven dense cells around it, may count 10 and counts its 7. The others
		// have four and count 5. Of these 7 + 6 × 5 = 37 the cell of resolution 6 counts 25.
		let expected = if parent_cell(device, 7) == Some(centre) {
			6_757 // 25/37
		} else {
			4_826 // 5/7 × 25/37
		};
		assert_eq!(scale, expected);
	}
}

#[test]
fn scale_should_follow_five_neighbours_when_the_centre_is_a_pentagon() {
	let pentagon = Resolution::Seven.pentagons().next().unwrap().into();
	let disk = cell_and_neighbours(pentagon);
	let devices: Vec<_> =
		disk.iter().flat_map(|&cell| one_below_each_child(cell, 11).into_iter().take(6)).collect();
	assert_eq!(devices.len(), 36);
	let scales = density_scales(&devices);
	for (device, scale) in scales {
		// Six dense cells at the pentagon, which counts all of its 6; four at the others, which
		// count 5. Of these 6 + 5 × 5 = 31 the pentagon of resolution 6 counts 25.
		let expected = if parent_cell(device, 7) == Some(pentagon) {
			8_065 // 25/31
		} else {
			6_720 // 5/6 × 25/31
		};
		assert_eq!(scale, expected);
	}
}

/// HIP-17 as a procedure: clips every cell in place, level by level and in the given order, while its
/// neighbours may already be clipped or not.
fn clip_in_place(devices: &[u64], reverse: bool) -> BTreeMap<u64, f64> {
	let mut scales: BTreeMap<u64, f64> = devices.iter().map(|&device| (device, 1.0)).collect();
	let mut counts = BTreeMap::new();
	for device in devices {
		*counts.entry(parent_cell(*device, 11).unwrap()).or_insert(0) += 1;
	}
	for level in DENSITY_TABLE {
		let mut unclipped = BTreeMap::new();
		for (child, count) in &counts {
			*unclipped.entry(parent_cell(*child, level.resolution).unwrap()).or_insert(0) += count;
		}
		let mut order: Vec<u64> = unclipped.keys().copied().collect();
		if reverse {
			order.reverse();
		}
		counts = unclipped.clone();
		for cell in order {
			let dense = CellIndex::try_from(cell)
				.unwrap()
				.grid_disk_safe(1)
				.filter(|near| counts.get(&u64::from(*near)).is_some_and(|n| *n >= level.target))
				.count() as i64;
			let factor = (dense - i64::from(level.neighbours) + 1).max(1);
			let limit = (i64::from(level.target) * factor).min(level.max.into());
			let count = counts.get_mut(&cell).unwrap();
			*count = (*count).min(limit as u32);
		}
		for (device, scale) in &mut scales {
			let cell = parent_cell(*device, level.resolution).unwrap();
			*scale *= f64::from(counts[&cell]) / f64::from(unclipped[&cell]);
		}
	}
	scales
}

prop_compose! {
	/// A crowd around a place: the smaller the spread, the denser.
	fn crowd()(
		lat_e7 in -890_000_000..890_000_000,
		lon_e7 in -1_790_000_000..1_790_000_000,
		spread_e7 in prop_oneof![Just(20_000), Just(200_000), Just(1_000_000), Just(4_000_000)],
		places in prop::collection::vec((-1.0..1.0, -1.0..1.0), 1..400),
		resolution in 11u8..=12,
	) -> Vec<u64> {
		let offset = |share: f64| (share * f64::from(spread_e7)) as i32;
		places.into_iter().map(|(north, east)| {
			let place = Position { lat_e7: lat_e7 + offset(north), lon_e7: lon_e7 + offset(east) };
			cell_at(place, resolution).unwrap()
		}).collect()
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn scales_should_equal_those_of_clipping_in_any_order_when_a_crowd_is_any(
		devices in crowd(),
		reverse: bool,
	) {
		let scales = density_scales(&devices);
		let model = clip_in_place(&devices, reverse);
		prop_assert_eq!(scales.len(), model.len());
		for ((cell, scale), (model_cell, model_scale)) in scales.into_iter().zip(model) {
			prop_assert_eq!(cell, model_cell);
			prop_assert!((f64::from(scale) - model_scale * 10_000.0).abs() < 0.5 + 1e-6);
		}
	}

	#[test]
	fn scales_should_be_the_same_when_devices_come_in_another_order(
		(devices, shuffled) in crowd().prop_flat_map(|d| (Just(d.clone()), Just(d).prop_shuffle())),
	) {
		prop_assert_eq!(density_scales(&devices), density_scales(&shuffled));
	}

	#[test]
	fn scale_should_not_rise_when_a_device_joins_the_cell(devices in crowd()) {
		let cell = devices[0];
		let alone = scale_of(&density_scales(&devices), cell);
		let joined = scale_of(&density_scales(&[&devices[..], &[cell]].concat()), cell);
		prop_assert!(joined <= alone);
	}

	#[test]
	fn scale_should_stay_in_range_and_near_the_product_when_ratios_are_any(
		ratios in prop::collection::vec((any::<u32>(), any::<u32>()), 0..20),
	) {
		let product: f64 = ratios
			.iter()
			.filter(|(_, unclipped)| *unclipped > 0)
			.map(|(clipped, unclipped)| f64::from(*clipped.min(unclipped)) / f64::from(*unclipped))
			.product();
		let error = f64::from(density_scale(ratios)) - product * 10_000.0;
		prop_assert!(error.abs() <= 0.5 + 1e-6, "{}", error);
	}

	#[test]
	fn scale_should_not_fall_when_a_level_clips_less(
		unclipped in prop::array::uniform7(1u32..5_000),
		clipped in prop::array::uniform7(1u32..5_000),
		level in 0usize..7,
	) {
		let mut ratios: Vec<_> = clipped.into_iter().zip(unclipped).collect();
		let before = density_scale(ratios.clone());
		ratios[level].0 += 1;
		prop_assert!(density_scale(ratios) >= before);
	}
}

//! Tests the H3 grid: published vectors, whole resolutions, pentagons and the edges of the map.

// A test that panics fails, as it should.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod field_data;

use coverage_math::*;
use h3o::{CellIndex, LatLng, Resolution};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

fn cells(resolution: u8) -> impl Iterator<Item = u64> {
	let resolution = Resolution::try_from(resolution).unwrap();
	CellIndex::base_cells().flat_map(move |base| base.children(resolution)).map(u64::from)
}

fn pentagons(resolution: u8) -> impl Iterator<Item = u64> {
	Resolution::try_from(resolution).unwrap().pentagons().map(u64::from)
}

fn position(lat_e7: i32, lon_e7: i32) -> Position {
	Position::new(lat_e7, lon_e7).unwrap()
}

#[test]
fn grid_should_use_the_pure_rust_libm_when_the_workspace_is_locked() {
	let lock = include_str!("../../../Cargo.lock");
	let (_, entry) = lock.split_once("name = \"h3o\"\n").unwrap();
	let (entry, _) = entry.split_once("[[package]]").unwrap();
	assert!(entry.contains("\"libm\""));
	// Its feature `std`, with which sine and cosine come from the C library, depends on ahash.
	assert!(!entry.contains("\"ahash"), "a crate enables the feature `std` of h3o");
}

#[test]
fn cells_and_centres_should_be_the_same_when_machines_differ() {
	let mut state = 1u64;
	let mut random = |bound: u64| {
		state =
			state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		i32::try_from((state >> 32) % bound).unwrap()
	};
	let mut digest = 0u64;
	let mut add =
		|word: u64| digest = (digest ^ word).wrapping_mul(0x100_0000_01b3).rotate_left(29);
	for round in 0..100_000 {
		let place =
			position(random(1_800_000_001) - 900_000_000, random(2_147_483_648) - 1_000_000_000);
		let cell = cell_at(place, (round % 16) as u8).unwrap();
		let centre = cell_centre(cell).unwrap();
		add(cell);
		add(centre.lat_e7 as u64);
		add(centre.lon_e7 as u64);
	}
	// x86-64 and Wasm agree on this.
	assert_eq!(digest, 0xb92e_bd8c_b899_b8ba);
}

#[test]
fn cells_and_centres_should_equal_the_vectors_when_h3_publishes_them() {
	let Some(rows) = field_data::rows("vectors/h3_latlng_to_cell.csv.gz") else { return };
	assert_eq!(rows.len(), 77_714);
	let mut moved = BTreeMap::<u8, u32>::new();
	for row in &rows {
		let cell = u64::from_str_radix(&row[0], 16).unwrap();
		let resolution = row[1].parse().unwrap();
		assert_eq!(cell_resolution(cell), Some(resolution));

		// With all nine decimals.
		let [lat, lon] = [&row[2], &row[3]].map(|degrees| degrees.parse::<f64>().unwrap());
		let place = LatLng::new(lat, lon).unwrap();
		assert_eq!(u64::from(place.to_cell(resolution.try_into().unwrap())), cell, "{row:?}");

		// With seven decimals, a position within a centimetre of a border can cross it.
		let place = position(e7(&row[2]), e7(&row[3]));
		let found = cell_at(place, resolution).unwrap();
		if found != cell {
			assert_eq!(row[4], "0", "a centre is not on a border: {row:?}");
			assert_eq!(grid_distance(found, cell), Some(1), "{row:?}");
			*moved.entry(resolution).or_default() += 1;
		}

		let centre = cell_centre(cell).unwrap();
		assert_eq!(cell_at(centre, resolution), Some(cell), "{row:?}");
		if row[4] == "1" {
			assert_eq!(great_circle_distance_m(centre, place), 0, "{row:?}");
		}
	}
	// The number of the 14,727 random positions in cells of resolution 12, 14 and 15 that cross.
	assert_eq!(moved, BTreeMap::from([(12, 1), (14, 9), (15, 19)]));
}

/// Parses degrees with nine decimals, and rounds them to seven.
fn e7(degrees: &str) -> i32 {
	let (whole, decimals) = degrees.split_once('.').unwrap();
	assert_eq!(decimals.len(), 9);
	let e9: i64 = format!("{whole}{decimals}").parse().unwrap();
	((e9 + 50 * e9.signum()) / 100) as i32
}

#[test]
fn distances_should_equal_those_of_h3_when_links_are_real() {
	let Some(rows) = field_data::rows("vectors/h3_link_distance_h3py450.csv.gz") else { return };
	assert_eq!(rows.len(), 2_500);
	for row in &rows {
		let [from, to, from_parent, to_parent] =
			[0, 1, 2, 3].map(|column| u64::from_str_radix(&row[column], 16).unwrap());
		assert_eq!(parent_cell(from, 11), Some(from_parent));
		assert_eq!(parent_cell(to, 11), Some(to_parent));
		let steps = row[4].parse().unwrap();
		assert_eq!(grid_distance(from_parent, to_parent), Some(steps), "{row:?}");
		let [from, to] = [from, to].map(|cell| cell_centre(cell).unwrap());
		let error_m = f64::from(great_circle_distance_m(from, to)) - row[5].parse::<f64>().unwrap();
		assert!(error_m.abs() < 1.0, "{row:?}: {error_m}");
	}
}

#[test]
fn cell_should_not_exist_when_the_position_is_off_the_globe_or_the_resolution_above_15() {
	for (lat_e7, lon_e7) in [(900_000_001, 0), (0, -1_800_000_001), (i32::MIN, i32::MAX)] {
		assert_eq!(cell_at(Position { lat_e7, lon_e7 }, 8), None);
	}
	assert_eq!(cell_at(position(0, 0), 16), None);
	assert_eq!(cell_at(position(0, 0), 255), None);
}

#[test]
fn cell_should_be_the_same_when_a_place_has_two_representations() {
	for resolution in 0..=15 {
		for lat_e7 in (-900_000_000..=900_000_000).step_by(12_345_678) {
			let [east, west] = [1_800_000_000, -1_800_000_000]
				.map(|lon_e7| cell_at(position(lat_e7, lon_e7), resolution));
			assert!(east.is_some());
			assert_eq!(east, west);
		}
		for pole in [900_000_000, -900_000_000] {
			let found: BTreeSet<_> = (-1_800_000_000..=1_800_000_000)
				.step_by(100_000_000)
				.map(|lon_e7| cell_at(position(pole, lon_e7), resolution).unwrap())
				.collect();
			assert_eq!(found.len(), 1);
		}
	}
}

#[test]
fn neighbours_should_be_mutual_and_distinct_when_cells_are_all_of_a_resolution() {
	for resolution in 0..=3 {
		let pentagons: BTreeSet<_> = pentagons(resolution).collect();
		let disks: BTreeMap<_, _> =
			cells(resolution).map(|cell| (cell, cell_and_neighbours(cell))).collect();
		for (cell, disk) in &disks {
			assert_eq!(disk.first(), Some(cell));
			let distinct: BTreeSet<_> = disk.iter().collect();
			let expected = if pentagons.contains(cell) { 6 } else { 7 };
			assert_eq!((disk.len(), distinct.len()), (expected, expected), "{cell:x}");
			for neighbour in disk {
				assert!(disks[neighbour].contains(cell), "{cell:x} and {neighbour:x}");
			}
		}
	}
}

#[test]
fn neighbours_should_be_those_one_step_away_when_cells_surround_a_pentagon() {
	for resolution in 0..=15 {
		for pentagon in pentagons(resolution) {
			let ring = cell_and_neighbours(pentagon);
			assert_eq!(ring.len(), 6);
			for neighbour in &ring[1..] {
				assert_eq!(grid_distance(pentagon, *neighbour), Some(1));
				let disk = cell_and_neighbours(*neighbour);
				assert_eq!(disk.len(), 7);
				assert_eq!(ring.iter().filter(|cell| disk.contains(cell)).count(), 4);
			}
		}
	}
}

/// Returns the minimum number of steps from a cell to every other, found by walking.
fn walk(start: u64) -> BTreeMap<u64, u32> {
	let mut steps = BTreeMap::from([(start, 0)]);
	let mut queue = VecDeque::from([start]);
	while let Some(cell) = queue.pop_front() {
		for neighbour in cell_and_neighbours(cell) {
			let further = steps[&cell] + 1;
			steps.entry(neighbour).or_insert_with(|| {
				queue.push_back(neighbour);
				further
			});
		}
	}
	steps
}

#[test]
fn grid_distance_should_be_the_fewest_steps_both_ways_when_h3_can_compute_it() {
	for (resolution, every) in [(0, 1), (1, 3), (2, 150)] {
		for from in cells(resolution).step_by(every) {
			for (to, steps) in walk(from) {
				let distance = grid_distance(from, to);
				assert_eq!(distance, grid_distance(to, from), "{from:x} and {to:x}");
				assert!(distance.is_none_or(|said| said == steps), "{from:x} and {to:x}");
				assert!(distance.is_some() || steps > 1, "{from:x} and {to:x}");
			}
		}
	}
}

#[test]
fn grid_distance_should_be_unknown_when_a_pentagon_lies_between() {
	for resolution in 1..=15 {
		let unknown = pentagons(resolution).any(|pentagon| {
			let ring = cell_and_neighbours(pentagon);
			let mut pairs = ring.iter().flat_map(|a| ring.iter().map(|b| grid_distance(*a, *b)));
			pairs.any(|distance| distance.is_none())
		});
		assert!(unknown, "resolution {resolution}");
	}
}

#[test]
fn grid_distance_should_be_unknown_when_base_cells_do_not_touch() {
	let [paris, sydney] =
		[position(488_566_000, 23_522_000), position(-338_688_000, 1_512_093_000)]
			.map(|place| cell_at(place, 11).unwrap());
	assert_eq!(grid_distance(paris, sydney), None);
}

#[test]
fn grid_distance_should_be_unknown_when_resolutions_differ() {
	let cell = cell_at(position(0, 0), 11).unwrap();
	assert_eq!(grid_distance(cell, parent_cell(cell, 10).unwrap()), None);
}

#[test]
fn parents_should_form_a_line_when_a_cell_has_all_resolutions() {
	let cell = cell_at(position(451_898_890, 57_242_150), 15).unwrap();
	let mut child = cell;
	for resolution in (0..=15).rev() {
		let parent = parent_cell(cell, resolution).unwrap();
		assert_eq!(cell_resolution(parent), Some(resolution));
		assert_eq!(parent_cell(child, resolution), Some(parent));
		child = parent;
	}
	assert_eq!(parent_cell(cell, 15), Some(cell));
	assert_eq!(parent_cell(cell, 16), None);
	assert_eq!(parent_cell(parent_cell(cell, 8).unwrap(), 9), None);
}

#[test]
fn centre_should_be_in_its_cell_when_that_touches_the_antimeridian() {
	for resolution in 0..=15 {
		let on_it = cell_at(position(-150_000_000, 1_800_000_000), resolution).unwrap();
		for cell in cell_and_neighbours(on_it) {
			let centre = cell_centre(cell).unwrap();
			assert!(centre.is_on_globe() && centre.lon_e7 < 1_800_000_000);
			assert_eq!(cell_at(centre, resolution), Some(cell));
		}
	}
}

fn assert_unknown(cell: u64) {
	assert_eq!(cell_resolution(cell), None);
	assert_eq!(cell_centre(cell), None);
	assert_eq!(parent_cell(cell, 0), None);
	assert!(cell_and_neighbours(cell).is_empty());
	assert_eq!(grid_distance(cell, cell), None);
	assert!(density_scales(&[cell]).is_empty());
}

#[test]
fn every_function_should_return_none_when_an_index_is_not_a_cell() {
	let cell = cell_at(position(451_898_890, 57_242_150), 12).unwrap();
	let deleted_at_a_pentagon = pentagons(1).next().unwrap() | 1 << 42;
	for invalid in [
		0,
		u64::MAX,
		cell | 1 << 63,                   // a reserved bit
		cell ^ 0b11 << 59,                // the mode of an edge
		cell & !(0x7f << 45) | 122 << 45, // a base cell too many
		cell | 0b111 << 9,                // an invalid digit
		cell & !0b111,                    // a digit beyond the resolution
		deleted_at_a_pentagon,
	] {
		assert_unknown(invalid);
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(20_000))]

	#[test]
	fn place_should_be_near_the_centre_when_it_is_in_the_cell(
		lat_e7 in -900_000_000..=900_000_000,
		lon_e7 in -1_800_000_000..=1_800_000_000,
		resolution in 0u8..=15,
	) {
		let place = position(lat_e7, lon_e7);
		let cell = cell_at(place, resolution).unwrap();
		prop_assert_eq!(cell_resolution(cell), Some(resolution));
		// The largest cells of resolution 0 reach 1,400 km from their centre; each resolution
		// shrinks that by the root of 7.
		let reach_m = 1_400_000.0 / 7f64.powf(f64::from(resolution) / 2.0) + 1.0;
		let distance_m = great_circle_distance_m(place, cell_centre(cell).unwrap());
		prop_assert!(f64::from(distance_m) < reach_m, "{}", distance_m);
	}

	#[test]
	fn cells_should_not_panic_when_indices_are_any(a: u64, b: u64, resolution: u8) {
		cell_resolution(a);
		cell_centre(a);
		parent_cell(a, resolution);
		cell_and_neighbours(a);
		grid_distance(a, b);
	}
}

#[test]
fn descendants_should_span_exactly_the_children_when_the_resolution_is_finer() {
	for cell in cells(1) {
		for resolution in 1..=4 {
			let range = descendants(cell, resolution).unwrap();
			let children: Vec<u64> = CellIndex::try_from(cell)
				.unwrap()
				.children(Resolution::try_from(resolution).unwrap())
				.map(u64::from)
				.collect();
			assert_eq!(children.iter().min(), Some(range.start()));
			assert_eq!(children.iter().max(), Some(range.end()));
		}
	}
}

#[test]
fn descendants_should_not_overlap_when_the_cells_are_different() {
	let mut ranges: Vec<_> = cells(2).map(|cell| descendants(cell, 12).unwrap()).collect();
	ranges.sort_by_key(|range| *range.start());
	assert!(ranges.windows(2).all(|pair| pair[0].end() < pair[1].start()));
}

#[test]
fn descendants_should_be_none_when_the_resolution_or_the_cell_is_invalid() {
	let cell = cell_at(position(0, 0), 5).unwrap();
	assert_eq!(descendants(cell, 5), Some(cell..=cell));
	assert_eq!(descendants(cell, 4), None);
	assert_eq!(descendants(cell, 16), None);
	assert_eq!(descendants(0, 12), None);
}

//! Tests great-circle distances against floating-point vectors and published vectors.

// A test that panics fails, as it should.
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod field_data;

use coverage_math::{great_circle_distance_m, Position};
use proptest::prelude::*;

fn position(lat: f64, lon: f64) -> Position {
	Position { lat_e7: (lat * 1e7).round() as i32, lon_e7: (lon * 1e7).round() as i32 }
}

/// Returns the distance from the angle between two vectors, which is precise at any distance.
fn exact_m(a: Position, b: Position) -> f64 {
	let [[ax, ay, az], [bx, by, bz]] = [a, b].map(|position| {
		let (lat_sine, lat_cosine) = (f64::from(position.lat_e7) / 1e7).to_radians().sin_cos();
		let (lon_sine, lon_cosine) = (f64::from(position.lon_e7) / 1e7).to_radians().sin_cos();
		[lat_cosine * lon_cosine, lat_cosine * lon_sine, lat_sine]
	});
	let across = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
	let sine = across.iter().map(|part| part * part).sum::<f64>().sqrt();
	6_371_008.8 * sine.atan2(ax * bx + ay * by + az * bz)
}

/// Asserts that the error is within the documented bound.
fn assert_precise(a: Position, b: Position) {
	let exact = exact_m(a, b);
	let error = f64::from(great_circle_distance_m(a, b)) - exact;
	assert!(error.abs() < 0.6, "{a:?} to {b:?}: {error} m off {exact} m");
}

prop_compose! {
	fn anywhere()(lat_e7 in -900_000_000..=900_000_000, lon_e7 in -1_800_000_000..=1_800_000_000)
		-> Position
	{
		Position { lat_e7, lon_e7 }
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(50_000))]

	#[test]
	fn distance_should_follow_the_formula_when_places_are_anywhere(
		a in anywhere(),
		b in anywhere(),
	) {
		assert_precise(a, b);
	}

	#[test]
	fn distance_should_follow_the_formula_when_places_are_near(
		a in anywhere(),
		exponent in 0.0..7.7,
		direction in 0.0..std::f64::consts::TAU,
	) {
		let (north, east) = direction.sin_cos();
		let step_e7 = 10f64.powf(exponent);
		let stretch = (f64::from(a.lat_e7) / 1e7).to_radians().cos().max(0.03);
		let b = Position {
			lat_e7: a.lat_e7.saturating_add((north * step_e7) as i32).clamp(-900_000_000, 900_000_000),
			lon_e7: a.lon_e7.saturating_add((east * step_e7 / stretch) as i32)
				.clamp(-1_800_000_000, 1_800_000_000),
		};
		assert_precise(a, b);
	}

	#[test]
	fn distance_should_be_the_same_when_places_are_swapped(a in anywhere(), b in anywhere()) {
		prop_assert_eq!(great_circle_distance_m(a, b), great_circle_distance_m(b, a));
	}

	#[test]
	fn distance_should_be_half_the_girth_when_places_are_antipodes(a in anywhere()) {
		let lon_e7 = a.lon_e7 + if a.lon_e7 < 0 { 1_800_000_000 } else { -1_800_000_000 };
		let antipode = Position { lat_e7: -a.lat_e7, lon_e7 };
		prop_assert!(great_circle_distance_m(a, antipode).abs_diff(20_015_115) <= 1);
	}

	#[test]
	fn distance_should_not_panic_when_places_are_off_the_globe(
		a in any::<(i32, i32)>(),
		b in any::<(i32, i32)>(),
	) {
		let [a, b] = [a, b].map(|(lat_e7, lon_e7)| Position { lat_e7, lon_e7 });
		prop_assert!(great_circle_distance_m(a, b) <= 20_015_116);
	}
}

#[test]
fn distance_should_follow_the_formula_when_places_are_at_the_edges() {
	let latitudes = [-90.0, -89.9999999, -89.99, -60.0, -1e-7, 0.0, 1e-7, 45.0, 89.999, 90.0];
	let longitudes = [-180.0, -179.9999999, -90.0, -1e-7, 0.0, 1e-7, 90.0, 179.9999, 180.0];
	let places: Vec<_> =
		latitudes.iter().flat_map(|&lat| longitudes.map(|lon| position(lat, lon))).collect();
	for &a in &places {
		for &b in &places {
			assert_precise(a, b);
		}
	}
}

#[test]
fn distance_should_be_zero_when_a_place_has_two_representations() {
	for (a, b) in [
		(position(12.3, 180.0), position(12.3, -180.0)),
		(position(90.0, 0.0), position(90.0, 123.4)),
		(position(-90.0, -180.0), position(-90.0, 17.0)),
	] {
		assert_eq!(great_circle_distance_m(a, b), 0);
	}
}

#[test]
fn distance_should_be_short_when_places_face_each_other_across_the_antimeridian() {
	let distance = great_circle_distance_m(position(0.0, 179.99), position(0.0, -179.99));
	assert_eq!(distance, 2_224);
}

#[test]
fn distance_should_count_from_the_pole_when_a_latitude_is_beyond_it() {
	let equator = position(0.0, 0.0);
	let beyond = Position { lat_e7: i32::MAX, lon_e7: 0 };
	let pole = position(90.0, 0.0);
	assert_eq!(great_circle_distance_m(equator, beyond), great_circle_distance_m(equator, pole));
}

#[test]
fn distance_should_equal_the_published_haversines_when_pairs_are_geodesic_tests() {
	let Some(rows) = field_data::rows("vectors/geodesic_wgs84.csv") else { return };
	assert_eq!(rows.len(), 20);
	for row in rows {
		let number = |column: usize| row[column].parse::<f64>().unwrap();
		let east = |lon: f64| (lon + 180.0).rem_euclid(360.0) - 180.0;
		let from = position(number(0), east(number(1)));
		let to = position(number(3), east(number(4)));
		let error = f64::from(great_circle_distance_m(from, to)) - number(9);
		assert!(error.abs() < 1.0, "{row:?}: {error}");
		// The sphere differs from the ellipsoid by no more than documented.
		assert!((number(9) / number(6) - 1.0).abs() < 0.006, "{row:?}");
	}
}

//! Generates a fictitious city.

use crate::scenario::{chance, Model, Place, Propagation, Scenario, Station};
use cairn_primitives::devices::RegionId;
use rand::Rng;

/// The spacing of the square grid of stations, in metres.
const STEP_M: f64 = 900.0;

/// The maximum offset of a station from its grid point, in metres per direction. No two stations
/// are therefore closer than 500 m, which is more than the eight cells of the rules.
const MAX_OFFSET_M: f64 = 200.0;

/// The purpose of the random draws.
const PLACE: u64 = 4;

/// Generates a city of `count` stations around a place, with at least 500 m between any two.
///
/// Returns `None` if the city would not fit on the globe.
pub fn city(count: u32, centre: Place, region: RegionId, seed: u64) -> Option<Scenario> {
	let side = f64::from(count).sqrt().ceil().max(1.0) as u32;
	let middle = f64::from(side.saturating_sub(1)) / 2.0;
	let stations = (0..count).map(|number| {
		let mut chance = chance(seed, [PLACE, number.into(), 0]);
		let mut metres = |step: u32| {
			(f64::from(step) - middle) * STEP_M + chance.gen_range(-MAX_OFFSET_M..=MAX_OFFSET_M)
		};
		let row = number.checked_div(side)?;
		let column = number.checked_rem(side)?;
		let place = centre.offset(metres(row), metres(column));
		Station::honest(format!("city {seed} station {number}"), place, region)
	});
	Some(Scenario {
		source: format!("generated: {count} stations, seed {seed}"),
		seed,
		propagation: Propagation::City(Model::default()),
		stations: stations.collect::<Option<_>>()?,
	})
}

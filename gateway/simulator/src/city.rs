//! A city that is made up.

use crate::scenario::{chance, Model, Place, Propagation, Scenario, Station};
use cairn_primitives::devices::RegionId;
use rand::Rng;

/// Stations stand on a square grid of this step, in metres.
const STEP_M: f64 = 900.0;

/// How far from their point of the grid they stand at most, in metres and in either direction: so
/// no two are closer than 500 m, the eight cells of the rules and some more.
const STRAY_M: f64 = 200.0;

/// What the chance of a draw is for.
const PLACE: u64 = 4;

/// A city of so many stations around a place, none closer to another than 500 m.
///
/// None if it would not fit on the globe.
pub fn city(count: u32, centre: Place, region: RegionId, seed: u64) -> Option<Scenario> {
	let side = f64::from(count).sqrt().ceil().max(1.0) as u32;
	let middle = f64::from(side.saturating_sub(1)) / 2.0;
	let stations = (0..count).map(|number| {
		let mut chance = chance(seed, [PLACE, number.into(), 0]);
		let mut metres =
			|step: u32| (f64::from(step) - middle) * STEP_M + chance.gen_range(-STRAY_M..=STRAY_M);
		let row = number.checked_div(side)?;
		let column = number.checked_rem(side)?;
		let place = centre.moved(metres(row), metres(column));
		Station::honest(format!("city {seed} station {number}"), place, region)
	});
	Some(Scenario {
		source: format!("generated: {count} stations, seed {seed}"),
		seed,
		propagation: Propagation::City(Model::default()),
		stations: stations.collect::<Option<_>>()?,
	})
}

//! Those who lie about radio, added to a scenario.
//!
//! Who lies about anything else, say by never revealing, does it with a key and not with a radio:
//! that is for the agent.

use crate::scenario::{chance, Behaviour, Place, Scenario, Station};
use cairn_primitives::devices::RegionId;
use coverage_math::great_circle_distance_m;
use rand::{rngs::StdRng, seq::SliceRandom, Rng};
use std::f64::consts::TAU;

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mischief {
	/// Stations of the scenario that say they are `away_km` from where they are.
	pub misplaced: usize,
	/// Further stations without a radio, that report what one of the honest hears, as it hears it;
	/// they say they are `away_km` from it.
	pub copiers: usize,
	/// Further stations that are in one room, and say they are all over the place.
	pub clique: usize,
	/// How far lies go, in kilometres. Beyond 120 the chain refuses what honest stations and they
	/// report of each other; what it finds of lesser ones is in `docs/coverage-rules.md`.
	pub away_km: f64,
}

/// Stations that say where they are, say they are so far from all others at least, in metres: what
/// the rules of the chain ask.
const APART_M: u32 = 500;

/// How often a place is sought that is so far from all others.
const TRIES: usize = 10_000;

/// What the chance of a draw is for.
const MISCHIEF: u64 = 5;

/// Adds those who lie. None if there are too few honest stations for it, or no room.
pub fn add(scenario: &mut Scenario, mischief: Mischief) -> Option<()> {
	let mut chance = chance(scenario.seed, [MISCHIEF, 0, 0]);
	let count = scenario.stations.len();
	let chosen: Vec<usize> = rand::seq::index::sample(
		&mut chance,
		count,
		mischief.misplaced.saturating_add(mischief.copiers).min(count),
	)
	.into_vec();
	let (misplaced, copied) = chosen.split_at_checked(mischief.misplaced)?;
	if copied.len() < mischief.copiers {
		return None;
	}

	// Evenly to all sides: those who lie are far from each other too, where they say they are.
	let turn = TAU / chosen.len().max(1) as f64;
	let first = chance.gen_range(0.0..turn);
	let mut bearings = (0u32..).map(|side| first + turn * f64::from(side));
	let mut away = |from: Place| Some(moved(from, mischief.away_km, bearings.next()?));
	for index in misplaced {
		let station = scenario.stations.get_mut(*index)?;
		station.behaviour = Behaviour::Misplaced;
		station.assert(away(station.truth)?).then_some(())?;
	}
	for index in copied {
		let of = scenario.stations.get(*index)?;
		let name = format!("copier of {}", of.eui);
		let mut copier = Station::honest(name, away(of.truth)?, of.region)?;
		copier.behaviour = Behaviour::Copies { of: of.eui };
		scenario.stations.push(copier);
	}
	add_clique(scenario, mischief.clique, &mut chance)
}

/// The place so far away, in this direction: radians from north.
fn moved(from: Place, kilometres: f64, bearing: f64) -> Place {
	from.moved(1e3 * kilometres * bearing.cos(), 1e3 * kilometres * bearing.sin())
}

fn add_clique(scenario: &mut Scenario, count: usize, chance: &mut StdRng) -> Option<()> {
	let honest: Vec<(Place, RegionId)> =
		scenario.stations.iter().map(|it| (it.asserted, it.region)).collect();
	for number in 0..count {
		let (place, region) = (0..TRIES).find_map(|_| {
			// Beside somebody: in the city, however large that is.
			let (beside, region) = *honest.choose(chance)?;
			let bearing = chance.gen_range(0.0..TAU);
			let place = moved(beside, chance.gen_range(0.5..2.0), bearing);
			let apart = |it: &Station| {
				great_circle_distance_m(it.asserted.position(), place.position()) >= APART_M
			};
			scenario.stations.iter().all(apart).then_some((place, region))
		})?;
		let mut member =
			Station::honest(format!("clique {} member {number}", scenario.seed), place, region)?;
		member.behaviour = Behaviour::Clique { room: 1 };
		member.truth = honest.first()?.0;
		scenario.stations.push(member);
	}
	Some(())
}

//! Adds adversaries to a scenario: stations that lie about their radio.
//!
//! An adversary that misbehaves in other ways, for example by never revealing, needs a key instead
//! of a radio. `cairn-rogue` covers that.

use crate::scenario::{chance, Behaviour, Place, Scenario, Station};
use cairn_primitives::devices::RegionId;
use coverage_math::great_circle_distance_m;
use rand::{rngs::StdRng, seq::SliceRandom, Rng};
use std::f64::consts::TAU;

/// The numbers of adversaries to add.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Adversaries {
	/// The number of stations whose asserted location is `away_km` from their true location.
	pub misplaced: usize,
	/// The number of additional stations without a radio, which copy the receptions of an honest
	/// station. Their asserted location is `away_km` from that station.
	pub copiers: usize,
	/// The number of additional stations in one room, whose asserted locations are spread over the
	/// area.
	pub clique: usize,
	/// The distance between false and true locations, in kilometres. Beyond 120 km the chain
	/// rejects the reports between these stations and honest ones. `docs/coverage-rules.md` states
	/// what it detects at shorter distances.
	pub away_km: f64,
}

/// The minimum distance of a clique member's asserted location from all others, in metres. It is
/// more than the chain's rules require.
const APART_M: u32 = 500;

/// The maximum number of attempts to find such a location.
const MAX_ATTEMPTS: usize = 10_000;

/// The purpose of the random draws.
const ADVERSARIES: u64 = 5;

/// Adds adversaries to a scenario. Returns `None` if there are too few honest stations, or no room.
pub fn add(scenario: &mut Scenario, adversaries: Adversaries) -> Option<()> {
	let mut chance = chance(scenario.seed, [ADVERSARIES, 0, 0]);
	let count = scenario.stations.len();
	let chosen: Vec<usize> = rand::seq::index::sample(
		&mut chance,
		count,
		adversaries.misplaced.saturating_add(adversaries.copiers).min(count),
	)
	.into_vec();
	let (misplaced, copied) = chosen.split_at_checked(adversaries.misplaced)?;
	if copied.len() < adversaries.copiers {
		return None;
	}

	// Bearings are evenly spaced, so the false locations are far from each other too.
	let turn = TAU / chosen.len().max(1) as f64;
	let first = chance.gen_range(0.0..turn);
	let mut bearings = (0u32..).map(|side| first + turn * f64::from(side));
	let mut away = |from: Place| Some(moved(from, adversaries.away_km, bearings.next()?));
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
	add_clique(scenario, adversaries.clique, &mut chance)
}

/// Returns the place at this distance and bearing, in radians from north.
fn moved(from: Place, kilometres: f64, bearing: f64) -> Place {
	from.offset(1e3 * kilometres * bearing.cos(), 1e3 * kilometres * bearing.sin())
}

fn add_clique(scenario: &mut Scenario, count: usize, chance: &mut StdRng) -> Option<()> {
	let honest: Vec<(Place, RegionId)> =
		scenario.stations.iter().map(|it| (it.asserted, it.region)).collect();
	for number in 0..count {
		let (place, region) = (0..MAX_ATTEMPTS).find_map(|_| {
			// Close to an honest station, and therefore within the city.
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

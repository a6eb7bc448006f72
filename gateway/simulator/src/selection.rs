//! Selects the measured stations of a scenario.
//!
//! Only these rules decide, in this order. [`Tally`] counts what each rule leaves:
//!
//! 1. **One region**: stations within 60 km of Grenoble's tower (Tour Perret), the source of most
//!    transmissions.
//! 2. **Not too near**: links at least as long as the rules of coverage require, because shorter
//!    ones prove nothing.
//! 3. **Consistent**: a hotspot's location is asserted by its owner and may be wrong. A station
//!    stays if the chain's judge would accept at least 99 % of the samples of its links, from
//!    stations at these places with antennas of 3 dBi. The worst station is removed first, with its
//!    links.
//! 4. **Apart**: of two stations closer than the rules of coverage allow, the one with fewer links
//!    is removed.
//! 5. **Connected**: the station with the most links comes first. Then the station with the most
//!    links to those already selected follows, until the requested number is reached. Ties are
//!    decided by the total number of links, then by the seed.

use crate::{
	field::{FieldData, SOURCE},
	scenario::{chance, Link, Place, Propagation, Sample, Scenario, Station},
};
use cairn_gateway_radio::plan::{Plan, Setting};
use cairn_primitives::devices::RegionId;
use coverage_math::{
	great_circle_distance_m, grid_distance, parent_cell,
	rules::{self, judge, Beacon, Report, Rules, Verdict},
};
use rand::Rng;
use std::{
	cmp::Reverse,
	collections::{BTreeMap, BTreeSet},
	time::Duration,
};

/// The region of the field data, EU868.
const REGION: RegionId = 1;

/// The position of Tour Perret.
const TOWER: Place = Place { lat: 45.184_95, lon: 5.735_43 };

/// The maximum distance of stations from the tower, in metres.
const REGION_M: u32 = 60_000;

/// The minimum percentage of valid samples of a station.
const VALID_OF_100: usize = 99;

/// The maximum number of samples per link in a scenario, evenly spaced among all samples.
const MAX_SAMPLES: usize = 64;

/// The purpose of the random draws.
const RANK: u64 = 6;

/// The counts that are left after a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
	/// The number of stations.
	pub stations: usize,
	/// The number of links.
	pub links: usize,
	/// The number of samples of these links.
	pub samples: usize,
	/// The number of samples that the judge accepts.
	pub valid: usize,
}

/// A scenario and the results of the rules.
#[derive(Clone, Debug)]
pub struct Selection {
	/// The scenario.
	pub scenario: Scenario,
	/// The rules, each with the counts it leaves.
	pub tallies: Vec<(&'static str, Tally)>,
}

/// A rule: its name, and its effect for a requested number of stations.
type Rule = (&'static str, fn(&mut Candidates, usize));

const RULES: [Rule; 5] = [
	("one region", |candidates, _| candidates.keep_region()),
	("not too near", |candidates, _| candidates.drop_short_links()),
	("consistent", |candidates, _| candidates.keep_consistent()),
	("apart", |candidates, _| candidates.keep_apart()),
	("connected", |candidates, count| candidates.keep_connected(count)),
];

/// Selects `count` stations, or fewer if the rules leave fewer.
pub fn select(field: &FieldData, count: usize, seed: u64) -> Selection {
	let mut candidates = Candidates::new(field, seed);
	let mut tallies = vec![("all", candidates.tally())];
	for (name, apply) in RULES {
		apply(&mut candidates, count);
		tallies.push((name, candidates.tally()));
	}
	Selection { scenario: candidates.into_scenario(seed), tallies }
}

struct Measured {
	samples: Vec<Sample>,
	valid: usize,
}

/// The remaining stations, by their index in the field data.
struct Candidates {
	stations: BTreeMap<usize, Station>,
	links: BTreeMap<(usize, usize), Measured>,
	/// The random ranks that decide ties.
	rank: BTreeMap<usize, u64>,
}

impl Candidates {
	fn new(field: &FieldData, seed: u64) -> Self {
		let stations: BTreeMap<_, _> = field
			.places
			.iter()
			.enumerate()
			.filter_map(|(index, (name, place))| {
				Some((index, Station::honest(name.clone(), *place, REGION)?))
			})
			.collect();
		let measured = |(a, b): &(usize, usize), samples: &Vec<Sample>| {
			let judge = Judge::between(stations.get(a)?, stations.get(b)?)?;
			let valid = samples.iter().filter(|sample| judge.accepts(sample)).count();
			Some(((*a, *b), Measured { samples: samples.clone(), valid }))
		};
		let links = field.links.iter().filter_map(|(ends, samples)| measured(ends, samples));
		let rank = stations.keys().map(|it| (*it, chance(seed, [RANK, *it as u64, 0]).gen()));
		Self { links: links.collect(), rank: rank.collect(), stations }
	}

	fn tally(&self) -> Tally {
		let sum = |of: fn(&Measured) -> usize| self.links.values().map(of).sum();
		Tally {
			stations: self.stations.len(),
			links: self.links.len(),
			samples: sum(|link| link.samples.len()),
			valid: sum(|link| link.valid),
		}
	}

	fn retain(&mut self, is_kept: impl Fn(usize, &Station) -> bool) {
		self.stations.retain(|index, station| is_kept(*index, station));
		self.links.retain(|(a, b), _| [a, b].iter().all(|it| self.stations.contains_key(it)));
	}

	fn keep_region(&mut self) {
		self.retain(|_, station| {
			let metres = great_circle_distance_m(station.truth.position(), TOWER.position());
			metres <= REGION_M
		});
	}

	fn drop_short_links(&mut self) {
		let stations = &self.stations;
		self.links.retain(|(a, b), _| {
			let ends = stations.get(a).zip(stations.get(b));
			ends.is_some_and(|(a, b)| are_apart(a, b))
		});
	}

	fn keep_consistent(&mut self) {
		loop {
			let worst = self.stations.keys().map(|station| {
				let mut links = self.links_of(*station).peekable();
				let has_links = links.peek().is_some();
				let (valid, all) = links.fold((0usize, 0usize), |(valid, all), (_, link)| {
					(valid.saturating_add(link.valid), all.saturating_add(link.samples.len()))
				});
				// Parts per million, so that shares can be compared as integers.
				let share = valid.saturating_mul(1_000_000).checked_div(all).unwrap_or_default();
				(if has_links { share } else { 0 }, *station)
			});
			match worst.min() {
				Some((share, station)) if share < VALID_OF_100.saturating_mul(10_000) => {
					self.retain(|index, _| index != station);
				}
				_ => return,
			}
		}
	}

	fn keep_apart(&mut self) {
		let mut order: Vec<usize> = self.stations.keys().copied().collect();
		order.sort_by_key(|station| Reverse(self.link_rank(*station)));
		let mut kept = BTreeSet::new();
		for station in order {
			let is_apart = |other: &usize| {
				let both = self.stations.get(&station).zip(self.stations.get(other));
				both.is_some_and(|(a, b)| are_apart(a, b))
			};
			if kept.iter().all(is_apart) {
				kept.insert(station);
			}
		}
		self.retain(|station, _| kept.contains(&station));
	}

	fn keep_connected(&mut self, count: usize) {
		let mut joined = BTreeSet::new();
		while joined.len() < count {
			let outside = self.stations.keys().filter(|station| !joined.contains(*station));
			let with_links = outside.map(|station| {
				let links = self.neighbours(*station).filter(|it| joined.contains(it)).count();
				(links, self.link_rank(*station), *station)
			});
			match with_links.max() {
				Some((links, _, station)) if links > 0 || joined.is_empty() => {
					joined.insert(station);
				}
				_ => break,
			}
		}
		self.retain(|station, _| joined.contains(&station));
	}

	fn links_of(&self, station: usize) -> impl Iterator<Item = (&(usize, usize), &Measured)> {
		self.links.iter().filter(move |((a, b), _)| *a == station || *b == station)
	}

	fn neighbours(&self, station: usize) -> impl Iterator<Item = usize> + '_ {
		self.links_of(station).map(move |((a, b), _)| if *a == station { *b } else { *a })
	}

	fn link_rank(&self, station: usize) -> (usize, Option<u64>) {
		(self.links_of(station).count(), self.rank.get(&station).copied())
	}

	fn into_scenario(self, seed: u64) -> Scenario {
		let link = |((a, b), measured): (&(usize, usize), &Measured)| {
			let between = [self.stations.get(a)?.eui, self.stations.get(b)?.eui];
			let step = measured.samples.len().div_ceil(MAX_SAMPLES).max(1);
			let samples = measured.samples.iter().step_by(step).copied().collect();
			Some(Link { between, samples })
		};
		Scenario {
			source: SOURCE.into(),
			seed,
			propagation: Propagation::Measured {
				links: self.links.iter().filter_map(link).collect(),
			},
			stations: self.stations.into_values().collect(),
		}
	}
}

/// Returns whether two stations are as many cells apart as the rules of coverage require.
fn are_apart(a: &Station, b: &Station) -> bool {
	let cell = |station: &Station| parent_cell(station.cell_index()?, 11);
	let Some((a, b)) = cell(a).zip(cell(b)) else { return false };
	// If H3 cannot compute the distance, they are far apart.
	grid_distance(a, b).is_none_or(|cells| cells >= Rules::default().min_cells_apart)
}

/// Decides whether the chain would accept a sample between two stations, if one transmitted at the
/// maximum allowed power and the other reported it.
struct Judge {
	from: rules::Station,
	to: rules::Station,
	setting: Setting,
}

impl Judge {
	fn between(from: &Station, to: &Station) -> Option<Self> {
		let plan = Plan::of(from.region).ok()?;
		let setting = plan.beacon(from.gain_cdbi, plan.max_eirp_cdbm, Duration::MAX, 0).ok()?;
		Some(Self { from: from.as_asserted()?, to: to.as_asserted()?, setting })
	}

	fn accepts(&self, sample: &Sample) -> bool {
		let beacon = Beacon {
			station: self.from,
			tx_power_cdb: i32::from(self.setting.power_dbm).saturating_mul(100),
			frequency_hz: self.setting.frequency_hz,
			spreading_factor: Some(sample.spreading_factor),
		};
		let report = Report {
			station: self.to,
			rssi_cdb: sample.level.rssi_cdbm.into(),
			snr_cdb: Some(sample.level.snr_cdb.into()),
			frequency_hz: self.setting.frequency_hz,
		};
		judge(&beacon, &report, &Rules::default()) == Verdict::Valid
	}
}

//! What the chain's judge says of cities that are made up, of the honest in them and of those who
//! lie.

// A test that panics fails, as intended.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use cairn_gateway_simulator::{
	city::city,
	ether::{Ether, Fate},
	mischief::{self, Mischief},
	packet::Packet,
	scenario::{Behaviour, Level, Link, Place, Propagation, Sample, Scenario, Station},
};
use coverage_math::{
	great_circle_distance_m,
	rules::{judge, Beacon, Report, Rules, Verdict},
};
use std::time::Duration;

const CENTRE: Place = Place { lat: 45.19, lon: 5.72 };

fn packet(from: usize) -> Packet {
	Packet {
		from,
		payload: vec![7; 41],
		frequency_hz: 868_100_000,
		spreading_factor: 12,
		power_dbm: 13,
	}
}

/// Sends when nothing else is on air: each station at a time of its own.
fn send(ether: &mut Ether, packet: Packet) -> Fate {
	let begins = Duration::from_secs(10 * packet.from as u64);
	let ticket = ether.begin(packet, begins).unwrap();
	ether.end(ticket).unwrap()
}

fn verdict(scenario: &Scenario, fate: &Fate, by: usize, level: Level) -> Verdict {
	let station = |index: usize| scenario.stations[index].as_asserted().unwrap();
	let beacon = Beacon {
		station: station(fate.packet.from),
		tx_power_cdb: i32::from(fate.packet.power_dbm) * 100,
		frequency_hz: fate.packet.frequency_hz,
		spreading_factor: Some(fate.packet.spreading_factor),
	};
	let report = Report {
		station: station(by),
		rssi_cdb: level.rssi_cdbm.into(),
		snr_cdb: Some(level.snr_cdb.into()),
		frequency_hz: fate.packet.frequency_hz,
	};
	judge(&beacon, &report, &Rules::default())
}

/// All verdicts on what is heard when each station sends once.
fn verdicts(scenario: &Scenario) -> Vec<(usize, usize, Verdict)> {
	let mut ether = Ether::new(scenario);
	let mut verdicts = Vec::new();
	for from in 0..scenario.stations.len() {
		let fate = send(&mut ether, packet(from));
		for reception in &fate.heard {
			let verdict = verdict(scenario, &fate, reception.by, reception.level);
			verdicts.push((from, reception.by, verdict));
		}
	}
	verdicts
}

#[test]
fn honest_receptions_should_be_valid_when_the_city_is_made_up() {
	for (seed, region, frequency_hz) in
		[(1, 1, 868_100_000), (2, 1, 868_500_000), (3, 2, 903_900_000)]
	{
		let scenario = city(49, CENTRE, region, seed).unwrap();
		let mut ether = Ether::new(&scenario);
		let mut heard = 0;
		for from in 0..49 {
			let packet = Packet { frequency_hz, spreading_factor: 9, ..packet(from) };
			let fate = send(&mut ether, packet);
			heard += fate.heard.len();
			for it in &fate.heard {
				let verdict = verdict(&scenario, &fate, it.by, it.level);
				assert_eq!(verdict, Verdict::Valid, "{from} heard by {}", it.by);
			}
		}
		assert!(heard > 4 * 49, "seed {seed}: {heard}");
	}
}

fn with(mischief: Mischief) -> Scenario {
	let mut scenario = city(25, CENTRE, 1, 11).unwrap();
	mischief::add(&mut scenario, Mischief { away_km: 200.0, ..mischief }).unwrap();
	scenario
}

fn is_honest(station: &Station) -> bool {
	station.behaviour == Behaviour::Honest
}

/// What the chain says of all that concerns those who lie, and that they are heard of at all.
fn assert_caught(scenario: &Scenario, liars: usize, caught: &[Verdict]) {
	let is_liar = |index: usize| !is_honest(&scenario.stations[index]);
	assert_eq!((0..scenario.stations.len()).filter(|index| is_liar(*index)).count(), liars);
	let mut seen = 0;
	for (from, by, verdict) in verdicts(scenario) {
		if is_liar(from) || is_liar(by) {
			assert!(caught.contains(&verdict), "{from} heard by {by}: {verdict:?}");
			seen += 1;
		} else {
			assert_eq!(verdict, Verdict::Valid);
		}
	}
	assert!(seen >= liars, "{seen}");
}

#[test]
fn misplaced_stations_should_be_refused_when_they_say_they_are_far_away() {
	let scenario = with(Mischief { misplaced: 3, ..Mischief::default() });
	assert_eq!(scenario.stations.len(), 25);
	assert_caught(&scenario, 3, &[Verdict::TooFar]);
	for station in scenario.stations.iter().filter(|it| !is_honest(it)) {
		let metres = great_circle_distance_m(station.truth.position(), station.asserted.position());
		assert!((190_000..210_000).contains(&metres), "{metres}");
	}
}

#[test]
fn copiers_should_be_refused_when_they_say_they_are_far_away() {
	let scenario = with(Mischief { copiers: 3, ..Mischief::default() });
	assert_caught(&scenario, 3, &[Verdict::TooFar]);
	// What they report is what the other one hears.
	let mut ether = Ether::new(&scenario);
	let mut copies = 0;
	for from in 0..25 {
		let fate = send(&mut ether, packet(from));
		for copy in fate.heard.iter().filter(|it| it.is_copied) {
			let Behaviour::Copies { of } = scenario.stations[copy.by].behaviour else { panic!() };
			let original = scenario.index(of).unwrap();
			assert!(fate.heard.iter().any(|it| it.by == original && it.level == copy.level));
			copies += 1;
		}
	}
	assert!(copies >= 3, "{copies}");
}

#[test]
fn clique_should_be_refused_when_it_hears_itself() {
	let scenario = with(Mischief { clique: 5, ..Mischief::default() });
	assert_caught(&scenario, 5, &[Verdict::TooStrong]);
	let in_clique =
		|index: usize| matches!(scenario.stations[index].behaviour, Behaviour::Clique { .. });
	let mut pairs = 0;
	for (from, by, _) in verdicts(&scenario) {
		assert_eq!(in_clique(from), in_clique(by), "{from} heard by {by}");
		pairs += usize::from(in_clique(from));
	}
	assert_eq!(pairs, 5 * 4, "each hears each");
}

#[test]
fn mischief_should_be_refused_when_there_are_too_few_stations_for_it() {
	let mut scenario = city(3, CENTRE, 1, 1).unwrap();
	let mischief = Mischief { misplaced: 2, copiers: 2, clique: 0, away_km: 200.0 };
	assert_eq!(mischief::add(&mut scenario, mischief), None);
}

#[test]
fn stations_should_be_apart_when_the_city_is_made_up() {
	for seed in 0..5 {
		let mut scenario = city(60, CENTRE, 1, seed).unwrap();
		mischief::add(&mut scenario, Mischief { clique: 8, ..Mischief::default() }).unwrap();
		let cell =
			|it: &Station| coverage_math::parent_cell(it.as_asserted().unwrap().cell, 11).unwrap();
		for (index, a) in scenario.stations.iter().enumerate() {
			for b in &scenario.stations[index + 1..] {
				let cells = coverage_math::grid_distance(cell(a), cell(b));
				assert!(cells.is_none_or(|cells| cells >= 8), "{} and {}", a.name, b.name);
			}
		}
	}
}

#[test]
fn scenario_should_be_the_same_when_it_is_read_again() {
	let mut scenario = city(4, CENTRE, 1, 1).unwrap();
	let between = [scenario.stations[0].eui, scenario.stations[1].eui];
	let level = Level { rssi_cdbm: -10_000, snr_cdb: 500 };
	let samples = vec![Sample { level, spreading_factor: 12 }];
	scenario.propagation = Propagation::Measured { links: vec![Link { between, samples }] };
	mischief::add(&mut scenario, Mischief { misplaced: 1, copiers: 1, clique: 2, away_km: 10.0 })
		.unwrap();
	let file = tempfile::NamedTempFile::new().unwrap();
	serde_json::to_writer(&file, &scenario).unwrap();
	assert_eq!(Scenario::load(file.path()).unwrap(), scenario);
	std::fs::write(file.path(), "{\"stations\": 7}").unwrap();
	assert!(Scenario::load(file.path()).is_err());
}

//! Tests the verdicts of the chain's judge on honest stations and adversaries of a fictitious city.

// A test that panics fails, as intended.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use cairn_gateway_simulator::{
	adversaries::{self, Adversaries},
	city::city,
	ether::{Delivery, Ether},
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

/// Transmits a packet while no other is on air: each station has its own time.
fn send(ether: &mut Ether, packet: Packet) -> Delivery {
	let begins = Duration::from_secs(10 * packet.from as u64);
	let ticket = ether.begin(packet, begins).unwrap();
	ether.end(ticket).unwrap()
}

fn verdict(scenario: &Scenario, delivery: &Delivery, by: usize, level: Level) -> Verdict {
	let station = |index: usize| scenario.stations[index].as_asserted().unwrap();
	let beacon = Beacon {
		station: station(delivery.packet.from),
		tx_power_cdb: i32::from(delivery.packet.power_dbm) * 100,
		frequency_hz: delivery.packet.frequency_hz,
		spreading_factor: Some(delivery.packet.spreading_factor),
	};
	let report = Report {
		station: station(by),
		rssi_cdb: level.rssi_cdbm.into(),
		snr_cdb: Some(level.snr_cdb.into()),
		frequency_hz: delivery.packet.frequency_hz,
	};
	judge(&beacon, &report, &Rules::default())
}

/// Returns the verdicts on all receptions when each station transmits once.
fn verdicts(scenario: &Scenario) -> Vec<(usize, usize, Verdict)> {
	let mut ether = Ether::new(scenario);
	let mut verdicts = Vec::new();
	for from in 0..scenario.stations.len() {
		let delivery = send(&mut ether, packet(from));
		for reception in &delivery.heard {
			let verdict = verdict(scenario, &delivery, reception.by, reception.level);
			verdicts.push((from, reception.by, verdict));
		}
	}
	verdicts
}

#[test]
fn honest_receptions_should_be_valid_when_the_city_is_fictitious() {
	for (seed, region, frequency_hz) in
		[(1, 1, 868_100_000), (2, 1, 868_500_000), (3, 2, 903_900_000)]
	{
		let scenario = city(49, CENTRE, region, seed).unwrap();
		let mut ether = Ether::new(&scenario);
		let mut heard = 0;
		for from in 0..49 {
			let packet = Packet { frequency_hz, spreading_factor: 9, ..packet(from) };
			let delivery = send(&mut ether, packet);
			heard += delivery.heard.len();
			for it in &delivery.heard {
				let verdict = verdict(&scenario, &delivery, it.by, it.level);
				assert_eq!(verdict, Verdict::Valid, "{from} heard by {}", it.by);
			}
		}
		assert!(heard > 4 * 49, "seed {seed}: {heard}");
	}
}

fn with(adversaries: Adversaries) -> Scenario {
	let mut scenario = city(25, CENTRE, 1, 11).unwrap();
	adversaries::add(&mut scenario, Adversaries { away_km: 200.0, ..adversaries }).unwrap();
	scenario
}

fn is_honest(station: &Station) -> bool {
	station.behaviour == Behaviour::Honest
}

/// Checks the verdicts on all receptions that involve adversaries, and that there are such
/// receptions.
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
fn misplaced_stations_should_be_rejected_when_their_asserted_location_is_far_away() {
	let scenario = with(Adversaries { misplaced: 3, ..Adversaries::default() });
	assert_eq!(scenario.stations.len(), 25);
	assert_caught(&scenario, 3, &[Verdict::TooFar]);
	for station in scenario.stations.iter().filter(|it| !is_honest(it)) {
		let metres = great_circle_distance_m(station.truth.position(), station.asserted.position());
		assert!((190_000..210_000).contains(&metres), "{metres}");
	}
}

#[test]
fn copiers_should_be_rejected_when_their_asserted_location_is_far_away() {
	let scenario = with(Adversaries { copiers: 3, ..Adversaries::default() });
	assert_caught(&scenario, 3, &[Verdict::TooFar]);
	// They report the receptions of the copied station.
	let mut ether = Ether::new(&scenario);
	let mut copies = 0;
	for from in 0..25 {
		let delivery = send(&mut ether, packet(from));
		for copy in delivery.heard.iter().filter(|it| it.is_copied) {
			let Behaviour::Copies { of } = scenario.stations[copy.by].behaviour else { panic!() };
			let original = scenario.index(of).unwrap();
			assert!(delivery.heard.iter().any(|it| it.by == original && it.level == copy.level));
			copies += 1;
		}
	}
	assert!(copies >= 3, "{copies}");
}

#[test]
fn clique_should_be_rejected_when_its_members_report_each_other() {
	let scenario = with(Adversaries { clique: 5, ..Adversaries::default() });
	assert_caught(&scenario, 5, &[Verdict::TooStrong]);
	let in_clique =
		|index: usize| matches!(scenario.stations[index].behaviour, Behaviour::Clique { .. });
	let mut pairs = 0;
	for (from, by, _) in verdicts(&scenario) {
		assert_eq!(in_clique(from), in_clique(by), "{from} heard by {by}");
		pairs += usize::from(in_clique(from));
	}
	assert_eq!(pairs, 5 * 4, "each member receives each other");
}

#[test]
fn adversaries_should_not_be_added_when_there_are_too_few_stations() {
	let mut scenario = city(3, CENTRE, 1, 1).unwrap();
	let adversaries = Adversaries { misplaced: 2, copiers: 2, clique: 0, away_km: 200.0 };
	assert_eq!(adversaries::add(&mut scenario, adversaries), None);
}

#[test]
fn stations_should_be_apart_when_the_city_is_fictitious() {
	for seed in 0..5 {
		let mut scenario = city(60, CENTRE, 1, seed).unwrap();
		adversaries::add(&mut scenario, Adversaries { clique: 8, ..Adversaries::default() })
			.unwrap();
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
fn scenario_should_be_equal_when_it_is_read_again() {
	let mut scenario = city(4, CENTRE, 1, 1).unwrap();
	let between = [scenario.stations[0].eui, scenario.stations[1].eui];
	let level = Level { rssi_cdbm: -10_000, snr_cdb: 500 };
	let samples = vec![Sample { level, spreading_factor: 12 }];
	scenario.propagation = Propagation::Measured { links: vec![Link { between, samples }] };
	adversaries::add(
		&mut scenario,
		Adversaries { misplaced: 1, copiers: 1, clique: 2, away_km: 10.0 },
	)
	.unwrap();
	let file = tempfile::NamedTempFile::new().unwrap();
	serde_json::to_writer(&file, &scenario).unwrap();
	assert_eq!(Scenario::load(file.path()).unwrap(), scenario);
	std::fs::write(file.path(), "{\"stations\": 7}").unwrap();
	assert!(Scenario::load(file.path()).is_err());
}

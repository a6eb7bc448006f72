//! Stations and links that were measured, from the field data beside the workspace:
//! `../shared/data`, or where the environment variable `CAIRN_FIELD_DATA` says.

// A test that panics fails, as intended.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use cairn_gateway_radio::plan::Plan;
use cairn_gateway_simulator::{
	ether::Ether,
	field::Field,
	packet::Packet,
	scenario::{Propagation, Scenario},
	selection::{select, Selection},
};
use coverage_math::{
	grid_distance, parent_cell,
	rules::{judge, Beacon, Report, Rules, Verdict},
};
use std::{
	collections::{BTreeMap, BTreeSet},
	env,
	path::PathBuf,
	sync::LazyLock,
	time::Duration,
};

/// None where the data are absent: the test that asks is skipped, and says so.
fn field() -> Option<&'static Field> {
	static FIELD: LazyLock<Option<Field>> = LazyLock::new(read);
	FIELD.as_ref()
}

fn read() -> Option<Field> {
	let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
	let folder = env::var_os("CAIRN_FIELD_DATA").map_or_else(beside, PathBuf::from);
	let path = folder.join("helium_grenoble.csv.gz");
	if !path.exists() {
		println!("skipped: no field data at {}", path.display());
		return None;
	}
	Some(Field::read(&path).unwrap())
}

fn neighbours(scenario: &Scenario) -> BTreeMap<usize, BTreeSet<usize>> {
	let Propagation::Measured { links } = &scenario.propagation else { panic!() };
	let mut neighbours = BTreeMap::<_, BTreeSet<_>>::new();
	for link in links {
		let [a, b] = link.between.map(|eui| scenario.index(eui).unwrap());
		neighbours.entry(a).or_default().insert(b);
		neighbours.entry(b).or_default().insert(a);
	}
	neighbours
}

#[test]
fn samples_should_nearly_all_be_valid_when_stations_are_chosen_by_the_rules() {
	let Some(field) = field() else { return };
	let Selection { tallies, .. } = select(field, 48, 1);
	for (rule, tally) in &tallies {
		println!("{rule}: {tally:?}");
	}
	let (_, all) = tallies[0];
	assert_eq!((all.samples, all.links), (40_502, 788));
	assert!(all.valid * 100 >= all.samples * 99, "before any rule: {all:?}");
	let (_, chosen) = tallies[tallies.len() - 1];
	assert_eq!(chosen.stations, 48);
	assert!(chosen.valid * 1_000 >= chosen.samples * 999, "{chosen:?}");
}

#[test]
fn stations_should_hear_others_and_stand_apart_when_they_are_chosen() {
	let Some(field) = field() else { return };
	for (count, seed, least) in [(40, 1, 2), (48, 1, 2), (48, 2, 2), (64, 3, 1)] {
		let scenario = select(field, count, seed).scenario;
		assert_eq!(scenario.stations.len(), count);
		let neighbours = neighbours(&scenario);
		assert!((0..count).all(|station| neighbours[&station].len() >= least), "{neighbours:?}");

		// All are reached from the first.
		let mut reached = BTreeSet::from([0]);
		let mut next = vec![0];
		while let Some(station) = next.pop() {
			next.extend(neighbours[&station].iter().filter(|it| reached.insert(**it)));
		}
		assert_eq!(reached.len(), count);

		let cells: Vec<u64> = scenario
			.stations
			.iter()
			.map(|it| parent_cell(it.as_asserted().unwrap().cell, 11).unwrap())
			.collect();
		for (index, a) in cells.iter().enumerate() {
			for b in &cells[index + 1..] {
				assert!(grid_distance(*a, *b).is_none_or(|apart| apart >= 8));
			}
		}
	}
}

#[test]
fn selection_should_be_the_same_when_the_seed_is() {
	let Some(field) = field() else { return };
	assert_eq!(select(field, 48, 1).scenario, select(field, 48, 1).scenario);
}

/// What a network of these stations sees: each sends with every spreading factor, again and again.
#[test]
fn honest_reports_should_be_refused_in_less_than_one_of_a_hundred_when_links_are_replayed() {
	let Some(field) = field() else { return };
	let scenario = select(field, 48, 1).scenario;
	let plan = Plan::of(1).unwrap();
	let mut ether = Ether::new(&scenario);
	let mut verdicts = BTreeMap::<(u8, Verdict), usize>::new();
	let mut heard_by_nobody = 0;
	for round in 0..10u64 {
		for factor in 7..=12 {
			for from in 0..scenario.stations.len() {
				let station = scenario.stations[from].as_asserted().unwrap();
				let setting = plan.beacon(300, 1_600, Duration::MAX, round).unwrap();
				let packet = Packet {
					from,
					payload: vec![0; 41],
					frequency_hz: setting.frequency_hz,
					spreading_factor: factor,
					power_dbm: setting.power_dbm,
				};
				// Hours apart, so that nothing collides and the duty cycle is kept.
				let hour = (round * 6 + u64::from(factor)) * 48 + from as u64;
				let ticket = ether.begin(packet, Duration::from_secs(3_600 * hour)).unwrap();
				let fate = ether.end(ticket).unwrap();
				heard_by_nobody += usize::from(factor == 12 && fate.heard.is_empty());
				let beacon = Beacon {
					station,
					tx_power_cdb: i32::from(setting.power_dbm) * 100,
					frequency_hz: setting.frequency_hz,
					spreading_factor: Some(factor),
				};
				for it in fate.heard {
					let report = Report {
						station: scenario.stations[it.by].as_asserted().unwrap(),
						rssi_cdb: it.level.rssi_cdbm.into(),
						snr_cdb: Some(it.level.snr_cdb.into()),
						frequency_hz: setting.frequency_hz,
					};
					let verdict = judge(&beacon, &report, &Rules::default());
					*verdicts.entry((factor, verdict)).or_default() += 1;
				}
			}
		}
	}
	println!("{verdicts:?}");
	let count = |is: fn(&Verdict) -> bool| -> usize {
		verdicts.iter().filter(|((_, verdict), _)| is(verdict)).map(|(_, count)| count).sum()
	};
	let (all, valid) = (count(|_| true), count(|verdict| *verdict == Verdict::Valid));
	assert!(all > 5_000, "{all}");
	assert!((all - valid) * 100 <= all, "{valid} of {all}");
	assert_eq!(heard_by_nobody, 0, "with SF12 each is heard");
}

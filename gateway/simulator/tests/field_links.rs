//! Tests with the field data, which are in `../shared/data` beside the workspace, or in the folder
//! of the environment variable `CAIRN_FIELD_DATA`.

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
	field::FieldData,
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

/// Returns the field data, or `None` if they are absent. The test is then skipped, and prints so.
fn field() -> Option<&'static FieldData> {
	static FIELD: LazyLock<Option<FieldData>> = LazyLock::new(read);
	FIELD.as_ref()
}

fn read() -> Option<FieldData> {
	let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
	let folder = env::var_os("CAIRN_FIELD_DATA").map_or_else(beside, PathBuf::from);
	let path = folder.join("helium_grenoble.csv.gz");
	if !path.exists() {
		println!("skipped: no field data at {}", path.display());
		return None;
	}
	Some(FieldData::read(&path).unwrap())
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
fn nearly_all_samples_should_be_valid_when_stations_are_selected_by_the_rules() {
	let Some(field) = field() else { return };
	let Selection { tallies, .. } = select(field, 48, 1);
	for (rule, tally) in &tallies {
		println!("{rule}: {tally:?}");
	}
	let (_, all) = tallies[0];
	assert_eq!((all.samples, all.links), (40_502, 788));
	assert!(all.valid * 100 >= all.samples * 99, "without any rule: {all:?}");
	let (_, chosen) = tallies[tallies.len() - 1];
	assert_eq!(chosen.stations, 48);
	assert!(chosen.valid * 1_000 >= chosen.samples * 999, "{chosen:?}");
}

#[test]
fn stations_should_be_connected_and_apart_when_they_are_selected() {
	let Some(field) = field() else { return };
	for (count, seed, least) in [(40, 1, 2), (48, 1, 2), (48, 2, 2), (64, 3, 1)] {
		let scenario = select(field, count, seed).scenario;
		assert_eq!(scenario.stations.len(), count);
		let neighbours = neighbours(&scenario);
		assert!((0..count).all(|station| neighbours[&station].len() >= least), "{neighbours:?}");

		// All stations are reachable from the first.
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
fn selection_should_be_equal_when_the_seed_is_equal() {
	let Some(field) = field() else { return };
	assert_eq!(select(field, 48, 1).scenario, select(field, 48, 1).scenario);
}

/// Each station of the network repeatedly transmits with every spreading factor.
#[test]
fn less_than_one_percent_of_honest_reports_should_be_rejected_when_links_are_replayed() {
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
				// Hours apart, so that packets do not collide and the duty cycle is respected.
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
	assert_eq!(heard_by_nobody, 0, "with SF12 every station has a receiver");
}

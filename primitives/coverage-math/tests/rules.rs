//! Tests each rule at its limit, and with real receptions.

// A test that panics fails, as it should.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod field_data;

use coverage_math::{rules::*, *};
use proptest::prelude::*;
use std::collections::BTreeMap;

const HERTZ: u32 = 868_100_000;

fn station(lat: f64, lon: f64) -> Station {
	let place = Position::new((lat * 1e7).round() as i32, (lon * 1e7).round() as i32).unwrap();
	let cell = cell_at(place, 12).unwrap();
	Station { position: cell_centre(cell).unwrap(), cell, gain_cdb: 0 }
}

fn beacon() -> Beacon {
	Beacon {
		station: station(45.0, 5.0),
		tx_power_cdb: 1_400,
		frequency_hz: HERTZ,
		spreading_factor: Some(12),
	}
}

/// Creates a report of a station `north_m` metres north of the beacon.
fn report(north_m: f64) -> Report {
	Report {
		station: station(45.0 + north_m / 111_195.0, 5.0),
		rssi_cdb: -12_000,
		snr_cdb: Some(-500),
		frequency_hz: HERTZ,
	}
}

fn verdict(report: Report) -> Verdict {
	judge(&beacon(), &report, &Rules::default())
}

#[test]
fn reception_should_be_valid_when_it_breaks_no_rule() {
	for north_m in [600.0, 5_000.0, 50_000.0, 119_900.0] {
		assert_eq!(verdict(report(north_m)), Verdict::Valid, "{north_m}");
	}
}

#[test]
fn frequency_should_be_wrong_when_it_is_further_off_than_allowed() {
	for (offset, expected) in [(100_000, Verdict::Valid), (100_001, Verdict::WrongFrequency)] {
		for frequency_hz in [HERTZ - offset, HERTZ + offset] {
			assert_eq!(verdict(Report { frequency_hz, ..report(5_000.0) }), expected);
		}
	}
}

#[test]
fn stations_should_be_too_close_when_too_few_cells_are_between_them() {
	let beacon = beacon();
	for north_m in (0..1_000).step_by(20) {
		let report = report(f64::from(north_m));
		let cells = |station: Station| parent_cell(station.cell, 11).unwrap();
		let apart = grid_distance(cells(beacon.station), cells(report.station)).unwrap();
		let expected = if apart < 8 { Verdict::TooClose } else { Verdict::Valid };
		assert_eq!(verdict(report), expected, "{north_m} m, {apart} cells");
	}
}

#[test]
fn stations_should_be_too_far_when_they_exceed_the_maximum_distance() {
	assert_eq!(verdict(report(119_900.0)), Verdict::Valid);
	assert_eq!(verdict(report(120_200.0)), Verdict::TooFar);
}

#[test]
fn signal_should_be_too_strong_when_it_exceeds_free_space_and_the_margin() {
	let at = report(5_000.0);
	let distance = great_circle_distance_m(beacon().station.position, at.station.position);
	let bound = 1_400 - free_space_loss_cdb(distance, HERTZ) + 700;
	// Without a signal-to-noise ratio, the whole power counts.
	let heard = |rssi_cdb| verdict(Report { rssi_cdb, snr_cdb: None, ..at });
	assert_eq!(heard(bound), Verdict::Valid);
	assert_eq!(heard(bound + 1), Verdict::TooStrong);
	// With a ratio, only the power of the signal counts.
	let heard = |rssi_cdb| verdict(Report { rssi_cdb, snr_cdb: Some(-1_000), ..at });
	assert_eq!(heard(bound + 1_000), Verdict::Valid);
	assert_eq!(heard(bound + 1_100), Verdict::TooStrong);
	// The gain of either antenna raises the limit.
	let mut loud = beacon();
	loud.station.gain_cdb = 300;
	let mut good = Report { rssi_cdb: bound + 500, snr_cdb: None, ..at };
	good.station.gain_cdb = 200;
	assert_eq!(judge(&loud, &good, &Rules::default()), Verdict::Valid);
}

#[test]
fn reception_should_be_below_the_floor_when_no_radio_can_demodulate_it() {
	let floors = [(7, -750), (8, -1_000), (9, -1_250), (10, -1_500), (11, -1_750), (12, -2_000)];
	for (factor, floor) in floors {
		assert_eq!(demodulation_floor_cdb(factor), floor);
		let beacon = Beacon { spreading_factor: Some(factor), ..beacon() };
		let heard = |snr_cdb| {
			let report = Report { snr_cdb: Some(snr_cdb), ..report(5_000.0) };
			judge(&beacon, &report, &Rules::default())
		};
		assert_eq!(heard(floor - 500), Verdict::Valid);
		assert_eq!(heard(floor - 501), Verdict::BelowFloor);
	}
	// Other modulations have no such floor.
	let beacon = Beacon { spreading_factor: None, ..beacon() };
	let report = Report { snr_cdb: Some(-9_000), ..report(5_000.0) };
	assert_eq!(judge(&beacon, &report, &Rules::default()), Verdict::Valid);
}

#[test]
fn cell_should_be_rejected_when_it_is_not_an_h3_cell() {
	let mut nowhere = report(5_000.0);
	nowhere.station.cell = 12;
	assert_eq!(verdict(nowhere), Verdict::NotACell);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(20_000))]

	#[test]
	fn judge_should_return_a_verdict_when_any_values_are_reported(
		places: [(i32, i32, u64, i32); 2],
		power: [i32; 2],
		frequencies: [u32; 2],
		snr_cdb: Option<i32>,
		spreading_factor: Option<u8>,
		rules: (u32, u32, u32, i32, i32),
	) {
		let [from, to] = places.map(|(lat_e7, lon_e7, cell, gain_cdb)| Station {
			position: Position { lat_e7, lon_e7 },
			cell,
			gain_cdb,
		});
		let beacon = Beacon {
			station: from,
			tx_power_cdb: power[0],
			frequency_hz: frequencies[0],
			spreading_factor,
		};
		let report =
			Report { station: to, rssi_cdb: power[1], snr_cdb, frequency_hz: frequencies[1] };
		let rules = Rules {
			min_cells_apart: rules.0,
			max_distance_m: rules.1,
			max_frequency_offset_hz: rules.2,
			signal_margin_cdb: rules.3,
			snr_slack_cdb: rules.4,
		};
		let first = judge(&beacon, &report, &rules);
		prop_assert_eq!(first, judge(&beacon, &report, &rules));
	}
}

/// A reception of the field data.
struct Reception {
	beacon: Beacon,
	report: Report,
}

/// The length of a degree of latitude, in metres.
const DEGREE_M: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;

fn position(lat: f64, lon: f64) -> Position {
	Position::new((lat * 1e7).round() as i32, (lon * 1e7).round() as i32).unwrap()
}

fn in_cell(position: Position) -> Station {
	Station { position, cell: cell_at(position, 12).unwrap(), gain_cdb: 0 }
}

/// Returns the position at a distance and a bearing (radians from north) from another.
fn moved(from: Position, metres: f64, bearing: f64) -> Position {
	let (lat, lon) = (f64::from(from.lat_e7) / 1e7, f64::from(from.lon_e7) / 1e7);
	let (lat, arc) = (lat.to_radians(), metres / 6_371_008.8);
	let to = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * bearing.cos()).asin();
	let east = (bearing.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * to.sin());
	position(to.to_degrees(), lon + east.to_degrees())
}

/// Returns the receptions of a data set: the sender at its position, the receiver at the measured
/// distance north of it. An unknown power counts as 16 dBm.
fn receptions(set: &str) -> Option<Vec<Reception>> {
	let rows = field_data::rows(&format!("{set}.csv.gz"))?;
	let number = |row: &[String], column: usize| row[column].parse::<f64>().ok();
	let cdb = |value: f64| (value * 100.0).round() as i32;
	let receptions = rows.iter().map(|row| {
		let from = position(number(row, 0).unwrap(), number(row, 1).unwrap());
		let distance_m = number(row, 4).unwrap();
		let frequency_hz = number(row, 10).map_or(HERTZ, |hertz| hertz as u32);
		let beacon = Beacon {
			station: in_cell(from),
			tx_power_cdb: cdb(number(row, 7).unwrap_or(16.0)),
			frequency_hz,
			spreading_factor: number(row, 11).map(|factor| factor as u8),
		};
		let to = position(
			f64::from(from.lat_e7) / 1e7 + distance_m / DEGREE_M,
			f64::from(from.lon_e7) / 1e7,
		);
		let report = Report {
			station: in_cell(to),
			rssi_cdb: cdb(number(row, 8).unwrap()),
			snr_cdb: number(row, 9).map(cdb),
			frequency_hz,
		};
		Reception { beacon, report }
	});
	Some(receptions.collect())
}

const SETS: [&str; 3] = ["helium_grenoble", "gouter_108km", "balloons_lrfhss"];

#[test]
fn genuine_receptions_should_pass_when_they_are_judged() {
	for set in SETS {
		let Some(receptions) = receptions(set) else { return };
		let mut verdicts = BTreeMap::<Verdict, usize>::new();
		for Reception { beacon, report } in &receptions {
			*verdicts.entry(judge(beacon, report, &Rules::default())).or_default() += 1;
		}
		let share = |verdict: &Verdict| {
			100.0 * verdicts.get(verdict).copied().unwrap_or_default() as f64
				/ receptions.len() as f64
		};
		println!("{set}: {} receptions", receptions.len());
		for verdict in verdicts.keys() {
			println!("  {verdict:?}: {:.3} %", share(verdict));
		}
		let wrong = share(&Verdict::TooStrong) + share(&Verdict::BelowFloor);
		assert!(wrong <= 0.05, "{set}: {wrong} %");
		// All other receptions are too close.
		let fine = share(&Verdict::Valid) + share(&Verdict::TooClose) + wrong;
		assert!((fine - 100.0).abs() < 1e-9, "{set}: {verdicts:?}");
	}
}

/// Prints the table of docs/coverage-rules.md.
#[test]
fn false_locations_should_be_caught_more_often_when_they_are_further_off() {
	println!("| receptions | moved by | caught | of these too far | too strong | too close |");
	println!("|---|---|---|---|---|---|");
	for set in SETS {
		let Some(receptions) = receptions(set) else { return };
		let honest: Vec<_> = receptions
			.into_iter()
			.filter(|it| judge(&it.beacon, &it.report, &Rules::default()) == Verdict::Valid)
			.collect();
		let mut before = 0.0;
		for kilometres in [10, 30, 100, 300] {
			let mut verdicts = BTreeMap::<Verdict, usize>::new();
			let mut all = 0;
			for Reception { beacon, report } in &honest {
				// In eight directions, including away from the receiver and towards it.
				for side in 0..8 {
					let bearing = f64::from(side) * std::f64::consts::FRAC_PI_4;
					let claimed =
						moved(beacon.station.position, f64::from(kilometres) * 1e3, bearing);
					let beacon = Beacon { station: in_cell(claimed), ..*beacon };
					*verdicts.entry(judge(&beacon, report, &Rules::default())).or_default() += 1;
					all += 1;
				}
			}
			let share = |verdict: Verdict| {
				100.0 * verdicts.get(&verdict).copied().unwrap_or_default() as f64 / f64::from(all)
			};
			let caught = 100.0 - share(Verdict::Valid);
			println!(
				"| {set} | {kilometres} km | {caught:.1} % | {:.1} % | {:.1} % | {:.1} % |",
				share(Verdict::TooFar),
				share(Verdict::TooStrong),
				share(Verdict::TooClose),
			);
			assert!(caught >= before, "{set}: {caught} %");
			before = caught;
		}
		assert!(before == 100.0, "a location that is 300 km off is never plausible: {before} %");
	}
}

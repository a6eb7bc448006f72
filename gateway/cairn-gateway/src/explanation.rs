//! The numbers behind a verdict, and what verdicts mean.

use coverage_math::{
	free_space_loss_cdb, great_circle_distance_m, grid_distance, parent_cell,
	rules::{demodulation_floor_cdb, judge, Beacon, Report, Rules},
	signal_power_cdb,
};
use serde::Serialize;
use std::fmt;

/// The resolution at which stations must be cells apart.
const CELLS_APART_RESOLUTION: u8 = 11;

/// The chain's verdict on a reception, and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
	/// Its name.
	pub verdict: String,
	/// What it means.
	pub meaning: String,
	/// The metres between the two cells' centres.
	pub distance_m: u32,
	/// The most that they may be.
	pub max_distance_m: u32,
	/// The cells of resolution 11 between them; none where H3 cannot count and metres decide.
	pub cells_apart: Option<u32>,
	/// The least that they must be.
	pub min_cells_apart: u32,
	/// What free space takes over this distance.
	pub free_space_loss_cdb: i32,
	/// What is added to the most that can arrive.
	pub margin_cdb: i32,
	/// The most that can arrive, margin included.
	pub loudest_cdbm: i32,
	/// What has arrived, without the noise where that can be message.
	pub signal_cdbm: i32,
	/// How far that is below the most.
	pub headroom_cdb: i32,
	/// The ratio of signal to noise, if it was message.
	pub snr_cdb: Option<i32>,
	/// What demodulation needs.
	pub snr_floor_cdb: i32,
	/// How far below that a report may be.
	pub snr_slack_cdb: i32,
	/// How far the frequencies are apart.
	pub frequency_offset_hz: u32,
	/// The most that they may be.
	pub max_frequency_offset_hz: u32,
}

impl Explanation {
	/// Judges a reception.
	pub fn new(beacon: &Beacon, report: &Report, rules: &Rules) -> Self {
		let verdict = format!("{:?}", judge(beacon, report, rules));
		let distance_m = great_circle_distance_m(beacon.station.position, report.station.position);
		let free_space_loss_cdb = free_space_loss_cdb(distance_m, beacon.frequency_hz);
		let sent = [beacon.tx_power_cdb, beacon.station.gain_cdb, report.station.gain_cdb];
		let loudest_cdbm = sent
			.iter()
			.fold(0i32, |sum, power| sum.saturating_add(*power))
			.saturating_sub(free_space_loss_cdb)
			.saturating_add(rules.signal_margin_cdb);
		let signal_cdbm = match report.snr_cdb {
			Some(snr_cdb) => signal_power_cdb(report.rssi_cdb, snr_cdb),
			None => report.rssi_cdb,
		};
		let coarse = |cell| parent_cell(cell, CELLS_APART_RESOLUTION);
		let cells_apart = coarse(beacon.station.cell)
			.zip(coarse(report.station.cell))
			.and_then(|(from, to)| grid_distance(from, to));
		Self {
			meaning: describe_verdict(&verdict).into(),
			verdict,
			distance_m,
			max_distance_m: rules.max_distance_m,
			cells_apart,
			min_cells_apart: rules.min_cells_apart,
			free_space_loss_cdb,
			margin_cdb: rules.signal_margin_cdb,
			loudest_cdbm,
			signal_cdbm,
			headroom_cdb: loudest_cdbm.saturating_sub(signal_cdbm),
			snr_cdb: report.snr_cdb,
			snr_floor_cdb: demodulation_floor_cdb(beacon.spreading_factor.unwrap_or(12)),
			snr_slack_cdb: rules.snr_slack_cdb,
			frequency_offset_hz: beacon.frequency_hz.abs_diff(report.frequency_hz),
			max_frequency_offset_hz: rules.max_frequency_offset_hz,
		}
	}
}

impl fmt::Display for Explanation {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		let db = |hundredths: i32| format!("{:.2}", f64::from(hundredths) / 100.0);
		writeln!(out, "{}: {}\n", self.verdict, self.meaning)?;
		writeln!(
			out,
			"distance     {} m between the cells' centres; at most {} m",
			self.distance_m, self.max_distance_m
		)?;
		let apart = match self.cells_apart {
			Some(cells) => format!("{cells} cells"),
			None => "more cells than H3 counts".into(),
		};
		writeln!(out, "apart        {apart} of resolution 11; at least {}", self.min_cells_apart)?;
		writeln!(out, "free space   takes {} dB", db(self.free_space_loss_cdb))?;
		writeln!(
			out,
			"loudest      {} dBm, with a margin of {} dB",
			db(self.loudest_cdbm),
			db(self.margin_cdb)
		)?;
		writeln!(
			out,
			"signal       {} dBm, {} dB {}",
			db(self.signal_cdbm),
			db(self.headroom_cdb.saturating_abs()),
			if self.headroom_cdb < 0 { "above that" } else { "below that" }
		)?;
		let least = db(self.snr_floor_cdb.saturating_sub(self.snr_slack_cdb));
		match self.snr_cdb {
			Some(snr) => writeln!(
				out,
				"noise        {} dB; at least {least} dB: {} that demodulation needs, {} of slack",
				db(snr),
				db(self.snr_floor_cdb),
				db(self.snr_slack_cdb)
			)?,
			None => writeln!(out, "noise        was not message, so nothing is asked of it")?,
		}
		writeln!(
			out,
			"frequency    {} Hz apart; at most {} Hz",
			self.frequency_offset_hz, self.max_frequency_offset_hz
		)
	}
}

/// What a verdict means, for an owner who wonders. The names are those of docs/coverage.md.
pub fn describe_verdict(verdict: &str) -> &'static str {
	match verdict {
		"Valid" => "nothing speaks against it",
		"WrongFrequency" => "it was heard on another frequency than it was sent on",
		"TooClose" => "the two are so near that it proves no coverage",
		"TooFar" => "the two are further apart than the rules allow: is one of the places wrong?",
		"BelowFloor" => "no receiver hears what is so far below the noise",
		"TooStrong" => {
			"it is stronger than it can be over this distance: are both places and gains right?"
		}
		"NotACell" => "a place is no cell",
		"BeaconerIneligible" => {
			"the beaconer rests, is suspended, not placed, or of a class that is not challenged"
		}
		"Unknown" => "there is no such witness",
		"NotLocated" => "nobody has said where the witness stands",
		"Inactive" => "the witness rests, has retired, or is of a class that is not challenged",
		"Suspended" => "the witness is suspended",
		"OtherClass" => "the witness is of another class than the beaconer",
		"Changed" => "the witness has moved, changed hands or got a new key since the window began",
		"SelfWitness" => "a device does not witness itself",
		"SameOwner" => "both belong to one owner",
		"OtherRegion" => "the witness is in another radio region",
		"CommitmentMismatch" => "the witness has not heard the frame that was announced",
		"NotDrawn" => "14 others were drawn before it",
		"SameWitnessOwner" => "another report of the witness's owner is valid already",
		"SameWitnessCell" => "another report from the witness's cell is valid already",
		"NotReciprocal" => "the witness has no settled beacon of its own of late",
		_ => "see docs/coverage.md: this program does not know it",
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use coverage_math::{cell_at, cell_centre, rules::Station, Position};
	use proptest::prelude::*;

	fn station(lat_e7: i32, lon_e7: i32, gain_cdb: i32) -> Station {
		let cell = cell_at(Position::new(lat_e7, lon_e7).unwrap(), 12).unwrap();
		Station { position: cell_centre(cell).unwrap(), cell, gain_cdb }
	}

	#[test]
	fn verdict_should_have_a_meaning_when_it_is_in_the_documentation() {
		let page = include_str!("../../../docs/coverage.md");
		let table = page.split("| order | verdict |").nth(1).unwrap();
		let rows: Vec<_> = table
			.lines()
			.skip(2)
			.take_while(|line| line.starts_with('|'))
			.map(|line| line.split('`').nth(1).unwrap())
			.collect();
		assert_eq!(rows.len(), 22);
		for name in rows {
			assert!(!describe_verdict(name).contains("does not know"), "{name}");
		}
		assert!(describe_verdict("Nonsense").contains("does not know"));
	}

	proptest! {
		/// What is shown must be what the judge decides by, wherever the link is.
		#[test]
		fn numbers_should_agree_with_the_judge_when_a_link_is_any(
			lat in 400_000_000i32..500_000_000, lon in 0i32..100_000_000,
			north in -15_000_000i32..15_000_000, east in -15_000_000i32..15_000_000,
			power in -1_000i32..3_000, gains in (-1_000i32..3_000, -1_000i32..3_000),
			rssi in -14_000i32..-2_000, snr in proptest::option::of(-3_000i32..1_500),
			offset in 0u32..150_000, factor in 5u8..=12,
		) {
			let beacon = Beacon {
				station: station(lat, lon, gains.0),
				tx_power_cdb: power,
				frequency_hz: 868_100_000,
				spreading_factor: Some(factor),
			};
			let report = Report {
				station: station(lat.saturating_add(north), lon.saturating_add(east), gains.1),
				rssi_cdb: rssi,
				snr_cdb: snr,
				frequency_hz: 868_100_000u32.saturating_add(offset),
			};
			let found = Explanation::new(&beacon, &report, &Rules::default());
			let least = found.snr_floor_cdb.saturating_sub(found.snr_slack_cdb);
			let expected = if found.frequency_offset_hz > found.max_frequency_offset_hz {
				"WrongFrequency"
			} else if found.snr_cdb.is_some_and(|snr| snr < least) {
				"BelowFloor"
			} else if found.distance_m > found.max_distance_m {
				"TooFar"
			} else if found.headroom_cdb < 0 {
				"TooStrong"
			} else if found.cells_apart.is_some_and(|cells| cells < found.min_cells_apart) {
				"TooClose"
			} else {
				"Valid"
			};
			prop_assert_eq!(found.verdict, expected);
		}
	}
}

//! Explanations of verdicts: the numbers behind a verdict, and its meaning.

use coverage_math::{
	free_space_loss_cdb, great_circle_distance_m, grid_distance, parent_cell,
	rules::{demodulation_floor_cdb, judge, Beacon, Report, Rules, CELLS_APART_RESOLUTION},
	signal_power_cdb,
};
use serde::Serialize;
use std::fmt;

/// The chain's verdict on a reception, and the numbers that lead to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
	/// The name of the verdict.
	pub verdict: String,
	/// The meaning of the verdict.
	pub meaning: String,
	/// The distance between the centres of the two cells, in metres.
	pub distance_m: u32,
	/// The maximum distance.
	pub max_distance_m: u32,
	/// The distance in cells of resolution 11. It is none if H3 cannot count them; then the distance in
	/// metres decides.
	pub cells_apart: Option<u32>,
	/// The minimum distance in cells.
	pub min_cells_apart: u32,
	/// The free-space path loss over this distance.
	pub free_space_loss_cdb: i32,
	/// The margin that is added to the maximum signal power.
	pub margin_cdb: i32,
	/// The maximum signal power that can arrive, including the margin.
	pub loudest_cdbm: i32,
	/// The received signal power, without the noise if the SNR is known.
	pub signal_cdbm: i32,
	/// The difference between the maximum and the received signal power.
	pub headroom_cdb: i32,
	/// The SNR, if it is known.
	pub snr_cdb: Option<i32>,
	/// The minimum SNR for demodulation.
	pub snr_floor_cdb: i32,
	/// The tolerance below that minimum.
	pub snr_slack_cdb: i32,
	/// The difference between the two frequencies.
	pub frequency_offset_hz: u32,
	/// The maximum difference.
	pub max_frequency_offset_hz: u32,
}

impl Explanation {
	/// Judges a reception and collects the numbers.
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
			"distance     {} m between the centres of the cells; maximum {} m",
			self.distance_m, self.max_distance_m
		)?;
		let apart = match self.cells_apart {
			Some(cells) => format!("{cells} cells"),
			None => "more cells than H3 can count".into(),
		};
		writeln!(out, "separation   {apart} of resolution 11; minimum {}", self.min_cells_apart)?;
		writeln!(out, "path loss    {} dB in free space", db(self.free_space_loss_cdb))?;
		writeln!(
			out,
			"strongest    {} dBm, including a margin of {} dB",
			db(self.loudest_cdbm),
			db(self.margin_cdb)
		)?;
		writeln!(
			out,
			"signal       {} dBm, {} dB {}",
			db(self.signal_cdbm),
			db(self.headroom_cdb.saturating_abs()),
			if self.headroom_cdb < 0 { "above the strongest" } else { "below the strongest" }
		)?;
		let least = db(self.snr_floor_cdb.saturating_sub(self.snr_slack_cdb));
		match self.snr_cdb {
			Some(snr) => writeln!(
				out,
				"SNR          {} dB; minimum {least} dB: {} for demodulation, with a tolerance of {}",
				db(snr),
				db(self.snr_floor_cdb),
				db(self.snr_slack_cdb)
			)?,
			None => writeln!(out, "SNR          unknown, so it is not checked")?,
		}
		writeln!(
			out,
			"frequency    differs by {} Hz; maximum {} Hz",
			self.frequency_offset_hz, self.max_frequency_offset_hz
		)
	}
}

/// Returns the meaning of a verdict for the owner of a device. The names are those of docs/coverage.md.
pub fn describe_verdict(verdict: &str) -> &'static str {
	match verdict {
		"Valid" => "the report passes all rules",
		"WrongFrequency" => {
			"the beacon was received on a frequency that differs from the one it was sent on"
		}
		"TooClose" => "the two devices are too close to prove coverage",
		"TooFar" => {
			"the two devices are further apart than the rules allow: are both locations correct?"
		}
		"BelowFloor" => "the SNR is too low for any receiver",
		"TooStrong" => {
			"the signal is stronger than is possible over this distance: are both locations and \
			 antenna gains correct?"
		}
		"NotACell" => "a location is not an H3 cell",
		"BeaconerIneligible" => {
			"the beaconer is inactive, is suspended, has no location, or has a class that is not \
			 challenged"
		}
		"Unknown" => "the witness is not a registered device",
		"NotLocated" => "the witness has no location",
		"Inactive" => "the witness is inactive, is retired, or has a class that is not challenged",
		"Suspended" => "the witness is suspended",
		"OtherClass" => "the witness and the beaconer have different classes",
		"Changed" => "the witness has moved, changed owner or got a new key since the window began",
		"SelfWitness" => "a device cannot witness itself",
		"SameOwner" => "the witness and the beaconer have the same owner",
		"OtherRegion" => "the witness and the beaconer are in different radio regions",
		"CommitmentMismatch" => "the witness has not received the announced frame",
		"NotDrawn" => "14 other reports were drawn before this one",
		"SameWitnessOwner" => "another report of the same owner is valid already",
		"SameWitnessCell" => "another report from the same cell is valid already",
		"NotReciprocal" => "the witness has had no beacon of its own settled recently",
		_ => "this program does not know this verdict: see docs/coverage.md",
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
	fn verdict_should_have_a_meaning_when_it_is_documented() {
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
		/// The numbers that are shown must be those that decide the verdict, for any link.
		#[test]
		fn numbers_should_agree_with_the_verdict_when_the_link_is_arbitrary(
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

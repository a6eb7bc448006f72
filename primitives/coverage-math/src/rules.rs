//! The judge: whether a reception that is reported may have happened.
//!
//! Every rule is about one beacon and one report of it, with nothing but what both say of
//! themselves. What needs the chain's knowledge (who owns what, who heard whom lately) is judged by
//! the pallet that asks here.

use crate::{
	free_space_loss_cdb, great_circle_distance_m, grid_distance, parent_cell, signal_power_cdb,
	Position,
};

/// The resolution at which stations must be cells apart.
const CELLS_APART_RESOLUTION: u8 = 11;

/// No two neighbouring cells of resolution 11 have centres further apart than this.
const CELL_STEP_M: u32 = 60;

/// A place with an antenna.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Station {
	/// Where it stands; on chain the centre of its cell.
	pub position: Position,
	/// The H3 cell it stands in, of resolution 12.
	pub cell: u64,
	/// The gain of its antenna, in hundredths of dBi.
	pub gain_cdb: i32,
}

/// A beacon, as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beacon {
	/// Who sent it.
	pub station: Station,
	/// The power that went into the antenna, in hundredths of dBm.
	pub tx_power_cdb: i32,
	/// The frequency it was sent on, in hertz.
	pub frequency_hz: u32,
	/// The LoRa spreading factor, 5 to 12; none for other modulations.
	pub spreading_factor: Option<u8>,
}

/// A reception, as it is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
	/// Who heard it.
	pub station: Station,
	/// The power that was received, with the noise, in hundredths of dBm.
	pub rssi_cdb: i32,
	/// The ratio of signal to noise, in hundredths of a decibel; none where the radio does not tell.
	pub snr_cdb: Option<i32>,
	/// The frequency it was heard on, in hertz.
	pub frequency_hz: u32,
}

/// What a reception must keep to. [`Default`] is what live networks begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
	feature = "codec",
	derive(
		codec::Encode,
		codec::Decode,
		codec::DecodeWithMemTracking,
		codec::MaxEncodedLen,
		scale_info::TypeInfo
	)
)]
#[cfg_attr(
	feature = "serde",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase", deny_unknown_fields)
)]
pub struct Rules {
	/// The least cells of resolution 11 between sender and receiver.
	pub min_cells_apart: u32,
	/// The most metres between sender and receiver. A matter of policy: links of 108 km are real.
	pub max_distance_m: u32,
	/// The most hertz between what was sent and what was heard.
	pub max_frequency_offset_hz: u32,
	/// How far a signal may be above what free space lets through, in hundredths of a decibel:
	/// antennas that are better than asserted, reflections, and radios that are badly calibrated.
	pub signal_margin_cdb: i32,
	/// How far the ratio of signal to noise may be below what demodulation needs, in hundredths of a
	/// decibel: radios report it badly.
	pub snr_slack_cdb: i32,
}

impl Default for Rules {
	fn default() -> Self {
		Self {
			min_cells_apart: 8,
			max_distance_m: 120_000,
			max_frequency_offset_hz: 100_000,
			signal_margin_cdb: 700,
			snr_slack_cdb: 500,
		}
	}
}

/// What the judge says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
	feature = "codec",
	derive(
		codec::Encode,
		codec::Decode,
		codec::DecodeWithMemTracking,
		codec::MaxEncodedLen,
		scale_info::TypeInfo
	)
)]
pub enum Verdict {
	/// Nothing speaks against it.
	Valid,
	/// It was heard on another frequency than it was sent on.
	WrongFrequency,
	/// Sender and receiver are so near that it proves no coverage.
	TooClose,
	/// Sender and receiver are further apart than radio reaches.
	TooFar,
	/// No receiver hears what is so far below the noise.
	BelowFloor,
	/// It is stronger than it can be over this distance: one of the two is not where it says.
	TooStrong,
	/// A cell is not one of H3.
	NotACell,
}

/// Judges a reception. The cheap rules come first; the first that is broken is the verdict.
///
/// ```
/// use coverage_math::{cell_at, cell_centre, rules::*, Position};
///
/// let station = |lat_e7, lon_e7| {
///     let cell = cell_at(Position { lat_e7, lon_e7 }, 12).unwrap();
///     Station { position: cell_centre(cell).unwrap(), cell, gain_cdb: 300 }
/// };
/// let beacon = Beacon {
///     station: station(451_898_890, 57_242_150),
///     tx_power_cdb: 1_400,
///     frequency_hz: 868_100_000,
///     spreading_factor: Some(12),
/// };
/// let report = Report {
///     station: station(452_065_300, 57_602_400),
///     rssi_cdb: -11_300,
///     snr_cdb: Some(-450),
///     frequency_hz: 868_100_000,
/// };
/// assert_eq!(judge(&beacon, &report, &Rules::default()), Verdict::Valid);
/// // Over 3.4 km nobody hears it like that.
/// let report = Report { rssi_cdb: -5_000, snr_cdb: Some(900), ..report };
/// assert_eq!(judge(&beacon, &report, &Rules::default()), Verdict::TooStrong);
/// ```
pub fn judge(beacon: &Beacon, report: &Report, rules: &Rules) -> Verdict {
	if beacon.frequency_hz.abs_diff(report.frequency_hz) > rules.max_frequency_offset_hz {
		return Verdict::WrongFrequency;
	}
	if is_below_floor(beacon, report, rules) {
		return Verdict::BelowFloor;
	}
	let distance_m = great_circle_distance_m(beacon.station.position, report.station.position);
	if distance_m > rules.max_distance_m {
		return Verdict::TooFar;
	}
	if signal_cdb(report) > loudest_cdb(beacon, report, distance_m, rules) {
		return Verdict::TooStrong;
	}
	match are_cells_apart(beacon.station.cell, report.station.cell, distance_m, rules) {
		Some(true) => Verdict::Valid,
		Some(false) => Verdict::TooClose,
		None => Verdict::NotACell,
	}
}

/// The least ratio of signal to noise at which LoRa can be demodulated, in hundredths of a decibel:
/// −7.5 dB for spreading factor 7, and 2.5 dB less for each factor more (Semtech, SX1276 data sheet,
/// table 13).
pub fn demodulation_floor_cdb(spreading_factor: u8) -> i32 {
	const STEP_CDB: i32 = 250;
	const FLOOR_AT_SF_0_CDB: i32 = 1_000;
	let steps = STEP_CDB.saturating_mul(spreading_factor.clamp(5, 12).into());
	FLOOR_AT_SF_0_CDB.saturating_sub(steps)
}

fn is_below_floor(beacon: &Beacon, report: &Report, rules: &Rules) -> bool {
	let (Some(factor), Some(snr_cdb)) = (beacon.spreading_factor, report.snr_cdb) else {
		return false;
	};
	snr_cdb < demodulation_floor_cdb(factor).saturating_sub(rules.snr_slack_cdb)
}

/// The power of the signal alone where that can be told.
fn signal_cdb(report: &Report) -> i32 {
	report.snr_cdb.map_or(report.rssi_cdb, |snr_cdb| signal_power_cdb(report.rssi_cdb, snr_cdb))
}

/// The most power that arrives over a distance: what free space lets through, and the margin.
fn loudest_cdb(beacon: &Beacon, report: &Report, distance_m: u32, rules: &Rules) -> i32 {
	beacon
		.tx_power_cdb
		.saturating_add(beacon.station.gain_cdb)
		.saturating_add(report.station.gain_cdb)
		.saturating_sub(free_space_loss_cdb(distance_m, beacon.frequency_hz))
		.saturating_add(rules.signal_margin_cdb)
}

/// Whether there are enough cells between two places; none if one of them is not a cell of
/// resolution 11 or finer. Where H3 cannot count, far apart or around a pentagon, metres decide.
fn are_cells_apart(from: u64, to: u64, distance_m: u32, rules: &Rules) -> Option<bool> {
	let from = parent_cell(from, CELLS_APART_RESOLUTION)?;
	let to = parent_cell(to, CELLS_APART_RESOLUTION)?;
	let enough = match grid_distance(from, to) {
		Some(cells) => cells >= rules.min_cells_apart,
		None => distance_m >= rules.min_cells_apart.saturating_mul(CELL_STEP_M),
	};
	Some(enough)
}

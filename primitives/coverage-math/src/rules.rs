//! Judges whether a reported reception is physically plausible.
//!
//! Every rule takes one beacon and one report of it, and nothing else. Rules that need the state of the
//! chain, such as owners and earlier beacons, are in the pallet that calls this module.

use crate::{
	free_space_loss_cdb, great_circle_distance_m, grid_distance, parent_cell, signal_power_cdb,
	Position,
};

/// The resolution of the cells that must lie between two stations.
pub const CELLS_APART_RESOLUTION: u8 = 11;

/// The maximum distance between the centres of two neighbouring cells of resolution 11.
const CELL_STEP_M: u32 = 60;

/// An antenna and its location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Station {
	/// The position of the antenna; on chain, the centre of its cell.
	pub position: Position,
	/// The H3 cell of the antenna, of resolution 12.
	pub cell: u64,
	/// The gain of the antenna, in hundredths of dBi.
	pub gain_cdb: i32,
}

/// A beacon as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beacon {
	/// The station that sent the beacon.
	pub station: Station,
	/// The power at the antenna connector, in hundredths of dBm.
	pub tx_power_cdb: i32,
	/// The frequency of the transmission, in hertz.
	pub frequency_hz: u32,
	/// The LoRa spreading factor, 5 to 12; `None` for other modulations.
	pub spreading_factor: Option<u8>,
}

/// A reception as it is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
	/// The station that received the beacon.
	pub station: Station,
	/// The received power of signal and noise, in hundredths of dBm.
	pub rssi_cdb: i32,
	/// The signal-to-noise ratio, in hundredths of a decibel; `None` if the radio does not report it.
	pub snr_cdb: Option<i32>,
	/// The frequency of the reception, in hertz.
	pub frequency_hz: u32,
}

/// The limits that a plausible reception keeps. [`Default`] has the initial limits of live networks.
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
	/// The minimum number of cells of resolution 11 between sender and receiver.
	pub min_cells_apart: u32,
	/// The maximum distance between sender and receiver, in metres. The limit is a policy: links of
	/// 108 km are real.
	pub max_distance_m: u32,
	/// The maximum difference between the sent and the received frequency, in hertz.
	pub max_frequency_offset_hz: u32,
	/// The margin by which a signal may exceed what free space allows, in hundredths of a decibel. It
	/// covers antennas that are better than asserted, reflections, and badly calibrated radios.
	pub signal_margin_cdb: i32,
	/// The margin by which the signal-to-noise ratio may be below what demodulation needs, in
	/// hundredths of a decibel. It covers inaccurate reports of radios.
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

/// The verdict on a reported reception.
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
	/// The reception breaks no rule.
	Valid,
	/// The received frequency differs from the sent frequency.
	WrongFrequency,
	/// Sender and receiver are too close to prove coverage.
	TooClose,
	/// Sender and receiver are further apart than is allowed.
	TooFar,
	/// The signal-to-noise ratio is below what demodulation needs.
	BelowFloor,
	/// The signal is stronger than free space allows over this distance: one of the two stations is not
	/// where it claims to be.
	TooStrong,
	/// The cell of a station is not an H3 cell.
	NotACell,
}

/// Judges a reception. The verdict is the first rule that the reception breaks; cheap rules come first.
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
/// // No signal is that strong over 3.4 km.
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
	if signal_cdb(report) > max_signal_cdb(beacon, report, distance_m, rules) {
		return Verdict::TooStrong;
	}
	match are_cells_apart(beacon.station.cell, report.station.cell, distance_m, rules) {
		Some(true) => Verdict::Valid,
		Some(false) => Verdict::TooClose,
		None => Verdict::NotACell,
	}
}

/// Returns the minimum signal-to-noise ratio for LoRa demodulation, in hundredths of a decibel:
/// −7.5 dB for spreading factor 7, and 2.5 dB less for each further factor (Semtech, SX1276 data sheet,
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

/// Returns the power of the signal alone, or the received power if the radio reports no ratio.
fn signal_cdb(report: &Report) -> i32 {
	report.snr_cdb.map_or(report.rssi_cdb, |snr_cdb| signal_power_cdb(report.rssi_cdb, snr_cdb))
}

/// Returns the maximum power of a signal over a distance: what free space allows, plus the margin.
fn max_signal_cdb(beacon: &Beacon, report: &Report, distance_m: u32, rules: &Rules) -> i32 {
	beacon
		.tx_power_cdb
		.saturating_add(beacon.station.gain_cdb)
		.saturating_add(report.station.gain_cdb)
		.saturating_sub(free_space_loss_cdb(distance_m, beacon.frequency_hz))
		.saturating_add(rules.signal_margin_cdb)
}

/// Returns whether enough cells lie between two cells; `None` if one of them is not a cell of resolution
/// 11 or finer. If H3 cannot count the cells, far apart or around a pentagon, the distance decides.
fn are_cells_apart(from: u64, to: u64, distance_m: u32, rules: &Rules) -> Option<bool> {
	let from = parent_cell(from, CELLS_APART_RESOLUTION)?;
	let to = parent_cell(to, CELLS_APART_RESOLUTION)?;
	let enough = match grid_distance(from, to) {
		Some(cells) => cells >= rules.min_cells_apart,
		None => distance_m >= rules.min_cells_apart.saturating_mul(CELL_STEP_M),
	};
	Some(enough)
}

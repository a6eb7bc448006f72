//! `explain`: predicts the chain's verdict on a reception, and shows the reasons.

use crate::{
	explanation::{self, Explanation},
	failure::Failure,
	options::CommonOptions,
	parsers::{parse_cell, parse_hundredths},
};
use cairn_gateway_chain::calls::{self, number};
use cairn_primitives::{
	coverage::{Announcement, Measurement},
	devices::{DeviceIndex, LOCATION_RESOLUTION},
};
use clap::Args;
use coverage_math::{cell_at, cell_centre, rules, Position};
use sp_core::H256;
use std::io::{self, Write};
use subxt::{dynamic::Value, ext::scale_value::ValueDef};

/// Predicts the chain's verdict on a reception, and shows the numbers that lead to it.
///
/// Without --online, it applies the chain's radio rules on this machine and needs no node. With
/// --online, a node predicts the verdict on such a report between two registered devices. That
/// prediction also takes their owners, suspensions and recent beacons and reports into account.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway explain --from 45.18989,5.72422 --to 45.20653,5.76024 --gain-from 3 --gain-to 3 --power 14 --rssi -113 --snr -4.5
  cairn-gateway explain --from 8c1f9ed922265ff --to 45.2,5.76 --rssi -50 --json
  cairn-gateway explain --online --beaconer 3 --witness 7 --power 14 --rssi -113 --snr -4.5

docs/coverage-rules.md explains the rules and their sources.")]
pub struct Explain {
	/// The place of the transmitter: LAT,LON in degrees, or an H3 cell
	#[arg(
		long,
		value_name = "PLACE",
		value_parser = parse_place,
		required_unless_present = "online",
		allow_hyphen_values = true
	)]
	pub from: Option<u64>,

	/// The place of the receiver: LAT,LON in degrees, or an H3 cell
	#[arg(
		long,
		value_name = "PLACE",
		value_parser = parse_place,
		required_unless_present = "online",
		allow_hyphen_values = true
	)]
	pub to: Option<u64>,

	/// The gain of the transmitting antenna, in dBi
	#[arg(long, value_name = "DBI", default_value = "0", value_parser = parse_hundredths, allow_negative_numbers = true)]
	pub gain_from: i16,

	/// The gain of the receiving antenna, in dBi
	#[arg(long, value_name = "DBI", default_value = "0", value_parser = parse_hundredths, allow_negative_numbers = true)]
	pub gain_to: i16,

	/// The power into the transmitting antenna, in dBm
	#[arg(long, value_name = "DBM", default_value = "14", value_parser = parse_hundredths, allow_negative_numbers = true)]
	pub power: i16,

	/// The frequency of the transmission, in MHz
	#[arg(long, value_name = "MHZ", default_value = "868.1", value_parser = parse_mhz)]
	pub frequency: u32,

	/// The frequency of the reception, in MHz, if it differs
	#[arg(long, value_name = "MHZ", value_parser = parse_mhz)]
	pub heard_frequency: Option<u32>,

	/// The LoRa spreading factor, 5 to 12
	#[arg(long, value_name = "FACTOR", default_value_t = 12, value_parser = clap::value_parser!(u8).range(5..=12))]
	pub sf: u8,

	/// The received power including noise (RSSI), in dBm
	#[arg(long, value_name = "DBM", value_parser = parse_hundredths, allow_negative_numbers = true)]
	pub rssi: i16,

	/// The signal-to-noise ratio (SNR), in dB
	#[arg(long, value_name = "DB", value_parser = parse_hundredths, allow_negative_numbers = true)]
	pub snr: Option<i16>,

	/// Ask a node about two registered devices
	#[arg(long, requires = "beaconer", requires = "witness", conflicts_with_all = ["from", "to"])]
	pub online: bool,

	/// The number of the device that transmits, for --online
	#[arg(long, value_name = "NUMBER", requires = "online")]
	pub beaconer: Option<DeviceIndex>,

	/// The number of the device that receives, for --online
	#[arg(long, value_name = "NUMBER", requires = "online")]
	pub witness: Option<DeviceIndex>,

	/// Print JSON; powers and ratios are in hundredths of a decibel
	#[arg(long)]
	pub json: bool,
}

impl Explain {
	/// Runs the command.
	///
	/// # Errors
	/// If a place is invalid, or no node answers.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		match (self.beaconer, self.witness, self.from, self.to) {
			(Some(beaconer), Some(witness), ..) => self.ask_node(common, beaconer, witness).await,
			(_, _, Some(from), Some(to)) => {
				let (reasons, mut out) = (self.explain(from, to)?, io::stdout());
				match self.json {
					true => writeln!(out, "{}", serde_json::to_string_pretty(&reasons)?)?,
					false => write!(out, "{reasons}")?,
				}
				Ok(())
			}
			_ => Err(Failure::new("the two places are missing")
				.next_step("name them with --from and --to")),
		}
	}

	fn explain(&self, from: u64, to: u64) -> Result<Explanation, Failure> {
		let station = |cell, gain: i16| {
			let position =
				cell_centre(cell).ok_or_else(|| Failure::new("there is no such H3 cell"))?;
			Ok::<_, Failure>(rules::Station { position, cell, gain_cdb: gain.into() })
		};
		let beacon = rules::Beacon {
			station: station(from, self.gain_from)?,
			tx_power_cdb: self.power.into(),
			frequency_hz: self.frequency,
			spreading_factor: Some(self.sf),
		};
		let report = rules::Report {
			station: station(to, self.gain_to)?,
			rssi_cdb: self.rssi.into(),
			snr_cdb: self.snr.map(i32::from),
			frequency_hz: self.heard_frequency.unwrap_or(self.frequency),
		};
		Ok(Explanation::new(&beacon, &report, &rules::Rules::default()))
	}

	/// Asks a node for the verdict, and prints it.
	async fn ask_node(
		&self,
		common: &CommonOptions,
		beaconer: DeviceIndex,
		witness: DeviceIndex,
	) -> Result<(), Failure> {
		let client = common.connect().await?;
		let announcement = Announcement {
			// The verdict does not depend on the frame.
			frame: H256::zero(),
			tx_power_cdbm: self.power,
			frequency_hz: self.frequency,
			spreading_factor: Some(self.sf),
		};
		let measurement = Measurement {
			rssi_cdbm: self.rssi,
			snr_cdb: self.snr,
			frequency_hz: self.heard_frequency.unwrap_or(self.frequency),
		};
		let (announcement, measurement) =
			(calls::announcement(&announcement), calls::measurement(&measurement));
		let arguments = (number(beaconer), announcement, number(witness), measurement);
		let verdict: Value = client
			.call_runtime_api("ProofOfCoverageApi", "preview_verdict", arguments, None)
			.await?;
		let verdict = match verdict.value {
			ValueDef::Variant(variant) => variant.name,
			_ => return Err(Failure::new("the node's answer is not a verdict")),
		};
		let (meaning, mut out) = (explanation::describe_verdict(&verdict), io::stdout());
		match self.json {
			true => {
				writeln!(out, "{}", serde_json::json!({ "verdict": verdict, "meaning": meaning }))?
			}
			false => writeln!(out, "{verdict}: {meaning}")?,
		}
		Ok(())
	}
}

/// Parses a place and returns its cell.
///
/// # Errors
/// If the text is neither a place on the globe nor a cell.
fn parse_place(text: &str) -> Result<u64, String> {
	let Some((lat, lon)) = text.split_once(',') else { return parse_cell(text) };
	let e7 = |text: &str| {
		let degrees: f64 = text.trim().parse().map_err(|_| format!("{text} is not a number"))?;
		let scaled = (degrees * 1e7).round();
		match scaled.abs() <= f64::from(i32::MAX) {
			true => Ok(scaled as i32),
			false => Err(format!("{text} is not on the globe")),
		}
	};
	let position = Position::new(e7(lat)?, e7(lon)?);
	position
		.and_then(|position| cell_at(position, LOCATION_RESOLUTION))
		.ok_or_else(|| format!("{text} is not on the globe"))
}

/// Parses a frequency in MHz and returns it in hertz.
///
/// # Errors
/// If the text is not a number, or the frequency is out of range.
fn parse_mhz(text: &str) -> Result<u32, String> {
	let mhz: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
	let hertz = (mhz * 1e6).round();
	match (1.0..=f64::from(u32::MAX)).contains(&hertz) {
		true => Ok(hertz as u32),
		false => Err("out of range: frequencies are above 0 and below 4,295 MHz".into()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;
	use coverage_math::rules::Verdict;

	#[derive(Parser)]
	struct Line {
		#[command(flatten)]
		command: Explain,
	}

	fn explained(arguments: &str) -> Explanation {
		let words = std::iter::once("explain").chain(arguments.split(' '));
		let Line { command } = Line::parse_from(words);
		command.explain(command.from.unwrap(), command.to.unwrap()).unwrap()
	}

	const GRENOBLE: &str = "--from 45.189889,5.724215 --to 45.206530,5.760240 --gain-from 3 \
	                        --gain-to 3 --power 14 --frequency 868.1";

	/// The example of `rules::judge`, with numbers computed by hand: 20 log10(4π d f / c) is
	/// 101.83 dB for 3,383 m at 868.1 MHz.
	#[test]
	fn numbers_should_match_the_formulas_when_a_link_is_explained() {
		let reasons = explained(&format!("{GRENOBLE} --rssi -113 --snr -4.5"));
		assert_eq!(reasons.verdict, "Valid");
		let distance = f64::from(reasons.distance_m);
		let loss = 20.0 * (4.0 * std::f64::consts::PI * distance * 868.1e6 / 299_792_458.0).log10();
		assert!((3_300..3_500).contains(&reasons.distance_m), "{distance}");
		assert!((f64::from(reasons.free_space_loss_cdb) - 100.0 * loss).abs() < 1.0);
		assert_eq!(reasons.loudest_cdbm, 1_400 + 300 + 300 - reasons.free_space_loss_cdb + 700);
		// −113 dBm including noise, at an SNR of −4.5 dB: −113 − 4.5 − 1.32 dBm without noise.
		assert_eq!(reasons.signal_cdbm, -11_882);
		assert_eq!(reasons.headroom_cdb, reasons.loudest_cdbm - reasons.signal_cdbm);
		assert_eq!(reasons.snr_floor_cdb, -2_000);
	}

	#[test]
	fn verdict_should_name_the_rule_when_it_is_broken() {
		for (measured, verdict) in [
			("--rssi -50 --snr 9", Verdict::TooStrong),
			("--rssi -140 --snr -26", Verdict::BelowFloor),
			("--rssi -113 --heard-frequency 868.3", Verdict::WrongFrequency),
		] {
			let reasons = explained(&format!("{GRENOBLE} {measured}"));
			assert_eq!(reasons.verdict, format!("{verdict:?}"));
			assert!(reasons.to_string().contains(&reasons.meaning));
		}
		let near = explained("--from 45.19,5.72 --to 45.19,5.7205 --rssi -120 --snr -19");
		assert_eq!(near.verdict, "TooClose");
		let far = explained("--from 45.19,5.72 --to 48.85,2.35 --rssi -140 --snr -19");
		assert_eq!(far.verdict, "TooFar");
	}

	#[test]
	fn places_should_parse_when_they_are_cells_or_degrees() {
		let cell = parse_place("45.189889,5.724215").unwrap();
		assert_eq!(parse_place(&format!("{cell:x}")), Ok(cell));
		assert!(parse_place("-33.86, 151.21").is_ok());
		for text in ["45.19", "91,0", "0,181", "NaN,0", "a,b"] {
			assert!(parse_place(text).is_err(), "{text}");
		}
	}

	#[test]
	fn frequency_should_be_in_hertz_when_it_is_given_in_megahertz() {
		assert_eq!(parse_mhz("868.1"), Ok(868_100_000));
		for text in ["0", "-1", "5000", "NaN", "x"] {
			assert!(parse_mhz(text).is_err(), "{text}");
		}
	}
}

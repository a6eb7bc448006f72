//! Scenarios for the simulator.

pub use crate::place::Place;
use cairn_gateway_radio::Eui;
use cairn_primitives::devices::RegionId;
use coverage_math::cell_centre;
use rand::{rngs::StdRng, SeedableRng};
use serde::{Deserialize, Serialize};
use sp_core::{Blake2Hasher, Hasher};
use std::{fs, io, path::Path};

/// A scenario: the stations and the propagation between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
	/// The source of the scenario, and the licence for passing it on.
	pub source: String,
	/// The seed of all randomness.
	pub seed: u64,
	/// The propagation between stations.
	pub propagation: Propagation,
	/// The stations.
	pub stations: Vec<Station>,
}

/// The propagation between stations that are not in one room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Propagation {
	/// Computed with a model.
	City(Model),
	/// As measured. Stations without a measured link do not receive each other.
	Measured {
		/// The measured links.
		links: Vec<Link>,
	},
}

/// Log-distance path loss: loss at 1 km + 10 × exponent × log₁₀(km) + shadowing, but never less
/// than in free space.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
	/// The loss over one kilometre, in decibels.
	pub loss_at_1_km_db: f64,
	/// The path-loss exponent.
	pub exponent: f64,
	/// The standard deviation of the shadowing by buildings, in decibels. It is drawn once per pair
	/// of stations.
	pub shadowing_db: f64,
	/// The standard deviation of the fading, in decibels. It is drawn for each packet.
	pub fading_db: f64,
	/// The noise power in 125 kHz, in dBm.
	pub noise_dbm: f64,
}

impl Default for Model {
	/// Measurements in Oulu at 868 MHz, with a gateway antenna 24 m above ground (J. Petäjäjärvi et
	/// al., "On the coverage of LPWANs", ITST 2015, table 2). The noise is that of 290 K and a
	/// receiver with a noise figure of 6 dB.
	fn default() -> Self {
		Self {
			loss_at_1_km_db: 128.95,
			exponent: 2.32,
			shadowing_db: 7.8,
			fading_db: 1.5,
			noise_dbm: -117.0,
		}
	}
}

/// A measured link between two stations. It applies in both directions, because radio is
/// reciprocal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
	/// The two stations.
	#[serde(with = "texts")]
	pub between: [Eui; 2],
	/// The measured samples.
	pub samples: Vec<Sample>,
}

/// A measured reception, written as three numbers in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(i16, i16, u8)", into = "(i16, i16, u8)")]
pub struct Sample {
	/// The level of the reception.
	pub level: Level,
	/// The spreading factor of the transmission.
	pub spreading_factor: u8,
}

/// The level at which a packet is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
	/// The received power including noise, in hundredths of dBm.
	pub rssi_cdbm: i16,
	/// The signal-to-noise ratio, in hundredths of a decibel.
	pub snr_cdb: i16,
}

impl From<(i16, i16, u8)> for Sample {
	fn from((rssi_cdbm, snr_cdb, spreading_factor): (i16, i16, u8)) -> Self {
		Self { level: Level { rssi_cdbm, snr_cdb }, spreading_factor }
	}
}

impl From<Sample> for (i16, i16, u8) {
	fn from(sample: Sample) -> Self {
		(sample.level.rssi_cdbm, sample.level.snr_cdb, sample.spreading_factor)
	}
}

/// A station with a radio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
	/// The EUI of the packet forwarder.
	#[serde(with = "text")]
	pub eui: Eui,
	/// A name for people.
	pub name: String,
	/// The behaviour of the station.
	pub behaviour: Behaviour,
	/// The true location.
	pub truth: Place,
	/// The asserted location.
	pub asserted: Place,
	/// The cell of `asserted` at resolution 12, in hexadecimal digits, as the owner asserts it on
	/// the chain.
	pub cell: String,
	/// The antenna gain, in hundredths of dBi.
	pub gain_cdbi: i16,
	/// The region, by its number in the chain's table of LoRaWAN regions.
	pub region: RegionId,
}

/// The behaviour of a station's radio. The agent that holds the station's key decides everything
/// else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Behaviour {
	/// The station is at its asserted location and reports its own receptions.
	Honest,
	/// The station is not at its asserted location.
	Misplaced,
	/// The station has no radio and reports the receptions of another station as its own.
	Copies {
		/// The copied station.
		#[serde(with = "text")]
		of: Eui,
	},
	/// The station is in a room with others and receives only them.
	Clique {
		/// The number of the room.
		room: u16,
	},
}

impl Station {
	/// Creates an honest station with an antenna of 3 dBi.
	pub(crate) fn honest(name: String, place: Place, region: RegionId) -> Option<Self> {
		let place = place.rounded();
		Some(Self {
			eui: eui_of(&name)?,
			name,
			behaviour: Behaviour::Honest,
			truth: place,
			asserted: place,
			cell: cell_text(place)?,
			gain_cdbi: 300,
			region,
		})
	}

	/// Sets the asserted location. Returns false, without a change, if the place is off the globe.
	pub(crate) fn assert(&mut self, place: Place) -> bool {
		let place = place.rounded();
		let cell = cell_text(place);
		if let Some(cell) = &cell {
			self.asserted = place;
			self.cell.clone_from(cell);
		}
		cell.is_some()
	}

	/// Returns `cell` as a number, or `None` if it is malformed.
	pub fn cell_index(&self) -> Option<u64> {
		u64::from_str_radix(&self.cell, 16).ok()
	}

	/// Returns the station as the chain sees it, at the centre of its cell. Returns `None` if
	/// `cell` is not an H3 cell.
	pub fn as_asserted(&self) -> Option<coverage_math::rules::Station> {
		let cell = self.cell_index()?;
		let gain_cdb = self.gain_cdbi.into();
		Some(coverage_math::rules::Station { position: cell_centre(cell)?, cell, gain_cdb })
	}
}

/// Derives a unique and reproducible EUI from a name.
fn eui_of(name: &str) -> Option<Eui> {
	let hash = Blake2Hasher::hash(name.as_bytes());
	hash.as_bytes().first_chunk().copied().map(Eui)
}

fn cell_text(place: Place) -> Option<String> {
	Some(format!("{:x}", place.cell()?))
}

impl Scenario {
	/// Reads a file.
	///
	/// # Errors
	///
	/// Fails if the file cannot be read or is not a scenario.
	pub fn load(path: &Path) -> io::Result<Self> {
		Ok(serde_json::from_slice(&fs::read(path)?)?)
	}

	/// Returns the index of a station.
	pub fn index(&self, eui: Eui) -> Option<usize> {
		self.stations.iter().position(|station| station.eui == eui)
	}
}

/// Returns a random generator that depends only on the seed and the purpose `what`.
pub(crate) fn chance(seed: u64, what: [u64; 3]) -> StdRng {
	let [a, b, c] = what;
	let mut bytes = [0; 32];
	let words = [seed, a, b, c].into_iter().flat_map(u64::to_le_bytes);
	for (byte, word) in bytes.iter_mut().zip(words) {
		*byte = word;
	}
	StdRng::from_seed(bytes)
}

/// Serialises an EUI as its 16 digits.
mod text {
	use cairn_gateway_radio::Eui;
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer>(eui: &Eui, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(eui)
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Eui, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
	}
}

/// Serialises two EUIs.
mod texts {
	use cairn_gateway_radio::Eui;
	use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};

	pub fn serialize<S: Serializer>(euis: &[Eui; 2], serializer: S) -> Result<S::Ok, S::Error> {
		euis.map(|eui| eui.to_string()).serialize(serializer)
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[Eui; 2], D::Error> {
		let [from, to] = <[String; 2]>::deserialize(deserializer)?;
		let parsed = |text: String| text.parse().map_err(D::Error::custom);
		Ok([parsed(from)?, parsed(to)?])
	}
}

//! What is simulated.

pub use crate::place::Place;
use cairn_gateway_radio::Eui;
use cairn_primitives::devices::RegionId;
use coverage_math::cell_centre;
use rand::{rngs::StdRng, SeedableRng};
use serde::{Deserialize, Serialize};
use sp_core::{Blake2Hasher, Hasher};
use std::{fs, io, path::Path};

/// Stations and the ether between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
	/// Where it comes from, and under which licence it may be passed on.
	pub source: String,
	/// What all chance comes from.
	pub seed: u64,
	/// How radio travels.
	pub propagation: Propagation,
	/// Who takes part.
	pub stations: Vec<Station>,
}

/// How radio travels between stations that are not in one room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Propagation {
	/// By a formula.
	City(Model),
	/// As it was measured: what was not, is not heard.
	Measured {
		/// The pairs that were.
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
	/// How the loss grows.
	pub exponent: f64,
	/// The standard deviation of what houses add or take, in decibels: drawn once for each pair.
	pub shadowing_db: f64,
	/// The same of what changes from packet to packet.
	pub fading_db: f64,
	/// The power of the noise in 125 kHz, in dBm.
	pub noise_dbm: f64,
}

impl Default for Model {
	/// What was measured in Oulu at 868 MHz, with the antenna of the gateway 24 m up (J. Petäjäjärvi
	/// et al., "On the coverage of LPWANs", ITST 2015, table 2); the noise is that of 290 K and a
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

/// What was measured between two stations. Radio is the same both ways, so it serves for both,
/// whichever of the two had sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
	/// The two stations.
	#[serde(with = "texts")]
	pub between: [Eui; 2],
	/// What was measured.
	pub samples: Vec<Sample>,
}

/// One reception that was measured. Three numbers in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(i16, i16, u8)", into = "(i16, i16, u8)")]
pub struct Sample {
	/// How it was heard.
	pub level: Level,
	/// The spreading factor it was sent with.
	pub spreading_factor: u8,
}

/// How a packet is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
	/// The power that is received, with the noise, in hundredths of dBm.
	pub rssi_cdbm: i16,
	/// The ratio of signal to noise, in hundredths of a decibel.
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

/// A radio that takes part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
	/// Its packet forwarder.
	#[serde(with = "text")]
	pub eui: Eui,
	/// For people.
	pub name: String,
	/// What it does.
	pub behaviour: Behaviour,
	/// Where it is.
	pub truth: Place,
	/// Where it says it is.
	pub asserted: Place,
	/// The cell of `asserted`, of resolution 12, in hexadecimal digits: what its owner tells the
	/// chain.
	pub cell: String,
	/// The gain of its antenna, in hundredths of dBi.
	pub gain_cdbi: i16,
	/// Its region, by its number in the chain's table of LoRaWAN regions.
	pub region: RegionId,
}

/// What a station does. All else is done by whoever holds its key: the simulator knows radio only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Behaviour {
	/// It is where it says, and reports what it hears.
	Honest,
	/// It is elsewhere than it says.
	Misplaced,
	/// It has no radio, and reports what another hears, as that one heard it.
	Copies {
		/// The station that it copies.
		#[serde(with = "text")]
		of: Eui,
	},
	/// It is in a room with others, and hears nobody else.
	Clique {
		/// The room.
		room: u16,
	},
}

impl Station {
	/// A station that is where it says, with an antenna of 3 dBi.
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

	/// Lets it say that it is somewhere. False, and nothing has changed, if that is off the globe.
	pub(crate) fn assert(&mut self, place: Place) -> bool {
		let place = place.rounded();
		let cell = cell_text(place);
		if let Some(cell) = &cell {
			self.asserted = place;
			self.cell.clone_from(cell);
		}
		cell.is_some()
	}

	/// `cell` as a number; none if it is not one.
	pub fn cell_index(&self) -> Option<u64> {
		u64::from_str_radix(&self.cell, 16).ok()
	}

	/// The station as the chain knows it: the centre of its cell. None if `cell` is not one of H3.
	pub fn as_asserted(&self) -> Option<coverage_math::rules::Station> {
		let cell = self.cell_index()?;
		let gain_cdb = self.gain_cdbi.into();
		Some(coverage_math::rules::Station { position: cell_centre(cell)?, cell, gain_cdb })
	}
}

/// What nobody else is called, the same whenever it is made.
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
	/// What the system or the parser of JSON says.
	pub fn load(path: &Path) -> io::Result<Self> {
		Ok(serde_json::from_slice(&fs::read(path)?)?)
	}

	/// Where a station is in the list.
	pub fn index(&self, eui: Eui) -> Option<usize> {
		self.stations.iter().position(|station| station.eui == eui)
	}
}

/// Chance that depends on nothing but the seed and what it is for.
pub(crate) fn chance(seed: u64, what: [u64; 3]) -> StdRng {
	let [a, b, c] = what;
	let mut bytes = [0; 32];
	let words = [seed, a, b, c].into_iter().flat_map(u64::to_le_bytes);
	for (byte, word) in bytes.iter_mut().zip(words) {
		*byte = word;
	}
	StdRng::from_seed(bytes)
}

/// An EUI as its 16 digits.
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

/// Two of them.
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

//! What an agent is told to do.

use cairn_gateway_radio::Eui;
use cairn_primitives::devices::{DeviceIndex, Location};
use sp_core::ed25519;
use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

/// What an agent needs.
pub struct Settings {
	/// The devices that it acts for.
	pub devices: Vec<DeviceSettings>,
	/// The folder of the journal; made if it is missing. One agent at a time may use it.
	pub journal: PathBuf,
	/// How often the network makes a block: [`Client::slot_duration`](cairn_gateway_chain::Client::slot_duration).
	pub slot: Duration,
	/// How beacons are sent.
	pub plan: Plan,
	/// Host and port of a relay, for calls that were in no block at the first try.
	pub relay: Option<String>,
}

/// A device.
#[derive(Clone)]
pub struct DeviceSettings {
	/// Its number on the chain.
	pub index: DeviceIndex,
	/// Its key.
	pub key: ed25519::Pair,
	/// Its concentrator.
	pub eui: Eui,
	/// How it behaves.
	pub behaviour: Behaviour,
}

impl fmt::Debug for DeviceSettings {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "Device({}, {}, {:?})", self.index, self.eui, self.behaviour)
	}
}

/// How a device behaves. Everything but the default exists to test networks: it costs strikes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
	/// As it should.
	#[default]
	Honest,
	/// Announces and sends beacons, and never reveals them.
	NeverReveals,
}

/// How a beacon is sent, with LoRa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beacon {
	/// On which frequency, in hertz.
	pub frequency_hz: u32,
	/// With which spreading factor, 5 to 12.
	pub spreading_factor: u8,
	/// With which power into the antenna, in dBm.
	pub power_dbm: i8,
}

/// Decides how a beacon is sent: by which concentrator, from where it stands, with its region and its
/// antenna's gain, and a random number to choose a channel with. None if nothing is allowed there.
pub type Plan = Arc<dyn Fn(Eui, &Location, u32) -> Option<Beacon> + Send + Sync>;

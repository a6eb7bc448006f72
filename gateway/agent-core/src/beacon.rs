//! The parameters of a beacon, and what chooses them.

use cairn_gateway_types::radio::Eui;
use cairn_primitives::devices::Location;
use std::sync::Arc;

/// The LoRa parameters with which a beacon is transmitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beacon {
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The spreading factor, 5 to 12.
	pub spreading_factor: u8,
	/// The power into the antenna, in dBm.
	pub power_dbm: i8,
}

/// Chooses the parameters of a beacon. The arguments are the EUI of the concentrator, its location
/// with region and antenna gain, and a random number that selects the channel. Returns `None` if no
/// transmission is allowed.
pub type BeaconPlanner = Arc<dyn Fn(Eui, &Location, u32) -> Option<Beacon> + Send + Sync>;

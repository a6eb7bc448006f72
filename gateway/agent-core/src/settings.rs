//! What the agent must know of its devices.

use cairn_gateway_types::radio::Eui;
use cairn_primitives::devices::{DeviceIndex, Location};
use sp_core::ed25519;
use std::{fmt, sync::Arc};

/// A device.
#[derive(Clone)]
pub struct DeviceSettings {
	/// Its number on the chain.
	pub index: DeviceIndex,
	/// Its key.
	pub key: ed25519::Pair,
	/// Its concentrator.
	pub eui: Eui,
}

impl fmt::Debug for DeviceSettings {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "Device({}, {})", self.index, self.eui)
	}
}

/// How a beacon is sent, with LoRa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beacon {
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The spreading factor, 5 to 12.
	pub spreading_factor: u8,
	/// The power into the antenna, in dBm.
	pub power_dbm: i8,
}

/// Decides how a beacon is sent: by which concentrator, from where it stands, with its region and its
/// antenna's gain, and a random number to choose a channel with. None if nothing is allowed there.
pub type Plan = Arc<dyn Fn(Eui, &Location, u32) -> Option<Beacon> + Send + Sync>;

//! The packets that stations transmit.

/// A packet that a station transmits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
	/// The transmitting station, by its index in the scenario.
	pub from: usize,
	/// The bytes of the packet.
	pub payload: Vec<u8>,
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The spreading factor.
	pub spreading_factor: u8,
	/// The power into the antenna, in dBm.
	pub power_dbm: i8,
}

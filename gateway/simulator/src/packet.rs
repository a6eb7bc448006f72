//! What a station transmits.

/// A packet that a station transmits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
	/// By which station: its place in the scenario's list.
	pub from: usize,
	/// Its bytes.
	pub payload: Vec<u8>,
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The spreading factor.
	pub spreading_factor: u8,
	/// The power that goes into the antenna, in dBm.
	pub power_dbm: i8,
}

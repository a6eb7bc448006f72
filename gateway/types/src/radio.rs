//! Packets that a radio hears and transmits.

use std::{fmt, str::FromStr, time::SystemTime};

/// What tells packet forwarders apart: the EUI-64 of their concentrator, which they call gateway
/// identifier. Written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Eui(pub [u8; 8]);

impl fmt::Display for Eui {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		out.write_str(&hex::encode(self.0))
	}
}

impl FromStr for Eui {
	type Err = hex::FromHexError;

	fn from_str(text: &str) -> Result<Self, Self::Err> {
		let mut bytes = [0; 8];
		hex::decode_to_slice(text, &mut bytes)?;
		Ok(Self(bytes))
	}
}

/// A packet that a concentrator has received with a right checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
	/// The EUI of the concentrator.
	pub by: Eui,
	/// Its bytes.
	pub payload: Vec<u8>,
	/// The power that was received, with the noise, in hundredths of dBm.
	pub rssi_cdbm: i16,
	/// The ratio of signal to noise, in hundredths of a decibel; none for other modulations than
	/// LoRa.
	pub snr_cdb: Option<i16>,
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The LoRa spreading factor, 5 to 12; none for other modulations.
	pub spreading_factor: Option<u8>,
	/// The time at which this program learnt of it.
	pub at: SystemTime,
}

/// A packet that is to be sent at once, by LoRa with a bandwidth of 125 kHz, in a way that other
/// gateways hear (uplink polarity, with a checksum).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmission {
	/// The EUI of the concentrator.
	pub by: Eui,
	/// Its bytes.
	pub payload: Vec<u8>,
	/// The power that goes into the antenna, in dBm: packet forwarders take whole ones.
	pub power_dbm: i8,
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The spreading factor, 5 to 12.
	pub spreading_factor: u8,
}

/// The outcome of a [`Transmission`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// The packet forwarder has taken it.
	Taken,
	/// It has not, and says why: `TX_POWER`, `COLLISION_BEACON` and their like.
	Refused(String),
	/// No packet forwarder with this EUI has asked for packets of late.
	NoForwarder,
	/// It has not answered in time: it may have been sent or not.
	NoAnswer,
}

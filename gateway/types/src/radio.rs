//! Packets that a radio receives and transmits.

use std::{fmt, str::FromStr, time::SystemTime};

/// The EUI-64 of a concentrator, which identifies its packet forwarder. Packet forwarders call it
/// the gateway identifier. It is written as 16 hexadecimal digits.
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

/// A packet that a concentrator received with a valid checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
	/// The EUI of the concentrator.
	pub by: Eui,
	/// The bytes of the packet.
	pub payload: Vec<u8>,
	/// The received power including noise, in hundredths of dBm.
	pub rssi_cdbm: i16,
	/// The signal-to-noise ratio, in hundredths of a decibel. `None` for modulations other than
	/// LoRa.
	pub snr_cdb: Option<i16>,
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The LoRa spreading factor, 5 to 12. `None` for other modulations.
	pub spreading_factor: Option<u8>,
	/// The time at which this program received the packet.
	pub at: SystemTime,
}

/// A packet to transmit immediately over LoRa with a bandwidth of 125 kHz. It uses uplink polarity
/// and a checksum, so that other gateways receive it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmission {
	/// The EUI of the concentrator.
	pub by: Eui,
	/// The bytes of the packet.
	pub payload: Vec<u8>,
	/// The power into the antenna, in dBm. Packet forwarders accept whole numbers only.
	pub power_dbm: i8,
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The spreading factor, 5 to 12.
	pub spreading_factor: u8,
}

/// The outcome of a [`Transmission`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// The packet forwarder accepted the packet.
	Taken,
	/// The packet forwarder rejected the packet with this reason: `TX_POWER`, `COLLISION_BEACON`
	/// or another.
	Refused(String),
	/// No packet forwarder with this EUI has polled for packets recently.
	NoForwarder,
	/// The packet forwarder did not answer in time. The packet may or may not have been sent.
	NoAnswer,
}

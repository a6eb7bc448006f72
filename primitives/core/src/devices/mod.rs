//! Devices: their identifiers, the statements that they and their makers sign, and the interfaces
//! between the pallets that deal with them.

mod statements;
mod traits;

pub use statements::{CertificateTerms, DeviceConsent, DeviceStatement};
pub use traits::{
	CoverageStanding, DeviceDirectory, DeviceHooks, DeviceProfile, Discipline, Escrow,
};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A device's public key, which is its identity for life.
pub type DeviceKey = sp_core::ed25519::Public;

/// A signature by a device's key.
pub type DeviceSignature = sp_core::ed25519::Signature;

/// A device's number. It is given at onboarding, kept through moves, transfers and replacements,
/// and never reused. It is short, because every other record of the device is filed under it.
pub type DeviceIndex = u32;

/// The number of a maker of devices.
pub type MakerId = u32;

/// The number of a production batch, chosen by its maker.
pub type BatchId = u32;

/// The number of a class of devices.
pub type ClassId = u16;

/// The number of a table of radio regions.
pub type RegionTableId = u16;

/// The number of a radio region within its table.
pub type RegionId = u16;

/// The work for which devices of a class are paid.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub enum Mode {
	/// The devices are paid for the coverage that they prove when challenged, and for their usage.
	Covers,
	/// The devices are paid for their usage only.
	Serves,
}

/// The resolution of the H3 cells that devices are located in. A finer one would reveal in which
/// room people live.
pub const LOCATION_RESOLUTION: u8 = 12;

/// A device's location, as its owner and the device itself assert it.
///
/// The location is an H3 cell of resolution 12, about 300 m² large. It is never finer, because
/// people live there. All judgements use the centre of the cell.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Location {
	/// The H3 cell, of resolution [`LOCATION_RESOLUTION`].
	pub cell: u64,
	/// The antenna's height above sea level, in metres.
	pub elevation_m: i16,
	/// The antenna's gain, in hundredths of dBi.
	pub gain_cdbi: i16,
	/// The radio region; `None` for classes without a region table.
	pub region: Option<RegionId>,
}

/// The reason for which a device is suspended.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum SuspensionReason {
	/// The device announced beacons and never revealed them.
	MissedReveals,
	/// The device reported frames that were not those announced.
	FalseReports,
	/// The device's receptions contradict the location that it claims.
	DoubtfulLocation,
	/// The device's hardware or key is not what its maker vouched for.
	Tampered,
	/// The device was reported stolen.
	Stolen,
}

//! Devices: how they are named, what they and their makers sign, and what the pallets that deal
//! with them ask of each other.

mod statements;
mod traits;

pub use statements::{CertificateTerms, DeviceConsent, DeviceStatement};
pub use traits::{
	CoverageStanding, DeviceDirectory, DeviceHooks, DeviceProfile, Discipline, Escrow,
};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A device's public key: its identity, for life.
pub type DeviceKey = sp_core::ed25519::Public;

/// A signature by a device's key.
pub type DeviceSignature = sp_core::ed25519::Signature;

/// A device's number: given at onboarding, kept through moves, sales and repairs, never reused.
/// Short, because every other record of the device is filed under it.
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

/// What a class of devices is paid for.
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
	/// For the coverage it proves when challenged, and for its usage.
	Covers,
	/// For its usage only.
	Serves,
}

/// Where a device stands, as its owner and the device itself assert it.
///
/// The place is an H3 cell of resolution 12, about 300 m² large: never finer, because people live
/// there. Whatever is judged is judged by the centre of the cell.
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
	/// The H3 cell, of resolution 12.
	pub cell: u64,
	/// The antenna's height above sea level, in metres.
	pub elevation_m: i16,
	/// The antenna's gain, in hundredths of dBi.
	pub gain_cdbi: i16,
	/// The radio region, for classes that have a table of them.
	pub region: Option<RegionId>,
}

/// Why a device is suspended.
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
	/// It announced beacons and never revealed them.
	MissedReveals,
	/// It reported frames that were not those announced.
	FalseReports,
	/// Its receptions contradict the place it claims.
	DoubtfulLocation,
	/// Its hardware or its key is not what its maker vouched for.
	Tampered,
	/// It was reported stolen.
	Stolen,
}

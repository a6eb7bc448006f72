//! Answers of runtime APIs, as far as a gateway needs them. Fields are found by their names: what a
//! runtime adds is not seen.

use cairn_gateway_types::{
	coverage::{OpenProof, Window},
	device::{RegisteredDevice, Status},
};
use cairn_primitives::{
	coverage::{Announcement, Measurement, WindowIndex},
	devices::{DeviceIndex, DeviceKey, Location},
	rewards::Units,
	Balance, BlockNumber,
};
use subxt::ext::scale_decode::DecodeAsType;

/// The history of a key whose device was retired or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct KeyHistory {
	/// The nonce that the key's next statement must carry.
	pub nonce: u32,
	/// Whether governance expelled the key for good.
	pub expelled: bool,
}

/// What coverage keeps of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
	/// How many beacons of its own were settled.
	pub beacons: u32,
	/// How many it announced and never revealed.
	pub missed: u32,
	/// How many of its reports were found valid.
	pub valid: u32,
	/// How many were judged and found not to be.
	pub invalid: u32,
	/// The strikes that are not forgotten.
	pub strikes: u8,
	/// The share of its judged reports that were valid, in 1e-4; none if none was judged.
	pub validity: Option<u32>,
	/// Whether its beacons earn now.
	pub may_earn_by_beacons: bool,
	/// Whether its reports earn now.
	pub may_earn_as_witness: bool,
}

/// The parameters of coverage that a gateway plans with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Parameters {
	/// The length of a window, in blocks.
	pub window_blocks: BlockNumber,
	/// For how many blocks of a window beacons may be announced, its first block included.
	pub announce_blocks: BlockNumber,
	/// For how many blocks after a window its secrets may be revealed.
	pub reveal_blocks: BlockNumber,
	/// How often a day a device is challenged on average.
	pub challenges_per_day: u32,
	/// For how many blocks a settled beacon lets its device witness, and a valid report lets its
	/// device earn by beacons.
	pub reciprocity_blocks: BlockNumber,
	/// The strikes at which a device is suspended.
	pub strikes_to_suspend: u8,
}

/// What a device has earned and not been paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
	/// What can be claimed now, in planck.
	pub claimable: Balance,
	/// What waits for a decision, in planck.
	pub escrowed: Balance,
	/// Units of coverage of the era that is being worked in.
	pub open_units: Units,
}

/// What the runtime's types look like to `subxt`: keys, hashes and accounts are 32 bytes.
#[allow(unused_imports)] // the derive, inside a macro, imports what it does not use
pub(crate) mod raw {
	use super::*;

	/// A type of a runtime.
	macro_rules! raw {
		($($name:ident { $($field:ident: $kind:ty,)+ })+) => {
			$(
				#[derive(Clone, DecodeAsType)]
				#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
				pub struct $name { $(pub $field: $kind,)+ }
			)+
		};
	}

	#[derive(Clone, Copy, DecodeAsType)]
	#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
	pub enum Status {
		Active,
		Inactive,
		Suspended,
		Retired { expelled: bool },
	}

	raw! {
		BabeConfiguration { slot_duration: u64, }
		Window {
			seed: [u8; 32], threshold: u64, begins_at: BlockNumber, announce_by: BlockNumber,
			report_by: BlockNumber, reveal_from: BlockNumber, reveal_by: BlockNumber,
		}
		Announcement {
			frame: [u8; 32], tx_power_cdbm: i16, frequency_hz: u32, spreading_factor: Option<u8>,
		}
		Measurement { rssi_cdbm: i16, snr_cdb: Option<i16>, frequency_hz: u32, }
		KeptReport { witness: DeviceIndex, }
		Proof { announcement: Announcement, reports: Vec<KeptReport>, }
		Location { cell: u64, elevation_m: i16, gain_cdbi: i16, region: Option<u16>, }
		Device {
			key: [u8; 32], owner: [u8; 32], payee: [u8; 32], class: u16, status: Status,
			location: Option<Location>, nonce: u32, strikes: u8, reward_scale: u32,
			bond: Balance,
		}
		Record { beacons: u32, missed: u32, valid: u32, invalid: u32, }
		RecordInfo {
			record: Record, strikes: u8, validity: Option<u32>, may_earn_by_beacons: bool,
			may_earn_as_witness: bool,
		}
		PerBucket { coverage: Units, }
		Pending { claimable: Balance, escrowed: Balance, open_units: PerBucket, }
	}
}

/// A window, of what the runtime answers.
pub(crate) fn window(index: WindowIndex, raw: raw::Window) -> Window {
	let raw::Window { seed, threshold, begins_at, announce_by, report_by, reveal_from, reveal_by } =
		raw;
	Window {
		index,
		seed: seed.into(),
		threshold,
		begins_at,
		announce_by,
		report_by,
		reveal_from,
		reveal_by,
	}
}

impl From<raw::Announcement> for Announcement {
	fn from(raw: raw::Announcement) -> Self {
		let raw::Announcement { frame, tx_power_cdbm, frequency_hz, spreading_factor } = raw;
		Self { frame: frame.into(), tx_power_cdbm, frequency_hz, spreading_factor }
	}
}

impl From<raw::Measurement> for Measurement {
	fn from(raw: raw::Measurement) -> Self {
		let raw::Measurement { rssi_cdbm, snr_cdb, frequency_hz } = raw;
		Self { rssi_cdbm, snr_cdb, frequency_hz }
	}
}

impl From<raw::Proof> for OpenProof {
	fn from(raw: raw::Proof) -> Self {
		Self {
			announcement: raw.announcement.into(),
			witnesses: raw.reports.iter().map(|report| report.witness).collect(),
		}
	}
}

impl From<raw::Status> for Status {
	fn from(raw: raw::Status) -> Self {
		match raw {
			raw::Status::Active => Self::Active,
			raw::Status::Inactive => Self::Inactive,
			raw::Status::Suspended => Self::Suspended,
			raw::Status::Retired { expelled } => Self::Retired { expelled },
		}
	}
}

/// A device, of what the runtime answers.
pub(crate) fn device(index: DeviceIndex, raw: raw::Device) -> RegisteredDevice {
	RegisteredDevice {
		index,
		key: DeviceKey::from_raw(raw.key),
		owner: raw.owner.into(),
		payee: raw.payee.into(),
		class: raw.class,
		status: raw.status.into(),
		location: raw.location.map(|place| Location {
			cell: place.cell,
			elevation_m: place.elevation_m,
			gain_cdbi: place.gain_cdbi,
			region: place.region,
		}),
		nonce: raw.nonce,
		strikes: raw.strikes,
		reward_scale: raw.reward_scale,
		bond: raw.bond,
	}
}

impl From<raw::RecordInfo> for Record {
	fn from(raw: raw::RecordInfo) -> Self {
		Self {
			beacons: raw.record.beacons,
			missed: raw.record.missed,
			valid: raw.record.valid,
			invalid: raw.record.invalid,
			strikes: raw.strikes,
			validity: raw.validity,
			may_earn_by_beacons: raw.may_earn_by_beacons,
			may_earn_as_witness: raw.may_earn_as_witness,
		}
	}
}

impl From<raw::Pending> for Pending {
	fn from(raw: raw::Pending) -> Self {
		Self {
			claimable: raw.claimable,
			escrowed: raw.escrowed,
			open_units: raw.open_units.coverage,
		}
	}
}

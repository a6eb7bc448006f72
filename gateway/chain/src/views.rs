//! The results of runtime APIs, reduced to the fields that a gateway needs. Fields are found by
//! name, so fields added by a runtime upgrade are ignored.

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

/// The coverage record of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceRecord {
	/// The number of the device's beacons that were settled.
	pub beacons: u32,
	/// The number of beacons that it announced and never revealed.
	pub missed: u32,
	/// The number of its reports that were judged valid.
	pub valid: u32,
	/// The number of its reports that were judged invalid.
	pub invalid: u32,
	/// The number of strikes that have not expired.
	pub strikes: u8,
	/// The share of its judged reports that were valid, in units of 1e-4. `None` if no report was
	/// judged.
	pub validity: Option<u32>,
	/// Whether the device's beacons earn now.
	pub may_earn_by_beacons: bool,
	/// Whether the device's reports earn now.
	pub may_earn_as_witness: bool,
}

/// The coverage parameters that matter to a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Parameters {
	/// The length of a window, in blocks.
	pub window_blocks: BlockNumber,
	/// The number of blocks of a window in which beacons can be announced, including its first
	/// block.
	pub announce_blocks: BlockNumber,
	/// The number of blocks after a window in which its secrets can be revealed.
	pub reveal_blocks: BlockNumber,
	/// The average number of challenges of a device per day.
	pub challenges_per_day: u32,
	/// The number of blocks for which a settled beacon lets its device earn as a witness, and a
	/// valid report lets its device earn by beacons.
	pub reciprocity_blocks: BlockNumber,
	/// The number of strikes at which a device is suspended.
	pub strikes_to_suspend: u8,
}

/// The unpaid earnings of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
	/// The amount that can be claimed now, in planck.
	pub claimable: Balance,
	/// The amount in escrow until a suspension is resolved, in planck.
	pub escrowed: Balance,
	/// The units of coverage earned in the current era.
	pub open_units: Units,
}

/// The runtime's types, as `subxt` decodes them: keys, hashes and accounts are 32 bytes.
#[allow(unused_imports)] // the derive inside the macro adds unused imports
pub(crate) mod raw {
	use super::*;

	/// Defines types of the runtime.
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
		DeviceRecordInfo {
			record: Record, strikes: u8, validity: Option<u32>, may_earn_by_beacons: bool,
			may_earn_as_witness: bool,
		}
		PerBucket { coverage: Units, }
		Pending { claimable: Balance, escrowed: Balance, open_units: PerBucket, }
	}
}

/// Converts a window of the runtime.
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

/// Converts a device of the runtime.
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

impl From<raw::DeviceRecordInfo> for DeviceRecord {
	fn from(raw: raw::DeviceRecordInfo) -> Self {
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

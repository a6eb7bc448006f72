//! The devices that an agent acts for.

use super::ledger::GENESIS;
use crate::{
	entry::Memory,
	settings::{Beacon, DeviceSettings},
	state::Core,
	step::Input,
};
use cairn_gateway_types::radio::{Eui, Heard};
use cairn_gateway_types::{
	block::BlockId,
	coverage::Update,
	device::{RegisteredDevice, Status},
};
use cairn_primitives::{
	devices::{DeviceIndex, Location},
	BlockNumber,
};
use sp_core::{ed25519, Pair, H256};
use std::{
	sync::{Arc, OnceLock},
	time::{Duration, SystemTime},
};

/// How many devices the agent acts for. The last two have one owner.
pub const DEVICES: DeviceIndex = 4;

/// How long a block takes, as on a live network.
pub const SLOT: Duration = Duration::from_secs(6);

/// A device's key: made once, for that takes long.
pub fn key(device: DeviceIndex) -> &'static ed25519::Pair {
	static KEYS: OnceLock<Vec<ed25519::Pair>> = OnceLock::new();
	let make = |device: DeviceIndex| ed25519::Pair::from_seed(&[device as u8; 32]);
	&KEYS.get_or_init(|| (0..=DEVICES).map(make).collect())[device as usize]
}

pub fn eui(device: DeviceIndex) -> Eui {
	Eui([device as u8; 8])
}

fn owner(device: DeviceIndex) -> [u8; 32] {
	[device.min(DEVICES - 1) as u8; 32]
}

pub fn registered(device: DeviceIndex) -> RegisteredDevice {
	RegisteredDevice {
		index: device,
		key: key(device).public(),
		owner: owner(device).into(),
		payee: owner(device).into(),
		class: 1,
		status: Status::Active,
		location: Some(Location { cell: 1, elevation_m: 0, gain_cdbi: 0, region: Some(1) }),
		nonce: 0,
		strikes: 0,
		reward_scale: 10_000,
		bond: 0,
	}
}

/// Blocks up to this one are final.
pub fn finalised(number: BlockNumber) -> Input {
	Input::Chain(Update::FinalisedBlock { block: BlockId { number, hash: H256::zero() } })
}

/// What the device's concentrator hears.
pub fn heard(device: DeviceIndex, payload: Vec<u8>) -> Heard {
	Heard {
		by: eui(device),
		payload,
		rssi_cdbm: -10_000,
		snr_cdb: Some(0),
		frequency_hz: 868_100_000,
		spreading_factor: Some(9),
		at: SystemTime::UNIX_EPOCH,
	}
}

pub fn core(memory: Memory, has_relay: bool) -> Core {
	let devices = (1..=DEVICES)
		.map(|index| DeviceSettings { index, key: *key(index), eui: eui(index) })
		.collect();
	let beacon = Beacon { frequency_hz: 868_100_000, spreading_factor: 9, power_dbm: 14 };
	Core::new(GENESIS, SLOT, Arc::new(move |_, _, _| Some(beacon)), has_relay, devices, memory)
}

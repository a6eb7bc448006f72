//! Fixtures for the agent's devices.

use super::chain_model::GENESIS;
use crate::{
	beacon::Beacon, device::DeviceSettings, journal::JournalContents, messages::Input, state::Core,
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

/// The number of devices that the agent acts for. The last two have the same owner.
pub const DEVICES: DeviceIndex = 4;

/// The time between two blocks, as on a live network.
pub const SLOT: Duration = Duration::from_secs(6);

/// Returns a device's key. Keys are generated once, because that takes long.
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

/// Returns the input that blocks up to this one are final.
pub fn finalised(number: BlockNumber) -> Input {
	Input::Chain(Update::FinalisedBlock { block: BlockId { number, hash: H256::zero() } })
}

/// Returns a packet received by the device's concentrator.
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

pub fn core(journal: JournalContents, has_relay: bool) -> Core {
	let devices = (1..=DEVICES)
		.map(|index| DeviceSettings { index, key: *key(index), eui: eui(index) })
		.collect();
	let beacon = Beacon { frequency_hz: 868_100_000, spreading_factor: 9, power_dbm: 14 };
	Core::new(GENESIS, SLOT, Arc::new(move |_, _, _| Some(beacon)), has_relay, devices, journal)
}

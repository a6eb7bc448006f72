//! A device, as recorded in the chain's registry.

use cairn_primitives::{
	devices::{DeviceIndex, DeviceKey, Location},
	Balance,
};
use sp_core::crypto::AccountId32;

/// The status of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
	/// The device takes part and earns rewards.
	Active,
	/// The owner has deactivated the device.
	Inactive,
	/// The device takes no part until its suspension ends.
	Suspended,
	/// The device has left the network for good.
	Retired {
		/// Whether governance expelled the device. An expelled key can never be used again.
		expelled: bool,
	},
}

/// A device, as recorded in the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredDevice {
	/// The number of the device.
	pub index: DeviceIndex,
	/// The public key of the device.
	pub key: DeviceKey,
	/// The owner.
	pub owner: AccountId32,
	/// The account that receives the rewards.
	pub payee: AccountId32,
	/// The class of the device: 1 is a LoRa gateway.
	pub class: u16,
	/// The status of the device.
	pub status: Status,
	/// The asserted location; `None` if it was never asserted.
	pub location: Option<Location>,
	/// The nonce that the device's next consent must carry.
	pub nonce: u32,
	/// The number of strikes over the device's lifetime.
	pub strikes: u8,
	/// The share of its units that the device keeps after the density adjustment, in units of 1e-4.
	pub reward_scale: u32,
	/// The bond held for the device, in planck.
	pub bond: Balance,
}

//! A device, as the chain's registry knows it.

use cairn_primitives::{
	devices::{DeviceIndex, DeviceKey, Location},
	Balance,
};
use sp_core::crypto::AccountId32;

/// The status of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
	/// Take part and earn.
	Active,
	/// Nothing, at its owner's wish.
	Inactive,
	/// Nothing, until its suspension ends.
	Suspended,
	/// Nothing any more.
	Retired {
		/// Whether governance has expelled it, and its key for good.
		expelled: bool,
	},
}

/// A device, as the registry knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredDevice {
	/// Its number.
	pub index: DeviceIndex,
	/// Its key.
	pub key: DeviceKey,
	/// The owner.
	pub owner: AccountId32,
	/// The account that receives its rewards.
	pub payee: AccountId32,
	/// Its class: 1 is a LoRa gateway.
	pub class: u16,
	/// Its status.
	pub status: Status,
	/// Its asserted location.
	pub location: Option<Location>,
	/// The nonce of its next consent.
	pub nonce: u32,
	/// The strikes of its whole life.
	pub strikes: u8,
	/// The share of its units that density leaves the device, in units of 1e-4.
	pub reward_scale: u32,
	/// The bond held for it, in planck.
	pub bond: Balance,
}

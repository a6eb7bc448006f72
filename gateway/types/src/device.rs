//! A device, as the chain's registry knows it.

use cairn_primitives::{
	devices::{DeviceIndex, DeviceKey, Location},
	Balance,
};
use sp_core::crypto::AccountId32;

/// What a device may do.
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
	/// Who owns it.
	pub owner: AccountId32,
	/// To whom what it earns is paid.
	pub payee: AccountId32,
	/// Its class: 1 is a LoRa gateway.
	pub class: u16,
	/// What it may do now.
	pub status: Status,
	/// Where it stands.
	pub location: Option<Location>,
	/// The nonce of its next consent.
	pub nonce: u32,
	/// How often it was struck, for life.
	pub strikes: u8,
	/// The share of its units that its crowd leaves to it, in 1e-4.
	pub scale: u32,
	/// For how much its owner answers, in planck.
	pub bond: Balance,
}

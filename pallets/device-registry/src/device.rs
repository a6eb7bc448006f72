//! The record of a device.

use crate::{BalanceOf, Collateral, Config, Error, Interactive};
use cairn_primitives::devices::{ClassId, DeviceIndex, DeviceKey, Location, MakerId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;

/// A list of devices, for calls that do the same for each of them.
pub type Fleet<T> = BoundedVec<DeviceIndex, <T as Config>::MaxFleet>;

/// The status of a device.
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
pub enum Status<BlockNumber> {
	/// The device may take part and earn.
	Active,
	/// The device is out of service, at its owner's wish or because its bond is too small.
	Inactive,
	/// The device is out of service until its suspension ends.
	Suspended,
	/// The device is out of service for good.
	Retired {
		/// The block from which the bond can be released.
		bond_release_at: BlockNumber,
		/// Whether governance expelled the device, and its key for good.
		expelled: bool,
	},
}

/// A device.
#[derive(
	CloneNoBound, DebugNoBound, PartialEqNoBound, EqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Device<T: Config> {
	/// The device's key, which is its identity.
	pub key: DeviceKey,
	/// The account that owns the device, answers for it and earns its rewards.
	pub owner: T::AccountId,
	/// The device's maker.
	#[codec(compact)]
	pub maker: MakerId,
	/// The device's class.
	#[codec(compact)]
	pub class: ClassId,
	/// The device's status.
	pub status: Status<BlockNumberFor<T>>,
	/// The device's location; `None` before the first assertion and after retirement.
	pub location: Option<Location>,
	/// The block at which a location was last asserted; before the first assertion, the block at
	/// which the device was onboarded.
	pub located_at: BlockNumberFor<T>,
	/// The device's bond, in CRN: the amount for which the owner answers.
	#[codec(compact)]
	pub bond: BalanceOf<T>,
	/// The collateral that the bond is held in.
	pub collateral: Collateral,
	/// The nonce of the key's next statement: it counts the key's statements and sales.
	#[codec(compact)]
	pub nonce: u32,
	/// The number of strikes, for life.
	pub strikes: u8,
	/// The interactive period; `None` if the device does not count in the density of its cell.
	pub interactive: Option<Interactive<BlockNumberFor<T>>>,
}

impl<T: Config> Device<T> {
	/// Returns whether the device may take part and earn.
	pub fn is_active(&self) -> bool {
		self.status == Status::Active
	}

	/// Fails if the device is suspended or retired.
	pub(crate) fn ensure_in_service(&self) -> Result<(), Error<T>> {
		match self.status {
			Status::Active | Status::Inactive => Ok(()),
			Status::Suspended => Err(Error::DeviceSuspended),
			Status::Retired { .. } => Err(Error::DeviceRetired),
		}
	}
}

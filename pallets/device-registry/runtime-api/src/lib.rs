//! The runtime API of the device registry, for wallets (`state_call`) and for the node.
//!
//! Lists are paginated, [`pallet_device_registry::QUERY_PAGE`] items per page: pass the last item
//! as `after` to get the next page.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use cairn_primitives::devices::{ClassId, DeviceIndex, DeviceKey, MakerId, RegionTableId};
use codec::Codec;
use pallet_device_registry::{Class, DeviceInfo, Maker, Regions};

sp_api::decl_runtime_apis! {
	/// Queries to the device registry.
	pub trait DeviceRegistryApi<AccountId, Balance, BlockNumber, Hash>
	where
		AccountId: Codec,
		Balance: Codec,
		BlockNumber: Codec,
		Hash: Codec,
	{
		/// Returns everything the registry knows about a device; `None` if it does not exist.
		fn device(device: DeviceIndex) -> Option<DeviceInfo<AccountId, Balance, BlockNumber, Hash>>;

		/// Returns the number of the device with this key; `None` if no registered device has it.
		fn device_with_key(key: DeviceKey) -> Option<DeviceIndex>;

		/// Returns a page of an account's devices, starting after `after`.
		fn devices_of(owner: AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex>;

		/// Returns a page of the devices in an H3 cell of any resolution up to 12, each with its
		/// own cell, starting after `after`.
		fn devices_in_cell(cell: u64, after: Option<(u64, DeviceIndex)>) -> Vec<(u64, DeviceIndex)>;

		/// Returns the share of its units that density leaves a device, in units of 1e-4; `None` if
		/// the device does not exist.
		fn reward_scale(device: DeviceIndex) -> Option<u32>;

		/// Returns a page of the makers, starting after `after`.
		fn makers(after: Option<MakerId>) -> Vec<(MakerId, Maker<AccountId>)>;

		/// Returns a page of the classes, starting after `after`.
		fn classes(after: Option<ClassId>) -> Vec<(ClassId, Class<Balance>)>;

		/// Returns all regions of a table; none if the table does not exist.
		fn regions(table: RegionTableId) -> Regions;
	}
}

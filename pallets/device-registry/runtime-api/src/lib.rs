//! What one may ask a runtime about its devices: `state_call` from a wallet, or the client's API.
//!
//! Lists come in pages of [`pallet_device_registry::QUERY_PAGE`]; one asks on with the last item.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use cairn_primitives::devices::{ClassId, DeviceIndex, DeviceKey, MakerId, RegionTableId};
use codec::Codec;
use pallet_device_registry::{Class, DeviceInfo, Maker, Regions};

sp_api::decl_runtime_apis! {
	/// The device registry.
	pub trait DeviceRegistryApi<AccountId, Balance, BlockNumber, Hash>
	where
		AccountId: Codec,
		Balance: Codec,
		BlockNumber: Codec,
		Hash: Codec,
	{
		/// All that is known of a device.
		fn device(device: DeviceIndex) -> Option<DeviceInfo<AccountId, Balance, BlockNumber, Hash>>;

		/// The number of the device with this key.
		fn device_with_key(key: DeviceKey) -> Option<DeviceIndex>;

		/// A page of an account's devices, those that come after `after`.
		fn devices_of(owner: AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex>;

		/// A page of the devices in an H3 cell of any resolution up to 12, each with its own cell,
		/// those that come after `after`.
		fn devices_in_cell(cell: u64, after: Option<(u64, DeviceIndex)>) -> Vec<(u64, DeviceIndex)>;

		/// The share of its units that the crowd around leaves to a device, in 1e-4.
		fn reward_scale(device: DeviceIndex) -> Option<u32>;

		/// A page of the makers, those that come after `after`.
		fn makers(after: Option<MakerId>) -> Vec<(MakerId, Maker<AccountId>)>;

		/// A page of the classes, those that come after `after`.
		fn classes(after: Option<ClassId>) -> Vec<(ClassId, Class<Balance>)>;

		/// The regions of a table.
		fn regions(table: RegionTableId) -> Regions;
	}
}

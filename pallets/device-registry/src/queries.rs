//! The queries of wallets, explorers and operators. Each reply is bounded.

use crate::{
	BalanceOf, CellKey, Change, Class, Classes, Collateral, Config, Device, Devices,
	DevicesInCells, DevicesOf, Maker, Makers, Offers, Pallet, PayoutAccounts, PendingChanges,
	Status, Suspension, Suspensions, LOCATION_RESOLUTION,
};
use alloc::vec::Vec;
use cairn_primitives::devices::{ClassId, DeviceIndex, DeviceKey, Location, MakerId};
use codec::{Decode, DecodeWithMemTracking, Encode};
use coverage_math::descendants;
use frame_support::storage::StoragePrefixedMap;
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;

/// The highest number of items on a page of a reply.
pub const QUERY_PAGE: u32 = 64;

/// Everything the registry knows about a device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct DeviceInfo<AccountId, Balance, BlockNumber, Hash> {
	/// The device's key.
	pub key: DeviceKey,
	/// The account that owns the device.
	pub owner: AccountId,
	/// The account that receives the device's rewards.
	pub payee: AccountId,
	/// The device's maker.
	pub maker: MakerId,
	/// The device's class.
	pub class: ClassId,
	/// The device's status.
	pub status: Status<BlockNumber>,
	/// The device's location; `None` before the first assertion and after retirement.
	pub location: Option<Location>,
	/// The block at which a location was last asserted; before the first assertion, the block at
	/// which the device was onboarded.
	pub located_at: BlockNumber,
	/// The device's bond, in CRN: the amount for which the owner answers.
	pub bond: Balance,
	/// The collateral that the bond is held in.
	pub collateral: Collateral,
	/// The nonce of the device's next statement.
	pub nonce: u32,
	/// The number of strikes, for life.
	pub strikes: u8,
	/// The block until which the device counts in the density of its cell, unless it proves itself
	/// again; `None` if it does not count.
	pub interactive_until: Option<BlockNumber>,
	/// The share of its units that density leaves the device, in units of 1e-4.
	pub reward_scale: u32,
	/// The account that the device is offered to.
	pub offered_to: Option<AccountId>,
	/// The pending change, and the block from which it takes effect.
	pub pending_change: Option<(Change<AccountId, Balance>, BlockNumber)>,
	/// The device's suspension.
	pub suspension: Option<Suspension<BlockNumber, Hash>>,
}

/// Everything the registry knows about a device of the runtime.
pub type DeviceInfoOf<T> = DeviceInfo<
	<T as frame_system::Config>::AccountId,
	BalanceOf<T>,
	BlockNumberFor<T>,
	<T as frame_system::Config>::Hash,
>;

impl<T: Config> Pallet<T> {
	pub(crate) fn query_device(index: DeviceIndex) -> Option<DeviceInfoOf<T>> {
		let device = Devices::<T>::get(index)?;
		let reward_scale = Self::reward_scale_of(&device);
		let Device {
			key,
			owner,
			maker,
			class,
			status,
			location,
			located_at,
			bond,
			collateral,
			nonce,
			strikes,
			interactive,
		} = device;
		Some(DeviceInfo {
			key,
			payee: PayoutAccounts::<T>::get(index).unwrap_or_else(|| owner.clone()),
			owner,
			maker,
			class,
			status,
			location,
			located_at,
			bond,
			collateral,
			nonce,
			strikes,
			interactive_until: interactive.map(|interactive| interactive.until),
			reward_scale,
			offered_to: Offers::<T>::get(index),
			pending_change: PendingChanges::<T>::get(index)
				.and_then(|pending| Some((pending.change?, pending.effective_at))),
			suspension: Suspensions::<T>::get(index),
		})
	}

	pub(crate) fn query_devices_of(
		owner: T::AccountId,
		after: Option<DeviceIndex>,
	) -> Vec<DeviceIndex> {
		let devices = match after {
			Some(after) => {
				let key = DevicesOf::<T>::hashed_key_for(&owner, after);
				DevicesOf::<T>::iter_key_prefix_from(&owner, key)
			}
			None => DevicesOf::<T>::iter_key_prefix(&owner),
		};
		devices.take(QUERY_PAGE as usize).collect()
	}

	pub(crate) fn query_devices_in_cell(
		cell: u64,
		after: Option<(u64, DeviceIndex)>,
	) -> Vec<(u64, DeviceIndex)> {
		let Some(cells) = descendants(cell, LOCATION_RESOLUTION) else {
			return Vec::new();
		};
		let start = match after {
			Some((cell, device)) => {
				DevicesInCells::<T>::hashed_key_for(CellKey::from(cell), device)
			}
			// This prefix is shorter than any key of the cell, and therefore sorts before all of
			// them.
			None => [
				DevicesInCells::<T>::final_prefix().as_slice(),
				CellKey::from(*cells.start()).encode().as_slice(),
			]
			.concat(),
		};
		DevicesInCells::<T>::iter_keys_from(start)
			.map(|(cell, device)| (u64::from(cell), device))
			.take_while(|(cell, _)| cells.contains(cell))
			.take(QUERY_PAGE as usize)
			.collect()
	}

	pub(crate) fn query_makers(after: Option<MakerId>) -> Vec<(MakerId, Maker<T::AccountId>)> {
		let first = after.map_or(0, |after| after.saturating_add(1));
		(first..crate::NextMaker::<T>::get())
			.take(QUERY_PAGE as usize)
			.filter_map(|id| Some((id, Makers::<T>::get(id)?)))
			.collect()
	}

	pub(crate) fn query_classes(after: Option<ClassId>) -> Vec<(ClassId, Class<BalanceOf<T>>)> {
		let classes = match after {
			Some(after) => Classes::<T>::iter_from(Classes::<T>::hashed_key_for(after)),
			None => Classes::<T>::iter(),
		};
		classes.take(QUERY_PAGE as usize).collect()
	}
}

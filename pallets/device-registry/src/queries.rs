//! What wallets, explorers and operators ask; each answer is bounded.

use crate::{
	types::QUERY_PAGE, BalanceOf, CellKey, Class, Classes, Config, Device, DeviceInfo,
	DeviceInfoOf, Devices, DevicesInCells, DevicesOf, Maker, Makers, Offers, Pallet,
	PayoutAccounts, PendingChanges, Suspensions,
};
use alloc::vec::Vec;
use cairn_primitives::devices::{ClassId, DeviceIndex, MakerId};
use codec::Encode;
use coverage_math::descendants;
use frame_support::storage::StoragePrefixedMap;

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
		let Some(cells) = descendants(cell, crate::types::LOCATION_RESOLUTION) else {
			return Vec::new();
		};
		let start = match after {
			Some((cell, device)) => {
				DevicesInCells::<T>::hashed_key_for(CellKey::from(cell), device)
			}
			// Shorter than any key of the cell, and so before all of them.
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

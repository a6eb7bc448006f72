//! The registry and the emission that the pallet sees.

use super::AccountId;
use crate::*;
use cairn_primitives::{
	devices::{
		ClassId, CoverageStanding, DeviceDirectory, DeviceKey, DeviceProfile, Discipline, Location,
		Mode, RegionId, SuspensionReason,
	},
	rewards::{Bucket, RewardCredit, Units},
};
use core::cell::RefCell;
use frame_support::parameter_types;
use sp_runtime::DispatchError;
use std::collections::BTreeMap;

/// The class of all devices, unless a test changes it.
pub const CLASS: ClassId = 1;
/// The radio region of all devices, unless a test changes it.
pub const REGION: RegionId = 1;
/// The frequency of beacons in tests.
pub const FREQUENCY_HZ: u32 = 868_100_000;
/// The power that goes into the antenna in tests.
pub const TX_POWER_CDBM: i16 = 1_400;
/// The reward scale that leaves all units.
pub const FULL: u32 = 10_000;

parameter_types! {
	pub static Scale: u32 = FULL;
}

thread_local! {
	static DEVICES: RefCell<BTreeMap<DeviceIndex, DeviceProfile<AccountId>>> =
		const { RefCell::new(BTreeMap::new()) };
	static CREDITS: RefCell<BTreeMap<DeviceIndex, Units>> = const { RefCell::new(BTreeMap::new()) };
	static STRIKES: RefCell<BTreeMap<DeviceIndex, u8>> = const { RefCell::new(BTreeMap::new()) };
	static PROVED: RefCell<Vec<DeviceIndex>> = const { RefCell::new(Vec::new()) };
}

/// A stand-in for the registry and the emission.
pub struct Registry;

impl Registry {
	/// Forgets all devices and what happened to them.
	pub fn reset() {
		DEVICES.with_borrow_mut(BTreeMap::clear);
		CREDITS.with_borrow_mut(BTreeMap::clear);
		STRIKES.with_borrow_mut(BTreeMap::clear);
		PROVED.with_borrow_mut(Vec::clear);
		Scale::set(FULL);
	}

	pub fn change(device: DeviceIndex, change: impl FnOnce(&mut DeviceProfile<AccountId>)) {
		DEVICES.with_borrow_mut(|devices| change(devices.get_mut(&device).unwrap()));
	}

	pub fn remove(device: DeviceIndex) {
		DEVICES.with_borrow_mut(|devices| devices.remove(&device));
	}

	pub fn strikes_of(device: DeviceIndex) -> u8 {
		STRIKES.with_borrow(|all| all.get(&device).copied().unwrap_or_default())
	}

	pub fn is_suspended(device: DeviceIndex) -> bool {
		Self::profile(device).unwrap().is_suspended
	}

	/// Returns the units credited to all devices.
	pub fn all_credits() -> Units {
		CREDITS.with_borrow(|credits| credits.values().sum())
	}

	/// Returns the device of each valid proof so far.
	pub fn proved() -> Vec<DeviceIndex> {
		PROVED.with_borrow(Vec::clone)
	}

	/// Suspends a device, or releases it.
	pub fn suspend(device: DeviceIndex, is_suspended: bool) {
		Self::change(device, |profile| {
			profile.is_active = !is_suspended;
			profile.is_suspended = is_suspended;
		});
	}
}

impl DeviceDirectory<AccountId> for Registry {
	fn index_of(_: &DeviceKey) -> Option<DeviceIndex> {
		None
	}

	fn profile(device: DeviceIndex) -> Option<DeviceProfile<AccountId>> {
		DEVICES.with_borrow(|devices| devices.get(&device).cloned())
	}

	fn payee(device: DeviceIndex) -> Option<AccountId> {
		Self::profile(device).map(|device| device.owner)
	}

	fn may_transmit(_: ClassId, region: Option<RegionId>, frequency_hz: u32, eirp: i32) -> bool {
		region.is_some() && (863_000_000..=870_000_000).contains(&frequency_hz) && eirp <= 1_900
	}

	fn devices_of(_: &AccountId, _: Option<DeviceIndex>) -> Vec<DeviceIndex> {
		Vec::new()
	}
}

impl CoverageStanding for Registry {
	fn weight_of_joining() -> Weight {
		Weight::from_parts(5_000_000, 0)
	}

	fn record_valid_proof(device: DeviceIndex) -> Result<bool, DispatchError> {
		PROVED.with_borrow_mut(|proved| {
			let joins = !proved.contains(&device);
			proved.push(device);
			Ok(joins)
		})
	}

	fn density_scale(_: DeviceIndex) -> u32 {
		Scale::get()
	}
}

impl RewardCredit for Registry {
	fn weight() -> Weight {
		Weight::zero()
	}

	fn credit(device: DeviceIndex, _: Bucket, units: Units) -> sp_runtime::DispatchResult {
		CREDITS.with_borrow_mut(|credits| *credits.entry(device).or_default() += units);
		Ok(())
	}
}

impl Discipline for Registry {
	type Balance = u64;

	fn weight() -> Weight {
		Weight::from_parts(5_000_000, 0)
	}

	fn strike(device: DeviceIndex) -> Result<u8, DispatchError> {
		Self::profile(device).ok_or(DispatchError::CannotLookup)?;
		STRIKES.with_borrow_mut(|all| {
			let strikes = all.entry(device).or_default();
			*strikes += 1;
			Ok(*strikes)
		})
	}

	fn suspend_automatically(
		device: DeviceIndex,
		_: SuspensionReason,
	) -> sp_runtime::DispatchResult {
		if Self::profile(device).ok_or(DispatchError::CannotLookup)?.is_suspended {
			return Err("the device is already suspended".into());
		}
		Self::change(device, |profile| {
			profile.is_active = false;
			profile.is_suspended = true;
		});
		Ok(())
	}

	fn slash_bond(_: DeviceIndex, _: u64) -> u64 {
		0
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for Registry {
	fn device(number: u32, key: DeviceKey, cell: u64) -> DeviceIndex {
		register(number, key, number.into(), cell);
		number
	}
}

pub fn register(device: DeviceIndex, key: DeviceKey, owner: AccountId, cell: u64) {
	let location = Location { cell, elevation_m: 10, gain_cdbi: 300, region: Some(REGION) };
	let profile = DeviceProfile {
		key,
		owner,
		class: CLASS,
		mode: Mode::Covers,
		is_active: true,
		is_suspended: false,
		location: Some(location),
	};
	DEVICES.with_borrow_mut(|devices| devices.insert(device, profile));
}

/// Removes and returns the units credited to a device.
pub fn credits_of(device: DeviceIndex) -> Units {
	CREDITS.with_borrow_mut(|credits| credits.remove(&device).unwrap_or_default())
}

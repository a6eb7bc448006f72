//! The interfaces between the pallets that deal with devices.

use super::{ClassId, DeviceIndex, DeviceKey, Location, Mode, RegionId, SuspensionReason};
use alloc::vec::Vec;
use sp_runtime::{DispatchError, DispatchResult, Weight};

/// The facts about a device that other pallets need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceProfile<AccountId> {
	/// The device's key.
	pub key: DeviceKey,
	/// The account that owns the device.
	pub owner: AccountId,
	/// The device's class.
	pub class: ClassId,
	/// The work for which the device is paid.
	pub mode: Mode,
	/// Whether the device may be challenged, report and earn.
	pub is_active: bool,
	/// Whether the device is suspended, and therefore not active.
	pub is_suspended: bool,
	/// The device's location; `None` if it has none.
	pub location: Option<Location>,
}

/// Looks devices up. The registry implements it.
///
/// ```
/// use cairn_primitives::devices::{DeviceDirectory, DeviceKey};
///
/// /// Returns whether the device with this key may take part.
/// fn takes_part<Directory: DeviceDirectory<AccountId>, AccountId>(key: &DeviceKey) -> bool {
///     Directory::index_of(key)
///         .and_then(Directory::profile)
///         .is_some_and(|device| device.is_active && device.location.is_some())
/// }
/// ```
pub trait DeviceDirectory<AccountId> {
	/// Returns the number of the device with this key.
	fn index_of(key: &DeviceKey) -> Option<DeviceIndex>;

	/// Returns the facts about the device; `None` if it does not exist.
	fn profile(device: DeviceIndex) -> Option<DeviceProfile<AccountId>>;

	/// Returns the account that receives the device's rewards; `None` if it does not exist.
	fn payee(device: DeviceIndex) -> Option<AccountId>;

	/// Returns whether devices of a class may transmit in a region on this frequency and with this
	/// power radiated, antenna included (EIRP), in hundredths of dBm.
	fn may_transmit(
		class: ClassId,
		region: Option<RegionId>,
		frequency_hz: u32,
		eirp_cdbm: i32,
	) -> bool;

	/// Returns a page of an account's devices, starting after `after`.
	fn devices_of(owner: &AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex>;
}

/// The standing that valid proofs give a device. The registry implements it.
///
/// ```
/// use cairn_primitives::devices::{CoverageStanding, DeviceIndex};
///
/// /// Returns the units that density leaves a beaconer, in units of 1e-4.
/// fn scaled<Standing: CoverageStanding>(beaconer: DeviceIndex, units: u64) -> u64 {
///     units.saturating_mul(Standing::density_scale(beaconer).into()) / 10_000
/// }
/// ```
pub trait CoverageStanding {
	/// Returns the highest weight of recording a valid proof by which a device becomes interactive.
	fn weight_of_joining() -> Weight;

	/// Records a valid proof: the device counts in the density of its cell until it lapses. Returns
	/// whether the device became interactive by it, which costs far more than staying interactive.
	fn record_valid_proof(device: DeviceIndex) -> Result<bool, DispatchError>;

	/// Returns the share of its units that density leaves the device, in units of 1e-4. A device
	/// that is not interactive keeps all of them, so record its proof first.
	fn density_scale(device: DeviceIndex) -> u32;
}

/// Discipline over devices. The registry implements it, and the pallet that judges proofs uses it.
///
/// ```
/// use cairn_primitives::devices::{DeviceIndex, Discipline, SuspensionReason};
///
/// /// Suspends a device at each third strike.
/// fn missed_reveal<Registry: Discipline>(device: DeviceIndex) -> sp_runtime::DispatchResult {
///     if Registry::strike(device)? % 3 == 0 {
///         Registry::suspend_automatically(device, SuspensionReason::MissedReveals)?;
///     }
///     Ok(())
/// }
/// ```
pub trait Discipline {
	/// An amount of the token in which bonds are denominated.
	type Balance;

	/// Returns the highest weight of a strike and the suspension that may follow.
	fn weight() -> Weight;

	/// Adds a strike, and returns the number of strikes of the device. They stay with its key for
	/// life.
	fn strike(device: DeviceIndex) -> Result<u8, DispatchError>;

	/// Suspends the device: its unclaimed rewards go to escrow. Fails if the device is suspended
	/// already.
	fn suspend_automatically(device: DeviceIndex, reason: SuspensionReason) -> DispatchResult;

	/// Slashes up to `amount` of the device's bond, and returns what was slashed. A device that is
	/// left with less than the bond of its class becomes inactive until its owner reactivates it.
	fn slash_bond(device: DeviceIndex, amount: Self::Balance) -> Self::Balance;
}

/// The fate of the rewards that a suspension had put in escrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escrow {
	/// The rewards are returned to the device.
	Returned,
	/// The rewards are forfeited.
	Forfeited,
}

/// The hooks by which the registry notifies the pallets that keep accounts of devices: coverage and
/// emission.
///
/// The registry calls hooks while it changes its own records. A hook must not change anything in
/// the registry, and must take all it needs from its arguments. A tuple notifies all its members.
///
/// ```
/// use cairn_primitives::devices::{DeviceHooks, DeviceIndex};
///
/// struct Ledger;
///
/// impl DeviceHooks<u64> for Ledger {
///     fn weight() -> sp_runtime::Weight {
///         sp_runtime::Weight::zero()
///     }
///
///     fn on_transferred(device: DeviceIndex, former_payee: &u64) {
///         println!("pay what device {device} has earned to {former_payee}");
///     }
/// }
/// ```
pub trait DeviceHooks<AccountId> {
	/// Returns the highest weight of any single hook.
	fn weight() -> Weight;

	/// The device moved: its proofs in the previous cell no longer count.
	fn on_moved(_device: DeviceIndex) {}

	/// The device stayed in its cell and changed its antenna or radio region.
	fn on_refitted(_device: DeviceIndex) {}

	/// The device has a new owner. Its rewards so far belong to the former payee.
	fn on_transferred(_device: DeviceIndex, _former_payee: &AccountId) {}

	/// The device has a new key, at the same location and with the same history.
	fn on_replaced(_device: DeviceIndex) {}

	/// The device retired. Its rewards so far belong to `payee`.
	fn on_retired(_device: DeviceIndex, _payee: &AccountId) {}

	/// The device was suspended: its unclaimed rewards go to escrow.
	fn on_suspended(_device: DeviceIndex) {}

	/// The suspension ended.
	fn on_released(_device: DeviceIndex, _escrow: Escrow) {}
}

#[impl_trait_for_tuples::impl_for_tuples(4)]
impl<AccountId> DeviceHooks<AccountId> for Tuple {
	fn weight() -> Weight {
		let mut weight = Weight::zero();
		for_tuples!( #( weight = weight.saturating_add(Tuple::weight()); )* );
		weight
	}

	fn on_moved(device: DeviceIndex) {
		for_tuples!( #( Tuple::on_moved(device); )* );
	}

	fn on_refitted(device: DeviceIndex) {
		for_tuples!( #( Tuple::on_refitted(device); )* );
	}

	fn on_transferred(device: DeviceIndex, former_payee: &AccountId) {
		for_tuples!( #( Tuple::on_transferred(device, former_payee); )* );
	}

	fn on_replaced(device: DeviceIndex) {
		for_tuples!( #( Tuple::on_replaced(device); )* );
	}

	fn on_retired(device: DeviceIndex, payee: &AccountId) {
		for_tuples!( #( Tuple::on_retired(device, payee); )* );
	}

	fn on_suspended(device: DeviceIndex) {
		for_tuples!( #( Tuple::on_suspended(device); )* );
	}

	fn on_released(device: DeviceIndex, escrow: Escrow) {
		for_tuples!( #( Tuple::on_released(device, escrow); )* );
	}
}

//! What the pallets that deal with devices ask of each other.

use super::{ClassId, DeviceIndex, DeviceKey, Location, Mode, RegionId, SuspensionReason};
use alloc::vec::Vec;
use sp_runtime::{DispatchError, DispatchResult, Weight};

/// What others need to know of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceProfile<AccountId> {
	/// Its key.
	pub key: DeviceKey,
	/// Who owns it.
	pub owner: AccountId,
	/// What it is.
	pub class: ClassId,
	/// What it is paid for.
	pub mode: Mode,
	/// Whether it may be challenged, report and earn.
	pub is_active: bool,
	/// Whether it may not because it is suspended.
	pub is_suspended: bool,
	/// Where it stands, once that was asserted.
	pub location: Option<Location>,
}

/// Finds devices. Implemented by the registry.
///
/// ```
/// use cairn_primitives::devices::{DeviceDirectory, DeviceKey};
///
/// /// Whether the device with this key may take part.
/// fn takes_part<Directory: DeviceDirectory<AccountId>, AccountId>(key: &DeviceKey) -> bool {
///     Directory::index_of(key)
///         .and_then(Directory::profile)
///         .is_some_and(|device| device.is_active && device.location.is_some())
/// }
/// ```
pub trait DeviceDirectory<AccountId> {
	/// The number of the device with this key.
	fn index_of(key: &DeviceKey) -> Option<DeviceIndex>;

	/// What is known of the device.
	fn profile(device: DeviceIndex) -> Option<DeviceProfile<AccountId>>;

	/// The account to which what the device earns is paid.
	fn payee(device: DeviceIndex) -> Option<AccountId>;

	/// Whether devices of a class may send so in a region: on this frequency, radiating this power,
	/// antenna included (EIRP), in hundredths of dBm.
	fn may_transmit(
		class: ClassId,
		region: Option<RegionId>,
		frequency_hz: u32,
		eirp_cdbm: i32,
	) -> bool;

	/// A page of an account's devices, those that come after `after`.
	fn devices_of(owner: &AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex>;
}

/// The part of a device's standing that valid proofs give it. Implemented by the registry.
///
/// ```
/// use cairn_primitives::devices::{CoverageStanding, DeviceIndex};
///
/// /// The units, in 1e-4, that a beaconer earns in its crowd.
/// fn scaled<Standing: CoverageStanding>(beaconer: DeviceIndex, units: u64) -> u64 {
///     units.saturating_mul(Standing::density_scale(beaconer).into()) / 10_000
/// }
/// ```
pub trait CoverageStanding {
	/// What it costs at most to note a valid proof of a device that joins its crowd by it.
	fn weight_of_joining() -> Weight;

	/// Notes a valid proof: the device counts in the density of its cell until it lapses. Returns
	/// whether it joined the crowd by it, which costs far more than staying in it.
	fn record_valid_proof(device: DeviceIndex) -> Result<bool, DispatchError>;

	/// The share of its units that the crowd around leaves to the device, in 1e-4. A device that
	/// is not in the crowd is not crowded: note its proof first.
	fn density_scale(device: DeviceIndex) -> u32;
}

/// Discipline over devices. Implemented by the registry, used by whoever judges proofs.
///
/// ```
/// use cairn_primitives::devices::{DeviceIndex, Discipline, SuspensionReason};
///
/// /// Each third strike suspends.
/// fn missed_reveal<Registry: Discipline>(device: DeviceIndex) -> sp_runtime::DispatchResult {
///     if Registry::strike(device)? % 3 == 0 {
///         Registry::suspend_automatically(device, SuspensionReason::MissedReveals)?;
///     }
///     Ok(())
/// }
/// ```
pub trait Discipline {
	/// An amount of the token that bonds are in.
	type Balance;

	/// What a strike and the suspension that may follow from it cost at most.
	fn weight() -> Weight;

	/// Adds a strike and returns how many the device has. They stay with its key for life.
	fn strike(device: DeviceIndex) -> Result<u8, DispatchError>;

	/// Suspends the device: what it has earned and not claimed goes to escrow. An error if it is
	/// suspended already.
	fn suspend_automatically(device: DeviceIndex, reason: SuspensionReason) -> DispatchResult;

	/// Takes up to `amount` of the device's bond and returns what was taken. A device that is left
	/// with less than its class asks rests until its owner tops the bond up.
	fn slash_bond(device: DeviceIndex, amount: Self::Balance) -> Self::Balance;
}

/// What becomes of the rewards that a suspension had put in escrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escrow {
	/// They are the device's again.
	Returned,
	/// They are lost to it.
	Forfeited,
}

/// What the registry tells those who keep accounts of devices: coverage and emission.
///
/// Called while the registry changes its own records: what a hook needs is in its arguments, and it
/// must not change anything in the registry. A tuple tells all its members.
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
	/// What each of the calls costs at most.
	fn weight() -> Weight;

	/// The device moved: what it proved elsewhere no longer counts.
	fn on_moved(_device: DeviceIndex) {}

	/// The device stands where it stood, with another antenna or in another radio region.
	fn on_refitted(_device: DeviceIndex) {}

	/// The device has a new owner; what it earned so far belongs to the former payee.
	fn on_transferred(_device: DeviceIndex, _former_payee: &AccountId) {}

	/// The device has a new key, in the same place and with the same history.
	fn on_replaced(_device: DeviceIndex) {}

	/// The device is out of service for good; what it earned belongs to `payee`.
	fn on_retired(_device: DeviceIndex, _payee: &AccountId) {}

	/// The device is suspended: what it has earned and not claimed goes to escrow.
	fn on_suspended(_device: DeviceIndex) {}

	/// The suspension is over.
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

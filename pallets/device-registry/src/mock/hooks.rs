//! Hooks that record their calls.

use super::AccountId;
use cairn_primitives::devices::{DeviceHooks, DeviceIndex, Escrow};
use core::cell::RefCell;
use frame_support::weights::Weight;

/// A call of a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookCall {
	Moved(DeviceIndex),
	Transferred(DeviceIndex, AccountId),
	Replaced(DeviceIndex),
	Retired(DeviceIndex, AccountId),
	Suspended(DeviceIndex),
	Released(DeviceIndex, Escrow),
}

thread_local! {
	static CALLS: RefCell<Vec<HookCall>> = const { RefCell::new(Vec::new()) };
}

/// Records the calls of its hooks.
pub struct HookLog;

impl HookLog {
	fn record(call: HookCall) {
		CALLS.with(|all| all.borrow_mut().push(call));
	}

	/// Returns the calls since the last `take`.
	pub fn take() -> Vec<HookCall> {
		CALLS.with(|all| core::mem::take(&mut *all.borrow_mut()))
	}
}

impl DeviceHooks<AccountId> for HookLog {
	fn weight() -> Weight {
		Weight::zero()
	}

	fn on_moved(device: DeviceIndex) {
		Self::record(HookCall::Moved(device));
	}

	fn on_transferred(device: DeviceIndex, former_payee: &AccountId) {
		Self::record(HookCall::Transferred(device, former_payee.clone()));
	}

	fn on_replaced(device: DeviceIndex) {
		Self::record(HookCall::Replaced(device));
	}

	fn on_retired(device: DeviceIndex, payee: &AccountId) {
		Self::record(HookCall::Retired(device, payee.clone()));
	}

	fn on_suspended(device: DeviceIndex) {
		Self::record(HookCall::Suspended(device));
	}

	fn on_released(device: DeviceIndex, escrow: Escrow) {
		Self::record(HookCall::Released(device, escrow));
	}
}

//! The traits that other pallets call: credits from coverage, and hooks of the registry.

use crate::{Config, Pallet, WeightInfo};
use cairn_primitives::{
	devices::{DeviceHooks, DeviceIndex, Escrow},
	rewards::{Bucket, RewardCredit, Units},
};
use frame_support::{pallet_prelude::DispatchResult, weights::Weight};

impl<T: Config> RewardCredit for Pallet<T> {
	fn weight() -> Weight {
		T::WeightInfo::credit()
	}

	fn credit(device: DeviceIndex, bucket: Bucket, units: Units) -> DispatchResult {
		Self::do_credit(device, bucket, units)
	}
}

impl<T: Config> DeviceHooks<T::AccountId> for Pallet<T> {
	fn weight() -> Weight {
		T::WeightInfo::on_transferred()
			.max(T::WeightInfo::on_suspended())
			.max(T::WeightInfo::on_released())
	}

	fn on_transferred(device: DeviceIndex, former_payee: &T::AccountId) {
		Self::assign_to_account(device, former_payee);
	}

	fn on_retired(device: DeviceIndex, payee: &T::AccountId) {
		Self::assign_to_account(device, payee);
	}

	fn on_suspended(device: DeviceIndex) {
		Self::begin_escrow(device);
	}

	fn on_released(device: DeviceIndex, escrow: Escrow) {
		Self::resolve_escrow(device, escrow);
	}
}

//! Bonds: the CRN held on an owner for each device, slashes, and fees.

use crate::{BalanceOf, Collateral, Config, Device, Devices, DevicesOf, Event, HoldReason, Pallet};
use cairn_primitives::devices::DeviceIndex;
use frame_support::{
	defensive,
	pallet_prelude::DispatchResult,
	traits::{
		fungible::{hold::Balanced as _, hold::Mutate as _, Balanced as _},
		tokens::{Fortitude, Precision, Preservation},
		OnUnbalanced,
	},
};
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	/// Puts a bond on hold on `owner`, at the expense of `payer`.
	pub(crate) fn hold_bond(
		payer: &T::AccountId,
		owner: &T::AccountId,
		amount: BalanceOf<T>,
	) -> DispatchResult {
		if amount.is_zero() {
			return Ok(());
		}
		let reason = HoldReason::DeviceBond.into();
		if payer == owner {
			return T::Currency::hold(&reason, owner, amount);
		}
		T::Currency::transfer_and_hold(
			&reason,
			payer,
			owner,
			amount,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)
		.map(|_| ())
	}

	/// Releases CRN that was on hold on `owner`.
	pub(crate) fn release_bond(owner: &T::AccountId, amount: BalanceOf<T>) {
		let released = T::Currency::release(
			&HoldReason::DeviceBond.into(),
			owner,
			amount,
			Precision::BestEffort,
		);
		if released != Ok(amount) {
			defensive!("a device's bond was not on hold in full");
		}
	}

	/// Slashes up to `amount` of the bond; returns what was slashed.
	pub(crate) fn do_slash(
		index: DeviceIndex,
		device: &mut Device<T>,
		amount: BalanceOf<T>,
	) -> BalanceOf<T> {
		let amount = amount.min(device.bond);
		if amount.is_zero() {
			return amount;
		}
		let taken = match device.collateral {
			Collateral::Native => Self::slash_native(device, amount),
			Collateral::Staked { tokens } => Self::slash_tokens(device, tokens, amount),
		};
		Self::deposit_event(Event::BondSlashed {
			device: index,
			amount: taken,
			remaining: device.bond,
			collateral: device.collateral,
		});
		taken
	}

	fn slash_native(device: &mut Device<T>, amount: BalanceOf<T>) -> BalanceOf<T> {
		let (credit, missing) =
			T::Currency::slash(&HoldReason::DeviceBond.into(), &device.owner, amount);
		if !missing.is_zero() {
			defensive!("a device's bond was not on hold in full");
		}
		T::Slashed::on_unbalanced(credit);
		device.bond = device.bond.saturating_sub(amount);
		amount
	}

	/// Releases the bond of a retired device, and removes the device. The history of its key is
	/// kept.
	pub(crate) fn release_retired_bond(index: DeviceIndex, device: Device<T>) {
		Self::release_collateral(&device);
		Self::archive_key(&device);
		DevicesOf::<T>::remove(&device.owner, index);
		Devices::<T>::remove(index);
		Self::deposit_event(Event::BondReleased {
			device: index,
			owner: device.owner,
			amount: device.bond,
			collateral: device.collateral,
		});
	}

	/// Charges a fee to `payer`, whose account must stay alive.
	pub(crate) fn take_fee(payer: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		let credit = T::Currency::withdraw(
			payer,
			amount,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)?;
		T::Fees::on_unbalanced(credit);
		Ok(())
	}
}

//! Collateral: what bonds are held in, CRN or the liquid staking token.
//!
//! A bond is an amount of CRN whatever it is held in: a slash names CRN, and takes tokens that are
//! worth it then. The rate can fall when validators are slashed; so that a bond is covered all the
//! same, the tokens must be worth more than it when they are held, by [`Config::CollateralMargin`].
//! The margin is the owner's own: while the rate holds, no slash reaches it.

use crate::{
	BalanceOf, Collateral, CollateralKind, Config, Device, Devices, Error, Event, Pallet,
	WeightInfo,
};
use cairn_primitives::{
	collateral::{StakedCollateral, StakedTokens},
	devices::DeviceIndex,
};
use frame_support::{
	defensive, ensure,
	pallet_prelude::{DispatchError, DispatchResult, Get, Weight},
};

impl<T: Config> Pallet<T> {
	/// Holds a device's bond in something else.
	pub(crate) fn do_swap_bond(
		owner: &T::AccountId,
		index: DeviceIndex,
		into: CollateralKind,
	) -> DispatchResult {
		let mut device = Self::owned_device(owner, index)?;
		Self::ensure_changeable(index, &device)?;
		ensure!(device.collateral.kind() != into, Error::<T>::CollateralUnchanged);

		// First the new, then the old: no device is ever without.
		let collateral = Self::hold_collateral(owner, device.bond, into)?;
		Self::release_collateral(&device);
		device.collateral = collateral;
		Self::deposit_event(Event::BondSwapped { device: index, bond: device.bond, collateral });
		Devices::<T>::insert(index, device);
		Ok(())
	}

	fn hold_collateral(
		owner: &T::AccountId,
		bond: BalanceOf<T>,
		kind: CollateralKind,
	) -> Result<Collateral, DispatchError> {
		match kind {
			CollateralKind::Native => {
				Self::hold_bond(owner, owner, bond)?;
				Ok(Collateral::Native)
			}
			CollateralKind::Staked => {
				let tokens = Self::tokens_for_bond(bond)?;
				Self::hold_tokens(owner, tokens)?;
				Ok(Collateral::Staked { tokens })
			}
		}
	}

	/// Holds what a device lacks of this bond; in tokens also what it lacks of the margin, as if
	/// the bond were swapped now. Gives nothing back of what is too much.
	pub(crate) fn top_up_bond(device: &mut Device<T>, bond: BalanceOf<T>) -> DispatchResult {
		match device.collateral {
			Collateral::Native => {
				let missing = bond.saturating_sub(device.bond);
				Self::hold_bond(&device.owner, &device.owner, missing)?;
			}
			Collateral::Staked { tokens: held } => {
				let tokens = Self::tokens_for_bond(bond)?.max(held);
				Self::hold_tokens(&device.owner, tokens.saturating_sub(held))?;
				device.collateral = Collateral::Staked { tokens };
			}
		}
		device.bond = device.bond.max(bond);
		Ok(())
	}

	/// Gives back all that is held on a device's owner for it.
	pub(crate) fn release_collateral(device: &Device<T>) {
		match device.collateral {
			Collateral::Native => Self::release_bond(&device.owner, device.bond),
			Collateral::Staked { tokens } => {
				if T::StakedCollateral::release(&device.owner, tokens) != tokens {
					defensive!("a device's tokens were not on hold in full");
				}
			}
		}
	}

	/// Takes tokens that are worth `amount`, or all there are if these are worth less; returns what
	/// they are worth, `amount` at most. The bond that is left is no more than what is held for it
	/// is worth: whoever relies on it must not be deceived.
	pub(crate) fn slash_tokens(
		device: &mut Device<T>,
		held: StakedTokens,
		amount: BalanceOf<T>,
	) -> BalanceOf<T> {
		// If no amount of tokens is worth it, they are worth nothing.
		let due = T::StakedCollateral::tokens_for(amount).map_or(held, |tokens| tokens.min(held));
		let taken = T::StakedCollateral::slash(&device.owner, due);
		if taken != due {
			defensive!("a device's tokens were not on hold in full");
		}
		let left = held.saturating_sub(taken);
		let value = T::StakedCollateral::worth(taken).min(amount);
		device.bond = device.bond.saturating_sub(value).min(T::StakedCollateral::worth(left));
		device.collateral = Collateral::Staked { tokens: left };
		value
	}

	/// The tokens that must be held for a bond now.
	fn tokens_for_bond(bond: BalanceOf<T>) -> Result<StakedTokens, DispatchError> {
		let margin = T::CollateralMargin::get().mul_ceil(bond);
		T::StakedCollateral::tokens_for(bond.saturating_add(margin))
	}

	fn hold_tokens(owner: &T::AccountId, tokens: StakedTokens) -> DispatchResult {
		if tokens == 0 {
			return Ok(());
		}
		T::StakedCollateral::hold(owner, tokens)
	}

	/// What swapping the bonds of so many devices costs.
	pub(crate) fn weight_of_swap(devices: usize, into: CollateralKind) -> Weight {
		let swap = match into {
			CollateralKind::Native => T::WeightInfo::swap_bond_into_native(devices as u32),
			CollateralKind::Staked => T::WeightInfo::swap_bond_into_staked(devices as u32),
		};
		Self::with_collateral(swap, devices)
	}
}

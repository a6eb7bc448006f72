//! Collateral: bonds are held in CRN or in the liquid staking token.
//!
//! A bond is an amount of CRN, whatever it is held in. A slash names an amount of CRN, and takes
//! tokens that are worth that amount at the time. The tokens' rate can fall when validators are
//! slashed. To cover the bond all the same, the tokens must be worth
//! [`Config::CollateralMargin`] more than the bond when they are put on hold. The margin belongs to
//! the owner: while the rate does not fall, no slash reaches it.

use crate::{BalanceOf, Config, Device, Devices, Error, Event, Pallet, WeightInfo};
use cairn_primitives::{
	collateral::{StakedCollateral, StakedTokens},
	devices::DeviceIndex,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	defensive, ensure,
	pallet_prelude::{DispatchError, DispatchResult, Get, Weight},
};
use scale_info::TypeInfo;

/// The kinds of collateral that a bond can be held in.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum CollateralKind {
	/// CRN.
	Native,
	/// The liquid staking token.
	Staked,
}

/// The collateral that the bond of a device is held in.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Collateral {
	/// CRN, in the amount of the bond.
	#[default]
	Native,
	/// The liquid staking token.
	Staked {
		/// The amount of tokens: worth the bond and a margin when they were put on hold.
		#[codec(compact)]
		tokens: StakedTokens,
	},
}

impl Collateral {
	/// Returns the kind of collateral.
	pub fn kind(&self) -> CollateralKind {
		match self {
			Self::Native => CollateralKind::Native,
			Self::Staked { .. } => CollateralKind::Staked,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Changes the collateral of a device's bond (Invariant 3).
	pub(crate) fn do_swap_bond(
		owner: &T::AccountId,
		index: DeviceIndex,
		into: CollateralKind,
	) -> DispatchResult {
		let mut device = Self::owned_device(owner, index)?;
		Self::ensure_changeable(index, &device)?;
		ensure!(device.collateral.kind() != into, Error::<T>::CollateralUnchanged);

		// The new collateral is put on hold first: no device is ever without.
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

	/// Puts on hold what a device lacks of this bond; in tokens, also what it lacks of the margin,
	/// as if the collateral were changed now. Never releases any excess.
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

	/// Releases all collateral of a device.
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

	/// Slashes tokens that are worth `amount`, or all of them if they are worth less; returns what
	/// they are worth, `amount` at most. The remaining bond is never more than the remaining tokens
	/// are worth, so that nobody relies on a bond that is not covered.
	pub(crate) fn slash_tokens(
		device: &mut Device<T>,
		held: StakedTokens,
		amount: BalanceOf<T>,
	) -> BalanceOf<T> {
		// If no amount of tokens is worth `amount`, the tokens are worth nothing.
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

	/// Returns the amount of tokens that must be put on hold for a bond now.
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

	/// Returns the weight of changing the collateral of this number of devices.
	pub(crate) fn weight_of_swap(devices: usize, into: CollateralKind) -> Weight {
		let swap = match into {
			CollateralKind::Native => T::WeightInfo::swap_bond_into_native(devices as u32),
			CollateralKind::Staked => T::WeightInfo::swap_bond_into_staked(devices as u32),
		};
		Self::with_collateral(swap, devices)
	}
}

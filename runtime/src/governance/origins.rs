//! The origins that a passed referendum can dispatch with, beside root.

pub use pallet::*;

use cairn_primitives::{currency::CRN, Balance};
use frame_support::traits::EnsureOrigin;

/// A pallet of origins alone: no storage, no calls.
#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	/// Nothing to configure.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The pallet that gives the origins their name.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What a referendum may decide without root's power.
	#[derive(
		Clone,
		Copy,
		Debug,
		Decode,
		DecodeWithMemTracking,
		Encode,
		Eq,
		MaxEncodedLen,
		PartialEq,
		TypeInfo,
	)]
	#[pallet::origin]
	pub enum Origin {
		/// Slashes by hand, cancels deferred slashes and sets the least commission.
		StakingAdmin,
		/// Spends any amount of the treasury and rejects spends.
		Treasurer,
		/// Spends up to 10,000 CRN of the treasury at a time.
		SmallSpender,
		/// Cancels and kills referenda, cancels deferred slashes, pauses deposits to liquid staking,
		/// and suspends devices and decides about them, when days are too long.
		EmergencyAdmin,
		/// Admits makers, sets classes and regions, suspends devices and decides appeals.
		DeviceAdmin,
	}
}

macro_rules! ensure_origin {
	($(#[$doc:meta])* $name:ident: $($origin:ident)|+) => {
		$(#[$doc])*
		pub struct $name;
		impl<O> EnsureOrigin<O> for $name
		where
			O: From<Origin> + Into<Result<Origin, O>>,
		{
			type Success = ();

			fn try_origin(origin: O) -> Result<(), O> {
				match origin.into()? {
					$(Origin::$origin)|+ => Ok(()),
					#[allow(unreachable_patterns)]
					other => Err(O::from(other)),
				}
			}

			#[cfg(feature = "runtime-benchmarks")]
			fn try_successful_origin() -> Result<O, ()> {
				[$(Origin::$origin),+].into_iter().next().map(O::from).ok_or(())
			}
		}
	};
}

ensure_origin! {
	/// May slash by hand, cancel deferred slashes and set the least commission.
	StakingAdmin: StakingAdmin | EmergencyAdmin
}

ensure_origin! {
	/// May reject what the treasury was asked to spend.
	Treasurer: Treasurer
}

ensure_origin! {
	/// May cancel and kill referenda.
	EmergencyAdmin: EmergencyAdmin
}

ensure_origin! {
	/// May admit and limit makers and set classes and regions.
	DeviceAdmin: DeviceAdmin
}

ensure_origin! {
	/// May suspend devices and resolve suspensions.
	DeviceJudge: DeviceAdmin | EmergencyAdmin
}

/// May spend from the treasury, up to the amount that goes with the origin.
pub struct Spender;
impl<O> EnsureOrigin<O> for Spender
where
	O: From<Origin> + Into<Result<Origin, O>>,
{
	type Success = Balance;

	fn try_origin(origin: O) -> Result<Balance, O> {
		match origin.into()? {
			Origin::Treasurer => Ok(Balance::MAX),
			Origin::SmallSpender => Ok(10_000 * CRN),
			other => Err(O::from(other)),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<O, ()> {
		Ok(O::from(Origin::Treasurer))
	}
}

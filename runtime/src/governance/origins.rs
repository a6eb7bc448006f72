//! The origins with which a passed referendum can dispatch its call, besides root.

pub use pallet::*;

use cairn_primitives::{currency::CRN, Balance};
use frame_support::traits::EnsureOrigin;

/// A pallet that only defines origins. It has no storage and no calls.
#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	/// The pallet has no configuration.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The pallet that defines the origins.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// The origins of referenda that do not need the power of root.
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
		/// Slashes manually, cancels deferred slashes and sets the minimum commission.
		StakingAdmin,
		/// Spends any amount from the treasury, and rejects spends.
		Treasurer,
		/// Spends up to 10,000 CRN from the treasury at a time.
		SmallSpender,
		/// Pauses calls and deposits to liquid staking, cancels and kills referenda, slashes manually,
		/// cancels deferred slashes, sets the minimum commission, suspends devices and resolves
		/// suspensions, within hours instead of days.
		EmergencyAdmin,
		/// Admits and updates makers, sets classes, regions and the parameters of coverage, suspends
		/// devices and resolves suspensions.
		DeviceAdmin,
		/// Dispatches, with the power of root, calls that the technical committee has whitelisted.
		WhitelistedCaller,
		/// Cancels referenda. Their deposits are returned.
		ReferendumCanceller,
		/// Kills referenda. Their deposits are lost.
		ReferendumKiller,
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
	/// Origins that may slash manually, cancel deferred slashes and set the minimum commission.
	StakingAdmin: StakingAdmin | EmergencyAdmin
}

ensure_origin! {
	/// Origins that may reject spends of the treasury.
	Treasurer: Treasurer
}

ensure_origin! {
	/// Origins that may pause calls and deposits to liquid staking.
	EmergencyAdmin: EmergencyAdmin
}

ensure_origin! {
	/// Origins that may cancel referenda.
	ReferendumCanceller: ReferendumCanceller | EmergencyAdmin
}

ensure_origin! {
	/// Origins that may kill referenda.
	ReferendumKiller: ReferendumKiller | EmergencyAdmin
}

ensure_origin! {
	/// Origins that may dispatch whitelisted calls.
	WhitelistedCaller: WhitelistedCaller
}

ensure_origin! {
	/// Origins that may admit and update makers, and set classes and regions.
	DeviceAdmin: DeviceAdmin
}

ensure_origin! {
	/// Origins that may suspend devices and resolve suspensions.
	DeviceJudge: DeviceAdmin | EmergencyAdmin
}

/// Origins that may spend from the treasury. Each origin has a maximum amount.
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

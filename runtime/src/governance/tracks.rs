//! The tracks of referenda: the origin, the required support and the periods of each.
//!
//! Periods are measured in eras. An era of a local network lasts less than a minute, so a developer can
//! watch a whole referendum there.

use super::origins;
use crate::{Runtime, RuntimeOrigin};
use alloc::borrow::Cow;
use cairn_primitives::{currency::CRN, Balance, BlockNumber};
use frame_support::traits::{Get, OriginTrait};
use pallet_network_parameters::EraShare;
use pallet_referenda::{Curve, Track, TrackInfo, TracksInfo};
use sp_runtime::{str_array, FixedI64};

/// The tracks of Cairn.
pub struct Tracks;

/// The number of a track.
pub type TrackId = u16;

/// The track for any call, with the origin root.
pub const ROOT: TrackId = 0;
/// The track for calls that the technical committee has whitelisted, which decides within hours.
pub const WHITELISTED_CALLER: TrackId = 1;
/// The track for slashes and the minimum commission.
pub const STAKING_ADMIN: TrackId = 10;
/// The track for large spends.
pub const TREASURER: TrackId = 20;
/// The track for small spends.
pub const SMALL_SPENDER: TrackId = 21;
/// The track for emergencies, which decides within hours.
pub const EMERGENCY_ADMIN: TrackId = 30;
/// The track that cancels referenda and returns their deposits.
pub const REFERENDUM_CANCELLER: TrackId = 31;
/// The track that kills referenda and takes their deposits.
pub const REFERENDUM_KILLER: TrackId = 32;
/// The track for makers, device classes and suspensions.
pub const DEVICE_ADMIN: TrackId = 40;

const fn percent(share: i64) -> FixedI64 {
	FixedI64::from_rational(share as u128, 100)
}

/// Approval that falls from near unanimity to a simple majority.
const APPROVAL: Curve = Curve::make_reciprocal(4, 28, percent(80), percent(50), percent(100));
/// Approval that falls from three quarters to a simple majority. It is never near unanimity, because a
/// vote with conviction counts six times, so that a few opponents could veto a decision.
const MAJORITY: Curve = Curve::make_linear(28, 28, percent(50), percent(75));

/// Support that falls from `ceiling` to `floor`, in percent of the active issuance. Nothing passes with
/// less than the floor, even if nobody opposes it: the floor is the price of a decision.
const fn support(ceiling: i64, floor: i64) -> Curve {
	Curve::make_linear(28, 28, percent(floor), percent(ceiling))
}

fn blocks<const NUMERATOR: u32, const DENOMINATOR: u32>() -> BlockNumber {
	EraShare::<Runtime, NUMERATOR, DENOMINATOR>::get()
}

impl TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = TrackId;
	type RuntimeOrigin = <RuntimeOrigin as OriginTrait>::PalletsOrigin;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<TrackId, Balance, BlockNumber>>> {
		[
			Track {
				id: ROOT,
				info: TrackInfo {
					name: str_array("root"),
					// More than one, so that a referendum that nobody wants does not keep all others
					// waiting.
					max_deciding: 4,
					decision_deposit: 10_000 * CRN,
					prepare_period: blocks::<1, 12>(),
					decision_period: blocks::<14, 1>(),
					confirm_period: blocks::<1, 1>(),
					min_enactment_period: blocks::<1, 1>(),
					min_approval: APPROVAL,
					min_support: support(50, 5),
				},
			},
			Track {
				id: WHITELISTED_CALLER,
				info: TrackInfo {
					name: str_array("whitelisted_caller"),
					max_deciding: 10,
					decision_deposit: 5_000 * CRN,
					prepare_period: blocks::<1, 48>(),
					decision_period: blocks::<3, 1>(),
					confirm_period: blocks::<1, 48>(),
					min_enactment_period: blocks::<1, 144>(),
					min_approval: MAJORITY,
					min_support: support(10, 2),
				},
			},
			Track {
				id: STAKING_ADMIN,
				info: TrackInfo {
					name: str_array("staking_admin"),
					max_deciding: 10,
					decision_deposit: 1_000 * CRN,
					prepare_period: blocks::<1, 12>(),
					// Shorter than the deferral of slashes, so that a slash can be cancelled in time.
					decision_period: blocks::<7, 1>(),
					confirm_period: blocks::<1, 8>(),
					min_enactment_period: blocks::<1, 144>(),
					min_approval: APPROVAL,
					min_support: support(25, 2),
				},
			},
			Track {
				id: TREASURER,
				info: TrackInfo {
					name: str_array("treasurer"),
					max_deciding: 10,
					decision_deposit: 1_000 * CRN,
					prepare_period: blocks::<1, 12>(),
					decision_period: blocks::<14, 1>(),
					confirm_period: blocks::<2, 1>(),
					min_enactment_period: blocks::<1, 1>(),
					min_approval: APPROVAL,
					min_support: support(50, 3),
				},
			},
			Track {
				id: SMALL_SPENDER,
				info: TrackInfo {
					name: str_array("small_spender"),
					max_deciding: 50,
					decision_deposit: 100 * CRN,
					prepare_period: blocks::<1, 12>(),
					decision_period: blocks::<7, 1>(),
					confirm_period: blocks::<1, 1>(),
					min_enactment_period: blocks::<1, 12>(),
					min_approval: APPROVAL,
					min_support: support(25, 1),
				},
			},
			Track {
				id: EMERGENCY_ADMIN,
				info: TrackInfo {
					name: str_array("emergency_admin"),
					max_deciding: 5,
					decision_deposit: 5_000 * CRN,
					prepare_period: blocks::<1, 144>(),
					decision_period: blocks::<1, 1>(),
					confirm_period: blocks::<1, 24>(),
					min_enactment_period: blocks::<1, 144>(),
					min_approval: MAJORITY,
					min_support: support(25, 5),
				},
			},
			Track {
				id: REFERENDUM_CANCELLER,
				info: TrackInfo {
					name: str_array("referendum_canceller"),
					max_deciding: 20,
					decision_deposit: 1_000 * CRN,
					prepare_period: blocks::<1, 48>(),
					decision_period: blocks::<3, 1>(),
					confirm_period: blocks::<1, 24>(),
					min_enactment_period: blocks::<1, 144>(),
					min_approval: MAJORITY,
					min_support: support(5, 1),
				},
			},
			Track {
				id: REFERENDUM_KILLER,
				info: TrackInfo {
					name: str_array("referendum_killer"),
					max_deciding: 20,
					decision_deposit: 5_000 * CRN,
					prepare_period: blocks::<1, 48>(),
					decision_period: blocks::<3, 1>(),
					confirm_period: blocks::<1, 24>(),
					min_enactment_period: blocks::<1, 144>(),
					min_approval: MAJORITY,
					min_support: support(5, 1),
				},
			},
			Track {
				id: DEVICE_ADMIN,
				info: TrackInfo {
					name: str_array("device_admin"),
					max_deciding: 50,
					decision_deposit: 100 * CRN,
					prepare_period: blocks::<1, 12>(),
					// Shorter than the time in which a suspension must be resolved.
					decision_period: blocks::<7, 1>(),
					confirm_period: blocks::<1, 2>(),
					min_enactment_period: blocks::<1, 144>(),
					min_approval: APPROVAL,
					min_support: support(25, 2),
				},
			},
		]
		.into_iter()
		.map(Cow::Owned)
	}

	fn track_for(origin: &Self::RuntimeOrigin) -> Result<TrackId, ()> {
		use crate::OriginCaller::{system, Origins};
		match origin {
			system(frame_system::RawOrigin::Root) => Ok(ROOT),
			Origins(origins::Origin::StakingAdmin) => Ok(STAKING_ADMIN),
			Origins(origins::Origin::Treasurer) => Ok(TREASURER),
			Origins(origins::Origin::SmallSpender) => Ok(SMALL_SPENDER),
			Origins(origins::Origin::EmergencyAdmin) => Ok(EMERGENCY_ADMIN),
			Origins(origins::Origin::DeviceAdmin) => Ok(DEVICE_ADMIN),
			Origins(origins::Origin::WhitelistedCaller) => Ok(WHITELISTED_CALLER),
			Origins(origins::Origin::ReferendumCanceller) => Ok(REFERENDUM_CANCELLER),
			Origins(origins::Origin::ReferendumKiller) => Ok(REFERENDUM_KILLER),
			_ => Err(()),
		}
	}
}

//! The tracks of referenda: how much support leads to which origin, and how long it takes.
//!
//! Periods are counted in eras, so that a local network, whose era lasts less than a minute, sees a
//! referendum through in the time its developer has.

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

/// Anything, through root.
pub const ROOT: TrackId = 0;
/// Slashes and commission.
pub const STAKING_ADMIN: TrackId = 10;
/// Large spends.
pub const TREASURER: TrackId = 20;
/// Small spends.
pub const SMALL_SPENDER: TrackId = 21;
/// Cancelling referenda and slashes within hours.
pub const EMERGENCY_ADMIN: TrackId = 30;
/// Makers, classes, suspensions of devices.
pub const DEVICE_ADMIN: TrackId = 40;

const fn percent(share: i64) -> FixedI64 {
	FixedI64::from_rational(share as u128, 100)
}

/// Approval must be near unanimous at first and a bare majority at the end.
const APPROVAL: Curve = Curve::make_reciprocal(4, 28, percent(80), percent(50), percent(100));
/// Approval must stay near unanimous.
const HIGH_APPROVAL: Curve = Curve::make_linear(28, 28, percent(90), percent(100));
/// Half of all stake at first, next to none at the end: a decision nobody opposes passes.
const SUPPORT: Curve = Curve::make_linear(28, 28, percent(0), percent(50));
/// A tenth of all stake at any time.
const HIGH_SUPPORT: Curve = Curve::make_linear(28, 28, percent(10), percent(50));

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
					max_deciding: 1,
					decision_deposit: 10_000 * CRN,
					prepare_period: blocks::<1, 12>(),
					decision_period: blocks::<14, 1>(),
					confirm_period: blocks::<1, 1>(),
					min_enactment_period: blocks::<1, 1>(),
					min_approval: APPROVAL,
					min_support: SUPPORT,
				},
			},
			Track {
				id: STAKING_ADMIN,
				info: TrackInfo {
					name: str_array("staking_admin"),
					max_deciding: 10,
					decision_deposit: 1_000 * CRN,
					prepare_period: blocks::<1, 12>(),
					// Shorter than slashes are deferred, or none could be cancelled in time.
					decision_period: blocks::<7, 1>(),
					confirm_period: blocks::<1, 8>(),
					min_enactment_period: blocks::<1, 144>(),
					min_approval: APPROVAL,
					min_support: SUPPORT,
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
					min_support: SUPPORT,
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
					min_support: SUPPORT,
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
					min_approval: HIGH_APPROVAL,
					min_support: HIGH_SUPPORT,
				},
			},
			Track {
				id: DEVICE_ADMIN,
				info: TrackInfo {
					name: str_array("device_admin"),
					max_deciding: 50,
					decision_deposit: 100 * CRN,
					prepare_period: blocks::<1, 12>(),
					// Shorter than a suspension waits for its decision.
					decision_period: blocks::<7, 1>(),
					confirm_period: blocks::<1, 2>(),
					min_enactment_period: blocks::<1, 144>(),
					min_approval: APPROVAL,
					min_support: SUPPORT,
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
			_ => Err(()),
		}
	}
}

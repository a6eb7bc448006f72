//! The emission that every network begins with. Governance changes shares and caps; the schedule
//! stays.

use cairn_primitives::{
	currency::{CRN, MILLI_CRN},
	time::YEAR_MS,
	Balance,
};
use pallet_reward_emission::{PerBucket, Schedule, Shares};
use sp_runtime::Permill;

/// 30 million CRN in each of the first two years, then half of that, and so on: 120 million in all.
/// With the 60 million of the template's genesis that is less than the cap, which also counts what
/// is emitted again: up to 300,000 CRN a year of what was burned.
pub fn schedule() -> Schedule {
	Schedule {
		first_year: 30_000_000 * CRN,
		halving_period_ms: YEAR_MS.saturating_mul(2),
		cap: 200_000_000 * CRN,
		reemission_per_year: 300_000 * CRN,
	}
}

/// What of it goes to whom.
pub fn shares() -> Shares {
	Shares {
		stakers: Permill::from_percent(30),
		coverage: Permill::from_percent(45),
		usage: Permill::from_percent(10),
		treasury: Permill::from_percent(15),
	}
}

/// The most that a unit may be worth: a beacon with four valid witnesses earns at most a CRN, for
/// 10,000 units. A million devices at four beacons a day stay far below; the first few of a network
/// do not share a day's whole pot.
pub fn rate_caps() -> PerBucket<Balance> {
	let cap = MILLI_CRN / 10;
	PerBucket { coverage: cap, usage: cap }
}

//! The emission that every network starts with. Governance can change shares and rate caps, but not
//! the schedule.

use cairn_primitives::{
	currency::{CRN, MILLI_CRN},
	time::YEAR_MS,
	Balance,
};
use pallet_reward_emission::{PerBucket, Schedule, Shares};
use sp_runtime::Permill;

/// Returns the schedule: 30 million CRN in each of the first two years, half of that in each of the
/// next two, and so on, 120 million in total. With the 60 million of the template's genesis, this
/// stays below the cap. The cap also covers burned tokens that are emitted again, up to 300,000 CRN
/// a year.
pub fn schedule() -> Schedule {
	Schedule {
		first_year: 30_000_000 * CRN,
		halving_period_ms: YEAR_MS.saturating_mul(2),
		cap: 200_000_000 * CRN,
		reemission_per_year: 300_000 * CRN,
	}
}

/// Returns the shares by which emission is split.
pub fn shares() -> Shares {
	Shares {
		stakers: Permill::from_percent(30),
		coverage: Permill::from_percent(45),
		usage: Permill::from_percent(10),
		treasury: Permill::from_percent(15),
	}
}

/// Returns the maximum value of one unit. A beacon with four valid witnesses earns 10,000 units,
/// and so at most one CRN. A million devices with four beacons a day stay far below the cap; it
/// stops the first few devices of a network from sharing a whole day's pot.
pub fn rate_caps() -> PerBucket<Balance> {
	let cap = MILLI_CRN / 10;
	PerBucket { coverage: cap, usage: cap }
}

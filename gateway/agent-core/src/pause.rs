//! The pause before a beacon: all that are announced in one block would go at once, and drown each
//! other.

use crate::random::Random;
use cairn_gateway_types::coverage::Window;
use cairn_primitives::BlockNumber;
use rand::Rng;
use std::time::Duration;

/// How many blocks are left to those who hear the beacon: they report after the next block, so that
/// it is in the one after it.
const FOR_REPORTS: BlockNumber = 2;

/// No pause is longer: by then even many beacons are far apart, and reports need a second try.
const LONGEST: Duration = Duration::from_secs(60);

/// How long a beacon waits that is due after block `now`, on a chain that makes a block every `slot`;
/// none if there is no time for that.
pub(crate) fn draw(
	window: &Window,
	now: BlockNumber,
	slot: Duration,
	random: &mut impl Random,
) -> Option<Duration> {
	let blocks = window.report_by.saturating_sub(now).saturating_sub(FOR_REPORTS);
	let longest = slot.saturating_mul(blocks).min(LONGEST);
	(longest > Duration::ZERO).then(|| random.gen_range(Duration::ZERO..=longest))
}

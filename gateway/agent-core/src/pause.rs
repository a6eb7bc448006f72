//! Draws the pause before a beacon. Without it, all beacons announced in one block would be
//! transmitted at once and collide.

use crate::random::Random;
use cairn_gateway_types::coverage::Window;
use cairn_primitives::BlockNumber;
use rand::Rng;
use std::time::Duration;

/// The number of blocks reserved for the witnesses. They report after the next block, so that the
/// report is included in the block after that.
const REPORT_BLOCKS: BlockNumber = 2;

/// The longest pause. It spreads even many beacons far enough, and leaves time for a second attempt
/// at reports.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// Draws the pause of a beacon that is due after block `now`, on a chain with a block every `slot`.
/// Returns `None` if there is no time for a pause.
pub(crate) fn draw(
	window: &Window,
	now: BlockNumber,
	slot: Duration,
	random: &mut impl Random,
) -> Option<Duration> {
	let blocks = window.report_by.saturating_sub(now).saturating_sub(REPORT_BLOCKS);
	let longest = slot.saturating_mul(blocks).min(MAX_PAUSE);
	(longest > Duration::ZERO).then(|| random.gen_range(Duration::ZERO..=longest))
}

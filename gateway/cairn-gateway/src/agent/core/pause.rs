//! The pause before a beacon: all that are announced in one block would go at once, and drown each
//! other.

use super::{
	act::{Random, Turn},
	proof::Proof,
	Core, Step,
};
use cairn_gateway_types::coverage::Window;
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex, BlockNumber};
use rand::Rng;
use std::time::Duration;

/// How many blocks are left to those who hear the beacon: they report after the next block, so that
/// it is in the one after it.
const FOR_REPORTS: BlockNumber = 2;

/// No pause is longer: by then even many beacons are far apart, and reports need a second try.
const LONGEST: Duration = Duration::from_secs(60);

/// How long a beacon waits that is due after block `now`, on a chain that makes a block every `slot`;
/// none if there is no time for that.
pub(super) fn draw(
	window: &Window,
	now: BlockNumber,
	slot: Duration,
	random: &mut impl Random,
) -> Option<Duration> {
	let blocks = window.report_by.saturating_sub(now).saturating_sub(FOR_REPORTS);
	let longest = slot.saturating_mul(blocks).min(LONGEST);
	(longest > Duration::ZERO).then(|| random.gen_range(Duration::ZERO..=longest))
}

impl Core {
	/// The pause before a device's beacon is over. It goes if it would go without a pause; nothing else
	/// has changed.
	pub(super) fn turn(
		&mut self,
		window: WindowIndex,
		index: DeviceIndex,
		random: &mut impl Random,
		step: &mut Step,
	) {
		let Some(now) = self.now() else { return };
		let Some(round) = self.rounds.get_mut(&window) else { return };
		let Some(device) = self.devices.get(&index) else { return };
		if round.proofs.get_mut(&index).is_some_and(Proof::may_go) {
			let (genesis, slot, has_relay) = (self.genesis, self.slot, self.has_relay);
			let turn = Turn { genesis, slot, has_relay, index, device, now };
			// It is known to be announced: there is nothing to ask.
			let _ = turn.beacon(round, self.last_final, random, step);
		}
	}
}

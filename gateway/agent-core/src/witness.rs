//! The receptions that a device reports in a window.

use crate::attempts::{retry_after, Attempts};
use cairn_primitives::{coverage::Reception, devices::DeviceIndex, BlockNumber};
use sp_core::H256;
use std::collections::BTreeMap;

/// The receptions in a call, at most.
pub(crate) const RECEPTIONS: usize = 16;

/// With so few ordinals left, what is heard is collected until the last moment.
const SCARCE: u8 = 4;

/// What a device has heard in a window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Witness {
	/// Its calls; each reception is in as many as it needs.
	pub calls: Attempts,
	/// By beaconer: of each, one frame is reported.
	receptions: BTreeMap<DeviceIndex, Heard>,
}

/// A frame that was heard.
#[derive(Clone, Debug)]
struct Heard {
	reception: Reception,
	/// What was announced when it was checked. A report of anything else earns a strike.
	frame: H256,
	/// When to report it.
	due_at: BlockNumber,
	/// The last call that it was in.
	ordinal: Option<u8>,
	/// Since which block the chain has it.
	reported_at: Option<BlockNumber>,
	/// Whether nothing is to be gained by it any more.
	is_over: bool,
}

impl Heard {
	fn is_waiting(&self) -> bool {
		self.reported_at.is_none() && !self.is_over
	}
}

impl Witness {
	/// Whether a beacon of this device was heard.
	pub fn has_heard(&self, beaconer: DeviceIndex) -> bool {
		self.receptions.contains_key(&beaconer)
	}

	/// A frame was heard that is the one announced. It is reported after the next block, together
	/// with what is heard until then.
	pub fn hear(&mut self, reception: Reception, frame: H256, now: BlockNumber) {
		let due_at = now.saturating_add(1);
		let heard =
			Heard { reception, frame, due_at, ordinal: None, reported_at: None, is_over: false };
		self.receptions.entry(reception.beaconer).or_insert(heard);
	}

	/// The beaconers of which something waits to be reported.
	pub fn waiting(&self) -> impl Iterator<Item = DeviceIndex> + '_ {
		self.receptions
			.iter()
			.filter(|(_, heard)| heard.is_waiting())
			.map(|(beaconer, _)| *beaconer)
	}

	/// The receptions of the next call, if it is time for one.
	///
	/// - `deadline`: the last block that takes reports.
	/// - `announced`: the frame that a beaconer has announced, as far as the chain is known.
	pub fn due(
		&self,
		now: BlockNumber,
		deadline: BlockNumber,
		announced: impl Fn(DeviceIndex) -> Option<H256>,
	) -> Vec<Reception> {
		if !self.calls.is_due(now, deadline) {
			return Vec::new();
		}
		let reportable: Vec<_> = self
			.receptions
			.iter()
			.filter(|(beaconer, heard)| {
				heard.is_waiting() && announced(**beaconer) == Some(heard.frame)
			})
			.map(|(_, heard)| heard)
			.collect();
		let is_last_chance = now.saturating_add(1) >= deadline;
		let fresh = reportable.iter().filter(|heard| heard.ordinal.is_none()).count();
		let is_time = match self.calls.left() {
			..=SCARCE => is_last_chance,
			_ => fresh >= RECEPTIONS || reportable.iter().any(|heard| heard.due_at <= now),
		};
		if !is_time && !is_last_chance {
			return Vec::new();
		}
		let goes = |heard: &&&Heard| heard.ordinal.is_none() || heard.due_at <= now;
		reportable.iter().filter(goes).take(RECEPTIONS).map(|heard| heard.reception).collect()
	}

	/// One of these that was in a call before, to be reported alone: a relay carries one reception at
	/// a time. None if that would use up more than half of the ordinals that are left.
	pub fn again_alone(&self, due: &[Reception]) -> Option<Reception> {
		let was_called = |reception: &&Reception| {
			let heard = self.receptions.get(&reception.beaconer);
			heard.is_some_and(|heard| heard.ordinal.is_some())
		};
		let again = due.iter().filter(was_called).count();
		let most = usize::from(self.calls.left() / 2);
		due.iter().find(was_called).filter(|_| again <= most).copied()
	}

	/// A call with these is made: its ordinal.
	pub fn call(
		&mut self,
		receptions: &[Reception],
		now: BlockNumber,
		deadline: BlockNumber,
	) -> Option<u8> {
		let ordinal = self.calls.ordinal()?;
		self.calls.used(ordinal);
		let due_at = now.saturating_add(retry_after(now, deadline));
		for reception in receptions {
			if let Some(heard) = self.receptions.get_mut(&reception.beaconer) {
				heard.ordinal = Some(ordinal);
				heard.due_at = due_at;
			}
		}
		Some(ordinal)
	}

	/// A call has come to nothing: what was in it is reported again after the next block.
	pub fn again(&mut self, ordinal: u8, now: BlockNumber) {
		for heard in self.receptions.values_mut().filter(|heard| heard.ordinal == Some(ordinal)) {
			heard.due_at = now.saturating_add(1);
		}
	}

	/// A call was refused because nothing is to be gained by the last of what was in it: only the
	/// last one's reason is told. The others are reported again.
	pub fn drop_last(&mut self, ordinal: u8, now: BlockNumber) {
		self.again(ordinal, now);
		let mut last =
			self.receptions.values_mut().rev().filter(|heard| heard.ordinal == Some(ordinal));
		if let Some(heard) = last.find(|heard| heard.is_waiting()) {
			heard.is_over = true;
		}
	}

	/// The chain has the report of a beacon. Answers whether that is news.
	pub fn reported(&mut self, beaconer: DeviceIndex, at: BlockNumber) -> bool {
		match self.receptions.get_mut(&beaconer) {
			Some(heard) => heard.reported_at.replace(at).is_none(),
			None => false,
		}
	}

	/// Blocks from this one on are retracted.
	pub fn retract(&mut self, from: BlockNumber) {
		for heard in self.receptions.values_mut() {
			heard.reported_at = heard.reported_at.filter(|block| *block < from);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use cairn_primitives::coverage::Measurement;

	fn reception(beaconer: DeviceIndex) -> Reception {
		let measurement = Measurement { rssi_cdbm: -9_000, snr_cdb: None, frequency_hz: 1 };
		Reception { beaconer, commitment: H256::zero(), measurement }
	}

	fn witness(heard: u32, now: BlockNumber) -> Witness {
		let mut witness = Witness::default();
		(0..heard).for_each(|beaconer| witness.hear(reception(beaconer), H256::zero(), now));
		witness
	}

	fn announced(_: DeviceIndex) -> Option<H256> {
		Some(H256::zero())
	}

	#[test]
	fn receptions_should_travel_together_when_they_are_heard_in_one_block() {
		let mut witness = witness(3, 10);
		assert!(witness.due(10, 20, announced).is_empty());
		let due = witness.due(11, 20, announced);
		assert_eq!(due.len(), 3);
		assert_eq!(witness.call(&due, 11, 20), Some(0));
		assert!(witness.due(12, 20, announced).is_empty());
		assert!(witness.reported(1, 12));
		assert_eq!(witness.due(13, 20, announced).len(), 2);
	}

	#[test]
	fn receptions_should_go_at_once_when_they_fill_a_call_or_time_is_short() {
		let mut full = witness(17, 10);
		let due = full.due(10, 20, announced);
		assert_eq!(due.len(), 16);
		full.call(&due, 10, 20);
		assert!(full.due(10, 20, announced).is_empty(), "one is left, and waits for others");
		assert_eq!(witness(1, 19).due(19, 20, announced).len(), 1);
		assert!(witness(1, 20).due(20, 20, announced).is_empty());
	}

	#[test]
	fn reception_should_wait_when_another_frame_is_announced_or_none() {
		let witness = witness(1, 10);
		assert!(witness.due(19, 20, |_| None).is_empty());
		assert!(witness.due(19, 20, |_| Some(H256::repeat_byte(1))).is_empty());
	}

	#[test]
	fn ordinals_should_be_saved_when_few_are_left() {
		let mut witness = witness(1, 10);
		witness.calls.used(11);
		assert!(witness.due(12, 20, announced).is_empty());
		assert_eq!(witness.due(19, 20, announced).len(), 1);
	}

	#[test]
	fn last_reception_should_be_dropped_when_a_call_is_refused_for_its_sake() {
		let mut witness = witness(2, 10);
		let due = witness.due(11, 20, announced);
		witness.call(&due, 11, 20);
		witness.drop_last(0, 11);
		let due = witness.due(12, 20, announced);
		assert_eq!(due.iter().map(|heard| heard.beaconer).collect::<Vec<_>>(), [0]);
	}

	#[test]
	fn reception_should_go_alone_when_it_is_reported_again_and_ordinals_are_left() {
		let mut few = witness(2, 10);
		let due = few.due(11, 20, announced);
		assert_eq!(few.again_alone(&due), None, "nothing was reported before");
		few.call(&due, 11, 20);
		let due = few.due(13, 20, announced);
		assert_eq!(few.again_alone(&due), Some(due[0]));
		few.calls.used(12);
		assert_eq!(few.again_alone(&due), None, "three ordinals are left");
		let mut many = witness(8, 10);
		let due = many.due(11, 20, announced);
		many.call(&due, 11, 20);
		assert_eq!(many.again_alone(&due), None, "they would need eight of fifteen");
	}

	#[test]
	fn report_should_be_repeated_when_its_block_is_retracted() {
		let mut witness = witness(1, 10);
		let due = witness.due(11, 20, announced);
		witness.call(&due, 11, 20);
		witness.reported(0, 12);
		witness.retract(13);
		assert!(witness.due(14, 20, announced).is_empty());
		witness.retract(12);
		assert_eq!(witness.due(14, 20, announced).len(), 1);
	}
}

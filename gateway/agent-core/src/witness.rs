//! The receptions of a device in a window, and their reports.

use crate::attempts::{retry_after, Attempts};
use cairn_primitives::{
	coverage::{Reception, RECEPTIONS},
	devices::DeviceIndex,
	BlockNumber,
};
use sp_core::H256;
use std::collections::BTreeMap;

/// The maximum number of receptions in a report.
pub(crate) const MAX_RECEPTIONS: usize = RECEPTIONS as usize;

/// The number of remaining ordinals at which receptions are collected until the last block, to save
/// ordinals.
const SCARCE_ORDINALS: u8 = 4;

/// The receptions of a device in a window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Witness {
	/// The device's report calls. A reception may need several.
	pub calls: Attempts,
	/// The receptions by beaconer. One frame of each beaconer is reported.
	receptions: BTreeMap<DeviceIndex, PendingReception>,
}

/// A reception and the progress of its report.
#[derive(Clone, Debug)]
struct PendingReception {
	reception: Reception,
	/// The announced frame with which the reception was checked. A report of any other frame would
	/// cost a strike.
	frame: H256,
	/// The block after which to report the reception.
	due_at: BlockNumber,
	/// The ordinal of the latest call that contained the reception.
	ordinal: Option<u8>,
	/// The block since which the chain has the report.
	reported_at: Option<BlockNumber>,
	/// Whether the reception was dropped, because it can no longer earn.
	is_dropped: bool,
}

impl PendingReception {
	fn is_unreported(&self) -> bool {
		self.reported_at.is_none() && !self.is_dropped
	}
}

impl Witness {
	/// Returns whether a beacon of this device was received.
	pub fn has_reception_of(&self, beaconer: DeviceIndex) -> bool {
		self.receptions.contains_key(&beaconer)
	}

	/// Adds the reception of an announced frame. It is reported after the next block, together with
	/// the receptions added until then.
	pub fn add(&mut self, reception: Reception, frame: H256, now: BlockNumber) {
		let due_at = now.saturating_add(1);
		let heard = PendingReception {
			reception,
			frame,
			due_at,
			ordinal: None,
			reported_at: None,
			is_dropped: false,
		};
		self.receptions.entry(reception.beaconer).or_insert(heard);
	}

	/// Returns the beaconers whose receptions are not reported yet.
	pub fn unreported(&self) -> impl Iterator<Item = DeviceIndex> + '_ {
		self.receptions
			.iter()
			.filter(|(_, heard)| heard.is_unreported())
			.map(|(beaconer, _)| *beaconer)
	}

	/// Returns the receptions of the next call, if a call is due.
	///
	/// - `deadline`: the last block that accepts reports.
	/// - `announced`: returns the frame that a beaconer has announced, if it is known.
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
				heard.is_unreported() && announced(**beaconer) == Some(heard.frame)
			})
			.map(|(_, heard)| heard)
			.collect();
		let is_last_chance = now.saturating_add(1) >= deadline;
		let fresh = reportable.iter().filter(|heard| heard.ordinal.is_none()).count();
		let is_time = match self.calls.left() {
			..=SCARCE_ORDINALS => is_last_chance,
			_ => fresh >= MAX_RECEPTIONS || reportable.iter().any(|heard| heard.due_at <= now),
		};
		if !is_time && !is_last_chance {
			return Vec::new();
		}
		let is_due = |heard: &&&PendingReception| heard.ordinal.is_none() || heard.due_at <= now;
		reportable.iter().filter(is_due).take(MAX_RECEPTIONS).map(|heard| heard.reception).collect()
	}

	/// Returns one of these receptions that was in a call before, to be retried alone, because a
	/// relay carries one reception at a time. Returns `None` if that would use up more than half of
	/// the remaining ordinals.
	pub fn retry_alone(&self, due: &[Reception]) -> Option<Reception> {
		let was_called = |reception: &&Reception| {
			let heard = self.receptions.get(&reception.beaconer);
			heard.is_some_and(|heard| heard.ordinal.is_some())
		};
		let retried = due.iter().filter(was_called).count();
		let most = usize::from(self.calls.left() / 2);
		due.iter().find(was_called).filter(|_| retried <= most).copied()
	}

	/// Records a call with these receptions and returns its ordinal.
	pub fn record_call(
		&mut self,
		receptions: &[Reception],
		now: BlockNumber,
		deadline: BlockNumber,
	) -> Option<u8> {
		let ordinal = self.calls.ordinal()?;
		self.calls.mark_used(ordinal);
		let due_at = now.saturating_add(retry_after(now, deadline));
		for reception in receptions {
			if let Some(heard) = self.receptions.get_mut(&reception.beaconer) {
				heard.ordinal = Some(ordinal);
				heard.due_at = due_at;
			}
		}
		Some(ordinal)
	}

	/// Schedules the receptions of a failed call for a retry after the next block.
	pub fn retry_next_block(&mut self, ordinal: u8, now: BlockNumber) {
		for heard in self.receptions.values_mut().filter(|heard| heard.ordinal == Some(ordinal)) {
			heard.due_at = now.saturating_add(1);
		}
	}

	/// Drops the last reception of a refused call, because it cannot earn, and retries the others.
	/// The node states the reason of the last reception only.
	pub fn drop_last(&mut self, ordinal: u8, now: BlockNumber) {
		self.retry_next_block(ordinal, now);
		let mut last =
			self.receptions.values_mut().rev().filter(|heard| heard.ordinal == Some(ordinal));
		if let Some(heard) = last.find(|heard| heard.is_unreported()) {
			heard.is_dropped = true;
		}
	}

	/// Marks a beacon as reported in block `at`. Returns whether it was not marked before.
	pub fn mark_reported(&mut self, beaconer: DeviceIndex, at: BlockNumber) -> bool {
		match self.receptions.get_mut(&beaconer) {
			Some(heard) => heard.reported_at.replace(at).is_none(),
			None => false,
		}
	}

	/// Discards the reports in blocks from this one on, which are retracted.
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
		(0..heard).for_each(|beaconer| witness.add(reception(beaconer), H256::zero(), now));
		witness
	}

	fn announced(_: DeviceIndex) -> Option<H256> {
		Some(H256::zero())
	}

	#[test]
	fn receptions_should_share_a_call_when_they_arrive_in_one_block() {
		let mut witness = witness(3, 10);
		assert!(witness.due(10, 20, announced).is_empty());
		let due = witness.due(11, 20, announced);
		assert_eq!(due.len(), 3);
		assert_eq!(witness.record_call(&due, 11, 20), Some(0));
		assert!(witness.due(12, 20, announced).is_empty());
		assert!(witness.mark_reported(1, 12));
		assert_eq!(witness.due(13, 20, announced).len(), 2);
	}

	#[test]
	fn receptions_should_be_due_at_once_when_they_fill_a_call_or_the_deadline_is_near() {
		let mut full = witness(17, 10);
		let due = full.due(10, 20, announced);
		assert_eq!(due.len(), 16);
		full.record_call(&due, 10, 20);
		assert!(
			full.due(10, 20, announced).is_empty(),
			"one reception is left and waits for others"
		);
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
	fn reception_should_wait_for_the_last_block_when_few_ordinals_are_left() {
		let mut witness = witness(1, 10);
		witness.calls.mark_used(11);
		assert!(witness.due(12, 20, announced).is_empty());
		assert_eq!(witness.due(19, 20, announced).len(), 1);
	}

	#[test]
	fn last_reception_should_be_dropped_when_a_call_is_refused_because_of_it() {
		let mut witness = witness(2, 10);
		let due = witness.due(11, 20, announced);
		witness.record_call(&due, 11, 20);
		witness.drop_last(0, 11);
		let due = witness.due(12, 20, announced);
		assert_eq!(due.iter().map(|heard| heard.beaconer).collect::<Vec<_>>(), [0]);
	}

	#[test]
	fn reception_should_be_retried_alone_when_enough_ordinals_are_left() {
		let mut few = witness(2, 10);
		let due = few.due(11, 20, announced);
		assert_eq!(few.retry_alone(&due), None, "no reception was reported before");
		few.record_call(&due, 11, 20);
		let due = few.due(13, 20, announced);
		assert_eq!(few.retry_alone(&due), Some(due[0]));
		few.calls.mark_used(12);
		assert_eq!(few.retry_alone(&due), None, "three ordinals are left");
		let mut many = witness(8, 10);
		let due = many.due(11, 20, announced);
		many.record_call(&due, 11, 20);
		assert_eq!(many.retry_alone(&due), None, "they would need eight of fifteen");
	}

	#[test]
	fn report_should_be_repeated_when_its_block_is_retracted() {
		let mut witness = witness(1, 10);
		let due = witness.due(11, 20, announced);
		witness.record_call(&due, 11, 20);
		witness.mark_reported(0, 12);
		witness.retract(13);
		assert!(witness.due(14, 20, announced).is_empty());
		witness.retract(12);
		assert_eq!(witness.due(14, 20, announced).len(), 1);
	}
}

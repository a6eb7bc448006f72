//! Received frames whose announcement is not known yet.

use cairn_primitives::{
	coverage::{Frame, Measurement},
	devices::DeviceIndex,
	BlockNumber,
};
use std::collections::{BTreeSet, VecDeque};

/// The maximum number of frames stored per window. Anybody can send frames, so a flood displaces
/// the oldest.
const MAX_FRAMES: usize = 512;

/// The maximum number of stored frames that claim the same beaconer.
const MAX_FRAMES_PER_BEACONER: usize = 16;

/// The number of blocks to wait for an announcement. A beaconer transmits only after it has seen
/// its announcement in a block, and nodes are rarely more than a block apart.
const ANNOUNCEMENT_BLOCKS: BlockNumber = 3;

/// A received frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnmatchedFrame {
	/// The witness.
	pub witness: DeviceIndex,
	/// The beaconer that the frame claims.
	pub beaconer: DeviceIndex,
	/// The frame.
	pub frame: Frame,
	/// The measurement.
	pub measurement: Measurement,
	/// The best block when the frame was received.
	pub at: BlockNumber,
}

/// The frames of one window whose announcement is not known. Their number is bounded.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnmatchedFrames(VecDeque<UnmatchedFrame>);

impl UnmatchedFrames {
	/// Stores a frame, unless the same witness has already received it.
	pub fn insert(&mut self, unmatched: UnmatchedFrame) {
		let is_same = |other: &UnmatchedFrame| {
			(other.witness, &other.frame) == (unmatched.witness, &unmatched.frame)
		};
		if self.0.iter().any(is_same) {
			return;
		}
		let from_beaconer =
			self.0.iter().filter(|other| other.beaconer == unmatched.beaconer).count();
		if from_beaconer >= MAX_FRAMES_PER_BEACONER {
			let oldest = self.0.iter().position(|other| other.beaconer == unmatched.beaconer);
			oldest.and_then(|place| self.0.remove(place));
		} else if self.0.len() >= MAX_FRAMES {
			self.0.pop_front();
		}
		self.0.push_back(unmatched);
	}

	/// Removes and returns the frames that claim this beaconer, whose announcement is known now.
	pub fn take(&mut self, beaconer: DeviceIndex) -> Vec<UnmatchedFrame> {
		let (taken, kept) = self.0.drain(..).partition(|unmatched| unmatched.beaconer == beaconer);
		self.0 = kept;
		Vec::from(taken)
	}

	/// Returns the beaconers whose announcements should be known after block `now` and must be
	/// queried. Drops the frames whose announcement never arrived.
	pub fn overdue(&mut self, now: BlockNumber) -> BTreeSet<DeviceIndex> {
		self.0.retain(|unmatched| now <= unmatched.at.saturating_add(ANNOUNCEMENT_BLOCKS));
		self.0
			.iter()
			.filter(|unmatched| unmatched.at < now)
			.map(|unmatched| unmatched.beaconer)
			.collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn unmatched(beaconer: DeviceIndex, content: u32) -> UnmatchedFrame {
		let mut bytes = [0; 41];
		bytes[..4].copy_from_slice(&content.to_le_bytes());
		let measurement = Measurement { rssi_cdbm: 0, snr_cdb: None, frequency_hz: 0 };
		let frame = Frame::heard(&bytes).unwrap();
		UnmatchedFrame { witness: 1, beaconer, frame, measurement, at: 10 }
	}

	#[test]
	fn frames_should_be_bounded_when_many_arrive() {
		let mut frames = UnmatchedFrames::default();
		(0..10_000).for_each(|content| frames.insert(unmatched(content % 100, content)));
		assert_eq!(frames.0.len(), MAX_FRAMES);
		(0..1_000).for_each(|content| frames.insert(unmatched(100, content)));
		assert_eq!(frames.take(100).len(), MAX_FRAMES_PER_BEACONER);
	}

	#[test]
	fn frame_should_be_stored_once_when_it_is_received_again() {
		let mut frames = UnmatchedFrames::default();
		(0..3).for_each(|_| frames.insert(unmatched(1, 1)));
		assert_eq!(frames.take(1), [unmatched(1, 1)]);
		assert!(frames.take(1).is_empty());
	}

	#[test]
	fn frame_should_be_dropped_when_its_announcement_never_arrives() {
		let mut frames = UnmatchedFrames::default();
		frames.insert(unmatched(1, 1));
		assert!(frames.overdue(10).is_empty());
		assert_eq!(frames.overdue(11), BTreeSet::from([1]));
		assert_eq!(frames.overdue(13), BTreeSet::from([1]));
		assert!(frames.overdue(14).is_empty() && frames.take(1).is_empty());
	}
}

//! Frames that were heard before their announcement was known.

use cairn_primitives::{
	coverage::{Frame, Measurement},
	devices::DeviceIndex,
	BlockNumber,
};
use std::collections::{BTreeSet, VecDeque};

/// How many are kept in a window. Anybody can send frames: under a flood the oldest go.
const KEPT: usize = 512;

/// How many of them claim to be of the same beaconer.
const KEPT_OF_ONE: usize = 16;

/// For how many blocks an announcement is waited for. Beaconers wait for it themselves; a node is
/// seldom more than a block behind theirs.
const ANNOUNCEMENT_BLOCKS: BlockNumber = 3;

/// A frame that was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnmatchedFrame {
	/// The witness.
	pub witness: DeviceIndex,
	/// Whose it claims to be.
	pub beaconer: DeviceIndex,
	/// The frame.
	pub frame: Frame,
	/// The measurement.
	pub measurement: Measurement,
	/// The best block when it was heard.
	pub at: BlockNumber,
}

/// Frames whose announcement is not known, of one window. Bounded, whatever is sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnmatchedFrames(VecDeque<UnmatchedFrame>);

impl UnmatchedFrames {
	/// One more, unless it is known.
	pub fn keep(&mut self, unmatched: UnmatchedFrame) {
		let is_same = |other: &UnmatchedFrame| {
			(other.witness, &other.frame) == (unmatched.witness, &unmatched.frame)
		};
		if self.0.iter().any(is_same) {
			return;
		}
		let of_one = self.0.iter().filter(|other| other.beaconer == unmatched.beaconer).count();
		if of_one >= KEPT_OF_ONE {
			let oldest = self.0.iter().position(|other| other.beaconer == unmatched.beaconer);
			oldest.and_then(|place| self.0.remove(place));
		} else if self.0.len() >= KEPT {
			self.0.pop_front();
		}
		self.0.push_back(unmatched);
	}

	/// Those of a beaconer, whose announcement is known now.
	pub fn take(&mut self, beaconer: DeviceIndex) -> Vec<UnmatchedFrame> {
		let (taken, kept) = self.0.drain(..).partition(|unmatched| unmatched.beaconer == beaconer);
		self.0 = kept;
		Vec::from(taken)
	}

	/// Whose announcements are to be looked up after block `now`: they should be there.
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
	fn memory_should_be_bounded_when_frames_flood_in() {
		let mut frames = UnmatchedFrames::default();
		(0..10_000).for_each(|content| frames.keep(unmatched(content % 100, content)));
		assert_eq!(frames.0.len(), KEPT);
		(0..1_000).for_each(|content| frames.keep(unmatched(100, content)));
		assert_eq!(frames.take(100).len(), KEPT_OF_ONE);
	}

	#[test]
	fn frame_should_be_kept_once_when_it_is_heard_again() {
		let mut frames = UnmatchedFrames::default();
		(0..3).for_each(|_| frames.keep(unmatched(1, 1)));
		assert_eq!(frames.take(1), [unmatched(1, 1)]);
		assert!(frames.take(1).is_empty());
	}

	#[test]
	fn frame_should_be_dropped_when_its_announcement_never_comes() {
		let mut frames = UnmatchedFrames::default();
		frames.keep(unmatched(1, 1));
		assert!(frames.overdue(10).is_empty());
		assert_eq!(frames.overdue(11), BTreeSet::from([1]));
		assert_eq!(frames.overdue(13), BTreeSet::from([1]));
		assert!(frames.overdue(14).is_empty() && frames.take(1).is_empty());
	}
}

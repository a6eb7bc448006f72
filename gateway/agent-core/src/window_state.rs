//! The state of one window: the proofs and receptions of the agent's devices.

use crate::{
	entry::{Entry, Kind, Remembered},
	proof::Proof,
	unmatched::{UnmatchedFrame, UnmatchedFrames},
	witness::Witness,
};
use cairn_gateway_types::coverage::{OpenProof, Window};
use cairn_primitives::{
	coverage::{is_challenged, Announcement, Reception},
	devices::DeviceIndex,
	BlockNumber,
};
use sp_core::H256;
use std::collections::{BTreeMap, BTreeSet};

/// A window, and what one's devices do in it.
#[derive(Clone, Debug)]
pub(crate) struct WindowState {
	/// The window, as the chain has it.
	pub window: Window,
	/// The beacons of one's own.
	pub proofs: BTreeMap<DeviceIndex, Proof>,
	/// The devices of one's own that are challenged without a beacon: it has come to nothing.
	pub missed: BTreeSet<DeviceIndex>,
	/// What one's devices have heard.
	pub witnesses: BTreeMap<DeviceIndex, Witness>,
	/// Frames whose announcement is not known.
	pub unmatched: UnmatchedFrames,
	/// Whether nothing but reveals may be done: see [`Remembered::is_damaged`].
	pub is_damaged: bool,
	/// What is announced on the best chain: the frames, and since which block.
	announced: BTreeMap<DeviceIndex, (H256, BlockNumber)>,
}

impl WindowState {
	/// A window, with what was written about it.
	pub fn new(window: Window, memory: &Remembered) -> Self {
		let mut state = Self {
			window,
			proofs: BTreeMap::new(),
			missed: BTreeSet::new(),
			witnesses: BTreeMap::new(),
			unmatched: UnmatchedFrames::default(),
			is_damaged: memory.is_damaged,
			announced: BTreeMap::new(),
		};
		memory.entries.iter().for_each(|entry| state.remember(entry));
		state
	}

	fn remember(&mut self, entry: &Entry) {
		match entry {
			Entry::Drawn { device, secret, announcement } => {
				// The first one counts: it may have been announced.
				self.proofs
					.entry(*device)
					.or_insert_with(|| Proof::new(*secret, *announcement, false));
			}
			Entry::Called { device, kind: Kind::Report, ordinal } => {
				self.witnesses.entry(*device).or_default().calls.used(*ordinal);
			}
			Entry::Heard { device, frame, reception } => {
				let begins_at = self.window.begins_at;
				self.witnesses.entry(*device).or_default().hear(*reception, *frame, begins_at);
			}
			Entry::Called { device, .. }
			| Entry::Beaconed { device }
			| Entry::Unsent { device } => {
				if let Some(proof) = self.proofs.get_mut(device) {
					proof.remember(entry);
				}
			}
		}
	}

	/// What stays true when the window begins anew on another branch: the ordinals of reports.
	pub fn ordinals(&self) -> Remembered {
		let used = |(device, witness): (&DeviceIndex, &Witness)| {
			let ordinal = witness.calls.last()?;
			Some(Entry::Called { device: *device, kind: Kind::Report, ordinal })
		};
		let entries = self.witnesses.iter().filter_map(used).collect();
		Remembered { entries, is_damaged: self.is_damaged }
	}

	/// Whether a device is challenged in it.
	pub fn challenges(&self, device: DeviceIndex) -> bool {
		is_challenged(&self.window.seed, device, self.window.threshold)
	}

	/// The frame that a device has announced.
	pub fn announced(&self, beaconer: DeviceIndex) -> Option<H256> {
		self.announced.get(&beaconer).map(|(frame, _)| *frame)
	}

	/// A device has announced a beacon. Answers what was heard of it before.
	pub fn announce(
		&mut self,
		beaconer: DeviceIndex,
		announcement: &Announcement,
		at: BlockNumber,
	) -> Vec<UnmatchedFrame> {
		// What cannot be reported any more is of no use.
		if at <= self.window.report_by {
			self.announced.insert(beaconer, (announcement.frame, at));
		}
		self.unmatched.take(beaconer)
	}

	/// A frame was heard whose hash is the one announced. Answers what is to be written, if it is
	/// news.
	pub fn hear(&mut self, unmatched: &UnmatchedFrame, now: BlockNumber) -> Option<Entry> {
		let frame = unmatched.frame.hash();
		if self.announced(unmatched.beaconer) != Some(frame) || now >= self.window.report_by {
			return None;
		}
		let witness = self.witnesses.entry(unmatched.witness).or_default();
		if witness.has_heard(unmatched.beaconer) {
			return None;
		}
		let reception = Reception {
			beaconer: unmatched.beaconer,
			commitment: unmatched.frame.commitment(unmatched.witness),
			measurement: unmatched.measurement,
		};
		witness.hear(reception, frame, now);
		Some(Entry::Heard { device: unmatched.witness, frame, reception })
	}

	/// What the chain has answered about a beacon, after block `at`.
	pub fn learn(
		&mut self,
		beaconer: DeviceIndex,
		open: Option<&OpenProof>,
		at: BlockNumber,
	) -> Vec<UnmatchedFrame> {
		if let Some(proof) = self.proofs.get_mut(&beaconer) {
			proof.learn(open.map(|open| &open.announcement), at, &self.window);
		}
		let Some(open) = open else { return Vec::new() };
		for witness in &open.witnesses {
			if let Some(witness) = self.witnesses.get_mut(witness) {
				witness.reported(beaconer, at);
			}
		}
		self.announce(beaconer, &open.announcement, at)
	}

	/// Blocks from this one on are retracted.
	pub fn retract(&mut self, from: BlockNumber) {
		self.proofs.values_mut().for_each(|proof| proof.retract(from));
		self.witnesses.values_mut().for_each(|witness| witness.retract(from));
		self.announced.retain(|_, (_, at)| *at < from);
	}

	/// What is known of the chain is to be asked again.
	pub fn invalidate(&mut self) {
		self.retract(0);
		self.proofs.values_mut().for_each(Proof::invalidate);
	}

	/// The beaconers whose announcements are needed after block `now` and not known.
	pub fn unknown(&mut self, now: BlockNumber) -> BTreeSet<DeviceIndex> {
		if now >= self.window.report_by {
			self.announced.clear();
			self.unmatched = UnmatchedFrames::default();
			return BTreeSet::new();
		}
		let mut wanted = self.unmatched.overdue(now);
		wanted.extend(self.witnesses.values().flat_map(Witness::waiting));
		wanted.retain(|beaconer| !self.announced.contains_key(beaconer));
		wanted
	}
}

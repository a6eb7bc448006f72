//! The state of a window: the proofs and receptions of the agent's devices.

use crate::{
	journal::{CallKind, Entry, WindowJournal},
	own_beacon::Proof,
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

/// A window, and the activity of the agent's devices in it.
#[derive(Clone, Debug)]
pub(crate) struct WindowState {
	/// The window, as the chain reports it.
	pub window: Window,
	/// The proofs of the agent's own devices.
	pub proofs: BTreeMap<DeviceIndex, Proof>,
	/// The agent's devices whose challenge was missed before a beacon was drawn.
	pub missed: BTreeSet<DeviceIndex>,
	/// The receptions of the agent's devices.
	pub witnesses: BTreeMap<DeviceIndex, Witness>,
	/// The frames whose announcement is not known.
	pub unmatched: UnmatchedFrames,
	/// Whether only reveals are allowed: see [`WindowJournal::is_damaged`].
	pub is_damaged: bool,
	/// The frames announced on the best chain, each with the block of its announcement.
	announced: BTreeMap<DeviceIndex, (H256, BlockNumber)>,
}

impl WindowState {
	/// Creates the state of a window from its journal.
	pub fn new(window: Window, journal: &WindowJournal) -> Self {
		let mut state = Self {
			window,
			proofs: BTreeMap::new(),
			missed: BTreeSet::new(),
			witnesses: BTreeMap::new(),
			unmatched: UnmatchedFrames::default(),
			is_damaged: journal.is_damaged,
			announced: BTreeMap::new(),
		};
		journal.entries.iter().for_each(|entry| state.restore(entry));
		state
	}

	fn restore(&mut self, entry: &Entry) {
		match entry {
			Entry::Drawn { device, secret, announcement } => {
				// The first secret counts, because its beacon may have been announced.
				self.proofs
					.entry(*device)
					.or_insert_with(|| Proof::new(*secret, *announcement, false));
			}
			Entry::Called { device, kind: CallKind::Report, ordinal } => {
				self.witnesses.entry(*device).or_default().calls.mark_used(*ordinal);
			}
			Entry::Heard { device, frame, reception } => {
				let begins_at = self.window.begins_at;
				self.witnesses.entry(*device).or_default().add(*reception, *frame, begins_at);
			}
			Entry::Called { device, .. }
			| Entry::Beaconed { device }
			| Entry::Unsent { device } => {
				if let Some(proof) = self.proofs.get_mut(device) {
					proof.restore(entry);
				}
			}
		}
	}

	/// Returns the used ordinals of reports. They stay used when the window begins again on another
	/// branch.
	pub fn used_ordinals(&self) -> WindowJournal {
		let used = |(device, witness): (&DeviceIndex, &Witness)| {
			let ordinal = witness.calls.last()?;
			Some(Entry::Called { device: *device, kind: CallKind::Report, ordinal })
		};
		let entries = self.witnesses.iter().filter_map(used).collect();
		WindowJournal { entries, is_damaged: self.is_damaged }
	}

	/// Returns whether a device is challenged in this window.
	pub fn challenges(&self, device: DeviceIndex) -> bool {
		is_challenged(&self.window.seed, device, self.window.threshold)
	}

	/// Returns the frame that a device has announced.
	pub fn announced_frame(&self, beaconer: DeviceIndex) -> Option<H256> {
		self.announced.get(&beaconer).map(|(frame, _)| *frame)
	}

	/// Adds a device's announcement. Returns the frames received before it.
	pub fn add_announcement(
		&mut self,
		beaconer: DeviceIndex,
		announcement: &Announcement,
		at: BlockNumber,
	) -> Vec<UnmatchedFrame> {
		// A beacon announced later can no longer be reported.
		if at <= self.window.report_by {
			self.announced.insert(beaconer, (announcement.frame, at));
		}
		self.unmatched.take(beaconer)
	}

	/// Adds a reception if the frame has the announced hash. Returns the journal entry of a new
	/// reception.
	pub fn add_reception(&mut self, unmatched: &UnmatchedFrame, now: BlockNumber) -> Option<Entry> {
		let frame = unmatched.frame.hash();
		if self.announced_frame(unmatched.beaconer) != Some(frame) || now >= self.window.report_by {
			return None;
		}
		let witness = self.witnesses.entry(unmatched.witness).or_default();
		if witness.has_reception_of(unmatched.beaconer) {
			return None;
		}
		let reception = Reception {
			beaconer: unmatched.beaconer,
			commitment: unmatched.frame.commitment(unmatched.witness),
			measurement: unmatched.measurement,
		};
		witness.add(reception, frame, now);
		Some(Entry::Heard { device: unmatched.witness, frame, reception })
	}

	/// Applies the chain's answer about an open proof after block `at`. Returns the frames received
	/// before its announcement was known.
	pub fn apply_open_proof(
		&mut self,
		beaconer: DeviceIndex,
		open: Option<&OpenProof>,
		at: BlockNumber,
	) -> Vec<UnmatchedFrame> {
		if let Some(proof) = self.proofs.get_mut(&beaconer) {
			proof.apply_open_proof(open.map(|open| &open.announcement), at, &self.window);
		}
		let Some(open) = open else { return Vec::new() };
		for witness in &open.witnesses {
			if let Some(witness) = self.witnesses.get_mut(witness) {
				witness.mark_reported(beaconer, at);
			}
		}
		self.add_announcement(beaconer, &open.announcement, at)
	}

	/// Discards the facts that come from blocks from this one on, which are retracted.
	pub fn retract(&mut self, from: BlockNumber) {
		self.proofs.values_mut().for_each(|proof| proof.retract(from));
		self.witnesses.values_mut().for_each(|witness| witness.retract(from));
		self.announced.retain(|_, (_, at)| *at < from);
	}

	/// Discards all knowledge of the chain. It is queried again.
	pub fn invalidate(&mut self) {
		self.retract(0);
		self.proofs.values_mut().for_each(Proof::invalidate);
	}

	/// Returns the beaconers whose announcements are needed after block `now` but not known.
	pub fn missing_announcements(&mut self, now: BlockNumber) -> BTreeSet<DeviceIndex> {
		if now >= self.window.report_by {
			self.announced.clear();
			self.unmatched = UnmatchedFrames::default();
			return BTreeSet::new();
		}
		let mut wanted = self.unmatched.overdue(now);
		wanted.extend(self.witnesses.values().flat_map(Witness::unreported));
		wanted.retain(|beaconer| !self.announced.contains_key(beaconer));
		wanted
	}
}

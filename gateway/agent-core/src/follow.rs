//! Applies updates from the chain.

use crate::{
	journal::Record,
	messages::{Effect, Step},
	note::DeviceEvent,
	own_beacon::ProofEnd,
	random::Random,
	state::Core,
	unmatched::UnmatchedFrame,
	window_state::WindowState,
};
use cairn_gateway_types::{
	block::BlockId,
	coverage::{CoverageEvent, Judgement, OpenProof, Update, Window},
};
use cairn_primitives::{
	coverage::{Announcement, WindowIndex},
	devices::DeviceIndex,
	rewards::Units,
	BlockNumber,
};

/// The number of best-chain blocks to remember, to recognise answers about blocks that are not
/// on the best chain.
const RECENT: usize = 64;

impl Core {
	/// Applies an update, then performs the actions that are due. Waits with actions while further
	/// updates follow at once: after a block that is not the head, or after retracted blocks.
	pub(crate) fn apply_update(
		&mut self,
		update: Update,
		random: &mut impl Random,
		step: &mut Step,
	) {
		match update {
			Update::Started { at, windows } => self.start_from(at, windows, step),
			Update::Retracted { from } => return self.retract(from),
			Update::BestBlock { block, events, is_head } => {
				self.apply_best_block(block, events, step);
				if !is_head {
					return;
				}
			}
			Update::FinalisedBlock { block } => {
				self.last_final = self.last_final.max(block.number);
				self.close_finalised_windows(step);
			}
		}
		self.perform_due_actions(random, step);
	}

	/// Follows the chain from a final block on, and queries everything again.
	fn start_from(&mut self, at: BlockId, windows: Vec<Window>, step: &mut Step) {
		self.retract(at.number.saturating_add(1));
		self.recent = [at].into();
		self.last_final = at.number;
		self.queried.clear();
		self.refreshed_in = None;
		self.window_states.values_mut().for_each(WindowState::invalidate);
		let oldest = windows.iter().map(|window| window.index).min();
		windows.into_iter().for_each(|window| self.open_window(window));
		// The chain has closed these windows.
		let closed: Vec<_> = self
			.journal
			.keys()
			.chain(self.window_states.keys())
			.filter(|index| Some(**index) < oldest)
			.copied()
			.collect();
		closed.into_iter().for_each(|index| self.close_window(index, step));
	}

	fn open_window(&mut self, window: Window) {
		if !self.window_states.contains_key(&window.index) {
			let journal = self.journal.remove(&window.index).unwrap_or_default();
			self.window_states.insert(window.index, WindowState::new(window, &journal));
		}
	}

	fn close_window(&mut self, index: WindowIndex, step: &mut Step) {
		let state = self.window_states.remove(&index);
		self.journal.remove(&index);
		for (device, proof) in state.into_iter().flat_map(|state| state.proofs) {
			if let Some(miss) = proof.miss() {
				step.note(device, index, DeviceEvent::Missed(miss));
			}
		}
		step.effects.push(Effect::Forget(index));
	}

	/// Closes the windows whose last reveal block is final.
	fn close_finalised_windows(&mut self, step: &mut Step) {
		let over = |state: &&WindowState| state.window.reveal_by < self.last_final;
		let over: Vec<_> =
			self.window_states.values().filter(over).map(|state| state.window.index).collect();
		over.into_iter().for_each(|index| self.close_window(index, step));
	}

	fn retract(&mut self, from: BlockNumber) {
		self.recent.retain(|block| block.number < from);
		self.window_states.values_mut().for_each(|state| state.retract(from));
		// A window that began on the retracted branch begins again with another seed. No secret was
		// drawn in it, because its first block was not final, but ordinals may be used up.
		let lost = |state: &&WindowState| state.window.begins_at >= from && state.proofs.is_empty();
		let lost: Vec<_> =
			self.window_states.values().filter(lost).map(|state| state.window.index).collect();
		for index in lost {
			let state = self.window_states.remove(&index);
			self.journal.extend(state.map(|state| (index, state.used_ordinals())));
		}
	}

	fn apply_best_block(&mut self, block: BlockId, events: Vec<CoverageEvent>, step: &mut Step) {
		self.recent.push_back(block);
		if self.recent.len() > RECENT {
			self.recent.pop_front();
		}
		self.queried.clear();
		events.into_iter().for_each(|event| self.apply_event(event, block.number, step));
	}

	fn apply_event(&mut self, event: CoverageEvent, at: BlockNumber, step: &mut Step) {
		match event {
			CoverageEvent::WindowOpened(window) => self.open_window(window),
			CoverageEvent::BeaconAnnounced { window, beaconer, announcement } => {
				self.note_announcement(window, beaconer, &announcement, at, step);
			}
			CoverageEvent::BeaconReported { window, beaconer, witness } => {
				let reporter = self
					.window_states
					.get_mut(&window)
					.and_then(|state| state.witnesses.get_mut(&witness));
				if reporter.is_some_and(|reporter| reporter.mark_reported(beaconer, at)) {
					step.note(witness, window, DeviceEvent::Reported { beaconer });
				}
			}
			CoverageEvent::ProofSettled { window, beaconer, units, judgements } => {
				self.end_proof(window, beaconer, ProofEnd::Settled, at);
				self.note_judgements(window, beaconer, units, judgements, step);
			}
			CoverageEvent::ProofExpired { window, beaconer } => {
				self.end_proof(window, beaconer, ProofEnd::Expired, at);
			}
			CoverageEvent::DeviceStruck { window, device, strikes, suspends, .. } => {
				if self.devices.contains_key(&device) {
					step.note(device, window, DeviceEvent::Struck { strikes, suspends });
					step.effects.push(Effect::QueryDevice(device));
				}
			}
		}
	}

	fn note_announcement(
		&mut self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		announcement: &Announcement,
		at: BlockNumber,
		step: &mut Step,
	) {
		let Some(state) = self.window_states.get_mut(&window) else { return };
		if let Some(proof) = state.proofs.get_mut(&beaconer) {
			if proof.mark_announced(announcement, at) {
				step.note(beaconer, window, DeviceEvent::Announced);
			}
		}
		let unmatched = state.add_announcement(beaconer, announcement, at);
		self.check_unmatched(window, unmatched, step);
	}

	/// Checks frames that arrived before their announcement was known.
	fn check_unmatched(
		&mut self,
		window: WindowIndex,
		unmatched: Vec<UnmatchedFrame>,
		step: &mut Step,
	) {
		let now = self.now().unwrap_or_default();
		let Some(state) = self.window_states.get_mut(&window) else { return };
		for unmatched in unmatched {
			if let Some(entry) = state.add_reception(&unmatched, now) {
				step.records.push(Record { window, entry });
				let beaconer = unmatched.beaconer;
				step.note(unmatched.witness, window, DeviceEvent::Heard { beaconer });
			}
		}
	}

	fn end_proof(
		&mut self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		end: ProofEnd,
		at: BlockNumber,
	) {
		let state = self.window_states.get_mut(&window);
		if let Some(proof) = state.and_then(|state| state.proofs.get_mut(&beaconer)) {
			proof.end(end, at);
		}
	}

	fn note_judgements(
		&self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		units: Units,
		judgements: Vec<Judgement>,
		step: &mut Step,
	) {
		let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
		if self.devices.contains_key(&beaconer) {
			let valid = judgements.iter().filter(|one| one.verdict == "Valid").count();
			let (valid, reports) = (count(valid), count(judgements.len()));
			step.note(beaconer, window, DeviceEvent::Settled { units, valid, reports });
		}
		for Judgement { witness, verdict, units } in judgements {
			if self.devices.contains_key(&witness) {
				step.note(witness, window, DeviceEvent::Judged { beaconer, verdict, units });
			}
		}
	}

	/// Applies the chain's answer about an open proof. Ignores answers about a block that was
	/// retracted meanwhile or is long past.
	pub(crate) fn apply_open_proof(
		&mut self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		at: BlockId,
		open: Option<&OpenProof>,
		step: &mut Step,
	) {
		if !self.recent.contains(&at) {
			return;
		}
		let Some(state) = self.window_states.get_mut(&window) else { return };
		let unmatched = state.apply_open_proof(beaconer, open, at.number);
		self.check_unmatched(window, unmatched, step);
	}
}

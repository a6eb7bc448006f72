//! Handles news from the chain.

use crate::{
	entry::Record,
	note::DeviceEvent,
	proof::End,
	random::Random,
	state::Core,
	step::{Effect, Step},
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

/// How many blocks of the best chain are kept, to tell whether an answer is about one of them.
const RECENT: usize = 64;

impl Core {
	/// The chain has gone on. What is due is done when it has come to rest: after a block that others
	/// follow at once, or the end of a fork, more is known soon.
	pub(crate) fn follow(&mut self, update: Update, random: &mut impl Random, step: &mut Step) {
		match update {
			Update::Started { at, windows } => self.begin(at, windows, step),
			Update::Retracted { from } => return self.retract(from),
			Update::BestBlock { block, events, is_head } => {
				self.best_block(block, events, step);
				if !is_head {
					return;
				}
			}
			Update::FinalisedBlock { block } => {
				self.last_final = self.last_final.max(block.number);
				self.forget(step);
			}
		}
		self.act(random, step);
	}

	/// The chain is followed from a final block on: everything is asked anew.
	fn begin(&mut self, at: BlockId, windows: Vec<Window>, step: &mut Step) {
		self.retract(at.number.saturating_add(1));
		self.recent = [at].into();
		self.last_final = at.number;
		self.asked.clear();
		self.refreshed_in = None;
		self.window_states.values_mut().for_each(WindowState::invalidate);
		let oldest = windows.iter().map(|window| window.index).min();
		windows.into_iter().for_each(|window| self.open(window));
		// Windows that the chain has closed are over for good.
		let closed: Vec<_> = self
			.memory
			.keys()
			.chain(self.window_states.keys())
			.filter(|index| Some(**index) < oldest)
			.copied()
			.collect();
		closed.into_iter().for_each(|index| self.close(index, step));
	}

	fn open(&mut self, window: Window) {
		if !self.window_states.contains_key(&window.index) {
			let memory = self.memory.remove(&window.index).unwrap_or_default();
			self.window_states.insert(window.index, WindowState::new(window, &memory));
		}
	}

	fn close(&mut self, index: WindowIndex, step: &mut Step) {
		let state = self.window_states.remove(&index);
		self.memory.remove(&index);
		for (device, proof) in state.into_iter().flat_map(|state| state.proofs) {
			if let Some(miss) = proof.miss() {
				step.note(device, index, DeviceEvent::Missed(miss));
			}
		}
		step.effects.push(Effect::Forget(index));
	}

	/// Windows whose last secret would be in a final block are over for good.
	fn forget(&mut self, step: &mut Step) {
		let over = |state: &&WindowState| state.window.reveal_by < self.last_final;
		let over: Vec<_> =
			self.window_states.values().filter(over).map(|state| state.window.index).collect();
		over.into_iter().for_each(|index| self.close(index, step));
	}

	fn retract(&mut self, from: BlockNumber) {
		self.recent.retain(|block| block.number < from);
		self.window_states.values_mut().for_each(|state| state.retract(from));
		// A window that has begun on the branch that is lost begins anew, with another seed. Nothing
		// was drawn in it, for its first block was not final; but ordinals may be used up.
		let lost = |state: &&WindowState| state.window.begins_at >= from && state.proofs.is_empty();
		let lost: Vec<_> =
			self.window_states.values().filter(lost).map(|state| state.window.index).collect();
		for index in lost {
			let state = self.window_states.remove(&index);
			self.memory.extend(state.map(|state| (index, state.ordinals())));
		}
	}

	fn best_block(&mut self, block: BlockId, events: Vec<CoverageEvent>, step: &mut Step) {
		self.recent.push_back(block);
		if self.recent.len() > RECENT {
			self.recent.pop_front();
		}
		self.asked.clear();
		events.into_iter().for_each(|event| self.event(event, block.number, step));
	}

	fn event(&mut self, event: CoverageEvent, at: BlockNumber, step: &mut Step) {
		match event {
			CoverageEvent::WindowOpened(window) => self.open(window),
			CoverageEvent::BeaconAnnounced { window, beaconer, announcement } => {
				self.announced(window, beaconer, &announcement, at, step);
			}
			CoverageEvent::BeaconReported { window, beaconer, witness } => {
				let reporter = self
					.window_states
					.get_mut(&window)
					.and_then(|state| state.witnesses.get_mut(&witness));
				if reporter.is_some_and(|reporter| reporter.reported(beaconer, at)) {
					step.note(witness, window, DeviceEvent::Reported { beaconer });
				}
			}
			CoverageEvent::ProofSettled { window, beaconer, units, judgements } => {
				self.end(window, beaconer, End::Settled, at);
				self.judged(window, beaconer, units, judgements, step);
			}
			CoverageEvent::ProofExpired { window, beaconer } => {
				self.end(window, beaconer, End::Expired, at);
			}
			CoverageEvent::DeviceStruck { window, device, strikes, suspends, .. } => {
				if self.devices.contains_key(&device) {
					step.note(device, window, DeviceEvent::Struck { strikes, suspends });
					step.effects.push(Effect::QueryDevice(device));
				}
			}
		}
	}

	fn announced(
		&mut self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		announcement: &Announcement,
		at: BlockNumber,
		step: &mut Step,
	) {
		let Some(state) = self.window_states.get_mut(&window) else { return };
		if let Some(proof) = state.proofs.get_mut(&beaconer) {
			if proof.announced(announcement, at) {
				step.note(beaconer, window, DeviceEvent::Announced);
			}
		}
		let unmatched = state.announce(beaconer, announcement, at);
		self.check_unmatched(window, unmatched, step);
	}

	/// Checks frames that were heard before their announcement was known.
	fn check_unmatched(
		&mut self,
		window: WindowIndex,
		unmatched: Vec<UnmatchedFrame>,
		step: &mut Step,
	) {
		let now = self.now().unwrap_or_default();
		let Some(state) = self.window_states.get_mut(&window) else { return };
		for unmatched in unmatched {
			if let Some(entry) = state.hear(&unmatched, now) {
				step.records.push(Record { window, entry });
				let beaconer = unmatched.beaconer;
				step.note(unmatched.witness, window, DeviceEvent::Heard { beaconer });
			}
		}
	}

	fn end(&mut self, window: WindowIndex, beaconer: DeviceIndex, end: End, at: BlockNumber) {
		let state = self.window_states.get_mut(&window);
		if let Some(proof) = state.and_then(|state| state.proofs.get_mut(&beaconer)) {
			proof.end(end, at);
		}
	}

	fn judged(
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

	/// What the chain has answered about a beacon. Answers about a block that is retracted meanwhile,
	/// or long past, say nothing.
	pub(crate) fn learn(
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
		let unmatched = state.learn(beaconer, open, at.number);
		self.check_unmatched(window, unmatched, step);
	}
}

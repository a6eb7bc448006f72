//! Runs an agent in a world that injects faults: it loses calls, retracts blocks, delays finality,
//! repeats events, delays the ends of pauses, and kills the agent at any point of any step.

use super::{
	chain_model::{Ledger, Lengths, GENESIS},
	devices::{core, eui, finalised, heard, key, registered, DEVICES, SLOT},
	view::AgentView,
};
use crate::{
	journal::{CallKind, Entry, JournalContents, Record},
	messages::{Effect, Input, Step, SubmitFailure},
	note::Note,
	state::Core,
};
use cairn_gateway_types::radio::{Outcome, Transmission};
use cairn_gateway_types::{coverage::Update, refusal::Refusal, signed::SignedStatement};
use cairn_primitives::{
	coverage::{CoverageStatement, WindowIndex},
	devices::DeviceIndex,
};
use rand::{rngs::StdRng, seq::SliceRandom, Rng, SeedableRng};
use sp_core::Pair;
use std::{
	collections::{BTreeMap, BTreeSet, VecDeque},
	time::Duration,
};

/// The rates of faults, each in percent, except `lag`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FaultRates {
	/// A call is lost.
	pub lost: u32,
	/// The agent is killed.
	pub killed: u32,
	/// A packet forwarder refuses a beacon, or does not answer.
	pub silent: u32,
	/// Blocks are retracted.
	pub retracted: u32,
	/// Events and the ends of pauses are reported twice.
	pub repeated: u32,
	/// The end of a pause is reported blocks too late, or amid the updates of a fork.
	pub late: u32,
	/// The maximum number of blocks by which finality lags.
	pub lag: u32,
}

pub struct World {
	pub ledger: Ledger,
	pub fault_rates: FaultRates,
	/// Whether a relay carries calls whose first attempt was not included.
	has_relay: bool,
	core: Core,
	journal: JournalContents,
	random: StdRng,
	inputs: VecDeque<Input>,
	/// The elapsed time.
	clock: Duration,
	/// The future ends of pauses, by time.
	pause_ends: BTreeMap<(Duration, WindowIndex, DeviceIndex), Input>,
	view: AgentView,
	/// How often each beacon may have been sent.
	pub sent: BTreeMap<(WindowIndex, DeviceIndex), u32>,
	/// The calls, by the fields that identify them.
	calls: BTreeMap<(WindowIndex, DeviceIndex, CallKind, u8), SignedStatement>,
	pub refusals: Vec<Refusal>,
	pub notes: Vec<Note>,
	pub kills: u32,
}

impl World {
	pub fn new(seed: u64, lengths: Lengths, fault_rates: FaultRates) -> Self {
		let mut random = StdRng::seed_from_u64(seed);
		let has_relay = random.gen();
		let mut world = Self {
			ledger: Ledger::new(lengths),
			fault_rates,
			has_relay,
			core: core(JournalContents::new(), has_relay),
			journal: JournalContents::new(),
			random,
			inputs: VecDeque::new(),
			clock: Duration::ZERO,
			pause_ends: BTreeMap::new(),
			view: AgentView::default(),
			sent: BTreeMap::new(),
			calls: BTreeMap::new(),
			refusals: Vec::new(),
			notes: Vec::new(),
			kills: 0,
		};
		world.restart();
		world
	}

	/// Checks the signatures of all calls. This takes long, so it is a separate check.
	pub fn check_signatures(&self) {
		for call in self.calls.values() {
			let SignedStatement { window, device, ordinal, statement, signature } = call;
			let key = key(*device).public();
			assert!(statement.is_signed(&GENESIS, *window, *ordinal, &key, signature));
		}
	}

	/// Returns true in this percentage of cases.
	fn happens(&mut self, percent: u32) -> bool {
		self.random.gen_ratio(percent.min(100), 100)
	}

	/// Runs the agent until the next block and through the updates of that block.
	pub fn advance_one_block(&mut self) {
		self.pass(SLOT);
		let mut fate = StdRng::seed_from_u64(self.random.gen());
		let percent = self.fault_rates.lost;
		let mut lost = || fate.gen_ratio(percent, 100);
		let mut blocks = 1;
		if self.random.gen_ratio(self.fault_rates.retracted, 100) {
			let before = self.ledger.blocks.len();
			let from = self.ledger.retract(self.random.gen_range(1..=3), &mut lost);
			blocks += before - self.ledger.blocks.len();
			if (from as usize) < before {
				self.inputs.push_back(Input::Chain(Update::Retracted { from }));
			}
		}
		for left in (0..blocks).rev() {
			self.ledger.grow(&mut lost);
			self.queue_best_block(left == 0);
		}
		let lag = self.random.gen_range(0..=self.fault_rates.lag);
		let last_final = self.ledger.best().id.number.saturating_sub(lag);
		if last_final > self.ledger.last_final {
			self.ledger.last_final = last_final;
			self.inputs.push_back(finalised(last_final));
		}
		self.advance_pause_end();
		self.handle_inputs();
	}

	/// Lets time pass, and reports the pauses that end.
	fn pass(&mut self, time: Duration) {
		let until = self.clock + time;
		while let Some(next) = self.pause_ends.first_entry().filter(|next| next.key().0 <= until) {
			let ((at, ..), turn) = next.remove_entry();
			self.clock = at;
			self.inputs.push_back(turn);
			self.handle_inputs();
		}
		self.clock = until;
	}

	/// Sometimes reports the next end of a pause amid the updates of blocks.
	fn advance_pause_end(&mut self) {
		if self.happens(self.fault_rates.late) {
			if let Some((_, turn)) = self.pause_ends.pop_first() {
				let place = self.random.gen_range(0..=self.inputs.len());
				self.inputs.insert(place, turn);
			}
		}
	}

	fn queue_best_block(&mut self, is_head: bool) {
		let block = self.ledger.best();
		let (id, mut events) = (block.id, block.events.clone());
		if self.random.gen_ratio(self.fault_rates.repeated, 100) {
			events.extend(events.clone());
		}
		self.inputs.push_back(Input::Chain(Update::BestBlock { block: id, events, is_head }));
	}

	fn handle_inputs(&mut self) {
		while let Some(input) = self.inputs.pop_front() {
			self.view.record(&input);
			let step = self.core.step(input, &mut self.random);
			if !self.execute(step) {
				self.restart();
			}
		}
	}

	/// Executes a step. Returns false if the agent was killed during it.
	fn execute(&mut self, step: Step) -> bool {
		let things = step.records.len() + step.effects.len();
		let mut left = match self.happens(self.fault_rates.killed) {
			true => self.random.gen_range(0..=things),
			false => usize::MAX,
		};
		if !self.write(step.records, &mut left) {
			return false;
		}
		for effect in step.effects {
			if left == 0 {
				return false;
			}
			left -= 1;
			self.execute_effect(effect);
		}
		left > 0
	}

	/// Writes the records of each window together or not at all. Returns false if the agent was
	/// killed.
	fn write(&mut self, records: Vec<Record>, left: &mut usize) -> bool {
		let windows: BTreeSet<_> = records.iter().map(|record| record.window).collect();
		for window in windows {
			if *left == 0 {
				return false;
			}
			*left -= 1;
			let of_window = records.iter().filter(|record| record.window == window);
			let entries = of_window.map(|record| record.entry.clone());
			self.journal.entry(window).or_default().entries.extend(entries);
		}
		true
	}

	fn execute_effect(&mut self, effect: Effect) {
		match effect {
			Effect::Submit(signed) => self.submit(signed),
			Effect::Relay(signed) => {
				assert!(self.has_relay);
				assert!(signed.is_relayable(), "a relay cannot carry it");
				self.submit(signed);
				// If the relay accepts a call, the agent does not see the node's answer, even
				// though the relay may fail to get the call included.
				if let Some(Input::Submitted { result, .. }) = self.inputs.back_mut() {
					let is_refused = matches!(result, Err(SubmitFailure::Refused(_)));
					if !is_refused && self.random.gen() {
						*result = Ok(());
					}
				}
			}
			Effect::Wait { window, device, pause } => self.wait(window, device, pause),
			Effect::Transmit { window, device, transmission } => {
				self.transmit(window, device, transmission);
			}
			Effect::QueryProof { window, beaconer, at } => {
				let open = self.ledger.proof_at(window, beaconer, at);
				self.inputs.push_back(Input::OpenProof { window, beaconer, at, open });
			}
			Effect::QueryDevice(device) => {
				let found = Some(registered(device));
				self.inputs.push_back(Input::Device { device, found });
			}
			Effect::Forget(window) => {
				self.journal.remove(&window);
			}
			Effect::Note(note) => self.notes.push(note),
		}
	}

	fn submit(&mut self, signed: SignedStatement) {
		let SignedStatement { window, device, ordinal, .. } = signed;
		let kind = match &signed.statement {
			CoverageStatement::Announce(_) => CallKind::Announce,
			CoverageStatement::Reveal(_) => CallKind::Reveal,
			CoverageStatement::Report(receptions) => {
				for reception in receptions {
					let beaconer = reception.beaconer;
					let is_reported = self.view.is_reported(window, beaconer, device);
					assert!(!is_reported, "{window}, {beaconer}: reported again although stored");
				}
				CallKind::Report
			}
		};
		let first = self.calls.entry((window, device, kind, ordinal)).or_insert(signed.clone());
		assert_eq!(*first, signed, "an ordinal was used with different bytes");
		let result = self.ledger.submit(signed);
		if let Err(SubmitFailure::Refused(refusal)) = &result {
			self.refusals.push(*refusal);
		}
		self.inputs.push_back(Input::Submitted { window, device, kind, ordinal, result });
	}

	fn wait(&mut self, window: WindowIndex, device: DeviceIndex, pause: Duration) {
		let mut turn =
			|at| self.pause_ends.insert((at, window, device), Input::PauseEnded { window, device });
		let mut at = self.clock + pause;
		if self.random.gen_ratio(self.fault_rates.late, 100) {
			at += SLOT * self.random.gen_range(1..20);
		}
		turn(at);
		if self.random.gen_ratio(self.fault_rates.repeated, 100) {
			turn(at + SLOT * self.random.gen_range(0..5) + Duration::from_millis(1));
		}
	}

	fn transmit(&mut self, window: WindowIndex, device: DeviceIndex, beacon: Transmission) {
		assert_eq!(beacon.by, eui(device));
		assert!(
			self.view.may_send(window, device),
			"{window}, {device}: sent too late for reports"
		);
		let (mark, unsent) = (Entry::Beaconed { device }, Entry::Unsent { device });
		let mut entries = self.journal[&window].entries.iter().rev();
		let last = entries.find(|entry| **entry == mark || **entry == unsent);
		assert_eq!(last, Some(&mark), "sent before it was recorded");
		let outcome = match self.happens(self.fault_rates.silent) {
			true if self.random.gen() => Outcome::Refused("COLLISION_BEACON".into()),
			true => Outcome::NoAnswer,
			false => Outcome::Taken,
		};
		if !matches!(outcome, Outcome::Refused(_)) {
			*self.sent.entry((window, device)).or_default() += 1;
		}
		if outcome == Outcome::Taken {
			for other in 1..=DEVICES {
				// An attacker transmits a forged frame before or after the beacon.
				let mut forged = beacon.payload.clone();
				*forged.last_mut().unwrap() ^= 1;
				let mut frames = [beacon.payload.clone(), forged];
				frames.shuffle(&mut self.random);
				frames.into_iter().for_each(|frame| self.receive(other, frame));
			}
		}
		self.inputs.push_back(Input::Sent { window, device, outcome });
	}

	fn receive(&mut self, device: DeviceIndex, payload: Vec<u8>) {
		self.inputs.push_back(Input::Heard(heard(device, payload)));
	}

	/// Restarts the agent with its journal.
	fn restart(&mut self) {
		self.kills += 1;
		self.core = core(self.journal.clone(), self.has_relay);
		// Inputs on their way to the killed agent are lost.
		self.inputs.clear();
		self.pause_ends.clear();
		let last_final = self.ledger.last_final;
		let at = self.ledger.blocks[last_final as usize].id;
		let windows = self.ledger.windows_at(last_final);
		self.inputs.push_back(Input::Chain(Update::Started { at, windows }));
		let best = self.ledger.best().id.number;
		for block in &self.ledger.blocks[last_final as usize + 1..] {
			let is_head = block.id.number == best;
			let events = block.events.clone();
			self.inputs.push_back(Input::Chain(Update::BestBlock {
				block: block.id,
				events,
				is_head,
			}));
		}
	}
}

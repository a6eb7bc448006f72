//! An agent in a world that does to it what it likes: loses calls, retracts blocks, lags with
//! finality, tells things twice, lets turns come late, and cuts the agent off at any point, within any
//! step.

use super::{
	devices::{core, eui, finalised, heard, key, registered, DEVICES, SLOT},
	ledger::{Ledger, Lengths, GENESIS},
	view::AgentView,
};
use crate::{
	entry::{Entry, Kind, Memory, Record},
	note::Note,
	state::Core,
	step::{Effect, Input, Step, SubmitFailure},
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

/// What may go wrong, each in so many of a hundred cases.
#[derive(Clone, Copy, Debug, Default)]
pub struct FaultRates {
	/// A call is lost.
	pub lost: u32,
	/// The agent is cut off.
	pub killed: u32,
	/// A packet forwarder refuses a beacon, or does not answer.
	pub silent: u32,
	/// Blocks are retracted.
	pub retracted: u32,
	/// Events and turns are told twice.
	pub repeated: u32,
	/// A turn comes blocks too late, or amidst the news of a fork.
	pub late: u32,
	/// The most blocks by which finality lags.
	pub lag: u32,
}

pub struct World {
	pub ledger: Ledger,
	pub fault_rates: FaultRates,
	/// Whether there is somebody who carries what was in no block at first.
	has_relay: bool,
	core: Core,
	memory: Memory,
	random: StdRng,
	todo: VecDeque<Input>,
	/// How much time has passed.
	clock: Duration,
	/// The turns that are to come, and when.
	turns: BTreeMap<(Duration, WindowIndex, DeviceIndex), Input>,
	view: AgentView,
	/// Beacons that may have been sent.
	pub sent: BTreeMap<(WindowIndex, DeviceIndex), u32>,
	/// Calls by what makes them unique.
	calls: BTreeMap<(WindowIndex, DeviceIndex, Kind, u8), SignedStatement>,
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
			core: core(Memory::new(), has_relay),
			memory: Memory::new(),
			random,
			todo: VecDeque::new(),
			clock: Duration::ZERO,
			turns: BTreeMap::new(),
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

	/// All calls are signed. Not checked in passing: that takes long.
	pub fn check_signatures(&self) {
		for call in self.calls.values() {
			let SignedStatement { window, device, ordinal, statement, signature } = call;
			let key = key(*device).public();
			assert!(statement.is_signed(&GENESIS, *window, *ordinal, &key, signature));
		}
	}

	/// In so many of a hundred cases.
	fn happens(&mut self, percent: u32) -> bool {
		self.random.gen_ratio(percent.min(100), 100)
	}

	/// The next block, with everything that the agent does until it comes, and about it.
	pub fn live_a_block(&mut self) {
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
				self.todo.push_back(Input::Chain(Update::Retracted { from }));
			}
		}
		for left in (0..blocks).rev() {
			self.ledger.grow(&mut lost);
			self.tell_best(left == 0);
		}
		let lag = self.random.gen_range(0..=self.fault_rates.lag);
		let last_final = self.ledger.best().id.number.saturating_sub(lag);
		if last_final > self.ledger.last_final {
			self.ledger.last_final = last_final;
			self.todo.push_back(finalised(last_final));
		}
		self.surprise();
		self.work();
	}

	/// Time passes, and turns come.
	fn pass(&mut self, time: Duration) {
		let until = self.clock + time;
		while let Some(next) = self.turns.first_entry().filter(|next| next.key().0 <= until) {
			let ((at, ..), turn) = next.remove_entry();
			self.clock = at;
			self.todo.push_back(turn);
			self.work();
		}
		self.clock = until;
	}

	/// The next turn comes while the agent is told of blocks.
	fn surprise(&mut self) {
		if self.happens(self.fault_rates.late) {
			if let Some((_, turn)) = self.turns.pop_first() {
				let place = self.random.gen_range(0..=self.todo.len());
				self.todo.insert(place, turn);
			}
		}
	}

	fn tell_best(&mut self, is_head: bool) {
		let block = self.ledger.best();
		let (id, mut events) = (block.id, block.events.clone());
		if self.random.gen_ratio(self.fault_rates.repeated, 100) {
			events.extend(events.clone());
		}
		self.todo.push_back(Input::Chain(Update::BestBlock { block: id, events, is_head }));
	}

	fn work(&mut self) {
		while let Some(input) = self.todo.pop_front() {
			self.view.hear(&input);
			let step = self.core.step(input, &mut self.random);
			if !self.execute(step) {
				self.restart();
			}
		}
	}

	/// Does what the agent says; answers whether the agent has lived through it.
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
			self.make(effect);
		}
		left > 0
	}

	/// The records of a window are written together or not at all.
	fn write(&mut self, records: Vec<Record>, left: &mut usize) -> bool {
		let windows: BTreeSet<_> = records.iter().map(|record| record.window).collect();
		for window in windows {
			if *left == 0 {
				return false;
			}
			*left -= 1;
			let of_window = records.iter().filter(|record| record.window == window);
			let entries = of_window.map(|record| record.entry.clone());
			self.memory.entry(window).or_default().entries.extend(entries);
		}
		true
	}

	fn make(&mut self, effect: Effect) {
		match effect {
			Effect::Submit(signed) => self.submit(signed),
			Effect::Relay(signed) => {
				assert!(self.has_relay);
				assert!(signed.is_relayable(), "no relay can carry it");
				self.submit(signed);
				// A relay promises what it may not keep: what the node has said is not heard then.
				if let Some(Input::Submitted { result, .. }) = self.todo.back_mut() {
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
				self.todo.push_back(Input::OpenProof { window, beaconer, at, open });
			}
			Effect::QueryDevice(device) => {
				let found = Some(registered(device));
				self.todo.push_back(Input::Device { device, found });
			}
			Effect::Forget(window) => {
				self.memory.remove(&window);
			}
			Effect::Note(note) => self.notes.push(note),
		}
	}

	fn submit(&mut self, signed: SignedStatement) {
		let SignedStatement { window, device, ordinal, .. } = signed;
		let kind = match &signed.statement {
			CoverageStatement::Announce(_) => Kind::Announce,
			CoverageStatement::Reveal(_) => Kind::Reveal,
			CoverageStatement::Report(receptions) => {
				for reception in receptions {
					let beaconer = reception.beaconer;
					let is_reported = self.view.is_reported(window, beaconer, device);
					assert!(!is_reported, "{window}, {beaconer}: known to be kept");
				}
				Kind::Report
			}
		};
		let first = self.calls.entry((window, device, kind, ordinal)).or_insert(signed.clone());
		assert_eq!(*first, signed, "an ordinal has other bytes");
		let result = self.ledger.submit(signed);
		if let Err(SubmitFailure::Refused(refusal)) = &result {
			self.refusals.push(*refusal);
		}
		self.todo.push_back(Input::Submitted { window, device, kind, ordinal, result });
	}

	fn wait(&mut self, window: WindowIndex, device: DeviceIndex, pause: Duration) {
		let mut turn =
			|at| self.turns.insert((at, window, device), Input::PauseEnded { window, device });
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
		assert!(self.view.may_send(window, device), "{window}, {device}: sent for nothing");
		let (mark, unsent) = (Entry::Beaconed { device }, Entry::Unsent { device });
		let mut entries = self.memory[&window].entries.iter().rev();
		let last = entries.find(|entry| **entry == mark || **entry == unsent);
		assert_eq!(last, Some(&mark), "sent before it was written");
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
				// What a liar sends in its place, before it or after it.
				let mut forged = beacon.payload.clone();
				*forged.last_mut().unwrap() ^= 1;
				let mut frames = [beacon.payload.clone(), forged];
				frames.shuffle(&mut self.random);
				frames.into_iter().for_each(|frame| self.hear(other, frame));
			}
		}
		self.todo.push_back(Input::Sent { window, device, outcome });
	}

	fn hear(&mut self, device: DeviceIndex, payload: Vec<u8>) {
		self.todo.push_back(Input::Heard(heard(device, payload)));
	}

	/// The agent begins anew, with what it has written.
	fn restart(&mut self) {
		self.kills += 1;
		self.core = core(self.memory.clone(), self.has_relay);
		// What is on the way to an agent that is no more is lost.
		self.todo.clear();
		self.turns.clear();
		let last_final = self.ledger.last_final;
		let at = self.ledger.blocks[last_final as usize].id;
		let windows = self.ledger.windows_at(last_final);
		self.todo.push_back(Input::Chain(Update::Started { at, windows }));
		let best = self.ledger.best().id.number;
		for block in &self.ledger.blocks[last_final as usize + 1..] {
			let is_head = block.id.number == best;
			let events = block.events.clone();
			self.todo.push_back(Input::Chain(Update::BestBlock {
				block: block.id,
				events,
				is_head,
			}));
		}
	}
}

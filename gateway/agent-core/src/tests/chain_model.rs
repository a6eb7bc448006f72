//! A model of the chain that follows docs/coverage.md as far as an agent observes it: deadlines,
//! ordinals, lottery, forks and a transaction pool. It stores the state after every block, so that
//! any block can be retracted. It does not check signatures.

use crate::messages::SubmitFailure;
use cairn_gateway_types::{
	block::BlockId,
	coverage::{CoverageEvent, Judgement, OpenProof, Window},
	refusal::Refusal,
	signed::SignedStatement,
};
use cairn_primitives::{
	coverage::{
		is_challenged, Announcement, CoverageStatement, Frame, Reception, WindowIndex, ORDINALS,
	},
	devices::DeviceIndex,
	BlockNumber,
};
use codec::Encode;
use sp_core::{Blake2Hasher, Hasher, H256};
use std::collections::{BTreeMap, BTreeSet};

/// The genesis hash of the network.
pub const GENESIS: H256 = H256::repeat_byte(9);

/// The lengths of a window's phases, in blocks.
#[derive(Clone, Copy, Debug)]
pub struct Lengths {
	pub window: BlockNumber,
	pub announce: BlockNumber,
	pub reveal: BlockNumber,
}

/// The lengths on a live network.
pub const LIVE: Lengths = Lengths { window: 20, announce: 12, reveal: 40 };

/// The lengths on a local network.
pub const LOCAL: Lengths = Lengths { window: 9, announce: 7, reveal: 12 };

/// Lengths close to the shortest that governance can choose, which leave little time.
pub const SHORT: Lengths = Lengths { window: 8, announce: 5, reveal: 12 };

#[derive(Clone, Debug)]
struct Open {
	announcement: Announcement,
	reports: BTreeMap<DeviceIndex, Reception>,
}

#[derive(Clone, Debug, Default)]
struct State {
	windows: BTreeMap<WindowIndex, Window>,
	open: BTreeMap<(WindowIndex, DeviceIndex), Open>,
	ordinals: BTreeSet<(WindowIndex, DeviceIndex, u8)>,
}

/// A block, its events, and the state after it.
#[derive(Clone, Debug)]
pub struct Block {
	pub id: BlockId,
	pub events: Vec<CoverageEvent>,
	calls: Vec<SignedStatement>,
	state: State,
}

/// The best chain and a node's pool.
pub struct Ledger {
	lengths: Lengths,
	/// The blocks of the best chain, from genesis on.
	pub blocks: Vec<Block>,
	pub last_final: BlockNumber,
	pool: Vec<SignedStatement>,
	banned: Vec<SignedStatement>,
	forks: u32,
}

impl Ledger {
	pub fn new(lengths: Lengths) -> Self {
		let id = BlockId { number: 0, hash: GENESIS };
		let genesis = Block { id, events: Vec::new(), calls: Vec::new(), state: State::default() };
		Self {
			lengths,
			blocks: vec![genesis],
			last_final: 0,
			pool: Vec::new(),
			banned: Vec::new(),
			forks: 0,
		}
	}

	pub fn best(&self) -> &Block {
		self.blocks.last().unwrap()
	}

	pub fn windows_at(&self, number: BlockNumber) -> Vec<Window> {
		self.blocks[number as usize].state.windows.values().rev().copied().collect()
	}

	pub fn proof_at(
		&self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		at: BlockId,
	) -> Option<OpenProof> {
		let block = self.blocks.get(at.number as usize).filter(|block| block.id == at)?;
		let open = block.state.open.get(&(window, beaconer))?;
		let witnesses = open.reports.keys().copied().collect();
		Some(OpenProof { announcement: open.announcement, witnesses })
	}

	/// Returns all open proofs with their windows.
	pub fn open(&self) -> Vec<(Window, DeviceIndex)> {
		let state = &self.best().state;
		state.open.keys().map(|(window, device)| (state.windows[window], *device)).collect()
	}

	/// Submits a call and returns the node's answer.
	pub fn submit(&mut self, signed: SignedStatement) -> Result<(), SubmitFailure> {
		if self.pool.contains(&signed) {
			return Err(SubmitFailure::AlreadyKnown);
		}
		if self.banned.contains(&signed) {
			return Err(SubmitFailure::Unavailable);
		}
		let best = self.best();
		match self.check(&best.state, best.id.number + 1, &signed) {
			Ok(()) => {
				self.pool.push(signed);
				Ok(())
			}
			Err(refusal) => {
				self.banned.push(signed);
				Err(SubmitFailure::Refused(refusal))
			}
		}
	}

	/// Adds a block. `lost` decides for each call in the pool whether it is lost.
	pub fn grow(&mut self, mut lost: impl FnMut() -> bool) {
		let number = self.best().id.number + 1;
		let hash = (self.best().id.hash, number, self.forks).using_encoded(Blake2Hasher::hash);
		let mut state = self.best().state.clone();
		let mut events = Vec::new();
		self.begin(&mut state, number, hash, &mut events);
		let mut calls = Vec::new();
		for call in std::mem::take(&mut self.pool) {
			if !lost() && self.check(&state, number, &call).is_ok() {
				self.apply(&mut state, &call, &mut events);
				calls.push(call);
			}
		}
		self.blocks.push(Block { id: BlockId { number, hash }, events, calls, state });
	}

	/// Retracts the last blocks and returns their calls to the pool, except those that are lost.
	/// Returns the first retracted block.
	pub fn retract(&mut self, depth: usize, mut lost: impl FnMut() -> bool) -> BlockNumber {
		let kept = self.blocks.len().saturating_sub(depth).max(self.last_final as usize + 1);
		self.forks += 1;
		for block in self.blocks.split_off(kept) {
			self.pool.extend(block.calls.into_iter().filter(|_| !lost()));
		}
		kept as BlockNumber
	}

	fn begin(
		&self,
		state: &mut State,
		number: BlockNumber,
		hash: H256,
		events: &mut Vec<CoverageEvent>,
	) {
		let Lengths { window, announce, reveal } = self.lengths;
		if (number - 1).is_multiple_of(window) {
			let window = Window {
				index: (number - 1) / window,
				seed: hash,
				threshold: u64::MAX / 2,
				begins_at: number,
				announce_by: number + announce - 1,
				report_by: number + window - 2,
				reveal_from: number + window,
				reveal_by: number + window + reveal - 1,
			};
			state.windows.insert(window.index, window);
			events.push(CoverageEvent::WindowOpened(window));
		}
		let over = |window: &Window| window.reveal_by < number;
		let expired: Vec<_> =
			state.open.keys().filter(|(window, _)| over(&state.windows[window])).copied().collect();
		for (window, beaconer) in expired {
			state.open.remove(&(window, beaconer));
			events.push(CoverageEvent::ProofExpired { window, beaconer });
		}
		state.windows.retain(|_, window| !over(window));
	}

	fn check(
		&self,
		state: &State,
		number: BlockNumber,
		call: &SignedStatement,
	) -> Result<(), Refusal> {
		let SignedStatement { window, device, ordinal, statement, .. } = call;
		let open = state.windows.get(window).ok_or(Refusal::WindowUnknown)?;
		let ensure = |holds: bool, refusal| if holds { Ok(()) } else { Err(refusal) };
		let proof = state.open.get(&(*window, *device));
		ensure(*ordinal < ORDINALS, Refusal::OrdinalTooHigh)?;
		match statement {
			CoverageStatement::Announce(_) => {
				ensure(number <= open.announce_by, Refusal::AnnouncedTooLate)?;
				let challenged = is_challenged(&open.seed, *device, open.threshold);
				ensure(challenged, Refusal::NotChallenged)?;
				ensure(proof.is_none(), Refusal::AlreadyAnnounced)?;
			}
			CoverageStatement::Report(receptions) => {
				ensure(number <= open.report_by, Refusal::ReportedTooLate)?;
				let is_new = !state.ordinals.contains(&(*window, *device, *ordinal));
				ensure(is_new, Refusal::OrdinalUsed)?;
				let mut last = Err(Refusal::NothingReported);
				for reception in receptions {
					last = check_reception(state, *window, *device, reception);
					if last.is_ok() {
						break;
					}
				}
				last?;
			}
			CoverageStatement::Reveal(secret) => {
				// The next window must have begun in the state that the pool validates against.
				let begun = state.windows.contains_key(&(window + 1));
				ensure(begun && number >= open.reveal_from, Refusal::RevealedTooEarly)?;
				ensure(number <= open.reveal_by, Refusal::RevealedTooLate)?;
				let proof = proof.ok_or(Refusal::NotAnnounced)?;
				let frame = Frame::new(*window, *device, &open.seed, secret);
				ensure(frame.hash() == proof.announcement.frame, Refusal::WrongSecret)?;
			}
		}
		Ok(())
	}

	fn apply(&self, state: &mut State, call: &SignedStatement, events: &mut Vec<CoverageEvent>) {
		let (window, device) = (call.window, call.device);
		match &call.statement {
			CoverageStatement::Announce(announcement) => {
				let open = Open { announcement: *announcement, reports: BTreeMap::new() };
				state.open.insert((window, device), open);
				let announcement = *announcement;
				events.push(CoverageEvent::BeaconAnnounced {
					window,
					beaconer: device,
					announcement,
				});
			}
			CoverageStatement::Report(receptions) => {
				state.ordinals.insert((window, device, call.ordinal));
				for reception in receptions {
					if check_reception(state, window, device, reception).is_ok() {
						let beaconer = reception.beaconer;
						let open = state.open.get_mut(&(window, beaconer)).unwrap();
						open.reports.insert(device, *reception);
						let witness = device;
						events.push(CoverageEvent::BeaconReported { window, beaconer, witness });
					}
				}
			}
			CoverageStatement::Reveal(secret) => {
				let open = state.open.remove(&(window, device)).unwrap();
				let frame = Frame::new(window, device, &state.windows[&window].seed, secret);
				let judge = |(witness, reception): (&DeviceIndex, &Reception)| {
					let is_right = reception.commitment == frame.commitment(*witness);
					let verdict = if is_right { "Valid" } else { "CommitmentMismatch" };
					Judgement { witness: *witness, verdict: verdict.into(), units: 1 }
				};
				let judgements = open.reports.iter().map(judge).collect();
				events.push(CoverageEvent::ProofSettled {
					window,
					beaconer: device,
					units: 1,
					judgements,
				});
			}
		}
	}
}

fn check_reception(
	state: &State,
	window: WindowIndex,
	witness: DeviceIndex,
	reception: &Reception,
) -> Result<(), Refusal> {
	if reception.beaconer == witness {
		return Err(Refusal::OwnBeacon);
	}
	let open = state.open.get(&(window, reception.beaconer)).ok_or(Refusal::NotAnnounced)?;
	match open.reports.contains_key(&witness) {
		true => Err(Refusal::AlreadyReported),
		false => Ok(()),
	}
}

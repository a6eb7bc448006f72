//! What an agent decides: a state machine without clock, network or disk.
//!
//! [`Core::step`] takes what has happened and answers what is to be done: first what is to be
//! written, then what others will see. Whoever runs it writes all records of a step to disk before
//! anything else of it is done. So whatever the agent has shown to the world, its journal knows; a
//! machine that is cut off between two steps, or within one, neither sends a beacon twice nor loses a
//! secret.
//!
//! What is known of the chain is kept with the block it is known from, and forgotten with it when it
//! is retracted. What is to be done follows, after every block anew, from what is known: nothing has
//! to be remembered about what was attempted but its ordinal.

mod act;
mod early;
mod follow;
mod hear;
mod pause;
mod proof;
mod refused;
mod round;
mod standing;
#[cfg(test)]
mod tests;
mod tries;
mod witness;

use super::{
	entry::{Kind, Memory, Record},
	note::{Happening, Note},
	settings::{DeviceSettings, Plan},
};
use cairn_gateway_chain::{self, SubmitError};
use cairn_gateway_radio::{Heard, Outcome, Transmission};
use cairn_gateway_types::{
	block::BlockId,
	coverage::{OpenProof, Update},
	device::RegisteredDevice,
	signed::Signed,
};
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex, BlockNumber};
use rand::{CryptoRng, RngCore};
use round::Round;
use sp_core::H256;
use standing::Device;
use std::{
	collections::{BTreeMap, BTreeSet, VecDeque},
	time::Duration,
};

/// What has happened.
#[derive(Clone, Debug)]
pub enum Input {
	/// The chain has gone on.
	Chain(Update),
	/// How the registry knows a device.
	Device {
		/// Which.
		device: DeviceIndex,
		/// What is known; none if it is not.
		found: Option<RegisteredDevice>,
	},
	/// How the chain knows a beacon.
	Answer {
		/// In which window.
		window: WindowIndex,
		/// Whose.
		beaconer: DeviceIndex,
		/// After which block.
		at: BlockId,
		/// The proof, if one is open.
		open: Option<OpenProof>,
	},
	/// A packet was heard.
	Heard(Heard),
	/// The pause before a beacon is over.
	Turn {
		/// In which window.
		window: WindowIndex,
		/// Whose.
		device: DeviceIndex,
	},
	/// What has become of a beacon that was handed to the radio.
	Sent {
		/// In which window.
		window: WindowIndex,
		/// Whose.
		device: DeviceIndex,
		/// What.
		outcome: Outcome,
	},
	/// A node has taken a call, or a relay, or neither.
	Submitted {
		/// In which window.
		window: WindowIndex,
		/// Whose.
		device: DeviceIndex,
		/// Of which kind.
		kind: Kind,
		/// With which ordinal.
		ordinal: u8,
		/// Whether it is on its way.
		result: Result<(), SubmitError>,
	},
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
	/// Submit a call, and answer [`Input::Submitted`].
	Submit(Signed),
	/// Submit a call that was in no block before, and hand it to the relay too unless it is refused;
	/// answer [`Input::Submitted`].
	Relay(Signed),
	/// Wait, and answer [`Input::Turn`].
	Wait {
		/// In which window.
		window: WindowIndex,
		/// Whose beacon is to be sent then.
		device: DeviceIndex,
		/// How long.
		pause: Duration,
	},
	/// Send a beacon, and answer [`Input::Sent`].
	Transmit {
		/// In which window.
		window: WindowIndex,
		/// Whose.
		device: DeviceIndex,
		/// What.
		transmission: Transmission,
	},
	/// Ask for an open proof after the best block, and answer [`Input::Answer`].
	Ask {
		/// In which window.
		window: WindowIndex,
		/// Whose.
		beaconer: DeviceIndex,
		/// After which block.
		at: BlockId,
	},
	/// Ask the registry about a device, and answer [`Input::Device`].
	Refresh(DeviceIndex),
	/// Tell people.
	Note(Note),
	/// Forget what was written about a window: it is over for good.
	Forget(WindowIndex),
}

/// What is to be written, and then to be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
	/// To be on disk before any of the effects.
	pub records: Vec<Record>,
	/// To be done in this order.
	pub effects: Vec<Effect>,
}

impl Step {
	fn note(&mut self, device: DeviceIndex, window: WindowIndex, what: Happening) {
		self.effects.push(Effect::Note(Note { device, window: Some(window), what }));
	}
}

/// What an agent knows, and how it decides.
pub struct Core {
	genesis: H256,
	slot: Duration,
	plan: Plan,
	has_relay: bool,
	devices: BTreeMap<DeviceIndex, Device>,
	/// The windows that are not over for good.
	rounds: BTreeMap<WindowIndex, Round>,
	/// What was written about windows of which the chain has not told yet.
	memory: Memory,
	/// The best chain's last blocks.
	recent: VecDeque<BlockId>,
	last_final: BlockNumber,
	/// What the chain was asked since the last block.
	asked: BTreeSet<(WindowIndex, DeviceIndex)>,
	/// The newest window for which the registry was asked about devices.
	refreshed_in: Option<WindowIndex>,
}

impl Core {
	/// An agent that knows nothing but what it has written.
	///
	/// - `genesis`: the network's genesis hash.
	/// - `slot`: how often the network makes a block.
	/// - `has_relay`: whether somebody carries calls that were in no block at the first try.
	pub fn new(
		genesis: H256,
		slot: Duration,
		plan: Plan,
		has_relay: bool,
		devices: Vec<DeviceSettings>,
		memory: Memory,
	) -> Self {
		Self {
			genesis,
			slot,
			plan,
			has_relay,
			devices: devices.into_iter().map(|one| (one.index, Device::new(one))).collect(),
			rounds: BTreeMap::new(),
			memory,
			recent: VecDeque::new(),
			last_final: 0,
			asked: BTreeSet::new(),
			refreshed_in: None,
		}
	}

	/// Something has happened: what is to be done.
	///
	/// - `random`: what secrets and pauses are drawn from.
	pub fn step(&mut self, input: Input, random: &mut (impl RngCore + CryptoRng)) -> Step {
		let mut step = Step::default();
		match input {
			Input::Chain(update) => self.follow(update, random, &mut step),
			Input::Device { device, found } => {
				self.know(device, found, &mut step);
				self.act(random, &mut step);
			}
			Input::Answer { window, beaconer, at, open } => {
				self.learn(window, beaconer, at, open.as_ref(), &mut step);
				self.act(random, &mut step);
			}
			Input::Heard(heard) => self.hear(&heard, random, &mut step),
			Input::Turn { window, device } => self.turn(window, device, random, &mut step),
			Input::Sent { window, device, outcome } => {
				self.sent(window, device, outcome, &mut step)
			}
			Input::Submitted { window, device, kind, ordinal, result } => {
				if let Err(error) = result {
					self.refused(window, device, kind, ordinal, error, &mut step);
				}
			}
		}
		step
	}

	/// The number of the best block; none before the chain is followed.
	fn now(&self) -> Option<BlockNumber> {
		self.recent.back().map(|block| block.number)
	}
}

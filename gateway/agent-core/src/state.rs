//! What an agent knows of the chain and of its devices.

use crate::{
	eligibility::Device,
	entry::Memory,
	settings::{DeviceSettings, Plan},
	step::{Input, Step},
	window_state::WindowState,
};
use cairn_gateway_types::block::BlockId;
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex, BlockNumber};
use rand::{CryptoRng, RngCore};
use sp_core::H256;
use std::{
	collections::{BTreeMap, BTreeSet, VecDeque},
	time::Duration,
};

/// What an agent knows, and how it decides.
pub struct Core {
	pub(crate) genesis: H256,
	pub(crate) slot: Duration,
	pub(crate) plan: Plan,
	pub(crate) has_relay: bool,
	pub(crate) devices: BTreeMap<DeviceIndex, Device>,
	/// The windows that are not over for good.
	pub(crate) window_states: BTreeMap<WindowIndex, WindowState>,
	/// What was written about windows of which the chain has not told yet.
	pub(crate) memory: Memory,
	/// The best chain's last blocks.
	pub(crate) recent: VecDeque<BlockId>,
	pub(crate) last_final: BlockNumber,
	/// What the chain was asked since the last block.
	pub(crate) asked: BTreeSet<(WindowIndex, DeviceIndex)>,
	/// The newest window for which the registry was asked about devices.
	pub(crate) refreshed_in: Option<WindowIndex>,
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
			window_states: BTreeMap::new(),
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
			Input::OpenProof { window, beaconer, at, open } => {
				self.learn(window, beaconer, at, open.as_ref(), &mut step);
				self.act(random, &mut step);
			}
			Input::Heard(heard) => self.hear(&heard, random, &mut step),
			Input::PauseEnded { window, device } => self.turn(window, device, random, &mut step),
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
	pub(crate) fn now(&self) -> Option<BlockNumber> {
		self.recent.back().map(|block| block.number)
	}
}

//! The state of an agent: its knowledge of the chain and of its devices.

use crate::{
	beacon::BeaconPlanner,
	device::Device,
	device::DeviceSettings,
	journal::JournalContents,
	messages::{Input, Step},
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

/// The state machine of an agent.
pub struct Core {
	pub(crate) genesis: H256,
	pub(crate) slot: Duration,
	pub(crate) planner: BeaconPlanner,
	pub(crate) has_relay: bool,
	pub(crate) devices: BTreeMap<DeviceIndex, Device>,
	/// The windows that can still change.
	pub(crate) window_states: BTreeMap<WindowIndex, WindowState>,
	/// The journals of windows that the chain has not reported yet.
	pub(crate) journal: JournalContents,
	/// The latest blocks of the best chain.
	pub(crate) recent: VecDeque<BlockId>,
	pub(crate) last_final: BlockNumber,
	/// The proofs that were queried since the latest block.
	pub(crate) queried: BTreeSet<(WindowIndex, DeviceIndex)>,
	/// The latest window in which the registry was queried for all devices.
	pub(crate) refreshed_in: Option<WindowIndex>,
}

impl Core {
	/// Creates an agent that knows only its journal.
	///
	/// - `genesis`: the genesis hash of the network.
	/// - `slot`: the time between two blocks.
	/// - `planner`: chooses the parameters of beacons.
	/// - `has_relay`: whether a relay carries calls whose first attempt was not included.
	pub fn new(
		genesis: H256,
		slot: Duration,
		planner: BeaconPlanner,
		has_relay: bool,
		devices: Vec<DeviceSettings>,
		journal: JournalContents,
	) -> Self {
		Self {
			genesis,
			slot,
			planner,
			has_relay,
			devices: devices.into_iter().map(|one| (one.index, Device::new(one))).collect(),
			window_states: BTreeMap::new(),
			journal,
			recent: VecDeque::new(),
			last_final: 0,
			queried: BTreeSet::new(),
			refreshed_in: None,
		}
	}

	/// Handles an input and returns the resulting records and effects.
	///
	/// - `random`: the source of secrets and pauses.
	pub fn step(&mut self, input: Input, random: &mut (impl RngCore + CryptoRng)) -> Step {
		let mut step = Step::default();
		match input {
			Input::Chain(update) => self.apply_update(update, random, &mut step),
			Input::Device { device, found } => {
				self.update_eligibility(device, found, &mut step);
				self.perform_due_actions(random, &mut step);
			}
			Input::OpenProof { window, beaconer, at, open } => {
				self.apply_open_proof(window, beaconer, at, open.as_ref(), &mut step);
				self.perform_due_actions(random, &mut step);
			}
			Input::Heard(heard) => self.handle_packet(&heard, random, &mut step),
			Input::PauseEnded { window, device } => {
				self.end_pause(window, device, random, &mut step)
			}
			Input::Sent { window, device, outcome } => {
				self.handle_outcome(window, device, outcome, &mut step)
			}
			Input::Submitted { window, device, kind, ordinal, result } => {
				if let Err(error) = result {
					self.handle_failure(window, device, kind, ordinal, error, &mut step);
				}
			}
		}
		step
	}

	/// Returns the number of the best block, or `None` before the agent follows the chain.
	pub(crate) fn now(&self) -> Option<BlockNumber> {
		self.recent.back().map(|block| block.number)
	}
}

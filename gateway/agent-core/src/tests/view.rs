//! The facts that an agent has received and must take into account.

use crate::messages::Input;
use cairn_gateway_types::coverage::{CoverageEvent, Update};
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex, BlockNumber};
use std::collections::BTreeMap;

/// The facts about the best chain that an agent has received since it started.
#[derive(Clone, Debug, Default)]
pub struct AgentView {
	/// The best block.
	best: BlockNumber,
	/// The last block of each window that accepts reports.
	report_by: BTreeMap<WindowIndex, BlockNumber>,
	/// The announced beacons, with the block of the announcement.
	announced: BTreeMap<(WindowIndex, DeviceIndex), BlockNumber>,
	/// The reports by window, beaconer and witness, with their block.
	reported: BTreeMap<(WindowIndex, DeviceIndex, DeviceIndex), BlockNumber>,
}

impl AgentView {
	/// Records the facts of an input.
	pub fn record(&mut self, input: &Input) {
		match input {
			Input::Chain(Update::Started { at, windows }) => {
				*self = Self { best: at.number, ..Self::default() };
				self.report_by = windows.iter().map(|one| (one.index, one.report_by)).collect();
			}
			Input::Chain(Update::Retracted { from }) => {
				self.best = from - 1;
				self.announced.retain(|_, at| *at < *from);
				self.reported.retain(|_, at| *at < *from);
			}
			Input::Chain(Update::BestBlock { block, events, .. }) => {
				self.best = block.number;
				events.iter().for_each(|event| self.record_event(event, block.number));
			}
			Input::OpenProof { window, beaconer, at, open: Some(_) } => {
				self.announced.entry((*window, *beaconer)).or_insert(at.number);
			}
			_ => {}
		}
	}

	fn record_event(&mut self, event: &CoverageEvent, at: BlockNumber) {
		match event {
			CoverageEvent::WindowOpened(window) => {
				self.report_by.insert(window.index, window.report_by);
			}
			CoverageEvent::BeaconAnnounced { window, beaconer, .. } => {
				self.announced.insert((*window, *beaconer), at);
			}
			CoverageEvent::BeaconReported { window, beaconer, witness } => {
				self.reported.insert((*window, *beaconer, *witness), at);
			}
			_ => {}
		}
	}

	/// Returns whether a beacon may be sent: it is announced and can still be reported.
	pub fn may_send(&self, window: WindowIndex, beaconer: DeviceIndex) -> bool {
		self.announced.contains_key(&(window, beaconer)) && self.best < self.report_by[&window]
	}

	/// Returns whether the chain has stored a report.
	pub fn is_reported(
		&self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		witness: DeviceIndex,
	) -> bool {
		self.reported.contains_key(&(window, beaconer, witness))
	}
}

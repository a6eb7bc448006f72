//! What an agent was told, and so has to know.

use crate::step::Input;
use cairn_gateway_types::coverage::{CoverageEvent, Update};
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex, BlockNumber};
use std::collections::BTreeMap;

/// What an agent was told of the best chain since it began.
#[derive(Clone, Debug, Default)]
pub struct AgentView {
	/// Which block is the best one.
	best: BlockNumber,
	/// The last blocks that take reports.
	report_by: BTreeMap<WindowIndex, BlockNumber>,
	/// What is announced, and in which block.
	announced: BTreeMap<(WindowIndex, DeviceIndex), BlockNumber>,
	/// What is reported: window, beaconer, witness, and in which block.
	reported: BTreeMap<(WindowIndex, DeviceIndex, DeviceIndex), BlockNumber>,
}

impl AgentView {
	/// It is told this now.
	pub fn hear(&mut self, input: &Input) {
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
				events.iter().for_each(|event| self.event(event, block.number));
			}
			Input::OpenProof { window, beaconer, at, open: Some(_) } => {
				self.announced.entry((*window, *beaconer)).or_insert(at.number);
			}
			_ => {}
		}
	}

	fn event(&mut self, event: &CoverageEvent, at: BlockNumber) {
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

	/// Whether it is of use to send a beacon: it is announced, and can be reported.
	pub fn may_send(&self, window: WindowIndex, beaconer: DeviceIndex) -> bool {
		self.announced.contains_key(&(window, beaconer)) && self.best < self.report_by[&window]
	}

	/// Whether a report is kept.
	pub fn is_reported(
		&self,
		window: WindowIndex,
		beaconer: DeviceIndex,
		witness: DeviceIndex,
	) -> bool {
		self.reported.contains_key(&(window, beaconer, witness))
	}
}

//! What goes into the state machine and what comes out of it.

use crate::{
	entry::{Kind, Record},
	note::{DeviceEvent, Note},
};
use cairn_gateway_types::{
	block::BlockId,
	coverage::{OpenProof, Update},
	device::RegisteredDevice,
	radio::{Heard, Outcome, Transmission},
	refusal::Refusal,
	signed::SignedStatement,
};
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex};
use std::time::Duration;

/// Why a node has not accepted a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitFailure {
	/// The node has the call already.
	AlreadyKnown,
	/// The runtime refuses the call.
	Refused(Refusal),
	/// The node could not be asked, its pool is full, or it does not look at these bytes again for a
	/// while.
	Unavailable,
}

/// Something that has happened.
#[derive(Clone, Debug)]
pub enum Input {
	/// The chain has gone on.
	Chain(Update),
	/// The registry has answered a question about a device.
	Device {
		/// The device.
		device: DeviceIndex,
		/// The device; none if the registry does not know it.
		found: Option<RegisteredDevice>,
	},
	/// The chain has answered a question about a beacon.
	OpenProof {
		/// The window.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The block after which it was asked.
		at: BlockId,
		/// The proof, if one is open.
		open: Option<OpenProof>,
	},
	/// A packet was heard.
	Heard(Heard),
	/// The pause before a beacon is over.
	PauseEnded {
		/// The window.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
	},
	/// The radio has reported the outcome of a beacon.
	Sent {
		/// The window.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
		/// The outcome.
		outcome: Outcome,
	},
	/// A node or a relay has answered a submission.
	Submitted {
		/// The window.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
		/// The kind of call.
		kind: Kind,
		/// The ordinal.
		ordinal: u8,
		/// Whether the call is on its way to the chain.
		result: Result<(), SubmitFailure>,
	},
}

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
	/// Submit a call, and answer [`Input::Submitted`].
	Submit(SignedStatement),
	/// Submit a call that was in no block before, and hand it to the relay too unless it is refused;
	/// answer [`Input::Submitted`].
	Relay(SignedStatement),
	/// Wait, and answer [`Input::PauseEnded`].
	Wait {
		/// The window.
		window: WindowIndex,
		/// The device whose beacon is due after the pause.
		device: DeviceIndex,
		/// The length of the pause.
		pause: Duration,
	},
	/// Send a beacon, and answer [`Input::Sent`].
	Transmit {
		/// The window.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
		/// The packet.
		transmission: Transmission,
	},
	/// Ask for an open proof after the best block, and answer [`Input::OpenProof`].
	QueryProof {
		/// The window.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The block after which it was asked.
		at: BlockId,
	},
	/// Ask the registry about a device, and answer [`Input::Device`].
	QueryDevice(DeviceIndex),
	/// Log a note and count it.
	Note(Note),
	/// Delete the records of a window that is over for good.
	Forget(WindowIndex),
}

/// The result of one input: records to write, then effects to execute.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
	/// Records that must be on disk before any effect is executed.
	pub records: Vec<Record>,
	/// Effects, in the order in which to execute them.
	pub effects: Vec<Effect>,
}

impl Step {
	pub(crate) fn note(&mut self, device: DeviceIndex, window: WindowIndex, what: DeviceEvent) {
		self.effects.push(Effect::Note(Note { device, window: Some(window), what }));
	}
}

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
	OpenProof {
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
	PauseEnded {
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
		/// Whether the call is on its way to the chain.
		result: Result<(), SubmitFailure>,
	},
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
	/// Submit a call, and answer [`Input::Submitted`].
	Submit(SignedStatement),
	/// Submit a call that was in no block before, and hand it to the relay too unless it is refused;
	/// answer [`Input::Submitted`].
	Relay(SignedStatement),
	/// Wait, and answer [`Input::PauseEnded`].
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
	/// Ask for an open proof after the best block, and answer [`Input::OpenProof`].
	QueryProof {
		/// In which window.
		window: WindowIndex,
		/// Whose.
		beaconer: DeviceIndex,
		/// After which block.
		at: BlockId,
	},
	/// Ask the registry about a device, and answer [`Input::Device`].
	QueryDevice(DeviceIndex),
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
	pub(crate) fn note(&mut self, device: DeviceIndex, window: WindowIndex, what: DeviceEvent) {
		self.effects.push(Effect::Note(Note { device, window: Some(window), what }));
	}
}

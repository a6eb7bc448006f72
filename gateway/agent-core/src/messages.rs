//! The inputs and outputs of the state machine.

use crate::{
	journal::{CallKind, Record},
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

/// The reason for which a node did not accept a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitFailure {
	/// The node already has the call.
	AlreadyKnown,
	/// The runtime refuses the call.
	Refused(Refusal),
	/// The node is unreachable, its pool is full, or it has temporarily banned these bytes.
	Unavailable,
}

/// An event that the state machine must handle.
#[derive(Clone, Debug)]
pub enum Input {
	/// The chain has changed.
	Chain(Update),
	/// The registry answered [`Effect::QueryDevice`].
	Device {
		/// The device.
		device: DeviceIndex,
		/// The record of the device; `None` if the registry does not know it.
		found: Option<RegisteredDevice>,
	},
	/// The chain answered [`Effect::QueryProof`].
	OpenProof {
		/// The window.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The block whose state was queried.
		at: BlockId,
		/// The proof, if one is open.
		open: Option<OpenProof>,
	},
	/// The radio received a packet.
	Heard(Heard),
	/// The pause before a beacon has ended.
	PauseEnded {
		/// The window.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
	},
	/// The radio reported the outcome of [`Effect::Transmit`].
	Sent {
		/// The window.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
		/// The outcome.
		outcome: Outcome,
	},
	/// A node or a relay answered a submission.
	Submitted {
		/// The window.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
		/// The kind of call.
		kind: CallKind,
		/// The ordinal.
		ordinal: u8,
		/// Whether the call is on its way to the chain.
		result: Result<(), SubmitFailure>,
	},
}

/// An action for the caller to execute.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
	/// Submit a call and respond with [`Input::Submitted`].
	Submit(SignedStatement),
	/// Submit a call whose earlier attempt was not included. Unless the node refuses it, hand it to
	/// the relay too. Respond with [`Input::Submitted`].
	Relay(SignedStatement),
	/// Wait and respond with [`Input::PauseEnded`].
	Wait {
		/// The window.
		window: WindowIndex,
		/// The device whose beacon is due after the pause.
		device: DeviceIndex,
		/// The length of the pause.
		pause: Duration,
	},
	/// Transmit a beacon and respond with [`Input::Sent`].
	Transmit {
		/// The window.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
		/// The packet.
		transmission: Transmission,
	},
	/// Query an open proof and respond with [`Input::OpenProof`].
	QueryProof {
		/// The window.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The block whose state was queried.
		at: BlockId,
	},
	/// Query the registry for a device and respond with [`Input::Device`].
	QueryDevice(DeviceIndex),
	/// Log a note and count it in the metrics.
	Note(Note),
	/// Delete the records of a window that can no longer change.
	Forget(WindowIndex),
}

/// The result of an input: records to write, then effects to execute.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
	/// Records that must be on disk before any effect is executed.
	pub records: Vec<Record>,
	/// Effects, in the order in which to execute them.
	pub effects: Vec<Effect>,
}

impl Step {
	pub(crate) fn note(&mut self, device: DeviceIndex, window: WindowIndex, event: DeviceEvent) {
		self.effects.push(Effect::Note(Note { device, window: Some(window), event }));
	}
}

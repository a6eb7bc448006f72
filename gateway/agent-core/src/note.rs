//! Device events, for the log and for metrics.

use cairn_gateway_types::refusal::{self, Refusal};
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex, rewards::Units};
use std::fmt;

/// A device event and its window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
	/// The device.
	pub device: DeviceIndex,
	/// The window; `None` if the event concerns the device itself.
	pub window: Option<WindowIndex>,
	/// The event.
	pub event: DeviceEvent,
}

/// An event that concerns a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceEvent {
	/// The device is challenged.
	Challenged,
	/// The device's announcement is in a block.
	Announced,
	/// The packet forwarder accepted the device's beacon.
	Beaconed,
	/// The packet forwarder did not answer. The beacon may or may not have been sent.
	BeaconUnanswered,
	/// The beacon was not sent, for this reason. The agent retries while there is time.
	BeaconRefused(String),
	/// The device received an announced beacon.
	Heard {
		/// The beaconer.
		beaconer: DeviceIndex,
	},
	/// The chain stored the device's report of a beacon.
	Reported {
		/// The beaconer.
		beaconer: DeviceIndex,
	},
	/// The device's beacon was settled.
	Settled {
		/// The units that the device earned.
		units: Units,
		/// The number of valid reports of the beacon.
		valid: u32,
		/// The number of reports that the chain judged.
		reports: u32,
	},
	/// The device's report was judged.
	Judged {
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The name of the verdict.
		verdict: String,
		/// The units that the device earned.
		units: Units,
	},
	/// The device missed a challenge.
	Missed(Miss),
	/// The runtime refused a call, and the agent does not retry it.
	Refused(Refusal),
	/// The device received a strike.
	Struck {
		/// The number of strikes that the device has now.
		strikes: u8,
		/// Whether this strike suspends the device.
		suspends: bool,
	},
	/// The device became eligible to take part.
	Eligible,
	/// The device is not eligible to take part.
	Ineligible(Ineligible),
}

/// The reason for which a challenge was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Miss {
	/// The device is not eligible to take part.
	Ineligible,
	/// The channel plan has no usable channel in the device's region.
	NoChannel,
	/// The agent learnt of the challenge too late, because the seed became final late or the agent
	/// was not running.
	TooLate,
	/// The journal of the window is damaged, so the beacon may have been announced before.
	Damaged,
	/// The announcement was not included in a block in time.
	NotAnnounced,
	/// The beacon was announced but not sent in time. The agent still reveals it.
	NotSent,
	/// The beacon was announced but not revealed in time. The device receives a strike.
	NotRevealed,
}

/// The reason for which a device is not eligible to take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ineligible {
	/// The chain does not know the device.
	Unknown,
	/// The device has a different key on the chain.
	OtherKey,
	/// The owner has deactivated the device.
	Inactive,
	/// The device is retired.
	Retired,
	/// The device is suspended.
	Suspended,
	/// The location of the device was never asserted.
	NotLocated,
	/// The chain does not challenge devices of this class.
	ClassNotChallenged,
}

impl Ineligible {
	/// Returns advice for the operator.
	pub fn advice(self) -> &'static str {
		match self {
			Self::Unknown => {
				"the chain has no device with this number: onboard the device or correct its number"
			}
			Self::OtherKey => "the device has a different key on the chain: was it replaced?",
			Self::Inactive => "the device is inactive: its owner can reactivate it",
			Self::Retired => "the device is retired: remove it from the configuration",
			Self::Suspended => "the device is suspended: its owner can appeal",
			Self::NotLocated => "the device has no location: its owner must assert one",
			Self::ClassNotChallenged => "the chain does not challenge devices of this class",
		}
	}
}

impl Miss {
	/// Returns the name of the reason, for metrics.
	pub fn name(self) -> &'static str {
		match self {
			Self::Ineligible => "ineligible",
			Self::NoChannel => "no_channel",
			Self::TooLate => "too_late",
			Self::Damaged => "damaged",
			Self::NotAnnounced => "not_announced",
			Self::NotSent => "not_sent",
			Self::NotRevealed => "not_revealed",
		}
	}
}

impl fmt::Display for Note {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		use DeviceEvent::*;
		match &self.event {
			Challenged => out.write_str("challenged"),
			Announced => out.write_str("announced"),
			Beaconed => out.write_str("beacon sent"),
			BeaconUnanswered => out.write_str(
				"the packet forwarder did not answer: the beacon may or may not have been sent",
			),
			BeaconRefused(why) => write!(out, "the beacon was not sent: {why}"),
			Heard { beaconer } => write!(out, "heard the beacon of device {beaconer}"),
			Reported { beaconer } => write!(out, "reported the beacon of device {beaconer}"),
			Settled { units, valid, reports } => {
				write!(out, "settled: {units} units, {valid} of {reports} reports valid")
			}
			Judged { beaconer, verdict, units } => {
				write!(out, "report of device {beaconer} judged: {verdict}, {units} units")
			}
			Missed(miss) => write!(out, "challenge missed: {}", miss.name()),
			Refused(it) => write!(out, "refused: {it}: {}", refusal::advice(*it)),
			Struck { strikes, suspends: false } => {
				write!(out, "struck: the device has {strikes} strikes now")
			}
			Struck { .. } => out.write_str("struck and suspended: the owner can appeal"),
			Eligible => out.write_str("takes part"),
			Ineligible(ineligible) => write!(out, "does not take part: {}", ineligible.advice()),
		}
	}
}

//! Events of devices, for the log and for metrics.

use cairn_gateway_types::refusal::Refusal;
use cairn_primitives::{coverage::WindowIndex, devices::DeviceIndex, rewards::Units};
use std::fmt;

/// An event of a device, and when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
	/// The device.
	pub device: DeviceIndex,
	/// The window; none if the event concerns the device itself.
	pub window: Option<WindowIndex>,
	/// The event.
	pub what: DeviceEvent,
}

/// An event of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceEvent {
	/// The device is challenged.
	Challenged,
	/// Its announcement is in a block.
	Announced,
	/// Its beacon was sent.
	Beaconed,
	/// Its beacon may have been sent, or not: the packet forwarder does not say.
	BeaconUnanswered,
	/// Its beacon was not sent; it is tried again while there is time.
	BeaconRefused(String),
	/// It has heard a beacon that was announced.
	Heard {
		/// The beaconer.
		beaconer: DeviceIndex,
	},
	/// Its report of a beacon is kept.
	Reported {
		/// The beaconer.
		beaconer: DeviceIndex,
	},
	/// Its beacon was settled.
	Settled {
		/// The units that it earned.
		units: Units,
		/// How many reports of it were found valid.
		valid: u32,
		/// How many were kept.
		reports: u32,
	},
	/// Its report was judged.
	Judged {
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The verdict's name.
		verdict: String,
		/// The units that it earned.
		units: Units,
	},
	/// A challenge was missed.
	Missed(Miss),
	/// The runtime has refused a call for good.
	Refused(Refusal),
	/// The device received a strike.
	Struck {
		/// The strikes that it has.
		strikes: u8,
		/// Whether it is suspended for them.
		suspends: bool,
	},
	/// The device takes part from now on.
	Eligible,
	/// The device does not take part.
	Ineligible(Ineligible),
}

/// Why a challenge was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Miss {
	/// The device may not take part.
	Ineligible,
	/// The channel plan has nothing for its region.
	NoChannel,
	/// The challenge was known too late: the seed was final too late, or this program was away.
	TooLate,
	/// The journal of the window is damaged: it may have been announced before.
	Damaged,
	/// Its announcement got into no block in time.
	NotAnnounced,
	/// It was announced, and not sent in time. It is revealed all the same.
	NotSent,
	/// It was announced and not revealed in time: that earns a strike.
	NotRevealed,
}

/// Why a device does not take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ineligible {
	/// The chain does not know it.
	Unknown,
	/// The chain knows another key of it.
	OtherKey,
	/// Its owner has deactivated it.
	Resting,
	/// It is retired.
	Retired,
	/// It is suspended.
	Suspended,
	/// Its location was never asserted.
	NotLocated,
	/// Its class is not challenged.
	DoesNotCover,
}

impl Ineligible {
	/// Advice for the operator.
	pub fn advice(self) -> &'static str {
		match self {
			Self::Unknown => "the chain knows no device with this number: bring it, or correct it",
			Self::OtherKey => "the chain knows another key of this device: was it replaced?",
			Self::Resting => "the device rests: its owner may reactivate it",
			Self::Retired => "the device is retired: take it out of the configuration",
			Self::Suspended => "the device is suspended: its owner may appeal",
			Self::NotLocated => "nobody has said where the device stands: its owner asserts it",
			Self::DoesNotCover => "devices of this class are not challenged",
		}
	}
}

impl Miss {
	/// Its name, for metrics.
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
		match &self.what {
			Challenged => out.write_str("challenged"),
			Announced => out.write_str("announced"),
			Beaconed => out.write_str("beacon sent"),
			BeaconUnanswered => {
				out.write_str("the packet forwarder does not say whether it has sent the beacon")
			}
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
			Refused(refusal) => write!(out, "refused: {refusal}: {}", refusal.advice()),
			Struck { strikes, suspends: false } => write!(out, "struck; it has {strikes} strikes"),
			Struck { .. } => out.write_str("struck, and suspended: its owner may appeal"),
			Eligible => out.write_str("takes part"),
			Ineligible(ineligible) => write!(out, "does not take part: {}", ineligible.advice()),
		}
	}
}

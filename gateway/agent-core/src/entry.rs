//! What an agent must not forget, whatever happens to it.

use cairn_primitives::{
	coverage::{Announcement, Reception, Secret, WindowIndex},
	devices::DeviceIndex,
};
use codec::{Decode, Encode};
use sp_core::H256;
use std::collections::BTreeMap;

/// The kinds of calls that a device makes. Each has ordinals of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum Kind {
	/// `announce`.
	#[codec(index = 0)]
	Announce,
	/// `report`.
	#[codec(index = 1)]
	Report,
	/// `reveal`.
	#[codec(index = 2)]
	Reveal,
}

/// Something that an agent is about to do, or has done. Written before anybody else can know.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Entry {
	/// A device is challenged, and this is what it is going to announce and to send.
	#[codec(index = 0)]
	Drawn {
		/// The device.
		device: DeviceIndex,
		/// What the frame is made of.
		secret: Secret,
		/// What is announced.
		announcement: Announcement,
	},
	/// An ordinal of a device is used up.
	#[codec(index = 1)]
	Called {
		/// The device.
		device: DeviceIndex,
		/// In calls of which kind.
		kind: Kind,
		/// The ordinal.
		ordinal: u8,
	},
	/// A device's beacon is handed to the radio: from now on it may have been sent.
	#[codec(index = 2)]
	Beaconed {
		/// The device.
		device: DeviceIndex,
	},
	/// The radio has said that it has not sent it.
	#[codec(index = 3)]
	Unsent {
		/// The device.
		device: DeviceIndex,
	},
	/// A device has heard a beacon that was announced.
	#[codec(index = 4)]
	Heard {
		/// The device that has heard it.
		device: DeviceIndex,
		/// The hash that was announced.
		frame: H256,
		/// What it reports.
		reception: Reception,
	},
}

/// An entry, and the window it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
	/// The window.
	pub window: WindowIndex,
	/// What is written.
	pub entry: Entry,
}

/// What is known of a window from before a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
	/// What was written, in that order.
	pub entries: Vec<Entry>,
	/// Whether something was written that cannot be read any more. Nothing may be announced, sent or
	/// reported in such a window: it may have been done before. Revealing is always right.
	pub is_damaged: bool,
}

/// What is known from before a restart.
pub type Memory = BTreeMap<WindowIndex, Remembered>;

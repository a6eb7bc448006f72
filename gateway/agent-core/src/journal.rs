//! The records that an agent keeps across restarts and power failures.

use cairn_primitives::{
	coverage::{Announcement, Reception, Secret, WindowIndex},
	devices::DeviceIndex,
};
use codec::{Decode, Encode};
use sp_core::H256;
use std::collections::BTreeMap;

/// The kinds of calls that a device makes. Each kind has its own ordinals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum CallKind {
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

/// An action that an agent is about to take, or has taken. It is written to the journal before
/// anybody else can observe it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Entry {
	/// The secret and the announcement of a challenged device.
	#[codec(index = 0)]
	Drawn {
		/// The device.
		device: DeviceIndex,
		/// The secret from which the frame is derived.
		secret: Secret,
		/// The announcement of that frame.
		announcement: Announcement,
	},
	/// An ordinal of a device is used up.
	#[codec(index = 1)]
	Called {
		/// The device.
		device: DeviceIndex,
		/// The kind of call.
		kind: CallKind,
		/// The ordinal.
		ordinal: u8,
	},
	/// The agent hands a device's beacon to the radio. From now on it may have been sent.
	#[codec(index = 2)]
	Beaconed {
		/// The device.
		device: DeviceIndex,
	},
	/// The radio reported that it did not send the beacon.
	#[codec(index = 3)]
	Unsent {
		/// The device.
		device: DeviceIndex,
	},
	/// A device received an announced beacon.
	#[codec(index = 4)]
	Heard {
		/// The device that received the beacon.
		device: DeviceIndex,
		/// The announced frame hash.
		frame: H256,
		/// The reception to report.
		reception: Reception,
	},
}

/// A journal entry and its window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
	/// The window.
	pub window: WindowIndex,
	/// The entry.
	pub entry: Entry,
}

/// The journal of one window, as read after a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowJournal {
	/// The entries, in the order in which they were written.
	pub entries: Vec<Entry>,
	/// Whether some entries are unreadable. In such a window the agent announces, transmits and
	/// reports nothing, because it may have done so before. Revealing is always safe.
	pub is_damaged: bool,
}

/// The journals of all windows, as read after a restart.
pub type JournalContents = BTreeMap<WindowIndex, WindowJournal>;

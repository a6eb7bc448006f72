//! OpenProof of coverage, as the chain reports it.

use crate::block::BlockId;
use cairn_primitives::{
	coverage::{Announcement, WindowIndex},
	devices::DeviceIndex,
	rewards::Units,
	BlockNumber,
};
use sp_core::H256;

/// A window that is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
	/// Its index.
	pub index: WindowIndex,
	/// The seed of the lottery that decides which devices are challenged.
	pub seed: H256,
	/// The chance to be challenged, times 2^64.
	pub threshold: u64,
	/// The last block that takes announcements.
	pub announce_by: BlockNumber,
	/// The last block that takes reports.
	pub report_by: BlockNumber,
	/// The first block that takes secrets, and the first of the next window.
	pub reveal_from: BlockNumber,
	/// The last block that takes secrets.
	pub reveal_by: BlockNumber,
	/// Its first block.
	pub begins_at: BlockNumber,
}

/// A beacon that was announced and is neither settled nor expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenProof {
	/// The announcement.
	pub announcement: Announcement,
	/// The witnesses whose reports are kept.
	pub witnesses: Vec<DeviceIndex>,
}

/// An event of coverage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoverageEvent {
	/// A window has begun.
	WindowOpened(Window),
	/// A beacon was announced.
	BeaconAnnounced {
		/// The window.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The announcement.
		announcement: Announcement,
	},
	/// A report is kept.
	BeaconReported {
		/// The window.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The witness.
		witness: DeviceIndex,
	},
	/// A beacon was revealed and its reports judged.
	ProofSettled {
		/// The window in which it was announced.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The units that the beaconer has earned.
		units: Units,
		/// The result for each report.
		judgements: Vec<Judgement>,
	},
	/// A beacon was never revealed.
	ProofExpired {
		/// The window in which it was announced.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
	},
	/// A device was struck.
	DeviceStruck {
		/// The window of the offence.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
		/// The reason.
		fault: Fault,
		/// The strikes that it has.
		strikes: u8,
		/// Whether it is suspended for them.
		suspends: bool,
	},
}

/// The result for one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
	/// The witness.
	pub witness: DeviceIndex,
	/// The verdict's name, as in docs/coverage.md: `Valid`, `TooFar`. A text, because upgrades may
	/// add verdicts.
	pub verdict: String,
	/// The units that it has earned.
	pub units: Units,
}

/// Why a device is struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	/// It announced a beacon and did not reveal it.
	MissedReveal,
	/// It reported a frame that was not the one announced.
	FalseReport,
}

/// News from the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
	/// The chain is followed from this final block on. What was known before is to be asked again.
	/// Comes first, and after a gap that is too long to be filled.
	Began {
		/// The block.
		at: BlockId,
		/// The windows that are not closed after it, the newest first.
		windows: Vec<Window>,
	},
	/// Blocks from this one on are on the best chain no more.
	Retracted {
		/// The first of them.
		from: BlockNumber,
	},
	/// A block is on the best chain. Comes in ascending order, without gaps.
	Best {
		/// The block.
		block: BlockId,
		/// The coverage events in it.
		events: Vec<CoverageEvent>,
		/// Whether it is the best one known; if not, others follow at once.
		is_head: bool,
	},
	/// A block is final; it was told before that it is on the best chain.
	Final {
		/// The block.
		block: BlockId,
	},
}

//! Windows, open proofs and events of proof of coverage, as the chain reports them.

use crate::block::BlockId;
use cairn_primitives::{
	coverage::{Announcement, WindowIndex},
	devices::DeviceIndex,
	rewards::Units,
	BlockNumber,
};
use sp_core::H256;

/// A challenge window that is not closed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
	/// The index of the window.
	pub index: WindowIndex,
	/// The seed of the lottery that decides which devices are challenged.
	pub seed: H256,
	/// The probability that a device is challenged, times 2^64.
	pub threshold: u64,
	/// The last block that accepts announcements.
	pub announce_by: BlockNumber,
	/// The last block that accepts reports.
	pub report_by: BlockNumber,
	/// The first block that accepts reveals, which is also the first block of the next window.
	pub reveal_from: BlockNumber,
	/// The last block that accepts reveals.
	pub reveal_by: BlockNumber,
	/// The first block of the window.
	pub begins_at: BlockNumber,
}

/// A proof whose beacon is announced and which is neither settled nor expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenProof {
	/// The announcement.
	pub announcement: Announcement,
	/// The witnesses whose reports the chain has stored.
	pub witnesses: Vec<DeviceIndex>,
}

/// An event of proof of coverage.
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
	/// The chain stored a report.
	BeaconReported {
		/// The window.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The witness.
		witness: DeviceIndex,
	},
	/// A beacon was revealed and its reports were judged.
	ProofSettled {
		/// The window in which the beacon was announced.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
		/// The units that the beaconer earned.
		units: Units,
		/// The judgement of each report.
		judgements: Vec<Judgement>,
	},
	/// The time to reveal a beacon ended without a reveal.
	ProofExpired {
		/// The window in which the beacon was announced.
		window: WindowIndex,
		/// The beaconer.
		beaconer: DeviceIndex,
	},
	/// A device received a strike.
	DeviceStruck {
		/// The window of the offence.
		window: WindowIndex,
		/// The device.
		device: DeviceIndex,
		/// The reason for the strike.
		reason: StrikeReason,
		/// The number of strikes that the device has now.
		strikes: u8,
		/// Whether this strike suspends the device.
		suspends: bool,
	},
}

/// The judgement of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
	/// The witness.
	pub witness: DeviceIndex,
	/// The name of the verdict, as in docs/coverage.md: `Valid`, `TooFar`. It is a string because
	/// runtime upgrades may add verdicts.
	pub verdict: String,
	/// The units that the witness earned.
	pub units: Units,
}

/// The reason for a strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrikeReason {
	/// The device announced a beacon and did not reveal it.
	MissedReveal,
	/// The device reported a frame that differs from the announced frame.
	FalseReport,
}

/// A change of the chain that the agent follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
	/// The agent follows the chain from this final block on and queries again everything it knew
	/// before. This is the first update, and it follows every gap that is too long to fill.
	Started {
		/// The block.
		at: BlockId,
		/// The windows that are not closed after that block, newest first.
		windows: Vec<Window>,
	},
	/// The best chain no longer contains the blocks from this one on.
	Retracted {
		/// The first retracted block.
		from: BlockNumber,
	},
	/// The best chain contains a further block. Blocks arrive in ascending order, without gaps.
	BestBlock {
		/// The block.
		block: BlockId,
		/// The coverage events in the block.
		events: Vec<CoverageEvent>,
		/// Whether this is the best block known. If not, further blocks follow at once.
		is_head: bool,
	},
	/// A block of the best chain became final. Its [`Update::BestBlock`] came before.
	FinalisedBlock {
		/// The block.
		block: BlockId,
	},
}

//! What coverage keeps, and what its calls take.

use alloc::vec::Vec;
use cairn_primitives::{
	coverage::{Announcement, Measurement, Reception, Secret, WindowIndex},
	devices::{DeviceIndex, DeviceSignature},
	rewards::Units,
	time::{blocks_in, DAY_MS, HOUR_MS, LIVE_SLOT_MS, LOCAL_SLOT_MS},
	BlockNumber,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use coverage_math::rules::{self, Rules};
use frame_support::{pallet_prelude::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_core::H256;

/// The reports that are kept of a proof, at most.
pub const KEPT_REPORTS: u32 = 32;

/// The kept reports that are put to the rules of radio, at most.
pub const JUDGED_REPORTS: u32 = 14;

/// The receptions in a call, at most.
pub const RECEPTIONS: u32 = 16;

/// The ordinals that a device may give its calls of one kind in a window: 0 to this, exclusive.
pub const ORDINALS: u8 = 16;

/// The proofs in a relayed call, at most.
pub const RELAYED_PROOFS: u32 = 16;

/// The items for one proof in a relayed call, at most: an announcement or a secret, and reports.
pub const RELAYED_ITEMS: u32 = 33;

/// How many blocks before the next window the last report is: one takes none any more, but its
/// author's VRF is in the seed by which they are drawn.
pub(crate) const BLOCKS_AFTER_REPORTS: BlockNumber = 2;

/// Receptions of one device.
pub type Receptions = BoundedVec<Reception, ConstU32<RECEPTIONS>>;

/// What governance decides. [`Default`] is what a live network begins with.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters {
	/// The length of a window, in blocks.
	pub window_blocks: BlockNumber,
	/// For how many blocks of a window beacons may be announced, its first block included.
	pub announce_blocks: BlockNumber,
	/// For how many blocks after a window its secrets may be revealed.
	pub reveal_blocks: BlockNumber,
	/// How often a device is challenged on average in a day of 24 hours, whatever the length of a
	/// slot.
	pub challenges_per_day: u32,
	/// For how many blocks a settled beacon lets its device witness, and a valid witness lets its
	/// device earn by beacons.
	pub reciprocity_blocks: BlockNumber,
	/// For how many blocks a new device needs neither.
	pub grace_blocks: BlockNumber,
	/// After how many blocks a strike is forgotten.
	pub strike_decay_blocks: BlockNumber,
	/// The strikes at which a device is suspended.
	pub strikes_to_suspend: u8,
	/// The beaconer's part of what a proof with the witnesses it wants is worth...
	pub beacon_parts: u8,
	/// ... and the witnesses' part.
	pub witness_parts: u8,
	/// The proofs that may be announced and neither settled nor expired.
	pub max_open_proofs: u32,
	/// What receptions must keep to.
	pub rules: Rules,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			window_blocks: 20,
			announce_blocks: 12,
			reveal_blocks: 40,
			challenges_per_day: 4,
			reciprocity_blocks: blocks_in(2 * DAY_MS, LIVE_SLOT_MS),
			grace_blocks: blocks_in(2 * DAY_MS, LIVE_SLOT_MS),
			strike_decay_blocks: blocks_in(7 * DAY_MS, LIVE_SLOT_MS),
			strikes_to_suspend: 3,
			beacon_parts: 6,
			witness_parts: 24,
			max_open_proofs: 50_000,
			rules: Rules::default(),
		}
	}
}

/// Why parameters cannot work.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	frame_support::PalletError,
)]
pub enum ParameterFault {
	/// A window has 6 to 600 blocks: finality must come within it.
	WindowBlocks,
	/// There are 4 blocks or more to announce in, for the seed must be final, and no more than there
	/// are to report in.
	AnnounceBlocks,
	/// There are 4 to 600 blocks to reveal in: one author alone must not be able to drop a reveal.
	RevealBlocks,
	/// A device is challenged at least once a day, and at most once a window.
	ChallengesPerDay,
	/// Reciprocity lasts for at least a window, at most 30 days, and long enough for a challenge;
	/// grace for at most 30 days.
	Reciprocity,
	/// Strikes are forgotten after an hour to a year, and suspend from the second on.
	Strikes,
	/// Both parts are above 0.
	Parts,
	/// There are 100 to 1,000,000 open proofs.
	OpenProofs,
	/// Distances are at most 2,000 km and 1,000 cells, offsets at most 1 MHz, the margin is at most
	/// 7 dB, the slack at most 5 dB, and neither is negative.
	Rules,
}

impl Parameters {
	/// The parameters of networks on one machine: windows of 18 seconds, just long enough for a seed to
	/// become final and a beacon (two seconds on air) to be announced, sent and reported; and, on
	/// average, a challenge for each device in every second window.
	pub fn local() -> Self {
		let hour = blocks_in(HOUR_MS, LOCAL_SLOT_MS);
		Self {
			window_blocks: 9,
			announce_blocks: 7,
			reveal_blocks: 12,
			challenges_per_day: 2_400,
			reciprocity_blocks: hour,
			grace_blocks: hour,
			strike_decay_blocks: hour,
			..Self::default()
		}
	}

	/// Whether they are within their bounds and fit each other, on a network that makes `day` blocks
	/// in a day.
	pub fn check(&self, day: BlockNumber) -> Result<(), ParameterFault> {
		let days = |days| day.saturating_mul(days);
		let hold = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
		hold((6..=600).contains(&self.window_blocks), ParameterFault::WindowBlocks)?;
		let to_report = self.window_blocks.saturating_sub(BLOCKS_AFTER_REPORTS);
		hold((4..=to_report).contains(&self.announce_blocks), ParameterFault::AnnounceBlocks)?;
		hold((4..=600).contains(&self.reveal_blocks), ParameterFault::RevealBlocks)?;
		let daily = self.challenges_per_day.saturating_mul(self.window_blocks);
		hold(self.challenges_per_day > 0 && daily <= day, ParameterFault::ChallengesPerDay)?;
		let reciprocal = self.window_blocks..=days(30);
		hold(reciprocal.contains(&self.reciprocity_blocks), ParameterFault::Reciprocity)?;
		let challenges = self.reciprocity_blocks.saturating_mul(self.challenges_per_day);
		hold(challenges >= day, ParameterFault::Reciprocity)?;
		hold(self.grace_blocks <= days(30), ParameterFault::Reciprocity)?;
		hold(
			(day.div_ceil(24)..=days(366)).contains(&self.strike_decay_blocks),
			ParameterFault::Strikes,
		)?;
		hold(self.strikes_to_suspend > 1, ParameterFault::Strikes)?;
		hold(self.beacon_parts > 0 && self.witness_parts > 0, ParameterFault::Parts)?;
		hold((100..=1_000_000).contains(&self.max_open_proofs), ParameterFault::OpenProofs)?;
		let Rules {
			min_cells_apart,
			max_distance_m,
			max_frequency_offset_hz,
			signal_margin_cdb,
			snr_slack_cdb,
		} = self.rules;
		let sane = min_cells_apart <= 1_000
			&& max_distance_m <= 2_000_000
			&& max_frequency_offset_hz <= 1_000_000
			&& (0..=700).contains(&signal_margin_cdb)
			&& (0..=500).contains(&snr_slack_cdb);
		hold(sane, ParameterFault::Rules)
	}

	/// The chance of a device to be challenged in a window, times 2^64, on a network that makes `day`
	/// blocks in a day.
	pub fn threshold(&self, day: BlockNumber) -> u64 {
		let daily = u128::from(self.challenges_per_day).saturating_mul(self.window_blocks.into());
		let chance = daily.saturating_mul(1 << 64).checked_div(day.into());
		chance.and_then(|chance| u64::try_from(chance).ok()).unwrap_or(u64::MAX)
	}

	/// From a window's first block to the last in which a proof of it can settle.
	pub fn window_life(&self) -> BlockNumber {
		self.window_blocks.saturating_add(self.reveal_blocks)
	}
}

/// A window that is kept: as long as its proofs may settle, and until its last one has expired.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Window {
	/// What decides who is challenged.
	pub seed: H256,
	/// The chance to be challenged, times 2^64.
	pub threshold: u64,
	/// Its first block.
	pub begins_at: BlockNumber,
	/// The last block that takes announcements.
	pub announce_by: BlockNumber,
	/// The last block that takes reports.
	pub report_by: BlockNumber,
	/// The first block that takes secrets, and the first of the next window.
	pub reveal_from: BlockNumber,
	/// The last block that takes secrets.
	pub reveal_by: BlockNumber,
	/// How many beacons were announced.
	pub announced: u32,
	/// How many of them were revealed.
	pub revealed: u32,
}

impl Window {
	/// A window that begins in a block, on a network that makes `day` blocks in a day.
	pub(crate) fn new(
		seed: H256,
		begins_at: BlockNumber,
		parameters: &Parameters,
		day: BlockNumber,
	) -> Self {
		let reveal_from = begins_at.saturating_add(parameters.window_blocks);
		Self {
			seed,
			threshold: parameters.threshold(day),
			begins_at,
			announce_by: begins_at.saturating_add(parameters.announce_blocks).saturating_sub(1),
			report_by: reveal_from.saturating_sub(BLOCKS_AFTER_REPORTS),
			reveal_from,
			reveal_by: reveal_from.saturating_add(parameters.reveal_blocks).saturating_sub(1),
			announced: 0,
			revealed: 0,
		}
	}

	/// Whether so much of what was announced was revealed that what is missing was not the network's
	/// fault.
	pub fn is_healthy(&self) -> bool {
		self.revealed.saturating_mul(2) >= self.announced
	}
}

/// A report that is kept until the secret is revealed.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct KeptReport {
	/// Who reports.
	pub witness: DeviceIndex,
	/// The proof that it has the frame.
	pub commitment: H256,
	/// How it heard it.
	pub measurement: Measurement,
}

/// A beacon that was announced, and who says to have heard it.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Proof {
	/// What was announced.
	pub announcement: Announcement,
	/// The reports, those of the lowest rank, in the order of their ranks.
	pub reports: BoundedVec<KeptReport, ConstU32<KEPT_REPORTS>>,
}

/// What a device has done so far.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct DeviceRecord {
	/// The block in which it first took part.
	pub since: BlockNumber,
	/// The block in which it last moved, changed hands or got a new key.
	pub changed_at: Option<BlockNumber>,
	/// The block in which a beacon of its own was last settled.
	pub beaconed_at: Option<BlockNumber>,
	/// The block in which it was last found a valid witness.
	pub witnessed_at: Option<BlockNumber>,
	/// The window in which it last reported.
	pub reported_in: WindowIndex,
	/// The ordinals that it has used there, a bit each.
	pub ordinals: u16,
	/// The strikes that were not forgotten at `struck_at`.
	pub strikes: u8,
	/// The block in which it was last struck.
	pub struck_at: BlockNumber,
	/// How many beacons of its own were settled.
	#[codec(compact)]
	pub beacons: u32,
	/// How many it announced and never revealed.
	#[codec(compact)]
	pub missed: u32,
	/// How many of its reports were judged and found valid.
	#[codec(compact)]
	pub valid: u32,
	/// How many were judged and found not to be.
	#[codec(compact)]
	pub invalid: u32,
}

/// Why a device is struck.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum StrikeReason {
	/// It announced a beacon and did not reveal it.
	MissedReveal,
	/// It reported a frame that was not the one announced.
	FalseReport,
}

/// What became of a report.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Verdict {
	/// It earns.
	Valid,
	/// It is not of the frame that was announced: its device has not heard it.
	CommitmentMismatch,
	/// Others were drawn before it.
	NotDrawn,
	/// The beaconer may not beacon any more, or has changed since the window began.
	BeaconerIneligible,
	/// There is no such device.
	Unknown,
	/// It was never said where the device stands.
	NotLocated,
	/// The device rests, has retired, or is of a class that is not challenged.
	Inactive,
	/// The device is suspended.
	Suspended,
	/// The device is not of the beaconer's class, and hears other things.
	OtherClass,
	/// The device has moved, changed hands or got a new key since the window began.
	Changed,
	/// The device is the beaconer.
	SelfWitness,
	/// The device is the beaconer's owner's too.
	SameOwner,
	/// The device is in another radio region.
	OtherRegion,
	/// The device has no settled beacon of its own of late.
	NotReciprocal,
	/// Another report of the same owner is valid.
	SameWitnessOwner,
	/// Another report from the same cell of resolution 11 is valid.
	SameWitnessCell,
	/// See [`rules::Verdict::WrongFrequency`].
	WrongFrequency,
	/// See [`rules::Verdict::TooClose`].
	TooClose,
	/// See [`rules::Verdict::TooFar`].
	TooFar,
	/// See [`rules::Verdict::BelowFloor`].
	BelowFloor,
	/// See [`rules::Verdict::TooStrong`].
	TooStrong,
	/// See [`rules::Verdict::NotACell`].
	NotACell,
}

impl From<rules::Verdict> for Verdict {
	fn from(verdict: rules::Verdict) -> Self {
		match verdict {
			rules::Verdict::Valid => Self::Valid,
			rules::Verdict::WrongFrequency => Self::WrongFrequency,
			rules::Verdict::TooClose => Self::TooClose,
			rules::Verdict::TooFar => Self::TooFar,
			rules::Verdict::BelowFloor => Self::BelowFloor,
			rules::Verdict::TooStrong => Self::TooStrong,
			rules::Verdict::NotACell => Self::NotACell,
		}
	}
}

/// What became of one report of a proof.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Judgement {
	/// Whose report.
	pub witness: DeviceIndex,
	/// What was found.
	pub verdict: Verdict,
	/// What it earned.
	pub units: Units,
}

/// What a device does in a proof, carried by somebody else.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum DeviceAction {
	/// The beaconer announces.
	Announce(Announcement),
	/// A witness reports, this beacon alone.
	Report {
		/// Who.
		witness: DeviceIndex,
		/// The proof that it has the frame.
		commitment: H256,
		/// How it heard it.
		measurement: Measurement,
	},
	/// The beaconer reveals.
	Reveal(Secret),
}

/// An act, signed by the device whose it is.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct RelayedItem {
	/// Its ordinal.
	pub ordinal: u8,
	/// What the device does.
	pub action: DeviceAction,
	/// The device's signature.
	pub signature: DeviceSignature,
}

/// What somebody carries for one proof.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct RelayedProof {
	/// In which window.
	pub window: WindowIndex,
	/// Whose proof.
	pub beaconer: DeviceIndex,
	/// What for it, in this order.
	pub items: BoundedVec<RelayedItem, ConstU32<RELAYED_ITEMS>>,
}

/// What somebody carries.
pub type RelayedProofs = BoundedVec<RelayedProof, ConstU32<RELAYED_PROOFS>>;

/// A device's record, for those who ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct DeviceRecordInfo {
	/// What is kept of it.
	pub record: DeviceRecord,
	/// The strikes that are not forgotten now.
	pub strikes: u8,
	/// The share of its judged reports that were valid, in 1e-4; none if none was judged.
	pub validity: Option<u32>,
	/// Whether its beacons earn now, for all that is known.
	pub may_earn_by_beacons: bool,
	/// Whether its reports earn now, for all that is known.
	pub may_earn_as_witness: bool,
}

/// All judgements of a proof.
pub type Judgements = Vec<Judgement>;

//! Parameters: what governance decides, and the bounds it must keep to.

use crate::windows::BLOCKS_AFTER_REPORTS;
use cairn_primitives::{
	time::{blocks_in, DAY_MS, HOUR_MS, LIVE_SLOT_MS, LOCAL_SLOT_MS},
	BlockNumber,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use coverage_math::rules::Rules;
use scale_info::TypeInfo;

/// The parameters that governance sets. [`Default`] returns those with which a live network begins.
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
	/// The number of blocks of a window that accept announcements, from its first block.
	pub announce_blocks: BlockNumber,
	/// The number of blocks after a window that accept its reveals.
	pub reveal_blocks: BlockNumber,
	/// The number of times that a device is challenged on average in a day of 24 hours, whatever the
	/// slot duration.
	pub challenges_per_day: u32,
	/// The number of blocks for which a settled beacon entitles its device to earn as a witness, and
	/// a valid report entitles its device to earn by beacons.
	pub reciprocity_blocks: BlockNumber,
	/// The number of blocks for which a new device is exempt from reciprocity.
	pub grace_blocks: BlockNumber,
	/// The number of blocks after which a strike decays.
	pub strike_decay_blocks: BlockNumber,
	/// The number of strikes that suspends a device.
	pub strikes_to_suspend: u8,
	/// The parts that the beaconer gets of the units of a proof with four valid witnesses.
	pub beacon_parts: u8,
	/// The parts that the witnesses get of the units of a proof with four valid witnesses.
	pub witness_parts: u8,
	/// The maximum number of open proofs.
	pub max_open_proofs: u32,
	/// The rules of radio that a reception must comply with.
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

/// The parameter that is not valid, and the bounds it must keep to.
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
	/// The length of a window is out of bounds: it has 6 to 600 blocks, because its seed must become
	/// final within it.
	WindowBlocks,
	/// The number of blocks that accept announcements is out of bounds: it is at least 4, because the
	/// seed must be final, and at most the number of blocks that accept reports.
	AnnounceBlocks,
	/// The number of blocks that accept reveals is out of bounds: it is 4 to 600, because no single
	/// author must be able to drop a reveal.
	RevealBlocks,
	/// The number of challenges is out of bounds: a device is challenged at least once a day and at
	/// most once a window.
	ChallengesPerDay,
	/// The duration of reciprocity or of grace is out of bounds. Reciprocity lasts at least one
	/// window, at most 30 days, and long enough for one challenge; grace lasts at most 30 days.
	Reciprocity,
	/// The rules for strikes are out of bounds: a strike decays after 1 hour to 366 days, and at least
	/// 2 strikes suspend a device.
	Strikes,
	/// The beaconer or the witnesses would get nothing: both parts must be above 0.
	Parts,
	/// The maximum number of open proofs is out of bounds: it is 100 to 1,000,000.
	OpenProofs,
	/// A rule of radio is out of bounds. Distances are at most 2,000 km and 1,000 cells, frequency
	/// offsets at most 1 MHz, the margin 0 to 7 dB and the slack 0 to 5 dB.
	Rules,
}

impl Parameters {
	/// Returns the parameters of a network on one machine.
	///
	/// A window lasts 18 seconds: just long enough to finalise the seed and to announce, send (two
	/// seconds on air) and report a beacon. On average, each device is challenged in every second
	/// window.
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

	/// Checks that the parameters are within their bounds and fit each other, on a network that makes
	/// `day` blocks a day (Invariant 1).
	///
	/// # Errors
	/// The first parameter that is not valid.
	pub fn check(&self, day: BlockNumber) -> Result<(), ParameterFault> {
		let days = |days| day.saturating_mul(days);
		let require = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
		require((6..=600).contains(&self.window_blocks), ParameterFault::WindowBlocks)?;
		let to_report = self.window_blocks.saturating_sub(BLOCKS_AFTER_REPORTS);
		require((4..=to_report).contains(&self.announce_blocks), ParameterFault::AnnounceBlocks)?;
		require((4..=600).contains(&self.reveal_blocks), ParameterFault::RevealBlocks)?;
		let daily = self.challenges_per_day.saturating_mul(self.window_blocks);
		require(self.challenges_per_day > 0 && daily <= day, ParameterFault::ChallengesPerDay)?;
		let reciprocal = self.window_blocks..=days(30);
		require(reciprocal.contains(&self.reciprocity_blocks), ParameterFault::Reciprocity)?;
		let challenges = self.reciprocity_blocks.saturating_mul(self.challenges_per_day);
		require(challenges >= day, ParameterFault::Reciprocity)?;
		require(self.grace_blocks <= days(30), ParameterFault::Reciprocity)?;
		require(
			(day.div_ceil(24)..=days(366)).contains(&self.strike_decay_blocks),
			ParameterFault::Strikes,
		)?;
		require(self.strikes_to_suspend > 1, ParameterFault::Strikes)?;
		require(self.beacon_parts > 0 && self.witness_parts > 0, ParameterFault::Parts)?;
		require((100..=1_000_000).contains(&self.max_open_proofs), ParameterFault::OpenProofs)?;
		let Rules {
			min_cells_apart,
			max_distance_m,
			max_frequency_offset_hz,
			signal_margin_cdb,
			snr_slack_cdb,
		} = self.rules;
		let in_bounds = min_cells_apart <= 1_000
			&& max_distance_m <= 2_000_000
			&& max_frequency_offset_hz <= 1_000_000
			&& (0..=700).contains(&signal_margin_cdb)
			&& (0..=500).contains(&snr_slack_cdb);
		require(in_bounds, ParameterFault::Rules)
	}

	/// Returns the probability that a device is challenged in a window, times 2^64, on a network that
	/// makes `day` blocks a day.
	pub fn threshold(&self, day: BlockNumber) -> u64 {
		let daily = u128::from(self.challenges_per_day).saturating_mul(self.window_blocks.into());
		let probability = daily.saturating_mul(1 << 64).checked_div(day.into());
		probability.and_then(|probability| u64::try_from(probability).ok()).unwrap_or(u64::MAX)
	}

	/// Returns the number of blocks from the first block of a window to the end of its reveals.
	pub fn window_life(&self) -> BlockNumber {
		self.window_blocks.saturating_add(self.reveal_blocks)
	}
}

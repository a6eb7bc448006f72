//! The agent's own beacons, from the challenge to the settlement.

use crate::{
	attempts::Attempts,
	journal::{CallKind, Entry},
	note::Miss,
};
use cairn_gateway_types::coverage::Window;
use cairn_primitives::{
	coverage::{Announcement, Frame, Secret},
	devices::DeviceIndex,
	BlockNumber,
};

/// The proof of one of the agent's own devices. Each fact about the chain is stored with the block
/// it comes from, so that it can be discarded when that block is retracted. The actions due are
/// derived from these facts again after every block.
#[derive(Clone, Debug)]
pub(crate) struct Proof {
	secret: Secret,
	/// The announcement.
	pub announcement: Announcement,
	/// The attempts to announce the beacon.
	pub announce: Attempts,
	/// The attempts to reveal the secret.
	pub reveal: Attempts,
	/// Whether the state of the proof on the chain is known.
	is_known: bool,
	/// The block since which the proof is open.
	pub announced_at: Option<BlockNumber>,
	/// The block since which the proof is settled, expired or superseded.
	pub over_at: Option<BlockNumber>,
	/// The progress of the beacon towards the radio.
	stage: Stage,
	/// The end of the proof, if the agent observed it.
	end: Option<ProofEnd>,
}

/// The progress of a beacon towards the radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
	/// The beacon was not due yet, or was no longer due when its pause ended.
	NotDue,
	/// The beacon waits for the end of its pause.
	Pausing,
	/// The pause is over, or the radio did not send the beacon. It is transmitted when it is due.
	Ready,
	/// The beacon was handed to the radio.
	Transmitted,
}

/// The end of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProofEnd {
	/// The secret was revealed.
	Settled,
	/// The time to reveal the secret ended.
	Expired,
}

/// The action that is due for a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
	/// Query the chain for the state of the proof.
	Query,
	/// Announce the beacon.
	Announce,
	/// Transmit the beacon after a pause.
	Pause,
	/// Transmit the beacon now.
	Transmit,
	/// Reveal the secret.
	Reveal,
}

impl Proof {
	/// Creates a proof that was drawn just now or before a restart.
	///
	/// - `is_known`: whether its state on the chain is known, as it is for a new proof.
	pub fn new(secret: Secret, announcement: Announcement, is_known: bool) -> Self {
		Self {
			secret,
			announcement,
			announce: Attempts::default(),
			reveal: Attempts::default(),
			is_known,
			announced_at: None,
			over_at: None,
			stage: Stage::NotDue,
			end: None,
		}
	}

	/// Applies a journal entry about the proof.
	pub fn restore(&mut self, entry: &Entry) {
		match entry {
			Entry::Called { kind: CallKind::Announce, ordinal, .. } => {
				self.announce.mark_used(*ordinal)
			}
			Entry::Called { kind: CallKind::Reveal, ordinal, .. } => {
				self.reveal.mark_repeatable(*ordinal)
			}
			Entry::Beaconed { .. } => self.mark_transmitted(),
			Entry::Unsent { .. } => self.mark_unsent(),
			_ => {}
		}
	}

	pub fn secret(&self) -> Secret {
		self.secret
	}

	pub fn frame(&self, window: &Window, device: DeviceIndex) -> Frame {
		Frame::new(window.index, device, &window.seed, &self.secret)
	}

	/// Marks the beacon as announced in block `at`. Returns whether it was not marked before.
	pub fn mark_announced(&mut self, announcement: &Announcement, at: BlockNumber) -> bool {
		let is_news = self.announced_at.is_none();
		if announcement.frame == self.announcement.frame {
			(self.is_known, self.announced_at) = (true, Some(at));
		} else {
			self.mark_superseded(at);
		}
		is_news
	}

	/// Marks the proof as superseded in block `at`: somebody else has announced a beacon with the
	/// device's key, which only they can reveal.
	fn mark_superseded(&mut self, at: BlockNumber) {
		self.is_known = true;
		self.over_at = self.over_at.or(Some(at));
	}

	/// Marks the proof as ended in block `at`.
	pub fn end(&mut self, end: ProofEnd, at: BlockNumber) {
		(self.end, self.over_at) = (Some(end), Some(at));
	}

	/// Returns the reason for which the challenge was missed, if it was, once its time is over.
	pub fn miss(&self) -> Option<Miss> {
		match (self.end, self.announced_at, self.over_at) {
			(Some(ProofEnd::Settled), ..) => {
				(self.stage != Stage::Transmitted).then_some(Miss::NotSent)
			}
			(Some(ProofEnd::Expired), ..) | (None, Some(_), None) => Some(Miss::NotRevealed),
			(None, None, None) => Some(Miss::NotAnnounced),
			// The proof ended before this program started, so its end is unknown.
			(None, _, Some(_)) => None,
		}
	}

	/// Starts the pause before the beacon.
	pub fn start_pause(&mut self) {
		self.stage = Stage::Pausing;
	}

	/// Ends the pause. Returns whether the beacon may be transmitted. If its announcement is in no
	/// block now, a new pause begins once it is, because other beacons are announced with it then.
	pub fn end_pause(&mut self) -> bool {
		if self.stage != Stage::Pausing {
			return false;
		}
		let is_announced = self.is_known && self.announced_at.is_some();
		self.stage = if is_announced { Stage::Ready } else { Stage::NotDue };
		is_announced
	}

	/// Marks the beacon as handed to the radio.
	pub fn mark_transmitted(&mut self) {
		self.stage = Stage::Transmitted;
	}

	/// Marks the beacon as certainly not sent.
	pub fn mark_unsent(&mut self) {
		self.stage = Stage::Ready;
	}

	/// Discards the facts that come from blocks from this one on, which are retracted. They are
	/// queried again.
	pub fn retract(&mut self, from: BlockNumber) {
		for fact in [&mut self.announced_at, &mut self.over_at] {
			if fact.is_some_and(|block| block >= from) {
				*fact = None;
				self.is_known = false;
			}
		}
	}

	/// Discards the knowledge of the proof's state on the chain. It is queried again.
	pub fn invalidate(&mut self) {
		self.is_known = false;
	}

	/// Applies the chain's answer: the announcement of the open proof after block `at`. Events of
	/// later blocks take precedence.
	pub fn apply_open_proof(
		&mut self,
		open: Option<&Announcement>,
		at: BlockNumber,
		window: &Window,
	) {
		self.is_known = true;
		match open {
			Some(announcement) if announcement.frame == self.announcement.frame => {
				self.announced_at = self.announced_at.or(Some(at));
			}
			Some(_) => self.mark_superseded(at),
			None if self.announced_at.is_some_and(|block| block > at) => {}
			None => {
				self.announced_at = None;
				if at >= window.announce_by {
					self.over_at = self.over_at.or(Some(at));
				}
			}
		}
	}

	/// Returns the action due after block `now`, when blocks up to `last_final` are final.
	pub fn due(&self, window: &Window, now: BlockNumber, last_final: BlockNumber) -> Option<Due> {
		if self.over_at.is_some() {
			return None;
		}
		if !self.is_known {
			return Some(Due::Query);
		}
		if self.announced_at.is_none() {
			return self.announce.is_due(now, window.announce_by).then_some(Due::Announce);
		}
		if now < window.report_by {
			match self.stage {
				Stage::NotDue => return Some(Due::Pause),
				Stage::Pausing => return None,
				Stage::Ready => return Some(Due::Transmit),
				Stage::Transmitted => {}
			}
		}
		let is_time = is_time_to_reveal(window, now, last_final);
		let is_due = is_time && self.reveal.is_due(now, window.reveal_by);
		is_due.then_some(Due::Reveal)
	}
}

/// Returns whether it is time to reveal. The best moment is when the next window's first block is
/// final, because no fork accepts reports then. If finality lags, the agent waits for it for at
/// most half of the reveal time.
fn is_time_to_reveal(window: &Window, now: BlockNumber, last_final: BlockNumber) -> bool {
	let half = window.reveal_by.saturating_sub(window.reveal_from) / 2;
	last_final >= window.reveal_from || now >= window.reveal_from.saturating_add(half)
}

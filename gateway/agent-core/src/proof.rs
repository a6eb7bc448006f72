//! A beacon of one's own: from the challenge to its settlement.

use crate::{
	attempts::Attempts,
	entry::{Entry, Kind},
	note::Miss,
};
use cairn_gateway_types::coverage::Window;
use cairn_primitives::{
	coverage::{Announcement, Frame, Secret},
	devices::DeviceIndex,
	BlockNumber,
};

/// A beacon of one's own. What is known of the chain is noted with the block that it is known from,
/// so that it can be forgotten when that block is retracted; what is to be done follows from what is
/// known, after every block anew.
#[derive(Clone, Debug)]
pub(crate) struct Proof {
	secret: Secret,
	/// What is announced.
	pub announcement: Announcement,
	/// The tries to announce it...
	pub announce: Attempts,
	/// ... and to reveal it.
	pub reveal: Attempts,
	/// Whether the chain was asked where it stands.
	is_known: bool,
	/// Since which block it is open.
	pub announced_at: Option<BlockNumber>,
	/// Since which block it is settled, has expired, or is gone otherwise.
	pub over_at: Option<BlockNumber>,
	/// How far its beacon has come.
	stage: Stage,
	/// How it has ended, if that was seen.
	end: Option<End>,
}

/// How far a beacon has come on its way to the radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
	/// It was not due yet, or not any more when its pause was over.
	Ahead,
	/// It was due, and its pause lasts.
	Waiting,
	/// Its pause is over, or the radio has not sent it: it goes when it is due.
	Free,
	/// It was handed to the radio.
	Sent,
}

/// How a proof ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
	/// It was revealed.
	Settled,
	/// It was not.
	Expired,
}

/// What is to be done for a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
	/// Ask the chain where it stands.
	Ask,
	/// Announce it.
	Announce,
	/// Send it, after a pause.
	Pause,
	/// Send it.
	Beacon,
	/// Reveal it.
	Reveal,
}

impl Proof {
	/// One that was just drawn, or before a restart. Nobody knows of it yet in the first case.
	pub fn new(secret: Secret, announcement: Announcement, is_known: bool) -> Self {
		Self {
			secret,
			announcement,
			announce: Attempts::default(),
			reveal: Attempts::default(),
			is_known,
			announced_at: None,
			over_at: None,
			stage: Stage::Ahead,
			end: None,
		}
	}

	/// What was written about it.
	pub fn remember(&mut self, entry: &Entry) {
		match entry {
			Entry::Called { kind: Kind::Announce, ordinal, .. } => self.announce.used(*ordinal),
			Entry::Called { kind: Kind::Reveal, ordinal, .. } => self.reveal.repeatable(*ordinal),
			Entry::Beaconed { .. } => self.sends(),
			Entry::Unsent { .. } => self.unsent(),
			_ => {}
		}
	}

	pub fn secret(&self) -> Secret {
		self.secret
	}

	pub fn frame(&self, window: &Window, device: DeviceIndex) -> Frame {
		Frame::new(window.index, device, &window.seed, &self.secret)
	}

	/// It is announced in block `at`. Answers whether that is news.
	pub fn announced(&mut self, announcement: &Announcement, at: BlockNumber) -> bool {
		let is_news = self.announced_at.is_none();
		if announcement.frame == self.announcement.frame {
			(self.is_known, self.announced_at) = (true, Some(at));
		} else {
			self.taken_over(at);
		}
		is_news
	}

	/// Somebody else has announced with the device's key. Only they can reveal that.
	fn taken_over(&mut self, at: BlockNumber) {
		self.is_known = true;
		self.over_at = self.over_at.or(Some(at));
	}

	/// It has ended in block `at`.
	pub fn end(&mut self, end: End, at: BlockNumber) {
		(self.end, self.over_at) = (Some(end), Some(at));
	}

	/// Why it has come to nothing, if it has, now that its time is over.
	pub fn miss(&self) -> Option<Miss> {
		match (self.end, self.announced_at, self.over_at) {
			(Some(End::Settled), ..) => (self.stage != Stage::Sent).then_some(Miss::NotSent),
			(Some(End::Expired), ..) | (None, Some(_), None) => Some(Miss::NotRevealed),
			(None, None, None) => Some(Miss::NotAnnounced),
			// It was over when this program began: nobody knows how.
			(None, _, Some(_)) => None,
		}
	}

	/// The pause before its beacon begins.
	pub fn waits(&mut self) {
		self.stage = Stage::Waiting;
	}

	/// The pause is over. Answers whether the beacon may go; if its announcement is in no block now, it
	/// waits anew once it is, for it is not alone then either.
	pub fn may_go(&mut self) -> bool {
		if self.stage != Stage::Waiting {
			return false;
		}
		let is_announced = self.is_known && self.announced_at.is_some();
		self.stage = if is_announced { Stage::Free } else { Stage::Ahead };
		is_announced
	}

	/// Its beacon goes to the radio.
	pub fn sends(&mut self) {
		self.stage = Stage::Sent;
	}

	/// Its beacon has certainly not been sent.
	pub fn unsent(&mut self) {
		self.stage = Stage::Free;
	}

	/// Blocks from this one on are retracted: what was known from them is to be asked again.
	pub fn retract(&mut self, from: BlockNumber) {
		for fact in [&mut self.announced_at, &mut self.over_at] {
			if fact.is_some_and(|block| block >= from) {
				*fact = None;
				self.is_known = false;
			}
		}
	}

	/// Nothing is known of the chain any more.
	pub fn invalidate(&mut self) {
		self.is_known = false;
	}

	/// What the chain has answered: the frame that is announced, after block `at`. Events of later
	/// blocks know better.
	pub fn learn(&mut self, open: Option<&Announcement>, at: BlockNumber, window: &Window) {
		self.is_known = true;
		match open {
			Some(announcement) if announcement.frame == self.announcement.frame => {
				self.announced_at = self.announced_at.or(Some(at));
			}
			Some(_) => self.taken_over(at),
			None if self.announced_at.is_some_and(|block| block > at) => {}
			None => {
				self.announced_at = None;
				if at >= window.announce_by {
					self.over_at = self.over_at.or(Some(at));
				}
			}
		}
	}

	/// What is to be done after block `now`, when blocks up to `last_final` are final.
	pub fn due(&self, window: &Window, now: BlockNumber, last_final: BlockNumber) -> Option<Due> {
		if self.over_at.is_some() {
			return None;
		}
		if !self.is_known {
			return Some(Due::Ask);
		}
		if self.announced_at.is_none() {
			return self.announce.is_due(now, window.announce_by).then_some(Due::Announce);
		}
		if now < window.report_by {
			match self.stage {
				Stage::Ahead => return Some(Due::Pause),
				Stage::Waiting => return None,
				Stage::Free => return Some(Due::Beacon),
				Stage::Sent => {}
			}
		}
		let is_time = is_time_to_reveal(window, now, last_final);
		let is_due = is_time && self.reveal.is_due(now, window.reveal_by);
		is_due.then_some(Due::Reveal)
	}
}

/// The best moment is when the next window's first block is final: no fork takes reports then. If
/// finality lags, half of the time is waited for it.
fn is_time_to_reveal(window: &Window, now: BlockNumber, last_final: BlockNumber) -> bool {
	let half = window.reveal_by.saturating_sub(window.reveal_from) / 2;
	last_final >= window.reveal_from || now >= window.reveal_from.saturating_add(half)
}

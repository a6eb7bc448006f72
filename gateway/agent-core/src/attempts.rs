//! Schedules the attempts at a call.

use cairn_primitives::{coverage::ORDINALS, BlockNumber};

/// The number of blocks to wait for a call's event, while there is time. A call that arrives just
/// after its block was started is included in the block after that.
const INCLUSION_BLOCKS: BlockNumber = 2;

/// The attempts at one call. Each has its own ordinal, because a node that has refused some bytes
/// does not examine them again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
	next: u8,
	due_at: BlockNumber,
	is_over: bool,
}

impl Attempts {
	/// Marks an ordinal as used, now or before a restart.
	pub fn mark_used(&mut self, ordinal: u8) {
		self.next = self.next.max(ordinal.saturating_add(1));
	}

	/// Marks an ordinal as used before a restart, for a call whose bytes depend only on the
	/// ordinal. That ordinal can be used again. Otherwise repeated restarts would exhaust the
	/// ordinals.
	pub fn mark_repeatable(&mut self, ordinal: u8) {
		self.next = self.next.max(ordinal);
	}

	/// Returns the next ordinal, or `None` if all are used up.
	pub fn ordinal(&self) -> Option<u8> {
		(self.next < ORDINALS).then_some(self.next)
	}

	/// Returns the last ordinal used.
	pub fn last(&self) -> Option<u8> {
		self.next.checked_sub(1)
	}

	/// Returns the number of ordinals left.
	pub fn left(&self) -> u8 {
		ORDINALS.saturating_sub(self.next)
	}

	/// Returns whether to make the call now. A call sent after block `now` is included in the next
	/// block at the earliest.
	///
	/// - `deadline`: the last block that accepts the call.
	pub fn is_due(&self, now: BlockNumber, deadline: BlockNumber) -> bool {
		!self.is_over && self.left() > 0 && self.due_at <= now && now < deadline
	}

	/// Starts an attempt and returns its ordinal. The next attempt is due when the event should
	/// have arrived, but not after the last chance.
	pub fn next_attempt(&mut self, now: BlockNumber, deadline: BlockNumber) -> Option<u8> {
		let ordinal = self.ordinal()?;
		self.mark_used(ordinal);
		self.due_at = now.saturating_add(retry_after(now, deadline));
		Some(ordinal)
	}

	/// Schedules the next attempt after the next block, because this one failed.
	pub fn retry_next_block(&mut self, now: BlockNumber) {
		self.due_at = now.saturating_add(1);
	}

	/// Makes no further attempt. Returns whether there would have been one.
	pub fn give_up(&mut self) -> bool {
		!std::mem::replace(&mut self.is_over, true)
	}
}

/// Returns the number of blocks to wait before the call is repeated.
pub(crate) fn retry_after(now: BlockNumber, deadline: BlockNumber) -> BlockNumber {
	match deadline.saturating_sub(now) {
		..=INCLUSION_BLOCKS => 1,
		_ => INCLUSION_BLOCKS,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn call_should_be_repeated_sooner_when_its_deadline_is_near() {
		let mut attempts = Attempts::default();
		assert_eq!(attempts.next_attempt(10, 20), Some(0));
		assert!(!attempts.is_due(11, 20) && attempts.is_due(12, 20));
		assert_eq!(attempts.next_attempt(18, 20), Some(1));
		assert!(attempts.is_due(19, 20), "the last chance");
		assert!(!attempts.is_due(20, 20), "the next block no longer accepts it");
	}

	#[test]
	fn call_should_never_be_due_when_ordinals_are_used_up_or_it_is_over() {
		let mut attempts = Attempts::default();
		attempts.mark_used(14);
		assert_eq!(attempts.next_attempt(1, 100), Some(15));
		assert_eq!(attempts.next_attempt(9, 100), None);
		assert!(!attempts.is_due(50, 100));
		let mut attempts = Attempts::default();
		assert!(attempts.give_up() && !attempts.give_up());
		assert!(!attempts.is_due(1, 2));
	}
}

//! When a call is made, and when it is repeated.

use cairn_primitives::BlockNumber;

/// How many ordinals there are.
pub(crate) const ORDINALS: u8 = 16;

/// How many blocks an event is waited for, while there is time: a call that comes just after its
/// block was begun is in the one after it.
const INCLUSION_BLOCKS: BlockNumber = 2;

/// The attempts at one call. Each has an ordinal of its own, because a node that has refused some bytes does
/// not look at them again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
	next: u8,
	due_at: BlockNumber,
	is_over: bool,
}

impl Attempts {
	/// An ordinal was used, now or before a restart.
	pub fn used(&mut self, ordinal: u8) {
		self.next = self.next.max(ordinal.saturating_add(1));
	}

	/// An ordinal was used before a restart, for a call whose bytes depend on nothing but the ordinal.
	/// It may be used again: who is cut off again and again would else run out of them.
	pub fn repeatable(&mut self, ordinal: u8) {
		self.next = self.next.max(ordinal);
	}

	/// The next ordinal; none if all are used up.
	pub fn ordinal(&self) -> Option<u8> {
		(self.next < ORDINALS).then_some(self.next)
	}

	/// The last ordinal that was used.
	pub fn last(&self) -> Option<u8> {
		self.next.checked_sub(1)
	}

	/// How many ordinals are left.
	pub fn left(&self) -> u8 {
		ORDINALS.saturating_sub(self.next)
	}

	/// Whether to call now. What is sent after block `now` is in the next one at the earliest.
	///
	/// - `deadline`: the last block that takes the call.
	pub fn is_due(&self, now: BlockNumber, deadline: BlockNumber) -> bool {
		!self.is_over && self.left() > 0 && self.due_at <= now && now < deadline
	}

	/// The call is made: its ordinal. The event is waited for, but not beyond the last chance.
	pub fn take(&mut self, now: BlockNumber, deadline: BlockNumber) -> Option<u8> {
		let ordinal = self.ordinal()?;
		self.used(ordinal);
		self.due_at = now.saturating_add(retry_after(now, deadline));
		Some(ordinal)
	}

	/// The call has come to nothing: it is made again after the next block.
	pub fn again(&mut self, now: BlockNumber) {
		self.due_at = now.saturating_add(1);
	}

	/// The call is made no more. Answers whether it would have been.
	pub fn give_up(&mut self) -> bool {
		!std::mem::replace(&mut self.is_over, true)
	}
}

/// How many blocks to wait before a call is repeated.
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
		assert_eq!(attempts.take(10, 20), Some(0));
		assert!(!attempts.is_due(11, 20) && attempts.is_due(12, 20));
		assert_eq!(attempts.take(18, 20), Some(1));
		assert!(attempts.is_due(19, 20), "the last chance");
		assert!(!attempts.is_due(20, 20), "the next block takes it no more");
	}

	#[test]
	fn call_should_never_be_due_when_ordinals_are_used_up_or_it_is_over() {
		let mut attempts = Attempts::default();
		attempts.used(14);
		assert_eq!(attempts.take(1, 100), Some(15));
		assert_eq!(attempts.take(9, 100), None);
		assert!(!attempts.is_due(50, 100));
		let mut attempts = Attempts::default();
		assert!(attempts.give_up() && !attempts.give_up());
		assert!(!attempts.is_due(1, 2));
	}
}

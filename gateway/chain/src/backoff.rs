//! Backoff: the wait before the next attempt to reach a node.

use rand::Rng;
use std::time::Duration;

/// Waits that double from one second to one minute. Each wait is drawn from the upper half of its
/// span, so that gateways that lost the same node do not reconnect at the same moment.
#[derive(Clone, Debug)]
pub struct Backoff {
	failures: u32,
	first: Duration,
	longest: Duration,
}

impl Default for Backoff {
	fn default() -> Self {
		Self::new(Duration::from_secs(1), Duration::from_secs(60))
	}
}

impl Backoff {
	/// Creates a backoff that starts with `first` and never exceeds `longest`.
	pub fn new(first: Duration, longest: Duration) -> Self {
		Self { failures: 0, first, longest }
	}

	/// Returns the number of consecutive failures.
	pub fn failures(&self) -> u32 {
		self.failures
	}

	/// Counts a failure and returns the wait after it.
	pub fn next(&mut self, random: &mut impl Rng) -> Duration {
		let factor = 2u32.saturating_pow(self.failures);
		self.failures = self.failures.saturating_add(1);
		let span = self.first.saturating_mul(factor).min(self.longest);
		span.mul_f64(random.gen_range(0.5..=1.0))
	}

	/// Resets the count of failures after a success.
	pub fn reset(&mut self) {
		self.failures = 0;
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use rand::{rngs::StdRng, SeedableRng};

	#[test]
	fn wait_should_double_up_to_the_longest_when_failures_go_on() {
		let mut backoff = Backoff::default();
		let mut random = StdRng::seed_from_u64(1);
		for span in [1, 2, 4, 8, 16, 32, 60, 60].map(Duration::from_secs) {
			let wait = backoff.next(&mut random);
			assert!(span / 2 <= wait && wait <= span, "{wait:?} of {span:?}");
		}
		for _ in 0..100 {
			assert!(backoff.next(&mut random) <= Duration::from_secs(60));
		}
		backoff.reset();
		assert!(backoff.next(&mut random) <= Duration::from_secs(1));
	}
}

//! Backoff: the wait before a node is tried again.

use rand::Rng;
use std::time::Duration;

/// Waits that double from a second to a minute. Each is drawn from the upper half of its span, so
/// that gateways that lost the same node do not come back in the same moment.
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
	/// Waits that begin with `first` and never exceed `longest`.
	pub fn new(first: Duration, longest: Duration) -> Self {
		Self { failures: 0, first, longest }
	}

	/// How many failures there were in a row.
	pub fn failures(&self) -> u32 {
		self.failures
	}

	/// How long to wait after one more failure.
	pub fn next(&mut self, random: &mut impl Rng) -> Duration {
		let factor = 2u32.saturating_pow(self.failures);
		self.failures = self.failures.saturating_add(1);
		let span = self.first.saturating_mul(factor).min(self.longest);
		span.mul_f64(random.gen_range(0.5..=1.0))
	}

	/// Something has worked: the next wait is the first again.
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

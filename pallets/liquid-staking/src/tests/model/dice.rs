//! Random numbers that a seed reproduces.

use crate::mock::*;

/// Random numbers: splitmix64.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut mixed = self.0;
		mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		mixed ^ (mixed >> 31)
	}

	pub fn below(&mut self, end: u32) -> u32 {
		u32::try_from(self.next() % u64::from(end)).unwrap()
	}

	pub(super) fn one_in(&mut self, count: u32) -> bool {
		self.below(count) == 0
	}

	pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
		of[self.below(u32::try_from(of.len()).unwrap()) as usize]
	}

	/// Returns up to `most`, with every order of magnitude equally likely.
	pub(super) fn amount(&mut self, most: u128) -> u128 {
		let bits = 128 - most.leading_zeros();
		let kept = self.below(bits.max(1)) + 1;
		let wide = u128::from(self.next()) << 64 | u128::from(self.next());
		(wide >> (128 - kept)).min(most)
	}

	/// Returns a part of `all`: often a large part, sometimes everything.
	pub(super) fn some_of(&mut self, all: u128) -> u128 {
		match self.below(8) {
			0 => all,
			1 => self.amount(all),
			2 => all.saturating_sub(self.amount(TOKEN_MINIMUM)),
			_ => all / 100 * u128::from(self.below(100)) + self.amount(CRN),
		}
	}
}

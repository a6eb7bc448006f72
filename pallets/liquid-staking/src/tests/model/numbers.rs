//! Big integers and exact rationals. Nothing here wraps or saturates, and every rounding has a
//! name.

use core::cmp::Ordering;
use num_bigint::BigUint;

/// A number of planck, shares or grains.
pub type Int = BigUint;

/// The parts of a `Permill`.
pub const MILLION: u32 = 1_000_000;

/// The parts of a `Perbill`.
pub const BILLION: u32 = 1_000_000_000;

/// Converts to a big integer.
pub fn int(number: u128) -> Int {
	Int::from(number)
}

/// Converts to the 128 bits of the chain.
pub fn small(number: &Int) -> u128 {
	u128::try_from(number).expect("larger than the chain can count")
}

pub fn zero() -> Int {
	Int::ZERO
}

pub fn is_zero(number: &Int) -> bool {
	*number == Int::ZERO
}

/// Returns the difference, or zero.
pub fn less(from: &Int, taken: &Int) -> Int {
	if from > taken {
		from - taken
	} else {
		zero()
	}
}

/// `number / by`, rounded down.
pub fn down(number: &Int, by: &Int) -> Int {
	number / by
}

/// `number / by`, rounded up.
pub fn up(number: &Int, by: &Int) -> Int {
	(number + by - 1u8) / by
}

/// Returns `parts` of `whole` parts, rounded down.
pub fn part_down(of: &Int, parts: u32, whole: u32) -> Int {
	of * parts / whole
}

/// Returns `parts` of `whole` parts, rounded up.
pub fn part_up(of: &Int, parts: u32, whole: u32) -> Int {
	up(&(of * parts), &Int::from(whole))
}

/// Returns `parts` of `whole` parts, rounded to the nearest, a half down, as `Perbill * n` does.
pub fn part_near(of: &Int, parts: u32, whole: u32) -> Int {
	let product = of * parts;
	let rest = &product % whole;
	let is_more_than_half = rest * 2u8 > Int::from(whole);
	product / whole + u8::from(is_more_than_half)
}

/// An exact quotient. Without a divisor it is zero.
#[derive(Clone, Debug)]
pub struct Ratio {
	of: Int,
	by: Int,
}

impl Ratio {
	pub fn new(of: Int, by: Int) -> Self {
		if is_zero(&by) {
			Self { of: zero(), by: int(1) }
		} else {
			Self { of, by }
		}
	}

	pub fn floor(&self) -> Int {
		down(&self.of, &self.by)
	}

	pub fn ceil(&self) -> Int {
		up(&self.of, &self.by)
	}
}

impl PartialEq for Ratio {
	fn eq(&self, other: &Self) -> bool {
		self.cmp(other).is_eq()
	}
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		Some(self.cmp(other))
	}
}

impl Ord for Ratio {
	fn cmp(&self, other: &Self) -> Ordering {
		(&self.of * &other.by).cmp(&(&other.of * &self.by))
	}
}

//! What a beacon is worth: [HIP-15](https://github.com/helium/HIP/blob/main/0015-beaconing-rewards.md).
//!
//! A beacon wants N = 4 witnesses. What more of them add shrinks by r = 0.8 with each, and the
//! witnesses share what there is.

use crate::fraction::ten_thousandths;

/// N, the witnesses that a beacon wants.
const WANTED: u32 = 4;

/// What the beaconer earns for a beacon with `valid_witnesses`, in ten thousandths of a unit:
/// w/4 up to w = 4, then 2 − 0.8^(w − 4). A half is rounded to the even neighbour.
///
/// 0 without witnesses; 20,000, which it never exceeds, from 49 on. Exact for every number.
pub fn beacon_units(valid_witnesses: u32) -> u32 {
	if valid_witnesses <= WANTED {
		return ten_thousandths(valid_witnesses.into(), WANTED.into());
	}
	let (left, whole) = decay(valid_witnesses);
	ten_thousandths(whole.saturating_mul(2).saturating_sub(left), whole)
}

/// What each witness of a beacon with `valid_witnesses` earns, in ten thousandths of a unit:
/// 1 up to w = 4, then (4 − (1 − 0.8^(w − 4))) / w. A half is rounded to the even neighbour.
///
/// Exact for every number. Without witnesses it is 1 too, as the formula has it, and nobody is there
/// to earn it.
pub fn witness_units(valid_witnesses: u32) -> u32 {
	match valid_witnesses {
		0..=WANTED => ten_thousandths(1, 1),
		5..=60_000 => {
			let (left, whole) = decay(valid_witnesses);
			let shared = whole.saturating_mul(3).saturating_add(left);
			ten_thousandths(shared, whole.saturating_mul(valid_witnesses.into()))
		}
		// Less than half of a ten thousandth.
		_ => 0,
	}
}

/// 0.8^(w − 4), as a fraction.
///
/// From the 45th power on it is less than half of a ten thousandth, and how much less makes no
/// difference. 2 minus it rounds to 2. A witness gets a w-th of it on top of 30,000 / w ten
/// thousandths; these are either at least a 2w-th away from the middle between two integers, and
/// stay on their side, or in the middle, and any surplus lifts them.
fn decay(valid_witnesses: u32) -> (u128, u128) {
	let power = valid_witnesses.saturating_sub(WANTED).min(45);
	(4u128.saturating_pow(power), 5u128.saturating_pow(power))
}

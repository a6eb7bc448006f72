//! The units that a beacon earns: [HIP-15](https://github.com/helium/HIP/blob/main/0015-beaconing-rewards.md).
//!
//! A beacon targets N = 4 witnesses. Each witness beyond the target adds 0.8 times as much as the one
//! before, and the witnesses share the sum.

use crate::rounding::ten_thousandths;

/// N, the number of witnesses that a beacon targets.
const TARGET_WITNESSES: u32 = 4;

/// Returns what the beaconer earns for a beacon with `valid_witnesses`, in ten thousandths of a unit:
/// w/4 up to w = 4, then 2 − 0.8^(w − 4). Halves are rounded to even.
///
/// The result is 0 without witnesses, and its maximum, 20,000, from 49 witnesses on. It is exact for
/// every number.
pub fn beacon_units(valid_witnesses: u32) -> u32 {
	if valid_witnesses <= TARGET_WITNESSES {
		return ten_thousandths(valid_witnesses.into(), TARGET_WITNESSES.into());
	}
	let (left, whole) = decay(valid_witnesses);
	ten_thousandths(whole.saturating_mul(2).saturating_sub(left), whole)
}

/// Returns what each witness of a beacon with `valid_witnesses` earns, in ten thousandths of a unit:
/// 1 up to w = 4, then (4 − (1 − 0.8^(w − 4))) / w. Halves are rounded to even.
///
/// The result is exact for every number. Without witnesses it is 1, as in the formula, although no
/// witness earns it.
pub fn witness_units(valid_witnesses: u32) -> u32 {
	match valid_witnesses {
		0..=TARGET_WITNESSES => ten_thousandths(1, 1),
		5..=60_000 => {
			let (left, whole) = decay(valid_witnesses);
			let shared = whole.saturating_mul(3).saturating_add(left);
			ten_thousandths(shared, whole.saturating_mul(valid_witnesses.into()))
		}
		// The result is less than half of a ten thousandth.
		_ => 0,
	}
}

/// Returns 0.8^(w − 4) as a fraction.
///
/// From the 45th power on, the value is less than half of a ten thousandth, and its exact size does not
/// matter. 2 minus the value rounds to 2. A witness earns a w-th of the value on top of 30,000 / w ten
/// thousandths. That number is either at least a 2w-th away from the middle between two integers, and
/// stays on its side, or exactly in the middle, where any surplus rounds it up.
fn decay(valid_witnesses: u32) -> (u128, u128) {
	let power = valid_witnesses.saturating_sub(TARGET_WITNESSES).min(45);
	(4u128.saturating_pow(power), 5u128.saturating_pow(power))
}

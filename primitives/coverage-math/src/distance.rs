//! Distances over the surface of the Earth.
//!
//! Angles are in radians. Angles and sines are fractions of 2^31, so a product of two has 62 binary
//! places and fits in 64 bits. One step of 2^-31 is 6 mm on the ground.

use crate::position::{Position, QUARTER_TURN_E7};

const FRACTION_BITS: u32 = 31;
const ONE: u64 = 1 << FRACTION_BITS;
const HALF_TURN_E7: u32 = 2 * QUARTER_TURN_E7.unsigned_abs();
/// π/2.
const QUARTER_TURN: u64 = 3_373_259_426;
/// Half of 10^-7 degrees, in radians, with 63 binary places.
const HALF_STEP_E7: u64 = 8_048_910_509;
/// Twice the mean radius of the Earth (IUGG), 6,371,008.8 m, in decimetres.
const DIAMETER_DM: u64 = 127_420_176;

/// Returns the distance from `a` to `b` along the great circle, in metres, on a sphere with the mean
/// radius of the Earth, 6,371,008.8 m, rounded to the nearest metre.
///
/// The error is below 0.6 m at any distance, and most of it is rounding. The Earth is not a sphere:
/// distances on its ellipsoid differ by up to 0.6 %.
///
/// Off the globe, a longitude counts modulo 360°, and a latitude beyond a pole counts as the pole.
///
/// This is the haversine formula, which is precise at short distances, unlike the arc cosine (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984).
#[allow(clippy::arithmetic_side_effects)] // cosines have 31 bits, decimetres 59
pub fn great_circle_distance_m(a: Position, b: Position) -> u32 {
	let (from_e7, to_e7) = (latitude_e7(a), latitude_e7(b));
	let east_e7 = longitude_apart_e7(a, b);
	let cosines = latitude_cosine(from_e7) * latitude_cosine(to_e7);
	let sine = haversine(from_e7.abs_diff(to_e7), east_e7, cosines).isqrt();
	// The square of the cosine is the haversine of the arc to the antipode of `b`.
	let cosine =
		haversine(from_e7.abs_diff(-to_e7), HALF_TURN_E7.abs_diff(east_e7), cosines).isqrt();
	let metres = (angle(sine, cosine) * DIAMETER_DM + 5 * ONE) / (10 * ONE);
	u32::try_from(metres).unwrap_or(u32::MAX)
}

/// Returns sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2), the square of the sine of half the arc.
#[allow(clippy::arithmetic_side_effects)] // squares of sines have 62 bits, their sum 63
fn haversine(north_e7: u32, east_e7: u32, cosines: u64) -> u64 {
	let (north, east) = (sine_of_half(north_e7), sine_of_half(east_e7));
	let east_part = u128::from(cosines) * u128::from(east * east);
	north * north + (east_part >> (2 * FRACTION_BITS)) as u64
}

fn latitude_e7(position: Position) -> i32 {
	position.lat_e7.clamp(-QUARTER_TURN_E7, QUARTER_TURN_E7)
}

/// Returns the angle between two meridians, at most 180°.
fn longitude_apart_e7(a: Position, b: Position) -> u32 {
	const FULL_TURN_E7: u32 = 2 * HALF_TURN_E7;
	let eastwards = a.lon_e7.abs_diff(b.lon_e7) % FULL_TURN_E7;
	eastwards.min(FULL_TURN_E7.saturating_sub(eastwards))
}

/// Returns cos φ, computed as sin(90° − φ), which is precise at the poles, where the cosine is small.
fn latitude_cosine(latitude_e7: i32) -> u64 {
	sine_of_half(HALF_TURN_E7.saturating_sub(latitude_e7.unsigned_abs().saturating_mul(2)))
}

/// Returns the sine of half an angle of at most 180°.
#[allow(clippy::arithmetic_side_effects)] // 180° × 10^7 × HALF_STEP_E7 is 1.45 × 10^19
fn sine_of_half(angle_e7: u32) -> u64 {
	sine((u64::from(angle_e7) * HALF_STEP_E7) >> (63 - FRACTION_BITS))
}

/// Returns the sine of an angle of at most π/2, with an error of at most 4 × 2^-31.
///
/// This is Taylor's series in Horner's form: x (1 − x²/(2·3) (1 − x²/(4·5) (1 − …))). The terms after
/// x¹⁵/15! are below 2^-37.
#[allow(clippy::arithmetic_side_effects)] // x² is below 2.5 and its factor at most 1
fn sine(angle: u64) -> u64 {
	const DIVISORS: [u64; 7] = [14 * 15, 12 * 13, 10 * 11, 8 * 9, 6 * 7, 4 * 5, 2 * 3];
	let square = (angle * angle) >> FRACTION_BITS;
	let series =
		DIVISORS.iter().fold(ONE, |rest, divisor| ONE - square * rest / (divisor << FRACTION_BITS));
	(angle * series) >> FRACTION_BITS
}

fn cosine(angle: u64) -> u64 {
	sine(QUARTER_TURN.saturating_sub(angle))
}

/// Returns the angle, from 0 to π/2, with this sine and this cosine.
///
/// If an estimate has the error e, the sine of the difference is sin e; adding it leaves an error of
/// e³/6. The first estimate is the sine itself. The errors are at most 0.571, then 0.031, then
/// 5 × 10^-6, then zero.
#[allow(clippy::arithmetic_side_effects)] // products of sines have 62 bits
fn angle(sine_given: u64, cosine_given: u64) -> u64 {
	let mut angle = sine_given;
	for _ in 0..3 {
		let ahead = (sine_given * cosine(angle)) as i64;
		let behind = (cosine_given * sine(angle)) as i64;
		angle = angle.saturating_add_signed((ahead - behind) >> FRACTION_BITS);
	}
	angle
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sine_should_be_as_precise_as_documented_when_the_angle_is_at_most_a_quarter_turn() {
		for angle in (0..=QUARTER_TURN).step_by(10_007).chain([QUARTER_TURN]) {
			let exact = (angle as f64 / ONE as f64).sin() * ONE as f64;
			let error = sine(angle) as f64 - exact;
			assert!(error.abs() <= 4.0, "{angle}: {error}");
		}
	}

	#[test]
	fn angle_should_be_found_when_its_sine_and_cosine_are_given() {
		for angle_given in (0..=QUARTER_TURN).step_by(10_007).chain([QUARTER_TURN]) {
			let (sine, cosine) = (angle_given as f64 / ONE as f64).sin_cos();
			let found = angle((sine * ONE as f64) as u64, (cosine * ONE as f64) as u64);
			assert!(found.abs_diff(angle_given) <= 8, "{angle_given}: {found}");
		}
	}
}

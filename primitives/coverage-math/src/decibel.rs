//! Radio power, in hundredths of a decibel.
//!
//! Numbers have 32 binary places unless stated otherwise. Only results are rounded.

const FRACTION_BITS: u32 = 32;
const ONE: u64 = 1 << FRACTION_BITS;
/// The binary places of a binary logarithm.
const LOG2_BITS: u32 = 24;
/// 1000 log₁₀ 2, a factor of two in power, with 20 binary places.
const OCTAVE_CDB: u64 = 315_652_829;
/// 2000 log₁₀(4π / c), with c = 299,792,458 m/s.
const LOSS_AT_1_HZ_M: i64 = -63_373_194_551_431;
/// 10^(−1/1000), a hundredth of a decibel less power.
const CDB_DOWN: u64 = 4_285_089_145;

/// Returns the free-space loss over `distance_m` at `frequency_hz`: 20 log₁₀(4π d f / c), in hundredths
/// of a decibel, with c = 299,792,458 m/s (H. T. Friis, "A Note on a Simple Transmission Formula",
/// Proc. IRE 34, 1946; ITU-R P.525).
///
/// The error is below 0.51. A distance or a frequency of 0 counts as 1. The result is negative if both
/// are so small that the receiver would be within the antenna. The range of `u32` ends at 4.29 GHz: see
/// [`free_space_loss_wide_cdb`].
pub fn free_space_loss_cdb(distance_m: u32, frequency_hz: u32) -> i32 {
	free_space_loss_wide_cdb(distance_m, frequency_hz.into())
}

/// Returns the same as [`free_space_loss_cdb`], also for frequencies above 4.29 GHz.
pub fn free_space_loss_wide_cdb(distance_m: u32, frequency_hz: u64) -> i32 {
	let cycles = u128::from(distance_m.max(1)).saturating_mul(frequency_hz.max(1).into());
	round(power_cdb(cycles).saturating_mul(2).saturating_add(LOSS_AT_1_HZ_M))
}

/// Returns the power of the signal alone, given the power of signal and noise together (RSSI) and their
/// ratio (SNR): RSSI + SNR − 10 log₁₀(1 + 10^(SNR/10)), all in hundredths of a decibel.
///
/// The error is below 0.51. The result saturates at `i32::MIN`, and is never above the RSSI.
pub fn signal_power_cdb(rssi_cdb: i32, snr_cdb: i32) -> i32 {
	rssi_cdb
		.saturating_add(snr_cdb.min(0))
		.saturating_sub(sum_above_stronger_cdb(snr_cdb.unsigned_abs()))
}

/// Returns how far the sum of two powers is above the stronger one, if they differ by `apart_cdb`:
/// 1000 log₁₀(1 + 10^(−apart/1000)).
fn sum_above_stronger_cdb(apart_cdb: u32) -> i32 {
	// The result rounds to 0 from 2,939 on.
	let weaker = attenuation(apart_cdb.min(3_000));
	round(power_cdb(ONE.saturating_add(weaker).into()).saturating_sub(power_cdb(ONE.into())))
}

/// Returns 10^(−loss/1000), computed by squaring and multiplying.
#[allow(clippy::arithmetic_side_effects)] // neither factor is above 2^32
fn attenuation(mut loss_cdb: u32) -> u64 {
	let (mut kept, mut step) = (ONE, CDB_DOWN);
	while loss_cdb > 0 {
		if loss_cdb & 1 == 1 {
			kept = (kept * step) >> FRACTION_BITS;
		}
		step = (step * step) >> FRACTION_BITS;
		loss_cdb >>= 1;
	}
	kept
}

/// Returns 1000 log₁₀ of a ratio of powers. A ratio of 0 counts as 1.
#[allow(clippy::arithmetic_side_effects)] // 2^31, below 128 with 24 places, times 2^29
fn power_cdb(ratio: u128) -> i64 {
	((log2(ratio) * OCTAVE_CDB) >> (LOG2_BITS + 20 - FRACTION_BITS)) as i64
}

/// Returns the binary logarithm, truncated to 24 binary places. A number of 0 counts as 1.
///
/// Squaring a number doubles its logarithm, so each square that reaches 2 yields one more binary one
/// (J. C. Majithia and D. Levan, "A note on base-2 logarithm computations", Proc. IEEE 61, 1973).
#[allow(clippy::arithmetic_side_effects)] // a number below 2 with 31 places has 32 bits
fn log2(number: u128) -> u64 {
	let number = number.max(1);
	let mut log = u64::from(number.ilog2());
	let mut mantissa = ((number << number.leading_zeros()) >> 96) as u64;
	for _ in 0..LOG2_BITS {
		mantissa = (mantissa * mantissa) >> 31;
		let bit = mantissa >> 32;
		mantissa >>= bit;
		log = (log << 1) | bit;
	}
	log
}

/// Rounds to the nearest integer.
fn round(cdb: i64) -> i32 {
	const HALF: i64 = 1 << (FRACTION_BITS - 1);
	(cdb.saturating_add(HALF) >> FRACTION_BITS) as i32
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn log2_should_be_truncated_to_24_places_when_a_number_is_given() {
		let powers_of_two = (0..128).map(|exponent| 1 << exponent);
		let around = powers_of_two.flat_map(|power: u128| [power - 1, power, power + power / 3]);
		for number in around.chain([u128::MAX]).filter(|number| *number > 0) {
			let error = log2(number) as f64 / (1 << LOG2_BITS) as f64 - (number as f64).log2();
			assert!((-1.3e-7..=1e-8).contains(&error), "{number}: {error}");
		}
		assert_eq!(log2(0), log2(1));
		assert_eq!(log2(1 << 127), 127 << LOG2_BITS);
	}

	#[test]
	fn attenuation_should_follow_the_power_of_ten_when_the_loss_is_below_30_decibels() {
		for loss_cdb in 0..3_000 {
			let exact = 10f64.powf(-f64::from(loss_cdb) / 1_000.0);
			let error = attenuation(loss_cdb) as f64 / ONE as f64 - exact;
			assert!(error.abs() < 1e-6, "{loss_cdb}: {error}");
		}
	}
}

//! Tests path loss and signal power against their formulas in floating point.

use coverage_math::{free_space_loss_cdb, free_space_loss_wide_cdb, signal_power_cdb};
use proptest::prelude::*;

const LIGHT_M_PER_S: f64 = 299_792_458.0;

fn loss_cdb(distance_m: f64, frequency_hz: f64) -> f64 {
	2_000.0 * (4.0 * std::f64::consts::PI * distance_m * frequency_hz / LIGHT_M_PER_S).log10()
}

/// RSSI + SNR − 10 log₁₀(1 + 10^(SNR/10)), written so that no power overflows.
fn power_cdb(rssi_cdb: f64, snr_cdb: f64) -> f64 {
	rssi_cdb + snr_cdb.min(0.0)
		- 1_000.0 * 10f64.powf(-snr_cdb.abs() / 1_000.0).ln_1p() / 10f64.ln()
}

/// Asserts that the error is within the documented bound.
fn assert_near(result: i32, exact: f64) {
	let error = f64::from(result) - exact;
	assert!(error.abs() < 0.51, "{result} is {error} off {exact}");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(50_000))]

	#[test]
	fn loss_should_follow_the_formula_when_distance_and_frequency_are_usual(
		distance_m in 1u32..=1_000_000,
		frequency_hz in 100_000_000u64..=60_000_000_000,
	) {
		let exact = loss_cdb(distance_m.into(), frequency_hz as f64);
		assert_near(free_space_loss_wide_cdb(distance_m, frequency_hz), exact);
	}

	#[test]
	fn loss_should_follow_the_formula_when_distance_and_frequency_are_any(
		distance_m in 1u32..,
		frequency_hz in 1u64..,
		magnitude in 0u32..64,
	) {
		let frequency_hz = (frequency_hz >> magnitude).max(1);
		let exact = loss_cdb(distance_m.into(), frequency_hz as f64);
		assert_near(free_space_loss_wide_cdb(distance_m, frequency_hz), exact);
	}

	#[test]
	fn loss_should_be_the_same_when_the_frequency_fits_both_widths(
		distance_m: u32,
		frequency_hz: u32,
	) {
		prop_assert_eq!(
			free_space_loss_cdb(distance_m, frequency_hz),
			free_space_loss_wide_cdb(distance_m, frequency_hz.into())
		);
	}

	#[test]
	fn signal_should_follow_the_formula_when_rssi_and_snr_are_any(
		rssi_cdb in i32::MIN / 2..,
		snr_cdb in i32::MIN / 2..,
	) {
		assert_near(signal_power_cdb(rssi_cdb, snr_cdb), power_cdb(rssi_cdb.into(), snr_cdb.into()));
	}

	#[test]
	fn signal_should_never_be_above_the_rssi_when_rssi_and_snr_are_any(
		rssi_cdb: i32,
		snr_cdb: i32,
	) {
		prop_assert!(signal_power_cdb(rssi_cdb, snr_cdb) <= rssi_cdb);
	}
}

#[test]
fn loss_should_follow_the_formula_when_distance_and_frequency_are_at_the_edges() {
	for distance_m in [1, 2, 508, 107_800, 999_999, 1_000_000, u32::MAX] {
		for frequency_hz in [1, 100_000_000, 868_100_000, 60_000_000_000, u64::MAX] {
			let exact = loss_cdb(distance_m.into(), frequency_hz as f64);
			assert_near(free_space_loss_wide_cdb(distance_m, frequency_hz), exact);
		}
	}
}

#[test]
fn loss_should_be_that_of_one_when_distance_or_frequency_is_zero() {
	assert_eq!(free_space_loss_cdb(0, 868_100_000), free_space_loss_cdb(1, 868_100_000));
	assert_eq!(free_space_loss_cdb(1_000, 0), free_space_loss_cdb(1_000, 1));
	assert_eq!(free_space_loss_cdb(0, 0), -14_755);
}

#[test]
fn expected_power_should_equal_the_value_of_the_oracles_when_the_link_is_their_example() {
	// 12 dBm sent, two antennas of 8 dBi, 508 m: −57.334 dBm, with a speed of light of
	// 2.998 × 10^8 m/s.
	let expected_cdb = 1_200 + 800 + 800 - free_space_loss_cdb(508, 867_900_024);
	assert_eq!(expected_cdb, -5_733);
}

#[test]
fn signal_should_follow_the_formula_when_the_ratio_is_within_50_decibels() {
	for snr_cdb in -5_000..=5_000 {
		assert_near(signal_power_cdb(-11_000, snr_cdb), power_cdb(-11_000.0, snr_cdb.into()));
	}
}

#[test]
fn signal_should_be_half_of_the_received_power_when_noise_is_equally_strong() {
	assert_eq!(signal_power_cdb(-10_000, 0), -10_301);
}

#[test]
fn signal_should_saturate_at_the_lowest_integer_when_it_would_be_below() {
	assert_eq!(signal_power_cdb(i32::MIN, i32::MIN), i32::MIN);
	assert_eq!(signal_power_cdb(i32::MIN, 0), i32::MIN);
	assert_eq!(signal_power_cdb(-1, i32::MIN), i32::MIN);
	assert_eq!(signal_power_cdb(0, i32::MIN), i32::MIN);
	assert_eq!(signal_power_cdb(i32::MAX, i32::MAX), i32::MAX);
}

//! Tests reward units against HIP-15 in exact decimal arithmetic.

// A test that panics fails, as it should.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use coverage_math::{beacon_units, witness_units};
use proptest::prelude::*;
use std::cmp::Ordering;

/// Returns the powers of 0.8, from the 0th on, as decimal digits. The first digit is before the point.
fn decays() -> impl Iterator<Item = Vec<u32>> {
	std::iter::successors(Some(vec![1]), |digits| {
		// Multiplies by 8 and shifts by one place.
		let mut next = vec![0; digits.len() + 1];
		for (place, digit) in digits.iter().enumerate().rev() {
			let product = digit * 8 + next[place + 1];
			next[place + 1] = product % 10;
			next[place] = product / 10;
		}
		Some(next)
	})
}

/// Multiplies by 10,000, and returns the integer part and the decimals.
fn ten_thousandths(mut digits: Vec<u32>) -> (u32, Vec<u32>) {
	digits.resize(digits.len().max(6), 0);
	let decimals = digits.split_off(5);
	(digits.iter().fold(0, |number, digit| number * 10 + digit), decimals)
}

/// Compares 0.decimals with a half.
fn against_half(decimals: &[u32]) -> Ordering {
	let rest = decimals[1..].iter().any(|digit| *digit > 0);
	decimals[0].cmp(&5).then(if rest { Ordering::Greater } else { Ordering::Equal })
}

fn half_even(whole: u32, rest_against_half: Ordering) -> u32 {
	match rest_against_half {
		Ordering::Less => whole,
		Ordering::Equal => whole + whole % 2,
		Ordering::Greater => whole + 1,
	}
}

/// 20,000 − 10,000 × 0.8^(w − 4). Rounding to even is the same from both sides of an even number.
fn beacon_model(decay: Vec<u32>) -> u32 {
	let (whole, decimals) = ten_thousandths(decay);
	20_000 - half_even(whole, against_half(&decimals))
}

/// (30,000 + 10,000 × 0.8^(w − 4)) / w.
fn witness_model(witnesses: u32, decay: Vec<u32>) -> u32 {
	let (whole, decimals) = ten_thousandths(decay);
	let shared = 30_000 + whole;
	let (quotient, rest) = (shared / witnesses, shared % witnesses);
	// The remainder is rest + 0.decimals, and half of the divisor is witnesses / 2.
	let twice_rest = 2 * rest;
	let against = if twice_rest + 1 == witnesses {
		against_half(&decimals)
	} else if twice_rest == witnesses && decimals.iter().all(|digit| *digit == 0) {
		Ordering::Equal
	} else if twice_rest >= witnesses {
		Ordering::Greater
	} else {
		Ordering::Less
	};
	half_even(quotient, against)
}

#[test]
fn units_should_be_a_quarter_each_and_one_when_witnesses_are_at_most_four() {
	for witnesses in 1..=4 {
		assert_eq!(beacon_units(witnesses), 2_500 * witnesses);
		assert_eq!(witness_units(witnesses), 10_000);
	}
}

#[test]
fn units_should_follow_the_formula_when_there_are_no_witnesses() {
	assert_eq!(beacon_units(0), 0);
	// The value of the formula, although no witness earns it.
	assert_eq!(witness_units(0), 10_000);
}

#[test]
fn units_should_equal_the_worked_example_when_witnesses_are_eight() {
	assert_eq!(beacon_units(8), 15_904);
	assert_eq!(witness_units(8), 4_262);
}

#[test]
fn units_should_be_exact_when_witnesses_are_at_most_2000() {
	for (witnesses, decay) in (4..=2_000).zip(decays()) {
		assert_eq!(beacon_units(witnesses), beacon_model(decay.clone()), "{witnesses}");
		assert_eq!(witness_units(witnesses), witness_model(witnesses, decay), "{witnesses}");
	}
}

#[test]
fn units_should_converge_when_witnesses_are_many() {
	assert_eq!((beacon_units(47), beacon_units(48), beacon_units(49)), (19_999, 19_999, 20_000));
	// The surplus of 0.8^(w − 4) is tiny, but it lifts 30,000 / 60,000 above 0.5.
	assert_eq!((witness_units(60_000), witness_units(60_001)), (1, 0));
	assert_eq!((beacon_units(u32::MAX), witness_units(u32::MAX)), (20_000, 0));
}

proptest! {
	#[test]
	fn units_should_be_exact_when_witnesses_are_more_than_2000(
		witnesses in prop_oneof![2_001u32..=70_000, 2_001u32..],
	) {
		prop_assert_eq!(beacon_units(witnesses), 20_000);
		// 30,000 / w, with halves rounded up because of the surplus.
		let doubled = 2 * u64::from(witnesses);
		let rounded = (60_000 + u64::from(witnesses)) / doubled;
		prop_assert_eq!(u64::from(witness_units(witnesses)), rounded);
	}

	#[test]
	fn units_should_rise_for_the_beacon_and_fall_for_each_witness_when_a_witness_is_added(
		witnesses in 1u32..100_000,
	) {
		prop_assert!(beacon_units(witnesses) <= beacon_units(witnesses + 1));
		prop_assert!(witness_units(witnesses) >= witness_units(witnesses + 1));
	}
}

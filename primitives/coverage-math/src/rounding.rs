//! Converts fractions to the integers that the chain stores.

/// Returns `numerator` / `denominator` in ten thousandths, with halves rounded to even; 0 if the
/// denominator is 0.
///
/// The result is exact for numerators up to 2^114 and denominators up to 2^127. Beyond, it saturates.
pub(crate) fn ten_thousandths(numerator: u128, denominator: u128) -> u32 {
	let scaled = numerator.saturating_mul(10_000);
	let (Some(whole), Some(rest)) =
		(scaled.checked_div(denominator), scaled.checked_rem(denominator))
	else {
		return 0;
	};
	let twice = rest.saturating_mul(2);
	let up = twice > denominator || (twice == denominator && whole & 1 == 1);
	u32::try_from(whole.saturating_add(up.into())).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn fraction_should_be_rounded_to_even_when_it_is_a_half() {
		assert_eq!(ten_thousandths(1, 32), 312); // 312.5
		assert_eq!(ten_thousandths(3, 32), 938); // 937.5
		assert_eq!(ten_thousandths(1, 20_000), 0); // 0.5
		assert_eq!(ten_thousandths(3, 20_000), 2); // 1.5
	}

	#[test]
	fn fraction_should_be_rounded_to_the_nearest_when_it_is_not_a_half() {
		assert_eq!(ten_thousandths(1, 3), 3_333);
		assert_eq!(ten_thousandths(2, 3), 6_667);
		assert_eq!(ten_thousandths(1, 1), 10_000);
		assert_eq!(ten_thousandths((1 << 112) - 1, 1 << 112), 10_000);
	}

	#[test]
	fn fraction_should_be_zero_when_its_denominator_is_zero() {
		assert_eq!(ten_thousandths(1, 0), 0);
	}
}

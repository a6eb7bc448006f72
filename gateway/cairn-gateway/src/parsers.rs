//! Parsers of command-line arguments.

use cairn_primitives::devices::LOCATION_RESOLUTION;
use coverage_math::cell_resolution;

/// Parses an H3 cell in hexadecimal digits.
///
/// # Errors
/// If the text is not a cell of resolution 12.
pub fn parse_cell(text: &str) -> Result<u64, String> {
	let cell = u64::from_str_radix(text.strip_prefix("0x").unwrap_or(text), 16)
		.map_err(|error| format!("an H3 cell is a hexadecimal number: {error}"))?;
	match cell_resolution(cell) {
		Some(LOCATION_RESOLUTION) => Ok(cell),
		Some(other) => Err(format!("the cell has resolution {other}, not {LOCATION_RESOLUTION}")),
		None => Err("there is no such H3 cell".into()),
	}
}

/// Parses a number of dB, dBi or dBm and returns it in hundredths.
///
/// # Errors
/// If the text is not a number, or the number is out of range.
pub fn parse_hundredths(text: &str) -> Result<i16, String> {
	let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
	let scaled = (number * 100.0).round();
	match scaled.abs() <= f64::from(i16::MAX) {
		true => Ok(scaled as i16),
		false => Err("out of range: the limits are ±327.67".into()),
	}
}

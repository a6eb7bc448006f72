//! How arguments are read.

use coverage_math::cell_resolution;

/// The resolution of the cells in which devices stand: finer would say in which room people live.
pub const RESOLUTION: u8 = 12;

/// A cell, as hexadecimal digits.
///
/// # Errors
/// If it is none of resolution 12.
pub fn read_cell(text: &str) -> Result<u64, String> {
	let cell = u64::from_str_radix(text.strip_prefix("0x").unwrap_or(text), 16)
		.map_err(|error| format!("a cell is written in hexadecimal digits: {error}"))?;
	match cell_resolution(cell) {
		Some(RESOLUTION) => Ok(cell),
		Some(other) => Err(format!("this cell is of resolution {other}, and not {RESOLUTION}")),
		None => Err("there is no such cell".into()),
	}
}

/// A number with up to two decimals, in hundredths: dBi, dB and dBm, to what is counted in.
///
/// # Errors
/// If it is no number, or too large a one.
pub fn hundredths(text: &str) -> Result<i16, String> {
	let number: f64 = text.parse().map_err(|_| "this is no number".to_owned())?;
	let scaled = (number * 100.0).round();
	match scaled.abs() <= f64::from(i16::MAX) {
		true => Ok(scaled as i16),
		false => Err("this is beyond ±327.67".into()),
	}
}

//! Positions on the globe.

/// One degree, in units of 10^-7 degrees.
const DEGREE_E7: i32 = 10_000_000;
pub(crate) const QUARTER_TURN_E7: i32 = 90 * DEGREE_E7;
pub(crate) const HALF_TURN_E7: i32 = 180 * DEGREE_E7;

/// A position in WGS84 degrees × 10^7, in steps of about a centimetre.
///
/// The fields are public, so a position can be off the globe; [`Self::new`] and [`Self::is_on_globe`]
/// check this. At a pole and on the antimeridian, the same place has several representations. Every
/// function of this crate treats them alike, but `==` compares the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
	feature = "codec",
	derive(
		codec::Encode,
		codec::Decode,
		codec::DecodeWithMemTracking,
		codec::MaxEncodedLen,
		scale_info::TypeInfo
	)
)]
pub struct Position {
	/// The latitude, from −900,000,000 at the south pole to 900,000,000 at the north pole.
	pub lat_e7: i32,
	/// The longitude, from −1,800,000,000 to 1,800,000,000, east of Greenwich positive.
	pub lon_e7: i32,
}

impl Position {
	/// Creates a position. Returns `None` if it is off the globe.
	pub const fn new(lat_e7: i32, lon_e7: i32) -> Option<Self> {
		let position = Self { lat_e7, lon_e7 };
		if position.is_on_globe() {
			Some(position)
		} else {
			None
		}
	}

	/// Returns whether the latitude is within ±90° and the longitude within ±180°.
	pub const fn is_on_globe(self) -> bool {
		self.lat_e7.unsigned_abs() <= QUARTER_TURN_E7.unsigned_abs()
			&& self.lon_e7.unsigned_abs() <= HALF_TURN_E7.unsigned_abs()
	}

	/// Returns the canonical representation of this place: the antimeridian is −180°, and a pole has
	/// the longitude 0.
	pub(crate) const fn canonical(self) -> Self {
		let at_pole = self.lat_e7.unsigned_abs() == QUARTER_TURN_E7.unsigned_abs();
		match self.lon_e7 {
			_ if at_pole => Self { lon_e7: 0, ..self },
			HALF_TURN_E7 => Self { lon_e7: -HALF_TURN_E7, ..self },
			_ => self,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn position_should_exist_when_it_is_on_the_globe() {
		for (lat_e7, lon_e7) in
			[(0, 0), (900_000_000, 1_800_000_000), (-900_000_000, -1_800_000_000)]
		{
			assert_eq!(Position::new(lat_e7, lon_e7), Some(Position { lat_e7, lon_e7 }));
		}
	}

	#[test]
	fn position_should_not_exist_when_it_is_off_the_globe() {
		for (lat_e7, lon_e7) in [
			(900_000_001, 0),
			(-900_000_001, 0),
			(0, 1_800_000_001),
			(0, -1_800_000_001),
			(i32::MIN, i32::MIN),
			(i32::MAX, i32::MAX),
		] {
			assert_eq!(Position::new(lat_e7, lon_e7), None);
		}
	}

	#[cfg(feature = "codec")]
	#[test]
	fn position_should_take_eight_bytes_when_it_is_encoded() {
		use codec::{Decode, Encode, MaxEncodedLen};
		let position = Position { lat_e7: 1, lon_e7: -1 };
		assert_eq!(position.encode(), [1, 0, 0, 0, 255, 255, 255, 255]);
		assert_eq!(Position::decode(&mut &position.encode()[..]), Ok(position));
		assert_eq!(Position::max_encoded_len(), 8);
	}
}

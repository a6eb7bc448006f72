//! Geographic coordinates, in degrees.

use cairn_primitives::devices::LOCATION_RESOLUTION;
use coverage_math::{cell_at, Position};
use serde::{Deserialize, Serialize};

/// A place, in degrees of WGS84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
	/// The latitude, north positive.
	pub lat: f64,
	/// The longitude, east positive.
	pub lon: f64,
}

/// The length of a degree of latitude on the sphere of [`coverage_math`], in metres.
const DEGREE_M: f64 = 111_195.08;

impl Place {
	/// Converts the place for the chain's arithmetic, rounded to 10^-7 degrees.
	pub fn position(self) -> Position {
		let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
		Position { lat_e7: e7(self.lat), lon_e7: e7(self.lon) }
	}

	/// Rounds the place to 10^-7 degrees, the precision of scenario files.
	pub(crate) fn rounded(self) -> Self {
		let Position { lat_e7, lon_e7 } = self.position();
		Self { lat: f64::from(lat_e7) / 1e7, lon: f64::from(lon_e7) / 1e7 }
	}

	/// Returns the cell of resolution 12 that contains the place, or `None` if the place is off the
	/// globe.
	pub fn cell(self) -> Option<u64> {
		cell_at(self.position(), LOCATION_RESOLUTION)
	}

	/// Returns the place at this offset, in metres. The calculation assumes a plane, which is
	/// accurate up to about a hundred kilometres.
	pub fn offset(self, north_m: f64, east_m: f64) -> Self {
		let lat = self.lat + north_m / DEGREE_M;
		let lon = self.lon + east_m / DEGREE_M / self.lat.to_radians().cos();
		Self { lat, lon }
	}
}

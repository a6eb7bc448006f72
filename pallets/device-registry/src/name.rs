//! The names of makers, classes and regions.

use alloc::string::String;
use frame_support::{pallet_prelude::ConstU32, BoundedVec};
use serde::{de::Error as _, ser::Error as _, Deserialize, Deserializer, Serializer};

/// The name of a maker, class or region: up to 32 bytes of UTF-8.
pub type Name = BoundedVec<u8, ConstU32<32>>;

/// Serialises names as text, for genesis files.
pub(crate) mod as_text {
	use super::*;

	pub fn serialize<S: Serializer>(name: &Name, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(core::str::from_utf8(name).map_err(S::Error::custom)?)
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
		let text = String::deserialize(deserializer)?;
		Name::try_from(text.into_bytes())
			.map_err(|_| D::Error::custom("a name is at most 32 bytes long"))
	}
}

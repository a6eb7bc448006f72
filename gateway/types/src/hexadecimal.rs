//! Bytes written as hexadecimal digits with the prefix `0x`.

use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// `N` bytes, written as hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hexadecimal<const N: usize>(pub [u8; N]);

impl<const N: usize> fmt::Display for Hexadecimal<N> {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "0x{}", hex::encode(self.0))
	}
}

impl<const N: usize> FromStr for Hexadecimal<N> {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, Self::Err> {
		let mut bytes = [0; N];
		let digits = text.strip_prefix("0x").unwrap_or(text);
		hex::decode_to_slice(digits, &mut bytes)
			.map_err(|error| format!("expected {N} bytes in hexadecimal: {error}"))?;
		Ok(Self(bytes))
	}
}

impl<const N: usize> Serialize for Hexadecimal<N> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de, const N: usize> Deserialize<'de> for Hexadecimal<N> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn bytes_should_be_unchanged_when_they_are_printed_and_parsed() {
		let bytes = Hexadecimal([0, 1, 0xfe]);
		assert_eq!(bytes.to_string(), "0x0001fe");
		assert_eq!("0001FE".parse(), Ok(bytes));
		assert_eq!(serde_json::to_string(&bytes).unwrap(), "\"0x0001fe\"");
	}

	#[test]
	fn text_should_be_rejected_when_its_length_or_digits_are_wrong() {
		for text in ["0x0001", "0x0001fe00", "0x0001fg", ""] {
			assert!(text.parse::<Hexadecimal<3>>().unwrap_err().contains("3 bytes"), "{text}");
		}
	}
}

//! The reasons for which the chain refuses a device's call, with advice for the operator.

use std::fmt;

/// Generates [`Refusal`] from the table in docs/coverage.md: code, name and advice.
macro_rules! refusals {
	($($code:literal $name:ident $advice:literal,)+) => {
		/// The reason for which the chain refuses a device's call. Names and codes are those of
		/// docs/coverage.md, "Refusals".
		#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
		#[repr(u8)]
		#[allow(missing_docs)] // the advice documents each variant
		pub enum Refusal {
			$(#[doc = $advice] $name = $code,)+
		}

		impl Refusal {
			/// Returns the refusal with this code, or `None` if this program does not know the code.
			pub fn from_code(code: u8) -> Option<Self> {
				match code {
					$($code => Some(Self::$name),)+
					_ => None,
				}
			}

			/// Returns advice for the operator.
			pub fn advice(self) -> &'static str {
				match self {
					$(Self::$name => $advice,)+
				}
			}
		}
	};
}

refusals! {
	1 WindowUnknown "the window has not begun yet or is already closed",
	2 AnnouncedTooLate "the window no longer accepts announcements; wait for the next challenge",
	3 ReportedTooLate "the window no longer accepts reports",
	4 RevealedTooEarly "reveals are accepted from the next window's first block on",
	5 RevealedTooLate "the window no longer accepts reveals; the beacon expires",
	6 OrdinalTooHigh "all ordinals of the window are used up",
	7 OrdinalUsed "the device has already used this ordinal: is its key in use on two machines?",
	8 NotChallenged "the device is not challenged in this window",
	9 AlreadyAnnounced "the beacon is already announced: is the device's key in use on two machines?",
	10 NotAnnounced "the beacon is not open: it was not announced or is already settled",
	11 TooManyOpenProofs "the maximum number of beacons is open; the agent retries",
	12 SpreadingFactorUnknown "the spreading factor is not 5 to 12: correct the channel plan",
	13 TransmissionNotAllowed
		"the asserted region does not allow the frequency or the radiated power: correct the \
		 channel plan, or the asserted gain or region",
	14 DeviceUnknown "the device is not registered: check its number or onboard it",
	15 DeviceInactive "the device is inactive or retired; its owner can reactivate an inactive device",
	16 DeviceSuspended "the device is suspended; its owner can appeal",
	17 DeviceDoesNotCover "the chain does not challenge devices of this class",
	18 DeviceNotLocated "the device has no location: its owner must assert one",
	19 DeviceChanged
		"the device moved, changed owner or got a new key; it takes part from the next window on",
	20 NothingReported "the report contains no reception",
	21 OwnBeacon "a device cannot witness its own beacon",
	22 AlreadyReported "the chain already has this report",
	23 Outranked "the stored reports have better lots; this report cannot earn",
	24 WrongSecret "the secret does not produce the announced frame",
	25 BadSignature "the device has a different key on the chain, or this is a different network",
}

impl fmt::Display for Refusal {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "{self:?} ({})", *self as u8)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn refusal_should_be_found_when_its_code_is_in_the_table() {
		let table = include_str!("../../../docs/coverage.md");
		for code in 1..=25 {
			let refusal = Refusal::from_code(code).unwrap();
			assert_eq!(refusal as u8, code);
			assert!(table.contains(&format!("| {code} | `{refusal:?}` |")), "{refusal}");
		}
		assert_eq!(Refusal::from_code(0), None);
		assert_eq!(Refusal::from_code(26), None);
	}
}

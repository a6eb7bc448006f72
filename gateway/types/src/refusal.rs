//! Why the chain refuses a call of a device, and what to do about it.

use std::fmt;

/// Makes [`Refusal`] from the table in docs/coverage.md: code, name and what to do.
macro_rules! refusals {
	($($code:literal $name:ident $advice:literal,)+) => {
		/// Why the chain refuses a call of a device. The names and codes are those of
		/// docs/coverage.md, "Refusals".
		#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
		#[repr(u8)]
		#[allow(missing_docs)] // what each means is its advice
		pub enum Refusal {
			$(#[doc = $advice] $name = $code,)+
		}

		impl Refusal {
			/// The refusal with this code; none if this program does not know it.
			pub fn from_code(code: u8) -> Option<Self> {
				match code {
					$($code => Some(Self::$name),)+
					_ => None,
				}
			}

			/// Advice for the operator.
			pub fn advice(self) -> &'static str {
				match self {
					$(Self::$name => $advice,)+
				}
			}
		}
	};
}

refusals! {
	1 WindowUnknown "the window has not begun, or is closed",
	2 AnnouncedTooLate "announcements of the window are over; the next challenge comes",
	3 ReportedTooLate "reports of the window are over",
	4 RevealedTooEarly "secrets are taken from the next window's first block on",
	5 RevealedTooLate "secrets of the window are over, and the beacon expires",
	6 OrdinalTooHigh "all ordinals of the window are used up",
	7 OrdinalUsed "the device has reported with this ordinal: does its key run twice?",
	8 NotChallenged "the device is not challenged in this window",
	9 AlreadyAnnounced "the beacon is announced: does the device's key run twice?",
	10 NotAnnounced "no such beacon is open: not announced, or settled",
	11 TooManyOpenProofs "as many beacons are open as may be; it is tried again",
	12 SpreadingFactorUnknown "spreading factors are 5 to 12: correct the channel plan",
	13 TransmissionNotAllowed
		"frequency or radiated power is not allowed in the asserted region: correct the channel \
		 plan, or the asserted gain or region",
	14 DeviceUnknown "there is no such device: check its number, or bring it",
	15 DeviceInactive "the device rests or has retired; its owner may reactivate it",
	16 DeviceSuspended "the device is suspended; its owner may appeal",
	17 DeviceDoesNotCover "devices of this class are not challenged",
	18 DeviceNotLocated "it was never said where the device stands: its owner asserts a location",
	19 DeviceChanged
		"the device has moved, changed hands or got a new key; it takes part from the next window on",
	20 NothingReported "the report is empty",
	21 OwnBeacon "a device does not witness its own beacon",
	22 AlreadyReported "the chain has this report",
	23 Outranked "the reports that are kept have better lots; nothing is to be gained",
	24 WrongSecret "the secret does not make the frame that was announced",
	25 BadSignature "the chain knows another key of this device, or the network is another one",
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

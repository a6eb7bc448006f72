//! Advice for the operator whose device the chain refuses.

pub use cairn_primitives::coverage::Refusal;

/// Returns advice on a refusal, for the operator.
pub fn advice(refusal: Refusal) -> &'static str {
	use Refusal::*;
	match refusal {
		WindowUnknown => "the window has not begun yet or is already closed",
		AnnouncedTooLate => {
			"the window no longer accepts announcements; wait for the next challenge"
		}
		ReportedTooLate => "the window no longer accepts reports",
		RevealedTooEarly => "reveals are accepted from the next window's first block on",
		RevealedTooLate => "the window no longer accepts reveals; the beacon expires",
		OrdinalTooHigh => "all ordinals of the window are used up",
		OrdinalUsed => {
			"the device has already used this ordinal: is its key in use on two machines?"
		}
		NotChallenged => "the device is not challenged in this window",
		AlreadyAnnounced => {
			"the beacon is already announced: is the device's key in use on two machines?"
		}
		NotAnnounced => "the beacon is not open: it was not announced or is already settled",
		TooManyOpenProofs => "the maximum number of beacons is open; the agent retries",
		SpreadingFactorUnknown => "the spreading factor is not 5 to 12: correct the channel plan",
		TransmissionNotAllowed => {
			"the asserted region does not allow the frequency or the radiated power: correct the \
			 channel plan, or the asserted gain or region"
		}
		DeviceUnknown => "the device is not registered: check its number or onboard it",
		DeviceInactive => {
			"the device is inactive or retired; its owner can reactivate an inactive device"
		}
		DeviceSuspended => "the device is suspended; its owner can appeal",
		DeviceDoesNotCover => "the chain does not challenge devices of this class",
		DeviceNotLocated => "the device has no location: its owner must assert one",
		DeviceChanged => {
			"the device moved, changed owner or got a new key; it takes part from the next window on"
		}
		NothingReported => "the report contains no reception",
		OwnBeacon => "a device cannot witness its own beacon",
		AlreadyReported => "the chain already has this report",
		Outranked => "the stored reports have better lots; this report cannot earn",
		WrongSecret => "the secret does not produce the announced frame",
		BadSignature => {
			"the device has a different key on the chain, or this is a different network"
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn refusal_should_be_in_the_table_when_it_has_a_code() {
		let table = include_str!("../../../docs/coverage.md");
		for code in 1..=25 {
			let refusal = Refusal::from_code(code).unwrap();
			assert_eq!(refusal.code(), code);
			assert!(table.contains(&format!("| {code} | `{refusal:?}` |")), "{refusal}");
		}
		assert_eq!(Refusal::from_code(0), None);
		assert_eq!(Refusal::from_code(26), None);
	}
}

//! The reasons why the chain refuses a device's statement, for the runtime and for gateways.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// The reason why a device's statement does not count, and what to do. A transaction that is refused
/// is invalid with a custom code: 1 for the first of these reasons, 2 for the second, and so on.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "frame", derive(frame_support::PalletError))]
pub enum Refusal {
	/// The window has not begun, or is closed. If it is still to come, sign with the next ordinal
	/// once it has begun; the view function `window` shows whether it has.
	WindowUnknown,
	/// The window no longer accepts announcements. Wait for the next challenge.
	AnnouncedTooLate,
	/// The window no longer accepts reports. Drop the report.
	ReportedTooLate,
	/// The next window has not begun, so this window accepts no reveals yet. Sign with the next
	/// ordinal after the next window has begun.
	RevealedTooEarly,
	/// The window no longer accepts reveals. The proof expires.
	RevealedTooLate,
	/// The ordinal is above 15. Sign with a lower one.
	OrdinalTooHigh,
	/// The device has already reported with this ordinal in this window. Sign with another ordinal.
	OrdinalUsed,
	/// The device is not challenged in this window. Check the seed, the window and the device number.
	NotChallenged,
	/// The device has already announced a beacon in this window. Transmit the announced frame.
	AlreadyAnnounced,
	/// The beaconer has no open proof in this window: it announced none, or the proof is settled.
	/// Report again after the announcement is in a block; look for the event `ProofSettled`.
	NotAnnounced,
	/// The maximum number of proofs is open. Sign with the next ordinal in a few blocks.
	TooManyOpenProofs,
	/// The spreading factor is not between 5 and 12. Correct it.
	SpreadingFactorUnknown,
	/// The region does not allow the frequency or the radiated power. Correct the announcement, or
	/// the asserted gain or region.
	TransmissionNotAllowed,
	/// The device does not exist. Check its number.
	DeviceUnknown,
	/// The device is inactive or retired. Its owner may reactivate an inactive device.
	DeviceInactive,
	/// The device is suspended. Its owner may appeal.
	DeviceSuspended,
	/// The class of the device is not challenged. There is nothing to do.
	DeviceDoesNotCover,
	/// The device has no location. Its owner must assert one.
	DeviceNotLocated,
	/// The device has moved, changed hands or got a new key since the window began. Wait for the next
	/// window.
	DeviceChanged,
	/// The report contains no receptions. Add at least one.
	NothingReported,
	/// The device reports its own beacon, which it cannot witness. Leave the reception out.
	OwnBeacon,
	/// The proof has kept an earlier report of this device. There is nothing to do.
	AlreadyReported,
	/// The proof is full, and all its reports have lower ranks. There is nothing to do.
	Outranked,
	/// The secret does not make the announced frame. Find the secret that does.
	WrongSecret,
	/// The current key of the device has not signed this statement for this network, window and
	/// ordinal. Check the signed bytes and the key.
	BadSignature,
}

impl Refusal {
	/// Returns the custom code of the invalid transaction.
	pub const fn code(self) -> u8 {
		(self as u8).saturating_add(1)
	}

	/// Returns the refusal with this code; `None` if there is none.
	///
	/// ```
	/// use cairn_primitives::coverage::Refusal;
	/// assert_eq!(Refusal::from_code(Refusal::NotChallenged.code()), Some(Refusal::NotChallenged));
	/// assert_eq!(Refusal::from_code(0), None);
	/// ```
	pub fn from_code(code: u8) -> Option<Self> {
		Self::decode(&mut &[code.checked_sub(1)?][..]).ok()
	}
}

impl fmt::Display for Refusal {
	/// Writes the name and the code.
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "{self:?} ({})", self.code())
	}
}

impl From<Refusal> for TransactionValidityError {
	fn from(refusal: Refusal) -> Self {
		InvalidTransaction::Custom(refusal.code()).into()
	}
}

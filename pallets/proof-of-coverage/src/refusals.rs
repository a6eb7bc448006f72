//! Why something that a device has signed does not count.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::PalletError;
use scale_info::TypeInfo;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// Why something that a device has signed does not count. A transaction that is refused for one of
/// these reasons is invalid with a custom code: 1 for the first of them, counting up.
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
	PalletError,
	TypeInfo,
)]
pub enum Refusal {
	/// The window has not begun, or is over: see the runtime API `window`.
	WindowUnknown,
	/// Announcements of the window are not taken any more.
	AnnouncedTooLate,
	/// Reports of the window are not taken any more.
	ReportedTooLate,
	/// Secrets are revealed after the window.
	RevealedTooEarly,
	/// Secrets of the window are not taken any more.
	RevealedTooLate,
	/// Ordinals are below 16.
	OrdinalTooHigh,
	/// The device has reported with this ordinal in this window: sign again with another.
	OrdinalUsed,
	/// The device is not challenged in this window.
	NotChallenged,
	/// The beacon has been announced already.
	AlreadyAnnounced,
	/// No beacon of this device was announced in this window, or its proof has settled.
	NotAnnounced,
	/// As many proofs are open as there may be: try again in some blocks.
	TooManyOpenProofs,
	/// Spreading factors are 5 to 12.
	SpreadingFactorUnknown,
	/// The frequency or the power is not allowed in the device's region.
	TransmissionNotAllowed,
	/// There is no such device.
	DeviceUnknown,
	/// The device rests or has retired.
	DeviceInactive,
	/// The device is suspended.
	DeviceSuspended,
	/// Devices of this class are not challenged.
	DeviceDoesNotCover,
	/// It was never said where the device stands.
	DeviceNotLocated,
	/// The device has moved, changed hands or got a new key since the window began.
	DeviceChanged,
	/// There is no reception in the report.
	NothingReported,
	/// A device does not witness its own beacon.
	OwnBeacon,
	/// The device has reported this beacon already.
	AlreadyReported,
	/// The proof has all the reports that are kept of it, and their lots are better.
	Outranked,
	/// The secret does not make the frame that was announced.
	WrongSecret,
	/// The device's key has not signed this, for this network, window and ordinal.
	BadSignature,
}

impl Refusal {
	/// The code of the invalid transaction.
	pub const fn code(self) -> u8 {
		(self as u8).saturating_add(1)
	}
}

impl From<Refusal> for TransactionValidityError {
	fn from(refusal: Refusal) -> Self {
		InvalidTransaction::Custom(refusal.code()).into()
	}
}

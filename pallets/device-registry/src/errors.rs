//! What the registry refuses.

use frame_support::pallet_macros::pallet_section;

/// The errors: a section of the pallet.
#[pallet_section]
mod errors {
	/// Why a call was refused, and what to do.
	#[pallet::error]
	pub enum Error<T> {
		/// No maker has this number: look it up among the admitted ones.
		MakerUnknown,
		/// The maker is suspended: it may bring no devices until governance frees it.
		MakerSuspended,
		/// Only the maker's account may do this.
		NotMaker,
		/// The maker has brought as many devices as it may: ask governance for a larger quota.
		QuotaExhausted,
		/// There are no more numbers for makers.
		TooManyMakers,
		/// The maker has committed a batch of this number: choose another.
		BatchAlreadyCommitted,
		/// The maker has no such batch: it was never committed, or revoked.
		BatchUnknown,
		/// A batch has at least one device and at most 2^24.
		BatchSizeOutOfRange,
		/// The batch's time is over: its maker must certify its devices or commit a new batch.
		BatchExpired,
		/// The path does not lead from the device's key to the batch's root: check the leaf's
		/// number and the siblings.
		NotInBatch,
		/// No class has this number.
		ClassUnknown,
		/// A class's mode and region table never change: add another class.
		ClassImmutable,
		/// The class's table of regions does not exist: set it first.
		RegionTableUnknown,
		/// Devices of this class serve: they are not challenged.
		ClassDoesNotCover,
		/// Devices of this class have no radio: leave the region out.
		ClassHasNoRegions,
		/// Devices of this class have a radio: name the region.
		RegionMissing,
		/// The class's table has no such region.
		RegionUnknown,
		/// Regions may be added and changed but not removed: devices may be in them.
		RegionRemoved,
		/// Two regions have the same number.
		RegionDuplicated,
		/// The lowest frequency is above the highest.
		FrequencyRangeInverted,
		/// No device has this number.
		DeviceUnknown,
		/// There are no more numbers for devices.
		TooManyDevices,
		/// A device with this key is registered already.
		DeviceAlreadyOnboarded,
		/// Governance has expelled this key for good.
		KeyExpelled,
		/// Only the owner, or the maker's account, may bring a device.
		NotOwnerNorMaker,
		/// Only the device's owner may do this.
		NotOwner,
		/// It was signed for a network with another genesis hash: sign again, for this one.
		GenesisMismatch,
		/// The certificate names another device.
		CertificateDeviceMismatch,
		/// The certificate is for replacing a device and is used for a new one, or the reverse, or
		/// for replacing another one.
		CertificatePurposeMismatch,
		/// The certificate's time is over: ask the maker for a new one.
		CertificateExpired,
		/// The certificate's key is not, or no longer, the maker's: ask it for a new certificate.
		SignerUnknown,
		/// The maker's signature does not fit the certificate and the key.
		CertificateSignatureInvalid,
		/// The device's signature does not fit the statement and the key.
		DeviceSignatureInvalid,
		/// The device has made this statement before: let it sign again with its next nonce.
		NonceTooLow,
		/// The nonce is not the device's next: look it up and let the device sign again.
		NonceTooHigh,
		/// The device's key has made as many statements as it may: replace it.
		NonceExhausted,
		/// The new device has another maker or class than the broken one.
		ReplacementMismatch,
		/// The number is not that of an H3 cell.
		NotAnH3Cell,
		/// Locations are H3 cells of resolution 12, neither finer nor coarser.
		CellResolutionNot12,
		/// Antenna gains are between −10 and 30 dBi.
		GainOutOfRange,
		/// The location was asserted a short while ago: wait for the interval to pass.
		LocationAssertedTooSoon,
		/// The device has no location yet: assert it.
		DeviceNotLocated,
		/// The device rests: reactivate it.
		DeviceInactive,
		/// The device is active already.
		DeviceAlreadyActive,
		/// The device is suspended: appeal, or wait for the decision.
		DeviceSuspended,
		/// The device is not suspended.
		DeviceNotSuspended,
		/// The device's service has ended.
		DeviceRetired,
		/// A change waits already: wait for it, or cancel it.
		ChangePending,
		/// No change waits.
		NoChangePending,
		/// The device is sold, and its buyer's bond is on hold: the sale stands.
		TransferLocked,
		/// The device is yours already.
		AlreadyOwner,
		/// The device is not offered.
		NoOffer,
		/// The device is offered to someone else.
		OfferedToAnotherAccount,
		/// The new owner's consent has expired: ask for a new one.
		ConsentExpired,
		/// The new owner's signature does not fit: it is over the genesis hash, the old owner, the
		/// devices' keys with their nonces and the last block, in this order.
		OwnerSignatureInvalid,
		/// The device's bond is held in this already.
		CollateralUnchanged,
		/// The device has been suspended again since: decide about that suspension.
		SuspensionMismatch,
		/// All of these devices are suspended or gone already.
		NoDeviceToSuspend,
		/// The owner has appealed already.
		AlreadyAppealed,
		/// The time to appeal is over.
		AppealPeriodOver,
		/// The agenda has no room left at that block: try again in a minute.
		AgendaFull,
		/// There is nothing to do for now.
		NothingDue,
	}
}

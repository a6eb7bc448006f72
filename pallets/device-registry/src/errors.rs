//! The errors with which the registry refuses a call.

use frame_support::pallet_macros::pallet_section;

/// The errors, as a section of the pallet.
#[pallet_section]
mod errors {
	/// The reasons for which the registry refuses a call, and what to do about each.
	#[pallet::error]
	pub enum Error<T> {
		/// No maker has this number. List the admitted makers with the view function `makers`.
		MakerUnknown,
		/// The maker is suspended and cannot onboard devices. Wait until governance reinstates it.
		MakerSuspended,
		/// The caller is not the maker's account. Sign with the account that governance admitted.
		NotMaker,
		/// The maker has onboarded as many devices as its quota allows. Ask governance for a larger
		/// quota.
		QuotaExhausted,
		/// All maker numbers are taken, so no further maker can be admitted.
		TooManyMakers,
		/// The maker has already committed a batch with this number. Choose another number.
		BatchAlreadyCommitted,
		/// The maker has no batch with this number: it was never committed, or it was revoked. Ask
		/// the maker to commit it.
		BatchUnknown,
		/// The size of the batch is out of range. A batch has at least 1 device and at most 2^24.
		BatchSizeOutOfRange,
		/// The batch has expired. Ask the maker to certify the devices or to commit a new batch.
		BatchExpired,
		/// The Merkle proof does not lead from the device's key to the batch's root. Check the leaf
		/// number and the siblings.
		NotInBatch,
		/// No class has this number. List the classes with the view function `classes`.
		ClassUnknown,
		/// A class keeps its mode and region table for ever. Add another class instead.
		ClassImmutable,
		/// The class's region table does not exist. Set the region table first.
		RegionTableUnknown,
		/// Devices of this class are not challenged, so they cannot prove coverage.
		ClassDoesNotCover,
		/// Devices of this class have no radio. Omit the region.
		ClassHasNoRegions,
		/// Devices of this class have a radio. State the region.
		RegionMissing,
		/// The class's region table has no such region. List its regions with the view function
		/// `regions`.
		RegionUnknown,
		/// The new table lacks a region of the old one. Regions can be added and changed but not
		/// removed, because devices may be located in them.
		RegionRemoved,
		/// Two regions of the table have the same number. Number each region differently.
		RegionDuplicated,
		/// The lowest frequency of a region is above its highest. Swap them.
		FrequencyRangeInverted,
		/// No device has this number. Look the number up by the device's key with the view function
		/// `device_with_key`.
		DeviceUnknown,
		/// All device numbers are taken, so no further device can be onboarded.
		TooManyDevices,
		/// A device with this key is already registered. A retired device stays registered until
		/// its bond is released: wait for that before you onboard its key again.
		DeviceAlreadyOnboarded,
		/// Governance expelled a device with this key. The key can never be onboarded again.
		KeyExpelled,
		/// The caller is neither the owner nor the maker of the device. Sign with one of these
		/// accounts.
		NotOwnerNorMaker,
		/// The caller does not own the device. Sign with the owner's account.
		NotOwner,
		/// The certificate or consent names the genesis hash of another network. Have it signed
		/// again with the genesis hash of this network.
		GenesisMismatch,
		/// The certificate is for another device. Use the certificate of this device.
		CertificateDeviceMismatch,
		/// The certificate's purpose does not match: it is for a replacement and used for a new
		/// device, or the reverse, or it replaces another device. Ask the maker for the right one.
		CertificatePurposeMismatch,
		/// The certificate has expired. Ask the maker for a new one.
		CertificateExpired,
		/// The key that signed the certificate is not, or is no longer, one of the maker's keys.
		/// Ask the maker for a new certificate.
		SignerUnknown,
		/// The maker's signature does not match the certificate and the signing key. Check the
		/// signed bytes and the kind of key.
		CertificateSignatureInvalid,
		/// The device's signature does not match the statement and the device's key. Have the
		/// device sign again.
		DeviceSignatureInvalid,
		/// The consent's nonce was used before. Have the device sign again with its next nonce,
		/// which the view function `device` returns.
		NonceTooLow,
		/// The consent's nonce is above the device's next one. Have the device sign again with its
		/// next nonce, which the view function `device` returns.
		NonceTooHigh,
		/// The device's key has used up all its nonces. Replace the device.
		NonceExhausted,
		/// The replacement has another maker or another class than the broken device. Use a device
		/// of the same maker and class.
		ReplacementMismatch,
		/// The number is not an H3 cell. Compute the cell with an H3 library.
		NotAnH3Cell,
		/// The cell does not have resolution 12. State the H3 cell of resolution 12.
		CellResolutionNot12,
		/// The antenna gain is out of range. State a gain between −10 and 30 dBi.
		GainOutOfRange,
		/// The location interval since the last assertion has not passed. Wait until it has.
		LocationAssertedTooSoon,
		/// The device has no location. Assert one first.
		DeviceNotLocated,
		/// The device is inactive. Reactivate it first.
		DeviceInactive,
		/// The device is already active, so it need not be reactivated.
		DeviceAlreadyActive,
		/// The device is suspended. Appeal, or wait until the suspension ends.
		DeviceSuspended,
		/// The device is not suspended, so there is nothing to appeal or resolve.
		DeviceNotSuspended,
		/// The device is retired. Nothing about it can change any more.
		DeviceRetired,
		/// A change of the device is already pending. Wait until it takes effect, or cancel it.
		ChangePending,
		/// No change of the device is pending, so there is nothing to cancel.
		NoChangePending,
		/// The buyer has accepted the device and their bond is on hold. The transfer cannot be
		/// cancelled any more.
		TransferLocked,
		/// The new owner already owns the device. Name another account.
		AlreadyOwner,
		/// The device is not offered. Ask its owner for an offer.
		NoOffer,
		/// The device is offered to another account. Sign with that account, or ask the owner for a
		/// new offer.
		OfferedToAnotherAccount,
		/// The new owner's consent has expired. Ask the new owner for a new one.
		ConsentExpired,
		/// The new owner's signature does not match. It must be over the genesis hash, the old
		/// owner, the devices' keys with their nonces, and the last block, in this order.
		OwnerSignatureInvalid,
		/// The device's bond is already held in this kind of collateral.
		CollateralUnchanged,
		/// The device is in another suspension than the one named. Look up the current suspension's
		/// `release_at` and decide on that one.
		SuspensionMismatch,
		/// All of these devices are suspended or gone already, so the call does nothing.
		NoDeviceToSuspend,
		/// The owner has already appealed against this suspension.
		AlreadyAppealed,
		/// The appeal period is over. Wait for the decision, or until the device is released.
		AppealPeriodOver,
		/// The agenda has no room left at that block. Try again in a minute.
		AgendaFull,
		/// No task is due. Try again later.
		NothingDue,
	}
}

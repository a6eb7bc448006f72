//! The events by which the registry reports what happened.

use frame_support::pallet_macros::pallet_section;

/// The events, as a section of the pallet.
#[pallet_section]
mod events {
	/// The events of the registry. An indexer can rebuild the state from them without reading
	/// storage.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Governance admitted a maker.
		MakerAdmitted {
			/// The maker's number.
			maker: MakerId,
			/// The account that acts for the maker.
			account: T::AccountId,
			/// The maker's name.
			name: Name,
			/// The number of devices that the maker may onboard in all.
			quota: u32,
			/// The keys that sign the maker's certificates.
			keys: MakerKeys,
		},
		/// Governance changed a maker's quota, suspended the maker or reinstated it.
		MakerUpdated {
			/// The maker.
			maker: MakerId,
			/// The number of devices that the maker may onboard in all.
			quota: u32,
			/// Whether the maker is suspended and cannot onboard devices.
			suspended: bool,
		},
		/// A maker's certificates are signed with other keys from now on.
		MakerKeysSet {
			/// The maker.
			maker: MakerId,
			/// All keys that sign the maker's certificates.
			keys: MakerKeys,
		},
		/// A maker committed a batch of devices.
		BatchCommitted {
			/// The maker.
			maker: MakerId,
			/// The batch.
			batch: BatchId,
			/// The class of the batch's devices.
			class: ClassId,
			/// The root of the Merkle tree over the devices' keys.
			root: T::Hash,
			/// The number of devices in the batch.
			leaves: u32,
			/// The last moment at which a device of the batch may be onboarded, in milliseconds
			/// since the Unix epoch.
			expires_at: Moment,
		},
		/// A batch was revoked: no further device of it can be onboarded by membership.
		BatchRevoked {
			/// The maker.
			maker: MakerId,
			/// The batch.
			batch: BatchId,
		},
		/// Governance added or changed a class.
		ClassSet {
			/// The class's number.
			id: ClassId,
			/// The class.
			class: Class<BalanceOf<T>>,
		},
		/// Governance added or changed a table of radio regions.
		RegionTableSet {
			/// The table's number.
			id: RegionTableId,
			/// All regions of the table.
			regions: Regions,
		},
		/// A device was registered.
		DeviceOnboarded {
			/// The device's number.
			device: DeviceIndex,
			/// The device's key.
			key: DeviceKey,
			/// The device's owner.
			owner: T::AccountId,
			/// The device's maker.
			maker: MakerId,
			/// The device's class.
			class: ClassId,
			/// The bond that is held on the owner, in CRN.
			bond: BalanceOf<T>,
			/// The account that paid the fee and the bond.
			payer: T::AccountId,
		},
		/// A device is located here from now on.
		DeviceLocated {
			/// The device.
			device: DeviceIndex,
			/// The location.
			location: Location,
		},
		/// An owner requested a change. It takes effect once the device's open windows have
		/// settled.
		ChangeRequested {
			/// The device.
			device: DeviceIndex,
			/// The requested change.
			change: ChangeOf<T>,
			/// The block from which the change takes effect.
			effective_at: BlockNumberFor<T>,
		},
		/// A pending change was cancelled and will not take effect.
		ChangeCancelled {
			/// The device.
			device: DeviceIndex,
			/// The cancelled change.
			change: ChangeOf<T>,
		},
		/// A device became inactive: it is neither challenged nor paid.
		DeviceDeactivated {
			/// The device.
			device: DeviceIndex,
		},
		/// A device is active again.
		DeviceReactivated {
			/// The device.
			device: DeviceIndex,
			/// The bond, in CRN.
			bond: BalanceOf<T>,
			/// The collateral that the bond is held in.
			collateral: Collateral,
		},
		/// A device retired. It has no location and no payout account any more.
		DeviceRetired {
			/// The device.
			device: DeviceIndex,
			/// The block from which the bond can be released.
			bond_release_at: BlockNumberFor<T>,
		},
		/// The bond of a retired device was released, and the device was removed from the registry.
		BondReleased {
			/// The device.
			device: DeviceIndex,
			/// The owner to whom the bond was released.
			owner: T::AccountId,
			/// The bond, in CRN.
			amount: BalanceOf<T>,
			/// The collateral that was released. Liquid staking tokens are released in full,
			/// whatever they are worth.
			collateral: Collateral,
		},
		/// A device's bond was slashed.
		BondSlashed {
			/// The device.
			device: DeviceIndex,
			/// The slashed amount, in CRN. It is less than was decided if the collateral is worth
			/// less.
			amount: BalanceOf<T>,
			/// The remaining bond, in CRN.
			remaining: BalanceOf<T>,
			/// The collateral that the bond is held in.
			collateral: Collateral,
		},
		/// A device's bond is held in another kind of collateral, and the previous collateral was
		/// released.
		BondSwapped {
			/// The device.
			device: DeviceIndex,
			/// The bond, in CRN; it is unchanged.
			bond: BalanceOf<T>,
			/// The collateral that the bond is held in.
			collateral: Collateral,
		},
		/// A new device replaced a broken one: the number now belongs to a new key.
		DeviceReplaced {
			/// The device.
			device: DeviceIndex,
			/// The key of the broken device.
			broken: DeviceKey,
			/// The key of the new device.
			key: DeviceKey,
		},
		/// An owner offered a device to another account.
		DeviceOffered {
			/// The device.
			device: DeviceIndex,
			/// The account that may accept the offer.
			to: T::AccountId,
		},
		/// An offer was cancelled, by the owner or because the device retired or was suspended.
		OfferCancelled {
			/// The device.
			device: DeviceIndex,
		},
		/// A device has a new owner. It is no longer offered, and its payout account is removed.
		DeviceTransferred {
			/// The device.
			device: DeviceIndex,
			/// The previous owner, to whom the old collateral was released.
			from: T::AccountId,
			/// The new owner.
			to: T::AccountId,
			/// The bond that is held on the new owner, in CRN.
			bond: BalanceOf<T>,
		},
		/// An owner named the account that receives a device's rewards.
		PayoutAccountSet {
			/// The device.
			device: DeviceIndex,
			/// The payout account; `None` if rewards go to the owner.
			account: Option<T::AccountId>,
		},
		/// A device became interactive: it proved itself and counts in the density of its cell.
		DeviceInteractive {
			/// The device.
			device: DeviceIndex,
		},
		/// A device is no longer interactive: it no longer counts in the density of its cell.
		DeviceLapsed {
			/// The device.
			device: DeviceIndex,
		},
		/// A device got a strike. The registry never forgets strikes, not even when the device gets a
		/// new key.
		LifetimeStrikeAdded {
			/// The device.
			device: DeviceIndex,
			/// The strikes of the device, this one included.
			strikes: u8,
		},
		/// A device was suspended.
		DeviceSuspended {
			/// The device.
			device: DeviceIndex,
			/// The reason for the suspension.
			reason: SuspensionReason,
			/// Whether strikes caused the suspension; if not, governance decided it.
			automatic: bool,
			/// The last block at which the owner may appeal.
			appeal_by: BlockNumberFor<T>,
			/// The block from which the device is released if nobody has decided.
			release_at: BlockNumberFor<T>,
		},
		/// An owner appealed against a suspension.
		SuspensionAppealed {
			/// The device.
			device: DeviceIndex,
			/// The hash of the text that states the grounds.
			grounds: T::Hash,
		},
		/// Governance resolved a suspension.
		SuspensionResolved {
			/// The device.
			device: DeviceIndex,
			/// The decision.
			decision: Decision<BalanceOf<T>>,
		},
		/// A suspension ended.
		DeviceReleased {
			/// The device.
			device: DeviceIndex,
			/// Whether the device is active again.
			active: bool,
			/// Whether the rewards in escrow are forfeited.
			forfeited: bool,
		},
	}
}

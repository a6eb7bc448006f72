//! What the registry tells.

use frame_support::pallet_macros::pallet_section;

/// The events: a section of the pallet.
#[pallet_section]
mod events {
	/// What happened, told so that an indexer can follow without reading storage.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Governance admitted a maker.
		MakerAdmitted {
			/// Its number.
			maker: MakerId,
			/// The account that acts for it.
			account: T::AccountId,
			/// What people call it.
			name: Name,
			/// How many devices it may bring.
			quota: u32,
			/// The keys that sign its certificates.
			keys: MakerKeys,
		},
		/// Governance limited, stopped or freed a maker.
		MakerUpdated {
			/// Its number.
			maker: MakerId,
			/// How many devices it may bring in all.
			quota: u32,
			/// Whether it may bring none for now.
			suspended: bool,
		},
		/// A maker signs with other keys from now on.
		MakerKeysSet {
			/// Its number.
			maker: MakerId,
			/// The keys.
			keys: MakerKeys,
		},
		/// A maker committed a batch of devices.
		BatchCommitted {
			/// The maker.
			maker: MakerId,
			/// The batch.
			batch: BatchId,
			/// What its devices are.
			class: ClassId,
			/// The root of the tree over their keys.
			root: T::Hash,
			/// How many there are.
			leaves: u32,
			/// The last moment at which they may be onboarded.
			expires_at: Moment,
		},
		/// A maker withdrew a batch: no more devices of it may be onboarded.
		BatchRevoked {
			/// The maker.
			maker: MakerId,
			/// The batch.
			batch: BatchId,
		},
		/// Governance set a class.
		ClassSet {
			/// Its number.
			id: ClassId,
			/// The class.
			class: Class<BalanceOf<T>>,
		},
		/// Governance set a table of regions.
		RegionTableSet {
			/// Its number.
			id: RegionTableId,
			/// The regions.
			regions: Regions,
		},
		/// A device was registered.
		DeviceOnboarded {
			/// Its number.
			device: DeviceIndex,
			/// Its key.
			key: DeviceKey,
			/// Its owner.
			owner: T::AccountId,
			/// Its maker.
			maker: MakerId,
			/// What it is.
			class: ClassId,
			/// What is held on its owner, in CRN.
			bond: BalanceOf<T>,
			/// Who paid the fee and the bond.
			payer: T::AccountId,
		},
		/// A device stands here from now on.
		DeviceLocated {
			/// The device.
			device: DeviceIndex,
			/// Where.
			location: Location,
		},
		/// An owner asked for a change that waits.
		ChangeRequested {
			/// The device.
			device: DeviceIndex,
			/// What is asked for.
			change: ChangeOf<T>,
			/// The block from which on it takes effect.
			effective_at: BlockNumberFor<T>,
		},
		/// A change that waited will not take effect.
		ChangeCancelled {
			/// The device.
			device: DeviceIndex,
			/// What was asked for.
			change: ChangeOf<T>,
		},
		/// A device rests.
		DeviceDeactivated {
			/// The device.
			device: DeviceIndex,
		},
		/// A device is back.
		DeviceReactivated {
			/// The device.
			device: DeviceIndex,
			/// For how much its owner answers.
			bond: BalanceOf<T>,
			/// What that is held in.
			collateral: Collateral,
		},
		/// A device's service has ended. It has no place and no payout account any more.
		DeviceRetired {
			/// The device.
			device: DeviceIndex,
			/// The block from which on its bond is free.
			bond_free_at: BlockNumberFor<T>,
		},
		/// A retired device's bond was given back; the device is forgotten.
		BondFreed {
			/// The device.
			device: DeviceIndex,
			/// To whom.
			owner: T::AccountId,
			/// How much.
			amount: BalanceOf<T>,
			/// What that was held in: tokens were given back, whatever they are worth.
			collateral: Collateral,
		},
		/// Part of a device's bond was taken.
		BondSlashed {
			/// The device.
			device: DeviceIndex,
			/// How much was taken: what was asked for, or less if what was held is worth less.
			amount: BalanceOf<T>,
			/// How much is left.
			remaining: BalanceOf<T>,
			/// What that is held in.
			collateral: Collateral,
		},
		/// A device's bond is held in something else, and what held it before was given back.
		BondSwapped {
			/// The device.
			device: DeviceIndex,
			/// For how much its owner answers, as before.
			bond: BalanceOf<T>,
			/// What that is held in.
			collateral: Collateral,
		},
		/// A new key took a broken device's place.
		DeviceReplaced {
			/// The device.
			device: DeviceIndex,
			/// The old key.
			broken: DeviceKey,
			/// The new key.
			key: DeviceKey,
		},
		/// An owner offered a device.
		DeviceOffered {
			/// The device.
			device: DeviceIndex,
			/// To whom.
			to: T::AccountId,
		},
		/// An offer no longer stands.
		OfferCancelled {
			/// The device.
			device: DeviceIndex,
		},
		/// A device has a new owner. It is no longer offered, and has no payout account.
		DeviceTransferred {
			/// The device.
			device: DeviceIndex,
			/// The old owner, to whom what held the bond was given back.
			from: T::AccountId,
			/// The new owner.
			to: T::AccountId,
			/// What is held on the new owner, in CRN.
			bond: BalanceOf<T>,
		},
		/// An owner named who receives what a device earns.
		PayoutAccountSet {
			/// The device.
			device: DeviceIndex,
			/// The account; none for the owner's own.
			account: Option<T::AccountId>,
		},
		/// A device proved itself and counts in the crowd of its cell.
		DeviceInteractive {
			/// The device.
			device: DeviceIndex,
		},
		/// A device no longer counts in the crowd of its cell.
		DeviceLapsed {
			/// The device.
			device: DeviceIndex,
		},
		/// A device was caught.
		LifetimeStrikeAdded {
			/// The device.
			device: DeviceIndex,
			/// How often by now.
			strikes: u8,
		},
		/// A device is suspended.
		DeviceSuspended {
			/// The device.
			device: DeviceIndex,
			/// Why.
			reason: SuspensionReason,
			/// Whether strikes did it, and not governance.
			automatic: bool,
			/// The last block at which its owner may appeal.
			appeal_by: BlockNumberFor<T>,
			/// The block at which it is free when nobody has decided.
			release_at: BlockNumberFor<T>,
		},
		/// An owner appealed.
		SuspensionAppealed {
			/// The device.
			device: DeviceIndex,
			/// The hash of the grounds.
			grounds: T::Hash,
		},
		/// Governance decided about a suspension.
		SuspensionResolved {
			/// The device.
			device: DeviceIndex,
			/// How.
			decision: Decision<BalanceOf<T>>,
		},
		/// A suspension is over.
		DeviceReleased {
			/// The device.
			device: DeviceIndex,
			/// Whether it is active again.
			active: bool,
			/// Whether what was in escrow is lost to it.
			forfeited: bool,
		},
	}
}

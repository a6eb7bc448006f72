//! The events: an indexer can rebuild the pallet's state from them alone.

use frame_support::pallet_macros::pallet_section;

/// The events: a section of the pallet.
#[pallet_section]
mod events {
	/// The events of reward emission.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An era ended and its emission was minted.
		EraClosed {
			/// The era.
			era: EraIndex,
			/// The time up to which the schedule has been emitted, in milliseconds.
			emitted_until: Moment,
			/// The amount that the schedule gives for the era, in planck. Less was minted if the
			/// cap left less room.
			scheduled: Balance,
			/// The amount burned since the previous era ended, in planck.
			burned: Balance,
			/// The part of the burned amount that was due to be emitted again, in planck.
			reemitted: Balance,
			/// The amount minted for each pot, in planck.
			pots: Pots,
			/// The units credited to devices in the era.
			units: PerBucket<Units>,
			/// The value of one unit, in sub-planck (2^-40 planck).
			rates: PerBucket<SubPlanck>,
			/// The amount carried into the next era's pots, in sub-planck (2^-40 planck).
			carried: PerBucket<SubPlanck>,
		},
		/// All stakers of an era have been paid, or the era's payouts have expired.
		StakersPaid {
			/// The era.
			era: EraIndex,
		},
		/// A payout page could not be paid because its validator has left. The page can still be
		/// claimed from the staking pallet if the validator returns before the payout expires.
		PayoutSkipped {
			/// The era of the payout.
			era: EraIndex,
			/// The validator whose page was skipped.
			validator: T::AccountId,
			/// The number of the page.
			page: u32,
		},
		/// A device was credited with units.
		UnitsCredited {
			/// The device.
			device: DeviceIndex,
			/// The bucket from which the units are paid.
			bucket: Bucket,
			/// The number of units.
			units: Units,
		},
		/// A device's rewards were paid to its payee.
		RewardPaid {
			/// The device.
			device: DeviceIndex,
			/// The account that received the rewards.
			payee: T::AccountId,
			/// The amount from each bucket, in planck.
			amounts: PerBucket<Balance>,
		},
		/// An account was paid the rewards of devices that it has sold or retired.
		AccountPaid {
			/// The account that received the rewards.
			account: T::AccountId,
			/// The amount from each bucket, in planck.
			amounts: PerBucket<Balance>,
		},
		/// A device was sold or retired, and its unpaid rewards are now owed to its former payee.
		RewardAssigned {
			/// The device.
			device: DeviceIndex,
			/// The account that the rewards are owed to.
			account: T::AccountId,
			/// The settled amount from each bucket, in planck.
			amounts: PerBucket<Balance>,
			/// The units of the current era, whose value is not known yet.
			units: PerBucket<Units>,
		},
		/// A device was suspended: its unpaid and future rewards are in escrow until its suspension
		/// is resolved.
		RewardEscrowed {
			/// The device.
			device: DeviceIndex,
			/// The settled amount from each bucket, in planck.
			amounts: PerBucket<Balance>,
		},
		/// A device's rewards left escrow and can be claimed.
		EscrowReturned {
			/// The device.
			device: DeviceIndex,
			/// The amount from each bucket, in planck.
			amounts: PerBucket<Balance>,
		},
		/// A device lost its rewards in escrow. They went back to the pots.
		EscrowForfeited {
			/// The device.
			device: DeviceIndex,
			/// The amount returned to each bucket, in planck.
			amounts: PerBucket<Balance>,
			/// The units of the current era that were cancelled.
			units: PerBucket<Units>,
		},
		/// New shares were scheduled.
		SharesScheduled {
			/// The new shares.
			shares: Shares,
			/// The first era to which they apply.
			era: EraIndex,
		},
		/// The maximum value of a unit changed.
		RateCapsSet {
			/// The maximum for each bucket, in planck.
			caps: PerBucket<Balance>,
		},
	}
}

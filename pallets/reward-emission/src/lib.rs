//! # Reward emission
//!
//! How much, to whom: the only mint of CRN after genesis.
//!
//! ## Overview
//!
//! A [`Schedule`] says how much has been emitted after how long. At the end of each era the part of
//! the time that has passed is minted and split by the [`Shares`] into four pots: the stakers', out
//! of which validators and nominators are paid; coverage and usage, out of which devices are paid;
//! and the treasury's.
//!
//! Others say what devices have done: they credit *units* through [`RewardCredit`]. What a unit is
//! worth is known when its era ends: the pot divided by the units. No era's end looks at a single
//! device; a device's part is reckoned when it earns again, is asked after, or is paid. Whoever
//! wants pulls the payment, for any device; it goes to the device's owner.
//!
//! ## Terminology
//!
//! - **Unit**: 1e-4 of what a beacon that was heard earns; see `coverage_math::beacon_units`.
//! - **Rate**: what a unit of an era is worth, in [`Grains`].
//! - **Ledger**: what a device has earned and not been paid, as units of the last era in which it
//!   earned and as planck from the eras before. An account has one too, for devices that were its
//!   own: their last era had not ended when they went.
//! - **Settling**: turning the units of a ledger into planck.
//! - **Carried**: what an era could not pay (rounding, rates above their cap, forfeits, rewards that
//!   expired), with which the next era's pot begins.
//! - **Escrow**: what a suspended device has earned waits there for the registry's decision.
//!
//! ## Design
//!
//! 1. **The schedule is a function of time**, [`Schedule::emitted_after`]. What an era emits is a
//!    difference of two of its values, so an era that spans a halving gets exactly both parts, and
//!    eras of any lengths add up to the last planck.
//! 2. **Nothing is ever above the cap**, which bounds the whole issuance. What was burned is emitted
//!    again, up to a limit, as in HIP-20's net emissions: tokens in use do not run dry.
//! 3. **A halt is caught up slowly.** An era emits at most what two eras of the usual length would.
//!    The rest is not lost: the clock of the emission lags and catches up.
//! 4. **A thin era does not make anyone rich.** Rates are capped and the rest is carried; of usage,
//!    the rest is coverage's at once.
//! 5. **To the last planck.** Amounts that do not divide are kept in grains and carried; the books
//!    ([`BucketBook`], [`StakersBook`], [`IssuanceBook`]) are checked by `try_state`.
//! 6. **Stakers are paid without asking.** `pallet-staking` mints when a payout is claimed, forgets
//!    what nobody claims, and rounds on the way. So the pot is minted when the era ends, every
//!    payout is settled out of it ([`FromStakersPot`]), and blocks with time to spare pay
//!    page after page. When an era's last page is paid, what rounding has left is carried.
//!
//! ## Interface
//!
//! Anyone: [`claim`](Call::claim), [`claim_many`](Call::claim_many),
//! [`claim_account`](Call::claim_account). Governance: [`set_shares`](Call::set_shares),
//! [`set_rate_caps`](Call::set_rate_caps). Pallets: [`RewardCredit`], and
//! [`DeviceHooks`](cairn_primitives::devices::DeviceHooks) for the registry. The runtime:
//! [`Pallet::close_era`], [`FromStakersPot`].
//!
//! ## Invariants
//!
//! `try_state` checks all of them:
//!
//! 1. Of each bucket, minted = paid + pending + escrowed + unsettled + carried. Pending and escrowed
//!    are the sums over all ledgers.
//! 2. The units of an era that ledgers hold are the era's, and what they are worth is unsettled.
//! 3. The pots hold what their books say, above the existential deposit they were endowed with.
//! 4. What is put by for stakers is the sum over the eras of which not all are paid, and they were
//!    paid no more than was minted for them.
//! 5. What is minted is the sum over the buckets. The issuance is what was endowed and minted less
//!    what was burned: nobody else mints, unless root makes tokens by force. Without those it is not
//!    above the cap, unless genesis was.
//! 6. The shares, and those of the next era, add up to the whole.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod claims;
mod closing;
mod interfaces;
mod ledger;
mod payouts;
mod queries;
mod schedule;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use payouts::{DebtOf, FromStakersPot};
pub use schedule::{Schedule, ScheduleFault, GREATEST_CAP};
pub use types::{
	grains, planck, BucketBook, Clock, ClosedEra, EraOutlook, Grains, IssuanceBook, Ledger,
	OpenEra, PayoutCursor, Pending, PerBucket, Pots, SchedulePoint, Shares, StakersBook,
};
pub use weights::WeightInfo;

use alloc::vec::Vec;
#[cfg(doc)]
use cairn_primitives::rewards::RewardCredit;
use cairn_primitives::{
	devices::{DeviceDirectory, DeviceIndex},
	rewards::{Bucket, StakerPayouts, Units},
	Balance, Moment,
};
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{
		fungible::{Balanced, Credit, Inspect, Mutate},
		OnUnbalanced, Time,
	},
	weights::WeightMeter,
	PalletId,
};
use frame_system::pallet_prelude::*;
use sp_runtime::{traits::AccountIdConversion, Permill};
use sp_staking::EraIndex;

/// Makes what benchmarks need.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// Sets the chain's clock.
	fn set_time(now: Moment);

	/// A new device, whose payee is nobody else's and has nothing.
	fn device(number: u32) -> DeviceIndex;
}

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	/// The pallet: schedule, pots and ledgers.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the runtime decides.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Who may change shares and caps.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Makes what benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;

		/// CRN.
		type Currency: Balanced<Self::AccountId, Balance = Balance> + Mutate<Self::AccountId>;

		/// Who devices belong to.
		type Directory: DeviceDirectory<Self::AccountId>;

		/// The most devices in one call.
		#[pallet::constant]
		type MaxFleet: Get<u32>;

		/// The most that a share may change from one era to the next.
		#[pallet::constant]
		type MaxShareStep: Get<Permill>;

		/// How long an era is meant to be, in milliseconds.
		type NominalEra: Get<Moment>;

		/// The pots' accounts are made of this.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The most pages of stakers that a block pays by itself.
		#[pallet::constant]
		type PayoutPagesPerBlock: Get<u32>;

		/// What the payouts of an era may be more than was promised, because each is rounded to the
		/// nearest planck. So much less is promised.
		#[pallet::constant]
		type PayoutRounding: Get<Balance>;

		/// For how many eras stakers can claim.
		#[pallet::constant]
		type PayoutHistory: Get<EraIndex>;

		/// Who pays stakers.
		type StakerPayouts: StakerPayouts<Self::AccountId>;

		/// The chain's clock.
		type Time: Time<Moment = Moment>;

		/// Takes the treasury's part.
		type Treasury: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;

		/// What calls cost.
		type WeightInfo: WeightInfo;
	}

	/// How much is emitted, and when.
	#[pallet::storage]
	pub type EmissionSchedule<T: Config> = StorageValue<_, Schedule, ValueQuery>;

	/// Where in time the emission stands; nothing before the first block.
	#[pallet::storage]
	pub type EmissionClock<T: Config> = StorageValue<_, Clock, OptionQuery>;

	/// What goes to whom in the era that is being worked in.
	#[pallet::storage]
	pub type CurrentShares<T: Config> = StorageValue<_, Shares, ValueQuery>;

	/// What goes to whom from the next era on, if that was changed.
	#[pallet::storage]
	pub type NextShares<T: Config> = StorageValue<_, Shares, OptionQuery>;

	/// The most that a unit may be worth, in planck.
	#[pallet::storage]
	pub type RateCaps<T: Config> = StorageValue<_, PerBucket<Balance>, ValueQuery>;

	/// The era that is being worked in.
	#[pallet::storage]
	pub type CurrentEra<T: Config> = StorageValue<_, OpenEra, ValueQuery>;

	/// The eras that have ended and owe something yet. Rewards never expire: an era stays until the
	/// last of its units has been settled.
	#[pallet::storage]
	pub type ClosedEras<T: Config> = StorageMap<_, Twox64Concat, EraIndex, ClosedEra, OptionQuery>;

	/// What devices have earned and not been paid.
	#[pallet::storage]
	pub type DeviceLedgers<T: Config> =
		StorageMap<_, Twox64Concat, DeviceIndex, Ledger, ValueQuery>;

	/// What accounts have earned with devices that they no longer have, and not been paid.
	#[pallet::storage]
	pub type AccountLedgers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Ledger, ValueQuery>;

	/// The accounts of the buckets that devices are paid from.
	#[pallet::storage]
	pub type Books<T: Config> = StorageValue<_, PerBucket<BucketBook>, ValueQuery>;

	/// The accounts of the stakers' pot.
	#[pallet::storage]
	pub type Stakers<T: Config> = StorageValue<_, StakersBook, ValueQuery>;

	/// What was put by for the stakers of each era of which not all are paid.
	#[pallet::storage]
	pub type StakersReserve<T: Config> =
		StorageMap<_, Twox64Concat, EraIndex, Balance, OptionQuery>;

	/// How far stakers have been paid.
	#[pallet::storage]
	pub type Payouts<T: Config> = StorageValue<_, PayoutCursor<T::AccountId>, ValueQuery>;

	/// The accounts of all there is.
	#[pallet::storage]
	pub type Issuance<T: Config> = StorageValue<_, IssuanceBook, ValueQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An era has ended, and its emission was minted.
		EraClosed {
			/// Which.
			era: EraIndex,
			/// Up to when the schedule has been emitted, in milliseconds.
			emitted_until: Moment,
			/// What the schedule gave. If the cap leaves less room, less was minted.
			scheduled: Balance,
			/// What was burned since the era before ended.
			burned: Balance,
			/// What of it was to be emitted again.
			reemitted: Balance,
			/// What was minted, and for whom.
			pots: Pots,
			/// What devices were credited with.
			units: PerBucket<Units>,
			/// What a unit is worth.
			rates: PerBucket<Grains>,
			/// What the next era's pots begin with.
			carried: PerBucket<Grains>,
		},
		/// All stakers of an era have been paid, or nobody can claim any more.
		StakersPaid {
			/// Which.
			era: EraIndex,
		},
		/// A page of stakers cannot be paid: its validator has left. Whoever comes back in time can
		/// still claim it from the staking pallet.
		PayoutSkipped {
			/// Of which era.
			era: EraIndex,
			/// Whose.
			validator: T::AccountId,
			/// Which page.
			page: u32,
		},
		/// A device was credited.
		UnitsCredited {
			/// Which.
			device: DeviceIndex,
			/// For what.
			bucket: Bucket,
			/// With how many units.
			units: Units,
		},
		/// What a device has earned was paid.
		RewardPaid {
			/// Which.
			device: DeviceIndex,
			/// To whom.
			payee: T::AccountId,
			/// How much of each bucket, in planck.
			amounts: PerBucket<Balance>,
		},
		/// What an account had earned with devices that are no longer its own was paid to it.
		AccountPaid {
			/// To whom.
			account: T::AccountId,
			/// How much of each bucket, in planck.
			amounts: PerBucket<Balance>,
		},
		/// What a device has earned is now owed to an account: the device was sold or has retired.
		RewardAssigned {
			/// Which.
			device: DeviceIndex,
			/// To whom.
			account: T::AccountId,
			/// What was settled of each bucket, in planck.
			amounts: PerBucket<Balance>,
			/// Units of the era that is being worked in.
			units: PerBucket<Units>,
		},
		/// What a device has earned, and what it earns from now on, waits for a decision.
		RewardEscrowed {
			/// Which.
			device: DeviceIndex,
			/// What was settled of each bucket, in planck.
			amounts: PerBucket<Balance>,
		},
		/// What a device had in escrow can be claimed.
		EscrowReturned {
			/// Which.
			device: DeviceIndex,
			/// How much of each bucket, in planck.
			amounts: PerBucket<Balance>,
		},
		/// What a device had in escrow went back to the buckets.
		EscrowForfeited {
			/// Which.
			device: DeviceIndex,
			/// How much of each bucket, in planck.
			amounts: PerBucket<Balance>,
			/// Units of the era that is being worked in.
			units: PerBucket<Units>,
		},
		/// Shares will change.
		SharesScheduled {
			/// To what.
			shares: Shares,
			/// From which era on.
			era: EraIndex,
		},
		/// The most that a unit may be worth has changed.
		RateCapsSet {
			/// To how much, in planck.
			caps: PerBucket<Balance>,
		},
	}

	/// Why something was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such device. If it has retired, claim for the account that had it.
		DeviceUnknown,
		/// The device is suspended: what it has earned waits for the decision.
		RewardsInEscrow,
		/// There is nothing to be paid yet: an era's units are paid once it has ended. What a device
		/// earned before it was sold or retired is claimed for the account that had it.
		NothingToClaim,
		/// The account cannot receive the amount: it is less than the existential deposit and the
		/// account does not exist. Nothing is lost; claim when it is more, or fund the account.
		PayeeCannotReceive,
		/// Shares must add up to the whole.
		SharesDoNotAddUp,
		/// A share would change by more than it may from one era to the next.
		ShareStepTooLarge,
		/// A unit cannot be worth more than there can ever be.
		RateCapTooHigh,
		/// More units than can be counted.
		TooManyUnits,
	}

	/// How emission begins.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// How much is emitted, and when.
		pub schedule: Schedule,
		/// What goes to whom.
		pub shares: Shares,
		/// The most that a unit may be worth, in planck.
		pub rate_caps: PerBucket<Balance>,
		/// Only the compiler needs it.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// Genesis is the one place where a panic is the right answer: no network starts.
			if self.schedule == Schedule::default() {
				return;
			}
			assert_eq!(self.schedule.check(), Ok(()), "the emission schedule is not valid");
			assert!(self.shares.add_up(), "the shares of emission do not add up to the whole");
			assert!(Pallet::<T>::are_caps_valid(&self.rate_caps), "a rate's cap is too high");
			EmissionSchedule::<T>::put(self.schedule);
			CurrentShares::<T>::put(self.shares);
			RateCaps::<T>::put(self.rate_caps);
			for pot in [Pallet::<T>::devices_pot(), Pallet::<T>::stakers_pot()] {
				let endowed = T::Currency::mint_into(&pot, T::Currency::minimum_balance());
				assert!(endowed.is_ok(), "a pot cannot be endowed");
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// What `on_finalize` reads.
			T::DbWeight::get().reads(1)
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			if !EmissionClock::<T>::exists() {
				Self::start();
			}
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::pay_stakers(T::PayoutPagesPerBlock::get(), &mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::MaxFleet::get() > 0, "a fleet has at least one device");
			assert!(T::NominalEra::get() > 0, "an era takes time");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::check_invariants().map_err(Into::into)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Pays what a device has earned in the eras that have ended to its owner, or to the payout
		/// account that its owner has named.
		///
		/// - `device`: which device.
		///
		/// Origin: signed by anyone. Errors: [`Error::DeviceUnknown`], [`Error::RewardsInEscrow`],
		/// [`Error::NothingToClaim`], [`Error::PayeeCannotReceive`]. Emits [`Event::RewardPaid`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>, device: DeviceIndex) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(device)
		}

		/// Pays what devices have earned, each to its payee; what several devices of one payee have
		/// earned in one transfer. Those of which nothing can be paid are left out.
		///
		/// - `devices`: which devices.
		///
		/// Origin: signed by anyone. Errors: [`Error::NothingToClaim`] if nothing can be paid for any
		/// of them. Emits [`Event::RewardPaid`] for each that is paid.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::claim_many(devices.len() as u32))]
		pub fn claim_many(
			origin: OriginFor<T>,
			devices: BoundedVec<DeviceIndex, T::MaxFleet>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_many(devices)
		}

		/// Pays to an account what it had earned with devices that it no longer has.
		///
		/// - `account`: which account.
		///
		/// Origin: signed by anyone. Errors: [`Error::NothingToClaim`],
		/// [`Error::PayeeCannotReceive`]. Emits [`Event::AccountPaid`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::claim_account())]
		pub fn claim_account(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_account(account)
		}

		/// Changes what goes to whom, from the next era on. Replaces an earlier change that has not
		/// taken effect yet.
		///
		/// - `shares`: the new shares.
		///
		/// Origin: [`Config::AdminOrigin`]. Errors: [`Error::SharesDoNotAddUp`],
		/// [`Error::ShareStepTooLarge`]. Emits [`Event::SharesScheduled`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_shares())]
		pub fn set_shares(origin: OriginFor<T>, shares: Shares) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(shares.add_up(), Error::<T>::SharesDoNotAddUp);
			let step = CurrentShares::<T>::get().greatest_step(&shares);
			ensure!(step <= T::MaxShareStep::get(), Error::<T>::ShareStepTooLarge);
			NextShares::<T>::put(shares);
			let era = CurrentEra::<T>::get().index.saturating_add(1);
			Self::deposit_event(Event::SharesScheduled { shares, era });
			Ok(())
		}

		/// Changes the most that a unit may be worth, from the end of the era that is being worked
		/// in.
		///
		/// - `caps`: how much, in planck.
		///
		/// Origin: [`Config::AdminOrigin`]. Errors: [`Error::RateCapTooHigh`]. Emits
		/// [`Event::RateCapsSet`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_rate_caps())]
		pub fn set_rate_caps(origin: OriginFor<T>, caps: PerBucket<Balance>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(Self::are_caps_valid(&caps), Error::<T>::RateCapTooHigh);
			RateCaps::<T>::put(caps);
			Self::deposit_event(Event::RateCapsSet { caps });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The schedule at a time of the chain's clock, in milliseconds; past or to come.
		pub fn schedule_at(moment: Moment) -> SchedulePoint {
			Self::query_schedule(moment)
		}

		/// The era that is being worked in: its units, and what its pots will be.
		pub fn era() -> EraOutlook {
			Self::query_era()
		}

		/// What a device has earned and not been paid.
		pub fn pending(device: DeviceIndex) -> Pending {
			Self::query_pending(DeviceLedgers::<T>::get(device))
		}

		/// What an account has earned with devices that it no longer has, and not been paid.
		pub fn pending_of_account(account: T::AccountId) -> Pending {
			Self::query_pending(AccountLedgers::<T>::get(account))
		}

		/// What a page of an account's devices have earned and not been paid: those that come after
		/// `after`.
		pub fn pending_of_devices(
			owner: T::AccountId,
			after: Option<DeviceIndex>,
		) -> Vec<(DeviceIndex, Pending)> {
			T::Directory::devices_of(&owner, after)
				.into_iter()
				.map(|device| (device, Self::pending(device)))
				.collect()
		}

		/// What so many units more would be worth if the era ended when eras do, with no others, in
		/// planck.
		pub fn projected_reward(bucket: Bucket, units: Units) -> Balance {
			Self::query_projection(bucket, units)
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The account that holds what devices have not been paid yet.
	pub fn devices_pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The account that holds what stakers have not been paid yet.
	pub fn stakers_pot() -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(b"stakers")
	}

	pub(crate) fn are_caps_valid(caps: &PerBucket<Balance>) -> bool {
		caps.coverage <= GREATEST_CAP && caps.usage <= GREATEST_CAP
	}
}

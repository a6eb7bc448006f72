//! # Reward emission
//!
//! Mints CRN on a fixed schedule and splits it among stakers, devices and the treasury. After
//! genesis only this emission raises the issuance: what `pallet-staking` mints for a payout is burned
//! from the pot of stakers.
//!
//! ## Overview
//!
//! A [`Schedule`] defines how much CRN has been emitted after a given time. At the end of each era
//! the pallet mints the emission of the time that has passed and splits it by the [`Shares`] into
//! four pots: stakers (validators and nominators), coverage and usage (devices), and the treasury.
//!
//! Other pallets report what devices have done: they credit *units* through [`RewardCredit`]. The
//! value of a unit is known when its era ends: the pot divided by the units. Closing an era never
//! iterates over devices. A device's part is computed when the device next earns, is queried or is
//! paid. Anyone may claim for any device; the payment goes to the device's
//! *payee*: the payout account that the owner has set, otherwise the owner.
//!
//! ## Terminology
//!
//! - **Unit**: the measure of what a device has done. A beacon with four valid witnesses and no
//!   other devices around it earns 10,000 units; see `coverage_math::beacon_units`.
//! - **Bucket**: what devices are paid for, coverage or usage. Each bucket has its own pot.
//! - **Pot**: the part of an era's emission that one group of recipients shares.
//! - **Sub-planck**: 2^-40 planck, the precision of amounts that do not divide; see [`SubPlanck`].
//! - **Rate**: the value of one unit of an era, in sub-planck.
//! - **Ledger**: the unpaid rewards of one device, or of one account for its former devices. It
//!   holds units of the last era in which the device earned, and planck from earlier eras.
//! - **Settling**: converting the units of a ledger into planck.
//! - **Carried**: the amount that an era could not pay and that the next era's pot starts with. It
//!   comes from rounding, capped rates, forfeited rewards of devices and expired payouts of stakers.
//! - **Usage**: paid data that a device carries. No pallet credits it yet.
//! - **Cap**: the maximum issuance. **Emission clock**: the time up to which CRN has been emitted.
//! - **Escrow**: the state of a suspended device's rewards until the registry decides about them.
//!
//! ## Design
//!
//! 1. **The schedule is a function of time**, [`Schedule::emitted_after`]. An era emits the
//!    difference of two of its values. So an era that spans a halving gets exactly both parts, and
//!    eras of any lengths add up to the last planck.
//! 2. **The cap bounds the whole issuance.** Burned tokens are emitted again up to a yearly limit,
//!    as in the net emissions of Helium's HIP-20, so that rewards continue while tokens are burned.
//! 3. **The chain catches up slowly after a halt.** An era emits at most what two eras of the
//!    nominal length ([`Config::NominalEra`]) would. The rest is not lost: the emission clock lags and catches up.
//! 4. **An era with few units does not make anyone rich.** Rates are capped. The remainder of
//!    usage moves to coverage at once; the remainder of coverage is carried.
//! 5. **Amounts are exact to the last planck.** Fractions are kept in sub-planck and carried, and
//!    `try_state` checks the books: [`BucketBook`], [`StakerPotBook`] and [`IssuanceBook`].
//! 6. **Stakers are paid automatically.** `pallet-staking` mints when a payout is claimed, drops
//!    payouts that nobody claims, and rounds. Therefore this pallet mints the pot when the era
//!    ends, settles every payout out of it ([`FromStakersPot`]) and pays page after page in blocks
//!    with weight to spare. Once an era's last page is paid, the rounding remainder is carried.
//!
//! ## Example
//!
//! A test of this crate credits two devices, ends the era and claims for one of them:
#![doc = docify::embed!("src/tests/example.rs", device_should_be_paid_its_part_of_the_pot_when_an_era_has_ended)]
//!
//! ## Interface
//!
//! - Anyone: [`claim`](Call::claim), [`claim_many`](Call::claim_many) and
//!   [`claim_account`](Call::claim_account).
//! - Governance: [`set_shares`](Call::set_shares) and [`set_rate_caps`](Call::set_rate_caps).
//! - Other pallets: [`RewardCredit`] to credit units, and
//!   [`DeviceHooks`](cairn_primitives::devices::DeviceHooks) for the registry.
//! - The runtime: [`Pallet::close_era`] and [`FromStakersPot`].
//!
//! ## Invariants
//!
//! `try_state` checks all of them:
//!
//! 1. For each bucket, minted = paid + pending + escrowed + unsettled + carried. Pending and
//!    escrowed are the sums over all ledgers.
//! 2. The units of each era equal the sum of that era's units in all ledgers. The unsettled amount
//!    of a bucket is the value of its unsettled units.
//! 3. Each pot account holds at least what its book says, plus the existential deposit from
//!    genesis.
//! 4. The amount reserved for stakers is the sum over the eras that are not fully paid. Stakers
//!    were never paid more than was minted for them.
//! 5. The minted amount is the sum over the buckets, stakers and the treasury. The issuance is what
//!    genesis endowed plus what was minted, minus what was burned: nobody else mints, except root
//!    by force. Apart from tokens that root created, the issuance stays below the cap, unless
//!    genesis exceeded it.
//! 6. The current shares and the scheduled shares each add up to 100%.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod claims;
mod closing;
mod errors;
mod events;
mod genesis;
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
pub use schedule::{Schedule, ScheduleError, MAX_CAP};
pub use types::{
	split_sub_planck, to_sub_planck, BucketBook, Clock, ClosedEra, EraOutlook, IssuanceBook,
	Ledger, OpenEra, PayoutCursor, Pending, PerBucket, Pots, SchedulePoint, Shares, StakerPotBook,
	SubPlanck, SUB_PLANCK_BITS,
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
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::{
		fungible::{Balanced, Credit, Inspect, Mutate},
		OnUnbalanced, StorageVersion, Time,
	},
	weights::WeightMeter,
	PalletId,
};
use frame_system::pallet_prelude::*;
use sp_runtime::{traits::AccountIdConversion, Permill};
use sp_staking::EraIndex;

/// The layout of this pallet's storage. A migration raises it.
const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

/// Prepares the state that benchmarks need.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// Sets the chain's clock.
	fn set_time(now: Moment);

	/// Creates a device whose payee has no other devices and no balance.
	fn device(number: u32) -> DeviceIndex;
}

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(genesis::genesis)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	/// Mints CRN on a schedule and pays it to stakers, devices and the treasury.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The types and constants that the runtime configures.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The origin that may change shares and rate caps.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Prepares the state that benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;

		/// The native token, CRN.
		type Currency: Balanced<Self::AccountId, Balance = Balance> + Mutate<Self::AccountId>;

		/// Finds devices and their payees. Implemented by the device registry.
		type Directory: DeviceDirectory<Self::AccountId>;

		/// The maximum number of devices in one `claim_many` call.
		#[pallet::constant]
		type MaxFleet: Get<u32>;

		/// The maximum change of one share from one era to the next.
		#[pallet::constant]
		type MaxShareStep: Get<Permill>;

		/// The nominal length of an era, in milliseconds.
		type NominalEra: Get<Moment>;

		/// The pallet ID from which the pot accounts are derived.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The maximum number of payout pages that one block pays automatically.
		#[pallet::constant]
		type PayoutPagesPerBlock: Get<u32>;

		/// The maximum by which an era's payouts may exceed the promised amount, in planck, because
		/// each payout is rounded to the nearest planck. The pallet promises stakers this much less
		/// than their pot holds.
		#[pallet::constant]
		type PayoutRounding: Get<Balance>;

		/// The number of eras in which stakers can claim a payout.
		#[pallet::constant]
		type PayoutHistory: Get<EraIndex>;

		/// Pays stakers page by page. Wraps the staking pallet.
		type StakerPayouts: StakerPayouts<Self::AccountId>;

		/// The chain's clock.
		type Time: Time<Moment = Moment>;

		/// Receives the treasury's share.
		type Treasury: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;

		/// The weights of calls, credits and hooks.
		type WeightInfo: WeightInfo;
	}

	/// The emission schedule: yearly emission, halving period, cap and re-emission limit.
	///
	/// An absent value reads as zeros: genesis configured no emission, and nothing is minted. The
	/// value has a fixed size. Genesis writes it, and nothing removes it.
	#[pallet::storage]
	pub type EmissionSchedule<T: Config> = StorageValue<_, Schedule, ValueQuery>;

	/// The emission clock: when the schedule started and up to when it has been emitted.
	///
	/// The value is absent until the first block ends, which sets it. It has a fixed size. The end
	/// of each era updates it, and nothing removes it.
	#[pallet::storage]
	pub type EmissionClock<T: Config> = StorageValue<_, Clock, OptionQuery>;

	/// The shares by which the current era's emission is split.
	///
	/// An absent value reads as zeros: genesis configured no emission. The value has a fixed size.
	/// The end of an era replaces it with `NextShares`, and nothing removes it.
	#[pallet::storage]
	pub type CurrentShares<T: Config> = StorageValue<_, Shares, ValueQuery>;

	/// The shares that apply from the next era on.
	///
	/// The value is absent if no change is scheduled. It has a fixed size. `set_shares` sets it,
	/// and the end of the current era removes it.
	#[pallet::storage]
	pub type NextShares<T: Config> = StorageValue<_, Shares, OptionQuery>;

	/// The maximum value of one unit in each bucket, in planck.
	///
	/// An absent value reads as zeros: units are worth nothing. The value has a fixed size.
	/// `set_rate_caps` replaces it, and nothing removes it.
	#[pallet::storage]
	pub type RateCaps<T: Config> = StorageValue<_, PerBucket<Balance>, ValueQuery>;

	/// The current era and the units credited in it.
	///
	/// An absent value reads as era 0 without units. The value has a fixed size. The end of each
	/// era replaces it, and nothing removes it.
	#[pallet::storage]
	pub type CurrentEra<T: Config> = StorageValue<_, OpenEra, ValueQuery>;

	/// The rates and unsettled units of eras that have ended.
	///
	/// An era is absent if no units were credited in it or all of them are settled. The map grows
	/// by at most one entry per era. Rewards of devices never expire: the pallet removes an entry
	/// when the last unit of the era is settled.
	#[pallet::storage]
	pub type ClosedEras<T: Config> = StorageMap<_, Twox64Concat, EraIndex, ClosedEra, OptionQuery>;

	/// The unpaid rewards of each device.
	///
	/// An absent entry reads as empty: the device has no unpaid rewards and is not suspended. The
	/// map grows by one entry per device that earns or is suspended. The pallet removes an entry when its rewards are
	/// paid, forfeited, or assigned to an account because the device was sold or retired.
	#[pallet::storage]
	pub type DeviceLedgers<T: Config> =
		StorageMap<_, Twox64Concat, DeviceIndex, Ledger, ValueQuery>;

	/// The unpaid rewards of each account, earned with devices that it has sold or retired.
	///
	/// An absent entry reads as empty: the account has no such rewards. The map grows by one entry
	/// per account that sells or retires a device with unpaid rewards. The pallet removes an entry when all of it is paid.
	#[pallet::storage]
	pub type AccountLedgers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Ledger, ValueQuery>;

	/// The books of the coverage and usage buckets: what was minted, paid and is still owed.
	///
	/// An absent value reads as zeros: no era has ended yet. The value has a fixed size and is
	/// never removed.
	#[pallet::storage]
	pub type BucketBooks<T: Config> = StorageValue<_, PerBucket<BucketBook>, ValueQuery>;

	/// The book of the stakers' pot: what was minted, paid and reserved.
	///
	/// An absent value reads as zeros: no era has ended yet. The value has a fixed size and is
	/// never removed.
	#[pallet::storage]
	pub type StakerBook<T: Config> = StorageValue<_, StakerPotBook, ValueQuery>;

	/// The amount reserved for the stakers of each era that is not fully paid, in planck.
	///
	/// An era is absent if its stakers are all paid, or if its payouts have expired. The map grows
	/// by one entry per era, to at most `PayoutHistory` + 1. The pallet removes an entry when the era's
	/// last page is paid or its payouts expire.
	#[pallet::storage]
	pub type StakerReserves<T: Config> =
		StorageMap<_, Twox64Concat, EraIndex, Balance, OptionQuery>;

	/// The progress of automatic staker payouts: the era, validator and page that are paid next.
	///
	/// An absent value reads as the beginning of era 0. The value has a fixed size and is never
	/// removed.
	#[pallet::storage]
	pub type StakerPayoutCursor<T: Config> =
		StorageValue<_, PayoutCursor<T::AccountId>, ValueQuery>;

	/// The book of the total issuance: what was endowed, minted and burned up to the last era's
	/// end.
	///
	/// An absent value reads as zeros, until the end of the first block records what genesis
	/// endowed. The value has a fixed size. The end of each era updates it, and nothing removes it.
	#[pallet::storage]
	pub type Issuance<T: Config> = StorageValue<_, IssuanceBook, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// `on_finalize` reads the clock.
			T::DbWeight::get().reads(1)
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			if !EmissionClock::<T>::exists() {
				Self::start_clock();
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
		/// Pays a device's rewards of all eras that have ended.
		///
		/// The payment goes to the device's owner, or to the payout account that the owner has set.
		///
		/// - `device`: the number of the device.
		///
		/// Origin: signed by anyone. Errors: [`Error::DeviceUnknown`], [`Error::RewardsInEscrow`],
		/// [`Error::NothingToClaim`], [`Error::PayeeCannotReceive`]. Emits [`Event::RewardPaid`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>, device: DeviceIndex) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(device)
		}

		/// Pays the rewards of several devices, each to its payee.
		///
		/// Rewards of devices with the same payee are paid in one transfer. The call skips devices
		/// that cannot be paid.
		///
		/// - `devices`: the numbers of the devices.
		///
		/// Origin: signed by anyone. Errors: [`Error::NothingToClaim`] if no device can be paid.
		/// Emits [`Event::RewardPaid`] for each device that is paid.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::claim_many(devices.len() as u32))]
		pub fn claim_many(
			origin: OriginFor<T>,
			devices: BoundedVec<DeviceIndex, T::MaxFleet>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_many(devices)
		}

		/// Pays an account the rewards of devices that it has sold or retired.
		///
		/// - `account`: the account to pay.
		///
		/// Origin: signed by anyone. Errors: [`Error::NothingToClaim`],
		/// [`Error::PayeeCannotReceive`]. Emits [`Event::AccountPaid`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::claim_account())]
		pub fn claim_account(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_account(account)
		}

		/// Schedules new shares of the emission for the next era.
		///
		/// Replaces a scheduled change that has not taken effect yet.
		///
		/// - `shares`: the new shares. They must add up to 100%, and each may differ from the
		///   current one by at most [`Config::MaxShareStep`].
		///
		/// Origin: [`Config::AdminOrigin`]. Errors: [`Error::SharesDoNotAddUp`],
		/// [`Error::ShareStepTooLarge`]. Emits [`Event::SharesScheduled`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_shares())]
		pub fn set_shares(origin: OriginFor<T>, shares: Shares) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			// Invariant 6.
			ensure!(shares.add_up(), Error::<T>::SharesDoNotAddUp);
			let step = CurrentShares::<T>::get().greatest_step(&shares);
			ensure!(step <= T::MaxShareStep::get(), Error::<T>::ShareStepTooLarge);
			NextShares::<T>::put(shares);
			let era = CurrentEra::<T>::get().index.saturating_add(1);
			Self::deposit_event(Event::SharesScheduled { shares, era });
			Ok(())
		}

		/// Sets the maximum value of one unit. It applies to the units of the current era already,
		/// because they are priced when the era ends.
		///
		/// - `caps`: the maximum for each bucket, in planck.
		///
		/// Origin: [`Config::AdminOrigin`]. Errors: [`Error::RateCapTooHigh`]. Emits
		/// [`Event::RateCapsSet`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_rate_caps())]
		pub fn set_rate_caps(origin: OriginFor<T>, caps: PerBucket<Balance>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(Self::are_rate_caps_valid(&caps), Error::<T>::RateCapTooHigh);
			RateCaps::<T>::put(caps);
			Self::deposit_event(Event::RateCapsSet { caps });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Returns the schedule's values at `moment`, a time of the chain's clock in milliseconds,
		/// in the past or the future.
		pub fn schedule_at(moment: Moment) -> SchedulePoint {
			Self::query_schedule(moment)
		}

		/// Returns the current era: its units so far, and the pots it is expected to pay.
		pub fn era() -> EraOutlook {
			Self::query_era()
		}

		/// Returns the unpaid rewards of a device.
		pub fn pending(device: DeviceIndex) -> Pending {
			Self::query_pending(DeviceLedgers::<T>::get(device))
		}

		/// Returns the unpaid rewards of an account, earned with devices that it has sold or
		/// retired.
		pub fn pending_of_account(account: T::AccountId) -> Pending {
			Self::query_pending(AccountLedgers::<T>::get(account))
		}

		/// Returns one page of the owner's devices with their unpaid rewards. The page starts after
		/// the device `after`, or at the first device.
		pub fn pending_of_devices(
			owner: T::AccountId,
			after: Option<DeviceIndex>,
		) -> Vec<(DeviceIndex, Pending)> {
			T::Directory::devices_of(&owner, after)
				.into_iter()
				.map(|device| (device, Self::pending(device)))
				.collect()
		}

		/// Returns the value of `units` more units, in planck, if the current era ended on time and
		/// no other units were credited.
		pub fn projected_reward(bucket: Bucket, units: Units) -> Balance {
			Self::query_projection(bucket, units)
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The account that holds devices' unpaid rewards.
	pub fn devices_pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The account that holds stakers' unpaid rewards.
	pub fn stakers_pot() -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(b"stakers")
	}

	pub(crate) fn are_rate_caps_valid(caps: &PerBucket<Balance>) -> bool {
		caps.coverage <= MAX_CAP && caps.usage <= MAX_CAP
	}
}

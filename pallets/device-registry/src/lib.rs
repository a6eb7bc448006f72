//! # Device registry
//!
//! Who and where: the makers whose devices count, the devices, their owners, places and bonds.
//!
//! ## Overview
//!
//! A device is a machine in the real world with an ed25519 key of its own. It comes into the
//! registry with two signatures: its maker's, that it is what it is, and its own, that it belongs
//! to its owner. From then on it has a number ([`DeviceIndex`]), under which everything else is
//! filed. Its owner and the device together say where it stands, its owner alone decides when it
//! rests, is sold or ends, and a bond is held on the owner for as long as it serves.
//!
//! Whether a device really covers the place it claims is not decided here. The registry answers
//! for facts that others judge by: [`DeviceDirectory`], [`CoverageStanding`] and [`Discipline`] are
//! how they ask, [`DeviceHooks`] is how they are told.
//!
//! ## Terminology
//!
//! - **Maker**: who makes devices; admitted by governance, with a *quota* of devices and keys that
//!   sign *certificates*. For a whole production *batch* it may commit the root of a Merkle tree
//!   instead, and each device brings a proof of membership.
//! - **Class**: a kind of device; either it *covers* (is challenged, and earns by proofs) or it
//!   *serves* (earns by usage only).
//! - **Collateral**: what a bond is held in: CRN, or tokens of liquid staking that are worth more
//!   than the bond by a *margin* when they are held.
//! - **Consent**: a statement signed by a device's key, with a nonce that counts them.
//! - **Change**: a move, rest, end or sale that an owner asked for. It takes effect once the
//!   windows that are open have settled, at once if the device can have none.
//! - **Interactive**: having proved itself within the last period; such devices make up the
//!   *crowd* of a cell, by which the *density scale* of each of them is reckoned.
//! - **Agenda**: what the registry has to do later.
//!
//! ## Interface
//!
//! Anyone: [`service_agenda`](Call::service_agenda). Owners: [`onboard`](Call::onboard),
//! [`assert_location`](Call::assert_location), [`set_payout_account`](Call::set_payout_account),
//! [`deactivate`](Call::deactivate), [`reactivate`](Call::reactivate), [`retire`](Call::retire),
//! [`cancel_change`](Call::cancel_change), [`replace_device`](Call::replace_device), [`offer`](Call::offer),
//! [`cancel_offer`](Call::cancel_offer), [`accept_offer`](Call::accept_offer),
//! [`transfer`](Call::transfer), [`swap_bond`](Call::swap_bond), [`appeal_suspension`](Call::appeal_suspension). Makers:
//! [`onboard`](Call::onboard), [`set_maker_keys`](Call::set_maker_keys),
//! [`commit_batch`](Call::commit_batch), [`revoke_batch`](Call::revoke_batch). Governance:
//! [`admit_maker`](Call::admit_maker), [`update_maker`](Call::update_maker),
//! [`set_class`](Call::set_class), [`set_region_table`](Call::set_region_table),
//! [`suspend`](Call::suspend), [`resolve_suspension`](Call::resolve_suspension).
//!
//! Calls that take a list do the same for each device of a fleet, and do nothing at all if they
//! fail for one of them.
//!
//! ## Invariants
//!
//! `try_state` checks all of them:
//!
//! 1. Keys and numbers of devices are one to one; a key that is in use has no past.
//! 2. The index by owner and the index by cell hold exactly the devices that say so themselves.
//! 3. What is held on an account as [`HoldReason::DeviceBond`] is the sum of the bonds of its
//!    devices that are held in CRN, and of what it has put up for devices on their way to it. The
//!    tokens held on it are the sum of those of its other devices. No bond is ever lost, and none
//!    is without tokens.
//! 4. A device is suspended exactly if a suspension is filed for it. Only active devices have
//!    changes that wait or count in a crowd; retired ones have no place, offer or payout account.
//! 5. The crowds are those of the set of interactive devices of a class, and so every device's
//!    scale is what `coverage_math::density_scales` says of that set.
//! 6. Whatever is to end by itself (an interactive time, a change, a suspension, an unbonding) has
//!    a task in the agenda.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod agenda;
mod bonds;
mod changes;
mod classes;
mod collateral;
mod density;
mod errors;
mod events;
mod interfaces;
mod lifecycle;
mod location;
mod makers;
mod onboarding;
mod ownership;
mod queries;
mod storage;
mod suspension;
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

pub use agenda::BUCKET;
pub use density::FULL_SCALE;
pub use pallet::*;
pub use suspension::SuspensionOf;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(doc)]
use cairn_primitives::devices::{CoverageStanding, DeviceDirectory, Discipline};
use cairn_primitives::{
	collateral::StakedCollateral,
	devices::{
		BatchId, ClassId, DeviceConsent, DeviceHooks, DeviceIndex, DeviceKey, Location, MakerId,
		RegionTableId, SuspensionReason,
	},
};
use frame_support::{pallet_macros::import_section, traits::fungible, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;

/// An amount of the token that bonds and fees are in.
pub type BalanceOf<T> =
	<<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// Tokens taken from someone and not yet given to anyone.
pub type CreditOf<T> =
	fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use cairn_primitives::{Balance, Moment};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{hold, Balanced},
			OnUnbalanced, UnixTime,
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{
		traits::{IdentifyAccount, Verify},
		Permill,
	};

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What the registry needs of its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = sp_core::H256>
	{
		/// The token that bonds are in and that fees are taken in.
		type Currency: Balanced<Self::AccountId, Balance = Balance>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ hold::Balanced<Self::AccountId>;

		/// Why the registry holds tokens.
		type RuntimeHoldReason: From<HoldReason>;

		/// Where fees go.
		type Fees: OnUnbalanced<CreditOf<Self>>;

		/// The liquid staking token, in which bonds may be held instead.
		type StakedCollateral: StakedCollateral<Self::AccountId>;

		/// By how much tokens must be worth more than the bond that they are held for: the rate may
		/// fall afterwards.
		#[pallet::constant]
		type CollateralMargin: Get<Permill>;

		/// Where slashed bonds go, if they were held in CRN.
		type Slashed: OnUnbalanced<CreditOf<Self>>;

		/// Admits and limits makers, sets classes and regions.
		type ManagerOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Suspends devices and decides about suspensions.
		type JudgeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The time by which certificates and batches expire.
		type Time: UnixTime;

		/// Who is told what happens to devices.
		type Hooks: DeviceHooks<Self::AccountId>;

		/// The signature of an account that accepts devices without a transaction of its own.
		type OffchainSignature: Verify<Signer = Self::OffchainPublic> + Parameter;

		/// The public key behind it.
		type OffchainPublic: IdentifyAccount<AccountId = Self::AccountId>;

		/// The blocks after which whatever windows are open now have settled.
		#[pallet::constant]
		type SettlementDelay: Get<BlockNumberFor<Self>>;

		/// The blocks between two assertions of a device's location.
		#[pallet::constant]
		type LocationInterval: Get<BlockNumberFor<Self>>;

		/// The blocks for which a retired device's bond stays slashable.
		#[pallet::constant]
		type UnbondingPeriod: Get<BlockNumberFor<Self>>;

		/// The blocks for which a device counts in its crowd after a valid proof.
		#[pallet::constant]
		type InteractivePeriod: Get<BlockNumberFor<Self>>;

		/// The blocks within which an owner may appeal against a suspension.
		#[pallet::constant]
		type AppealPeriod: Get<BlockNumberFor<Self>>;

		/// The blocks after that within which it is decided; then the device is free.
		#[pallet::constant]
		type DecisionPeriod: Get<BlockNumberFor<Self>>;

		/// The devices that one call can deal with.
		#[pallet::constant]
		type MaxFleet: Get<u32>;

		/// The tasks of the agenda that a block does by itself, if it has the time.
		#[pallet::constant]
		type TasksPerBlock: Get<u32>;

		/// What the calls cost.
		type WeightInfo: WeightInfo;
	}

	/// Why tokens are held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// For a device's good conduct.
		DeviceBond,
	}

	/// The classes and regions of a new network.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The classes, by number.
		pub classes: Vec<(ClassId, Class<BalanceOf<T>>)>,
		/// The tables of regions, by number.
		pub region_tables: Vec<(RegionTableId, Regions)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// Genesis is the one place where a panic is the right answer: no network starts.
			for (id, regions) in &self.region_tables {
				let set = Pallet::<T>::do_set_region_table(*id, regions.clone());
				assert_eq!(set, Ok(()), "region table {id} is not valid");
			}
			for (id, class) in &self.classes {
				let set = Pallet::<T>::do_set_class(*id, class.clone());
				assert_eq!(set, Ok(()), "class {id} is not valid");
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::service_agenda_up_to(T::TasksPerBlock::get(), &mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::MaxFleet::get() > 0, "a fleet has at least one device");
			assert!(T::TasksPerBlock::get() > 0, "the agenda must get done");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::check_invariants().map_err(Into::into)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Admits a maker.
		///
		/// - `account`: acts for the maker.
		/// - `name`: what people call it.
		/// - `quota`: how many devices it may bring in all.
		/// - `keys`: whose certificates count.
		///
		/// Origin: [`Config::ManagerOrigin`]. Errors: [`Error::TooManyMakers`]. Emits
		/// [`Event::MakerAdmitted`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::admit_maker(keys.len() as u32))]
		pub fn admit_maker(
			origin: OriginFor<T>,
			account: T::AccountId,
			name: Name,
			quota: u32,
			keys: MakerKeys,
		) -> DispatchResult {
			T::ManagerOrigin::ensure_origin(origin)?;
			Self::do_admit_maker(account, name, quota, keys)
		}

		/// Limits how many devices a maker may bring, stops it from bringing any, or frees it again.
		/// Devices it has brought are not touched.
		///
		/// - `maker`: the maker's number.
		/// - `quota`: how many devices it may bring in all, with those it has brought.
		/// - `suspended`: whether it may bring none for now.
		///
		/// Origin: [`Config::ManagerOrigin`]. Errors: [`Error::MakerUnknown`]. Emits
		/// [`Event::MakerUpdated`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::update_maker())]
		pub fn update_maker(
			origin: OriginFor<T>,
			maker: MakerId,
			quota: u32,
			suspended: bool,
		) -> DispatchResult {
			T::ManagerOrigin::ensure_origin(origin)?;
			Self::do_update_maker(maker, quota, suspended)
		}

		/// Sets the keys whose certificates count for a maker. Certificates by keys that are left
		/// out are worthless from now on.
		///
		/// - `maker`: the maker's number.
		/// - `keys`: all its keys.
		///
		/// Origin: the maker's account, or [`Config::ManagerOrigin`]. Errors:
		/// [`Error::MakerUnknown`], [`Error::NotMaker`]. Emits [`Event::MakerKeysSet`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_maker_keys(keys.len() as u32))]
		pub fn set_maker_keys(
			origin: OriginFor<T>,
			maker: MakerId,
			keys: MakerKeys,
		) -> DispatchResult {
			let by = match T::ManagerOrigin::try_origin(origin) {
				Ok(_) => None,
				Err(origin) => Some(ensure_signed(origin)?),
			};
			Self::do_set_maker_keys(by, maker, keys)
		}

		/// Commits a batch of devices at once: each of them may then be onboarded with a proof that
		/// its key is in the tree, and needs no certificate.
		///
		/// - `maker`, `batch`: whose batch, and its number.
		/// - `class`: what its devices are.
		/// - `root`, `leaves`: the Merkle tree over their keys (see [`Batch`]), [`MAX_BATCH`] at most.
		/// - `expires_at`: the last moment at which they may be onboarded, in milliseconds since
		///   the Unix epoch.
		///
		/// Origin: the maker's account. Errors: [`Error::MakerUnknown`],
		/// [`Error::MakerSuspended`], [`Error::NotMaker`], [`Error::BatchAlreadyCommitted`],
		/// [`Error::ClassUnknown`], [`Error::BatchSizeOutOfRange`], [`Error::BatchExpired`]. Emits
		/// [`Event::BatchCommitted`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::commit_batch())]
		pub fn commit_batch(
			origin: OriginFor<T>,
			maker: MakerId,
			batch: BatchId,
			class: ClassId,
			root: T::Hash,
			leaves: u32,
			expires_at: Moment,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::do_commit_batch(by, maker, batch, Batch { class, root, leaves, expires_at })
		}

		/// Withdraws a batch: devices of it that are not onboarded yet need certificates.
		///
		/// - `maker`, `batch`: whose batch, and its number.
		///
		/// Origin: the maker's account; anyone, once the batch has expired. Errors:
		/// [`Error::MakerUnknown`], [`Error::NotMaker`], [`Error::BatchUnknown`]. Emits
		/// [`Event::BatchRevoked`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::revoke_batch())]
		pub fn revoke_batch(
			origin: OriginFor<T>,
			maker: MakerId,
			batch: BatchId,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::do_revoke_batch(by, maker, batch)
		}

		/// Adds a class, or changes the name, bond and fees of one. A new bond is asked of devices
		/// that are onboarded, sold or reactivated from now on.
		///
		/// - `id`: the class's number.
		/// - `class`: the class.
		///
		/// Origin: [`Config::ManagerOrigin`]. Errors: [`Error::ClassImmutable`],
		/// [`Error::RegionTableUnknown`]. Emits [`Event::ClassSet`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_class())]
		pub fn set_class(
			origin: OriginFor<T>,
			id: ClassId,
			class: Class<BalanceOf<T>>,
		) -> DispatchResult {
			T::ManagerOrigin::ensure_origin(origin)?;
			Self::do_set_class(id, class)
		}

		/// Adds a table of radio regions, or adds regions to one and changes its regions.
		///
		/// - `id`: the table's number.
		/// - `regions`: all its regions.
		///
		/// Origin: [`Config::ManagerOrigin`]. Errors: [`Error::RegionRemoved`],
		/// [`Error::RegionDuplicated`], [`Error::FrequencyRangeInverted`]. Emits
		/// [`Event::RegionTableSet`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_region_table(regions.len() as u32))]
		pub fn set_region_table(
			origin: OriginFor<T>,
			id: RegionTableId,
			regions: Regions,
		) -> DispatchResult {
			T::ManagerOrigin::ensure_origin(origin)?;
			Self::do_set_region_table(id, regions)
		}

		/// Registers devices. Their fees and bonds are the caller's to pay; the bonds are held on
		/// the owner, whose account must exist.
		///
		/// - `owner`: to whom they belong.
		/// - `devices`: each with its own consent and its maker's word.
		///
		/// Origin: signed by the owner, or by the maker of all of them. Errors:
		/// [`Error::MakerUnknown`], [`Error::MakerSuspended`], [`Error::NotOwnerNorMaker`],
		/// [`Error::QuotaExhausted`], [`Error::DeviceAlreadyOnboarded`], [`Error::KeyExpelled`],
		/// [`Error::ClassUnknown`], [`Error::TooManyDevices`], those of certificates, batches and
		/// consents, and those of the token when the caller has too little or the owner's account
		/// does not exist. Emits [`Event::DeviceOnboarded`] for each.
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::weight_of_onboarding(devices))]
		pub fn onboard(
			origin: OriginFor<T>,
			owner: T::AccountId,
			devices: BoundedVec<Onboarding<T::Hash>, T::MaxFleet>,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_onboard(&payer, &owner, device))
		}

		/// Says where devices stand. A device that moves loses its standing in coverage once the
		/// move takes effect; one that stays in its cell keeps it.
		///
		/// - `assertions`: for each device, its location and its own consent.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::DeviceSuspended`], [`Error::DeviceRetired`], [`Error::ChangePending`],
		/// [`Error::NotAnH3Cell`], [`Error::CellResolutionNot12`], [`Error::GainOutOfRange`],
		/// [`Error::ClassHasNoRegions`], [`Error::RegionMissing`], [`Error::RegionUnknown`],
		/// [`Error::LocationAssertedTooSoon`], [`Error::AgendaFull`], those of consents, and those
		/// of the token. Emits [`Event::DeviceLocated`] or [`Event::ChangeRequested`] for each.
		#[pallet::call_index(8)]
		#[pallet::weight(Pallet::<T>::with_hooks(
			T::WeightInfo::assert_location(assertions.len() as u32),
			assertions.len(),
		))]
		pub fn assert_location(
			origin: OriginFor<T>,
			assertions: BoundedVec<LocationAssertion<T::Hash>, T::MaxFleet>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			assertions
				.into_iter()
				.try_for_each(|assertion| Self::do_assert_location(&owner, assertion))
		}

		/// Names the account to which what devices earn is paid.
		///
		/// - `devices`: which devices.
		/// - `account`: the account; none for the owner's own.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::DeviceSuspended`], [`Error::DeviceRetired`]. Emits [`Event::PayoutAccountSet`] for each.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::set_payout_account(devices.len() as u32))]
		pub fn set_payout_account(
			origin: OriginFor<T>,
			devices: Fleet<T>,
			account: Option<T::AccountId>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices
				.into_iter()
				.try_for_each(|device| Self::do_set_payout_account(&owner, device, account.clone()))
		}

		/// Lets devices rest: they are neither challenged nor paid, and their bonds stay.
		///
		/// - `devices`: which devices.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::DeviceInactive`], [`Error::DeviceSuspended`], [`Error::DeviceRetired`],
		/// [`Error::ChangePending`], [`Error::AgendaFull`]. Emits [`Event::DeviceDeactivated`] or
		/// [`Event::ChangeRequested`] for each.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::deactivate(devices.len() as u32))]
		pub fn deactivate(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_deactivate(&owner, device))
		}

		/// Brings resting devices back. What their bonds lack of what their class asks is held, in
		/// CRN, or in tokens for those whose bonds are: these must be worth what
		/// [`swap_bond`](Self::swap_bond) would ask.
		///
		/// - `devices`: which devices.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::DeviceAlreadyActive`], [`Error::DeviceSuspended`], [`Error::DeviceRetired`],
		/// [`Error::ChangePending`], and those of the tokens. Emits [`Event::DeviceReactivated`] for
		/// each.
		#[pallet::call_index(11)]
		#[pallet::weight(Pallet::<T>::with_collateral(
			T::WeightInfo::reactivate(devices.len() as u32),
			devices.len(),
		))]
		pub fn reactivate(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_reactivate(&owner, device))
		}

		/// Ends devices' service for good. Their bonds are given back after the unbonding period
		/// and can be slashed until then.
		///
		/// - `devices`: which devices.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::DeviceSuspended`], [`Error::DeviceRetired`], [`Error::ChangePending`],
		/// [`Error::AgendaFull`]. Emits [`Event::DeviceRetired`] or [`Event::ChangeRequested`] for
		/// each, and later [`Event::BondFreed`].
		#[pallet::call_index(12)]
		#[pallet::weight(Pallet::<T>::with_hooks(
			T::WeightInfo::retire(devices.len() as u32),
			devices.len(),
		))]
		pub fn retire(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_retire(&owner, device))
		}

		/// Withdraws changes that have not taken effect yet. A sale that was accepted stands.
		///
		/// - `devices`: which devices.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::NoChangePending`], [`Error::TransferLocked`]. Emits [`Event::ChangeCancelled`] for
		/// each.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::cancel_change(devices.len() as u32))]
		pub fn cancel_change(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_cancel_change(&owner, device))
		}

		/// Puts a new device in the place of a broken one. It keeps the number, the location, the
		/// bond, what was earned, and the strikes.
		///
		/// - `device`: the broken device.
		/// - `key`: the new device's key.
		/// - `consent`: its own word.
		/// - `certificate`: its maker's word that it may replace the broken device.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::DeviceSuspended`], [`Error::DeviceRetired`], [`Error::ChangePending`],
		/// [`Error::DeviceAlreadyOnboarded`], [`Error::KeyExpelled`], [`Error::ReplacementMismatch`],
		/// [`Error::MakerUnknown`], [`Error::MakerSuspended`], and those of certificates and
		/// consents. Emits [`Event::DeviceReplaced`].
		#[pallet::call_index(14)]
		#[pallet::weight(Pallet::<T>::with_hooks(T::WeightInfo::replace_device(), 1))]
		pub fn replace_device(
			origin: OriginFor<T>,
			device: DeviceIndex,
			key: DeviceKey,
			consent: DeviceConsent<T::Hash>,
			certificate: Box<Certificate<T::Hash>>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_replace_device(&owner, device, key, consent, *certificate)
		}

		/// Offers devices to someone. An earlier offer of the same device is replaced.
		///
		/// - `devices`: which devices.
		/// - `to`: who may accept them.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::AlreadyOwner`], [`Error::DeviceSuspended`], [`Error::DeviceRetired`],
		/// [`Error::ChangePending`]. Emits [`Event::DeviceOffered`] for each.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::offer(devices.len() as u32))]
		pub fn offer(origin: OriginFor<T>, devices: Fleet<T>, to: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_offer(&owner, device, &to))
		}

		/// Withdraws offers.
		///
		/// - `devices`: which devices.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::NoOffer`]. Emits [`Event::OfferCancelled`] for each.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::cancel_offer(devices.len() as u32))]
		pub fn cancel_offer(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_cancel_offer(&owner, device))
		}

		/// Accepts devices. Their bonds are held on the caller now, in CRN; the devices are the
		/// caller's, and the old owner's bonds released, once open windows have settled.
		///
		/// - `devices`: which devices.
		///
		/// Origin: signed by whom they are offered to. Errors: [`Error::DeviceUnknown`],
		/// [`Error::NoOffer`], [`Error::OfferedToAnotherAccount`], [`Error::DeviceSuspended`],
		/// [`Error::DeviceRetired`], [`Error::ChangePending`], [`Error::AgendaFull`], and those of
		/// the token. Emits [`Event::DeviceTransferred`] or [`Event::ChangeRequested`] for each.
		#[pallet::call_index(17)]
		#[pallet::weight(Pallet::<T>::with_collateral(
			Pallet::<T>::with_hooks(T::WeightInfo::accept_offer(devices.len() as u32), devices.len()),
			devices.len(),
		))]
		pub fn accept_offer(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let to = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_accept_offer(&to, device))
		}

		/// Hands devices over to someone who has signed for them: an offer and its acceptance in
		/// one call.
		///
		/// - `devices`: which devices.
		/// - `to`: the new owner, on whom the bonds are held, in CRN.
		/// - `expires_at`: the last block at which the consent counts.
		/// - `consent`: the new owner's signature (see [`TransferConsent`]).
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::AlreadyOwner`], [`Error::ConsentExpired`], [`Error::OwnerSignatureInvalid`],
		/// [`Error::DeviceSuspended`], [`Error::DeviceRetired`], [`Error::ChangePending`], and those
		/// of the token. Emits [`Event::DeviceTransferred`] or [`Event::ChangeRequested`] for each.
		#[pallet::call_index(18)]
		#[pallet::weight(Pallet::<T>::with_collateral(
			Pallet::<T>::with_hooks(T::WeightInfo::transfer(devices.len() as u32), devices.len()),
			devices.len(),
		))]
		pub fn transfer(
			origin: OriginFor<T>,
			devices: Fleet<T>,
			to: T::AccountId,
			expires_at: BlockNumberFor<T>,
			consent: T::OffchainSignature,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_transfer(&owner, &to, devices, expires_at, consent)
		}

		/// Suspends devices: they are neither challenged nor paid until it is decided. What waits
		/// or is offered for them ends; the bond of one that is retired stays where it is. Those that
		/// are suspended or gone already are left out: a vote takes days.
		///
		/// - `devices`: which devices.
		/// - `reason`: why.
		///
		/// Origin: [`Config::JudgeOrigin`]. Errors: [`Error::NoDeviceToSuspend`],
		/// [`Error::AgendaFull`]. Emits [`Event::DeviceSuspended`] for each.
		#[pallet::call_index(19)]
		#[pallet::weight(Pallet::<T>::with_hooks(
			T::WeightInfo::suspend(devices.len() as u32),
			devices.len(),
		))]
		pub fn suspend(
			origin: OriginFor<T>,
			devices: Fleet<T>,
			reason: SuspensionReason,
		) -> DispatchResult {
			T::JudgeOrigin::ensure_origin(origin)?;
			Self::do_suspend_fleet(devices, reason)
		}

		/// Appeals against a suspension.
		///
		/// - `device`: which device.
		/// - `grounds`: the hash of a text that says why.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::DeviceNotSuspended`], [`Error::AlreadyAppealed`], [`Error::AppealPeriodOver`].
		/// Emits [`Event::SuspensionAppealed`].
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::appeal_suspension())]
		pub fn appeal_suspension(
			origin: OriginFor<T>,
			device: DeviceIndex,
			grounds: T::Hash,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_appeal_suspension(&owner, device, grounds)
		}

		/// Decides about a suspension and ends it.
		///
		/// - `device`: which device.
		/// - `release_at`: which of its suspensions: a vote must not hit a later one.
		/// - `decision`: whether it was right, and what follows.
		///
		/// Origin: [`Config::JudgeOrigin`]. Errors: [`Error::DeviceUnknown`],
		/// [`Error::DeviceNotSuspended`], [`Error::SuspensionMismatch`]. Emits
		/// [`Event::SuspensionResolved`], [`Event::DeviceReleased`], and [`Event::BondSlashed`] and
		/// [`Event::DeviceRetired`] where so decided.
		#[pallet::call_index(21)]
		#[pallet::weight(Pallet::<T>::with_collateral(
			Pallet::<T>::with_hooks(T::WeightInfo::resolve_suspension(), 2),
			1,
		))]
		pub fn resolve_suspension(
			origin: OriginFor<T>,
			device: DeviceIndex,
			release_at: BlockNumberFor<T>,
			decision: Decision<BalanceOf<T>>,
		) -> DispatchResult {
			T::JudgeOrigin::ensure_origin(origin)?;
			Self::do_resolve_suspension(device, release_at, decision)
		}

		/// Does what is due on the agenda, when blocks have no time left to do it by themselves.
		/// Free of charge if there was anything to do.
		///
		/// - `limit`: how many tasks at most; an empty stretch of the agenda counts as one.
		///
		/// Origin: signed by anyone. Errors: [`Error::NothingDue`]. Emits what the tasks do:
		/// [`Event::DeviceLapsed`], [`Event::DeviceReleased`], [`Event::BondFreed`], or the events
		/// of changes.
		#[pallet::call_index(22)]
		#[pallet::weight(Pallet::<T>::weight_of_servicing(*limit))]
		pub fn service_agenda(origin: OriginFor<T>, limit: u32) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let mut meter = WeightMeter::new();
			ensure!(Self::service_agenda_up_to(limit, &mut meter), Error::<T>::NothingDue);
			Ok((Some(meter.consumed()), Pays::No).into())
		}

		/// Holds the bonds of devices in something else, and then gives back what held them before.
		///
		/// - `devices`: which devices.
		/// - `into`: what to hold the bonds in: CRN, as much as the bond; or the liquid staking
		///   token, worth [`Config::CollateralMargin`] more than the bond now.
		///
		/// Origin: the owner. Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`],
		/// [`Error::DeviceSuspended`], [`Error::DeviceRetired`], [`Error::ChangePending`],
		/// [`Error::CollateralUnchanged`], and those of the tokens. Emits [`Event::BondSwapped`]
		/// for each.
		#[pallet::call_index(23)]
		#[pallet::weight(Pallet::<T>::weight_of_swap(devices.len(), *into))]
		pub fn swap_bond(
			origin: OriginFor<T>,
			devices: Fleet<T>,
			into: CollateralKind,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_swap_bond(&owner, device, into))
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// All that is known of a device.
		pub fn device(device: DeviceIndex) -> Option<DeviceInfoOf<T>> {
			Self::query_device(device)
		}

		/// The number of the device with this key.
		pub fn device_with_key(key: DeviceKey) -> Option<DeviceIndex> {
			DeviceIndexes::<T>::get(key)
		}

		/// A page of an account's devices, those that come after `after`; [`QUERY_PAGE`] at most.
		pub fn devices_of(owner: T::AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex> {
			Self::query_devices_of(owner, after)
		}

		/// A page of the devices in an H3 cell of any resolution up to 12, each with its own cell,
		/// those that come after `after`; [`QUERY_PAGE`] at most.
		pub fn devices_in_cell(
			cell: u64,
			after: Option<(u64, DeviceIndex)>,
		) -> Vec<(u64, DeviceIndex)> {
			Self::query_devices_in_cell(cell, after)
		}

		/// The share of its units that the crowd around leaves to a device, in 1e-4.
		pub fn reward_scale(device: DeviceIndex) -> Option<u32> {
			Devices::<T>::get(device).map(|device| Self::reward_scale_of(&device))
		}

		/// A page of the makers, those that come after `after`; [`QUERY_PAGE`] at most.
		pub fn makers(after: Option<MakerId>) -> Vec<(MakerId, Maker<T::AccountId>)> {
			Self::query_makers(after)
		}

		/// A page of the classes, those that come after `after`; [`QUERY_PAGE`] at most.
		pub fn classes(after: Option<ClassId>) -> Vec<(ClassId, Class<BalanceOf<T>>)> {
			Self::query_classes(after)
		}

		/// The regions of a table.
		pub fn regions(table: RegionTableId) -> Regions {
			RegionTables::<T>::get(table)
		}
	}
}

impl<T: Config> Pallet<T> {
	fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	fn genesis() -> T::Hash {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::default())
	}

	/// What something costs that tells the hooks of so many devices.
	pub(crate) fn with_hooks(weight: Weight, devices: usize) -> Weight {
		weight.saturating_add(T::Hooks::weight().saturating_mul(devices as u64))
	}

	/// What something costs that may hold, free or take the tokens of so many devices.
	pub(crate) fn with_collateral(weight: Weight, devices: usize) -> Weight {
		weight.saturating_add(T::StakedCollateral::weight().saturating_mul(devices as u64))
	}
}

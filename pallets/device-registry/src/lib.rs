//! # Device registry
//!
//! The register of devices: their makers, owners, locations and bonds.
//!
//! ## Overview
//!
//! A device is a machine in the real world with an ed25519 key of its own. Onboarding it takes a
//! certificate or a batch of its maker, which vouches for the device; the consent of the device,
//! which names its owner; and a transaction of the owner or of the maker, who pays the fee and the
//! bond. The device then has a number ([`DeviceIndex`]) for life, under which all its records are
//! kept. The owner and the device together assert its location. Only the owner can hand it on, and
//! the owner can deactivate or retire it; governance can expel it, and a slash can deactivate it.
//! A bond is held on the owner until the unbonding period after retirement ends, or until the
//! device has a new owner. A broken device can be replaced by a new one, which keeps the number,
//! the location, the bond, the rewards and the strikes of the old one.
//!
//! The registry does not judge whether a device really covers its location. It provides the facts
//! by which other pallets judge, through [`DeviceDirectory`], [`CoverageStanding`] and
//! [`Discipline`], and notifies them through [`DeviceHooks`].
//!
//! ## Terminology
//!
//! - **Maker**: a manufacturer of devices. Governance admits it with a *quota* of devices and the
//!   keys that sign its *certificates*. For a whole production *batch* it can commit the root of a
//!   Merkle tree instead; each device of the batch then proves its *membership*.
//! - **Class**: a kind of device. Devices of a class either *cover* (they are challenged, and earn
//!   by proofs of coverage and by *usage*, the paid data that they carry) or *serve* (they earn by
//!   usage only). No pallet credits usage yet.
//! - **Collateral**: the tokens that a bond is held in. They are CRN, or liquid staking tokens that
//!   are worth more than the bond by a *margin* when they are put on hold.
//! - **Consent**: a statement signed by a device's key, with a nonce, so that it counts once. Only
//!   the consent to a transfer is signed by the new owner instead.
//! - **Fleet**: the devices that one call names.
//! - **Change**: a move, deactivation, retirement or transfer that an owner requests. It takes
//!   effect once the windows of proof of coverage in which the device may take part have settled,
//!   or at once if there are none.
//! - **Interactive**: said of a device whose last valid proof is more recent than
//!   [`Config::InteractivePeriod`]. Interactive devices count in the *density* of their cell, which
//!   determines the *reward scale* of each of them.
//! - **Strike**: a fault of a device that another pallet reports. The registry never
//!   forgets strikes: they stay with the number when the device is replaced, and with the key when
//!   it retires.
//! - **Suspension**: the time in which a device is neither challenged nor paid, until governance
//!   resolves the matter, or a deadline passes and the device is released. Rewards that strikes put
//!   in escrow are forfeited then.
//! - **Agenda**: the tasks that the registry executes at later blocks.
//!
//! ## Example
//!
//! A test of this crate onboards a gateway and asserts its location:
#![doc = docify::embed!("src/tests/example.rs", gateway_should_be_in_service_when_maker_device_and_owner_have_signed)]
//!
//! ## Interface
//!
//! ### Permissionless
//!
//! - [`service_agenda`](Call::service_agenda) executes tasks that are due. It is free if it does.
//! - [`revoke_batch`](Call::revoke_batch) removes a batch that has expired.
//!
//! ### For owners
//!
//! - [`onboard`](Call::onboard) registers devices, for a fee and a bond.
//! - [`assert_location`](Call::assert_location) states where devices are, for a fee.
//! - [`set_payout_account`](Call::set_payout_account) names the account that receives rewards.
//! - [`deactivate`](Call::deactivate) takes devices out of service, and
//!   [`reactivate`](Call::reactivate) brings them back.
//! - [`retire`](Call::retire) ends the service of devices for good.
//! - [`cancel_change`](Call::cancel_change) cancels changes that have not taken effect yet.
//! - [`replace_device`](Call::replace_device) puts a new device of the same maker and class in the
//!   place of a broken one, without a fee or a bond.
//! - [`offer`](Call::offer), [`cancel_offer`](Call::cancel_offer) and
//!   [`transfer`](Call::transfer) hand devices to a new owner. The chain knows no price: how the
//!   new owner pays is up to the parties.
//! - [`swap_bond`](Call::swap_bond) changes the collateral of bonds.
//! - [`appeal_suspension`](Call::appeal_suspension) appeals against a suspension.
//!
//! ### For buyers
//!
//! - [`accept_offer`](Call::accept_offer) takes over devices. Their bonds are held on the buyer.
//!
//! ### For makers
//!
//! - [`onboard`](Call::onboard) registers devices for an owner, at the maker's expense.
//! - [`set_maker_keys`](Call::set_maker_keys) sets the keys that sign certificates.
//! - [`commit_batch`](Call::commit_batch) commits a production batch, and
//!   [`revoke_batch`](Call::revoke_batch) removes it.
//!
//! ### For governance
//!
//! - [`admit_maker`](Call::admit_maker) admits a maker; [`update_maker`](Call::update_maker) sets
//!   its quota and suspends or reinstates it; [`set_maker_keys`](Call::set_maker_keys) sets its
//!   keys.
//! - [`set_class`](Call::set_class) and [`set_region_table`](Call::set_region_table) manage classes
//!   and radio regions.
//! - [`suspend`](Call::suspend) suspends devices, and
//!   [`resolve_suspension`](Call::resolve_suspension) decides on a suspension.
//!
//! A call that takes a list of devices does the same for each of them. If it fails for one device,
//! it changes nothing at all.
//!
//! ## Invariants
//!
//! `try_state` checks all of these:
//!
//! 1. Keys and numbers of devices are in one-to-one correspondence. A key that is in use has no
//!    history.
//! 2. The index by owner and the index by cell hold exactly the devices whose own records name that
//!    owner and that cell.
//! 3. The CRN held on an account as [`HoldReason::DeviceBond`] is the sum of the bonds of its
//!    devices that are held in CRN, and of the bonds for devices on their way to it. The liquid
//!    staking tokens held on it are the sum over its devices whose bonds are in those tokens. No bond is ever lost,
//!    and none is without tokens.
//! 4. A device has the status suspended exactly if it has a suspension. Only active devices have
//!    pending changes or count in a density. Retired devices have no location, offer or payout
//!    account.
//! 5. The density counts are those of the set of interactive devices of each class. Every device's
//!    reward scale is therefore what `coverage_math::density_scales` computes for that set.
//! 6. Everything that ends by itself (an interactive period, a pending change, a suspension, an
//!    unbonding period) has a task in the agenda.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod agenda;
mod batches;
mod bonds;
mod changes;
mod classes;
mod collateral;
mod density;
mod device;
mod errors;
mod events;
mod evidence;
mod genesis;
mod interfaces;
mod lifecycle;
mod location;
mod makers;
mod name;
mod onboarding;
mod ownership;
mod queries;
mod suspension;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(any(test, feature = "try-runtime"))]
mod invariants;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use agenda::{AgendaCursor, Task, AGENDA_PAGE, BUCKET};
pub use batches::{Batch, MAX_BATCH};
pub use cairn_primitives::devices::LOCATION_RESOLUTION;
pub use changes::{Change, ChangeOf, PendingChange};
pub use classes::{Class, Region, Regions};
pub use collateral::{Collateral, CollateralKind};
pub use density::{DensityCount, Interactive, FULL_SCALE};
pub use device::{Device, Fleet, Status};
pub use evidence::{Certificate, Evidence, MakerKey, MakerSignature, Membership, MerklePath};
pub use location::{CellKey, LocationAssertion, GAIN_CDBI};
pub use makers::{Maker, MakerKeys};
pub use name::Name;
pub use onboarding::{KeyHistory, Onboarding};
pub use ownership::TransferConsent;
pub use pallet::*;
pub use queries::{DeviceInfo, DeviceInfoOf, QUERY_PAGE};
pub use suspension::{Decision, Suspension, SuspensionOf};
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

/// An amount of CRN, in which bonds and fees are denominated.
pub type BalanceOf<T> =
	<<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// CRN that was withdrawn from an account and not yet deposited anywhere.
pub type CreditOf<T> =
	fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

#[allow(clippy::expect_used, clippy::unreachable)] // the pallet macros write them
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(genesis::genesis)]
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

	/// The version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The device registry.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The types and constants that the registry needs of its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = sp_core::H256>
	{
		/// The token that bonds are held in and that fees are paid in: CRN.
		type Currency: Balanced<Self::AccountId, Balance = Balance>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ hold::Balanced<Self::AccountId>;

		/// The reasons for which the runtime holds tokens.
		type RuntimeHoldReason: From<HoldReason>;

		/// The destination of onboarding and location fees.
		type Fees: OnUnbalanced<CreditOf<Self>>;

		/// The liquid staking token, in which bonds may be held instead of CRN.
		type StakedCollateral: StakedCollateral<Self::AccountId>;

		/// The share by which liquid staking tokens must be worth more than their bond when they
		/// are put on hold, because their rate may fall afterwards.
		#[pallet::constant]
		type CollateralMargin: Get<Permill>;

		/// The destination of slashed bonds that were held in CRN.
		type Slashed: OnUnbalanced<CreditOf<Self>>;

		/// The origin that manages makers, classes and region tables.
		type ManagerOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The origin that suspends devices and resolves suspensions.
		type JudgeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The clock by which certificates and batches expire.
		type Time: UnixTime;

		/// The pallets that are notified of what happens to devices.
		type Hooks: DeviceHooks<Self::AccountId>;

		/// The signature with which an account accepts devices without a transaction of its own.
		type OffchainSignature: Verify<Signer = Self::OffchainPublic> + Parameter;

		/// The public key of that signature.
		type OffchainPublic: IdentifyAccount<AccountId = Self::AccountId>;

		/// The number of blocks after which all windows that are open now have settled.
		#[pallet::constant]
		type SettlementDelay: Get<BlockNumberFor<Self>>;

		/// The number of blocks between two assertions of a device's location.
		#[pallet::constant]
		type LocationInterval: Get<BlockNumberFor<Self>>;

		/// The number of blocks for which the bond of a retired device stays on hold and slashable.
		#[pallet::constant]
		type UnbondingPeriod: Get<BlockNumberFor<Self>>;

		/// The number of blocks for which a valid proof lets its device count in the density of its
		/// cell.
		#[pallet::constant]
		type InteractivePeriod: Get<BlockNumberFor<Self>>;

		/// The number of blocks after a suspension within which the owner may appeal.
		#[pallet::constant]
		type AppealPeriod: Get<BlockNumberFor<Self>>;

		/// The number of blocks after the appeal period within which governance decides. If it does
		/// not, the device is released.
		#[pallet::constant]
		type DecisionPeriod: Get<BlockNumberFor<Self>>;

		/// The highest number of devices in one call.
		#[pallet::constant]
		type MaxFleet: Get<u32>;

		/// The highest number of tasks of the agenda that a block executes in its idle time.
		#[pallet::constant]
		type TasksPerBlock: Get<u32>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The reasons for which the registry holds tokens.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The bond of a device. It is slashed for the device's misconduct, and released after its
		/// unbonding period or when the device is sold.
		DeviceBond,
	}

	// Storage keys are not hashed. They are numbers, cells or public keys whose owners have signed,
	// which are no easier to choose than hashes.

	/// The makers, by number.
	///
	/// An absent entry means that no maker has the number. The map grows with each admitted maker;
	/// entries are never removed.
	#[pallet::storage]
	pub type Makers<T: Config> = StorageMap<_, Identity, MakerId, Maker<T::AccountId>>;

	/// The number that the next maker gets.
	///
	/// An absent value means 0: no maker has been admitted yet. A number is never reused.
	#[pallet::storage]
	pub type NextMaker<T> = StorageValue<_, MakerId, ValueQuery>;

	/// The batches that makers have committed, by maker and batch number.
	///
	/// An absent entry means that the batch was never committed, or was revoked. The map grows with
	/// each committed batch. The maker removes an entry with `revoke_batch`; anyone can, once the
	/// batch has expired.
	#[pallet::storage]
	pub type Batches<T: Config> =
		StorageDoubleMap<_, Identity, MakerId, Identity, BatchId, Batch<T::Hash>>;

	/// The classes of devices, by number.
	///
	/// An absent entry means that no class has the number. The map grows with each class that
	/// governance adds; entries are never removed.
	#[pallet::storage]
	pub type Classes<T: Config> = StorageMap<_, Identity, ClassId, Class<BalanceOf<T>>>;

	/// The tables of radio regions, by number.
	///
	/// An absent entry reads as an empty table, which no class may refer to. The map grows with
	/// each table that governance adds; neither tables nor regions are ever removed.
	#[pallet::storage]
	pub type RegionTables<T> = StorageMap<_, Identity, RegionTableId, Regions, ValueQuery>;

	/// The devices, by number.
	///
	/// An absent entry means that the number was never given to a device, or that its device is
	/// retired and its bond released. The map grows with each onboarded device. The agenda removes
	/// an entry when it releases the bond of a retired device.
	#[pallet::storage]
	pub type Devices<T: Config> = StorageMap<_, Identity, DeviceIndex, Device<T>>;

	/// The number that the next device gets.
	///
	/// An absent value means 0: no device has been onboarded yet. A number is never reused.
	#[pallet::storage]
	pub type NextDevice<T> = StorageValue<_, DeviceIndex, ValueQuery>;

	/// The number of the device with a key.
	///
	/// An absent entry means that no registered device has the key. The map has one entry for each
	/// entry of `Devices`. An entry is removed when its device is replaced, or when the agenda
	/// releases the bond of a retired device.
	#[pallet::storage]
	pub type DeviceIndexes<T> = StorageMap<_, Identity, DeviceKey, DeviceIndex>;

	/// The history of keys that are no longer in use: it follows a key for life.
	///
	/// An absent entry means that the key is new, or that a registered device uses it. The map
	/// grows with each key whose device is replaced, or is retired and has its bond released.
	/// Onboarding a key again, or replacing a device with it, removes its entry.
	#[pallet::storage]
	pub type KeyHistories<T> = StorageMap<_, Identity, DeviceKey, KeyHistory>;

	/// The index of devices by owner.
	///
	/// An absent entry means that the account does not own the device. The map has one entry for
	/// each entry of `Devices`. An entry moves when its device is transferred, and goes when the
	/// agenda releases the bond of a retired device.
	#[pallet::storage]
	pub type DevicesOf<T: Config> =
		StorageDoubleMap<_, Identity, T::AccountId, Identity, DeviceIndex, ()>;

	/// The index of devices by H3 cell of resolution 12, in the order of the cells: all devices of
	/// a larger cell are neighbours.
	///
	/// An absent entry means that the device is not located in the cell. The map has one entry for
	/// each located device. An entry moves when its device moves, and goes when its device retires.
	#[pallet::storage]
	pub type DevicesInCells<T> = StorageDoubleMap<_, Identity, CellKey, Identity, DeviceIndex, ()>;

	/// The account that receives the rewards of a device.
	///
	/// An absent entry means that the owner receives them. The map grows with each device whose
	/// owner names a payout account. The owner removes an entry by naming none; a transfer and a
	/// retirement remove it too.
	#[pallet::storage]
	pub type PayoutAccounts<T: Config> = StorageMap<_, Identity, DeviceIndex, T::AccountId>;

	/// The account to which a device is offered.
	///
	/// An absent entry means that the device is not offered. The map grows with each offered
	/// device. An entry is removed when the offer is accepted or cancelled, and when the device is
	/// transferred, retired or suspended.
	#[pallet::storage]
	pub type Offers<T: Config> = StorageMap<_, Identity, DeviceIndex, T::AccountId>;

	/// The changes that wait until open windows have settled, each with its place in the agenda.
	///
	/// An absent entry means that nothing is pending for the device. The map grows with each device
	/// whose owner requests a change while it may have open windows. The agenda removes an entry
	/// when it applies the change; a cancelled change leaves its entry behind until then.
	#[pallet::storage]
	pub type PendingChanges<T: Config> = StorageMap<_, Identity, DeviceIndex, PendingChange<T>>;

	/// The suspensions, by device.
	///
	/// An absent entry means that the device is not suspended. The map grows with each suspended
	/// device. An entry is removed when governance resolves the suspension, or when the agenda
	/// releases the device because nobody has decided in time.
	#[pallet::storage]
	pub type Suspensions<T: Config> = StorageMap<_, Identity, DeviceIndex, SuspensionOf<T>>;

	/// The counts of interactive devices by which density is reckoned, by class and H3 cell of
	/// resolution 10 to 4.
	///
	/// An absent entry reads as zero: no interactive device in the cell, and no dense cell around
	/// it. The map grows with the cells around interactive devices. An entry is removed as soon as
	/// it becomes zero, because the last device has lapsed, moved or become inactive.
	#[pallet::storage]
	pub type DensityCounts<T> =
		StorageDoubleMap<_, Identity, ClassId, Identity, CellKey, DensityCount, ValueQuery>;

	/// The tasks of the agenda, by bucket of blocks and page.
	///
	/// An absent entry reads as an empty page. The map grows with each task for a later block, one
	/// page for each `AGENDA_PAGE` tasks of a bucket. Pages are removed as their tasks are
	/// executed, in the idle time of blocks or by `service_agenda`.
	#[pallet::storage]
	pub type Agenda<T> = StorageDoubleMap<
		_,
		Identity,
		u32,
		Identity,
		u32,
		BoundedVec<(DeviceIndex, crate::Task), ConstU32<AGENDA_PAGE>>,
		ValueQuery,
	>;

	/// The number of pages that a bucket of the agenda has.
	///
	/// An absent entry means 0: the bucket has no tasks, or was passed already. The map has one
	/// entry for each bucket with tasks. An entry is removed when the agenda passes its bucket.
	#[pallet::storage]
	pub type AgendaPages<T> = StorageMap<_, Identity, u32, u32, ValueQuery>;

	/// The position up to which the agenda's tasks have been executed.
	///
	/// An absent value means the first page of the first bucket.
	#[pallet::storage]
	pub type AgendaPosition<T> = StorageValue<_, AgendaCursor, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::service_agenda_up_to(T::TasksPerBlock::get(), &mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::MaxFleet::get() > 0, "MaxFleet is 0: no call could name a device");
			assert!(
				T::TasksPerBlock::get() > 0,
				"TasksPerBlock is 0: no block would execute a task"
			);
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
		/// - `account`: the account that acts for the maker.
		/// - `name`: the maker's name.
		/// - `quota`: the number of devices that the maker may onboard in all.
		/// - `keys`: the keys that sign the maker's certificates.
		///
		/// Origin: [`Config::ManagerOrigin`].
		///
		/// Errors: [`Error::TooManyMakers`].
		///
		/// Emits [`Event::MakerAdmitted`].
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

		/// Sets a maker's quota, and suspends or reinstates the maker. Devices that it has
		/// onboarded already are not affected.
		///
		/// - `maker`: the maker's number.
		/// - `quota`: the number of devices that the maker may onboard in all, those already
		///   onboarded included.
		/// - `suspended`: whether the maker is suspended and cannot onboard devices.
		///
		/// Origin: [`Config::ManagerOrigin`].
		///
		/// Errors: [`Error::MakerUnknown`].
		///
		/// Emits [`Event::MakerUpdated`].
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

		/// Sets the keys that sign a maker's certificates. Certificates signed by any other key
		/// become invalid.
		///
		/// - `maker`: the maker's number.
		/// - `keys`: all keys of the maker.
		///
		/// Origin: the maker's account, or [`Config::ManagerOrigin`].
		///
		/// Errors: [`Error::MakerUnknown`], [`Error::NotMaker`].
		///
		/// Emits [`Event::MakerKeysSet`].
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

		/// Commits a batch of devices at once. Each device of the batch can then be onboarded with
		/// a proof that its key is in the Merkle tree, and needs no certificate.
		///
		/// - `maker`: the maker's number.
		/// - `batch`: the batch's number, chosen by the maker.
		/// - `class`: the class of the devices.
		/// - `root`: the root of the Merkle tree over the devices' keys (see [`Batch`]).
		/// - `leaves`: the number of devices in the tree, [`MAX_BATCH`] at most.
		/// - `expires_at`: the last moment at which the devices may be onboarded, in milliseconds
		///   since the Unix epoch.
		///
		/// Origin: the maker's account.
		///
		/// Errors: [`Error::MakerUnknown`], [`Error::MakerSuspended`], [`Error::NotMaker`],
		/// [`Error::BatchAlreadyCommitted`], [`Error::ClassUnknown`],
		/// [`Error::BatchSizeOutOfRange`], [`Error::BatchExpired`].
		///
		/// Emits [`Event::BatchCommitted`].
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

		/// Revokes a batch. Devices of the batch that are not onboarded yet then need certificates.
		///
		/// - `maker`: the maker's number.
		/// - `batch`: the batch's number.
		///
		/// Origin: the maker's account; any signed account, once the batch has expired.
		///
		/// Errors: [`Error::MakerUnknown`], [`Error::NotMaker`], [`Error::BatchUnknown`].
		///
		/// Emits [`Event::BatchRevoked`].
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

		/// Adds a class, or changes the name, bond and fees of an existing one. A new bond applies
		/// to devices that are onboarded, sold or reactivated from now on.
		///
		/// - `id`: the class's number.
		/// - `class`: the class.
		///
		/// Origin: [`Config::ManagerOrigin`].
		///
		/// Errors: [`Error::ClassImmutable`], [`Error::RegionTableUnknown`].
		///
		/// Emits [`Event::ClassSet`].
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

		/// Adds a table of radio regions, or adds regions to an existing table and changes its
		/// regions.
		///
		/// - `id`: the table's number.
		/// - `regions`: all regions of the table.
		///
		/// Origin: [`Config::ManagerOrigin`].
		///
		/// Errors: [`Error::RegionRemoved`], [`Error::RegionDuplicated`],
		/// [`Error::FrequencyRangeInverted`].
		///
		/// Emits [`Event::RegionTableSet`].
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

		/// Registers devices. The caller pays the onboarding fee, which is burned, and the bond of
		/// each device. The bond is held on the owner, whose account must exist, and stays the
		/// owner's when it is released, even if the maker has paid it.
		///
		/// - `owner`: the owner of the devices.
		/// - `devices`: the devices, each with its own consent and its maker's evidence.
		///
		/// Origin: signed by the owner, or by the account of the maker of all these devices.
		///
		/// Errors: [`Error::MakerUnknown`], [`Error::MakerSuspended`], [`Error::NotOwnerNorMaker`],
		/// [`Error::QuotaExhausted`], [`Error::DeviceAlreadyOnboarded`], [`Error::KeyExpelled`],
		/// [`Error::ClassUnknown`], [`Error::TooManyDevices`]; the errors of certificates, batches
		/// and consents; and those of the token if the caller has too little or the owner's account
		/// does not exist.
		///
		/// Emits [`Event::DeviceOnboarded`] for each device.
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

		/// Asserts where devices are located. The owner pays the location fee of the class for each
		/// device. A device can assert a location once in [`Config::LocationInterval`]. Once a move
		/// to another cell takes effect, the device is no longer interactive, and its record in
		/// coverage starts again. A device that stays in its cell keeps both.
		///
		/// - `assertions`: the location of each device, with the device's own consent.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::DeviceSuspended`],
		/// [`Error::DeviceRetired`], [`Error::ChangePending`], [`Error::NotAnH3Cell`],
		/// [`Error::CellResolutionNot12`], [`Error::GainOutOfRange`], [`Error::ClassHasNoRegions`],
		/// [`Error::RegionMissing`], [`Error::RegionUnknown`], [`Error::LocationAssertedTooSoon`],
		/// [`Error::AgendaFull`]; the errors of consents; and those of the token.
		///
		/// Emits [`Event::DeviceLocated`] or [`Event::ChangeRequested`] for each device.
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

		/// Names the account that receives the rewards of devices.
		///
		/// - `devices`: the devices.
		/// - `account`: the payout account; `None` to pay the owner.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::DeviceSuspended`],
		/// [`Error::DeviceRetired`].
		///
		/// Emits [`Event::PayoutAccountSet`] for each device.
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

		/// Deactivates devices: they are neither challenged nor paid, and their bonds stay on hold.
		///
		/// - `devices`: the devices.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::DeviceInactive`],
		/// [`Error::DeviceSuspended`], [`Error::DeviceRetired`], [`Error::ChangePending`],
		/// [`Error::AgendaFull`].
		///
		/// Emits [`Event::DeviceDeactivated`] or [`Event::ChangeRequested`] for each device.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::deactivate(devices.len() as u32))]
		pub fn deactivate(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_deactivate(&owner, device))
		}

		/// Reactivates inactive devices. If a bond is below the bond of the device's class, the
		/// difference is put on hold: in CRN, or in liquid staking tokens if the bond is held in
		/// them. These must be worth what [`swap_bond`](Self::swap_bond) would require.
		///
		/// - `devices`: the devices.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::DeviceAlreadyActive`],
		/// [`Error::DeviceSuspended`], [`Error::DeviceRetired`], [`Error::ChangePending`]; and
		/// those of the tokens.
		///
		/// Emits [`Event::DeviceReactivated`] for each device.
		#[pallet::call_index(11)]
		#[pallet::weight(Pallet::<T>::with_collateral(
			T::WeightInfo::reactivate(devices.len() as u32),
			devices.len(),
		))]
		pub fn reactivate(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_reactivate(&owner, device))
		}

		/// Retires devices for good. Their bonds stay slashable for the unbonding period, and are
		/// released after it.
		///
		/// - `devices`: the devices.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::DeviceSuspended`],
		/// [`Error::DeviceRetired`], [`Error::ChangePending`], [`Error::AgendaFull`].
		///
		/// Emits [`Event::DeviceRetired`] or [`Event::ChangeRequested`] for each device, and later
		/// [`Event::BondReleased`].
		#[pallet::call_index(12)]
		#[pallet::weight(Pallet::<T>::with_hooks(
			T::WeightInfo::retire(devices.len() as u32),
			devices.len(),
		))]
		pub fn retire(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_retire(&owner, device))
		}

		/// Cancels changes that have not taken effect yet. A transfer that the buyer has accepted
		/// cannot be cancelled. The fee of a cancelled move is not returned, and the interval until
		/// the next one has begun.
		///
		/// - `devices`: the devices.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::NoChangePending`],
		/// [`Error::TransferLocked`].
		///
		/// Emits [`Event::ChangeCancelled`] for each device.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::cancel_change(devices.len() as u32))]
		pub fn cancel_change(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_cancel_change(&owner, device))
		}

		/// Replaces a broken device with a new one. The new device takes over the number, location,
		/// bond, rewards and strikes.
		///
		/// - `device`: the number of the broken device.
		/// - `key`: the key of the new device.
		/// - `consent`: the new device's consent.
		/// - `certificate`: the maker's certificate that the new device may replace the broken one.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::DeviceSuspended`],
		/// [`Error::DeviceRetired`], [`Error::ChangePending`], [`Error::DeviceAlreadyOnboarded`],
		/// [`Error::KeyExpelled`], [`Error::ReplacementMismatch`], [`Error::MakerUnknown`],
		/// [`Error::MakerSuspended`]; and those of certificates and consents.
		///
		/// Emits [`Event::DeviceReplaced`].
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

		/// Offers devices to an account. A new offer replaces an earlier one of the same device.
		///
		/// - `devices`: the devices.
		/// - `to`: the account that may accept them.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::AlreadyOwner`],
		/// [`Error::DeviceSuspended`], [`Error::DeviceRetired`], [`Error::ChangePending`].
		///
		/// Emits [`Event::DeviceOffered`] for each device.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::offer(devices.len() as u32))]
		pub fn offer(origin: OriginFor<T>, devices: Fleet<T>, to: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_offer(&owner, device, &to))
		}

		/// Cancels offers that have not been accepted.
		///
		/// - `devices`: the devices.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::NoOffer`].
		///
		/// Emits [`Event::OfferCancelled`] for each device.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::cancel_offer(devices.len() as u32))]
		pub fn cancel_offer(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_cancel_offer(&owner, device))
		}

		/// Accepts offered devices. Their bonds are put on hold on the caller at once, in CRN. Once
		/// open windows have settled, the caller owns the devices and the previous owner's bonds
		/// are released.
		///
		/// - `devices`: the devices.
		///
		/// Origin: signed by the account that the devices are offered to.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NoOffer`],
		/// [`Error::OfferedToAnotherAccount`], [`Error::DeviceSuspended`],
		/// [`Error::DeviceRetired`], [`Error::ChangePending`], [`Error::NonceExhausted`],
		/// [`Error::AgendaFull`]; and those of the token.
		///
		/// Emits [`Event::DeviceTransferred`] or [`Event::ChangeRequested`] for each device.
		#[pallet::call_index(17)]
		#[pallet::weight(Pallet::<T>::with_collateral(
			Pallet::<T>::with_hooks(
				T::WeightInfo::accept_offer(devices.len() as u32),
				devices.len(),
			),
			devices.len(),
		))]
		pub fn accept_offer(origin: OriginFor<T>, devices: Fleet<T>) -> DispatchResult {
			let to = ensure_signed(origin)?;
			devices.into_iter().try_for_each(|device| Self::do_accept_offer(&to, device))
		}

		/// Transfers devices to a new owner who has signed for them. The call combines an offer and
		/// its acceptance.
		///
		/// - `devices`: the devices.
		/// - `to`: the new owner, on whom the bonds are put on hold, in CRN.
		/// - `expires_at`: the last block at which the new owner's consent is valid.
		/// - `consent`: the new owner's signature (see [`TransferConsent`]).
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::AlreadyOwner`],
		/// [`Error::ConsentExpired`], [`Error::OwnerSignatureInvalid`], [`Error::DeviceSuspended`],
		/// [`Error::DeviceRetired`], [`Error::ChangePending`], [`Error::NonceExhausted`],
		/// [`Error::AgendaFull`]; and those of the token.
		///
		/// Emits [`Event::DeviceTransferred`] or [`Event::ChangeRequested`] for each device.
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

		/// Suspends devices: they are neither challenged nor paid until the matter is resolved.
		/// Their pending changes and offers are cancelled. The bond of a retired device stays on
		/// hold. Devices that are suspended or gone already are skipped, because a vote takes days.
		///
		/// - `devices`: the devices.
		/// - `reason`: the reason for the suspension.
		///
		/// Origin: [`Config::JudgeOrigin`].
		///
		/// Errors: [`Error::NoDeviceToSuspend`], [`Error::AgendaFull`].
		///
		/// Emits [`Event::DeviceSuspended`] for each device.
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
		/// - `device`: the suspended device.
		/// - `grounds`: the hash of a text that states the grounds of the appeal.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::DeviceNotSuspended`],
		/// [`Error::AlreadyAppealed`], [`Error::AppealPeriodOver`].
		///
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

		/// Decides on a suspension and ends it.
		///
		/// - `device`: the suspended device.
		/// - `release_at`: the suspension's `release_at`, which identifies it: a vote must not hit
		///   a later suspension of the same device.
		/// - `decision`: the decision, and its consequences.
		///
		/// Origin: [`Config::JudgeOrigin`].
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::DeviceNotSuspended`],
		/// [`Error::SuspensionMismatch`].
		///
		/// Emits [`Event::SuspensionResolved`] and [`Event::DeviceReleased`]; also
		/// [`Event::BondSlashed`] and [`Event::DeviceRetired`] if so decided.
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

		/// Executes tasks of the agenda that are due, for times in which blocks have no idle time
		/// to do so. The call is free of charge if there was anything to do.
		///
		/// - `limit`: the highest number of tasks to execute. A stretch of the agenda without tasks
		///   counts as one.
		///
		/// Origin: signed by any account.
		///
		/// Errors: [`Error::NothingDue`].
		///
		/// Emits the events of the executed tasks: [`Event::DeviceLapsed`],
		/// [`Event::DeviceReleased`], [`Event::BondReleased`], or those of changes.
		#[pallet::call_index(22)]
		#[pallet::weight(Pallet::<T>::weight_of_servicing(*limit))]
		pub fn service_agenda(origin: OriginFor<T>, limit: u32) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let mut meter = WeightMeter::new();
			ensure!(Self::service_agenda_up_to(limit, &mut meter), Error::<T>::NothingDue);
			Ok((Some(meter.consumed()), Pays::No).into())
		}

		/// Changes the collateral of bonds. The new collateral is put on hold before the previous
		/// one is released.
		///
		/// - `devices`: the devices.
		/// - `into`: the kind of collateral. CRN is held in the amount of the bond; the liquid
		///   staking token must be worth [`Config::CollateralMargin`] more than the bond at this
		///   moment.
		///
		/// Origin: signed by the owner.
		///
		/// Errors: [`Error::DeviceUnknown`], [`Error::NotOwner`], [`Error::DeviceSuspended`],
		/// [`Error::DeviceRetired`], [`Error::ChangePending`], [`Error::CollateralUnchanged`]; and
		/// those of the tokens.
		///
		/// Emits [`Event::BondSwapped`] for each device.
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

	// View functions cannot be a section of their own: the derives that their macro emits are
	// hygienic, and fail in an imported section.
	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Returns everything the registry knows about a device; `None` if it does not exist.
		pub fn device(device: DeviceIndex) -> Option<DeviceInfoOf<T>> {
			Self::query_device(device)
		}

		/// Returns the number of the device with this key; `None` if no registered device has it.
		pub fn device_with_key(key: DeviceKey) -> Option<DeviceIndex> {
			DeviceIndexes::<T>::get(key)
		}

		/// Returns a page of an account's devices, starting after `after`. A page has at most
		/// [`QUERY_PAGE`] devices.
		pub fn devices_of(owner: T::AccountId, after: Option<DeviceIndex>) -> Vec<DeviceIndex> {
			Self::query_devices_of(owner, after)
		}

		/// Returns a page of the devices in an H3 cell of any resolution up to 12, each with its
		/// own cell, starting after `after`. A page has at most [`QUERY_PAGE`] devices.
		pub fn devices_in_cell(
			cell: u64,
			after: Option<(u64, DeviceIndex)>,
		) -> Vec<(u64, DeviceIndex)> {
			Self::query_devices_in_cell(cell, after)
		}

		/// Returns the share of its units that density leaves a device, in units of 1e-4; `None` if
		/// the device does not exist.
		pub fn reward_scale(device: DeviceIndex) -> Option<u32> {
			Devices::<T>::get(device).map(|device| Self::reward_scale_of(&device))
		}

		/// Returns a page of the makers, starting after `after`. A page has at most [`QUERY_PAGE`]
		/// makers.
		pub fn makers(after: Option<MakerId>) -> Vec<(MakerId, Maker<T::AccountId>)> {
			Self::query_makers(after)
		}

		/// Returns a page of the classes, starting after `after`. A page has at most [`QUERY_PAGE`]
		/// classes.
		pub fn classes(after: Option<ClassId>) -> Vec<(ClassId, Class<BalanceOf<T>>)> {
			Self::query_classes(after)
		}

		/// Returns all regions of a table; none if the table does not exist.
		pub fn regions(table: RegionTableId) -> Regions {
			RegionTables::<T>::get(table)
		}
	}
}

impl<T: Config> Pallet<T> {
	fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	fn genesis_hash() -> T::Hash {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::default())
	}

	/// Adds to `weight` what it costs to notify the hooks about this number of devices.
	pub(crate) fn with_hooks(weight: Weight, devices: usize) -> Weight {
		weight.saturating_add(T::Hooks::weight().saturating_mul(devices as u64))
	}

	/// Adds to `weight` what it costs to hold, release or slash the tokens of this number of
	/// devices.
	pub(crate) fn with_collateral(weight: Weight, devices: usize) -> Weight {
		weight.saturating_add(T::StakedCollateral::weight().saturating_mul(devices as u64))
	}
}

//! What the registry keeps.

use frame_support::pallet_macros::pallet_section;

/// The storage: a section of the pallet.
#[pallet_section]
mod storage {
	/// The makers.
	#[pallet::storage]
	pub type Makers<T: Config> = StorageMap<_, Identity, MakerId, Maker<T::AccountId>>;

	/// The number that the next maker gets.
	#[pallet::storage]
	pub type NextMaker<T> = StorageValue<_, MakerId, ValueQuery>;

	/// The batches that makers have committed.
	#[pallet::storage]
	pub type Batches<T: Config> =
		StorageDoubleMap<_, Identity, MakerId, Identity, BatchId, Batch<T::Hash>>;

	/// The classes.
	#[pallet::storage]
	pub type Classes<T: Config> = StorageMap<_, Identity, ClassId, Class<BalanceOf<T>>>;

	/// The tables of radio regions.
	#[pallet::storage]
	pub type RegionTables<T> = StorageMap<_, Identity, RegionTableId, Regions, ValueQuery>;

	/// The devices.
	#[pallet::storage]
	pub type Devices<T: Config> = StorageMap<_, Identity, DeviceIndex, Device<T>>;

	/// The number that the next device gets.
	#[pallet::storage]
	pub type NextDevice<T> = StorageValue<_, DeviceIndex, ValueQuery>;

	/// The devices by key. Here and below keys are not hashed: they are numbers, cells, or public
	/// keys whose owners have signed, no easier to choose than hashes.
	#[pallet::storage]
	pub type DeviceIndexes<T> = StorageMap<_, Identity, DeviceKey, DeviceIndex>;

	/// What is remembered of keys that are no longer in use.
	#[pallet::storage]
	pub type KeyHistories<T> = StorageMap<_, Identity, DeviceKey, KeyHistory>;

	/// The devices by owner.
	#[pallet::storage]
	pub type DevicesOf<T: Config> =
		StorageDoubleMap<_, Identity, T::AccountId, Identity, DeviceIndex, ()>;

	/// The devices by cell. In the order of the cells, so that all devices in a larger cell are
	/// neighbours too.
	#[pallet::storage]
	pub type DevicesInCells<T> = StorageDoubleMap<_, Identity, CellKey, Identity, DeviceIndex, ()>;

	/// The accounts that owners have named to receive what a device earns.
	#[pallet::storage]
	pub type PayoutAccounts<T: Config> = StorageMap<_, Identity, DeviceIndex, T::AccountId>;

	/// To whom devices are offered.
	#[pallet::storage]
	pub type Offers<T: Config> = StorageMap<_, Identity, DeviceIndex, T::AccountId>;

	/// The changes that wait for open windows to settle, and places in the agenda for them.
	#[pallet::storage]
	pub type PendingChanges<T: Config> = StorageMap<_, Identity, DeviceIndex, PendingChange<T>>;

	/// The suspensions.
	#[pallet::storage]
	pub type Suspensions<T: Config> = StorageMap<_, Identity, DeviceIndex, SuspensionOf<T>>;

	/// The crowds, by class and cell of resolution 10 to 4.
	#[pallet::storage]
	pub type DensityCounts<T> =
		StorageDoubleMap<_, Identity, ClassId, Identity, CellKey, DensityCount, ValueQuery>;

	/// The agenda: tasks, by bucket of blocks and page.
	#[pallet::storage]
	pub type Agenda<T> = StorageDoubleMap<
		_,
		Identity,
		u32,
		Identity,
		u32,
		BoundedVec<(DeviceIndex, types::Task), ConstU32<AGENDA_PAGE>>,
		ValueQuery,
	>;

	/// How many pages a bucket of the agenda has got.
	#[pallet::storage]
	pub type AgendaPages<T> = StorageMap<_, Identity, u32, u32, ValueQuery>;

	/// Up to where the agenda is worked off.
	#[pallet::storage]
	pub type AgendaPosition<T> = StorageValue<_, AgendaCursor, ValueQuery>;
}

//! The `device_*` methods: queries to the device registry.

use super::{
	chain::{Chain, View},
	error::Error,
	json::{self, Address, Amount, Cell, Decimal, DeviceRef, Page},
};
use cairn_primitives::{
	devices::{ClassId, DeviceIndex, DeviceKey, Location, MakerId, RegionId, SuspensionReason},
	AccountId, Balance, BlockNumber, Hash,
};
use jsonrpsee::proc_macros::rpc;
use pallet_device_registry::{Change, Collateral, DeviceInfo, Status, Suspension};
use pallet_device_registry_runtime_api::DeviceRegistryApi as _;
use serde::Serialize;
use std::sync::Arc;

/// Queries about devices.
#[rpc(server, namespace = "device")]
pub trait DeviceApi {
	/// Returns everything the registry knows about a device.
	#[method(name = "get", blocking)]
	fn get(&self, device: DeviceRef, at: Option<String>) -> Result<Device, Error>;

	/// Lists an account's devices.
	#[method(name = "byOwner", blocking)]
	fn by_owner(
		&self,
		owner: String,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<Page<DeviceIndex>, Error>;

	/// Lists the devices in an H3 cell of any resolution up to 12.
	#[method(name = "inCell", blocking)]
	fn in_cell(
		&self,
		cell: String,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<Page<Located>, Error>;

	/// Returns the share of its units that density leaves a device, in units of 1e-4.
	#[method(name = "rewardScale", blocking)]
	fn reward_scale(&self, device: DeviceRef, at: Option<String>) -> Result<u32, Error>;
}

/// Implements [`DeviceApiServer`].
pub struct Devices<C> {
	chain: Arc<C>,
}

impl<C> Devices<C> {
	/// Answers queries from the given chain.
	pub fn new(chain: Arc<C>) -> Self {
		Self { chain }
	}
}

impl<C: Chain> DeviceApiServer for Devices<C> {
	fn get(&self, device: DeviceRef, at: Option<String>) -> Result<Device, Error> {
		let view = View::new(&*self.chain, at.as_deref())?;
		let number = view.device(&device)?;
		view.ask(|api, at| api.device(at, number))?
			.map(|info| Device::new(number, info))
			.ok_or_else(|| Error::UnknownDevice { device: device.to_string() })
	}

	fn by_owner(
		&self,
		owner: String,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<Page<DeviceIndex>, Error> {
		let (owner, limit) = (json::account(&owner)?, json::limit(limit)?);
		let after = json::cursor(cursor.as_deref())?;
		let view = View::new(&*self.chain, at.as_deref())?;
		let devices = view.ask(|api, at| api.devices_of(at, owner, after))?;
		Ok(Page::cut(devices, limit, DeviceIndex::to_string))
	}

	fn in_cell(
		&self,
		cell: String,
		cursor: Option<String>,
		limit: Option<u32>,
		at: Option<String>,
	) -> Result<Page<Located>, Error> {
		let (cell, limit) = (json::cell(&cell)?, json::limit(limit)?);
		let after = json::cell_cursor(cursor.as_deref())?;
		let view = View::new(&*self.chain, at.as_deref())?;
		let devices = view.ask(|api, at| api.devices_in_cell(at, cell, after))?;
		let page = Page::cut(devices, limit, |(cell, device)| format!("{}-{device}", Cell(*cell)));
		Ok(page.map(|(cell, device)| Located { device, cell: Cell(cell) }))
	}

	fn reward_scale(&self, device: DeviceRef, at: Option<String>) -> Result<u32, Error> {
		let view = View::new(&*self.chain, at.as_deref())?;
		let number = view.device(&device)?;
		view.ask(|api, at| api.reward_scale(at, number))?
			.ok_or_else(|| Error::UnknownDevice { device: device.to_string() })
	}
}

/// A device and the cell it is located in.
#[derive(Clone, Debug, Serialize)]
pub struct Located {
	device: DeviceIndex,
	cell: Cell,
}

/// See [`DeviceInfo`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
	device: DeviceIndex,
	key: Hash,
	owner: Address,
	payee: Address,
	maker: MakerId,
	class: ClassId,
	status: DeviceStatus,
	location: Option<Place>,
	located_at: BlockNumber,
	bond: Amount,
	collateral: Held,
	nonce: u32,
	strikes: u8,
	interactive_until: Option<BlockNumber>,
	reward_scale: u32,
	offered_to: Option<Address>,
	pending_change: Option<PendingChange>,
	suspension: Option<Suspended>,
}

impl Device {
	fn new(number: DeviceIndex, info: DeviceInfo<AccountId, Balance, BlockNumber, Hash>) -> Self {
		let DeviceInfo {
			key: DeviceKey { 0: key, .. },
			owner,
			payee,
			maker,
			class,
			status,
			location,
			located_at,
			bond,
			collateral,
			nonce,
			strikes,
			interactive_until,
			reward_scale,
			offered_to,
			pending_change,
			suspension,
		} = info;
		Self {
			device: number,
			key: Hash::from(key),
			owner: Address(owner),
			payee: Address(payee),
			maker,
			class,
			status: status.into(),
			location: location.map(Place::from),
			located_at,
			bond: Decimal(bond),
			collateral: collateral.into(),
			nonce,
			strikes,
			interactive_until,
			reward_scale,
			offered_to: offered_to.map(Address),
			pending_change: pending_change.map(|(change, effective_at)| PendingChange {
				change: change.into(),
				effective_at,
			}),
			suspension: suspension.map(Suspended::from),
		}
	}
}

/// See [`Status`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DeviceStatus {
	/// See [`Status::Active`].
	Active,
	/// See [`Status::Inactive`].
	Inactive,
	/// See [`Status::Suspended`].
	Suspended,
	/// See [`Status::Retired`].
	Retired {
		/// The block from which the bond can be released.
		bond_release_at: BlockNumber,
		/// Whether governance expelled the device.
		expelled: bool,
	},
}

impl From<Status<BlockNumber>> for DeviceStatus {
	fn from(status: Status<BlockNumber>) -> Self {
		match status {
			Status::Active => Self::Active,
			Status::Inactive => Self::Inactive,
			Status::Suspended => Self::Suspended,
			Status::Retired { bond_release_at, expelled } => {
				Self::Retired { bond_release_at, expelled }
			}
		}
	}
}

/// See [`Location`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
	cell: Cell,
	elevation_m: i16,
	gain_cdbi: i16,
	region: Option<RegionId>,
}

impl From<Location> for Place {
	fn from(Location { cell, elevation_m, gain_cdbi, region }: Location) -> Self {
		Self { cell: Cell(cell), elevation_m, gain_cdbi, region }
	}
}

/// See [`Collateral`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Held {
	/// Held in CRN.
	Native,
	/// Held in stCRN.
	Staked {
		/// The amount of stCRN on hold.
		tokens: Amount,
	},
}

impl From<Collateral> for Held {
	fn from(collateral: Collateral) -> Self {
		match collateral {
			Collateral::Native => Self::Native,
			Collateral::Staked { tokens } => Self::Staked { tokens: Decimal(tokens) },
		}
	}
}

/// A change that takes effect once open windows settle.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PendingChange {
	change: Asked,
	effective_at: BlockNumber,
}

/// See [`Change`].
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Asked {
	/// See [`Change::Move`].
	Move {
		/// The new location.
		to: Place,
	},
	/// See [`Change::Deactivate`].
	Deactivate,
	/// See [`Change::Retire`].
	Retire,
	/// See [`Change::Transfer`].
	Transfer {
		/// The buyer.
		to: Address,
		/// The bond that is held on the buyer.
		bond: Amount,
	},
}

impl From<Change<AccountId, Balance>> for Asked {
	fn from(change: Change<AccountId, Balance>) -> Self {
		match change {
			Change::Move { to } => Self::Move { to: to.into() },
			Change::Deactivate => Self::Deactivate,
			Change::Retire => Self::Retire,
			Change::Transfer { to, bond } => {
				Self::Transfer { to: Address(to), bond: Decimal(bond) }
			}
		}
	}
}

/// See [`Suspension`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suspended {
	reason: Reason,
	automatic: bool,
	before: DeviceStatus,
	appeal_by: BlockNumber,
	release_at: BlockNumber,
	appeal: Option<Hash>,
}

impl From<Suspension<BlockNumber, Hash>> for Suspended {
	fn from(suspension: Suspension<BlockNumber, Hash>) -> Self {
		let Suspension { reason, automatic, before, appeal_by, release_at, appeal } = suspension;
		let (reason, before) = (reason.into(), before.into());
		Self { reason, automatic, before, appeal_by, release_at, appeal }
	}
}

/// See [`SuspensionReason`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
	/// See [`SuspensionReason::MissedReveals`].
	MissedReveals,
	/// See [`SuspensionReason::FalseReports`].
	FalseReports,
	/// See [`SuspensionReason::DoubtfulLocation`].
	DoubtfulLocation,
	/// See [`SuspensionReason::Tampered`].
	Tampered,
	/// See [`SuspensionReason::Stolen`].
	Stolen,
}

impl From<SuspensionReason> for Reason {
	fn from(reason: SuspensionReason) -> Self {
		match reason {
			SuspensionReason::MissedReveals => Self::MissedReveals,
			SuspensionReason::FalseReports => Self::FalseReports,
			SuspensionReason::DoubtfulLocation => Self::DoubtfulLocation,
			SuspensionReason::Tampered => Self::Tampered,
			SuspensionReason::Stolen => Self::Stolen,
		}
	}
}

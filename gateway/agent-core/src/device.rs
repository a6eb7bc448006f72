//! A device that the agent acts for: its settings, and whether the registry lets it take part.

use crate::note::Ineligible;
use cairn_gateway_types::{
	device::{RegisteredDevice, Status},
	radio::Eui,
};
use cairn_primitives::{
	devices::{DeviceIndex, Location},
	BlockNumber,
};
use sp_core::{crypto::AccountId32, ed25519, Pair};
use std::fmt;

/// The settings of a device.
#[derive(Clone)]
pub struct DeviceSettings {
	/// The number of the device on the chain.
	pub index: DeviceIndex,
	/// The key pair of the device.
	pub key: ed25519::Pair,
	/// The EUI of the concentrator.
	pub eui: Eui,
}

impl fmt::Debug for DeviceSettings {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "Device({}, {})", self.index, self.eui)
	}
}

/// A device that the agent acts for.
pub(crate) struct Device {
	/// The operator's settings.
	pub settings: DeviceSettings,
	pub(crate) eligibility: Option<Result<Eligible, Ineligible>>,
	/// The device's class, if the chain has stated that it does not challenge it.
	pub(crate) unchallenged_class: Option<u16>,
	/// The block after which the registry was last queried for the device.
	pub queried_at: Option<BlockNumber>,
}

/// The facts about a device that is eligible to take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Eligible {
	/// The owner.
	pub owner: AccountId32,
	/// The asserted location.
	pub location: Location,
	pub(crate) class: u16,
}

impl Device {
	pub fn new(settings: DeviceSettings) -> Self {
		Self { settings, eligibility: None, unchallenged_class: None, queried_at: None }
	}

	/// Returns whether the device is eligible, or `None` before the registry has answered.
	pub fn eligibility(&self) -> Option<Result<&Eligible, Ineligible>> {
		self.eligibility
			.as_ref()
			.map(|eligibility| eligibility.as_ref().map_err(|ineligible| *ineligible))
	}

	/// Returns whether to query the registry again after block `now`, because it has not answered
	/// yet.
	pub fn is_unanswered(&self, now: BlockNumber) -> bool {
		self.eligibility.is_none() && self.queried_at != Some(now)
	}

	/// Returns whether the device is known to be eligible.
	pub fn is_eligible(&self) -> bool {
		matches!(self.eligibility, Some(Ok(_)))
	}

	/// Returns whether both devices are known to belong to the same owner.
	pub fn has_same_owner(&self, other: &Self) -> bool {
		match (&self.eligibility, &other.eligibility) {
			(Some(Ok(one)), Some(Ok(other))) => one.owner == other.owner,
			_ => false,
		}
	}

	pub(crate) fn evaluate(&self, found: Option<RegisteredDevice>) -> Result<Eligible, Ineligible> {
		let found = found.ok_or(Ineligible::Unknown)?;
		match found.status {
			Status::Active => {}
			Status::Inactive => return Err(Ineligible::Inactive),
			Status::Suspended => return Err(Ineligible::Suspended),
			Status::Retired { .. } => return Err(Ineligible::Retired),
		}
		if found.key != self.settings.key.public() {
			return Err(Ineligible::OtherKey);
		}
		if self.unchallenged_class == Some(found.class) {
			return Err(Ineligible::ClassNotChallenged);
		}
		let location = found.location.ok_or(Ineligible::NotLocated)?;
		Ok(Eligible { owner: found.owner, location, class: found.class })
	}
}

//! Whether a device may take part.

use crate::{note::Ineligible, settings::DeviceSettings};
use cairn_gateway_types::device::{RegisteredDevice, Status};
use cairn_primitives::{devices::Location, BlockNumber};
use sp_core::{crypto::AccountId32, Pair};

/// A device that the agent acts for.
pub(crate) struct Device {
	/// The settings of the operator.
	pub settings: DeviceSettings,
	pub(crate) eligibility: Option<Result<Eligible, Ineligible>>,
	/// The class that the chain has said not to challenge.
	pub(crate) idle_class: Option<u16>,
	/// The block after which the registry was last asked about it.
	pub asked_at: Option<BlockNumber>,
}

/// A device that may take part.
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
		Self { settings, eligibility: None, idle_class: None, asked_at: None }
	}

	/// Whether it may take part; none before the chain was asked.
	pub fn eligibility(&self) -> Option<Result<&Eligible, Ineligible>> {
		self.eligibility
			.as_ref()
			.map(|eligibility| eligibility.as_ref().map_err(|ineligible| *ineligible))
	}

	/// Whether the registry is to be asked again after block `now`, because it has not answered yet.
	pub fn is_unanswered(&self, now: BlockNumber) -> bool {
		self.eligibility.is_none() && self.asked_at != Some(now)
	}

	/// Whether it may take part.
	pub fn is_eligible(&self) -> bool {
		matches!(self.eligibility, Some(Ok(_)))
	}

	/// Whether it belongs to the same owner as another one, as far as is known.
	pub fn has_same_owner(&self, other: &Self) -> bool {
		match (&self.eligibility, &other.eligibility) {
			(Some(Ok(one)), Some(Ok(other))) => one.owner == other.owner,
			_ => false,
		}
	}

	pub(crate) fn judge(&self, found: Option<RegisteredDevice>) -> Result<Eligible, Ineligible> {
		let found = found.ok_or(Ineligible::Unknown)?;
		match found.status {
			Status::Active => {}
			Status::Inactive => return Err(Ineligible::Resting),
			Status::Suspended => return Err(Ineligible::Suspended),
			Status::Retired { .. } => return Err(Ineligible::Retired),
		}
		if found.key != self.settings.key.public() {
			return Err(Ineligible::OtherKey);
		}
		if self.idle_class == Some(found.class) {
			return Err(Ineligible::DoesNotCover);
		}
		let location = found.location.ok_or(Ineligible::NotLocated)?;
		Ok(Eligible { owner: found.owner, location, class: found.class })
	}
}

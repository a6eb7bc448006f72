//! Whether a device may take part.

use crate::{note::Unfit, settings::DeviceSettings};
use cairn_gateway_types::device::{RegisteredDevice, Status};
use cairn_primitives::{devices::Location, BlockNumber};
use sp_core::{crypto::AccountId32, Pair};

/// A device that the agent acts for.
pub(crate) struct Device {
	/// What is configured.
	pub settings: DeviceSettings,
	pub(crate) standing: Option<Result<Fit, Unfit>>,
	/// The class that the chain has said not to challenge.
	pub(crate) idle_class: Option<u16>,
	/// After which block the registry was asked about it.
	pub asked_at: Option<BlockNumber>,
}

/// A device that may take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fit {
	/// Whose it is.
	pub owner: AccountId32,
	/// Where it stands.
	pub location: Location,
	pub(crate) class: u16,
}

impl Device {
	pub fn new(settings: DeviceSettings) -> Self {
		Self { settings, standing: None, idle_class: None, asked_at: None }
	}

	/// Whether it may take part; none before the chain was asked.
	pub fn standing(&self) -> Option<Result<&Fit, Unfit>> {
		self.standing.as_ref().map(|standing| standing.as_ref().map_err(|unfit| *unfit))
	}

	/// Whether the registry is to be asked again after block `now`, for it has told nothing yet.
	pub fn is_unanswered(&self, now: BlockNumber) -> bool {
		self.standing.is_none() && self.asked_at != Some(now)
	}

	/// Whether it may take part.
	pub fn is_fit(&self) -> bool {
		matches!(self.standing, Some(Ok(_)))
	}

	/// Whether it belongs to the same owner as another one, as far as is known.
	pub fn is_kin(&self, other: &Self) -> bool {
		match (&self.standing, &other.standing) {
			(Some(Ok(one)), Some(Ok(other))) => one.owner == other.owner,
			_ => false,
		}
	}

	pub(crate) fn judge(&self, found: Option<RegisteredDevice>) -> Result<Fit, Unfit> {
		let found = found.ok_or(Unfit::Unknown)?;
		match found.status {
			Status::Active => {}
			Status::Inactive => return Err(Unfit::Resting),
			Status::Suspended => return Err(Unfit::Suspended),
			Status::Retired { .. } => return Err(Unfit::Retired),
		}
		if found.key != self.settings.key.public() {
			return Err(Unfit::OtherKey);
		}
		if self.idle_class == Some(found.class) {
			return Err(Unfit::DoesNotCover);
		}
		let location = found.location.ok_or(Unfit::NotLocated)?;
		Ok(Fit { owner: found.owner, location, class: found.class })
	}
}

//! Whether a device may take part.

use super::{Core, Effect, Step};
use crate::agent::{
	note::{Happening, Note, Unfit},
	settings::DeviceSettings,
};
use cairn_gateway_types::device::{RegisteredDevice, Status};
use cairn_primitives::{
	devices::{DeviceIndex, Location},
	BlockNumber,
};
use sp_core::{crypto::AccountId32, Pair};

/// A device that the agent acts for.
pub(super) struct Device {
	/// What is configured.
	pub settings: DeviceSettings,
	standing: Option<Result<Fit, Unfit>>,
	/// The class that the chain has said not to challenge.
	idle_class: Option<u16>,
	/// After which block the registry was asked about it.
	pub asked_at: Option<BlockNumber>,
}

/// A device that may take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fit {
	/// Whose it is.
	pub owner: AccountId32,
	/// Where it stands.
	pub location: Location,
	class: u16,
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

	fn judge(&self, found: Option<RegisteredDevice>) -> Result<Fit, Unfit> {
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

impl Core {
	/// How the registry knows a device. People are told when that changes.
	pub(super) fn know(
		&mut self,
		index: DeviceIndex,
		found: Option<RegisteredDevice>,
		step: &mut Step,
	) {
		let Some(device) = self.devices.get_mut(&index) else { return };
		let before = device.standing.as_ref().map(|standing| standing.as_ref().err().copied());
		let standing = device.judge(found);
		let now = standing.as_ref().err().copied();
		device.standing = Some(standing);
		if before != Some(now) {
			let what = now.map_or(Happening::Fit, Happening::Unfit);
			step.effects.push(Effect::Note(Note { device: index, window: None, what }));
		}
	}

	/// The chain does not challenge devices of this one's class.
	pub(super) fn leave_alone(&mut self, index: DeviceIndex, step: &mut Step) {
		let Some(device) = self.devices.get_mut(&index) else { return };
		if let Some(Ok(fit)) = &device.standing {
			device.idle_class = Some(fit.class);
			device.standing = Some(Err(Unfit::DoesNotCover));
			let what = Happening::Unfit(Unfit::DoesNotCover);
			step.effects.push(Effect::Note(Note { device: index, window: None, what }));
		}
	}
}

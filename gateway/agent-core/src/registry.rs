//! What the chain's registry says of devices.

use crate::{
	note::{Happening, Note, Unfit},
	state::Core,
	step::{Effect, Step},
};
use cairn_gateway_types::device::RegisteredDevice;
use cairn_primitives::devices::DeviceIndex;

impl Core {
	/// How the registry knows a device. People are told when that changes.
	pub(crate) fn know(
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
	pub(crate) fn leave_alone(&mut self, index: DeviceIndex, step: &mut Step) {
		let Some(device) = self.devices.get_mut(&index) else { return };
		if let Some(Ok(fit)) = &device.standing {
			device.idle_class = Some(fit.class);
			device.standing = Some(Err(Unfit::DoesNotCover));
			let what = Happening::Unfit(Unfit::DoesNotCover);
			step.effects.push(Effect::Note(Note { device: index, window: None, what }));
		}
	}
}

//! Handles the registry's answers about devices.

use crate::{
	note::{DeviceEvent, Ineligible, Note},
	state::Core,
	step::{Effect, Step},
};
use cairn_gateway_types::device::RegisteredDevice;
use cairn_primitives::devices::DeviceIndex;

impl Core {
	/// Updates the eligibility of a device, and notes a change of it.
	pub(crate) fn know(
		&mut self,
		index: DeviceIndex,
		found: Option<RegisteredDevice>,
		step: &mut Step,
	) {
		let Some(device) = self.devices.get_mut(&index) else { return };
		let before =
			device.eligibility.as_ref().map(|eligibility| eligibility.as_ref().err().copied());
		let eligibility = device.judge(found);
		let now = eligibility.as_ref().err().copied();
		device.eligibility = Some(eligibility);
		if before != Some(now) {
			let what = now.map_or(DeviceEvent::Eligible, DeviceEvent::Ineligible);
			step.effects.push(Effect::Note(Note { device: index, window: None, what }));
		}
	}

	/// The chain does not challenge devices of this one's class.
	pub(crate) fn leave_alone(&mut self, index: DeviceIndex, step: &mut Step) {
		let Some(device) = self.devices.get_mut(&index) else { return };
		if let Some(Ok(eligible)) = &device.eligibility {
			device.idle_class = Some(eligible.class);
			device.eligibility = Some(Err(Ineligible::DoesNotCover));
			let what = DeviceEvent::Ineligible(Ineligible::DoesNotCover);
			step.effects.push(Effect::Note(Note { device: index, window: None, what }));
		}
	}
}

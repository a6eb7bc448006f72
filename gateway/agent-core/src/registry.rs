//! Handles the registry's answers about devices.

use crate::{
	messages::{Effect, Step},
	note::{DeviceEvent, Ineligible, Note},
	state::Core,
};
use cairn_gateway_types::device::RegisteredDevice;
use cairn_primitives::devices::DeviceIndex;

impl Core {
	/// Updates the eligibility of a device, and notes a change.
	pub(crate) fn update_eligibility(
		&mut self,
		index: DeviceIndex,
		found: Option<RegisteredDevice>,
		step: &mut Step,
	) {
		let Some(device) = self.devices.get_mut(&index) else { return };
		let before =
			device.eligibility.as_ref().map(|eligibility| eligibility.as_ref().err().copied());
		let eligibility = device.evaluate(found);
		let now = eligibility.as_ref().err().copied();
		device.eligibility = Some(eligibility);
		if before != Some(now) {
			let event = now.map_or(DeviceEvent::Eligible, DeviceEvent::Ineligible);
			step.effects.push(Effect::Note(Note { device: index, window: None, event }));
		}
	}

	/// Marks the device as ineligible, because the chain does not challenge devices of its class.
	pub(crate) fn mark_unchallenged(&mut self, index: DeviceIndex, step: &mut Step) {
		let Some(device) = self.devices.get_mut(&index) else { return };
		if let Some(Ok(eligible)) = &device.eligibility {
			device.unchallenged_class = Some(eligible.class);
			device.eligibility = Some(Err(Ineligible::ClassNotChallenged));
			let event = DeviceEvent::Ineligible(Ineligible::ClassNotChallenged);
			step.effects.push(Effect::Note(Note { device: index, window: None, event }));
		}
	}
}

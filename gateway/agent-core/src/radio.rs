//! Handles received packets and the outcomes of transmissions.

use crate::{
	journal::{Entry, Record},
	messages::Step,
	note::DeviceEvent,
	random::Random,
	state::Core,
	unmatched::UnmatchedFrame,
};
use cairn_gateway_types::radio::{Heard, Outcome};
use cairn_primitives::{
	coverage::{Frame, Measurement, WindowIndex},
	devices::DeviceIndex,
};
use codec::Decode;

/// The frame version that this program supports.
const FRAME_VERSION: u8 = 1;

/// Returns the window and the beaconer that a frame claims.
fn claimed_origin(frame: &Frame) -> Option<(WindowIndex, DeviceIndex)> {
	let (version, window, beaconer) =
		<(u8, WindowIndex, DeviceIndex)>::decode(&mut &frame.as_bytes()[..]).ok()?;
	(version == FRAME_VERSION).then_some((window, beaconer))
}

impl Core {
	/// Handles a received packet. Most packets are not beacons, so the cheapest checks come first.
	pub(crate) fn handle_packet(
		&mut self,
		heard: &Heard,
		random: &mut impl Random,
		step: &mut Step,
	) {
		let Some(frame) = Frame::heard(&heard.payload) else { return };
		let Some((window, beaconer)) = claimed_origin(&frame) else { return };
		let (Some(now), Some(state)) = (self.now(), self.window_states.get_mut(&window)) else {
			return;
		};
		if now >= state.window.report_by || state.is_damaged || !state.challenges(beaconer) {
			return;
		}
		let measurement = Measurement {
			rssi_cdbm: heard.rssi_cdbm,
			snr_cdb: heard.snr_cdb,
			frequency_hz: heard.frequency_hz,
		};
		let own = self.devices.get(&beaconer);
		for (index, device) in &self.devices {
			// A witness that has the same owner as the beaconer earns nothing.
			let has_same_owner = own.is_some_and(|own| own.has_same_owner(device));
			if device.settings.eui != heard.by || *index == beaconer || has_same_owner {
				continue;
			}
			let frame = frame.clone();
			let unmatched =
				UnmatchedFrame { witness: *index, beaconer, frame, measurement, at: now };
			if state.announced_frame(beaconer).is_none() {
				state.unmatched.insert(unmatched);
			} else if let Some(entry) = state.add_reception(&unmatched, now) {
				step.records.push(Record { window, entry });
				step.note(*index, window, DeviceEvent::Heard { beaconer });
			}
		}
		if !step.records.is_empty() {
			self.perform_due_actions(random, step);
		}
	}

	/// Handles the outcome of a beacon's transmission. Only a beacon that was certainly not sent is
	/// transmitted again.
	pub(crate) fn handle_outcome(
		&mut self,
		window: WindowIndex,
		device: DeviceIndex,
		outcome: Outcome,
		step: &mut Step,
	) {
		let state = self.window_states.get_mut(&window);
		let Some(proof) = state.and_then(|state| state.proofs.get_mut(&device)) else { return };
		let event = match outcome {
			Outcome::Taken => DeviceEvent::Beaconed,
			Outcome::NoAnswer => DeviceEvent::BeaconUnanswered,
			Outcome::Refused(why) => DeviceEvent::BeaconRefused(why),
			Outcome::NoForwarder => {
				DeviceEvent::BeaconRefused("no packet forwarder with its EUI is connected".into())
			}
		};
		if let DeviceEvent::BeaconRefused(_) = event {
			proof.mark_unsent();
			step.records.push(Record { window, entry: Entry::Unsent { device } });
		}
		step.note(device, window, event);
	}
}

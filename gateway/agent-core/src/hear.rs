//! Handles what the radio hears and has transmitted.

use crate::{
	entry::{Entry, Record},
	note::DeviceEvent,
	random::Random,
	state::Core,
	step::Step,
	unmatched::UnmatchedFrame,
};
use cairn_gateway_types::radio::{Heard, Outcome};
use cairn_primitives::{
	coverage::{Frame, Measurement, WindowIndex},
	devices::DeviceIndex,
};
use codec::Decode;

/// The version of frames that this program knows.
const VERSION: u8 = 1;

/// Of which window and beaconer a frame claims to be.
fn claim(frame: &Frame) -> Option<(WindowIndex, DeviceIndex)> {
	let (version, window, beaconer) =
		<(u8, WindowIndex, DeviceIndex)>::decode(&mut &frame.as_bytes()[..]).ok()?;
	(version == VERSION).then_some((window, beaconer))
}

impl Core {
	/// A packet was heard. Most are none of ours; what costs least is looked at first.
	pub(crate) fn hear(&mut self, heard: &Heard, random: &mut impl Random, step: &mut Step) {
		let Some(frame) = Frame::heard(&heard.payload) else { return };
		let Some((window, beaconer)) = claim(&frame) else { return };
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
			// A witness of the beaconer's owner earns nothing.
			let has_same_owner = own.is_some_and(|own| own.has_same_owner(device));
			if device.settings.eui != heard.by || *index == beaconer || has_same_owner {
				continue;
			}
			let frame = frame.clone();
			let unmatched =
				UnmatchedFrame { witness: *index, beaconer, frame, measurement, at: now };
			if state.announced(beaconer).is_none() {
				state.unmatched.keep(unmatched);
			} else if let Some(entry) = state.hear(&unmatched, now) {
				step.records.push(Record { window, entry });
				step.note(*index, window, DeviceEvent::Heard { beaconer });
			}
		}
		if !step.records.is_empty() {
			self.act(random, step);
		}
	}

	/// What has become of a beacon. Only what was certainly not sent is tried again.
	pub(crate) fn sent(
		&mut self,
		window: WindowIndex,
		device: DeviceIndex,
		outcome: Outcome,
		step: &mut Step,
	) {
		let state = self.window_states.get_mut(&window);
		let Some(proof) = state.and_then(|state| state.proofs.get_mut(&device)) else { return };
		let what = match outcome {
			Outcome::Taken => DeviceEvent::Beaconed,
			Outcome::NoAnswer => DeviceEvent::BeaconUnanswered,
			Outcome::Refused(why) => DeviceEvent::BeaconRefused(why),
			Outcome::NoForwarder => {
				DeviceEvent::BeaconRefused("no packet forwarder of its EUI is there".into())
			}
		};
		if let DeviceEvent::BeaconRefused(_) = what {
			proof.unsent();
			step.records.push(Record { window, entry: Entry::Unsent { device } });
		}
		step.note(device, window, what);
	}
}

//! What the radio tells.

use crate::{
	entry::{Entry, Record},
	note::Happening,
	random::Random,
	state::Core,
	step::Step,
	unmatched::Early,
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
		let (Some(now), Some(round)) = (self.now(), self.rounds.get_mut(&window)) else { return };
		if now >= round.window.report_by || round.is_damaged || !round.challenges(beaconer) {
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
			let is_kin = own.is_some_and(|own| own.is_kin(device));
			if device.settings.eui != heard.by || *index == beaconer || is_kin {
				continue;
			}
			let frame = frame.clone();
			let early = Early { witness: *index, beaconer, frame, measurement, at: now };
			if round.announced(beaconer).is_none() {
				round.early.keep(early);
			} else if let Some(entry) = round.hear(&early, now) {
				step.records.push(Record { window, entry });
				step.note(*index, window, Happening::Heard { beaconer });
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
		let round = self.rounds.get_mut(&window);
		let Some(proof) = round.and_then(|round| round.proofs.get_mut(&device)) else { return };
		let what = match outcome {
			Outcome::Taken => Happening::Beaconed,
			Outcome::NoAnswer => Happening::BeaconUnanswered,
			Outcome::Refused(why) => Happening::BeaconRefused(why),
			Outcome::NoForwarder => {
				Happening::BeaconRefused("no packet forwarder of its EUI is there".into())
			}
		};
		if let Happening::BeaconRefused(_) = what {
			proof.unsent();
			step.records.push(Record { window, entry: Entry::Unsent { device } });
		}
		step.note(device, window, what);
	}
}

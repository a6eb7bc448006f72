//! Derives the actions that are due from the known state of the chain.

use crate::{
	beacon::{Beacon, BeaconPlanner},
	device::Device,
	journal::{CallKind, Entry, Record},
	messages::{Effect, Step},
	note::{DeviceEvent, Miss},
	own_beacon::{Due, Proof},
	pause,
	random::Random,
	state::Core,
	window_state::WindowState,
};
use cairn_gateway_types::{coverage::Window, radio::Transmission, signed::SignedStatement};
use cairn_primitives::{
	coverage::{Announcement, CoverageStatement, Frame, Secret, WindowIndex},
	devices::DeviceIndex,
	BlockNumber,
};
use sp_core::H256;
use std::{collections::BTreeMap, time::Duration};

impl Core {
	/// Performs every action that is due after the best block.
	pub(crate) fn perform_due_actions(&mut self, random: &mut impl Random, step: &mut Step) {
		let Some(at) = self.recent.back().copied() else { return };
		self.refresh_devices(at.number, step);
		let Self {
			genesis,
			slot,
			planner,
			has_relay,
			devices,
			window_states,
			last_final,
			queried,
			..
		} = self;
		for state in window_states.values_mut() {
			let mut queries = state.missing_announcements(at.number);
			state.draw_secrets(devices, planner, at.number, *last_final, random, step);
			for (index, device) in &*devices {
				let (genesis, slot, has_relay) = (*genesis, *slot, *has_relay);
				let (index, now) = (*index, at.number);
				let turn = DeviceTurn { genesis, slot, has_relay, index, device, now };
				if turn.advance_beacon(state, *last_final, random, step) {
					queries.insert(index);
				}
				turn.submit_reports(state, step);
			}
			let window = state.window.index;
			queries.retain(|beaconer| queried.insert((window, *beaconer)));
			let query = |beaconer| Effect::QueryProof { window, beaconer, at };
			step.effects.extend(queries.into_iter().map(query));
		}
	}

	/// Handles the end of the pause before a device's beacon. Transmits the beacon if it would be
	/// due without a pause; nothing else has changed.
	pub(crate) fn end_pause(
		&mut self,
		window: WindowIndex,
		index: DeviceIndex,
		random: &mut impl Random,
		step: &mut Step,
	) {
		let Some(now) = self.now() else { return };
		let Some(state) = self.window_states.get_mut(&window) else { return };
		let Some(device) = self.devices.get(&index) else { return };
		if state.proofs.get_mut(&index).is_some_and(Proof::end_pause) {
			let (genesis, slot, has_relay) = (self.genesis, self.slot, self.has_relay);
			let turn = DeviceTurn { genesis, slot, has_relay, index, device, now };
			// The announcement is known to be in a block, so no query is needed.
			let _ = turn.advance_beacon(state, self.last_final, random, step);
		}
	}

	/// Queries the registry: for all devices once per window, because owners can act at any time,
	/// and after every block for devices that it has not answered for yet.
	fn refresh_devices(&mut self, now: BlockNumber, step: &mut Step) {
		let newest = self.window_states.keys().next_back().copied();
		let is_new = newest != std::mem::replace(&mut self.refreshed_in, newest);
		for (index, device) in &mut self.devices {
			if is_new || device.is_unanswered(now) {
				device.queried_at = Some(now);
				step.effects.push(Effect::QueryDevice(*index));
			}
		}
	}
}

impl WindowState {
	/// Draws a secret for each challenged device, once the seed is final.
	fn draw_secrets(
		&mut self,
		devices: &BTreeMap<DeviceIndex, Device>,
		planner: &BeaconPlanner,
		now: BlockNumber,
		last_final: BlockNumber,
		random: &mut impl Random,
		step: &mut Step,
	) {
		let window = self.window;
		if last_final < window.begins_at || now >= window.reveal_from {
			return;
		}
		for (index, device) in devices {
			let is_settled = self.proofs.contains_key(index) || self.missed.contains(index);
			if is_settled || !self.challenges(*index) {
				continue;
			}
			let Some(eligibility) = device.eligibility() else { continue };
			step.note(*index, window.index, DeviceEvent::Challenged);
			let announcement = match eligibility {
				_ if now >= window.announce_by => Err(Miss::TooLate),
				_ if self.is_damaged => Err(Miss::Damaged),
				Err(_) => Err(Miss::Ineligible),
				Ok(eligible) => {
					let radio = device.settings.eui;
					planner(radio, &eligible.location, random.next_u32()).ok_or(Miss::NoChannel)
				}
			};
			match announcement {
				Ok(beacon) => {
					let mut secret = Secret::default();
					random.fill_bytes(&mut secret);
					let frame = Frame::new(window.index, *index, &window.seed, &secret);
					let announcement = beacon.announcement(&frame);
					self.proofs.insert(*index, Proof::new(secret, announcement, true));
					let entry = Entry::Drawn { device: *index, secret, announcement };
					step.records.push(Record { window: window.index, entry });
				}
				Err(miss) => {
					self.missed.insert(*index);
					step.note(*index, window.index, DeviceEvent::Missed(miss));
				}
			}
		}
	}
}

impl Beacon {
	/// Returns the announcement of a frame that is transmitted with these parameters.
	fn announcement(self, frame: &Frame) -> Announcement {
		Announcement {
			frame: frame.hash(),
			tx_power_cdbm: i16::from(self.power_dbm).saturating_mul(100),
			frequency_hz: self.frequency_hz,
			spreading_factor: Some(self.spreading_factor),
		}
	}
}

/// The route of a call to the chain: direct, or through a relay too.
type SubmitRoute = fn(SignedStatement) -> Effect;

/// A device's turn to act.
pub(crate) struct DeviceTurn<'a> {
	pub genesis: H256,
	pub slot: Duration,
	pub has_relay: bool,
	pub index: DeviceIndex,
	pub device: &'a Device,
	pub now: BlockNumber,
}

impl DeviceTurn<'_> {
	/// Takes the next step with the device's own beacon. Returns whether the chain must be queried
	/// for its proof.
	pub fn advance_beacon(
		&self,
		state: &mut WindowState,
		last_final: BlockNumber,
		random: &mut impl Random,
		step: &mut Step,
	) -> bool {
		let WindowState { window, is_damaged, proofs, .. } = state;
		let Some(proof) = proofs.get_mut(&self.index) else { return false };
		let may_take_part = self.device.is_eligible() && !*is_damaged;
		match proof.due(window, self.now, last_final) {
			Some(Due::Query) => return true,
			Some(Due::Announce) if may_take_part => {
				if let Some(ordinal) = proof.announce.next_attempt(self.now, window.announce_by) {
					let statement = CoverageStatement::Announce(proof.announcement);
					self.submit_call(
						state,
						CallKind::Announce,
						ordinal,
						statement,
						self.route(ordinal),
						step,
					);
				}
			}
			Some(Due::Reveal) => {
				if let Some(ordinal) = proof.reveal.next_attempt(self.now, window.reveal_by) {
					let statement = CoverageStatement::Reveal(proof.secret());
					self.submit_call(
						state,
						CallKind::Reveal,
						ordinal,
						statement,
						self.route(ordinal),
						step,
					);
				}
			}
			Some(Due::Pause) if may_take_part => {
				match pause::draw(window, self.now, self.slot, random) {
					Some(pause) => {
						proof.start_pause();
						let (window, device) = (window.index, self.index);
						step.effects.push(Effect::Wait { window, device, pause });
					}
					None => self.transmit(window, proof, step),
				}
			}
			Some(Due::Transmit) if may_take_part => self.transmit(window, proof, step),
			_ => {}
		}
		false
	}

	/// Hands the beacon to the radio. The journal records first that the beacon may have been sent.
	fn transmit(&self, window: &Window, proof: &mut Proof, step: &mut Step) {
		proof.mark_transmitted();
		let entry = Entry::Beaconed { device: self.index };
		step.records.push(Record { window: window.index, entry });
		let Announcement { tx_power_cdbm, frequency_hz, spreading_factor, .. } = proof.announcement;
		let transmission = Transmission {
			by: self.device.settings.eui,
			payload: proof.frame(window, self.index).as_bytes().to_vec(),
			power_dbm: i8::try_from(tx_power_cdbm / 100).unwrap_or_default(),
			frequency_hz,
			spreading_factor: spreading_factor.unwrap_or_default(),
		};
		let (window, device) = (window.index, self.index);
		step.effects.push(Effect::Transmit { window, device, transmission });
	}

	/// Submits the receptions that the device must report now.
	fn submit_reports(&self, state: &mut WindowState, step: &mut Step) {
		if !self.device.is_eligible() || state.is_damaged {
			return;
		}
		let deadline = state.window.report_by;
		loop {
			let Some(witness) = state.witnesses.get(&self.index) else { return };
			let due = witness.due(self.now, deadline, |beaconer| state.announced_frame(beaconer));
			let Some(witness) = state.witnesses.get_mut(&self.index) else { return };
			if due.is_empty() {
				return;
			}
			let retried = self.has_relay.then(|| witness.retry_alone(&due)).flatten();
			let route = retried.map_or(Effect::Submit as SubmitRoute, |_| Effect::Relay);
			let due = retried.map_or(due, |one| vec![one]);
			let Some(ordinal) = witness.record_call(&due, self.now, deadline) else { return };
			self.submit_call(
				state,
				CallKind::Report,
				ordinal,
				CoverageStatement::Report(due),
				route,
				step,
			);
		}
	}

	/// Returns the route of an announcement or reveal. The first attempt goes to the chain
	/// directly, without a fee. Later attempts also go to the relay, if there is one.
	fn route(&self, ordinal: u8) -> SubmitRoute {
		match self.has_relay && ordinal > 0 {
			true => Effect::Relay,
			false => Effect::Submit,
		}
	}

	/// Signs a call and submits it. The journal records first that the ordinal is used up.
	fn submit_call(
		&self,
		state: &WindowState,
		kind: CallKind,
		ordinal: u8,
		statement: CoverageStatement,
		route: SubmitRoute,
		step: &mut Step,
	) {
		let (window, device) = (state.window.index, self.index);
		step.records.push(Record { window, entry: Entry::Called { device, kind, ordinal } });
		let key = &self.device.settings.key;
		let signed = SignedStatement::new(key, self.genesis, window, device, ordinal, statement);
		step.effects.push(route(signed));
	}
}

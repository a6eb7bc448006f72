//! Derives what is due from what is known.

use crate::{
	eligibility::Device,
	entry::{Entry, Kind, Record},
	note::{DeviceEvent, Miss},
	pause,
	proof::{Due, Proof},
	random::Random,
	settings::{Beacon, Plan},
	state::Core,
	step::{Effect, Step},
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
	/// Does what is due after the best block.
	pub(crate) fn act(&mut self, random: &mut impl Random, step: &mut Step) {
		let Some(at) = self.recent.back().copied() else { return };
		self.refresh(at.number, step);
		let Self {
			genesis, slot, plan, has_relay, devices, window_states, last_final, asked, ..
		} = self;
		for state in window_states.values_mut() {
			let mut asks = state.unknown(at.number);
			state.draw(devices, plan, at.number, *last_final, random, step);
			for (index, device) in &*devices {
				let (genesis, slot, has_relay) = (*genesis, *slot, *has_relay);
				let (index, now) = (*index, at.number);
				let turn = Turn { genesis, slot, has_relay, index, device, now };
				if turn.beacon(state, *last_final, random, step) {
					asks.insert(index);
				}
				turn.report(state, step);
			}
			let window = state.window.index;
			asks.retain(|beaconer| asked.insert((window, *beaconer)));
			let ask = |beaconer| Effect::QueryProof { window, beaconer, at };
			step.effects.extend(asks.into_iter().map(ask));
		}
	}

	/// The pause before a device's beacon is over. It goes if it would go without a pause; nothing else
	/// has changed.
	pub(crate) fn turn(
		&mut self,
		window: WindowIndex,
		index: DeviceIndex,
		random: &mut impl Random,
		step: &mut Step,
	) {
		let Some(now) = self.now() else { return };
		let Some(state) = self.window_states.get_mut(&window) else { return };
		let Some(device) = self.devices.get(&index) else { return };
		if state.proofs.get_mut(&index).is_some_and(Proof::may_go) {
			let (genesis, slot, has_relay) = (self.genesis, self.slot, self.has_relay);
			let turn = Turn { genesis, slot, has_relay, index, device, now };
			// It is known to be announced: there is nothing to ask.
			let _ = turn.beacon(state, self.last_final, random, step);
		}
	}

	/// Asks the registry about devices: about all of them once a window, for owners act at any time;
	/// about those of which it has told nothing yet after every block.
	fn refresh(&mut self, now: BlockNumber, step: &mut Step) {
		let newest = self.window_states.keys().next_back().copied();
		let is_new = newest != std::mem::replace(&mut self.refreshed_in, newest);
		for (index, device) in &mut self.devices {
			if is_new || device.is_unanswered(now) {
				device.asked_at = Some(now);
				step.effects.push(Effect::QueryDevice(*index));
			}
		}
	}
}

impl WindowState {
	/// Draws a secret for each device that is challenged, once the seed is final.
	fn draw(
		&mut self,
		devices: &BTreeMap<DeviceIndex, Device>,
		plan: &Plan,
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
					plan(radio, &eligible.location, random.next_u32()).ok_or(Miss::NoChannel)
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
	/// What is announced of a frame that is sent so.
	fn announcement(self, frame: &Frame) -> Announcement {
		Announcement {
			frame: frame.hash(),
			tx_power_cdbm: i16::from(self.power_dbm).saturating_mul(100),
			frequency_hz: self.frequency_hz,
			spreading_factor: Some(self.spreading_factor),
		}
	}
}

/// How a call gets to the chain.
type SubmitRoute = fn(SignedStatement) -> Effect;

/// A device's turn to act.
pub(crate) struct Turn<'a> {
	pub genesis: H256,
	pub slot: Duration,
	pub has_relay: bool,
	pub index: DeviceIndex,
	pub device: &'a Device,
	pub now: BlockNumber,
}

impl Turn<'_> {
	/// Goes on with the device's own beacon. Answers whether the chain is to be asked about it.
	pub fn beacon(
		&self,
		state: &mut WindowState,
		last_final: BlockNumber,
		random: &mut impl Random,
		step: &mut Step,
	) -> bool {
		let WindowState { window, is_damaged, proofs, .. } = state;
		let Some(proof) = proofs.get_mut(&self.index) else { return false };
		let is_free = self.device.is_eligible() && !*is_damaged;
		match proof.due(window, self.now, last_final) {
			Some(Due::Ask) => return true,
			Some(Due::Announce) if is_free => {
				if let Some(ordinal) = proof.announce.take(self.now, window.announce_by) {
					let statement = CoverageStatement::Announce(proof.announcement);
					self.call(state, Kind::Announce, ordinal, statement, self.route(ordinal), step);
				}
			}
			Some(Due::Reveal) => {
				if let Some(ordinal) = proof.reveal.take(self.now, window.reveal_by) {
					let statement = CoverageStatement::Reveal(proof.secret());
					self.call(state, Kind::Reveal, ordinal, statement, self.route(ordinal), step);
				}
			}
			Some(Due::Pause) if is_free => match pause::draw(window, self.now, self.slot, random) {
				Some(pause) => {
					proof.waits();
					let (window, device) = (window.index, self.index);
					step.effects.push(Effect::Wait { window, device, pause });
				}
				None => self.send(window, proof, step),
			},
			Some(Due::Beacon) if is_free => self.send(window, proof, step),
			_ => {}
		}
		false
	}

	/// Hands the beacon to the radio. That it may be sent from now on is written first.
	fn send(&self, window: &Window, proof: &mut Proof, step: &mut Step) {
		proof.sends();
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

	/// Reports what the device has heard.
	fn report(&self, state: &mut WindowState, step: &mut Step) {
		if !self.device.is_eligible() || state.is_damaged {
			return;
		}
		let deadline = state.window.report_by;
		loop {
			let Some(witness) = state.witnesses.get(&self.index) else { return };
			let due = witness.due(self.now, deadline, |beaconer| state.announced(beaconer));
			let Some(witness) = state.witnesses.get_mut(&self.index) else { return };
			if due.is_empty() {
				return;
			}
			let again = self.has_relay.then(|| witness.again_alone(&due)).flatten();
			let route = again.map_or(Effect::Submit as SubmitRoute, |_| Effect::Relay);
			let due = again.map_or(due, |one| vec![one]);
			let Some(ordinal) = witness.call(&due, self.now, deadline) else { return };
			self.call(state, Kind::Report, ordinal, CoverageStatement::Report(due), route, step);
		}
	}

	/// Announcements and reveals are free at the first try; of later ones a relay hears too, if there
	/// is one.
	fn route(&self, ordinal: u8) -> SubmitRoute {
		match self.has_relay && ordinal > 0 {
			true => Effect::Relay,
			false => Effect::Submit,
		}
	}

	/// Signs a call and submits it. That its ordinal is used up is written first.
	fn call(
		&self,
		state: &WindowState,
		kind: Kind,
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

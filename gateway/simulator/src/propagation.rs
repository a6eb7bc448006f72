//! Computes the level at which one station receives another.

use crate::{
	packet::Packet,
	scenario::{chance, Behaviour, Level, Link, Model, Propagation, Sample, Scenario, Station},
};
use coverage_math::{free_space_loss_cdb, great_circle_distance_m, rules::demodulation_floor_cdb};
use rand::{seq::SliceRandom, Rng};
use rand_distr::StandardNormal;
use std::collections::HashMap;

/// The distance between antennas in one room, in metres.
const ROOM_M: u32 = 3;

/// The highest signal-to-noise ratio that receivers report, in decibels, as in the field data.
const BEST_SNR_DB: f64 = 13.0;

/// The purposes of the random draws.
const SHADOWING: u64 = 1;
const FADING: u64 = 2;
const SAMPLE: u64 = 3;

/// The levels between stations, which are identified by their index in the scenario.
#[derive(Clone, Debug)]
pub(crate) struct Levels {
	seed: u64,
	stations: Vec<Station>,
	source: Source,
}

#[derive(Clone, Debug)]
enum Source {
	Model(Model),
	/// The samples of each link, in both directions.
	Measured(HashMap<(usize, usize), Vec<Sample>>),
}

impl Levels {
	pub(crate) fn new(scenario: &Scenario) -> Self {
		let source = match &scenario.propagation {
			Propagation::City(model) => Source::Model(*model),
			Propagation::Measured { links } => Source::Measured(both_ways(scenario, links)),
		};
		Self { seed: scenario.seed, stations: scenario.stations.clone(), source }
	}

	/// Returns the level of a packet at a station, or `None` if it cannot arrive there. `number`
	/// identifies the packet.
	pub(crate) fn at(&self, to: usize, packet: &Packet, number: u64) -> Option<Level> {
		let from = packet.from;
		let (sender, receiver) = (self.stations.get(from)?, self.stations.get(to)?);
		if from == to {
			return None;
		}
		match (sender.behaviour, receiver.behaviour) {
			(Behaviour::Copies { .. }, _) | (_, Behaviour::Copies { .. }) => None,
			(Behaviour::Clique { room: here }, Behaviour::Clique { room: there })
				if here == there =>
			{
				Some(in_room(sender, receiver, packet))
			}
			(Behaviour::Clique { .. }, _) | (_, Behaviour::Clique { .. }) => None,
			_ => match &self.source {
				Source::Model(model) => {
					let what = [from as u64, to as u64, number];
					Some(self.modelled(model, sender, receiver, packet, what))
				}
				Source::Measured(links) => {
					let samples = links.get(&(from, to))?;
					self.measured(samples, packet, [SAMPLE, to as u64, number])
				}
			},
		}
	}

	fn modelled(
		&self,
		model: &Model,
		sender: &Station,
		receiver: &Station,
		packet: &Packet,
		[from, to, number]: [u64; 3],
	) -> Level {
		let normal = |what| chance(self.seed, what).sample::<f64, _>(StandardNormal);
		let shadowing_db = model.shadowing_db * normal([SHADOWING, from.min(to), from.max(to)]);
		let fading_db = model.fading_db * normal([FADING, to, number]);
		let metres =
			great_circle_distance_m(sender.truth.position(), receiver.truth.position()).max(1);
		let kilometres = f64::from(metres) / 1e3;
		let loss_db = model.loss_at_1_km_db
			+ 10.0 * model.exponent * kilometres.log10()
			+ shadowing_db
			+ fading_db;
		let loss_db = loss_db.max(free_space_db(metres, packet.frequency_hz));
		level(arriving_dbm(sender, receiver, packet, loss_db), model.noise_dbm)
	}

	/// Returns a sample with the packet's spreading factor, if there is one. Otherwise returns a
	/// sample that this spreading factor could have demodulated, because the signal-to-noise ratio
	/// does not depend on the spreading factor.
	fn measured(&self, samples: &[Sample], packet: &Packet, what: [u64; 3]) -> Option<Level> {
		let factor = packet.spreading_factor;
		let mut fitting: Vec<_> =
			samples.iter().filter(|sample| sample.spreading_factor == factor).collect();
		if fitting.is_empty() {
			fitting.extend(samples.iter().filter(|sample| is_demodulated(sample.level, factor)));
		}
		Some(fitting.choose(&mut chance(self.seed, what))?.level)
	}

	/// Returns whether a receiver can demodulate a packet at this level. Every measured sample was
	/// demodulated.
	pub(crate) fn is_heard(&self, level: Level, packet: &Packet) -> bool {
		matches!(self.source, Source::Measured(_)) || is_demodulated(level, packet.spreading_factor)
	}
}

fn both_ways(scenario: &Scenario, links: &[Link]) -> HashMap<(usize, usize), Vec<Sample>> {
	let ends = |link: &Link| {
		let [a, b] = link.between;
		Some((scenario.index(a)?, scenario.index(b)?))
	};
	let known = links.iter().filter_map(|link| Some((ends(link)?, &link.samples)));
	known
		.flat_map(|((a, b), samples)| [((a, b), samples.clone()), ((b, a), samples.clone())])
		.collect()
}

fn in_room(sender: &Station, receiver: &Station, packet: &Packet) -> Level {
	let loss_db = free_space_db(ROOM_M, packet.frequency_hz);
	level(arriving_dbm(sender, receiver, packet, loss_db), Model::default().noise_dbm)
}

fn is_demodulated(level: Level, spreading_factor: u8) -> bool {
	i32::from(level.snr_cdb) >= demodulation_floor_cdb(spreading_factor)
}

fn free_space_db(metres: u32, frequency_hz: u32) -> f64 {
	f64::from(free_space_loss_cdb(metres, frequency_hz)) / 100.0
}

fn arriving_dbm(sender: &Station, receiver: &Station, packet: &Packet, loss_db: f64) -> f64 {
	let gains_db = f64::from(sender.gain_cdbi) / 100.0 + f64::from(receiver.gain_cdbi) / 100.0;
	f64::from(packet.power_dbm) + gains_db - loss_db
}

/// Returns the level that a receiver reports: the power of signal and noise together, in whole dBm,
/// and their ratio in tenths of a decibel, as packet forwarders round them.
fn level(signal_dbm: f64, noise_dbm: f64) -> Level {
	let milliwatts = |dbm: f64| 10f64.powf(dbm / 10.0);
	let rssi_dbm = 10.0 * (milliwatts(signal_dbm) + milliwatts(noise_dbm)).log10();
	let snr_db = (signal_dbm - noise_dbm).min(BEST_SNR_DB);
	Level {
		rssi_cdbm: (rssi_dbm.round() * 100.0) as i16,
		snr_cdb: ((snr_db * 10.0).round() * 10.0) as i16,
	}
}

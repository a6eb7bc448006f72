//! Tests of the simulated ether.

// A test that panics fails, as intended.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use cairn_gateway_radio::airtime::airtime;
use cairn_gateway_simulator::{
	city::city,
	ether::{Delivery, Ether, Refusal},
	packet::Packet,
	scenario::{Level, Link, Model, Place, Propagation, Sample, Scenario},
};
use coverage_math::{
	free_space_loss_cdb, great_circle_distance_m, rules::demodulation_floor_cdb, signal_power_cdb,
};
use std::{collections::BTreeSet, time::Duration};

const CENTRE: Place = Place { lat: 45.19, lon: 5.72 };

const NOBODY: [usize; 0] = [];

fn packet(from: usize) -> Packet {
	Packet {
		from,
		payload: vec![7; 41],
		frequency_hz: 868_100_000,
		spreading_factor: 12,
		power_dbm: 13,
	}
}

fn seconds(seconds: u64) -> Duration {
	Duration::from_secs(seconds)
}

/// Transmits a packet while no other is on air.
fn send(ether: &mut Ether, packet: Packet, now: Duration) -> Delivery {
	let ticket = ether.begin(packet, now).unwrap();
	ether.end(ticket).unwrap()
}

/// Transmits packets that start at these moments, and returns the receivers of each.
fn send_all(ether: &mut Ether, packets: &[(Packet, Duration)]) -> Vec<Vec<usize>> {
	let begun: Vec<_> =
		packets.iter().map(|(packet, now)| ether.begin(packet.clone(), *now).unwrap()).collect();
	let deliveries = begun.into_iter().map(|ticket| ether.end(ticket).unwrap());
	deliveries
		.map(|delivery| delivery.heard.iter().map(|reception| reception.by).collect())
		.collect()
}

/// Returns a scenario with only these measured links: from, to, RSSI in dBm.
fn measured(count: u32, links: &[(usize, usize, i16)]) -> Scenario {
	let mut scenario = city(count, CENTRE, 1, 1).unwrap();
	let eui = |index: usize| scenario.stations[index].eui;
	let link = |(a, b, rssi_dbm): &(usize, usize, i16)| Link {
		between: [eui(*a), eui(*b)],
		samples: vec![sample(*rssi_dbm * 100, 500, 12)],
	};
	scenario.propagation = Propagation::Measured { links: links.iter().map(link).collect() };
	scenario
}

fn sample(rssi_cdbm: i16, snr_cdb: i16, spreading_factor: u8) -> Sample {
	Sample { level: Level { rssi_cdbm, snr_cdb }, spreading_factor }
}

#[test]
fn signal_should_have_free_space_loss_when_there_is_no_obstacle() {
	let mut scenario = city(2, CENTRE, 1, 1).unwrap();
	for north_m in [1_000.0, 10_000.0, 80_000.0] {
		scenario.stations[1].truth = scenario.stations[0].truth.offset(north_m, 0.0);
		let [a, b] = [0, 1].map(|index| scenario.stations[index].truth.position());
		let metres = great_circle_distance_m(a, b);
		// Free space is the lower bound of the loss, even with a model that has less.
		for loss_at_1_km_db in [91.2, 10.0] {
			scenario.propagation = Propagation::City(Model {
				loss_at_1_km_db,
				exponent: 2.0,
				shadowing_db: 0.0,
				fading_db: 0.0,
				noise_dbm: -117.0,
			});
			let delivery = send(&mut Ether::new(&scenario), packet(0), seconds(0));
			let level = delivery.heard[0].level;
			let expected = 1_300 + 600 - free_space_loss_cdb(metres, 868_100_000);
			let signal = signal_power_cdb(level.rssi_cdbm.into(), level.snr_cdb.into());
			// Forwarders report whole dBm, and no ratio above 13 dB, which hides 0.2 dB.
			assert!((signal - expected).abs() <= 75, "{metres} m: {signal}, not {expected}");
			assert_eq!(level.rssi_cdbm % 100, 0);
		}
	}
}

#[test]
fn slower_packet_should_have_a_longer_range_when_the_model_has_no_randomness() {
	let mut scenario = city(400, CENTRE, 1, 3).unwrap();
	let steady = Model { shadowing_db: 0.0, fading_db: 0.0, ..Model::default() };
	scenario.propagation = Propagation::City(steady);
	let mut before = 0;
	for factor in 7..=12 {
		let packet = Packet { spreading_factor: factor, power_dbm: 3, ..packet(210) };
		let delivery = send(&mut Ether::new(&scenario), packet, seconds(0));
		assert!(
			delivery.heard.len() > before,
			"SF{factor}: {}, before {before}",
			delivery.heard.len()
		);
		before = delivery.heard.len();
		let floor = demodulation_floor_cdb(factor);
		assert!(delivery.heard.iter().all(|it| i32::from(it.level.snr_cdb) >= floor));
	}
	assert!(before < 399, "not every station receives every packet");
}

#[test]
fn deliveries_should_be_equal_when_the_seed_is_equal() {
	let deliveries = |seed| {
		let mut ether = Ether::new(&city(30, CENTRE, 1, seed).unwrap());
		(0..30)
			.map(|from| send(&mut ether, packet(from), seconds(from as u64 * 5)))
			.collect::<Vec<_>>()
	};
	assert_eq!(deliveries(1), deliveries(1));
	assert_ne!(deliveries(1), deliveries(2));
}

#[test]
fn packet_should_be_received_in_both_directions_when_its_link_was_measured() {
	let mut ether = Ether::new(&measured(3, &[(0, 1, -100)]));
	let expected = Level { rssi_cdbm: -10_000, snr_cdb: 500 };
	for (from, to) in [(0, 1), (1, 0)] {
		let packet = Packet { frequency_hz: 868_500_000, ..packet(from) };
		let delivery = send(&mut ether, packet, seconds(10 * from as u64));
		let heard: Vec<_> = delivery.heard.iter().map(|it| (it.by, it.level)).collect();
		assert_eq!(heard, [(to, expected)]);
	}
	// No link was measured with this station.
	assert_eq!(send(&mut ether, packet(2), seconds(30)).heard, []);
}

#[test]
fn sample_should_be_of_the_same_spreading_factor_when_there_is_one() {
	let mut scenario = measured(2, &[(0, 1, 0)]);
	let samples =
		[(-10_000, 700, 12), (-11_000, -600, 12), (-10_100, -900, 7), (-12_000, -1_900, 12)];
	let Propagation::Measured { links } = &mut scenario.propagation else { panic!() };
	links[0].samples = samples.map(|(rssi, snr, factor)| sample(rssi, snr, factor)).to_vec();
	let mut heard_with = |factor| {
		let heard = (0..60).map(|seed| {
			scenario.seed = seed;
			let packet = Packet { spreading_factor: factor, ..packet(0) };
			send(&mut Ether::new(&scenario), packet, seconds(0)).heard[0].level.rssi_cdbm
		});
		heard.collect::<BTreeSet<_>>()
	};
	// Below the floor of SF7, but measured with SF7.
	assert_eq!(heard_with(7), [-10_100].into());
	assert_eq!(heard_with(12), [-10_000, -11_000, -12_000].into());
	// Not measured with SF9: only samples above its floor of −12.5 dB qualify.
	assert_eq!(heard_with(9), [-10_000, -10_100, -11_000].into());
}

#[test]
fn stronger_packet_should_be_received_when_two_collide() {
	// Station 2 receives 0 and 1, and 1 is stronger by this margin.
	let heard = |louder_db: i16| {
		let scenario = measured(3, &[(0, 2, -100), (1, 2, -100 + louder_db)]);
		let packets = [(packet(0), seconds(0)), (packet(1), seconds(1))];
		send_all(&mut Ether::new(&scenario), &packets)
	};
	assert_eq!(heard(0), [NOBODY, NOBODY]);
	assert_eq!(heard(5), [NOBODY, NOBODY]);
	assert_eq!(heard(6), [vec![], vec![2]]);
	assert_eq!(heard(-6), [vec![2], vec![]]);
}

#[test]
fn packets_should_both_be_received_when_they_do_not_collide() {
	let scenario = measured(3, &[(0, 2, -100), (1, 2, -100)]);
	let other_channel = Packet { frequency_hz: 868_300_000, ..packet(1) };
	let same_channel = Packet { frequency_hz: 868_150_000, ..packet(1) };
	// SF11 can demodulate this too, because 5 dB of signal-to-noise ratio suffice.
	let other_factor = Packet { spreading_factor: 11, ..packet(1) };
	let after = airtime(12, 41);
	let cases = [
		(other_channel, seconds(1), true),
		(same_channel, seconds(1), false),
		(other_factor, seconds(1), true),
		(packet(1), after, true),
		(packet(1), after - Duration::from_micros(1), false),
	];
	for (second, begins, both) in cases {
		let packets = [(packet(0), seconds(0)), (second, begins)];
		let heard = send_all(&mut Ether::new(&scenario), &packets);
		let expected = if both { vec![2] } else { vec![] };
		assert_eq!(heard, [expected.clone(), expected], "{:?}", packets[1]);
	}
}

#[test]
fn delivery_should_count_collisions_when_packets_collide() {
	let scenario = measured(3, &[(0, 2, -100), (1, 2, -100)]);
	let mut ether = Ether::new(&scenario);
	let first = ether.begin(packet(0), seconds(0)).unwrap();
	let second = ether.begin(packet(1), seconds(1)).unwrap();
	assert_eq!(ether.end(first).unwrap().collided, 1);
	assert_eq!(ether.end(second).unwrap().collided, 1);
	assert_eq!(ether.end(second), None, "it was ended before");
}

#[test]
fn station_should_receive_nothing_when_it_is_transmitting() {
	let scenario = measured(2, &[(0, 1, -60)]);
	let elsewhere = Packet { frequency_hz: 868_500_000, spreading_factor: 7, ..packet(1) };
	let heard =
		send_all(&mut Ether::new(&scenario), &[(packet(0), seconds(0)), (elsewhere, seconds(1))]);
	assert_eq!(heard, [NOBODY, NOBODY]);
}

#[test]
fn packet_should_be_refused_when_the_station_is_busy_or_the_frequency_is_wrong() {
	let mut ether = Ether::new(&measured(2, &[]));
	let american = Packet { frequency_hz: 903_900_000, ..packet(0) };
	assert_eq!(ether.begin(american, seconds(0)), Err(Refusal::Frequency));
	assert_eq!(ether.begin(packet(2), seconds(0)), Err(Refusal::Frequency));
	ether.begin(packet(0), seconds(0)).unwrap();
	assert_eq!(ether.begin(packet(0), seconds(1)), Err(Refusal::Busy));
	assert!(ether.begin(packet(1), seconds(1)).is_ok());
	assert!(ether.begin(packet(0), seconds(3)).is_ok());
}

#[test]
fn packet_should_be_refused_when_the_duty_cycle_is_used_up() {
	let mut ether = Ether::new(&measured(2, &[]));
	// 36 s are 16 times 2.138 s, with 1.8 s left.
	for number in 0..16 {
		send(&mut ether, packet(0), seconds(10 * number));
	}
	assert_eq!(ether.begin(packet(0), seconds(200)), Err(Refusal::DutyCycle));
	let faster = Packet { spreading_factor: 11, ..packet(0) };
	assert!(ether.begin(faster, seconds(200)).is_ok());
	assert!(ether.begin(packet(1), seconds(200)).is_ok());
	assert!(ether.begin(packet(0), seconds(3_603)).is_ok());
}

//! Tests of the simulator with the server, over the loopback.

// A test that panics fails, as intended.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use cairn_gateway_radio::{
	airtime::airtime,
	server::{RadioEvent, RadioServer},
	Eui, Heard, Outcome, Radio, Transmission,
};
use cairn_gateway_simulator::{
	air::{self, Event},
	city::city,
	scenario::{Behaviour, Level, Link, Place, Propagation, Sample, Scenario},
};
use std::{net::SocketAddr, process::Command, time::Duration};
use tokio::{
	sync::mpsc,
	task::JoinHandle,
	time::{timeout, Instant},
};

/// The time limit of a test step on the loopback of a busy machine.
const TEST_TIMEOUT: Duration = Duration::from_secs(30);

const LEVEL: Level = Level { rssi_cdbm: -11_300, snr_cdb: -750 };

/// Returns a scenario in which stations 0 and 1 receive each other, 2 receives none, and 3 copies
/// 1.
fn scenario() -> Scenario {
	let mut scenario = city(4, Place { lat: 45.19, lon: 5.72 }, 1, 1).unwrap();
	let between = [scenario.stations[0].eui, scenario.stations[1].eui];
	let samples = vec![Sample { level: LEVEL, spreading_factor: 7 }];
	scenario.propagation = Propagation::Measured { links: vec![Link { between, samples }] };
	scenario.stations[3].behaviour = Behaviour::Copies { of: between[1] };
	scenario
}

fn play(scenario: Scenario, servers: Vec<SocketAddr>) -> (JoinHandle<()>, mpsc::Receiver<Event>) {
	let (reports, events) = mpsc::channel(100);
	let playing = tokio::spawn(async move {
		air::play(&scenario, &servers, |event| reports.try_send(event).unwrap()).await.unwrap();
	});
	(playing, events)
}

async fn next<T>(events: &mut mpsc::Receiver<T>) -> T {
	timeout(TEST_TIMEOUT, events.recv()).await.unwrap().unwrap()
}

async fn until_there(events: &mut mpsc::Receiver<RadioEvent>, count: usize) -> Vec<Eui> {
	let mut there = Vec::new();
	while there.len() < count {
		if let RadioEvent::Connected { eui, .. } = next(events).await {
			there.push(eui);
		}
	}
	there.sort();
	there
}

async fn next_heard(events: &mut mpsc::Receiver<RadioEvent>) -> Heard {
	loop {
		if let RadioEvent::Heard(heard) = next(events).await {
			return heard;
		}
	}
}

fn transmission(by: Eui) -> Transmission {
	Transmission {
		by,
		payload: (0..41).collect(),
		power_dbm: 13,
		frequency_hz: 868_300_000,
		spreading_factor: 7,
	}
}

#[tokio::test]
async fn packet_should_arrive_at_the_measured_level_when_a_station_transmits() {
	let (server, mut events) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let scenario = scenario();
	let euis: Vec<Eui> = scenario.stations.iter().map(|it| it.eui).collect();
	let (playing, mut reported) = play(scenario, vec![server.address()]);
	until_there(&mut events, 4).await;

	let began = Instant::now();
	assert_eq!(server.send(transmission(euis[0])).await, Outcome::Taken);
	let mut heard = [next_heard(&mut events).await, next_heard(&mut events).await];
	assert!(began.elapsed() >= airtime(7, 41), "a packet is received when its airtime ends");
	heard.sort_by_key(|heard| heard.by != euis[1]);
	assert_eq!(heard.each_ref().map(|heard| heard.by), [euis[1], euis[3]]);
	for heard in heard {
		assert_eq!(heard.payload, transmission(euis[0]).payload);
		assert_eq!((heard.rssi_cdbm, heard.snr_cdb), (LEVEL.rssi_cdbm, Some(LEVEL.snr_cdb)));
		assert_eq!((heard.frequency_hz, heard.spreading_factor), (868_300_000, Some(7)));
	}

	let expected = Event::Sent {
		from: euis[0].to_string(),
		frequency_hz: 868_300_000,
		spreading_factor: 7,
		power_dbm: 13,
		bytes: 41,
		heard: [(1, false), (3, true)]
			.map(|(by, is_copied): (usize, bool)| air::Heard {
				by: euis[by].to_string(),
				rssi_cdbm: LEVEL.rssi_cdbm,
				snr_cdb: LEVEL.snr_cdb,
				is_copied,
			})
			.into(),
		collided: 0,
	};
	assert_eq!(next(&mut reported).await, expected);
	playing.abort();
}

#[tokio::test]
async fn packet_should_be_refused_when_the_region_does_not_allow_it() {
	let (server, mut events) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let scenario = scenario();
	let eui = scenario.stations[0].eui;
	let (playing, mut reported) = play(scenario, vec![server.address()]);
	until_there(&mut events, 4).await;

	let american = Transmission { frequency_hz: 903_900_000, ..transmission(eui) };
	assert_eq!(server.send(american).await, Outcome::Refused("TX_FREQ".into()));
	let refused = Event::Refused { from: eui.to_string(), reason: "TX_FREQ" };
	assert_eq!(next(&mut reported).await, refused);
	// With SF12 the packet is still on air when the next one is requested.
	let slow = Transmission { spreading_factor: 12, ..transmission(eui) };
	assert_eq!(server.send(slow).await, Outcome::Taken);
	let busy = Outcome::Refused("COLLISION_PACKET".into());
	assert_eq!(server.send(transmission(eui)).await, busy);
	playing.abort();
}

#[tokio::test]
async fn stations_should_be_distributed_when_there_are_several_servers() {
	let (first, mut to_first) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let (second, mut to_second) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let scenario = scenario();
	let euis: Vec<Eui> = scenario.stations.iter().map(|it| it.eui).collect();
	let (playing, _told) = play(scenario, vec![first.address(), second.address()]);
	let mut expected = [[euis[0], euis[2]], [euis[1], euis[3]]];
	expected.iter_mut().for_each(|euis| euis.sort());
	assert_eq!(until_there(&mut to_first, 2).await, expected[0]);
	assert_eq!(until_there(&mut to_second, 2).await, expected[1]);
	// A station of one server receives a station of the other.
	assert_eq!(first.send(transmission(euis[0])).await, Outcome::Taken);
	assert_eq!(next_heard(&mut to_second).await.by, euis[1]);
	playing.abort();
}

#[tokio::test]
async fn forwarders_should_connect_when_their_server_starts_later() {
	// A port that was free just now.
	let address = {
		let (server, _events) = RadioServer::bind("127.0.0.1:0").await.unwrap();
		server.address()
	};
	let (playing, _told) = play(scenario(), vec![address]);
	tokio::time::sleep(Duration::from_millis(300)).await;
	let (_server, mut events) = RadioServer::bind(address).await.unwrap();
	until_there(&mut events, 4).await;
	playing.abort();
}

fn cairn_radio(arguments: &[&str]) -> std::process::Output {
	Command::new(env!("CARGO_BIN_EXE_cairn-radio")).args(arguments).output().unwrap()
}

#[test]
fn program_should_print_the_same_scenario_when_the_seed_is_equal() {
	let arguments = |seed| {
		["city", "--count", "9", "--clique", "2", "--copiers", "1", "--json", "--seed", seed]
	};
	let printed = cairn_radio(&arguments("5")).stdout;
	let scenario: Scenario = serde_json::from_slice(&printed).unwrap();
	assert_eq!(scenario.stations.len(), 12);
	assert_eq!(cairn_radio(&arguments("5")).stdout, printed);
	assert_ne!(cairn_radio(&arguments("6")).stdout, printed);
}

#[test]
fn program_should_name_the_cause_when_it_fails() {
	for (arguments, expected) in [
		(&["run", "--stations", "nowhere.json", "--server", "127.0.0.1:1700"][..], "nowhere.json"),
		(&["stations", "--data", "nowhere.csv.gz"], "No such file"),
		(&["city", "--count", "1", "--misplaced", "2"], "too few honest stations"),
		(&["city", "--lat", "1000"], "does not fit on the globe"),
	] {
		let output = cairn_radio(arguments);
		let said = String::from_utf8(output.stderr).unwrap();
		assert!(!output.status.success() && said.contains(expected), "{said}");
	}
}

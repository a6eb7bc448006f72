//! Tests of the server against floods and malformed datagrams.

// A test that panics fails, as intended.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod support;

use cairn_gateway_radio::{
	server::{RadioServer, Settings},
	Eui,
};
use proptest::prelude::*;
use semtech_udp::{
	pull_data,
	push_data::{self, RxPk},
	tx_ack, MacAddress, SerializablePacket,
};
use std::time::Duration;
use support::{next_heard, received, settings, Forwarder, EUI, TEST_TIMEOUT};
use tokio::{net::UdpSocket, time::timeout};

#[tokio::test]
async fn packets_should_be_dropped_and_counted_when_nobody_reads_the_queue() {
	let settings = Settings { settle_time: Duration::ZERO, ..settings() };
	let (server, events) = RadioServer::bind_with("127.0.0.1:0", settings).await.unwrap();
	let forwarder = Forwarder::connect(&server, EUI).await;
	for datagram in 0..500u16 {
		let packet =
			|number: u16| RxPk::V1(received(&(datagram * 10 + number).to_le_bytes(), -100));
		forwarder.push((0..10).map(packet).collect()).await;
	}
	let all_told = async {
		loop {
			let counters = server.status().await.counters;
			if counters.dropped + events.len() as u64 == 5_000 {
				return counters;
			}
		}
	};
	let counters = timeout(TEST_TIMEOUT, all_told).await.unwrap();
	assert_eq!(counters.heard, 5_000);
	assert!(events.len() < 5_000 && events.len() == events.max_capacity(), "{}", events.len());
}

/// Returns valid datagrams of forwarders.
fn valid_datagrams() -> Vec<Vec<u8>> {
	let mac = MacAddress::from(EUI.0);
	let written = |packet: &dyn SerializablePacket| {
		let mut buffer = vec![0; 4_096];
		let length = packet.serialize(&mut buffer).unwrap() as usize;
		buffer.truncate(length);
		buffer
	};
	let data = push_data::Data {
		rxpk: Some(vec![RxPk::V1(received(b"beacon", -100)), RxPk::V1(received(b"other", -90))]),
		stat: None,
	};
	let too_late = tx_ack::Data::new_with_error(tx_ack::Error::TooLate);
	vec![
		written(&push_data::Packet { random_token: 1, gateway_mac: mac, data }),
		written(&pull_data::Packet { random_token: 2, gateway_mac: mac }),
		written(&tx_ack::Packet { random_token: 3, gateway_mac: mac, data: too_late }),
		// These make the crate's own parser panic.
		vec![2, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0],
	]
}

/// Generates random bytes, and valid datagrams that are truncated or changed.
fn datagram() -> impl Strategy<Value = Vec<u8>> {
	let any_bytes = proptest::collection::vec(any::<u8>(), 0..200);
	let headed = (0u8..7, proptest::collection::vec(any::<u8>(), 0..200))
		.prop_map(|(kind, rest)| [&[2, 0, 0, kind][..], &EUI.0, &rest].concat());
	let changed = (
		proptest::sample::select(valid_datagrams()),
		any::<proptest::sample::Index>(),
		proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..6),
	)
		.prop_map(|(mut datagram, cut, changes)| {
			for (at, byte) in changes {
				let at = at.index(datagram.len());
				datagram[at] = byte;
			}
			datagram.truncate(cut.index(datagram.len() + 1));
			datagram
		});
	prop_oneof![any_bytes, headed, changed]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn server_should_keep_running_when_datagrams_are_malformed(
		datagrams in proptest::collection::vec(datagram(), 1..60),
	) {
		let runtime = tokio::runtime::Runtime::new().unwrap();
		runtime.block_on(async {
			let settings = Settings { settle_time: Duration::ZERO, ..settings() };
			let (server, mut events) =
				RadioServer::bind_with("127.0.0.1:0", settings).await.unwrap();
			let hostile = UdpSocket::bind("127.0.0.1:0").await.unwrap();
			for datagram in &datagrams {
				hostile.send_to(datagram, server.address()).await.unwrap();
			}
			let forwarder = Forwarder::polling(&server, Eui([7; 8])).await;
			forwarder.push(vec![RxPk::V1(received(b"still here", -100))]).await;
			loop {
				let heard = next_heard(&mut events).await;
				if heard.by == forwarder.eui {
					assert_eq!(heard.payload, b"still here");
					return;
				}
			}
		});
	}
}

#[tokio::test]
async fn datagrams_should_be_counted_when_they_are_malformed() {
	let (server, _events) = RadioServer::bind_with("127.0.0.1:0", settings()).await.unwrap();
	let forwarder = Forwarder::connect(&server, EUI).await;
	let wrong: [&[u8]; 7] = [
		b"",
		b"\x02\0\0",
		// Wrong version; sent by a server; unknown kind; no EUI.
		b"\x01\0\0\x02\xaa\x55\x5a\0\0\0\0\x01",
		b"\x02\0\0\x04\xaa\x55\x5a\0\0\0\0\x01",
		b"\x02\0\0\x09\xaa\x55\x5a\0\0\0\0\x01",
		b"\x02\0\0\x02\xaa\x55",
		// No JSON, and an EUI that ends in 0.
		b"\x02\0\0\0\xaa\x55\x5a\0\0\0\0\0",
	];
	for datagram in wrong {
		forwarder.socket.send(datagram).await.unwrap();
	}
	forwarder.poll().await;
	assert_eq!(server.status().await.counters.malformed, 7);
}

//! Tests of the server with packet forwarders on the loopback. The parser of `semtech-udp`, which
//! other servers and forwarders use, checks all datagrams.

// A test that panics fails, as intended.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod support;

use cairn_gateway_radio::{
	server::{RadioEvent, RadioServer, Settings},
	Eui, Heard, Outcome, Radio, Transmission,
};
use semtech_udp::{
	pull_data, pull_resp,
	push_data::{self, RxPk, RxPkV1, RxPkV2, CRC},
	tx_ack, Bandwidth, CodingRate, DataRate, Down, Modulation, SpreadingFactor,
};
use std::{collections::BTreeSet, time::Duration};
use support::{next_heard, received, settings, Forwarder, EUI, TEST_TIMEOUT};
use tokio::{sync::mpsc::error::TryRecvError, time::timeout};

async fn send_json(forwarder: &Forwarder, kind: u8, json: &str) {
	let datagram = [&[2, 0, 7, kind][..], &forwarder.eui.0, json.as_bytes()].concat();
	forwarder.socket.send(&datagram).await.unwrap();
}

async fn next_pull_resp(forwarder: &Forwarder) -> pull_resp::Packet {
	match forwarder.receive().await {
		Down::PullResp(response) => *response,
		other => panic!("{other:?}"),
	}
}

fn transmission(by: Eui) -> Transmission {
	Transmission {
		by,
		payload: (0..41).collect(),
		power_dbm: 13,
		frequency_hz: 868_300_000,
		spreading_factor: 12,
	}
}

#[tokio::test]
async fn packet_should_be_delivered_when_a_forwarder_receives_it() {
	let (server, mut events) = RadioServer::bind_with("127.0.0.1:0", settings()).await.unwrap();
	let forwarder = Forwarder::connect(&server, EUI).await;
	forwarder.push(vec![RxPk::V1(received(b"beacon", -113))]).await;
	let heard = next_heard(&mut events).await;
	assert_eq!(
		heard,
		Heard {
			by: EUI,
			payload: b"beacon".to_vec(),
			rssi_cdbm: -11_300,
			snr_cdb: Some(-750),
			frequency_hz: 868_100_000,
			spreading_factor: Some(12),
			at: heard.at,
		}
	);
}

#[tokio::test]
async fn antenna_should_be_that_with_the_strongest_signal_when_there_are_several() {
	let (server, mut events) = RadioServer::bind_with("127.0.0.1:0", settings()).await.unwrap();
	let forwarder = Forwarder::connect(&server, EUI).await;
	let antenna = |ant, rssic, lsnr| push_data::RSig {
		ant,
		chan: 0,
		rssic,
		rssis: None,
		lsnr,
		etime: None,
		foff: None,
		ftstat: None,
		ftver: None,
		ftdelta: None,
	};
	let packet = RxPkV2 {
		aesk: 0,
		brd: 0,
		codr: Some(CodingRate::_4_5),
		data: b"beacon".to_vec(),
		datr: DataRate::new(SpreadingFactor::_7, Bandwidth::_125KHz),
		freq: 868.5,
		jver: 2,
		modu: "LORA".into(),
		// The level is 2 dB higher here, but only because of noise.
		rsig: vec![antenna(0, -108, -9.0), antenna(1, -110, 4.0)],
		size: 6,
		stat: CRC::OK,
		tmst: 0,
		delayed: None,
		tmms: None,
		time: None,
	};
	forwarder.push(vec![RxPk::V2(packet)]).await;
	let heard = next_heard(&mut events).await;
	assert_eq!((heard.rssi_cdbm, heard.snr_cdb), (-11_000, Some(400)));
	assert_eq!((heard.frequency_hz, heard.spreading_factor), (868_500_000, Some(7)));
}

#[tokio::test]
async fn packets_should_be_dropped_when_their_checksum_is_wrong() {
	let (server, mut events) = RadioServer::bind_with("127.0.0.1:0", settings()).await.unwrap();
	let forwarder = Forwarder::connect(&server, EUI).await;
	let with = |stat, payload: &[u8]| RxPk::V1(RxPkV1 { stat, ..received(payload, -100) });
	let packets =
		vec![with(CRC::Fail, b"wrong"), with(CRC::Disabled, b"none"), with(CRC::OK, b"ok")];
	forwarder.push(packets).await;
	assert_eq!(next_heard(&mut events).await.payload, b"ok");
	let counters = server.status().await.counters;
	assert_eq!((counters.unchecked, counters.heard), (2, 1));
	assert_eq!(events.try_recv(), Err(TryRecvError::Empty));
}

#[tokio::test]
async fn packet_should_be_delivered_when_others_of_its_datagram_are_not_lora() {
	let (server, mut events) = RadioServer::bind_with("127.0.0.1:0", settings()).await.unwrap();
	let forwarder = Forwarder::connect(&server, EUI).await;
	let lora = serde_json::to_string(&received(b"beacon", -100)).unwrap();
	let fsk = r#"{"tmst":1,"chan":9,"rfch":1,"freq":868.8,"stat":1,"modu":"FSK","datr":50000,
		"rssi":-75,"size":2,"data":"AAA="}"#;
	let strange = lora.replace("SF12BW125", "SFa\u{e9}BW125");
	let long = serde_json::to_string(&received(&[0; 256], -100)).unwrap();
	send_json(&forwarder, 0, &format!(r#"{{"rxpk":[{fsk},{strange},7,{long},{lora}]}}"#)).await;
	assert!(matches!(forwarder.receive().await, Down::PushAck(ack) if ack.random_token == 7));
	assert_eq!(next_heard(&mut events).await.payload, b"beacon");
	assert_eq!(server.status().await.counters.foreign, 4);
}

#[tokio::test]
async fn strongest_report_should_be_delivered_when_a_packet_is_reported_several_times() {
	let (server, mut events) = RadioServer::bind_with("127.0.0.1:0", settings()).await.unwrap();
	let forwarder = Forwarder::connect(&server, EUI).await;
	let neighbour = RxPkV1 { freq: 868.3, ..received(b"beacon", -128) };
	forwarder.push(vec![RxPk::V1(neighbour), RxPk::V1(received(b"beacon", -90))]).await;
	forwarder.push(vec![RxPk::V1(received(b"beacon", -95))]).await;
	// The same bytes from another forwarder are another packet.
	let other = Forwarder::connect(&server, Eui([2; 8])).await;
	other.push(vec![RxPk::V1(received(b"beacon", -70))]).await;

	let delivered = [next_heard(&mut events).await, next_heard(&mut events).await];
	assert_eq!(delivered.each_ref().map(|heard| heard.by), [EUI, Eui([2; 8])]);
	assert_eq!(delivered.each_ref().map(|heard| heard.rssi_cdbm), [-9_000, -7_000]);
	assert_eq!(delivered[0].frequency_hz, 868_100_000);
	let counters = server.status().await.counters;
	assert_eq!((counters.heard, counters.duplicates), (2, 2));
}

#[tokio::test]
async fn status_should_be_counted_when_a_forwarder_reports_it() {
	let (server, _events) = RadioServer::bind_with("127.0.0.1:0", settings()).await.unwrap();
	let forwarder = Forwarder::connect(&server, EUI).await;
	let stat = r#"{"stat":{"time":"2024-01-01 00:00:00 GMT","rxnb":2,"rxok":2,"rxfw":2,
		"ackr":100.0,"dwnb":0,"txnb":0}}"#;
	// Some forwarders terminate their JSON with a zero byte.
	send_json(&forwarder, 0, &format!("{stat}\0")).await;
	assert!(matches!(forwarder.receive().await, Down::PushAck(_)));
	assert_eq!(server.status().await.counters.statuses, 1);
}

#[tokio::test]
async fn transmission_should_reach_other_gateways_when_it_is_sent() {
	let (server, _events) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let forwarder = Forwarder::polling(&server, EUI).await;
	let sending = tokio::spawn({
		let server = server.clone();
		async move { server.send(transmission(EUI)).await }
	});
	let response = next_pull_resp(&forwarder).await;
	let txpk = &response.data.txpk;
	assert!(txpk.is_immediate());
	assert!(!txpk.ipol, "only end devices receive inverted packets");
	assert_eq!(txpk.ncrc, Some(false));
	assert_eq!((txpk.freq, txpk.rfch, txpk.powe, txpk.prea), (868.3, 0, 13, Some(8)));
	assert_eq!(txpk.datr, DataRate::new(SpreadingFactor::_12, Bandwidth::_125KHz));
	assert_eq!(txpk.codr, Some(CodingRate::_4_5));
	assert!(matches!(txpk.modu, Modulation::LORA));
	assert_eq!(txpk.data.data(), transmission(EUI).payload);
	assert_eq!(txpk.data.len(), 41);

	forwarder.send(&response.into_ack_for_gateway(forwarder.mac())).await;
	assert_eq!(timeout(TEST_TIMEOUT, sending).await.unwrap().unwrap(), Outcome::Taken);
	assert_eq!(server.status().await.counters.sent, 1);
}

/// Transmits a packet and lets the forwarder answer with this JSON, or with an empty `TX_ACK` if it
/// is `None`.
async fn outcome_of(json: Option<&str>) -> Outcome {
	let (server, _events) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let forwarder = Forwarder::polling(&server, EUI).await;
	let answer = async {
		let [high, low] = next_pull_resp(&forwarder).await.random_token.to_be_bytes();
		let json = json.unwrap_or_default().as_bytes();
		let datagram = [&[2, high, low, 5][..], &EUI.0, json].concat();
		forwarder.socket.send(&datagram).await.unwrap();
	};
	let sending = timeout(TEST_TIMEOUT, server.send(transmission(EUI)));
	tokio::join!(sending, answer).0.unwrap()
}

#[tokio::test]
async fn outcome_should_be_taken_when_the_forwarder_accepts_in_any_form() {
	let ways = [
		None,
		Some("\0"),
		Some(r#"{"txpk_ack":{}}"#),
		Some(r#"{"txpk_ack":{"error":"NONE"}}"#),
		Some(r#"{"txpk_ack":{"error":"","tmst":7}}"#),
		// Sent with less power than was asked for.
		Some(r#"{"txpk_ack":{"warn":"TX_POWER","value":12}}"#),
	];
	for way in ways {
		assert_eq!(outcome_of(way).await, Outcome::Taken, "{way:?}");
	}
}

#[tokio::test]
async fn outcome_should_have_the_reason_when_the_forwarder_rejects_the_packet() {
	use tx_ack::Error::*;
	let errors = [
		(TooLate, "TOO_LATE"),
		(TooEarly, "TOO_EARLY"),
		(CollisionPacket, "COLLISION_PACKET"),
		(CollisionBeacon, "COLLISION_BEACON"),
		(InvalidTransmitFrequency, "TX_FREQ"),
		(InvalidTransmitPower(None), "TX_POWER"),
		(GpsUnlocked, "GPS_UNLOCKED"),
	];
	for (error, reason) in errors {
		let json = serde_json::to_string(&tx_ack::Data::new_with_error(error)).unwrap();
		assert_eq!(outcome_of(Some(&json)).await, Outcome::Refused(reason.into()));
	}
	// An unknown error is not a success, and a long reason is truncated.
	let unknown = format!(r#"{{"txpk_ack":{{"error":"{}"}}}}"#, "X".repeat(500));
	assert_eq!(outcome_of(Some(&unknown)).await, Outcome::Refused("X".repeat(32)));
}

#[tokio::test]
async fn outcome_should_be_no_answer_when_token_or_forwarder_differs() {
	let settings = Settings { answer_timeout: Duration::from_millis(300), ..settings() };
	let (server, _events) = RadioServer::bind_with("127.0.0.1:0", settings).await.unwrap();
	let forwarder = Forwarder::polling(&server, EUI).await;
	let answer = async {
		let token = next_pull_resp(&forwarder).await.random_token;
		let other = Eui([9; 8]).0.into();
		for (random_token, gateway_mac) in
			[(token.wrapping_add(1), forwarder.mac()), (token, other)]
		{
			let data = tx_ack::Data::default();
			forwarder.send(&tx_ack::Packet { random_token, gateway_mac, data }).await;
		}
	};
	let (outcome, ()) = tokio::join!(server.send(transmission(EUI)), answer);
	assert_eq!(outcome, Outcome::NoAnswer);
	assert_eq!(server.status().await.counters.unanswered, 1);
}

#[tokio::test]
async fn forwarders_should_be_distinguished_when_they_share_the_port() {
	let (server, _events) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let euis = [Eui([1; 8]), Eui([2; 8]), Eui([3; 8])];
	let mut forwarders = Vec::new();
	for eui in euis {
		forwarders.push(Forwarder::polling(&server, eui).await);
	}
	for forwarder in &forwarders {
		let answer = async {
			let response = next_pull_resp(forwarder).await;
			forwarder.send(&response.into_ack_for_gateway(forwarder.mac())).await;
		};
		let (outcome, ()) = tokio::join!(server.send(transmission(forwarder.eui)), answer);
		assert_eq!(outcome, Outcome::Taken);
	}
	let known = server.status().await.forwarders;
	assert_eq!(known.into_keys().collect::<Vec<_>>(), euis);
}

#[tokio::test]
async fn forwarder_should_be_reached_at_its_latest_address_when_it_moves() {
	let (server, mut events) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let _before = Forwarder::polling(&server, EUI).await;
	let after = Forwarder::polling(&server, EUI).await;
	let answer =
		async { after.send(&next_pull_resp(&after).await.into_ack_for_gateway(after.mac())).await };
	let (outcome, ()) = tokio::join!(server.send(transmission(EUI)), answer);
	assert_eq!(outcome, Outcome::Taken);
	for _ in 0..2 {
		let event = events.recv().await.unwrap();
		assert!(matches!(event, RadioEvent::Connected { eui: EUI, .. }), "{event:?}");
	}
}

#[tokio::test]
async fn outcome_should_be_no_forwarder_when_the_eui_is_unknown() {
	let (server, _events) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let forwarder = Forwarder::connect(&server, EUI).await;
	// A forwarder that sends packets but has never polled.
	forwarder.push(vec![RxPk::V1(received(b"x", -100))]).await;
	assert_eq!(server.send(transmission(EUI)).await, Outcome::NoForwarder);
}

#[tokio::test]
async fn outcome_should_be_refused_when_the_protocol_cannot_express_it() {
	let (server, _events) = RadioServer::bind("127.0.0.1:0").await.unwrap();
	let _forwarder = Forwarder::polling(&server, EUI).await;
	for wrong in [
		Transmission { payload: vec![0; 256], ..transmission(EUI) },
		Transmission { power_dbm: -1, ..transmission(EUI) },
		Transmission { spreading_factor: 13, ..transmission(EUI) },
	] {
		let outcome = server.send(wrong).await;
		assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
	}
}

#[tokio::test]
async fn forwarder_should_be_disconnected_when_it_stops_polling() {
	let settings = Settings { expiry: Duration::from_millis(100), ..settings() };
	let (server, mut events) = RadioServer::bind_with("127.0.0.1:0", settings).await.unwrap();
	let _forwarder = Forwarder::polling(&server, EUI).await;
	assert!(matches!(events.recv().await, Some(RadioEvent::Connected { .. })));
	let event = timeout(TEST_TIMEOUT, events.recv()).await.unwrap();
	assert_eq!(event, Some(RadioEvent::Disconnected { eui: EUI }));
	assert_eq!(server.send(transmission(EUI)).await, Outcome::NoForwarder);
	assert!(server.status().await.forwarders.is_empty());
}

#[tokio::test]
async fn strangers_should_be_ignored_when_forwarders_are_named() {
	let settings = Settings { allowed: Some(BTreeSet::from([EUI])), ..settings() };
	let (server, mut events) = RadioServer::bind_with("127.0.0.1:0", settings).await.unwrap();
	let stranger = Forwarder::connect(&server, Eui([9; 8])).await;
	let ask = pull_data::Packet { random_token: 1, gateway_mac: stranger.mac() };
	stranger.send(&ask).await;
	let known = Forwarder::connect(&server, EUI).await;
	known.push(vec![RxPk::V1(received(b"known", -100))]).await;
	assert_eq!(next_heard(&mut events).await.payload, b"known");
	let status = server.status().await;
	assert_eq!((status.counters.strangers, status.forwarders.len()), (1, 0));
}

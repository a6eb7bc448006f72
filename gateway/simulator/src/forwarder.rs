//! A simulated packet forwarder. Its socket behaves like Semtech's packet forwarder, and the
//! simulated ether replaces the radio.

use crate::{ether::Refusal, packet::Packet, scenario::Level};
use cairn_gateway_radio::Eui;
use semtech_udp::{
	pull_data, pull_resp::TxPk, push_data, Bandwidth, CodingRate, DataRate, Down, Identifier,
	MacAddress, Modulation, SerializablePacket,
};
use serde_json::json;
use std::{
	io,
	net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
	time::Duration,
};
use tokio::{
	net::UdpSocket,
	sync::{mpsc, oneshot},
	time::{interval, Instant, MissedTickBehavior},
};
use tracing::{debug, warn};

/// The interval between polls, `keepalive_interval`.
const KEEPALIVE: Duration = Duration::from_secs(5);

/// The interval between status reports, `stat_interval`.
const STATUS: Duration = Duration::from_secs(30);

/// The maximum length of a datagram: a packet or a status report.
const MAX_WRITTEN: usize = 2_048;

/// The wait after a socket error. There may be no server yet.
const PAUSE: Duration = Duration::from_millis(200);

/// A request of the server to transmit a packet.
pub(crate) struct TransmitRequest {
	pub packet: Packet,
	/// Whether other gateways receive the packet. If not, only end devices do.
	pub is_uplink: bool,
	pub reply: oneshot::Sender<Result<(), Refusal>>,
}

/// A packet that arrives at the station.
#[derive(Clone, Debug)]
pub(crate) struct IncomingPacket {
	pub payload: Vec<u8>,
	pub level: Level,
	pub frequency_hz: u32,
	pub spreading_factor: u8,
}

pub(crate) struct Forwarder {
	/// The index of the station in the scenario.
	station: usize,
	eui: Eui,
	socket: UdpSocket,
	requests: mpsc::Sender<TransmitRequest>,
	began: Instant,
	token: u16,
	statistics: Statistics,
}

/// The numbers in the status report.
#[derive(Default)]
struct Statistics {
	received: u64,
	acknowledged: u64,
	requested: u64,
	sent: u64,
}

impl Forwarder {
	pub(crate) async fn connect(
		station: usize,
		eui: Eui,
		server: SocketAddr,
		requests: mpsc::Sender<TransmitRequest>,
	) -> io::Result<Self> {
		// Traffic for a loopback server stays on the loopback.
		let from = match server.ip() {
			ip if ip.is_loopback() => ip,
			IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
			IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
		};
		let socket = UdpSocket::bind((from, 0)).await?;
		socket.connect(server).await?;
		let (began, statistics) = (Instant::now(), Statistics::default());
		Ok(Self { station, eui, socket, requests, began, token: 0, statistics })
	}

	/// Runs until the ether closes the queue.
	pub(crate) async fn run(mut self, mut packets: mpsc::Receiver<IncomingPacket>) {
		let mut buffer = vec![0; MAX_WRITTEN];
		let [mut keepalive, mut status] = [KEEPALIVE, STATUS].map(interval);
		keepalive.set_missed_tick_behavior(MissedTickBehavior::Delay);
		status.set_missed_tick_behavior(MissedTickBehavior::Delay);
		loop {
			tokio::select! {
				_ = keepalive.tick() => {
					let random_token = self.next_token();
					let poll = pull_data::Packet { random_token, gateway_mac: self.eui.0.into() };
					self.write(&poll).await;
				},
				_ = status.tick() => self.push_status().await,
				received = self.socket.recv(&mut buffer) => match received {
					Ok(length) => self.handle_datagram(buffer.get(..length).unwrap_or_default()).await,
					Err(error) => {
						debug!(eui = %self.eui, %error, "cannot reach the server");
						tokio::time::sleep(PAUSE).await;
					},
				},
				heard = packets.recv() => match heard {
					Some(heard) => self.push_packet(heard).await,
					None => return,
				},
			}
		}
	}

	async fn handle_datagram(&mut self, datagram: &[u8]) {
		match semtech_udp::Packet::parse_downlink(datagram) {
			Ok(Down::PullResp(response)) => {
				self.statistics.requested = self.statistics.requested.saturating_add(1);
				let error = match self.transmit(&response.data.txpk).await {
					Ok(()) => "NONE",
					Err(refusal) => refusal.text(),
				};
				self.answer(response.random_token, error).await;
			}
			Ok(Down::PushAck(_)) => {
				self.statistics.acknowledged = self.statistics.acknowledged.saturating_add(1);
			}
			Ok(Down::PullAck(_)) => {}
			Err(error) => {
				warn!(eui = %self.eui, %error, "received a malformed datagram from the server")
			}
		}
	}

	async fn transmit(&mut self, txpk: &TxPk) -> Result<(), Refusal> {
		let factor = txpk.datr.spreading_factor().factor();
		let packet = Packet {
			from: self.station,
			payload: txpk.data.data().to_vec(),
			frequency_hz: (txpk.freq * 1e6).round() as u32,
			spreading_factor: u8::try_from(factor).unwrap_or_default(),
			power_dbm: i8::try_from(txpk.powe).unwrap_or(i8::MAX),
		};
		let is_uplink = !txpk.ipol && txpk.datr.bandwidth() == Bandwidth::_125KHz;
		let (reply, answer) = oneshot::channel();
		let request = TransmitRequest { packet, is_uplink, reply };
		self.requests.send(request).await.map_err(|_| Refusal::Busy)?;
		answer.await.unwrap_or(Err(Refusal::Busy))?;
		self.statistics.sent = self.statistics.sent.saturating_add(1);
		Ok(())
	}

	/// Sends a `TX_ACK` with an error. The crate does not support all errors, so this writes the
	/// JSON.
	async fn answer(&self, token: u16, error: &str) {
		let [high, low] = token.to_be_bytes();
		let mut datagram = vec![2, high, low, Identifier::TxAck as u8];
		datagram.extend(self.eui.0);
		datagram.extend(json!({ "txpk_ack": { "error": error } }).to_string().into_bytes());
		self.write_bytes(&datagram).await;
	}

	async fn push_packet(&mut self, heard: IncomingPacket) {
		let Ok(datr) = format!("SF{}BW125", heard.spreading_factor).parse::<DataRate>() else {
			return;
		};
		self.statistics.received = self.statistics.received.saturating_add(1);
		let rxpk = push_data::RxPkV1 {
			chan: 0,
			codr: Some(CodingRate::_4_5),
			datr,
			freq: f64::from(heard.frequency_hz) / 1e6,
			lsnr: f32::from(heard.level.snr_cdb) / 100.0,
			modu: Modulation::LORA,
			rfch: 0,
			rssi: (f32::from(heard.level.rssi_cdbm) / 100.0).round() as i32,
			rssis: None,
			size: heard.payload.len() as u64,
			stat: push_data::CRC::OK,
			// A 32-bit counter of microseconds, which wraps around.
			tmst: self.began.elapsed().as_micros() as u32,
			time: None,
			data: heard.payload,
		};
		let data = push_data::Data { rxpk: Some(vec![push_data::RxPk::V1(rxpk)]), stat: None };
		self.push(data).await;
	}

	async fn push_status(&mut self) {
		let Statistics { received, acknowledged, requested, sent } = self.statistics;
		let ackr = (received > 0).then(|| 100.0 * acknowledged as f64 / received as f64);
		let stat = push_data::Stat {
			// The simulator has no calendar.
			time: "1970-01-01 00:00:00 GMT".into(),
			lati: None,
			long: None,
			alti: None,
			rxnb: received,
			rxok: received,
			rxfw: received,
			ackr,
			dwnb: requested,
			txnb: sent,
			temp: None,
		};
		self.push(push_data::Data { rxpk: None, stat: Some(stat) }).await;
	}

	async fn push(&mut self, data: push_data::Data) {
		let gateway_mac = MacAddress::from(self.eui.0);
		let random_token = self.next_token();
		self.write(&push_data::Packet { random_token, gateway_mac, data }).await;
	}

	fn next_token(&mut self) -> u16 {
		self.token = self.token.wrapping_add(1);
		self.token
	}

	async fn write(&self, packet: &impl SerializablePacket) {
		let mut buffer = vec![0; MAX_WRITTEN];
		match packet.serialize(&mut buffer) {
			Ok(length) => self.write_bytes(buffer.get(..length as usize).unwrap_or_default()).await,
			Err(error) => warn!(eui = %self.eui, %error, "a datagram is too long"),
		}
	}

	async fn write_bytes(&self, datagram: &[u8]) {
		if let Err(error) = self.socket.send(datagram).await {
			debug!(eui = %self.eui, %error, "cannot reach the server");
		}
	}
}

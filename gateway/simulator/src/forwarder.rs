//! One packet forwarder: what Semtech's does at the socket, with the simulated ether for a radio.

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

/// How often it asks for packets, `keepalive_interval`.
const KEEPALIVE: Duration = Duration::from_secs(5);

/// How often it reports its status, `stat_interval`.
const STATUS: Duration = Duration::from_secs(30);

/// The longest datagram that is written: a packet, or a status.
const MAX_WRITTEN: usize = 2_048;

/// How long it waits when the socket fails: there may be no server yet.
const PAUSE: Duration = Duration::from_millis(200);

/// A packet that its server wants sent, and who is to be told what becomes of that.
pub(crate) struct Order {
	pub packet: Packet,
	/// Whether other gateways are to hear it, or end devices alone.
	pub is_uplink: bool,
	pub reply: oneshot::Sender<Result<(), Refusal>>,
}

/// A packet that it hears.
#[derive(Clone, Debug)]
pub(crate) struct Hearing {
	pub payload: Vec<u8>,
	pub level: Level,
	pub frequency_hz: u32,
	pub spreading_factor: u8,
}

pub(crate) struct Forwarder {
	/// The station's place in the scenario's list.
	station: usize,
	eui: Eui,
	socket: UdpSocket,
	orders: mpsc::Sender<Order>,
	began: Instant,
	token: u16,
	counted: Counted,
}

/// What goes into its status.
#[derive(Default)]
struct Counted {
	received: u64,
	acknowledged: u64,
	asked: u64,
	sent: u64,
}

impl Forwarder {
	pub(crate) async fn connect(
		station: usize,
		eui: Eui,
		server: SocketAddr,
		orders: mpsc::Sender<Order>,
	) -> io::Result<Self> {
		// What is for the loopback stays there.
		let from = match server.ip() {
			ip if ip.is_loopback() => ip,
			IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
			IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
		};
		let socket = UdpSocket::bind((from, 0)).await?;
		socket.connect(server).await?;
		let (began, counted) = (Instant::now(), Counted::default());
		Ok(Self { station, eui, socket, orders, began, token: 0, counted })
	}

	/// Works until nothing more can come from the ether.
	pub(crate) async fn run(mut self, mut hearings: mpsc::Receiver<Hearing>) {
		let mut buffer = vec![0; MAX_WRITTEN];
		let [mut keepalive, mut status] = [KEEPALIVE, STATUS].map(interval);
		keepalive.set_missed_tick_behavior(MissedTickBehavior::Delay);
		status.set_missed_tick_behavior(MissedTickBehavior::Delay);
		loop {
			tokio::select! {
				_ = keepalive.tick() => {
					let random_token = self.next_token();
					let ask = pull_data::Packet { random_token, gateway_mac: self.eui.0.into() };
					self.write(&ask).await;
				},
				_ = status.tick() => self.tell_status().await,
				received = self.socket.recv(&mut buffer) => match received {
					Ok(length) => self.obey(buffer.get(..length).unwrap_or_default()).await,
					Err(error) => {
						debug!(eui = %self.eui, %error, "no server");
						tokio::time::sleep(PAUSE).await;
					},
				},
				heard = hearings.recv() => match heard {
					Some(heard) => self.tell(heard).await,
					None => return,
				},
			}
		}
	}

	async fn obey(&mut self, datagram: &[u8]) {
		match semtech_udp::Packet::parse_downlink(datagram) {
			Ok(Down::PullResp(response)) => {
				self.counted.asked = self.counted.asked.saturating_add(1);
				let error = match self.send(&response.data.txpk).await {
					Ok(()) => "NONE",
					Err(refusal) => refusal.text(),
				};
				self.answer(response.random_token, error).await;
			}
			Ok(Down::PushAck(_)) => {
				self.counted.acknowledged = self.counted.acknowledged.saturating_add(1);
			}
			Ok(Down::PullAck(_)) => {}
			Err(error) => warn!(eui = %self.eui, %error, "the server sent what is no datagram"),
		}
	}

	async fn send(&mut self, txpk: &TxPk) -> Result<(), Refusal> {
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
		let order = Order { packet, is_uplink, reply };
		self.orders.send(order).await.map_err(|_| Refusal::Busy)?;
		answer.await.unwrap_or(Err(Refusal::Busy))?;
		self.counted.sent = self.counted.sent.saturating_add(1);
		Ok(())
	}

	/// The crate knows fewer reasons than there are.
	async fn answer(&self, token: u16, error: &str) {
		let [high, low] = token.to_be_bytes();
		let mut datagram = vec![2, high, low, Identifier::TxAck as u8];
		datagram.extend(self.eui.0);
		datagram.extend(json!({ "txpk_ack": { "error": error } }).to_string().into_bytes());
		self.write_bytes(&datagram).await;
	}

	async fn tell(&mut self, heard: Hearing) {
		let Ok(datr) = format!("SF{}BW125", heard.spreading_factor).parse::<DataRate>() else {
			return;
		};
		self.counted.received = self.counted.received.saturating_add(1);
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
			// Microseconds in 32 bits, which begin anew when they are full.
			tmst: self.began.elapsed().as_micros() as u32,
			time: None,
			data: heard.payload,
		};
		let data = push_data::Data { rxpk: Some(vec![push_data::RxPk::V1(rxpk)]), stat: None };
		self.push(data).await;
	}

	async fn tell_status(&mut self) {
		let Counted { received, acknowledged, asked, sent } = self.counted;
		let ackr = (received > 0).then(|| 100.0 * acknowledged as f64 / received as f64);
		let stat = push_data::Stat {
			// No calendar is simulated.
			time: "1970-01-01 00:00:00 GMT".into(),
			lati: None,
			long: None,
			alti: None,
			rxnb: received,
			rxok: received,
			rxfw: received,
			ackr,
			dwnb: asked,
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
			debug!(eui = %self.eui, %error, "no server");
		}
	}
}

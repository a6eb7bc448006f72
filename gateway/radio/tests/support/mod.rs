//! A test packet forwarder, built from the types of `semtech-udp`.

use cairn_gateway_radio::{
	server::{RadioEvent, RadioServer, Settings},
	Eui, Heard,
};
use semtech_udp::{
	pull_data,
	push_data::{self, RxPk, RxPkV1, CRC},
	Bandwidth, CodingRate, DataRate, Down, MacAddress, Modulation, Packet, SerializablePacket,
	SpreadingFactor,
};
use std::time::Duration;
use tokio::{net::UdpSocket, sync::mpsc, time::timeout};

pub const EUI: Eui = Eui([0xaa, 0x55, 0x5a, 0, 0, 0, 0, 1]);

/// The time limit of a test step on the loopback of a busy machine.
pub const TEST_TIMEOUT: Duration = Duration::from_secs(20);

pub fn settings() -> Settings {
	Settings { settle_time: Duration::from_millis(100), ..Settings::default() }
}

/// A test packet forwarder.
pub struct Forwarder {
	pub eui: Eui,
	pub socket: UdpSocket,
}

impl Forwarder {
	pub async fn connect(server: &RadioServer, eui: Eui) -> Self {
		let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
		socket.connect(server.address()).await.unwrap();
		Self { eui, socket }
	}

	/// Connects a forwarder and polls once.
	pub async fn polling(server: &RadioServer, eui: Eui) -> Self {
		let forwarder = Self::connect(server, eui).await;
		forwarder.poll().await;
		forwarder
	}

	pub fn mac(&self) -> MacAddress {
		self.eui.0.into()
	}

	pub async fn poll(&self) {
		let poll = pull_data::Packet { random_token: 0x1234, gateway_mac: self.mac() };
		self.send(&poll).await;
		assert!(matches!(self.receive().await, Down::PullAck(ack) if ack.random_token == 0x1234));
	}

	pub async fn send(&self, packet: &impl SerializablePacket) {
		let mut buffer = [0; 4_096];
		let length = packet.serialize(&mut buffer).unwrap() as usize;
		self.socket.send(&buffer[..length]).await.unwrap();
	}

	pub async fn receive(&self) -> Down {
		let mut buffer = [0; 4_096];
		let length = timeout(TEST_TIMEOUT, self.socket.recv(&mut buffer)).await.unwrap().unwrap();
		Packet::parse_downlink(&buffer[..length]).unwrap()
	}

	pub async fn push(&self, packets: Vec<RxPk>) {
		self.send(&push_data::Packet {
			random_token: 0x4321,
			gateway_mac: self.mac(),
			data: push_data::Data { rxpk: Some(packets), stat: None },
		})
		.await;
		assert!(matches!(self.receive().await, Down::PushAck(ack) if ack.random_token == 0x4321));
	}
}

pub fn received(payload: &[u8], rssi: i32) -> RxPkV1 {
	RxPkV1 {
		chan: 2,
		codr: Some(CodingRate::_4_5),
		data: payload.to_vec(),
		datr: DataRate::new(SpreadingFactor::_12, Bandwidth::_125KHz),
		freq: 868.1,
		lsnr: -7.5,
		modu: Modulation::LORA,
		rfch: 0,
		rssi,
		rssis: None,
		size: payload.len() as u64,
		stat: CRC::OK,
		tmst: 1_000,
		time: None,
	}
}

pub async fn next_heard(events: &mut mpsc::Receiver<RadioEvent>) -> Heard {
	loop {
		if let RadioEvent::Heard(heard) =
			timeout(TEST_TIMEOUT, events.recv()).await.unwrap().unwrap()
		{
			return heard;
		}
	}
}

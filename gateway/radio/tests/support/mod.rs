//! A packet forwarder, made by hand of the types of `semtech-udp`.

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

/// Long enough for whatever happens on the loopback of a busy machine.
pub const TEST_TIMEOUT: Duration = Duration::from_secs(20);

pub fn settings() -> Settings {
	Settings { settle: Duration::from_millis(100), ..Settings::default() }
}

/// A packet forwarder, made by hand.
pub struct Forwarder {
	pub eui: Eui,
	pub socket: UdpSocket,
}

impl Forwarder {
	pub async fn of(server: &RadioServer, eui: Eui) -> Self {
		let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
		socket.connect(server.address()).await.unwrap();
		Self { eui, socket }
	}

	/// One that has asked for packets.
	pub async fn asking(server: &RadioServer, eui: Eui) -> Self {
		let forwarder = Self::of(server, eui).await;
		forwarder.ask().await;
		forwarder
	}

	pub fn mac(&self) -> MacAddress {
		self.eui.0.into()
	}

	pub async fn ask(&self) {
		let ask = pull_data::Packet { random_token: 0x1234, gateway_mac: self.mac() };
		self.say(&ask).await;
		assert!(matches!(self.hear().await, Down::PullAck(ack) if ack.random_token == 0x1234));
	}

	pub async fn say(&self, packet: &impl SerializablePacket) {
		let mut buffer = [0; 4_096];
		let length = packet.serialize(&mut buffer).unwrap() as usize;
		self.socket.send(&buffer[..length]).await.unwrap();
	}

	pub async fn hear(&self) -> Down {
		let mut buffer = [0; 4_096];
		let length = timeout(TEST_TIMEOUT, self.socket.recv(&mut buffer)).await.unwrap().unwrap();
		Packet::parse_downlink(&buffer[..length]).unwrap()
	}

	pub async fn push(&self, packets: Vec<RxPk>) {
		self.say(&push_data::Packet {
			random_token: 0x4321,
			gateway_mac: self.mac(),
			data: push_data::Data { rxpk: Some(packets), stat: None },
		})
		.await;
		assert!(matches!(self.hear().await, Down::PushAck(ack) if ack.random_token == 0x4321));
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

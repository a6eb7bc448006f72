//! The datagrams of the packet-forwarder protocol, version 2 (Semtech's `PROTOCOL.TXT`).
//!
//! The crate `semtech-udp` writes the datagrams and provides the types of packets. Its parser of
//! whole datagrams is not used, because anybody who reaches the port can send datagrams. The parser
//! panics on some malformed ones, rejects all packets of a datagram that contains one packet other
//! than LoRa, and treats unknown errors in `TX_ACK` as success.

use super::{Eui, Heard, Transmission};
use coverage_math::signal_power_cdb;
use semtech_udp::{
	pull_ack, pull_resp, push_ack,
	push_data::{RxPk, CRC},
	Bandwidth, CodingRate, DataRate, Identifier, Modulation, SerializablePacket, SpreadingFactor,
};
use serde::Deserialize;
use serde_json::Value;
use std::{cmp::Reverse, time::SystemTime};

/// The maximum length of a LoRa packet, in bytes.
pub(super) const MAX_PAYLOAD: usize = 255;

/// The maximum length of a written datagram: a packet's bytes as base64, and its settings.
const MAX_WRITTEN: usize = 1_024;

/// The maximum length of a refusal's reason, in characters. Longer reasons are truncated; the known
/// ones are shorter.
const MAX_REASON: usize = 32;

/// The number of preamble symbols (RP002-1.0.4, section 4.1).
const PREAMBLE_SYMBOLS: u64 = 8;

/// A datagram from a packet forwarder.
#[derive(Debug, PartialEq)]
pub(super) struct Uplink {
	pub eui: Eui,
	/// The token that matches requests and answers.
	pub token: u16,
	pub body: Body,
}

#[derive(Debug, PartialEq)]
pub(super) enum Body {
	/// `PUSH_DATA`.
	PushData(PushData),
	/// `PULL_DATA`: the forwarder polls for packets.
	PullData,
	/// `TX_ACK`: the forwarder accepts or rejects a packet.
	TxAck(TxAck),
}

/// The content of a `PUSH_DATA`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PushData {
	pub heard: Vec<Heard>,
	/// The number of packets with a wrong checksum or none.
	pub unchecked: u64,
	/// The number of packets that are not LoRa or cannot be parsed.
	pub foreign: u64,
	/// Whether it contains a status report.
	pub status: bool,
}

#[derive(Debug, PartialEq)]
pub(super) enum TxAck {
	Taken,
	/// The forwarder sends the packet with other settings than requested: with less power.
	Adjusted(String),
	Refused(String),
}

/// Parses a datagram. Returns `None` if it is malformed or not from a packet forwarder.
pub(super) fn parse(datagram: &[u8], at: SystemTime) -> Option<Uplink> {
	let [2, high, low, kind, rest @ ..] = datagram else { return None };
	let (eui, json) = rest.split_first_chunk()?;
	let eui = Eui(*eui);
	// Some forwarders terminate their JSON with a zero byte.
	let json = json.strip_suffix(&[0]).unwrap_or(json);
	let body = match Identifier::try_from(*kind).ok()? {
		Identifier::PushData => Body::PushData(parse_push_data(json, eui, at)?),
		Identifier::PullData => Body::PullData,
		Identifier::TxAck => Body::TxAck(parse_tx_ack(json)?),
		Identifier::PushAck | Identifier::PullResp | Identifier::PullAck => return None,
	};
	Some(Uplink { eui, token: u16::from_be_bytes([*high, *low]), body })
}

fn parse_push_data(json: &[u8], eui: Eui, at: SystemTime) -> Option<PushData> {
	#[derive(Deserialize)]
	struct Data {
		rxpk: Option<Vec<Value>>,
		stat: Option<Value>,
	}
	let data: Data = serde_json::from_slice(json).ok()?;
	let mut pushed = PushData { status: data.stat.is_some(), ..PushData::default() };
	for packet in data.rxpk.unwrap_or_default() {
		match parse_packet(&packet) {
			None => pushed.foreign = pushed.foreign.saturating_add(1),
			Some(packet) if packet.crc_status() != CRC::OK => {
				pushed.unchecked = pushed.unchecked.saturating_add(1);
			}
			Some(packet) => match heard(packet, eui, at) {
				Some(heard) => pushed.heard.push(heard),
				None => pushed.foreign = pushed.foreign.saturating_add(1),
			},
		}
	}
	Some(pushed)
}

fn parse_packet(packet: &Value) -> Option<RxPk> {
	// The crate panics on a data rate that is not ASCII. A numeric data rate belongs to FSK.
	let rate = packet.get("datr")?.as_str()?;
	rate.is_ascii().then(|| RxPk::deserialize(packet).ok()).flatten()
}

/// Converts a packet. Returns `None` if it is longer than LoRa allows.
fn heard(packet: RxPk, by: Eui, at: SystemTime) -> Option<Heard> {
	if packet.data().len() > MAX_PAYLOAD {
		return None;
	}
	let (rssi_dbm, snr_db) = match &packet {
		RxPk::V1(packet) => (packet.rssi, packet.lsnr),
		// The antenna with the best reception.
		RxPk::V2(packet) => {
			let levels = packet.rsig.iter().map(|signal| (signal.rssic, signal.lsnr));
			levels.min_by_key(|(rssi, snr)| Reverse(strength(rssi_cdbm(*rssi), snr_cdb(*snr))))?
		}
	};
	let factor = packet.datarate().spreading_factor().factor();
	Some(Heard {
		by,
		rssi_cdbm: rssi_cdbm(rssi_dbm),
		snr_cdb: Some(snr_cdb(snr_db)),
		// A value out of range becomes a frequency that is in no plan.
		frequency_hz: (packet.frequency() * 1e6).round() as u32,
		spreading_factor: u8::try_from(factor).ok(),
		payload: packet.data().clone(),
		at,
	})
}

fn rssi_cdbm(dbm: i32) -> i16 {
	let cdbm = dbm.saturating_mul(100).clamp(i16::MIN.into(), i16::MAX.into());
	i16::try_from(cdbm).unwrap_or_default()
}

fn snr_cdb(db: f32) -> i16 {
	(db * 100.0).round() as i16
}

/// Returns the signal power without noise, in hundredths of dBm. It identifies the strongest of
/// several receptions of a packet.
pub(super) fn strength(rssi_cdbm: i16, snr_cdb: i16) -> i32 {
	signal_power_cdb(rssi_cdbm.into(), snr_cdb.into())
}

fn parse_tx_ack(json: &[u8]) -> Option<TxAck> {
	#[derive(Deserialize)]
	struct Data {
		txpk_ack: Ack,
	}
	#[derive(Deserialize)]
	struct Ack {
		error: Option<String>,
		warn: Option<String>,
	}
	if json.is_empty() {
		return Some(TxAck::Taken);
	}
	let Ack { error, warn } = serde_json::from_slice::<Data>(json).ok()?.txpk_ack;
	let meaningful = |text: Option<String>| {
		let text = text.filter(|text| !matches!(text.as_str(), "" | "NONE"))?;
		Some(text.chars().take(MAX_REASON).collect())
	};
	Some(match (meaningful(error), meaningful(warn)) {
		(Some(error), _) => TxAck::Refused(error),
		(None, Some(warning)) => TxAck::Adjusted(warning),
		(None, None) => TxAck::Taken,
	})
}

pub(super) fn push_ack(token: u16) -> Option<Vec<u8>> {
	serialise(&push_ack::Packet { random_token: token })
}

pub(super) fn pull_ack(token: u16) -> Option<Vec<u8>> {
	serialise(&pull_ack::Packet { random_token: token })
}

/// Returns the datagram that requests an immediate transmission. Returns `None` if the protocol
/// cannot express it: it supports no negative powers, and only spreading factors 5 to 12.
pub(super) fn pull_resp(token: u16, transmission: &Transmission) -> Option<Vec<u8>> {
	let factor = spreading_factor(transmission.spreading_factor)?;
	let txpk = pull_resp::TxPk {
		time: pull_resp::Time::immediate(),
		freq: f64::from(transmission.frequency_hz) / 1e6,
		rfch: 0,
		powe: transmission.power_dbm.try_into().ok()?,
		modu: Modulation::LORA,
		datr: DataRate::new(factor, Bandwidth::_125KHz),
		codr: Some(CodingRate::_4_5),
		fdev: None,
		// Uplink polarity, because only end devices receive inverted packets.
		ipol: false,
		prea: Some(PREAMBLE_SYMBOLS),
		data: pull_resp::PhyData::new(transmission.payload.clone()),
		ncrc: Some(false),
	};
	serialise(&pull_resp::Packet { random_token: token, data: pull_resp::Data { txpk } })
}

fn spreading_factor(factor: u8) -> Option<SpreadingFactor> {
	use SpreadingFactor::{_10, _11, _12, _5, _6, _7, _8, _9};
	[_5, _6, _7, _8, _9, _10, _11, _12].into_iter().find(|it| it.factor() == u32::from(factor))
}

fn serialise(packet: &impl SerializablePacket) -> Option<Vec<u8>> {
	let mut buffer = vec![0; MAX_WRITTEN];
	let length = packet.serialize(&mut buffer).ok()?;
	buffer.truncate(length.try_into().ok()?);
	Some(buffer)
}

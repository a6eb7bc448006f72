//! Proof of coverage: what is sent by radio, and what devices sign about it.
//!
//! The chain, gateways and indexers build frames and commitments with this code.

use crate::devices::{DeviceIndex, DeviceKey, DeviceSignature};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_io::hashing::blake2_256;

mod refusal;

pub use refusal::Refusal;

/// The number of ordinals that a device has for its calls of one kind in a window, from 0.
pub const ORDINALS: u8 = 16;

/// The maximum number of receptions in a report.
pub const RECEPTIONS: u32 = 16;

/// The maximum number of proofs in a relay call.
pub const RELAYED_PROOFS: u32 = 16;

/// The maximum number of items for one proof in a relay call: an announcement or a reveal, and
/// reports.
pub const RELAYED_ITEMS: u32 = 33;

/// The number of a window, counted from genesis.
pub type WindowIndex = u32;

/// What a beaconer keeps to itself until the reveal. Drawn anew for each proof.
pub type Secret = [u8; 32];

/// The length of a frame. The slowest data rates of LoRaWAN carry 51 bytes (EU868, DR0); what
/// US915's DR0 carries, 11, is too little for any frame that cannot be guessed.
pub const FRAME_LEN: usize = 41;

/// What goes over the radio.
///
/// | bytes | what |
/// |---|---|
/// | 1 | the version, 1 |
/// | 4 | the window, little-endian |
/// | 4 | the beaconer's number, little-endian |
/// | 32 | BLAKE2b-256 of `cairn/frame`, the window's seed, the beaconer's number and its secret |
///
/// Who has not heard it cannot guess it: it has as much entropy as the secret. The beaconer cannot
/// send a frame of its choice: the seed is in it.
///
/// ```
/// use cairn_primitives::coverage::Frame;
/// use sp_core::H256;
///
/// let frame = Frame::new(7, 12, &H256::repeat_byte(1), &[2; 32]);
/// // Published before it is sent; the witness's commitment is made of what it has heard.
/// assert_eq!(frame.hash(), Frame::new(7, 12, &H256::repeat_byte(1), &[2; 32]).hash());
/// assert_ne!(frame.commitment(30), frame.commitment(31));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame([u8; FRAME_LEN]);

impl Frame {
	const VERSION: u8 = 1;

	/// The frame that a device sends in a window.
	pub fn new(window: WindowIndex, beaconer: DeviceIndex, seed: &H256, secret: &Secret) -> Self {
		let entropy = (b"cairn/frame", seed, beaconer, secret).using_encoded(blake2_256);
		let mut bytes = [0; FRAME_LEN];
		let content = (Self::VERSION, window, beaconer, entropy).encode();
		for (byte, content) in bytes.iter_mut().zip(content) {
			*byte = content;
		}
		Self(bytes)
	}

	/// A frame that was heard; none if it is not of this length.
	pub fn heard(bytes: &[u8]) -> Option<Self> {
		bytes.try_into().ok().map(Self)
	}

	/// The bytes that are sent.
	pub fn as_bytes(&self) -> &[u8; FRAME_LEN] {
		&self.0
	}

	/// What the beaconer announces before it sends the frame.
	pub fn hash(&self) -> H256 {
		H256((b"cairn/beacon", self.0).using_encoded(blake2_256))
	}

	/// What a witness reports: proof that it has the frame, of no use to anybody else.
	pub fn commitment(&self, witness: DeviceIndex) -> H256 {
		H256((b"cairn/witness", self.0, witness).using_encoded(blake2_256))
	}
}

/// How a beacon is going to be sent.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Announcement {
	/// [`Frame::hash`].
	pub frame: H256,
	/// The power that goes into the antenna, in hundredths of dBm.
	pub tx_power_cdbm: i16,
	/// The frequency, in hertz.
	pub frequency_hz: u32,
	/// The LoRa spreading factor, 5 to 12; none for other modulations.
	pub spreading_factor: Option<u8>,
}

/// What a radio measures when it hears a frame.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Measurement {
	/// The power that was received, with the noise, in hundredths of dBm.
	pub rssi_cdbm: i16,
	/// The ratio of signal to noise, in hundredths of a decibel; none where the radio does not tell.
	pub snr_cdb: Option<i16>,
	/// The frequency, in hertz.
	pub frequency_hz: u32,
}

/// One frame that was heard.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Reception {
	/// Whose frame.
	pub beaconer: DeviceIndex,
	/// [`Frame::commitment`].
	pub commitment: H256,
	/// How it was heard.
	pub measurement: Measurement,
}

/// What a device declares in a proof. Signed with its key, in a call that nobody else signs.
///
/// The signed bytes begin with a text of their own and hold the network's genesis hash, the window
/// and an ordinal. The ordinal makes the bytes of a second try differ from those of the first: a
/// node that found them invalid, for they came too early, does not look at the same bytes again for
/// half an hour.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub enum CoverageStatement {
	/// "I am challenged, and this is what I am going to send."
	Announce(Announcement),
	/// "I have heard these."
	Report(Vec<Reception>),
	/// "This was my secret."
	Reveal(Secret),
}

impl CoverageStatement {
	/// The bytes that the device signs.
	pub fn signing_payload<Hash: Encode>(
		&self,
		genesis: &Hash,
		window: WindowIndex,
		ordinal: u8,
	) -> Vec<u8> {
		(b"cairn/coverage/1", genesis, window, ordinal, self).encode()
	}

	/// Whether `key` signed it.
	pub fn is_signed<Hash: Encode>(
		&self,
		genesis: &Hash,
		window: WindowIndex,
		ordinal: u8,
		key: &DeviceKey,
		signature: &DeviceSignature,
	) -> bool {
		let payload = self.signing_payload(genesis, window, ordinal);
		sp_io::crypto::ed25519_verify(signature, &payload, key)
	}
}

/// Folds what a block's author could not choose, the output of its VRF, into what the blocks before
/// have left.
pub fn fold_entropy(entropy: &H256, output: Option<H256>) -> H256 {
	H256((b"cairn/entropy", entropy, output).using_encoded(blake2_256))
}

/// The seed of a window, made of what was folded up to the last block of the window before.
pub fn window_seed(window: WindowIndex, entropy: &H256) -> H256 {
	H256((b"cairn/seed", window, entropy).using_encoded(blake2_256))
}

/// Whether a device is challenged in a window: a lottery in which every device has the same chance,
/// known to anybody once the window's seed is, to nobody before. Numbers of devices are given by the
/// chain, so that no key can be chosen for its luck.
///
/// - `threshold`: 2^64 times the chance.
pub fn is_challenged(seed: &H256, device: DeviceIndex, threshold: u64) -> bool {
	lot(b"cairn/lottery", seed, device, 0) < threshold
}

/// A witness's place in the order in which the reports of a proof are kept. Lower is better, and
/// nobody chooses: whoever is first or pays most has no advantage.
pub fn report_rank(seed: &H256, beaconer: DeviceIndex, witness: DeviceIndex) -> u64 {
	lot(b"cairn/report", seed, beaconer, witness)
}

/// A witness's place in the order in which the kept reports are drawn to be judged, by a seed that
/// nobody knew when they were made.
pub fn draw_rank(draw: &H256, beaconer: DeviceIndex, witness: DeviceIndex) -> u64 {
	lot(b"cairn/draw", draw, beaconer, witness)
}

fn lot(context: &[u8], seed: &H256, first: DeviceIndex, second: DeviceIndex) -> u64 {
	let hash = (context, seed, first, second).using_encoded(blake2_256);
	hash.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

//! What the registry keeps, and what its calls take.

use crate::{BalanceOf, Config};
use alloc::vec::Vec;
use cairn_primitives::{
	collateral::StakedTokens,
	devices::{
		BatchId, CertificateTerms, ClassId, DeviceConsent, DeviceIndex, DeviceKey, Location,
		MakerId, Mode, RegionId, RegionTableId, SuspensionReason,
	},
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::RangeInclusive;
use frame_support::{
	pallet_prelude::ConstU32, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_core::{ecdsa, ed25519, sr25519};

/// The resolution of the H3 cells that devices are located in.
pub const LOCATION_RESOLUTION: u8 = 12;

/// The antenna gains that a location may state, in hundredths of dBi: what is sold, and no more.
pub const GAIN_CDBI: RangeInclusive<i16> = -1_000..=3_000;

/// The tasks on a page of the agenda, at most.
pub const AGENDA_PAGE: u32 = 64;

/// The items on a page of an answer, at most.
pub const QUERY_PAGE: u32 = 64;

/// The devices in a batch, at most: as many as a [`MerklePath`] can tell apart.
pub const MAX_BATCH: u32 = 1 << 24;

/// What people call something: up to 32 bytes of UTF-8.
pub type Name = BoundedVec<u8, ConstU32<32>>;

/// The keys with which a maker signs certificates.
pub type MakerKeys = BoundedVec<MakerKey, ConstU32<8>>;

/// The regions of a table.
pub type Regions = BoundedVec<Region, ConstU32<32>>;

/// The siblings on the way from a leaf to a batch's root: enough for 2^24 devices.
pub type MerklePath<Hash> = BoundedVec<Hash, ConstU32<24>>;

/// Several devices of one fleet.
pub type Fleet<T> = BoundedVec<DeviceIndex, <T as Config>::MaxFleet>;

/// A key with which a maker signs certificates.
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
pub enum MakerKey {
	/// Signs the payload.
	Ed25519(ed25519::Public),
	/// Signs the payload.
	Sr25519(sr25519::Public),
	/// ECDSA over the SHA-256 of the payload; the compressed point.
	Secp256k1(ecdsa::Public),
	/// ECDSA over the SHA-256 of the payload; the compressed point (SEC 1, 2.3.3).
	P256([u8; 33]),
}

/// A maker's signature; its kind must be that of the key.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum MakerSignature {
	/// By an ed25519 key.
	Ed25519(ed25519::Signature),
	/// By an sr25519 key.
	Sr25519(sr25519::Signature),
	/// By a secp256k1 key, with the recovery byte.
	Secp256k1(ecdsa::Signature),
	/// By a P-256 key: `r` and `s`, 32 bytes each, as secure elements give it.
	P256([u8; 64]),
	/// By a P-256 key: ASN.1 DER, as OpenSSL gives it.
	P256Der(BoundedVec<u8, ConstU32<72>>),
}

/// Who makes devices.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Maker<AccountId> {
	/// Changes the keys, commits batches and may pay for onboardings.
	pub account: AccountId,
	/// What people call it.
	pub name: Name,
	/// The keys whose certificates count.
	pub keys: MakerKeys,
	/// How many devices it may bring in all.
	pub quota: u32,
	/// How many it has brought.
	pub onboarded: u32,
	/// Whether governance has stopped it.
	pub suspended: bool,
}

/// The devices of a production batch, as the root of a Merkle tree over their keys.
///
/// The tree is that of the `binary-merkle-tree` crate with BLAKE2b-256; a leaf is a device's key.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Batch<Hash> {
	/// What the devices are.
	pub class: ClassId,
	/// The tree's root.
	pub root: Hash,
	/// The devices in the tree.
	pub leaves: u32,
	/// The last moment at which a device of the batch may be onboarded.
	pub expires_at: Moment,
}

/// What a kind of device is, and what it costs to have one.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct Class<Balance> {
	/// What people call it.
	#[serde(with = "name_as_text")]
	pub name: Name,
	/// What its devices are paid for.
	pub mode: Mode,
	/// The radio regions its devices may be in; none for devices without a radio.
	pub region_table: Option<RegionTableId>,
	/// Held on the owner for each device, until its unbonding ends.
	pub bond: Balance,
	/// Taken for each onboarding.
	pub onboarding_fee: Balance,
	/// Taken for each assertion of a location.
	pub location_fee: Balance,
}

/// The part of the spectrum, and the power, that devices of a region may use.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct Region {
	/// Its number within the table.
	pub id: RegionId,
	/// What people call it.
	#[serde(with = "name_as_text")]
	pub name: Name,
	/// The lowest frequency, in Hz.
	pub lowest_hz: u64,
	/// The highest frequency, in Hz.
	pub highest_hz: u64,
	/// The greatest power radiated, antenna included (EIRP), in hundredths of dBm.
	pub max_eirp_cdbm: i16,
}

/// What a device may do now.
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
pub enum Status<BlockNumber> {
	/// Take part and earn.
	Active,
	/// Nothing, at its owner's wish.
	Inactive,
	/// Nothing, until its suspension ends.
	Suspended,
	/// Nothing any more.
	Retired {
		/// The block from which on its bond is free.
		bond_release_at: BlockNumber,
		/// Whether governance has expelled it, and its key for good.
		expelled: bool,
	},
}

/// Since when, and until when, a device counts in the density of its cell.
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
pub struct Interactive<BlockNumber> {
	/// It lapses at this block, unless it proves itself again.
	pub until: BlockNumber,
	/// When the agenda next looks at it; an entry for any other time is out of date.
	pub checked_at: BlockNumber,
}

/// What a bond can be held in.
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
pub enum CollateralKind {
	/// CRN.
	Native,
	/// The liquid staking token.
	Staked,
}

/// What a device's bond is held in.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Collateral {
	/// In CRN, as much as the bond.
	#[default]
	Native,
	/// In the liquid staking token.
	Staked {
		/// How much of it: worth the bond and a margin when it was held.
		#[codec(compact)]
		tokens: StakedTokens,
	},
}

impl Collateral {
	/// Whether it is CRN or the liquid staking token.
	pub fn kind(&self) -> CollateralKind {
		match self {
			Self::Native => CollateralKind::Native,
			Self::Staked { .. } => CollateralKind::Staked,
		}
	}
}

/// A device.
#[derive(
	CloneNoBound, DebugNoBound, PartialEqNoBound, EqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Device<T: Config> {
	/// Its key: its identity.
	pub key: DeviceKey,
	/// Who owns it, answers for it and earns by it.
	pub owner: T::AccountId,
	/// Who made it.
	#[codec(compact)]
	pub maker: MakerId,
	/// What it is.
	#[codec(compact)]
	pub class: ClassId,
	/// What it may do now.
	pub status: Status<BlockNumberFor<T>>,
	/// Where it stands.
	pub location: Option<Location>,
	/// When that was last asserted.
	pub located_at: BlockNumberFor<T>,
	/// For how much its owner answers, out of what is held on them for it.
	#[codec(compact)]
	pub bond: BalanceOf<T>,
	/// What that is held in.
	pub collateral: Collateral,
	/// How many statements its key has made, and how often it was sold with that key.
	#[codec(compact)]
	pub nonce: u32,
	/// How often it was caught.
	pub strikes: u8,
	/// Whether it counts in the density of its cell.
	pub interactive: Option<Interactive<BlockNumberFor<T>>>,
}

impl<T: Config> Device<T> {
	/// Whether it may take part and earn.
	pub fn is_active(&self) -> bool {
		self.status == Status::Active
	}
}

/// What is remembered of a key whose device was retired or replaced.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct KeyHistory {
	/// The nonce of its next statement: none that it made counts again.
	#[codec(compact)]
	pub nonce: u32,
	/// How often it was caught.
	pub strikes: u8,
	/// Whether governance has expelled it for good.
	pub expelled: bool,
}

/// What an owner has asked for and what waits for open windows to settle.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Change<AccountId, Balance> {
	/// Stand elsewhere.
	Move {
		/// Where.
		to: Location,
	},
	/// Rest.
	Deactivate,
	/// End.
	Retire,
	/// Belong to someone else.
	Transfer {
		/// To whom.
		to: AccountId,
		/// What is already held on them for the device, in CRN.
		bond: Balance,
	},
}

/// The change of a runtime's device.
pub type ChangeOf<T> = Change<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// A change that waits, and the place in the agenda that was taken for it. The place stays taken
/// when the change is cancelled, and serves the next one: a device never has more than one.
#[derive(
	CloneNoBound, DebugNoBound, PartialEqNoBound, EqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct PendingChange<T: Config> {
	/// What is asked for; none if it was cancelled.
	pub change: Option<ChangeOf<T>>,
	/// The block from which on it takes effect.
	pub effective_at: BlockNumberFor<T>,
}

/// Why, by whom and until when a device is suspended.
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
pub struct Suspension<BlockNumber, Hash> {
	/// Why.
	pub reason: SuspensionReason,
	/// Whether strikes did it, and not governance.
	pub automatic: bool,
	/// What the device might do before, and may again after.
	pub before: Status<BlockNumber>,
	/// The last block at which its owner may appeal.
	pub appeal_by: BlockNumber,
	/// The block at which it is free when nobody has decided; no other suspension of the device
	/// has the same.
	pub release_at: BlockNumber,
	/// The hash of the appeal's grounds, once there is one.
	pub appeal: Option<Hash>,
}

/// How governance ends a suspension.
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
pub enum Decision<Balance> {
	/// It was wrong: what is in escrow is returned.
	Grant,
	/// It was right: what is in escrow is forfeited.
	Uphold {
		/// How much of the bond is taken, at most.
		slash: Balance,
		/// Whether the device is retired and its key never comes back; if not, it is free again.
		expel: bool,
	},
}

/// What the registry has to do for a device at some block.
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
pub enum Task {
	/// See whether it has lapsed.
	Lapse,
	/// Carry out the change that its owner asked for.
	Change,
	/// Free it, because nobody has decided about its suspension.
	Release,
	/// Give its bond back.
	ReleaseBond,
}

/// Where in the agenda the next task is.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct AgendaCursor {
	/// The bucket.
	pub bucket: u32,
	/// The page in it.
	pub page: u32,
}

/// The crowd in a cell of some resolution, as the density rule counts it.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct DensityCount {
	/// At resolution 10, the interactive devices in it; above, the sum of what its children's
	/// counts are clipped to.
	#[codec(compact)]
	pub count: u32,
	/// How many cells of the disk around it, itself included, reach their resolution's target.
	pub dense_cells: u8,
}

/// An H3 cell as a key whose order is that of the cells: those of one ancestor are neighbours.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct CellKey([u8; 8]);

impl From<u64> for CellKey {
	fn from(cell: u64) -> Self {
		Self(cell.to_be_bytes())
	}
}

impl From<CellKey> for u64 {
	fn from(key: CellKey) -> Self {
		Self::from_be_bytes(key.0)
	}
}

/// A device that someone brings, with the proofs that they may.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Onboarding<Hash> {
	/// The device's key.
	pub device: DeviceKey,
	/// Its own word that it belongs to the owner.
	pub consent: DeviceConsent<Hash>,
	/// Its maker's word that it is what it is.
	pub evidence: Evidence<Hash>,
}

/// A maker's word for a device.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Evidence<Hash> {
	/// Signed, for this device alone.
	Certificate(Certificate<Hash>),
	/// The device is in a batch that its maker has committed.
	Membership(Membership<Hash>),
}

/// A maker's signed word for a device.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Certificate<Hash> {
	/// The maker.
	pub maker: MakerId,
	/// What it vouches for.
	pub terms: CertificateTerms<Hash>,
	/// With which of its keys.
	pub signer: MakerKey,
	/// The signature.
	pub signature: MakerSignature,
}

/// The proof that a device is in a committed batch.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Membership<Hash> {
	/// The maker.
	pub maker: MakerId,
	/// The batch.
	pub batch: BatchId,
	/// The device's leaf in the batch's tree.
	pub leaf: u32,
	/// The siblings from the leaf up to the root.
	pub path: MerklePath<Hash>,
}

/// Where a device stands, said by its owner with a call and by the device with its key.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct LocationAssertion<Hash> {
	/// Which device.
	pub device: DeviceIndex,
	/// Where.
	pub location: Location,
	/// The device's own word.
	pub consent: DeviceConsent<Hash>,
}

/// What a new owner signs so that devices may be handed over in one call.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub struct TransferConsent<'a, AccountId, BlockNumber, Hash> {
	/// The network.
	pub genesis: Hash,
	/// Who hands them over.
	pub from: &'a AccountId,
	/// Which devices, by key, each with its nonce: a consent counts once.
	pub devices: Vec<(DeviceKey, u32)>,
	/// The last block at which it counts.
	pub expires_at: BlockNumber,
}

impl<AccountId: Encode, BlockNumber: Encode, Hash: Encode>
	TransferConsent<'_, AccountId, BlockNumber, Hash>
{
	/// The bytes that the new owner signs, wrapped as wallets wrap what is not a transaction.
	pub fn signing_payload(&self) -> Vec<u8> {
		(b"<Bytes>cairn/transfer/1", self, b"</Bytes>").encode()
	}
}

/// All that is known of a device, for those who ask.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct DeviceInfo<AccountId, Balance, BlockNumber, Hash> {
	/// Its key.
	pub key: DeviceKey,
	/// Who owns it.
	pub owner: AccountId,
	/// To whom what it earns is paid.
	pub payee: AccountId,
	/// Who made it.
	pub maker: MakerId,
	/// What it is.
	pub class: ClassId,
	/// What it may do now.
	pub status: Status<BlockNumber>,
	/// Where it stands.
	pub location: Option<Location>,
	/// When that was last asserted.
	pub located_at: BlockNumber,
	/// For how much its owner answers, out of what is held on them for it.
	pub bond: Balance,
	/// What that is held in.
	pub collateral: Collateral,
	/// The nonce of its next statement.
	pub nonce: u32,
	/// How often it was caught.
	pub strikes: u8,
	/// Until when it counts in its crowd, unless it proves itself again.
	pub interactive_until: Option<BlockNumber>,
	/// The share of its units that its crowd leaves to it, in 1e-4.
	pub reward_scale: u32,
	/// To whom it is offered.
	pub offered_to: Option<AccountId>,
	/// What was asked for, and the block from which on it takes effect.
	pub pending_change: Option<(Change<AccountId, Balance>, BlockNumber)>,
	/// Its suspension.
	pub suspension: Option<Suspension<BlockNumber, Hash>>,
}

/// All that is known of a runtime's device.
pub type DeviceInfoOf<T> = DeviceInfo<
	<T as frame_system::Config>::AccountId,
	BalanceOf<T>,
	BlockNumberFor<T>,
	<T as frame_system::Config>::Hash,
>;

/// Names are text in a genesis.
mod name_as_text {
	use super::Name;
	use alloc::string::String;
	use serde::{de::Error as _, ser::Error as _, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer>(name: &Name, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(core::str::from_utf8(name).map_err(S::Error::custom)?)
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
		let text = String::deserialize(deserializer)?;
		Name::try_from(text.into_bytes())
			.map_err(|_| D::Error::custom("a name is at most 32 bytes long"))
	}
}

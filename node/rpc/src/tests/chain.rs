//! A chain in memory on the native runtime, with gateways that prove coverage and a depositor of
//! liquid staking.

use crate::Chain;
use cairn_primitives::{
	coverage::{Announcement, Frame, Measurement, Reception, Secret, WindowIndex},
	currency::CRN,
	devices::{DeviceIndex, DeviceStatement, Location},
	time::LOCAL_SLOT_MS,
	AccountId, BlockNumber, Hash, Header, OpaqueBlock as Block,
};
use cairn_runtime::{
	apis::{api, RuntimeApi},
	genesis_devices::LORA_GATEWAY,
	genesis_presets::{build_state, get_config},
	Executive, ProofOfCoverage, Runtime, RuntimeCall, RuntimeOrigin, System, UncheckedExtrinsic,
};
use codec::Encode;
use coverage_math::{cell_at, Position};
use frame_system::RawOrigin;
use pallet_device_registry::{
	Call as Registry, Evidence, LocationAssertion, Membership, Onboarding,
};
use pallet_liquid_staking::{Call as Pool, Shares};
use pallet_proof_of_coverage::{Call as Coverage, Window};
use sc_client_api::{StorageData, StorageKey};
use serde_json::Value;
use sp_api::{ApiError, ApiRef, CallApiAt, CallApiAtParams, CallContext, ConstructRuntimeApi};
use sp_blockchain::{BlockStatus, Error, HeaderBackend, Info};
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::{ed25519, Pair};
use sp_externalities::Extensions;
use sp_genesis_builder::PresetId;
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
	traits::{BlakeTwo256, Dispatchable, Header as _},
	Digest, DigestItem,
};
use sp_state_machine::{Backend as _, InMemoryBackend, TestExternalities};
use sp_version::RuntimeVersion;
use std::sync::{
	atomic::{AtomicBool, AtomicUsize, Ordering},
	Arc, LazyLock,
};

/// The number of gateways that take part in coverage. Their owners are Alice, Bob and Charlie.
pub const GATEWAYS: u32 = 3;
/// The number of Dave's devices, which is more than a page holds.
pub const FLEET: u32 = 70;
/// A block whose state is discarded.
pub const DISCARDED: BlockNumber = 2;

const FREQUENCY_HZ: u32 = 868_100_000;
const LATER: BlockNumber = 1_000;

type State = InMemoryBackend<BlakeTwo256>;

/// A block and the state after it; `None` if that is discarded.
struct TestBlock {
	header: Header,
	state: Option<State>,
}

/// The chain. Tests choose the last final block, and inject faults.
pub struct TestChain {
	blocks: Arc<Vec<TestBlock>>,
	finalised: AtomicUsize,
	garbled: AtomicBool,
	mute: AtomicBool,
}

impl TestChain {
	/// Creates the chain with all blocks final. The blocks are built once for all tests.
	pub fn new() -> Arc<Self> {
		static BLOCKS: LazyLock<Arc<Vec<TestBlock>>> =
			LazyLock::new(|| Arc::new(ChainBuilder::run()));
		let blocks = BLOCKS.clone();
		let finalised = AtomicUsize::new(blocks.len() - 1);
		Arc::new(Self { blocks, finalised, garbled: false.into(), mute: false.into() })
	}

	/// Makes all stored values undecodable from now on, as after an upgrade.
	pub fn garble(&self) {
		self.garbled.store(true, Ordering::Release);
	}

	/// Makes all runtime calls fail from now on, as before an upgrade.
	pub fn silence(&self) {
		self.mute.store(true, Ordering::Release);
	}

	/// Sets the last final block.
	pub fn finalise(&self, number: BlockNumber) {
		self.finalised.store(number as usize, Ordering::Release);
	}

	/// Returns the number of the best block.
	pub fn best(&self) -> BlockNumber {
		self.blocks.len() as u32 - 1
	}

	/// Returns the hashes of all blocks after a block.
	pub fn after(&self, number: BlockNumber) -> Vec<Hash> {
		(number + 1..=self.best()).map(hash_of).collect()
	}

	fn known(&self, hash: Hash) -> Option<&TestBlock> {
		let number = (0..self.blocks.len()).find(|number| hash_of(*number as u32) == hash)?;
		self.blocks.get(number)
	}

	fn state(&self, hash: Hash) -> Result<&State, Error> {
		let block = self.known(hash);
		block
			.and_then(|block| block.state.as_ref())
			.ok_or_else(|| Error::UnknownBlock(format!("State already discarded for {hash:?}")))
	}
}

/// Returns the hash of a block. It does not depend on the runtime, so that examples stay the same.
pub fn hash_of(number: BlockNumber) -> Hash {
	Hash::from((b"a block", number).using_encoded(blake2_256))
}

impl Chain for TestChain {
	type Api = <RuntimeApi as ConstructRuntimeApi<Block, Self>>::RuntimeApi;

	fn api(&self) -> ApiRef<'_, Self::Api> {
		RuntimeApi::construct_runtime_api(self)
	}

	fn stored(&self, hash: Hash, key: &StorageKey) -> Result<Option<StorageData>, Error> {
		let stored = self.state(hash)?.storage(&key.0).unwrap();
		let garbled = self.garbled.load(Ordering::Acquire);
		Ok(stored.map(|data| StorageData(if garbled { vec![0xFF; 9] } else { data })))
	}
}

impl HeaderBackend<Block> for TestChain {
	fn header(&self, hash: Hash) -> Result<Option<Header>, Error> {
		Ok(self.known(hash).map(|block| block.header.clone()))
	}

	fn info(&self) -> Info<Block> {
		let finalised = self.finalised.load(Ordering::Acquire) as u32;
		Info {
			best_hash: hash_of(self.best()),
			best_number: self.best(),
			genesis_hash: hash_of(0),
			finalized_hash: hash_of(finalised),
			finalized_number: finalised,
			finalized_state: Some((hash_of(finalised), finalised)),
			number_leaves: 1,
			block_gap: None,
		}
	}

	fn status(&self, hash: Hash) -> Result<BlockStatus, Error> {
		let known = self.known(hash).is_some();
		Ok(if known { BlockStatus::InChain } else { BlockStatus::Unknown })
	}

	fn number(&self, hash: Hash) -> Result<Option<BlockNumber>, Error> {
		Ok(self.known(hash).map(|block| *block.header.number()))
	}

	fn hash(&self, number: BlockNumber) -> Result<Option<Hash>, Error> {
		Ok((number <= self.best()).then(|| hash_of(number)))
	}
}

impl CallApiAt<Block> for TestChain {
	type StateBackend = State;

	fn call_api_at(&self, params: CallApiAtParams<Block>) -> Result<Vec<u8>, ApiError> {
		if self.mute.load(Ordering::Acquire) {
			return Err(ApiError::Application("there is no such function".into()));
		}
		let mut externalities = TestExternalities::default();
		externalities.backend = self.state(params.at)?.clone();
		externalities
			.execute_with(|| api::dispatch(params.function, &params.arguments))
			.ok_or_else(|| ApiError::Application("there is no such function".into()))
	}

	fn runtime_version_at(&self, _: Hash, _: CallContext) -> Result<RuntimeVersion, ApiError> {
		Ok(cairn_runtime::VERSION)
	}

	fn state_at(&self, hash: Hash) -> Result<State, ApiError> {
		Ok(self.state(hash)?.clone())
	}

	fn initialize_extensions(&self, _: Hash, _: &mut Extensions) -> Result<(), ApiError> {
		Ok(())
	}
}

/// Builds the blocks of the chain.
struct ChainBuilder {
	externalities: TestExternalities<BlakeTwo256>,
	blocks: Vec<TestBlock>,
}

impl ChainBuilder {
	/// Onboards and locates gateways, settles a proof, ends an era, and leaves another beacon to be
	/// revealed.
	fn run() -> Vec<TestBlock> {
		let mut builder = Self::genesis();
		builder.block(|| {});
		builder.block(onboard_devices);
		builder.block(|| {
			let (amount, min_out) = (1_000 * CRN, Shares::ZERO);
			dispatch(Charlie, Pool::deposit { amount, min_out, deadline: LATER });
		});
		let (window, beaconer) = builder.prove();
		// Reveals are accepted in the next window.
		while builder.now(|| ProofOfCoverage::window(None).unwrap().0) == window {
			builder.block(|| {});
		}
		builder.block(|| reveal(window, beaconer));
		let era = || cairn_runtime::RewardEmission::era().index;
		while builder.now(era) < 1 {
			builder.block(|| {});
		}
		builder.prove();
		// More than the pool pays out instantly.
		builder.block(|| {
			for shares in [Shares(300 * CRN), Shares(400 * CRN)] {
				dispatch(Charlie, Pool::request_exit { shares, min_value: 0, deadline: LATER });
			}
		});
		builder.blocks[DISCARDED as usize].state = None;
		builder.blocks
	}

	fn genesis() -> Self {
		let mut config = json(None);
		merge(&mut config, json(Some("development")));
		let mut externalities = TestExternalities::default();
		let config = serde_json::to_vec(&config).unwrap();
		externalities.execute_with(|| build_state(config).unwrap());
		let mut builder = Self { externalities, blocks: vec![] };
		builder.keep(header(0));
		builder
	}

	fn keep(&mut self, header: Header) {
		self.externalities.commit_all().unwrap();
		let state = Some(self.externalities.as_backend());
		self.blocks.push(TestBlock { header, state });
	}

	fn now<Answer>(&mut self, ask: impl FnOnce() -> Answer) -> Answer {
		self.externalities.execute_with(ask)
	}

	/// Builds a block in which `act` runs.
	fn block(&mut self, act: impl FnOnce()) {
		let header = header(self.blocks.len() as u32);
		self.externalities.execute_with(|| {
			Executive::initialize_block(&header);
			let now = slot_of(header.number) * u64::from(LOCAL_SLOT_MS);
			let timestamp = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
			Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(timestamp)).unwrap().unwrap();
			act();
			Executive::finalize_block();
		});
		self.keep(header);
	}

	/// Builds blocks until a gateway is challenged; the gateway then announces a beacon, and the
	/// others report it.
	fn prove(&mut self) -> (WindowIndex, DeviceIndex) {
		let (index, window, beaconer) = loop {
			self.block(|| {});
			let found = self.now(|| {
				let (index, window) = ProofOfCoverage::window(None).unwrap();
				let challenged = (0..GATEWAYS)
					.find(|device| ProofOfCoverage::is_challenged(*device, index).unwrap())?;
				(window.begins_at == System::block_number()).then_some((index, window, challenged))
			});
			if let Some(found) = found {
				break found;
			}
		};
		self.block(|| announce(index, &window, beaconer));
		self.block(|| report(index, &window, beaconer));
		(index, beaconer)
	}
}

/// Creates a header with the author of its slot, and without anything that depends on the runtime.
fn header(number: BlockNumber) -> Header {
	let digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index: 0,
		slot: slot_of(number).into(),
	});
	let parent = number.checked_sub(1).map(hash_of).unwrap_or_default();
	let logs = vec![DigestItem::babe_pre_digest(digest)];
	Header::new(number, Hash::default(), Hash::default(), parent, Digest { logs })
}

fn slot_of(number: BlockNumber) -> u64 {
	300_000_000 + u64::from(number)
}

fn json(preset: Option<&str>) -> Value {
	serde_json::from_slice(&get_config(&preset.map(PresetId::from)).unwrap()).unwrap()
}

/// Merges a patch into a genesis configuration, as a chain spec does.
fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			}
		}
		(base, patch) => *base = patch,
	}
}

fn dispatch(who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	call.into().dispatch(RuntimeOrigin::signed(who.to_account_id())).unwrap();
}

fn authorized(call: Coverage<Runtime>) {
	RuntimeCall::from(call).dispatch(RawOrigin::Authorized.into()).unwrap();
}

/// Returns the key pair of a device.
pub fn device(number: DeviceIndex) -> ed25519::Pair {
	ed25519::Pair::from_seed(&(b"a device", number).using_encoded(blake2_256))
}

fn place(gateway: DeviceIndex) -> u64 {
	let east = 57_242_150 + 400_000 * gateway as i32;
	cell_at(Position::new(451_898_890, east).unwrap(), 12).unwrap()
}

fn onboard_devices() {
	let admit = Registry::<Runtime>::admit_maker {
		account: Eve.to_account_id(),
		name: b"Gateways Ltd".to_vec().try_into().unwrap(),
		quota: 1_000,
		keys: Default::default(),
	};
	RuntimeCall::from(admit).dispatch(RuntimeOrigin::root()).unwrap();
	for number in 0..GATEWAYS + FLEET {
		let pair = device(number);
		let owner = *[Alice, Bob, Charlie].get(number as usize).unwrap_or(&Dave);
		// The tree of a batch of one.
		let root = Hash::from(blake2_256(&pair.public().0));
		dispatch(
			Eve,
			Registry::commit_batch {
				maker: 0,
				batch: number,
				class: LORA_GATEWAY,
				root,
				leaves: 1,
				expires_at: u64::MAX,
			},
		);
		let genesis = System::block_hash(0);
		let account = owner.to_account_id();
		let consent = DeviceStatement::Onboard { owner: account.clone() }.sign(&pair, genesis, 0);
		let evidence = Evidence::Membership(Membership {
			maker: 0,
			batch: number,
			leaf: 0,
			path: Default::default(),
		});
		let devices = vec![Onboarding { device: pair.public(), consent, evidence }];
		let devices = devices.try_into().unwrap();
		dispatch(owner, Registry::onboard { owner: account, devices });
		if number >= GATEWAYS {
			continue;
		}
		let location =
			Location { cell: place(number), elevation_m: 250, gain_cdbi: 300, region: Some(1) };
		let consent = DeviceStatement::<AccountId>::Locate { location }.sign(&pair, genesis, 1);
		let assertions = vec![LocationAssertion { device: number, location, consent }];
		let assertions = assertions.try_into().unwrap();
		dispatch(owner, Registry::assert_location { assertions });
	}
}

fn frame(window: WindowIndex, opened: &Window, beaconer: DeviceIndex) -> Frame {
	Frame::new(window, beaconer, &opened.seed, &secret(window, beaconer))
}

fn secret(window: WindowIndex, beaconer: DeviceIndex) -> Secret {
	(b"a secret", window, beaconer).using_encoded(blake2_256)
}

// A placeholder, because signatures are checked before a call is dispatched.
fn signature() -> ed25519::Signature {
	ed25519::Signature::from_raw([0; 64])
}

fn announce(window: WindowIndex, opened: &Window, beaconer: DeviceIndex) {
	let announcement = Announcement {
		frame: frame(window, opened, beaconer).hash(),
		tx_power_cdbm: 1_300,
		frequency_hz: FREQUENCY_HZ,
		spreading_factor: Some(12),
	};
	let signature = signature();
	authorized(Coverage::announce { window, beaconer, ordinal: 0, announcement, signature });
}

fn report(window: WindowIndex, opened: &Window, beaconer: DeviceIndex) {
	let frame = frame(window, opened, beaconer);
	for witness in (0..GATEWAYS).filter(|device| *device != beaconer) {
		let reception = Reception {
			beaconer,
			commitment: frame.commitment(witness),
			measurement: Measurement {
				rssi_cdbm: -11_200,
				snr_cdb: Some(-300),
				frequency_hz: FREQUENCY_HZ,
			},
		};
		let receptions = vec![reception].try_into().unwrap();
		let signature = signature();
		authorized(Coverage::report { window, witness, ordinal: 0, receptions, signature });
	}
}

fn reveal(window: WindowIndex, beaconer: DeviceIndex) {
	let (secret, signature) = (secret(window, beaconer), signature());
	authorized(Coverage::reveal { window, beaconer, ordinal: 0, secret, signature });
}

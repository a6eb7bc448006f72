//! A small chain with nothing but coverage; the registry and the emission are played.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)] // a test that panics fails, as it should

use crate::{self as pallet_proof_of_coverage, *};
use cairn_primitives::{
	coverage::{CoverageStatement, Frame, Reception},
	devices::{ClassId, DeviceKey, DeviceProfile, Location, Mode, RegionId, SuspensionReason},
	rewards::Bucket,
};
use core::cell::RefCell;
use frame_support::{
	derive_impl, parameter_types,
	traits::{Authorize, Hooks},
};
use frame_system::EnsureRoot;
use sp_core::{ed25519, Pair};
use sp_io::hashing::blake2_256;
use sp_runtime::{
	traits::IdentityLookup,
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
	},
	BuildStorage, DispatchError,
};
use std::collections::BTreeMap;

pub type AccountId = u64;
pub type Block = frame_system::mocking::MockBlockU32<Test>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Coverage = pallet_proof_of_coverage;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId;
	type Block = Block;
	type BlockWeights = BlockWeights;
	type Lookup = IdentityLookup<AccountId>;
}

parameter_types! {
	pub BlockWeights: frame_system::limits::BlockWeights =
		frame_system::limits::BlockWeights::with_sensible_defaults(
			Weight::from_parts(2_000_000_000_000, u64::MAX),
			sp_runtime::Perbill::from_percent(75),
		);
	pub static StepsPerBlock: u32 = 20;
	pub static BlocksPerDay: u32 = DAY;
}

impl Config for Test {
	type AdminOrigin = EnsureRoot<AccountId>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
	type BlocksPerDay = BlocksPerDay;
	type Directory = Registry;
	type Discipline = Registry;
	type Randomness = Vrf;
	type Rewards = Registry;
	type Standing = Registry;
	type StepsPerBlock = StepsPerBlock;
	type WeightInfo = ();
}

/// Plays BABE: an output for each block, unless a test says otherwise.
pub struct Vrf;

thread_local! {
	static OUTPUTS: RefCell<BTreeMap<u32, H256>> = const { RefCell::new(BTreeMap::new()) };
	static DEVICES: RefCell<BTreeMap<DeviceIndex, DeviceProfile<AccountId>>> =
		const { RefCell::new(BTreeMap::new()) };
	static CREDITS: RefCell<BTreeMap<DeviceIndex, Units>> = const { RefCell::new(BTreeMap::new()) };
	static STRIKES: RefCell<BTreeMap<DeviceIndex, u8>> = const { RefCell::new(BTreeMap::new()) };
	static PROVED: RefCell<Vec<DeviceIndex>> = const { RefCell::new(Vec::new()) };
}

impl Vrf {
	/// What the block of this number's author gives.
	pub fn set(block: u32, output: H256) {
		OUTPUTS.with_borrow_mut(|outputs| outputs.insert(block, output));
	}
}

impl Randomness<Option<H256>, u32> for Vrf {
	fn random(_: &[u8]) -> (Option<H256>, u32) {
		let parent = System::block_number().saturating_sub(1);
		let usual = H256(("vrf", parent).using_encoded(blake2_256));
		let output = OUTPUTS.with_borrow(|outputs| outputs.get(&parent).copied()).unwrap_or(usual);
		(Some(output), parent)
	}
}

/// The blocks of a day, unless a test says otherwise.
pub const DAY: u32 = 14_400;
pub const CLASS: ClassId = 1;
pub const REGION: RegionId = 1;
/// The frequency at which tests beacon, and the power, antenna not included.
pub const FREQUENCY_HZ: u32 = 868_100_000;
pub const TX_POWER_CDBM: i16 = 1_400;
/// The scale that every crowd leaves, unless a test says otherwise.
pub const FULL: u32 = 10_000;

parameter_types! {
	pub static Scale: u32 = FULL;
}

/// Plays the registry and the emission.
pub struct Registry;

impl Registry {
	pub fn change(device: DeviceIndex, change: impl FnOnce(&mut DeviceProfile<AccountId>)) {
		DEVICES.with_borrow_mut(|devices| change(devices.get_mut(&device).unwrap()));
	}

	pub fn remove(device: DeviceIndex) {
		DEVICES.with_borrow_mut(|devices| devices.remove(&device));
	}

	pub fn strikes_of(device: DeviceIndex) -> u8 {
		STRIKES.with_borrow(|all| all.get(&device).copied().unwrap_or_default())
	}

	pub fn is_suspended(device: DeviceIndex) -> bool {
		Self::profile(device).unwrap().is_suspended
	}

	/// What all devices were credited with.
	pub fn all_credits() -> Units {
		CREDITS.with_borrow(|credits| credits.values().sum())
	}

	/// Who has proved itself so far, each as often as it has.
	pub fn proved() -> Vec<DeviceIndex> {
		PROVED.with_borrow(Vec::clone)
	}

	/// Suspends a device by hand, or releases it.
	pub fn suspend(device: DeviceIndex, is_suspended: bool) {
		Self::change(device, |profile| {
			profile.is_active = !is_suspended;
			profile.is_suspended = is_suspended;
		});
	}
}

impl DeviceDirectory<AccountId> for Registry {
	fn index_of(_: &DeviceKey) -> Option<DeviceIndex> {
		None
	}

	fn profile(device: DeviceIndex) -> Option<DeviceProfile<AccountId>> {
		DEVICES.with_borrow(|devices| devices.get(&device).cloned())
	}

	fn payee(device: DeviceIndex) -> Option<AccountId> {
		Self::profile(device).map(|device| device.owner)
	}

	fn may_transmit(_: ClassId, region: Option<RegionId>, frequency_hz: u32, eirp: i32) -> bool {
		region.is_some() && (863_000_000..=870_000_000).contains(&frequency_hz) && eirp <= 1_900
	}

	fn devices_of(_: &AccountId, _: Option<DeviceIndex>) -> Vec<DeviceIndex> {
		Vec::new()
	}
}

impl CoverageStanding for Registry {
	fn weight_of_joining() -> Weight {
		Weight::from_parts(5_000_000, 0)
	}

	fn record_valid_proof(device: DeviceIndex) -> Result<bool, DispatchError> {
		PROVED.with_borrow_mut(|proved| {
			let joins = !proved.contains(&device);
			proved.push(device);
			Ok(joins)
		})
	}

	fn density_scale(_: DeviceIndex) -> u32 {
		Scale::get()
	}
}

impl RewardCredit for Registry {
	fn weight() -> Weight {
		Weight::zero()
	}

	fn credit(device: DeviceIndex, _: Bucket, units: Units) -> sp_runtime::DispatchResult {
		CREDITS.with_borrow_mut(|credits| *credits.entry(device).or_default() += units);
		Ok(())
	}
}

impl Discipline for Registry {
	type Balance = u64;

	fn weight() -> Weight {
		Weight::from_parts(5_000_000, 0)
	}

	fn strike(device: DeviceIndex) -> Result<u8, DispatchError> {
		Self::profile(device).ok_or(DispatchError::CannotLookup)?;
		STRIKES.with_borrow_mut(|all| {
			let strikes = all.entry(device).or_default();
			*strikes += 1;
			Ok(*strikes)
		})
	}

	fn suspend_automatically(
		device: DeviceIndex,
		_: SuspensionReason,
	) -> sp_runtime::DispatchResult {
		if Self::profile(device).ok_or(DispatchError::CannotLookup)?.is_suspended {
			return Err("it is suspended already".into());
		}
		Self::change(device, |profile| {
			profile.is_active = false;
			profile.is_suspended = true;
		});
		Ok(())
	}

	fn slash_bond(_: DeviceIndex, _: u64) -> u64 {
		0
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for Registry {
	fn device(number: u32, key: DeviceKey, cell: u64) -> DeviceIndex {
		install(number, key, number.into(), cell);
		number
	}
}

pub fn pair(device: DeviceIndex) -> ed25519::Pair {
	let mut seed = [7; 32];
	seed[..4].copy_from_slice(&device.to_le_bytes());
	ed25519::Pair::from_seed(&seed)
}

pub fn install(device: DeviceIndex, key: DeviceKey, owner: AccountId, cell: u64) {
	let location = Location { cell, elevation_m: 10, gain_cdbi: 300, region: Some(REGION) };
	let profile = DeviceProfile {
		key,
		owner,
		class: CLASS,
		mode: Mode::Covers,
		is_active: true,
		is_suspended: false,
		location: Some(location),
	};
	DEVICES.with_borrow_mut(|devices| devices.insert(device, profile));
}

/// The place of a device: on a spiral, each a kilometre or more from the others.
pub fn place(device: DeviceIndex) -> u64 {
	let (radius, turn) = (f64::from(device + 1).sqrt() * 0.011, f64::from(device) * 2.399_963);
	let (lat, lon) = (45.2 + radius * turn.sin(), 5.7 + radius * 1.4 * turn.cos());
	let spot = coverage_math::Position::new((lat * 1e7) as i32, (lon * 1e7) as i32).unwrap();
	coverage_math::cell_at(spot, 12).unwrap()
}

/// A device of an owner of its own, at a place of its own, since long ago.
pub fn device(index: DeviceIndex) {
	install(index, pair(index).public(), 1_000 + AccountId::from(index), place(index));
}

/// Devices 0 to `count`, exclusive.
pub fn devices(count: u32) {
	(0..count).for_each(device);
}

pub fn now() -> u32 {
	System::block_number()
}

/// Ends the block and begins the next.
pub fn next_block() {
	end_block(Weight::MAX);
	System::reset_events();
	System::set_block_number(now() + 1);
	Coverage::on_initialize(now());
}

/// Ends the block, with so much time left.
pub fn end_block(remaining: Weight) {
	Coverage::on_idle(now(), remaining);
	Coverage::on_finalize(now());
}

pub fn run_to(block: u32) {
	while now() < block {
		next_block();
	}
}

/// The current window.
pub fn current() -> (WindowIndex, Window) {
	Coverage::window(None).unwrap()
}

pub fn window(index: WindowIndex) -> Window {
	Coverage::window(Some(index)).unwrap().1
}

/// Goes on to a window that challenges the device.
pub fn run_to_challenge_of(device: DeviceIndex) -> WindowIndex {
	loop {
		let (index, open) = current();
		run_to(open.reveal_from);
		if Coverage::is_challenged(device, index + 1).unwrap() {
			return index + 1;
		}
	}
}

pub fn secret(device: DeviceIndex) -> Secret {
	(b"secret", device).using_encoded(blake2_256)
}

/// What the device sends.
pub fn frame(index: WindowIndex, device: DeviceIndex) -> Frame {
	Frame::new(index, device, &window(index).seed, &secret(device))
}

pub fn announcement(index: WindowIndex, device: DeviceIndex) -> Announcement {
	Announcement {
		frame: frame(index, device).hash(),
		tx_power_cdbm: TX_POWER_CDBM,
		frequency_hz: FREQUENCY_HZ,
		spreading_factor: Some(12),
	}
}

/// How it is heard from afar.
pub const MEASUREMENT: Measurement =
	Measurement { rssi_cdbm: -11_000, snr_cdb: Some(-300), frequency_hz: FREQUENCY_HZ };

pub fn reception(index: WindowIndex, beaconer: DeviceIndex, witness: DeviceIndex) -> Reception {
	let commitment = frame(index, beaconer).commitment(witness);
	Reception { beaconer, commitment, measurement: MEASUREMENT }
}

pub fn genesis() -> H256 {
	System::block_hash(0)
}

pub fn sign(
	device: DeviceIndex,
	index: WindowIndex,
	ordinal: u8,
	statement: &CoverageStatement,
) -> DeviceSignature {
	pair(device).sign(&statement.signing_payload(&genesis(), index, ordinal))
}

pub fn announce_call(
	index: WindowIndex,
	device: DeviceIndex,
	ordinal: u8,
	announcement: Announcement,
) -> Call<Test> {
	let statement = CoverageStatement::Announce(announcement);
	let signature = sign(device, index, ordinal, &statement);
	Call::announce { window: index, beaconer: device, ordinal, announcement, signature }
}

pub fn report_call(
	index: WindowIndex,
	witness: DeviceIndex,
	ordinal: u8,
	receptions: Vec<Reception>,
) -> Call<Test> {
	let statement = CoverageStatement::Report(receptions.clone());
	let signature = sign(witness, index, ordinal, &statement);
	let receptions = receptions.try_into().unwrap();
	Call::report { window: index, witness, ordinal, receptions, signature }
}

pub fn reveal_call(
	index: WindowIndex,
	device: DeviceIndex,
	ordinal: u8,
	secret: Secret,
) -> Call<Test> {
	let signature = sign(device, index, ordinal, &CoverageStatement::Reveal(secret));
	Call::reveal { window: index, beaconer: device, ordinal, secret, signature }
}

/// Goes on to the next window.
pub fn run_to_next_window() -> WindowIndex {
	let (index, open) = current();
	run_to(open.reveal_from);
	index + 1
}

/// Goes on to a window that challenges everybody; so do those that follow.
pub fn run_to_challenge_of_all() -> WindowIndex {
	set(|it| it.challenges_per_day = 1_800);
	run_to_next_window()
}

/// An action to be relayed, signed by whose it is.
pub fn relayed(
	index: WindowIndex,
	beaconer: DeviceIndex,
	ordinal: u8,
	action: DeviceAction,
) -> RelayedItem {
	let (device, statement) = match action.clone() {
		DeviceAction::Announce(announcement) => {
			(beaconer, CoverageStatement::Announce(announcement))
		}
		DeviceAction::Report { witness, commitment, measurement } => {
			let reception = Reception { beaconer, commitment, measurement };
			(witness, CoverageStatement::Report(vec![reception]))
		}
		DeviceAction::Reveal(secret) => (beaconer, CoverageStatement::Reveal(secret)),
	};
	RelayedItem { ordinal, signature: sign(device, index, ordinal, &statement), action }
}

/// Whether a call may enter the pool, or a block.
pub fn authorize(call: Call<Test>) -> Result<ValidTransaction, TransactionValidityError> {
	let call = RuntimeCall::from(call);
	call.authorize(TransactionSource::External).unwrap().map(|(valid, _)| valid)
}

/// Puts a call into the block.
pub fn apply(call: Call<Test>) -> Result<(), TransactionValidityError> {
	authorize(call.clone())?;
	dispatch(call).unwrap();
	Ok(())
}

/// Executes a call as if it had been authorised.
pub fn dispatch(call: Call<Test>) -> DispatchResultWithPostInfo {
	use sp_runtime::traits::Dispatchable;
	RuntimeCall::from(call).dispatch(frame_system::RawOrigin::Authorized.into())
}

/// What a call is refused with.
pub fn refused(refusal: Refusal) -> Result<(), TransactionValidityError> {
	Err(InvalidTransaction::Custom(refusal.code()).into())
}

pub fn announce(index: WindowIndex, device: DeviceIndex) {
	assert_eq!(apply(announce_call(index, device, 0, announcement(index, device))), Ok(()));
}

pub fn report(index: WindowIndex, beaconer: DeviceIndex, witness: DeviceIndex) {
	report_with(index, beaconer, witness, |_| ());
}

/// A report of something else than what was heard.
pub fn report_with(
	index: WindowIndex,
	beaconer: DeviceIndex,
	witness: DeviceIndex,
	change: impl FnOnce(&mut Reception),
) {
	let mut reception = reception(index, beaconer, witness);
	change(&mut reception);
	let call = report_call(index, witness, free_ordinal(index, witness), vec![reception]);
	assert_eq!(apply(call), Ok(()));
}

/// Devices announce, and of them some reveal, in a window that challenges everybody.
pub fn run_window(announced: &[DeviceIndex], revealed: &[DeviceIndex]) -> WindowIndex {
	let index = run_to_challenge_of_all();
	announced.iter().for_each(|device| announce(index, *device));
	run_to_reveals_of(index);
	revealed.iter().for_each(|device| reveal(index, *device));
	index
}

/// A report of a frame that was never sent.
pub fn report_falsely(index: WindowIndex, beaconer: DeviceIndex, witness: DeviceIndex) {
	report_with(index, beaconer, witness, |it| it.commitment = H256::repeat_byte(0xfa));
}

/// The first ordinal that the device has not reported with.
pub fn free_ordinal(index: WindowIndex, witness: DeviceIndex) -> u8 {
	let record = DeviceRecords::<Test>::get(witness).unwrap_or_default();
	(0..ORDINALS).find(|it| !record.has_used_ordinal(index, *it)).unwrap()
}

pub fn reveal(index: WindowIndex, device: DeviceIndex) {
	assert_eq!(apply(reveal_call(index, device, 0, secret(device))), Ok(()));
}

/// Goes on until secrets of a window are taken.
pub fn run_to_reveals_of(index: WindowIndex) {
	run_to(window(index).reveal_from);
}

/// Goes on to the first block after a window's last, which closes it in its idle time.
pub fn close(index: WindowIndex) {
	run_to(window(index).reveal_by + 1);
	Coverage::on_idle(now(), Weight::MAX);
}

/// Goes on until nothing of a window is left.
pub fn run_past(index: WindowIndex) {
	while Windows::<Test>::contains_key(index) {
		next_block();
	}
}

/// A proof from announcement to settlement; what became of the reports.
pub fn prove(beaconer: DeviceIndex, witnesses: &[DeviceIndex]) -> Judgements {
	let index = run_to_challenge_of(beaconer);
	announce(index, beaconer);
	witnesses.iter().for_each(|witness| report(index, beaconer, *witness));
	run_to_reveals_of(index);
	reveal(index, beaconer);
	settled().1
}

/// What was settled last in this block: what the beaconer got, and all judgements.
pub fn settled() -> (Units, Judgements) {
	events()
		.into_iter()
		.filter_map(|event| match event {
			Event::ProofSettled { units, judgements, .. } => Some((units, judgements)),
			_ => None,
		})
		.next_back()
		.unwrap()
}

/// How many entries the pallet has under a name, as they lie in storage.
pub fn entries(item: &str) -> usize {
	use sp_io::hashing::twox_128;
	let prefix = [twox_128(b"Coverage"), twox_128(item.as_bytes())].concat();
	let next = |key: &Vec<u8>| sp_io::storage::next_key(key).filter(|it| it.starts_with(&prefix));
	std::iter::successors(next(&prefix), next).count()
}

/// The reports that are kept of a proof, by their witnesses.
pub fn kept(index: WindowIndex, beaconer: DeviceIndex) -> Vec<DeviceIndex> {
	let reports = Coverage::open_proof(index, beaconer).unwrap().reports;
	reports.iter().map(|report| report.witness).collect()
}

/// Whether a device was struck in this block, for what, and how often of late.
pub fn struck(device: DeviceIndex) -> Option<(StrikeReason, u8)> {
	events().into_iter().find_map(|event| match event {
		Event::DeviceStruck { device: struck, reason, strikes, .. } if struck == device => {
			Some((reason, strikes))
		}
		_ => None,
	})
}

/// What became of a witness's report.
pub fn verdict_of(judgements: &Judgements, witness: DeviceIndex) -> Verdict {
	judgements.iter().find(|judgement| judgement.witness == witness).unwrap().verdict
}

/// Takes what a device was credited with.
pub fn credits_of(device: DeviceIndex) -> Units {
	CREDITS.with_borrow_mut(|credits| credits.remove(&device).unwrap_or_default())
}

pub fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet()
}

/// Lengths that tests count with, and a challenge in every second window.
pub fn parameters() -> Parameters {
	Parameters {
		window_blocks: 8,
		announce_blocks: 5,
		reveal_blocks: 12,
		challenges_per_day: 900,
		reciprocity_blocks: 2_000,
		grace_blocks: 5_000,
		strike_decay_blocks: DAY / 24,
		..Parameters::default()
	}
}

pub fn set(change: impl FnOnce(&mut Parameters)) {
	let mut parameters = Coverage::parameters();
	change(&mut parameters);
	frame_support::assert_ok!(Coverage::set_parameters(RuntimeOrigin::root(), parameters));
}

pub fn externalities() -> sp_io::TestExternalities {
	OUTPUTS.with_borrow_mut(BTreeMap::clear);
	DEVICES.with_borrow_mut(BTreeMap::clear);
	CREDITS.with_borrow_mut(BTreeMap::clear);
	STRIKES.with_borrow_mut(BTreeMap::clear);
	PROVED.with_borrow_mut(Vec::clear);
	Scale::set(FULL);
	StepsPerBlock::set(20);
	BlocksPerDay::set(DAY);
	let storage = RuntimeGenesisConfig {
		coverage: GenesisConfig { parameters: parameters(), _config: Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap();
	let mut externalities = sp_io::TestExternalities::new(storage);
	externalities.execute_with(|| {
		System::set_block_number(1);
		Coverage::on_initialize(1);
	});
	externalities
}

/// A chain for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_externalities() -> sp_io::TestExternalities {
	let mut externalities = externalities();
	externalities.register_extension(sp_keystore::KeystoreExt::new(
		sp_keystore::testing::MemoryKeystore::new(),
	));
	externalities
}

/// Runs a test; whatever it does, the invariants hold when the block has ended.
pub fn test(body: impl FnOnce()) {
	externalities().execute_with(|| {
		body();
		end_block(Weight::zero());
		assert_eq!(Coverage::check_invariants(), Ok(()));
	});
}

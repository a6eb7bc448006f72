//! A small chain with nothing but the registry, and the people and machines of its tests.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

use crate::{self as pallet_device_registry, *};
use cairn_primitives::{
	collateral::{StakedCollateral, StakedTokens},
	devices::{
		CertificateTerms, ClassId, DeviceHooks, DeviceIndex, DeviceStatement, Escrow, Location,
		MakerId, Mode, RegionId, RegionTableId,
	},
};
use core::cell::RefCell;
use frame_support::{
	assert_ok, derive_impl, ensure, ord_parameter_types,
	pallet_prelude::ValueQuery,
	parameter_types, storage_alias,
	traits::{ConstU128, ConstU32, Hooks},
	weights::Weight,
	Identity,
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use sp_core::{ed25519, sr25519, Pair, H256};
use sp_runtime::{
	traits::{IdentityLookup, Verify},
	AccountId32, ArithmeticError, BuildStorage, DispatchError, DispatchResult, MultiSignature,
	Permill, TokenError,
};

pub type AccountId = AccountId32;
pub type Balance = u128;
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
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type Registry = pallet_device_registry;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountData = pallet_balances::AccountData<Balance>;
	type AccountId = AccountId;
	type Block = Block;
	type Lookup = IdentityLookup<AccountId>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<1>;
}

pub const SETTLEMENT_DELAY: u32 = 20;
pub const LOCATION_INTERVAL: u32 = 100;
pub const UNBONDING_PERIOD: u32 = 200;
pub const INTERACTIVE_PERIOD: u32 = 600;
pub const APPEAL_PERIOD: u32 = 50;
pub const DECISION_PERIOD: u32 = 70;

parameter_types! {
	pub const CollateralMargin: Permill = Permill::from_percent(10);
	pub static TasksPerBlock: u32 = 50;
}

ord_parameter_types! {
	pub const Judge: AccountId = account(200);
}

impl Config for Test {
	type AppealPeriod = ConstU32<APPEAL_PERIOD>;
	type CollateralMargin = CollateralMargin;
	type Currency = Balances;
	type DecisionPeriod = ConstU32<DECISION_PERIOD>;
	type Fees = ();
	type Hooks = HookLog;
	type InteractivePeriod = ConstU32<INTERACTIVE_PERIOD>;
	type JudgeOrigin = EnsureSignedBy<Judge, AccountId>;
	type LocationInterval = ConstU32<LOCATION_INTERVAL>;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type MaxFleet = ConstU32<100>;
	type OffchainPublic = <MultiSignature as Verify>::Signer;
	type OffchainSignature = MultiSignature;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SettlementDelay = ConstU32<SETTLEMENT_DELAY>;
	type Slashed = ();
	type StakedCollateral = Tokens;
	type TasksPerBlock = TasksPerBlock;
	type Time = Timestamp;
	type UnbondingPeriod = ConstU32<UNBONDING_PERIOD>;
	type WeightInfo = ();
}

/// What the hooks were told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookCall {
	Moved(DeviceIndex),
	Transferred(DeviceIndex, AccountId),
	Replaced(DeviceIndex),
	Retired(DeviceIndex, AccountId),
	Suspended(DeviceIndex),
	Released(DeviceIndex, Escrow),
}

thread_local! {
	static NEWS: RefCell<Vec<HookCall>> = const { RefCell::new(Vec::new()) };
}

/// Notes what it is told.
pub struct HookLog;

impl HookLog {
	fn note(news: HookCall) {
		NEWS.with(|all| all.borrow_mut().push(news));
	}

	/// What was told since last asked.
	pub fn take() -> Vec<HookCall> {
		NEWS.with(|all| core::mem::take(&mut *all.borrow_mut()))
	}
}

impl DeviceHooks<AccountId> for HookLog {
	fn weight() -> Weight {
		Weight::zero()
	}

	fn on_moved(device: DeviceIndex) {
		Self::note(HookCall::Moved(device));
	}

	fn on_transferred(device: DeviceIndex, former_payee: &AccountId) {
		Self::note(HookCall::Transferred(device, former_payee.clone()));
	}

	fn on_replaced(device: DeviceIndex) {
		Self::note(HookCall::Replaced(device));
	}

	fn on_retired(device: DeviceIndex, payee: &AccountId) {
		Self::note(HookCall::Retired(device, payee.clone()));
	}

	fn on_suspended(device: DeviceIndex) {
		Self::note(HookCall::Suspended(device));
	}

	fn on_released(device: DeviceIndex, escrow: Escrow) {
		Self::note(HookCall::Released(device, escrow));
	}
}

/// The liquid staking token: a ledger, and a rate that tests set. In storage, so that it is rolled
/// back with everything else.
pub struct Tokens;

#[storage_alias]
type FreeTokens = StorageMap<Tokens, Identity, AccountId, StakedTokens, ValueQuery>;

#[storage_alias]
type HeldTokens = StorageMap<Tokens, Identity, AccountId, StakedTokens, ValueQuery>;

#[storage_alias]
type SlashedTokens = StorageValue<Tokens, StakedTokens, ValueQuery>;

/// In percent of a planck.
#[storage_alias]
type Rate = StorageValue<Tokens, Balance, ValueQuery>;

impl Tokens {
	pub fn set_rate(percent: Balance) {
		Rate::put(percent);
	}

	pub fn give(who: &AccountId, tokens: StakedTokens) {
		FreeTokens::mutate(who, |free| *free += tokens);
	}

	/// Gives someone's free tokens away.
	pub fn spend(who: &AccountId) {
		FreeTokens::remove(who);
	}

	pub fn free(who: &AccountId) -> StakedTokens {
		FreeTokens::get(who)
	}

	pub fn slashed() -> StakedTokens {
		SlashedTokens::get()
	}

	/// All there are, wherever they are.
	pub fn issuance() -> StakedTokens {
		let accounts = FreeTokens::iter_values().chain(HeldTokens::iter_values());
		accounts.sum::<StakedTokens>() + Self::slashed()
	}

	fn unhold(who: &AccountId, tokens: StakedTokens) -> StakedTokens {
		HeldTokens::mutate(who, |held| {
			let taken = tokens.min(*held);
			*held -= taken;
			taken
		})
	}
}

impl StakedCollateral<AccountId> for Tokens {
	fn weight() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}

	fn tokens_for(value: Balance) -> Result<StakedTokens, DispatchError> {
		let rate = Rate::get();
		ensure!(rate > 0 || value == 0, ArithmeticError::DivisionByZero);
		Ok((value * 100).div_ceil(rate.max(1)))
	}

	fn worth(tokens: StakedTokens) -> Balance {
		tokens * Rate::get() / 100
	}

	fn held(who: &AccountId) -> StakedTokens {
		HeldTokens::get(who)
	}

	fn hold(who: &AccountId, tokens: StakedTokens) -> DispatchResult {
		FreeTokens::try_mutate(who, |free| {
			*free = free.checked_sub(tokens).ok_or(TokenError::FundsUnavailable)?;
			HeldTokens::mutate(who, |held| *held += tokens);
			Ok(())
		})
	}

	fn release(who: &AccountId, tokens: StakedTokens) -> StakedTokens {
		let released = Self::unhold(who, tokens);
		Self::give(who, released);
		released
	}

	fn slash(who: &AccountId, tokens: StakedTokens) -> StakedTokens {
		let taken = Self::unhold(who, tokens);
		SlashedTokens::mutate(|slashed| *slashed += taken);
		taken
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow(who: &AccountId, value: Balance) {
		Self::set_rate(100);
		Self::give(who, value);
	}
}

/// LoRa gateways: they cover, in the regions of table 0.
pub const GATEWAY: ClassId = 1;
/// Weather stations: they serve, and have no radio.
pub const STATION: ClassId = 2;
pub const EUROPE: RegionId = 868;

pub const GATEWAY_BOND: Balance = 1_000;
pub const STATION_BOND: Balance = 300;
pub const ONBOARDING_FEE: Balance = 40;
pub const LOCATION_FEE: Balance = 10;
pub const WEALTH: Balance = 1_000_000_000;

/// The number of the maker that all tests have.
pub const MAKER: MakerId = 0;
pub const QUOTA: u32 = 20_000;
pub const NOW_MS: u64 = 1_800_000_000_000;

/// The account with this number: the public key of [`signer`].
pub fn account(number: u8) -> AccountId {
	signer(number).public().into()
}

pub fn signer(number: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[number; 32])
}

pub fn owner() -> AccountId {
	account(1)
}

pub fn buyer() -> AccountId {
	account(2)
}

pub fn stranger() -> AccountId {
	account(3)
}

pub fn maker_account() -> AccountId {
	account(100)
}

pub fn maker_pair() -> ed25519::Pair {
	ed25519::Pair::from_seed(&[101; 32])
}

/// The key of the device with this serial number.
pub fn device_pair(serial: u32) -> ed25519::Pair {
	let mut seed = [7; 32];
	seed[..4].copy_from_slice(&serial.to_le_bytes());
	ed25519::Pair::from_seed(&seed)
}

pub fn device_key(serial: u32) -> DeviceKey {
	device_pair(serial).public()
}

pub fn genesis() -> H256 {
	System::block_hash(0)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn name(text: &str) -> Name {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub fn class(mode: Mode, region_table: Option<RegionTableId>, bond: Balance) -> Class<Balance> {
	Class {
		name: name("a class"),
		mode,
		region_table,
		bond,
		onboarding_fee: ONBOARDING_FEE,
		location_fee: LOCATION_FEE,
	}
}

pub fn region(id: RegionId) -> Region {
	Region {
		id,
		name: name("a region"),
		lowest_hz: 863_000_000,
		highest_hz: 870_000_000,
		max_eirp_cdbm: 1_600,
	}
}

/// The resolution-12 cell of a place in degrees.
pub fn cell(lat: f64, lon: f64) -> u64 {
	let place = coverage_math::Position::new((lat * 1e7) as i32, (lon * 1e7) as i32).unwrap();
	coverage_math::cell_at(place, 12).unwrap()
}

pub fn location(cell: u64) -> Location {
	Location { cell, elevation_m: 30, gain_cdbi: 300, region: Some(EUROPE) }
}

/// What the maker signs for a device.
pub fn terms(serial: u32, class: ClassId) -> CertificateTerms<H256> {
	CertificateTerms {
		genesis: genesis(),
		device: device_key(serial),
		class,
		batch: 1,
		expires_at: NOW_MS + 1_000,
		replaces: None,
	}
}

pub fn certificate(terms: CertificateTerms<H256>) -> Certificate<H256> {
	let signature = maker_pair().sign(&terms.signing_payload());
	Certificate {
		maker: MAKER,
		terms,
		signer: MakerKey::Ed25519(maker_pair().public()),
		signature: MakerSignature::Ed25519(signature),
	}
}

/// The first consent of a device.
pub fn onboarding_with(evidence: Evidence<H256>, serial: u32) -> Onboarding<H256> {
	let consent =
		DeviceStatement::Onboard { owner: owner() }.sign(&device_pair(serial), genesis(), 0);
	Onboarding { device: device_key(serial), consent, evidence }
}

pub fn onboarding(serial: u32, class: ClassId) -> Onboarding<H256> {
	onboarding_with(Evidence::Certificate(certificate(terms(serial, class))), serial)
}

pub fn onboard_one(onboarding: Onboarding<H256>) -> DispatchResult {
	Registry::onboard(signed(owner()), owner(), vec![onboarding].try_into().unwrap())
}

/// Brings a gateway; its number.
pub fn onboard_gateway(serial: u32) -> DeviceIndex {
	onboard_device(serial, GATEWAY)
}

pub fn onboard_device(serial: u32, class: ClassId) -> DeviceIndex {
	assert_ok!(onboard_one(onboarding(serial, class)));
	Registry::device_with_key(device_key(serial)).unwrap()
}

pub fn assertion(serial: u32, location: Location) -> LocationAssertion<H256> {
	let device = Registry::device_with_key(device_key(serial)).unwrap();
	let nonce = Devices::<Test>::get(device).unwrap().nonce;
	let consent = DeviceStatement::<AccountId>::Locate { location }.sign(
		&device_pair(serial),
		genesis(),
		nonce,
	);
	LocationAssertion { device, location, consent }
}

pub fn locate(serial: u32, location: Location) -> DispatchResult {
	let assertion = assertion(serial, location);
	Registry::assert_location(signed(owner()), vec![assertion].try_into().unwrap())
}

/// Brings a gateway that stands in a cell.
pub fn located_gateway(serial: u32, cell: u64) -> DeviceIndex {
	let device = onboard_gateway(serial);
	assert_ok!(locate(serial, location(cell)));
	device
}

pub fn fleet(devices: &[DeviceIndex]) -> Fleet<Test> {
	devices.to_vec().try_into().unwrap()
}

pub fn device(index: DeviceIndex) -> Device<Test> {
	Devices::<Test>::get(index).unwrap()
}

pub fn held(who: &AccountId) -> Balance {
	use frame_support::traits::fungible::hold::Inspect;
	Balances::balance_on_hold(&HoldReason::DeviceBond.into(), who)
}

/// Lets blocks pass, with time to spare in each.
pub fn run_to(block: u32) {
	while System::block_number() < block {
		System::set_block_number(System::block_number() + 1);
		Registry::on_idle(System::block_number(), Weight::MAX);
	}
}

pub fn run(blocks: u32) {
	run_to(System::block_number() + blocks);
}

/// The registry's events since last asked.
pub fn events() -> Vec<Event<Test>> {
	let all = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	all
}

/// A chain for benchmarks: nobody on it, keys in a keystore.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_externalities() -> sp_io::TestExternalities {
	use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
	let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
	let mut externalities = sp_io::TestExternalities::new(storage);
	externalities.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	externalities
}

/// Runs a test on a chain with a maker and two classes, where tokens are worth as much as CRN at
/// first; whatever it does, the invariants hold.
pub fn test(body: impl FnOnce()) {
	let wealthy = [owner(), buyer(), maker_account()];
	let storage = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: wealthy.map(|who| (who, WEALTH)).to_vec(),
			..Default::default()
		},
		registry: GenesisConfig {
			classes: vec![
				(GATEWAY, class(Mode::Covers, Some(0), GATEWAY_BOND)),
				(STATION, class(Mode::Serves, None, STATION_BOND)),
			],
			region_tables: vec![(0, vec![region(EUROPE)].try_into().unwrap())],
		},
		..Default::default()
	}
	.build_storage()
	.unwrap();
	sp_io::TestExternalities::new(storage).execute_with(|| {
		System::set_block_number(1);
		Timestamp::set_timestamp(NOW_MS);
		Tokens::set_rate(100);
		let keys = vec![MakerKey::Ed25519(maker_pair().public())].try_into().unwrap();
		assert_ok!(Registry::admit_maker(
			RuntimeOrigin::root(),
			maker_account(),
			name("Gateways Ltd"),
			QUOTA,
			keys
		));
		System::reset_events();
		HookLog::take();
		body();
		assert_eq!(Registry::check_invariants(), Ok(()));
	});
}

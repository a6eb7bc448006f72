//! The accounts, keys and devices of the tests, and what they do.

use super::{
	AccountId, Balance, Balances, HookLog, Registry, RuntimeGenesisConfig, RuntimeOrigin, System,
	Test, Timestamp, Tokens,
};
use crate::*;
use cairn_primitives::devices::{
	CertificateTerms, ClassId, DeviceIndex, DeviceStatement, Location, MakerId, Mode, RegionId,
	RegionTableId,
};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};
use sp_core::{ed25519, sr25519, Pair, H256};
use sp_runtime::{BuildStorage, DispatchResult};

/// The class of LoRa gateways: they cover, in the regions of table 0.
pub const GATEWAY: ClassId = 1;
/// The class of weather stations: they serve, and have no radio.
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

/// Returns the account with this number, whose key is that of [`signer`].
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

/// Returns the key pair of the device with this serial number.
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

/// Returns the cell of resolution 12 at a position in degrees.
pub fn cell(lat: f64, lon: f64) -> u64 {
	let place = coverage_math::Position::new((lat * 1e7) as i32, (lon * 1e7) as i32).unwrap();
	coverage_math::cell_at(place, 12).unwrap()
}

pub fn location(cell: u64) -> Location {
	Location { cell, elevation_m: 30, gain_cdbi: 300, region: Some(EUROPE) }
}

/// Returns the terms that the maker certifies for a device.
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

/// Returns the onboarding of a device with its first consent.
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

/// Onboards a gateway; returns its number.
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

/// Onboards a gateway that is located in a cell.
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

/// Runs blocks with plenty of idle time.
pub fn run_to(block: u32) {
	while System::block_number() < block {
		System::set_block_number(System::block_number() + 1);
		Registry::on_idle(System::block_number(), Weight::MAX);
	}
}

pub fn run(blocks: u32) {
	run_to(System::block_number() + blocks);
}

/// Returns the registry's events since the last call.
pub fn events() -> Vec<Event<Test>> {
	let all = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	all
}

/// A chain for benchmarks: without accounts, with a keystore.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_externalities() -> sp_io::TestExternalities {
	use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
	let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
	let mut externalities = sp_io::TestExternalities::new(storage);
	externalities.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	externalities
}

/// Runs a test on a chain with a maker and two classes, where a token is worth one planck of CRN at
/// first. Checks the invariants at the end.
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

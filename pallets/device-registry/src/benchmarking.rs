//! Benchmarks of calls and tasks, each in its worst case.

// A benchmark that panics fails, as it should. No benchmark runs on a network.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use crate::*;
use alloc::{boxed::Box, collections::BTreeSet, vec, vec::Vec};
use cairn_primitives::{
	currency::CRN,
	devices::{CertificateTerms, DeviceStatement, Mode, RegionId},
	Balance,
};
use coverage_math::{cell_and_neighbours, cell_at, parent_cell, Position, DENSITY_TABLE};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Balanced, tokens::Precision, EnsureOrigin, Get},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::RawOrigin;
use p256::ecdsa::{signature::Signer, SigningKey};
use sp_core::{crypto::KeyTypeId, ecdsa, ed25519, H256};
use sp_io::{crypto, hashing::sha2_256};
use sp_runtime::traits::{Bounded, IdentifyAccount};

const KEYS: KeyTypeId = KeyTypeId(*b"cair");
const CLASS: ClassId = 0;
const TABLE: RegionTableId = 0;
const MAKER: MakerId = 0;
const BATCH: BatchId = 0;
/// An amount that is worth more than all bonds of a fleet, so that an account can keep some tokens.
const MANY_BONDS: Balance = 1_000 * CRN;

fn seed(kind: &str, number: u32) -> Option<Vec<u8>> {
	Some(alloc::format!("//{kind}{number}").into_bytes())
}

fn device_key(serial: u32) -> ed25519::Public {
	crypto::ed25519_generate(KEYS, seed("device", serial))
}

/// Returns a name of the greatest length.
fn name() -> Name {
	BoundedVec::truncate_from(vec![b'x'; 32])
}

fn regions(count: u32) -> Regions {
	let region = |id: u32| Region {
		id: id as RegionId,
		name: name(),
		lowest_hz: 1,
		highest_hz: 2,
		max_eirp_cdbm: 3,
	};
	(0..count).map(region).collect::<Vec<_>>().try_into().expect("few enough")
}

fn maker_keys(count: u32) -> MakerKeys {
	let key = |number| MakerKey::P256([number as u8; 33]);
	(0..count).map(key).collect::<Vec<_>>().try_into().expect("few enough")
}

fn class<T: Config>() -> Class<BalanceOf<T>> {
	Class {
		name: name(),
		mode: Mode::Covers,
		region_table: Some(TABLE),
		bond: 1_000_000u32.into(),
		onboarding_fee: 1_000u32.into(),
		location_fee: 1_000u32.into(),
	}
}

fn wealthy<T: Config>(name: &'static str) -> T::AccountId {
	let who = account(name, 0, 0);
	enrich::<T>(&who);
	who
}

fn enrich<T: Config>(who: &T::AccountId) {
	let wealth = Balance::MAX / 1_000_000;
	let _ = T::Currency::deposit(who, wealth, Precision::BestEffort);
}

/// Sets up a class, regions, and a maker with as many keys as possible, of which `key` is the last.
fn prepare<T: Config>(key: MakerKey) {
	let mut keys = maker_keys(7);
	keys.try_push(key).expect("there is room for eight");
	let maker = wealthy::<T>("maker");
	Pallet::<T>::do_admit_maker(maker, name(), u32::MAX, keys).expect("the first maker");
	Pallet::<T>::do_set_region_table(TABLE, regions(32)).expect("a new table");
	Pallet::<T>::do_set_class(CLASS, class::<T>()).expect("a new class");
}

fn terms<T: Config>(serial: u32, replaces: Option<DeviceKey>) -> CertificateTerms<T::Hash> {
	CertificateTerms {
		genesis: Pallet::<T>::genesis_hash(),
		device: device_key(serial),
		class: CLASS,
		batch: BATCH,
		expires_at: u64::MAX,
		replaces,
	}
}

fn consent<T: Config>(
	serial: u32,
	nonce: u32,
	statement: DeviceStatement<T::AccountId>,
) -> DeviceConsent<T::Hash> {
	let genesis = Pallet::<T>::genesis_hash();
	let payload = statement.signing_payload(&genesis, nonce);
	let signature =
		crypto::ed25519_sign(KEYS, &device_key(serial), &payload).expect("the key was generated");
	DeviceConsent { genesis, nonce, signature }
}

fn certificate<T: Config>(
	terms: CertificateTerms<T::Hash>,
	signer: MakerKey,
	signature: MakerSignature,
) -> Certificate<T::Hash> {
	Certificate { maker: MAKER, terms, signer, signature }
}

/// Returns a P-256 key and its certificate, which is the most expensive kind.
fn p256_certificate<T: Config>(
	terms: CertificateTerms<T::Hash>,
) -> (MakerKey, Certificate<T::Hash>) {
	let key = SigningKey::from_bytes(&[7; 32].into()).expect("a number below the order");
	let point = key.verifying_key().to_encoded_point(true);
	let signer = MakerKey::P256(point.as_bytes().try_into().expect("33 bytes"));
	let signature: p256::ecdsa::Signature = key.sign(&terms.signing_payload());
	let signature = MakerSignature::P256(signature.to_bytes().into());
	(signer, certificate::<T>(terms, signer, signature))
}

fn onboarding<T: Config>(
	owner: &T::AccountId,
	serial: u32,
	evidence: Evidence<T::Hash>,
) -> BoundedVec<Onboarding<T::Hash>, T::MaxFleet> {
	// The key has a history, which is read and removed.
	let history = KeyHistory { nonce: 1, strikes: 1, expelled: false };
	KeyHistories::<T>::insert(device_key(serial), history);
	let consent = consent::<T>(serial, 1, DeviceStatement::Onboard { owner: owner.clone() });
	let onboarding = Onboarding { device: device_key(serial), consent, evidence };
	BoundedVec::truncate_from(vec![onboarding])
}

/// Adds a device of `owner`, with its bond on hold.
fn device<T: Config>(owner: &T::AccountId, serial: u32) -> DeviceIndex {
	let index = NextDevice::<T>::mutate(|next| {
		*next += 1;
		*next - 1
	});
	let class = Classes::<T>::get(CLASS).expect("the class is set");
	Pallet::<T>::hold_bond(owner, owner, class.bond).expect("the owner is wealthy");
	let key = device_key(serial);
	DeviceIndexes::<T>::insert(key, index);
	DevicesOf::<T>::insert(owner, index, ());
	let device = Device {
		key,
		owner: owner.clone(),
		maker: MAKER,
		class: CLASS,
		status: Status::Active,
		location: None,
		located_at: Default::default(),
		bond: class.bond,
		collateral: Collateral::Native,
		nonce: 1,
		strikes: 0,
		interactive: None,
	};
	Devices::<T>::insert(index, device);
	index
}

/// Adds located devices of `owner`: their changes wait for open windows.
fn fleet<T: Config>(owner: &T::AccountId, count: u32) -> Fleet<T> {
	let devices = (0..count).map(|serial| placed::<T>(owner, serial)).collect::<Vec<_>>();
	devices.try_into().expect("a fleet")
}

fn placed<T: Config>(owner: &T::AccountId, serial: u32) -> DeviceIndex {
	let index = device::<T>(owner, serial);
	Devices::<T>::mutate_extant(index, |device| {
		Pallet::<T>::apply_move(index, device, location(place(serial)));
	});
	index
}

/// Adds located devices that are inactive: their changes take effect at once, which costs more than
/// filing them. Each has an owner and a payout account of its own and is offered to `buyer`.
fn inactive_fleet<T: Config>(
	owner: impl Fn(u32) -> T::AccountId,
	buyer: &T::AccountId,
	count: u32,
) -> Fleet<T> {
	let add = |serial| {
		let owner = owner(serial);
		enrich::<T>(&owner);
		let index = placed::<T>(&owner, serial);
		Devices::<T>::mutate_extant(index, |device| device.status = Status::Inactive);
		PayoutAccounts::<T>::insert(index, &owner);
		Offers::<T>::insert(index, buyer);
		index
	};
	(0..count).map(add).collect::<Vec<_>>().try_into().expect("a fleet")
}

fn location(cell: u64) -> Location {
	Location { cell, elevation_m: 0, gain_cdbi: *GAIN_CDBI.end(), region: Some(31) }
}

/// Returns one of many cells so far apart that no two share a density count, at any resolution.
fn place(number: u32) -> u64 {
	spot(-55 + 10 * (number % 12) as i32, -175 + 10 * (number / 12 % 36) as i32, 0, 0)
}

/// Returns one of many cells some kilometres from each other.
fn nearby(number: u32) -> u64 {
	spot(46, 6, (number % 10) as i32 * 370_000, (number / 10) as i32 * 530_000)
}

/// Returns the cell at a position in degrees, with an offset in 1e-7 degrees.
fn spot(lat: i32, lon: i32, north_e7: i32, east_e7: i32) -> u64 {
	let spot = Position { lat_e7: lat * 10_000_000 + north_e7, lon_e7: lon * 10_000_000 + east_e7 };
	cell_at(spot, 12).expect("on the globe")
}

/// Sets the counts so that one more device makes every cell around it dense, which raises the
/// limits of the cells around those, at every resolution; returns how many cells that touches.
fn fill_density_counts<T: Config>(cell: u64) -> usize {
	let mut changing = BTreeSet::from([cell]);
	let mut touched = 0;
	for level in &DENSITY_TABLE {
		changing =
			changing.iter().filter_map(|cell| parent_cell(*cell, level.resolution)).collect();
		if level.depends_on_neighbours() {
			let disks: BTreeSet<_> =
				changing.iter().flat_map(|cell| cell_and_neighbours(*cell)).collect();
			for cell in &disks {
				let count = if changing.contains(cell) { level.target - 1 } else { level.max };
				let density = DensityCount { count, dense_cells: level.neighbours as u8 };
				DensityCounts::<T>::insert(CLASS, CellKey::from(*cell), density);
			}
			changing = disks;
		}
		touched += changing.len();
	}
	touched
}

/// Adds the device of a sample whose proof changes the most density counts.
fn device_in_the_worst_place<T: Config>() -> DeviceIndex {
	let worst = (0..100)
		.map(nearby)
		.max_by_key(|cell| {
			let touched = fill_density_counts::<T>(*cell);
			let _ = DensityCounts::<T>::clear(u32::MAX, None);
			touched
		})
		.expect("there are some");
	fill_density_counts::<T>(worst);
	let owner = wealthy::<T>("owner");
	let index = device::<T>(&owner, 0);
	Devices::<T>::mutate_extant(index, |device| {
		Pallet::<T>::apply_move(index, device, location(worst));
	});
	index
}

fn held_in<T: Config>(index: DeviceIndex) -> Option<CollateralKind> {
	Devices::<T>::get(index).map(|device| device.collateral.kind())
}

fn manager<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::ManagerOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn judge<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::JudgeOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn any_key() -> MakerKey {
	MakerKey::Ed25519(crypto::ed25519_generate(KEYS, seed("maker", 0)))
}

/// Skips blocks without executing tasks.
fn skip<T: Config>(blocks: BlockNumberFor<T>) {
	frame_system::Pallet::<T>::set_block_number(Pallet::<T>::now() + blocks);
}

#[benchmarks(where
	T::OffchainSignature: From<ecdsa::Signature>,
	T::OffchainPublic: From<ecdsa::Public>,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn admit_maker(k: Linear<0, 8>) -> Result<(), BenchmarkError> {
		let account = account("maker", 0, 0);

		#[extrinsic_call]
		_(manager::<T>()? as T::RuntimeOrigin, account, name(), 1, maker_keys(k));

		assert!(Makers::<T>::contains_key(MAKER));
		Ok(())
	}

	#[benchmark]
	fn update_maker() -> Result<(), BenchmarkError> {
		prepare::<T>(any_key());

		#[extrinsic_call]
		_(manager::<T>()? as T::RuntimeOrigin, MAKER, 5, true);

		assert!(Makers::<T>::get(MAKER).is_some_and(|maker| maker.suspended));
		Ok(())
	}

	#[benchmark]
	fn set_maker_keys(k: Linear<0, 8>) {
		prepare::<T>(any_key());
		let maker = account("maker", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(maker), MAKER, maker_keys(k));

		assert_eq!(Makers::<T>::get(MAKER).map(|maker| maker.keys), Some(maker_keys(k)));
	}

	#[benchmark]
	fn commit_batch() {
		prepare::<T>(any_key());
		let maker = account("maker", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(maker), MAKER, BATCH, CLASS, H256::zero(), 1, u64::MAX);

		assert!(Batches::<T>::contains_key(MAKER, BATCH));
	}

	#[benchmark]
	fn revoke_batch() {
		prepare::<T>(any_key());
		let maker: T::AccountId = account("maker", 0, 0);
		let batch = Batch { class: CLASS, root: H256::zero(), leaves: 1, expires_at: u64::MAX };
		Batches::<T>::insert(MAKER, BATCH, batch);

		#[extrinsic_call]
		_(RawOrigin::Signed(maker), MAKER, BATCH);

		assert!(!Batches::<T>::contains_key(MAKER, BATCH));
	}

	#[benchmark]
	fn set_class() -> Result<(), BenchmarkError> {
		prepare::<T>(any_key());

		#[extrinsic_call]
		_(manager::<T>()? as T::RuntimeOrigin, CLASS, class::<T>());

		assert_eq!(Classes::<T>::get(CLASS), Some(class::<T>()));
		Ok(())
	}

	#[benchmark]
	fn set_region_table(r: Linear<0, 32>) -> Result<(), BenchmarkError> {
		Pallet::<T>::do_set_region_table(TABLE, regions(r)).expect("a new table");

		#[extrinsic_call]
		_(manager::<T>()? as T::RuntimeOrigin, TABLE, regions(r));

		assert_eq!(RegionTables::<T>::get(TABLE).len() as u32, r);
		Ok(())
	}

	#[benchmark]
	fn onboard_by_ed25519() {
		let key = crypto::ed25519_generate(KEYS, seed("maker", 0));
		prepare::<T>(MakerKey::Ed25519(key));
		let owner = wealthy::<T>("owner");
		let terms = terms::<T>(0, None);
		let signature = crypto::ed25519_sign(KEYS, &key, &terms.signing_payload());
		let signature = MakerSignature::Ed25519(signature.expect("the key was generated"));
		let certificate = certificate::<T>(terms, MakerKey::Ed25519(key), signature);
		let devices = onboarding::<T>(&owner, 0, Evidence::Certificate(certificate));
		let origin = RawOrigin::Signed(owner.clone());

		#[extrinsic_call]
		onboard(origin, owner, devices);

		assert!(Devices::<T>::contains_key(0));
	}

	#[benchmark]
	fn onboard_by_sr25519() {
		let key = crypto::sr25519_generate(KEYS, seed("maker", 0));
		prepare::<T>(MakerKey::Sr25519(key));
		let owner = wealthy::<T>("owner");
		let terms = terms::<T>(0, None);
		let signature = crypto::sr25519_sign(KEYS, &key, &terms.signing_payload());
		let signature = MakerSignature::Sr25519(signature.expect("the key was generated"));
		let certificate = certificate::<T>(terms, MakerKey::Sr25519(key), signature);
		let devices = onboarding::<T>(&owner, 0, Evidence::Certificate(certificate));
		let origin = RawOrigin::Signed(owner.clone());

		#[extrinsic_call]
		onboard(origin, owner, devices);

		assert!(Devices::<T>::contains_key(0));
	}

	#[benchmark]
	fn onboard_by_secp256k1() {
		let key = crypto::ecdsa_generate(KEYS, seed("maker", 0));
		prepare::<T>(MakerKey::Secp256k1(key));
		let owner = wealthy::<T>("owner");
		let terms = terms::<T>(0, None);
		let digest = sha2_256(&terms.signing_payload());
		let signature = crypto::ecdsa_sign_prehashed(KEYS, &key, &digest);
		let signature = MakerSignature::Secp256k1(signature.expect("the key was generated"));
		let certificate = certificate::<T>(terms, MakerKey::Secp256k1(key), signature);
		let devices = onboarding::<T>(&owner, 0, Evidence::Certificate(certificate));
		let origin = RawOrigin::Signed(owner.clone());

		#[extrinsic_call]
		onboard(origin, owner, devices);

		assert!(Devices::<T>::contains_key(0));
	}

	#[benchmark]
	fn onboard_by_p256() {
		let (key, certificate) = p256_certificate::<T>(terms::<T>(0, None));
		prepare::<T>(key);
		let owner = wealthy::<T>("owner");
		let devices = onboarding::<T>(&owner, 0, Evidence::Certificate(certificate));
		let origin = RawOrigin::Signed(owner.clone());

		#[extrinsic_call]
		onboard(origin, owner, devices);

		assert!(Devices::<T>::contains_key(0));
	}

	/// Verifies a tree of `d` levels of which only the path to the first leaf is real: the depth of
	/// a tree costs, its size does not.
	#[benchmark]
	fn onboard_by_membership(d: Linear<0, 24>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let siblings = vec![H256::repeat_byte(1); d as usize];
		let leaf = sp_io::hashing::blake2_256(&device_key(0).0);
		let root = siblings.iter().fold(leaf, |node, sibling| {
			sp_io::hashing::blake2_256(&[node.as_slice(), sibling.as_bytes()].concat())
		});
		let batch = Batch { class: CLASS, root: H256(root), leaves: 1 << d, expires_at: u64::MAX };
		Batches::<T>::insert(MAKER, BATCH, batch);
		let path = BoundedVec::truncate_from(siblings);
		let membership = Membership { maker: MAKER, batch: BATCH, leaf: 0, path };
		let devices = onboarding::<T>(&owner, 0, Evidence::Membership(membership));
		let origin = RawOrigin::Signed(owner.clone());

		#[extrinsic_call]
		onboard(origin, owner, devices);

		assert!(Devices::<T>::contains_key(0));
	}

	/// Moves inactive devices, which takes effect at once.
	#[benchmark]
	fn assert_location(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = inactive_fleet::<T>(|_| owner.clone(), &owner, n);
		skip::<T>(T::LocationInterval::get());
		let to = |device: u32| location(place(200 + device));
		let assertions: Vec<_> = devices
			.iter()
			.map(|device| {
				let location = to(*device);
				let consent = consent::<T>(*device, 1, DeviceStatement::Locate { location });
				LocationAssertion { device: *device, location, consent }
			})
			.collect();

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), BoundedVec::truncate_from(assertions));

		assert!(devices.iter().all(
			|index| Devices::<T>::get(index).is_some_and(|it| it.location == Some(to(*index)))
		));
	}

	#[benchmark]
	fn set_payout_account(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = fleet::<T>(&owner, n);
		let payee = account("payee", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices.clone(), Some(payee));

		assert!(devices.iter().all(PayoutAccounts::<T>::contains_key));
	}

	#[benchmark]
	fn deactivate(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = fleet::<T>(&owner, n);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices.clone());

		assert!(devices.iter().all(PendingChanges::<T>::contains_key));
	}

	#[benchmark]
	fn reactivate(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = fleet::<T>(&owner, n);
		for index in &devices {
			Devices::<T>::mutate_extant(index, |device| {
				Pallet::<T>::do_slash(*index, device, 1_000u32.into());
				device.status = Status::Inactive;
			});
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices.clone());

		assert!(devices.iter().filter_map(Devices::<T>::get).all(|device| device.is_active()));
	}

	/// Retires inactive devices, which takes effect at once.
	#[benchmark]
	fn retire(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = inactive_fleet::<T>(|_| owner.clone(), &owner, n);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices.clone());

		assert!(!devices.iter().any(Offers::<T>::contains_key));
	}

	#[benchmark]
	fn cancel_change(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = fleet::<T>(&owner, n);
		for index in &devices {
			Pallet::<T>::do_retire(&owner, *index).expect("it is active");
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices.clone());

		let pending = devices.iter().filter_map(PendingChanges::<T>::get);
		assert!(pending.into_iter().all(|pending| pending.change.is_none()));
	}

	#[benchmark]
	fn replace_device() {
		let (key, certificate) = p256_certificate::<T>(terms::<T>(1, Some(device_key(0))));
		prepare::<T>(key);
		let owner = wealthy::<T>("owner");
		let index = device::<T>(&owner, 0);
		let history = KeyHistory { nonce: 1, strikes: 1, expelled: false };
		KeyHistories::<T>::insert(device_key(1), history);
		let statement = DeviceStatement::Replace { owner: owner.clone(), broken: device_key(0) };
		let consent = consent::<T>(1, 1, statement);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), index, device_key(1), consent, Box::new(certificate));

		assert_eq!(DeviceIndexes::<T>::get(device_key(1)), Some(index));
	}

	#[benchmark]
	fn offer(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let (owner, buyer) = (wealthy::<T>("owner"), wealthy::<T>("buyer"));
		let devices = fleet::<T>(&owner, n);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices.clone(), buyer);

		assert!(devices.iter().all(Offers::<T>::contains_key));
	}

	#[benchmark]
	fn cancel_offer(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let (owner, buyer) = (wealthy::<T>("owner"), wealthy::<T>("buyer"));
		let devices = fleet::<T>(&owner, n);
		for index in &devices {
			Offers::<T>::insert(index, &buyer);
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices.clone());

		assert!(!devices.iter().any(Offers::<T>::contains_key));
	}

	/// Accepts inactive devices, each from another seller, which takes effect at once.
	#[benchmark]
	fn accept_offer(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let buyer = wealthy::<T>("buyer");
		let seller = |serial| account("seller", serial, 0);
		let devices = inactive_fleet::<T>(seller, &buyer, n);

		#[extrinsic_call]
		_(RawOrigin::Signed(buyer.clone()), devices.clone());

		assert!(devices.iter().all(|index| DevicesOf::<T>::contains_key(&buyer, index)));
	}

	/// Transfers inactive devices, which takes effect at once.
	#[benchmark]
	fn transfer(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = inactive_fleet::<T>(|_| owner.clone(), &owner, n);
		let key = crypto::ecdsa_generate(KEYS, seed("buyer", 0));
		let buyer = T::OffchainPublic::from(key).into_account();
		enrich::<T>(&buyer);
		let expires_at = BlockNumberFor::<T>::max_value();
		let consent = TransferConsent {
			genesis: Pallet::<T>::genesis_hash(),
			from: &owner,
			devices: devices.iter().map(|device| (device_key(*device), 1)).collect(),
			expires_at,
		};
		// ECDSA is the most expensive kind of signature.
		let signature = crypto::ecdsa_sign(KEYS, &key, &consent.signing_payload());
		let signature = signature.expect("the key was generated").into();

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), devices.clone(), buyer.clone(), expires_at, signature);

		assert!(devices.iter().all(|index| DevicesOf::<T>::contains_key(&buyer, index)));
	}

	/// Suspends interactive devices, each with a pending transfer to another buyer.
	#[benchmark]
	fn suspend(n: Linear<1, { T::MaxFleet::get() }>) -> Result<(), BenchmarkError> {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = fleet::<T>(&owner, n);
		for (number, index) in devices.iter().enumerate() {
			let buyer = account("buyer", number as u32, 0);
			enrich::<T>(&buyer);
			fill_density_counts::<T>(place(number as u32));
			Pallet::<T>::do_record_valid_proof(*index).expect("it covers");
			Offers::<T>::insert(index, &buyer);
			Pallet::<T>::do_accept_offer(&buyer, *index).expect("it is offered");
			Offers::<T>::insert(index, &buyer);
		}

		#[extrinsic_call]
		_(judge::<T>()? as T::RuntimeOrigin, devices.clone(), SuspensionReason::Stolen);

		assert!(devices.iter().all(Suspensions::<T>::contains_key));
		Ok(())
	}

	#[benchmark]
	fn appeal_suspension() {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let index = device::<T>(&owner, 0);
		Pallet::<T>::do_suspend(index, SuspensionReason::Stolen, true).expect("it is active");

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), index, H256::zero());

		assert!(Suspensions::<T>::get(index).is_some_and(|it| it.appeal.is_some()));
	}

	#[benchmark]
	fn resolve_suspension() -> Result<(), BenchmarkError> {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = fleet::<T>(&owner, 1);
		let index = devices.first().copied().expect("one device");
		PayoutAccounts::<T>::insert(index, &owner);
		Pallet::<T>::do_suspend(index, SuspensionReason::Stolen, true).expect("it is active");
		let decision = Decision::Uphold { slash: 1_000u32.into(), expel: true };
		let release_at = Suspensions::<T>::get(index).map(|it| it.release_at).unwrap_or_default();

		#[extrinsic_call]
		_(judge::<T>()? as T::RuntimeOrigin, index, release_at, decision);

		assert!(!Suspensions::<T>::contains_key(index));
		Ok(())
	}

	#[benchmark]
	fn swap_bond_into_staked(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = fleet::<T>(&owner, n);
		T::StakedCollateral::endow(&owner, MANY_BONDS);

		#[extrinsic_call]
		swap_bond(RawOrigin::Signed(owner), devices.clone(), CollateralKind::Staked);

		assert!(devices.iter().all(|index| held_in::<T>(*index) == Some(CollateralKind::Staked)));
	}

	#[benchmark]
	fn swap_bond_into_native(n: Linear<1, { T::MaxFleet::get() }>) {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let devices = fleet::<T>(&owner, n);
		T::StakedCollateral::endow(&owner, MANY_BONDS);
		for index in &devices {
			Pallet::<T>::do_swap_bond(&owner, *index, CollateralKind::Staked).expect("it can");
		}

		#[extrinsic_call]
		swap_bond(RawOrigin::Signed(owner), devices.clone(), CollateralKind::Native);

		assert!(devices.iter().all(|index| held_in::<T>(*index) == Some(CollateralKind::Native)));
	}

	#[benchmark]
	fn record_valid_proof() {
		prepare::<T>(any_key());
		let index = device_in_the_worst_place::<T>();

		#[block]
		{
			Pallet::<T>::do_record_valid_proof(index).expect("it covers");
		}

		assert!(Devices::<T>::get(index).is_some_and(|device| device.interactive.is_some()));
	}

	/// Reads a page with a task for which there is no time, and writes it back.
	#[benchmark]
	fn turn_page() {
		let task = (0, Task::CheckLapse);
		Agenda::<T>::insert(0, 0, BoundedVec::truncate_from(vec![task; AGENDA_PAGE as usize]));
		AgendaPages::<T>::insert(0, 1);
		let mut meter = WeightMeter::with_limit(T::WeightInfo::turn_page());

		#[block]
		{
			Pallet::<T>::service_agenda_up_to(1, &mut meter);
		}

		assert_eq!(Agenda::<T>::get(0, 0).len() as u32, AGENDA_PAGE);
	}

	/// Executes the task of a change that was cancelled.
	#[benchmark]
	fn look_at_task() {
		let pending = PendingChange { change: None, effective_at: Pallet::<T>::now() };
		PendingChanges::<T>::insert(0, pending);
		let weight;

		#[block]
		{
			weight = Pallet::<T>::weight_of_task(0, Task::ApplyChange);
			Pallet::<T>::settle_change(0);
		}

		assert_eq!(weight, T::WeightInfo::look_at_task());
		assert!(!PendingChanges::<T>::contains_key(0));
	}

	#[benchmark]
	fn settle_lapse() {
		prepare::<T>(any_key());
		let index = device_in_the_worst_place::<T>();
		Pallet::<T>::do_record_valid_proof(index).expect("it covers");
		skip::<T>(T::InteractivePeriod::get());

		#[block]
		{
			Pallet::<T>::settle_lapse(index);
		}

		assert!(Devices::<T>::get(index).is_some_and(|device| device.interactive.is_none()));
	}

	/// Retires an interactive device, which leaves the density and its cell.
	#[benchmark]
	fn settle_change() {
		prepare::<T>(any_key());
		let index = device_in_the_worst_place::<T>();
		let owner: T::AccountId = account("owner", 0, 0);
		PayoutAccounts::<T>::insert(index, &owner);
		Pallet::<T>::do_record_valid_proof(index).expect("it covers");
		Pallet::<T>::do_retire(&owner, index).expect("it is active");
		Offers::<T>::insert(index, &owner);
		skip::<T>(T::SettlementDelay::get());

		#[block]
		{
			Pallet::<T>::settle_change(index);
		}

		assert!(!PendingChanges::<T>::contains_key(index));
	}

	#[benchmark]
	fn settle_suspension() {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let index = device::<T>(&owner, 0);
		Pallet::<T>::do_suspend(index, SuspensionReason::Stolen, true).expect("it is active");
		skip::<T>(T::AppealPeriod::get() + T::DecisionPeriod::get());

		#[block]
		{
			Pallet::<T>::settle_suspension(index);
		}

		assert!(!Suspensions::<T>::contains_key(index));
	}

	#[benchmark]
	fn settle_bond() {
		prepare::<T>(any_key());
		let owner = wealthy::<T>("owner");
		let index = device::<T>(&owner, 0);
		Pallet::<T>::do_retire(&owner, index).expect("it is active");
		skip::<T>(T::UnbondingPeriod::get());

		#[block]
		{
			Pallet::<T>::settle_bond(index);
		}

		assert!(!Devices::<T>::contains_key(index));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::benchmark_externalities(), crate::mock::Test);
}

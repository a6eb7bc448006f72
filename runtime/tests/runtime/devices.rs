//! Onboards and locates ten thousand devices of one batch through real transactions.

use super::chain::*;
use cairn_primitives::{
	currency::CRN,
	devices::{CoverageStanding, DeviceIndex, DeviceStatement, Location},
	AccountId, Balance,
};
use cairn_runtime::{genesis_devices::LORA_GATEWAY, *};
use frame_support::traits::fungible::hold::Inspect;
use pallet_device_registry::{Call, Evidence, LocationAssertion, Membership, Onboarding};
use sp_core::{ed25519, Pair, H256};
use sp_io::hashing::{blake2_256, twox_128};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};

const DEVICES: u32 = 10_000;
const FLEET: usize = 100;
const MAKER: u32 = 0;
const BATCH: u32 = 1;

pub fn device(number: u32) -> ed25519::Pair {
	let mut seed = [3; 32];
	seed[..4].copy_from_slice(&number.to_le_bytes());
	ed25519::Pair::from_seed(&seed)
}

/// Returns all levels of the Merkle tree over the keys of the devices, the leaves first.
pub fn tree(devices: &[ed25519::Pair]) -> Vec<Vec<H256>> {
	let leaves = devices.iter().map(|device| H256(blake2_256(&device.public().0))).collect();
	let mut levels: Vec<Vec<H256>> = vec![leaves];
	while levels[levels.len() - 1].len() > 1 {
		let parents = levels[levels.len() - 1].chunks(2).map(|children| match children {
			[left, right] => H256(blake2_256(&[left.0, right.0].concat())),
			alone => alone[0],
		});
		let parents = parents.collect();
		levels.push(parents);
	}
	levels
}

/// Returns the siblings on the path from a leaf to the root.
pub fn path(tree: &[Vec<H256>], leaf: usize) -> Vec<H256> {
	tree.iter()
		.enumerate()
		.filter_map(|(height, level)| level.get((leaf >> height) ^ 1).copied())
		.take(tree.len() - 1)
		.collect()
}

pub fn sudo(call: Call<Runtime>) {
	let call = Box::new(RuntimeCall::DeviceRegistry(call));
	super::chain::call(Alice, pallet_sudo::Call::sudo { call });
}

pub fn calls(who: Sr25519Keyring, call: Call<Runtime>) {
	super::chain::call(who, call);
}

/// Returns the cell of a gateway. Gateways are in cities of different sizes, and sparser towards their
/// edges.
fn place(number: u32) -> u64 {
	let city = number % 37;
	let (north, east) = ((city * 7) % 60, (city * 13) % 90);
	let spread = f64::from(number / 37 + 1).sqrt() * 0.004;
	let turn = f64::from(number) * 2.399_963;
	let lat = f64::from(north) + spread * turn.sin();
	let lon = f64::from(east) + spread * turn.cos();
	let spot = coverage_math::Position::new((lat * 1e7) as i32, (lon * 1e7) as i32).unwrap();
	coverage_math::cell_at(spot, 12).unwrap()
}

fn held(who: &AccountId) -> Balance {
	let reason = pallet_device_registry::HoldReason::DeviceBond;
	Balances::balance_on_hold(&reason.into(), who)
}

/// Returns the bytes of keys and values under a storage prefix, and the number of entries.
fn state_under(prefix: &[u8]) -> (usize, usize) {
	let (mut bytes, mut entries) = (0, 0);
	let mut key = prefix.to_vec();
	while let Some(next) = sp_io::storage::next_key(&key) {
		if !next.starts_with(prefix) {
			break;
		}
		bytes += next.len() + sp_io::storage::get(&next).map_or(0, |value| value.len());
		entries += 1;
		key = next;
	}
	(bytes, entries)
}

#[test]
fn ten_thousand_devices_should_be_onboarded_and_located_when_their_maker_commits_a_batch() {
	let devices: Vec<_> = (0..DEVICES).map(device).collect();
	let tree = tree(&devices);
	let root = tree[tree.len() - 1][0];
	let owner = Charlie.to_account_id();

	chain("development").execute_with(|| {
		next_block();
		let genesis = System::block_hash(0);
		sudo(Call::admit_maker {
			account: Bob.to_account_id(),
			name: b"Gateways Ltd".to_vec().try_into().unwrap(),
			quota: DEVICES,
			keys: Default::default(),
		});
		calls(
			Bob,
			Call::commit_batch {
				maker: MAKER,
				batch: BATCH,
				class: LORA_GATEWAY,
				root,
				leaves: DEVICES,
				expires_at: u64::MAX,
			},
		);
		let leaves: Vec<usize> = (0..devices.len()).collect();
		for fleet in leaves.chunks(FLEET) {
			let onboardings: Vec<_> = fleet
				.iter()
				.map(|leaf| Onboarding {
					device: devices[*leaf].public(),
					consent: DeviceStatement::Onboard { owner: owner.clone() }.sign(
						&devices[*leaf],
						genesis,
						0,
					),
					evidence: Evidence::Membership(Membership {
						maker: MAKER,
						batch: BATCH,
						leaf: *leaf as u32,
						path: path(&tree, *leaf).try_into().unwrap(),
					}),
				})
				.collect();
			let devices = onboardings.try_into().unwrap();
			calls(Charlie, Call::onboard { owner: owner.clone(), devices });
		}
		assert_eq!(held(&owner), u128::from(DEVICES) * 20 * CRN);
		assert_eq!(DeviceRegistry::device_with_key(devices[7].public()), Some(7));

		for fleet in leaves.chunks(FLEET) {
			let assertions: Vec<_> = fleet
				.iter()
				.map(|leaf| {
					let index = *leaf as DeviceIndex;
					let location = Location {
						cell: place(index),
						elevation_m: 12,
						gain_cdbi: 300,
						region: Some(1),
					};
					let consent = DeviceStatement::<AccountId>::Locate { location }.sign(
						&devices[*leaf],
						genesis,
						1,
					);
					LocationAssertion { device: index, location, consent }
				})
				.collect();
			calls(Charlie, Call::assert_location { assertions: assertions.try_into().unwrap() });
		}
		for index in 0..DEVICES {
			DeviceRegistry::record_valid_proof(index).unwrap();
		}
		next_block();
		assert_invariants();

		let (bytes, entries) = state_under(&twox_128(b"DeviceRegistry"));
		let per_device = |sum: usize| sum as f64 / f64::from(DEVICES);
		println!(
			"state per device: {:.0} bytes in {:.1} entries; {:.0} without their 32-byte prefixes",
			per_device(bytes),
			per_device(entries),
			per_device(bytes - 32 * entries),
		);
		for item in
			["Devices", "DeviceIndexes", "DevicesOf", "DevicesInCells", "DensityCounts", "Agenda"]
		{
			let prefix = [twox_128(b"DeviceRegistry"), twox_128(item.as_bytes())];
			let (bytes, entries) = state_under(&prefix.concat());
			println!(
				"  {item}: {:.1} bytes, {:.2} entries",
				per_device(bytes),
				per_device(entries)
			);
		}
		assert!(per_device(bytes - 32 * entries) <= 300.0);
	});
}

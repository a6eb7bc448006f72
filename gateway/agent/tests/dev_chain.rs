//! Runs an agent for two devices on a real chain. Signed transactions onboard the devices, the
//! chain challenges them, and they witness each other over a radio that delivers every packet. The
//! test kills and restarts the agent in between.
//!
//! Needs a node of a development network, with //Alice as sudo, on which no device is onboarded.
//! `zombienet/tests/agent.test.mjs` starts one. To run the test by hand, in `gateway/`:
//!
//! ```sh
//! cairn-node --dev --tmp &
//! CAIRN_TEST_NODE=ws://127.0.0.1:9944 cargo test --test dev_chain -- --ignored
//! ```

// A test that panics fails.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use cairn_gateway_agent::{self, metrics::Metrics, Settings};
use cairn_gateway_agent_core::{beacon::Beacon, device::DeviceSettings};
use cairn_gateway_chain::{
	calls::{self, number, Call, Onboarding},
	Account, Client, Receipt, SubmitError, Terms, Wait,
};
use cairn_gateway_radio::{Eui, Heard, Outcome, Radio, Transmission};
use cairn_gateway_types::{
	coverage::{CoverageEvent, Update, Window},
	refusal::Refusal,
	signed::SignedStatement,
};
use cairn_primitives::{
	coverage::CoverageStatement,
	devices::{DeviceIndex, DeviceStatement, Location},
};
use codec::Encode;
use coverage_math::{cell_at, Position};
use prometheus_endpoint::Registry;
use sp_core::{ed25519, Blake2Hasher, Hasher, Pair};
use std::{
	path::Path,
	sync::Arc,
	time::{Duration, SystemTime},
};
use subxt::dynamic::Value;
use subxt::ext::scale_value::Composite;
use tokio::sync::mpsc;

const LORA_GATEWAY: u16 = 1;
const EU868: u16 = 1;

/// A radio whose transmissions reach every other device.
struct Ether {
	euis: Vec<Eui>,
	heard: mpsc::Sender<Heard>,
}

impl Radio for Ether {
	async fn send(&self, transmission: Transmission) -> Outcome {
		for by in self.euis.iter().filter(|eui| **eui != transmission.by) {
			let heard = Heard {
				by: *by,
				payload: transmission.payload.clone(),
				rssi_cdbm: -11_000,
				snr_cdb: Some(-200),
				frequency_hz: transmission.frequency_hz,
				spreading_factor: Some(transmission.spreading_factor),
				at: SystemTime::now(),
			};
			self.heard.send(heard).await.unwrap();
		}
		Outcome::Taken
	}
}

async fn submit(client: &Client, call: &Call, by: &Account) -> Receipt {
	let terms = Terms { wait: Wait::Block, ..Terms::default() };
	let receipt = client.submit_signed(call, by, terms).await;
	receipt.unwrap_or_else(|error| panic!("{}: {error}", call.call_name()))
}

async fn send(client: &Client, pallet: &str, call: &str, fields: Vec<Value>, by: &Account) {
	let call = subxt::tx::dynamic(pallet, call, Composite::unnamed(fields));
	submit(client, &call, by).await;
}

/// Alice manufactures two devices and onboards one for herself and one for Bob. Each owner asserts
/// the location of theirs.
async fn onboard(client: &Client, keys: &[ed25519::Pair; 2]) -> [DeviceIndex; 2] {
	let owners = ["//Alice", "//Bob"].map(|secret| Account::from_secret(secret).unwrap());
	let alice = &owners[0];
	let admit = Value::named_variant(
		"admit_maker",
		[
			("account", Value::from_bytes(alice.id())),
			("name", Value::from_bytes("Gateways Ltd")),
			("quota", number(10u32)),
			("keys", Value::unnamed_composite([])),
		],
	);
	let admit = Value::unnamed_variant("DeviceRegistry", [admit]);
	send(client, "Sudo", "sudo", vec![admit], alice).await;
	let leaves = keys.map(|key| Blake2Hasher::hash(&key.public().0));
	let root = (leaves[0], leaves[1]).using_encoded(Blake2Hasher::hash);
	let batch = vec![
		number(0u32),
		number(0u32),
		number(LORA_GATEWAY),
		Value::from_bytes(root),
		number(2u32),
		number(u64::MAX),
	];
	send(client, "DeviceRegistry", "commit_batch", batch, alice).await;
	let mut onboarded = [0; 2];
	for (place, (key, owner)) in keys.iter().zip(&owners).enumerate() {
		let owned: [u8; 32] = owner.id().into();
		let membership = Value::named_composite([
			("maker", number(0u32)),
			("batch", number(0u32)),
			("leaf", number(place as u32)),
			("path", Value::unnamed_composite([Value::from_bytes(leaves[1 - place])])),
		]);
		let consent = |nonce, statement: &DeviceStatement<[u8; 32]>| {
			statement.sign(key, client.genesis(), nonce)
		};
		let device = Onboarding {
			key: key.public(),
			consent: consent(0, &DeviceStatement::Onboard { owner: owned }),
			evidence: Value::unnamed_variant("Membership", [membership]),
		};
		submit(client, &calls::onboard(&owner.id(), &[device]), alice).await;
		let found = client.device_with_key(&key.public(), None).await.unwrap().unwrap();
		assert_eq!((found.owner, found.location), (owner.id(), None));
		onboarded[place] = found.index;
		// The devices are a few kilometres apart.
		let position = Position::new(470_000_000 + 500_000 * place as i32, 80_000_000);
		let cell = cell_at(position.unwrap(), 12).unwrap();
		let location = Location { cell, elevation_m: 400, gain_cdbi: 300, region: Some(EU868) };
		let consent = consent(1, &DeviceStatement::Locate { location });
		submit(client, &calls::assert_location(found.index, &location, &consent), owner).await;
	}
	onboarded
}

fn settings(
	devices: [DeviceIndex; 2],
	keys: &[ed25519::Pair; 2],
	journal: &Path,
	slot: Duration,
) -> Settings {
	let device = |place: usize| DeviceSettings {
		index: devices[place],
		key: keys[place],
		eui: Eui([place as u8; 8]),
	};
	let beacon = Beacon { frequency_hz: 868_100_000, spreading_factor: 9, power_dbm: 11 };
	Settings {
		devices: vec![device(0), device(1)],
		journal: journal.into(),
		slot,
		planner: Arc::new(move |_, _, _| Some(beacon)),
		relay: None,
	}
}

/// Runs an agent for a while and kills it.
async fn run_for(client: &Client, settings: Settings, metrics: &Metrics, time: Duration) {
	let (heard, hears) = mpsc::channel(64);
	let euis = settings.devices.iter().map(|device| device.eui).collect();
	let radio = Arc::new(Ether { euis, heard });
	let agent = cairn_gateway_agent::run(
		settings,
		client.clone(),
		client.clone(),
		radio,
		hears,
		metrics.clone(),
		std::future::pending(),
	);
	if let Ok(ended) = tokio::time::timeout(time, agent).await {
		panic!("the agent has ended: {ended:?}");
	}
}

/// Returns the open window, once there is one.
async fn first_window(client: &Client) -> Window {
	let mut heads = client.heads();
	loop {
		if let Some(window) = client.window(None, None).await.unwrap() {
			return window;
		}
		heads.next().await;
	}
}

fn node() -> String {
	std::env::var("CAIRN_TEST_NODE").expect("CAIRN_TEST_NODE names a node")
}

/// Starts a proxy to a node that closes each connection after a while.
async fn unstable_proxy(node: String, time: Duration) -> String {
	let gate = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
	let endpoint = format!("ws://{}", gate.local_addr().unwrap());
	tokio::spawn(async move {
		let address = node.strip_prefix("ws://").unwrap();
		while let Ok((mut inside, _)) = gate.accept().await {
			let mut outside = tokio::net::TcpStream::connect(address).await.unwrap();
			let passing = tokio::io::copy_bidirectional(&mut inside, &mut outside);
			let _ = tokio::time::timeout(time, passing).await;
		}
	});
	endpoint
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a node: see the top of this file"]
async fn blocks_should_be_reported_once_when_connections_break() {
	let unreachable = "ws://127.0.0.1:1".to_owned();
	let one = unstable_proxy(node(), Duration::from_secs(7)).await;
	let other = unstable_proxy(node(), Duration::from_secs(4)).await;
	let client = Client::connect(&[unreachable, one, other]).await.unwrap();
	let mut heads = client.heads();
	let Update::Started { at, .. } = heads.next().await else { panic!("it begins") };
	let (mut best, mut last_final) = (at.number, at.number);
	while client.reconnections() < 3 || last_final < at.number + 10 {
		match heads.next().await {
			Update::BestBlock { block, .. } => {
				assert_eq!(block.number, best + 1);
				best = block.number;
			}
			Update::FinalisedBlock { block } => {
				assert_eq!(block.number, last_final + 1);
				assert!(block.number <= best);
				last_final = block.number;
			}
			Update::Retracted { from } => best = from - 1,
			Update::Started { .. } => panic!("the gap is short"),
		}
	}
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a node: see the top of this file"]
async fn beacons_should_be_valid_when_two_devices_hear_each_other() {
	tracing_subscriber::fmt().with_env_filter("cairn_gateway=debug").init();
	let client = Client::connect(&[node()]).await.unwrap();
	let keys: [ed25519::Pair; 2] = std::array::from_fn(|_| ed25519::Pair::generate().0);

	// A well-formed call that cannot count is refused with the name of its reason.
	let window = first_window(&client).await;
	let stranger = CoverageStatement::Reveal([0; 32]);
	let call =
		SignedStatement::new(&keys[0], client.genesis(), window.index, 1_000_000, 0, stranger);
	let refused = client.submit(&call).await.unwrap_err();
	assert!(matches!(
		refused,
		SubmitError::Refused(Refusal::RevealedTooEarly | Refusal::NotAnnounced)
	));
	assert_eq!(client.submit(&call).await, Err(SubmitError::Banned));

	let devices = onboard(&client, &keys).await;
	let metrics = Metrics::new(&Registry::new()).unwrap();
	let folder = tempfile::tempdir().unwrap();
	let journal = folder.path().join("journal");
	let watched = client.clone();
	let valid = tokio::spawn(async move {
		let (mut heads, mut valid) = (watched.heads(), [0; 2]);
		while valid.contains(&0) {
			let Update::BestBlock { events, .. } = heads.next().await else { continue };
			for event in events {
				match event {
					CoverageEvent::ProofSettled { beaconer, judgements, .. } => {
						let place = devices.iter().position(|device| *device == beaconer).unwrap();
						valid[place] +=
							judgements.iter().filter(|one| one.verdict == "Valid").count();
					}
					CoverageEvent::ProofExpired { .. } | CoverageEvent::DeviceStruck { .. } => {
						panic!("{event:?}")
					}
					_ => {}
				}
			}
		}
	});
	let slot = client.slot_duration().await.unwrap();
	let lives = async {
		// A window has nine blocks, so the agent is killed at different points of it.
		for blocks in [11, 5, 9, 3, 7, 600] {
			let settings = settings(devices, &keys, &journal, slot);
			run_for(&client, settings, &metrics, slot * blocks).await;
		}
	};
	tokio::select! {
		valid = valid => valid.unwrap(),
		() = lives => panic!("no valid reports"),
	}
	let pending = client.pending(devices[0], None).await.unwrap();
	assert!(pending.open_units > 0 || pending.claimable > 0);
	let record = client.device_record(devices[0], None).await.unwrap().unwrap();
	assert!(record.beacons > 0 && record.valid > 0);
	assert_eq!((record.missed, record.invalid, record.strikes), (0, 0, 0));
	println!(
		"challenges {} announced {} beaconed {} heard {} reported {} settled {}",
		metrics.challenges.get(),
		metrics.announced.get(),
		metrics.beaconed.get(),
		metrics.heard.get(),
		metrics.reported.get(),
		metrics.settled.get()
	);
}

//! Each method, with the reply of a real runtime.

use super::{
	chain::{device, hash_of, DISCARDED, FLEET, GATEWAYS},
	Node,
};
use cairn_primitives::SS58_PREFIX;
use serde_json::{json, Value};
use sp_core::{
	crypto::{Ss58AddressFormat, Ss58Codec},
	Pair,
};
use sp_keyring::Sr25519Keyring::{self, *};

/// Returns the address of an account with Cairn's prefix.
pub fn address(of: Sr25519Keyring) -> String {
	of.to_account_id().to_ss58check_with_version(Ss58AddressFormat::custom(SS58_PREFIX))
}

fn number(value: &Value) -> u128 {
	value.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn device_get_should_return_the_device_when_it_is_given_by_number_or_key() {
	let node = Node::new();
	let by_number = node.ask("device_get", json!([0])).await;
	assert_eq!(by_number["owner"], address(Alice));
	assert!(by_number["owner"].as_str().unwrap().starts_with("cr"));
	assert_eq!(by_number["status"], json!({ "state": "active" }));
	assert_eq!(by_number["location"]["region"], 1);
	assert_eq!(by_number["bond"], "20000000000000");
	let key = format!("{:?}", cairn_primitives::Hash::from(device(0).public().0));
	assert_eq!(by_number["key"], key);
	assert_eq!(node.ask("device_get", json!([key])).await, by_number);
	assert_eq!(node.ask("device_get", json!({ "device": 0 })).await, by_number);
	let unlocated = node.ask("device_get", json!([GATEWAYS])).await;
	assert_eq!(unlocated["location"], Value::Null);
}

#[tokio::test]
async fn device_by_owner_should_return_every_device_once_when_paginated() {
	let node = Node::new();
	for (limit, pages) in [(json!(null), 2), (json!(64), 2), (json!(7), 10), (json!(1), 70)] {
		let (mut devices, mut cursor) = (vec![], Value::Null);
		let mut asked = 0;
		loop {
			let page = node.ask("device_byOwner", json!([address(Dave), cursor, limit])).await;
			devices.extend(page["items"].as_array().unwrap().iter().map(|it| it.as_u64().unwrap()));
			cursor = page["next"].clone();
			asked += 1;
			if cursor.is_null() {
				break;
			}
		}
		devices.sort_unstable();
		let all = u64::from(GATEWAYS)..u64::from(GATEWAYS + FLEET);
		assert_eq!(devices, all.collect::<Vec<_>>());
		assert!(asked == pages || asked == pages + 1, "{asked} pages of {limit}");
	}
	let nobody = node.ask("device_byOwner", json!([address(Ferdie)])).await;
	assert_eq!(nobody, json!({ "items": [], "next": null }));
}

#[tokio::test]
async fn device_in_cell_should_find_devices_when_the_cell_is_larger() {
	let node = Node::new();
	let cell = node.ask("device_get", json!([1])).await["location"]["cell"].clone();
	let found = node.ask("device_inCell", json!([cell])).await;
	assert_eq!(found, json!({ "items": [{ "device": 1, "cell": cell }], "next": null }));
	let index = u64::from_str_radix(cell.as_str().unwrap(), 16).unwrap();
	let larger = format!("{:x}", coverage_math::parent_cell(index, 2).unwrap());
	let mut found = vec![];
	let mut cursor = Value::Null;
	loop {
		let page = node.ask("device_inCell", json!([larger, cursor, 1])).await;
		found.extend(page["items"].as_array().unwrap().iter().map(|it| it["device"].clone()));
		cursor = page["next"].clone();
		if cursor.is_null() {
			break;
		}
	}
	found.sort_by_key(Value::as_u64);
	assert_eq!(Value::from(found), json!([0, 1, 2]));
}

#[tokio::test]
async fn device_reward_scale_should_be_full_when_no_other_device_is_near() {
	assert_eq!(Node::new().ask("device_rewardScale", json!([0])).await, 10_000);
}

#[tokio::test]
async fn replies_should_be_those_of_the_block_when_one_is_given() {
	let node = Node::new();
	let first = node.ask("coverage_window", json!([null, format!("{:?}", hash_of(1))])).await;
	assert_eq!(first["beginsAt"], 1);
	let best = node.ask("coverage_window", json!([])).await;
	assert!(best["window"].as_u64() > first["window"].as_u64());
	let (code, _) = node.refused("device_get", json!([0, format!("{:?}", hash_of(1))])).await;
	assert_eq!(code, 92_871);
	assert_eq!(DISCARDED, 2, "the first block with devices");
}

#[tokio::test]
async fn coverage_open_proof_should_be_returned_when_a_beacon_is_not_revealed() {
	let node = Node::new();
	let window = node.ask("coverage_window", json!([])).await;
	assert_eq!((&window["announced"], &window["revealed"]), (&json!(1), &json!(0)));
	let index = window["window"].clone();
	assert_eq!(node.ask("coverage_window", json!([index])).await, window);
	let mut beaconer = None;
	for device in 0..GATEWAYS {
		let challenged = node.ask("coverage_isChallenged", json!([device, index])).await;
		assert_eq!(node.ask("coverage_isChallenged", json!([device])).await, challenged);
		if challenged == true && beaconer.is_none() {
			beaconer = Some(device);
		}
	}
	let beaconer = beaconer.unwrap();
	let proof = node.ask("coverage_openProof", json!([index, beaconer])).await;
	assert_eq!(proof["reports"].as_array().unwrap().len(), 2);
	assert_eq!(proof["announcement"]["txPowerCdbm"], 1_300);
	// The measurement as it was reported, then impossible ones.
	let witness = proof["reports"][0]["witness"].clone();
	let (announcement, measurement) = (&proof["announcement"], &proof["reports"][0]["measurement"]);
	let params = json!([beaconer, announcement, witness, measurement]);
	assert_eq!(node.ask("coverage_previewVerdict", params).await["verdict"], "valid");
	let params = json!([beaconer, announcement, beaconer, measurement]);
	let own = node.ask("coverage_previewVerdict", params).await;
	assert_eq!(own["verdict"], "selfWitness");
	assert!(own["reason"].as_str().unwrap().contains("beaconer"));
	let announcement =
		json!({ "txPowerCdbm": 1_300, "frequencyHz": 868_100_000, "spreadingFactor": 12 });
	let measurement = json!({ "rssiCdbm": -2_000, "snrCdb": 1_000, "frequencyHz": 868_100_000 });
	let params = json!([beaconer, announcement, witness, measurement]);
	assert_eq!(node.ask("coverage_previewVerdict", params).await["verdict"], "tooStrong");
	let other = (0..GATEWAYS).find(|device| *device != beaconer).unwrap();
	assert_eq!(node.ask("coverage_openProof", json!([index, other])).await, Value::Null);
}

#[tokio::test]
async fn coverage_device_record_should_count_settled_beacons_when_devices_have_taken_part() {
	let node = Node::new();
	let (mut beacons, mut valid) = (0, 0);
	for device in 0..GATEWAYS {
		let record = node.ask("coverage_deviceRecord", json!([device])).await;
		beacons += record["beacons"].as_u64().unwrap();
		valid += record["valid"].as_u64().unwrap();
	}
	assert_eq!((beacons, valid), (1, 2));
	// A device without a location has no record beyond its onboarding.
	let idle = node.ask("coverage_deviceRecord", json!([GATEWAYS])).await;
	assert!(idle.is_null() || idle["beacons"] == 0, "{idle}");
}

#[tokio::test]
async fn rewards_pending_should_return_the_earned_rewards_when_an_era_has_ended() {
	let node = Node::new();
	let mut sum = 0;
	for (device, owner) in [(0, Alice), (1, Bob), (2, Charlie)] {
		let own = node.ask("rewards_pending", json!([device])).await;
		assert_eq!(own["devices"], Value::Null);
		sum += number(&own["claimable"]);
		let account = node.ask("rewards_pending", json!([address(owner)])).await;
		assert_eq!(account["claimable"], "0");
		let items = account["devices"]["items"].as_array().unwrap();
		assert_eq!((items.len(), &items[0]["claimable"]), (1, &own["claimable"]));
	}
	assert!(sum > 0);
	let page = node.ask("rewards_pending", json!([address(Dave), null, 3])).await;
	assert_eq!(page["devices"]["items"].as_array().unwrap().len(), 3);
	assert!(page["devices"]["next"].is_string());
}

#[tokio::test]
async fn rewards_schedule_should_use_the_time_of_the_block_when_none_is_given() {
	let node = Node::new();
	let now = node.ask("rewards_schedule", json!([])).await;
	let moment = now["moment"].as_u64().unwrap();
	assert_eq!(moment, (300_000_000 + u64::from(node.chain.best())) * 2_000);
	let year = node.ask("rewards_schedule", json!([moment + 31_557_600_000])).await;
	assert!(number(&year["emitted"]) > number(&now["emitted"]));
	let first = node.ask("rewards_schedule", json!([null, format!("{:?}", hash_of(0))])).await;
	assert_eq!(first["moment"], 0);
}

#[tokio::test]
async fn rewards_era_should_have_pots_when_the_era_is_running() {
	let era = Node::new().ask("rewards_era", json!([])).await;
	assert_eq!(era["era"], 1);
	assert!(number(&era["pots"]["coverage"]) > 0);
}

#[tokio::test]
async fn liquid_staking_should_price_deposits_and_exits_when_previewed() {
	let node = Node::new();
	let rate = node.ask("liquidStaking_rate", json!([])).await;
	assert!(number(&rate["ask"]) >= number(&rate["bid"]) && number(&rate["bid"]) > 0);
	assert_eq!(rate["pendingSlash"], "0");
	let deposit = node.ask("liquidStaking_previewDeposit", json!(["1000000000000"])).await;
	assert!(number(&deposit["shares"]) > 0);
	let deposit = node.ask("liquidStaking_previewDeposit", json!(["0"])).await;
	assert_eq!(deposit, json!({ "shares": null }));
	let exit = node.ask("liquidStaking_previewExit", json!(["1000000000000"])).await;
	assert!(number(&exit["value"]) > 0 && exit["erasLeft"].as_u64() > Some(0));
}

#[tokio::test]
async fn liquid_staking_tickets_should_be_paginated_when_there_are_more_than_the_limit() {
	let node = Node::new();
	let all = node.ask("liquidStaking_tickets", json!([address(Charlie)])).await;
	let items = all["items"].as_array().unwrap();
	assert_eq!((items.len(), &all["next"]), (2, &Value::Null));
	assert_eq!(items[0]["shares"], "300000000000000");
	let first = node.ask("liquidStaking_tickets", json!([address(Charlie), null, 1])).await;
	assert_eq!(first["items"][0], items[0]);
	let next = first["next"].clone();
	let second = node.ask("liquidStaking_tickets", json!([address(Charlie), next])).await;
	assert_eq!(second, json!({ "items": [items[1]], "next": null }));
}

#[tokio::test]
async fn liquid_staking_lanes_should_be_paginated_when_there_are_more_than_the_limit() {
	let node = Node::new();
	let all = node.ask("liquidStaking_lanes", json!([])).await;
	let lanes = all["items"].as_array().unwrap();
	assert!(!lanes.is_empty());
	assert!(lanes[0]["stash"].as_str().unwrap().starts_with("cr"));
	let (mut found, mut cursor) = (vec![], Value::Null);
	loop {
		let page = node.ask("liquidStaking_lanes", json!([cursor, 1])).await;
		found.extend(page["items"].as_array().unwrap().clone());
		cursor = page["next"].clone();
		if cursor.is_null() {
			break;
		}
	}
	assert_eq!(&found, lanes);
	let beyond = node.ask("liquidStaking_lanes", json!(["1000"])).await;
	assert_eq!(beyond, json!({ "items": [], "next": null }));
}

//! The errors of the methods, by code.

use super::{
	chain::{hash_of, DISCARDED},
	methods::address,
	Node,
};
use serde_json::{json, Value};
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};
use sp_keyring::Sr25519Keyring::Alice;

const CELL: &str = "8c1f9aa6a1997ff";

/// JSON-RPC's own code: a parameter is missing, or of another type.
const INVALID_PARAMS: i64 = -32_602;

#[tokio::test]
async fn device_should_be_unknown_when_it_is_not_onboarded() {
	let node = Node::new();
	let key = format!("0x{}", "ab".repeat(32));
	let (announcement, measurement) = (
		json!({ "txPowerCdbm": 0, "frequencyHz": 0, "spreadingFactor": null }),
		json!({ "rssiCdbm": 0, "snrCdb": null, "frequencyHz": 0 }),
	);
	for device in [json!(1_000), json!(u64::MAX), json!(key)] {
		for (method, params) in [
			("device_get", json!([device])),
			("device_rewardScale", json!([device])),
			("coverage_isChallenged", json!([device])),
			("coverage_openProof", json!([0, device])),
			("coverage_deviceRecord", json!([device])),
			("coverage_previewVerdict", json!([device, announcement, 0, measurement])),
			("coverage_previewVerdict", json!([0, announcement, device, measurement])),
			("rewards_pending", json!([device])),
			("coverage_subscribeVerdicts", json!([{ "device": device }])),
		] {
			let (code, message) = node.refused(method, params).await;
			assert_eq!(code, 92_871, "{method}: {message}");
			assert!(message.contains("onboarded"), "{message}");
		}
	}
}

#[tokio::test]
async fn address_should_be_rejected_when_it_is_invalid_or_of_another_network() {
	let node = Node::new();
	let good = address(Alice);
	let polkadot = Alice.to_account_id().to_ss58check_with_version(Ss58AddressFormat::custom(0));
	let generic = Alice.to_account_id().to_ss58check_with_version(Ss58AddressFormat::custom(42));
	let mut typo = good.clone();
	let last = if typo.pop() == Some('a') { 'b' } else { 'a' };
	typo.push(last);
	let long = "cr".repeat(100_000);
	for bad in [&polkadot, &typo, "", "0", "crX", &long, "💥"] {
		for (method, params) in [
			("device_byOwner", json!([bad])),
			("rewards_pending", json!([bad])),
			("liquidStaking_tickets", json!([bad])),
			("coverage_subscribeVerdicts", json!([{ "owner": bad }])),
		] {
			let (code, message) = node.refused(method, params).await;
			assert_eq!(code, 92_852, "{method}: {message}");
			assert!(message.len() < 500 && message.contains("'cr'"), "{message}");
		}
	}
	let (_, message) = node.refused("device_byOwner", json!([polkadot])).await;
	assert!(message.contains("prefix 0"), "{message}");
	node.ask("device_byOwner", json!([good])).await;
	node.ask("device_byOwner", json!([generic])).await;
}

#[tokio::test]
async fn hex_should_be_rejected_when_its_digits_or_its_length_are_wrong() {
	let node = Node::new();
	let (short, long) = ("ab".repeat(31), "ab".repeat(33));
	for bad in [
		"0x".into(),
		format!("0x{short}"),
		format!("0x{long}"),
		format!("0x{}", "zz".repeat(32)),
		format!("0x{}", "é".repeat(32)),
	] {
		let key = node.refused("device_get", json!([bad])).await;
		let earner = node.refused("rewards_pending", json!([bad])).await;
		let block = node.refused("rewards_era", json!([bad])).await;
		for (code, message) in [key, earner, block] {
			assert_eq!(code, 92_851, "{message}");
			assert!(message.contains("64 hexadecimal digits"), "{message}");
		}
	}
	let bare = node.refused("rewards_era", json!(["ab".repeat(32)])).await;
	assert_eq!(bare.0, 92_851);
	let announcement =
		json!({ "frame": "0x12", "txPowerCdbm": 0, "frequencyHz": 0, "spreadingFactor": null });
	let measurement = json!({ "rssiCdbm": 0, "snrCdb": null, "frequencyHz": 0 });
	let params = json!([0, announcement, 1, measurement]);
	assert_eq!(node.refused("coverage_previewVerdict", params).await.0, 92_851);
}

#[tokio::test]
async fn cell_should_be_rejected_when_it_is_not_an_h3_cell_or_is_too_fine() {
	let node = Node::new();
	let cell = u64::from_str_radix(CELL, 16).unwrap();
	let finer = coverage_math::cell_centre(cell)
		.and_then(|centre| coverage_math::cell_at(centre, 13))
		.map(|cell| format!("{cell:x}"));
	let finer = finer.unwrap();
	for bad in ["", "zz", "0", "-1", "+1", "ffffffffffffffff", "8c1f9aa6a1997ff0000", &finer] {
		let (code, message) = node.refused("device_inCell", json!([bad])).await;
		assert_eq!(code, 92_853, "{message}");
	}
	let (_, message) = node.refused("device_inCell", json!([finer])).await;
	assert!(message.contains("resolution 12"), "{message}");
	node.ask("device_inCell", json!([CELL])).await;
	node.ask("device_inCell", json!([CELL.to_uppercase()])).await;
}

#[tokio::test]
async fn amount_should_be_rejected_when_it_is_not_a_whole_number() {
	let node = Node::new();
	let too_large = format!("{}0", u128::MAX);
	for bad in ["", "-1", "+1", "1.5", "0x10", "1e3", " 1", &too_large] {
		for method in ["liquidStaking_previewDeposit", "liquidStaking_previewExit"] {
			let (code, message) = node.refused(method, json!([bad])).await;
			assert_eq!(code, 92_854, "{message}");
		}
	}
	// The largest amount is valid.
	node.ask("liquidStaking_previewExit", json!([u128::MAX.to_string()])).await;
	node.ask("liquidStaking_previewDeposit", json!([u128::MAX.to_string()])).await;
}

#[tokio::test]
async fn cursor_should_be_rejected_when_no_page_returned_it() {
	let node = Node::new();
	for bad in ["", "x", "-1", "4294967296000000000000", "8c1f9aa6a1997ff", "-", "zz-1"] {
		for (method, params) in [
			("device_byOwner", json!([address(Alice), bad])),
			("device_inCell", json!([CELL, bad])),
			("rewards_pending", json!([address(Alice), bad])),
			("liquidStaking_tickets", json!([address(Alice), bad])),
			("liquidStaking_lanes", json!([bad])),
		] {
			let (code, message) = node.refused(method, params).await;
			assert_eq!(code, 92_855, "{method}: {message}");
		}
	}
}

#[tokio::test]
async fn page_size_should_be_rejected_when_it_is_zero_or_too_large() {
	let node = Node::new();
	for limit in [0, 65, u32::MAX] {
		for (method, params) in [
			("device_byOwner", json!([address(Alice), null, limit])),
			("device_inCell", json!([CELL, null, limit])),
			("rewards_pending", json!([address(Alice), null, limit])),
			("liquidStaking_tickets", json!([address(Alice), null, limit])),
			("liquidStaking_lanes", json!([null, limit])),
		] {
			let (code, message) = node.refused(method, params).await;
			assert_eq!(code, 92_856, "{method}: {message}");
			assert!(message.contains("1 to 64"), "{message}");
		}
	}
}

/// Returns every method, with valid parameters before the block.
fn with_block(at: &str) -> Vec<(&'static str, Value)> {
	let announcement = json!({ "txPowerCdbm": 0, "frequencyHz": 0, "spreadingFactor": null });
	let measurement = json!({ "rssiCdbm": 0, "snrCdb": null, "frequencyHz": 0 });
	vec![
		("device_get", json!([0, at])),
		("device_byOwner", json!([address(Alice), null, null, at])),
		("device_inCell", json!([CELL, null, null, at])),
		("device_rewardScale", json!([0, at])),
		("coverage_window", json!([null, at])),
		("coverage_isChallenged", json!([0, null, at])),
		("coverage_openProof", json!([0, 0, at])),
		("coverage_previewVerdict", json!([0, announcement, 1, measurement, at])),
		("coverage_deviceRecord", json!([0, at])),
		("rewards_pending", json!([0, null, null, at])),
		("rewards_pending", json!([address(Alice), null, null, at])),
		("rewards_schedule", json!([null, at])),
		("rewards_era", json!([at])),
		("liquidStaking_rate", json!([at])),
		("liquidStaking_previewDeposit", json!(["1", at])),
		("liquidStaking_previewExit", json!(["1", at])),
		("liquidStaking_tickets", json!([address(Alice), null, null, at])),
		("liquidStaking_lanes", json!([null, null, at])),
	]
}

#[tokio::test]
async fn block_should_be_unknown_when_it_does_not_exist_yet() {
	let node = Node::new();
	let future = format!("{:?}", hash_of(node.chain.best() + 1));
	for (method, params) in with_block(&future) {
		let (code, message) = node.refused(method, params).await;
		assert_eq!(code, 92_861, "{method}: {message}");
		assert!(message.contains(&format!("#{}", node.chain.best())), "{message}");
	}
}

#[tokio::test]
async fn block_should_be_rejected_when_its_state_is_discarded() {
	let node = Node::new();
	for (method, params) in with_block(&format!("{:?}", hash_of(DISCARDED))) {
		let (code, message) = node.refused(method, params).await;
		assert_eq!(code, 92_862, "{method}: {message}");
		assert!(message.contains("--state-pruning archive"), "{message}");
	}
}

#[tokio::test]
async fn methods_should_fail_when_the_runtime_call_fails() {
	let node = Node::new();
	node.chain.silence();
	node.chain.garble();
	for (method, params) in with_block(&format!("{:?}", hash_of(1))) {
		let (code, message) = node.refused(method, params).await;
		assert_eq!(code, 92_863, "{method}: {message}");
	}
	let (code, message) = node.refused("coverage_subscribeWindows", json!([])).await;
	assert_eq!(code, 92_863, "{message}");
}

#[tokio::test]
async fn window_should_be_unknown_when_it_has_not_begun_or_is_closed() {
	let node = Node::new();
	for window in [1_000, 0] {
		for (method, params) in
			[("coverage_window", json!([window])), ("coverage_isChallenged", json!([0, window]))]
		{
			let (code, message) = node.refused(method, params).await;
			assert_eq!(code, 92_872, "{method}: {message}");
		}
	}
	let genesis = format!("{:?}", hash_of(0));
	assert_eq!(node.refused("coverage_window", json!([null, genesis])).await.0, 92_872);
}

#[tokio::test]
async fn methods_should_never_panic_when_parameters_are_garbage() {
	let node = Node::new();
	let methods: Vec<_> = node.module.method_names().collect();
	assert_eq!(methods.len(), 17 + 2 * 3);
	let garbage = [
		json!(null),
		json!(true),
		json!(-1),
		json!(1.5),
		json!(1e300),
		json!(u64::MAX),
		json!(""),
		json!("💥"),
		json!("0x"),
		json!("0".repeat(100_000)),
		json!([]),
		json!([[[[]]]]),
		json!({}),
		json!({ "device": {} }),
		json!({ "txPowerCdbm": 99_999, "frequencyHz": -1, "spreadingFactor": "x" }),
	];
	for method in methods {
		for first in &garbage {
			for second in &garbage {
				let params = json!([first, second, first, second, first, second]);
				let reply = node.reply(method, params).await;
				assert!(
					reply.get("result").is_some() || reply["error"]["code"].is_i64(),
					"{reply}"
				);
			}
			node.reply(method, json!([first])).await;
			node.reply(method, first.clone()).await;
		}
	}
}

#[tokio::test]
async fn parameters_should_be_rejected_when_they_are_missing_or_of_the_wrong_type() {
	let node = Node::new();
	for (method, params) in [
		("device_get", json!([])),
		("device_get", json!([-1])),
		("device_get", json!([1.5])),
		("device_byOwner", json!([7])),
		("device_byOwner", json!([address(Alice), 7])),
		("liquidStaking_previewDeposit", json!([1])),
		("coverage_window", json!(["1"])),
		("coverage_previewVerdict", json!([0, {}, 1, {}])),
		("coverage_subscribeVerdicts", json!([{ "devices": 1 }])),
	] {
		let (code, message) = node.refused(method, params).await;
		assert_eq!(code, INVALID_PARAMS, "{method}: {message}");
	}
}

//! Subscriptions deliver their notifications, and wait for no slow subscriber.

use super::{
	chain::{hash_of, DISCARDED},
	methods::address,
	next, Node,
};
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring::*;
use std::time::Duration;
use tokio::time::{sleep, timeout};

const SOON: Duration = Duration::from_secs(20);

/// Stops the node, and returns the notifications that it sent.
async fn all(node: Node, mut sent: super::Sent) -> Vec<Value> {
	// Dropping the node ends the stream of blocks, the stream ends the feed, and the feed ends the
	// subscriptions.
	drop(node);
	let mut notices = vec![];
	while let Some(notice) = timeout(SOON, next(&mut sent)).await.unwrap() {
		notices.push(notice);
	}
	notices
}

#[tokio::test]
async fn windows_should_be_reported_once_each_when_blocks_become_final() {
	let node = Node::new();
	node.chain.finalise(3);
	let sent = node.subscribe("coverage_subscribeWindows", json!([]), 100).await;
	// Repeats blocks, as after a warp sync: a known window is not reported again.
	node.finalise(vec![hash_of(1)]);
	node.finalise(node.chain.after(3));
	let best = node.chain.best();
	let notices = all(node, sent).await;
	assert_eq!(notices[0]["block"], format!("{:?}", hash_of(1)));
	assert_eq!(notices.len() as u32, 1 + (best - 1) / 9);
	for (index, notice) in notices.iter().enumerate() {
		assert_eq!(notice["window"]["window"], index);
		assert_eq!(notice["window"]["beginsAt"], 1 + 9 * index);
		assert_eq!(notice["number"], notice["window"]["beginsAt"]);
		assert_eq!(notice["block"], format!("{:?}", hash_of(1 + 9 * index as u32)));
		assert_eq!(notice["window"]["seed"].as_str().unwrap().len(), 66);
	}
}

#[tokio::test]
async fn verdicts_should_be_reported_when_proofs_are_settled() {
	let node = Node::new();
	let sent = node.subscribe("coverage_subscribeVerdicts", json!([]), 100).await;
	node.finalise(node.chain.after(DISCARDED));
	let notices = all(node, sent).await;
	assert_eq!(notices.len(), 1);
	let proof = &notices[0]["proofs"][0];
	assert_eq!(proof["judgements"].as_array().unwrap().len(), 2);
	assert_eq!(proof["judgements"][0]["verdict"], "valid");
	assert!(proof["units"].is_string());
	let number = notices[0]["number"].as_u64().unwrap() as u32;
	assert_eq!(notices[0]["block"], format!("{:?}", hash_of(number)));
}

#[tokio::test]
async fn verdicts_should_be_filtered_when_a_device_or_an_owner_is_named() {
	for (filter, told) in [
		(json!({ "device": 0 }), true),
		(json!({ "device": 2 }), true),
		(json!({ "device": 5 }), false),
		(json!({ "owner": address(Bob) }), true),
		(json!({ "owner": address(Dave) }), false),
		(json!({ "device": 0, "owner": address(Alice) }), true),
		(json!({ "device": 5, "owner": address(Alice) }), false),
		(json!({ "device": 0, "owner": address(Dave) }), false),
		(json!({}), true),
		(json!(null), true),
	] {
		let node = Node::new();
		let sent = node.subscribe("coverage_subscribeVerdicts", json!([filter]), 100).await;
		node.finalise(node.chain.after(DISCARDED));
		assert_eq!(!all(node, sent).await.is_empty(), told, "{filter}");
	}
}

#[tokio::test]
async fn eras_should_be_reported_when_they_have_ended() {
	let node = Node::new();
	let sent = node.subscribe("rewards_subscribeEras", json!([]), 100).await;
	node.finalise(node.chain.after(DISCARDED));
	let notices = all(node, sent).await;
	assert_eq!(notices.len(), 1);
	assert_eq!(notices[0]["era"], 0);
	for pot in ["stakers", "coverage", "treasury"] {
		assert_ne!(notices[0]["pots"][pot], "0", "{pot}");
	}
	assert_ne!(notices[0]["rates"]["coverage"], "0");
}

/// Returns the code with which a subscription ended.
fn end(notices: &[Value]) -> &Value {
	&notices.last().unwrap()["closed"]["code"]
}

#[tokio::test]
async fn slow_subscriber_should_be_dropped_with_an_error_when_others_keep_up() {
	let node = Node::new();
	node.chain.finalise(0);
	let mut slow = node.subscribe("coverage_subscribeWindows", json!([]), 1).await;
	let mut quick = node.subscribe("coverage_subscribeWindows", json!([]), 1).await;
	for round in 0..200 {
		node.finalise(vec![hash_of(1)]);
		let notice = timeout(SOON, next(&mut quick))
			.await
			.expect("the node waits for the slow subscriber")
			.unwrap();
		assert_eq!(notice["window"]["window"], 0, "in round {round}");
	}
	// The notification in the connection, the one that was being sent, and the error.
	let mut notices = vec![];
	while let Some(notice) = timeout(SOON, next(&mut slow)).await.unwrap() {
		notices.push(notice);
	}
	assert!(notices.len() <= 3, "{notices:?}");
	assert_eq!(end(&notices), 92_881);
	assert!(notices.last().unwrap()["closed"]["message"].as_str().unwrap().contains("again"));
	// The methods still reply.
	node.ask("rewards_era", json!([])).await;
}

#[tokio::test]
async fn subscriber_should_be_dropped_when_more_blocks_become_final_at_once_than_the_feed_holds() {
	let node = Node::new();
	node.chain.finalise(0);
	let sent = node.subscribe("coverage_subscribeWindows", json!([]), 1_000).await;
	node.finalise(vec![hash_of(1); 200]);
	assert_eq!(end(&all(node, sent).await), 92_881);
}

#[tokio::test]
async fn subscription_should_end_when_a_state_was_discarded_before_it_was_read() {
	let node = Node::new();
	node.chain.finalise(0);
	let sent = node.subscribe("coverage_subscribeWindows", json!([]), 100).await;
	node.finalise(vec![hash_of(1), hash_of(DISCARDED), hash_of(9)]);
	let notices = all(node, sent).await;
	assert_eq!(notices.len(), 2);
	assert_eq!(end(&notices), 92_882);
}

#[tokio::test]
async fn subscription_should_end_when_the_node_cannot_decode_the_events() {
	let node = Node::new();
	node.chain.garble();
	let sent = node.subscribe("rewards_subscribeEras", json!([]), 100).await;
	node.finalise(vec![hash_of(1)]);
	let notices = all(node, sent).await;
	assert_eq!((notices.len(), end(&notices)), (1, &json!(92_883)));
}

#[tokio::test]
async fn feed_should_keep_running_when_subscribers_come_and_go() {
	let node = Node::new();
	node.chain.finalise(0);
	drop(node.subscribe("coverage_subscribeWindows", json!([]), 1).await);
	drop(node.subscribe("coverage_subscribeVerdicts", json!([{ "owner": address(Bob) }]), 1).await);
	for _ in 0..50 {
		node.finalise(node.chain.after(DISCARDED));
		sleep(Duration::from_millis(1)).await;
	}
	let sent = node.subscribe("coverage_subscribeWindows", json!([]), 100).await;
	node.finalise(vec![hash_of(1)]);
	let notices = all(node, sent).await;
	assert!(notices.iter().all(|notice| notice.get("closed").is_none()), "{notices:?}");
	assert_eq!(notices.last().unwrap()["window"]["window"], 0);
}

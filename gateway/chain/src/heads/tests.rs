use crate::{
	heads::*,
	mock::{client, expired, header, refused, version, written},
};
use serde_json::{json, Value};
use subxt::rpcs::Error as RpcError;

/// Where the pallet of coverage was before the upgrade, and is after it.
const OLD: u8 = 7;
const NEW: u8 = 8;

const RUNTIMES: [(u32, u8); 2] = [(1, OLD), (2, NEW)];

/// A final block, and one behind it that brings a new runtime.
fn blocks() -> [Header; 2] {
	let first = header(10, H256::repeat_byte(9));
	let second = header(11, block_id(&first).hash);
	[first, second]
}

/// A node that has these two blocks, with `events` in the second one.
fn node(events: Value) -> impl Fn(&str, &Value) -> Result<Value, RpcError> {
	let blocks = blocks();
	let ids = [0, 1].map(|place| json!(block_id(&blocks[place]).hash));
	move |method, parameters| match method {
		"chain_subscribeNewHeads" => Ok(json!([written(&blocks[1])])),
		"chain_subscribeFinalizedHeads" => Ok(json!([written(&blocks[0])])),
		"chain_getHeader" => {
			let place = ids.iter().position(|id| *id == parameters[0]).unwrap();
			Ok(written(&blocks[place]))
		}
		"state_call" if parameters[0] == "Core_version" => match &parameters[2] {
			at if *at == ids[0] => Ok(version(1)),
			at if *at == ids[1] => Ok(version(2)),
			_ => Err(refused("State already discarded")),
		},
		"state_getStorage" if parameters[1] == ids[1] => Ok(events.clone()),
		_ => Err(refused("State already discarded")),
	}
}

/// Follows a node from the first block on.
async fn heads(endpoints: &[&str], events: Value) -> Heads {
	let mut heads = client(endpoints, &RUNTIMES, node(events)).await.heads();
	heads.trail = Some(Trail::new(block_id(&blocks()[0])));
	heads
}

#[tokio::test]
async fn events_should_be_understood_when_their_block_brings_another_runtime() {
	let mut heads = heads(&["a"], expired(OLD, 5, 3)).await;
	let block = block_id(&blocks()[1]);
	let events = vec![CoverageEvent::ProofExpired { window: 5, beaconer: 3 }];
	assert_eq!(heads.next().await, Update::BestBlock { block, events, is_head: true });
	let found = heads.client.events_of(block, "ProofOfCoverage").await.unwrap();
	assert_eq!((found.len(), found[0].name.as_str()), (1, "ProofExpired"));
}

#[tokio::test]
async fn chain_should_be_followed_anew_when_events_are_not_understood() {
	let mut heads = heads(&["a"], expired(NEW, 5, 3)).await;
	let block = block_id(&blocks()[1]);
	assert_eq!(heads.proceed().await, Err(Error::BlockGone(block.hash)));
	// Unless another branch is better meanwhile.
	heads.trail = Some(Trail::new(block_id(&blocks()[0])));
	assert_eq!(heads.best(block, block_id(&blocks()[0]).hash).await, Ok(None));
}

#[tokio::test]
async fn chain_should_be_followed_anew_when_the_first_state_is_discarded() {
	let mut heads = heads(&["a"], Value::Null).await;
	let at = BlockId { number: 9, hash: H256::repeat_byte(9) };
	heads.queue.push_back(Step::Began(at));
	assert_eq!(heads.proceed().await, Err(Error::BlockGone(at.hash)));
}

#[tokio::test]
async fn silence_should_go_on_when_headers_tell_nothing_new() {
	let mut heads = heads(&["a"], Value::Null).await;
	// The node is behind: it tells of what was final before.
	heads.trail = Some(Trail::new(BlockId { number: 20, hash: H256::repeat_byte(2) }));
	let mut following = Following::new(heads.client.connection()).await.unwrap();
	let long_ago = Instant::now().checked_sub(SILENCE).unwrap();
	following.news.best = long_ago;
	heads.following = Some(following);
	let Err(Error::Connection(why)) = heads.proceed().await else { panic!("nothing is new") };
	assert!(why.contains("no new block"), "{why}");
}

#[tokio::test]
async fn another_node_should_be_tried_when_blocks_come_and_none_is_final() {
	for (endpoints, told) in [(&["a"][..], false), (&["a", "b"][..], true)] {
		let mut heads = heads(endpoints, expired(OLD, 5, 3)).await;
		let mut following = Following::new(heads.client.connection()).await.unwrap();
		following.news.last_final = Instant::now().checked_sub(NOT_FINAL).unwrap();
		heads.following = Some(following);
		assert!(matches!(heads.proceed().await, Ok(Update::BestBlock { .. })));
		let next = tokio::time::timeout(Duration::from_millis(200), heads.proceed()).await;
		match next {
			Ok(Err(Error::Connection(why))) if told => assert!(why.contains("nothing final")),
			Err(_) if !told => {}
			other => panic!("{other:?}"),
		}
	}
}

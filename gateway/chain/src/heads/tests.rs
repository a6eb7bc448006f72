use crate::{
	heads::*,
	mock::{client, core_version, header, header_json, proof_expired_events, refused},
};
use serde_json::{json, Value};
use subxt::rpcs::Error as RpcError;

/// The index of the pallet of coverage before and after the upgrade.
const OLD: u8 = 7;
const NEW: u8 = 8;

const RUNTIMES: [(u32, u8); 2] = [(1, OLD), (2, NEW)];

/// Returns a final block and its child, which contains a runtime upgrade.
fn blocks() -> [Header; 2] {
	let first = header(10, H256::repeat_byte(9));
	let second = header(11, block_id(&first).hash);
	[first, second]
}

/// Returns a node that has these two blocks, with `events` in the second.
fn node(events: Value) -> impl Fn(&str, &Value) -> Result<Value, RpcError> {
	let blocks = blocks();
	let ids = [0, 1].map(|place| json!(block_id(&blocks[place]).hash));
	move |method, parameters| match method {
		"chain_subscribeNewHeads" => Ok(json!([header_json(&blocks[1])])),
		"chain_subscribeFinalizedHeads" => Ok(json!([header_json(&blocks[0])])),
		"chain_getHeader" => {
			let place = ids.iter().position(|id| *id == parameters[0]).unwrap();
			Ok(header_json(&blocks[place]))
		}
		"state_call" if parameters[0] == "Core_version" => match &parameters[2] {
			at if *at == ids[0] => Ok(core_version(1)),
			at if *at == ids[1] => Ok(core_version(2)),
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
async fn events_should_be_decoded_when_their_block_contains_a_runtime_upgrade() {
	let mut heads = heads(&["a"], proof_expired_events(OLD, 5, 3)).await;
	let block = block_id(&blocks()[1]);
	let events = vec![CoverageEvent::ProofExpired { window: 5, beaconer: 3 }];
	assert_eq!(heads.next().await, Update::BestBlock { block, events, is_head: true });
	let found = heads.client.events_of(block, "ProofOfCoverage").await.unwrap();
	assert_eq!((found.len(), found[0].name.as_str()), (1, "ProofExpired"));
}

#[tokio::test]
async fn chain_should_be_followed_again_when_events_cannot_be_decoded() {
	let mut heads = heads(&["a"], proof_expired_events(NEW, 5, 3)).await;
	let block = block_id(&blocks()[1]);
	assert_eq!(heads.try_next().await, Err(Error::BlockGone(block.hash)));
	// If another branch has become the best, the block is skipped.
	heads.trail = Some(Trail::new(block_id(&blocks()[0])));
	assert_eq!(heads.best_block(block, block_id(&blocks()[0]).hash).await, Ok(None));
}

#[tokio::test]
async fn chain_should_be_followed_again_when_the_first_state_is_discarded() {
	let mut heads = heads(&["a"], Value::Null).await;
	let at = BlockId { number: 9, hash: H256::repeat_byte(9) };
	heads.queue.push_back(Step::Started(at));
	assert_eq!(heads.try_next().await, Err(Error::BlockGone(at.hash)));
}

#[tokio::test]
async fn node_should_time_out_when_its_headers_are_not_new() {
	let mut heads = heads(&["a"], Value::Null).await;
	// The node is behind and reports blocks that were final before.
	heads.trail = Some(Trail::new(BlockId { number: 20, hash: H256::repeat_byte(2) }));
	let mut subscriptions = Subscriptions::new(heads.client.connection()).await.unwrap();
	let long_ago = Instant::now().checked_sub(BEST_BLOCK_TIMEOUT).unwrap();
	subscriptions.progress.best = long_ago;
	heads.subscriptions = Some(subscriptions);
	let Err(Error::Connection(why)) = heads.try_next().await else { panic!("no block is new") };
	assert!(why.contains("no new block"), "{why}");
}

#[tokio::test]
async fn another_node_should_be_tried_when_blocks_arrive_but_none_becomes_final() {
	for (endpoints, is_tried) in [(&["a"][..], false), (&["a", "b"][..], true)] {
		let mut heads = heads(endpoints, proof_expired_events(OLD, 5, 3)).await;
		let mut subscriptions = Subscriptions::new(heads.client.connection()).await.unwrap();
		subscriptions.progress.last_final = Instant::now().checked_sub(FINALITY_TIMEOUT).unwrap();
		heads.subscriptions = Some(subscriptions);
		assert!(matches!(heads.try_next().await, Ok(Update::BestBlock { .. })));
		let next = tokio::time::timeout(Duration::from_millis(200), heads.try_next()).await;
		match next {
			Ok(Err(Error::Connection(why))) if is_tried => assert!(why.contains("nothing final")),
			Err(_) if !is_tried => {}
			other => panic!("{other:?}"),
		}
	}
}

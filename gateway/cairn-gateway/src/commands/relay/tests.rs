use super::*;
use cairn_gateway_chain::mock::{self, silent_endpoint};
use cairn_gateway_types::signed::SignedStatement;
use cairn_primitives::coverage::{Announcement, CoverageStatement, Measurement, Reception};
use sp_core::{ed25519, Pair, H256};
use std::sync::atomic::{AtomicUsize, Ordering};
use subxt::{dynamic::Value, ext::scale_value::At};

fn genesis() -> H256 {
	H256::repeat_byte(9)
}

fn key() -> ed25519::Pair {
	ed25519::Pair::from_seed(&[1; 32])
}

fn announcement() -> CoverageStatement {
	CoverageStatement::Announce(Announcement {
		frame: H256::repeat_byte(2),
		tx_power_cdbm: -100,
		frequency_hz: 868_100_000,
		spreading_factor: Some(12),
	})
}

fn report(receptions: usize) -> CoverageStatement {
	let measurement = Measurement { rssi_cdbm: -11_000, snr_cdb: None, frequency_hz: 868_100_000 };
	let reception = Reception { beaconer: 7, commitment: H256::repeat_byte(3), measurement };
	CoverageStatement::Report(vec![reception; receptions])
}

fn item(window: u32, device: u32, ordinal: u8, statement: CoverageStatement) -> Item {
	Item::new(&SignedStatement::new(&key(), genesis(), window, device, ordinal, statement)).unwrap()
}

#[test]
fn item_should_stay_signed_when_it_is_serialized() {
	for statement in [announcement(), report(1), CoverageStatement::Reveal([4; 32])] {
		let sent = item(5, 7, 3, statement);
		let line = serde_json::to_string(&sent).unwrap();
		assert!(!line.contains('\n'));
		let read: Item = serde_json::from_str(&line).unwrap();
		assert_eq!(read, sent);
		assert!(read.is_signed(genesis(), &key().public()));
		assert!(!read.is_signed(H256::zero(), &key().public()));
		assert!(!Item { ordinal: 4, ..read }.is_signed(genesis(), &key().public()));
	}
}

#[test]
fn report_should_not_be_relayed_when_it_has_several_receptions() {
	let signed = SignedStatement::new(&key(), genesis(), 5, 7, 0, report(2));
	assert_eq!(Item::new(&signed), None);
}

#[test]
fn call_should_order_the_items_of_each_proof_when_they_arrive_in_any_order() {
	let mut batch = Batch::default();
	batch.add(item(5, 7, 0, CoverageStatement::Reveal([4; 32])));
	batch.add(item(5, 8, 0, report(1)));
	batch.add(item(5, 7, 0, announcement()));
	batch.add(item(5, 7, 0, announcement()));
	batch.add(item(4, 7, 0, announcement()));
	assert_eq!((batch.proof_count(), batch.item_count()), (2, 4));
	let call = batch.to_call();
	let proofs = call.call_data().at("proofs").unwrap();
	assert_eq!(proofs.at(0).at("window").unwrap().as_u128(), Some(4));
	let actions: Vec<_> = (0..3)
		.map(|place| match &proofs.at(1).at("items").at(place).at("action").unwrap().value {
			subxt::ext::scale_value::ValueDef::Variant(action) => action.name.clone(),
			other => panic!("{other:?} is not an action"),
		})
		.collect();
	assert_eq!(actions, ["Announce", "Report", "Reveal"]);
	let witness =
		proofs.at(1).at("items").at(1).at("action").at("witness").and_then(Value::as_u128);
	assert_eq!(witness, Some(8));
}

#[test]
fn batch_should_be_full_when_the_limits_of_a_call_are_reached() {
	let mut batch = Batch::default();
	for device in 0..16 {
		assert!(batch.has_room());
		batch.add(item(5, device, 0, announcement()));
	}
	assert!(!batch.has_room());
	let mut one = Batch::default();
	for ordinal in 0..40 {
		one.add(item(5, 8, ordinal, report(1)));
	}
	assert_eq!(one.item_count(), 33);
}

#[tokio::test]
async fn items_should_share_a_batch_when_they_arrive_close_together() {
	let (time, (sender, mut taken)) = (Duration::from_millis(200), mpsc::channel(8));
	sender.send(item(5, 1, 0, announcement())).await.unwrap();
	sender.send(item(5, 2, 0, announcement())).await.unwrap();
	let later = tokio::spawn(async move {
		tokio::time::sleep(time * 3).await;
		sender.send(item(5, 3, 0, announcement())).await.unwrap();
	});
	assert_eq!(collect_batch(&mut taken, time).await.unwrap().item_count(), 2);
	assert_eq!(collect_batch(&mut taken, time).await.unwrap().item_count(), 1);
	later.await.unwrap();
	assert!(collect_batch(&mut taken, time).await.is_none());
}

/// Serves a connection that sends these bytes. Returns the answers and the number of accepted items.
async fn answers_to(said: &[u8], room: usize) -> (Vec<serde_json::Value>, usize) {
	let (items, mut taken) = mpsc::channel(room);
	let mut answers = Vec::new();
	let check = |item: Item| async move {
		match item.is_signed(genesis(), &key().public()) {
			true => Ok(item),
			false => Err("not signed".to_owned()),
		}
	};
	serve_connection(said, &mut answers, check, &items).await.unwrap();
	drop(items);
	let mut left = Vec::new();
	while let Some(item) = taken.recv().await {
		left.push(item);
	}
	let answers = String::from_utf8(answers).unwrap();
	(answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), left.len())
}

#[tokio::test]
async fn lines_should_be_answered_separately_when_some_are_invalid() {
	let good = serde_json::to_string(&item(5, 7, 0, announcement())).unwrap();
	let forged = good.replace("\"ordinal\":0", "\"ordinal\":1");
	let unknown = good.replace("\"ordinal\"", "\"colour\":1,\"ordinal\"");
	let said = format!("{good}\n{forged}\nnonsense\n{unknown}\n{good}");
	let (answers, taken) = answers_to(said.as_bytes(), 8).await;
	let are_taken: Vec<_> = answers.iter().map(|answer| answer["taken"].clone()).collect();
	assert_eq!(are_taken, [true, false, false, false, true]);
	assert_eq!(answers[1]["why"], "not signed");
	assert!(answers[3]["why"].as_str().unwrap().contains("colour"));
	assert_eq!(taken, 2);
}

#[tokio::test]
async fn connection_should_end_when_a_line_is_too_long() {
	let said = [b"x".repeat(10_000), b"\n".to_vec()].concat();
	let (answers, taken) = answers_to(&said, 8).await;
	assert_eq!((answers.len(), taken), (1, 0));
}

#[tokio::test]
async fn line_should_be_rejected_when_the_queue_is_full() {
	let good = serde_json::to_string(&item(5, 7, 0, announcement())).unwrap();
	let (answers, taken) = answers_to(format!("{good}\n{good}\n").as_bytes(), 1).await;
	assert_eq!(taken, 1);
	assert_eq!(answers[1]["taken"], false);
}

#[tokio::test]
async fn device_should_be_queried_again_when_the_connection_is_broken() {
	let (endpoint, visits) = silent_endpoint().await;
	let asked = Arc::new(AtomicUsize::new(0));
	let counted = asked.clone();
	let client = mock::client(&[&endpoint], &[], move |_, _| {
		counted.fetch_add(1, Ordering::Relaxed);
		Err(subxt::rpcs::Error::Client("closed".into()))
	})
	.await;
	let why = verify_item(client, item(5, 7, 0, announcement())).await.unwrap_err();
	assert!(why.contains("the node does not answer"), "{why}");
	let count = |of: &AtomicUsize| of.load(Ordering::Relaxed);
	assert_eq!((count(&asked), count(&visits)), (2, 1));
}

//! Tests Cairn's methods as a client calls them, against a native runtime.

#![allow(clippy::arithmetic_side_effects)] // a test that overflows fails, as it should

mod chain;
mod definitions;
mod docs;
mod methods;
mod refusals;
mod subscriptions;

use super::{methods, Feed};
use chain::TestChain;
use futures::{channel::mpsc, future::BoxFuture};
use jsonrpsee::RpcModule;
use serde_json::{json, Value};
use sp_core::traits::SpawnNamed;
use std::sync::Arc;
use tokio::runtime::Handle;

/// The notifications that a subscriber has not read.
type Sent = tokio::sync::mpsc::Receiver<String>;

/// A node that serves these methods.
struct Node {
	chain: Arc<TestChain>,
	module: RpcModule<()>,
	finalised: mpsc::UnboundedSender<Vec<cairn_primitives::Hash>>,
}

impl Node {
	fn new() -> Self {
		let chain = TestChain::new();
		let feed = Feed::new();
		let (finalised, blocks) = mpsc::unbounded();
		tokio::spawn(feed.clone().run(chain.clone(), blocks));
		let module = methods(chain.clone(), feed, Arc::new(Executor(Handle::current()))).unwrap();
		Self { chain, module, finalised }
	}

	/// Notifies the node that blocks have become final.
	fn finalise(&self, blocks: Vec<cairn_primitives::Hash>) {
		self.finalised.unbounded_send(blocks).unwrap();
	}

	/// Returns the reply to a request.
	async fn reply(&self, method: &str, params: Value) -> Value {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let (reply, _) = self.module.raw_json_request(&request.to_string(), 1).await.unwrap();
		serde_json::from_str(&reply).unwrap()
	}

	/// Returns the result of a request. Panics on an error.
	async fn ask(&self, method: &str, params: Value) -> Value {
		let reply = self.reply(method, params).await;
		reply.get("result").unwrap_or_else(|| panic!("{method}: {reply}")).clone()
	}

	/// Returns the code and the message of the error of a request. Panics on a result.
	async fn refused(&self, method: &str, params: Value) -> (i64, String) {
		let reply = self.reply(method, params).await;
		let error = reply.get("error").unwrap_or_else(|| panic!("{method}: {reply}"));
		(error["code"].as_i64().unwrap(), error["message"].as_str().unwrap().into())
	}

	/// Subscribes through a connection that holds `holds` notifications.
	async fn subscribe(&self, method: &str, params: Value, holds: usize) -> Sent {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let request = request.to_string();
		let (reply, sent) = self.module.raw_json_request(&request, holds).await.unwrap();
		assert!(reply.contains("result"), "{method}: {reply}");
		sent
	}
}

/// Returns the next notification; `None` after the last.
async fn next(sent: &mut Sent) -> Option<Value> {
	let notification: Value = serde_json::from_str(&sent.recv().await?).unwrap();
	Some(notification["params"]["result"].clone())
}

/// Runs subscriptions.
#[derive(Clone)]
struct Executor(Handle);

impl SpawnNamed for Executor {
	fn spawn_blocking(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		self.spawn(name, group, future);
	}

	fn spawn(&self, _: &'static str, _: Option<&'static str>, future: BoxFuture<'static, ()>) {
		drop(self.0.spawn(future));
	}
}

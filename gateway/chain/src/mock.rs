//! A mock node with scripted answers, and minimal runtimes.

// For tests, including those of other crates: a test that panics fails.
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use crate::{
	client::{Client, Connection},
	network::Network,
	trail::Header,
};
use codec::{Compact, Decode, Encode};
use serde_json::{json, value::RawValue, Value};
use sp_core::H256;
use std::sync::{
	atomic::{AtomicUsize, Ordering},
	Arc,
};
use subxt::{
	config::substrate::Digest,
	ext::futures::{stream, StreamExt},
	rpcs::{
		client::{RawRpcFuture, RawRpcSubscription, RpcClientT},
		Error, RpcClient, UserError,
	},
	Metadata,
};
use tokio::net::TcpListener;

/// Answers a JSON-RPC method with these parameters.
type Answer = dyn Fn(&str, &Value) -> Result<Value, Error> + Send + Sync;

struct Node(Box<Answer>);

fn raw(value: &Value) -> Box<RawValue> {
	serde_json::value::to_raw_value(value).unwrap()
}

impl RpcClientT for Node {
	fn request_raw<'a>(
		&'a self,
		method: &'a str,
		parameters: Option<Box<RawValue>>,
	) -> RawRpcFuture<'a, Box<RawValue>> {
		let parameters = parameters.map(|json| serde_json::from_str(json.get()).unwrap());
		let answer = self.0(method, &parameters.unwrap_or_default());
		Box::pin(async move { answer.map(|answer| raw(&answer)) })
	}

	/// Returns a subscription that yields each item of a list and then stays silent.
	fn subscribe_raw<'a>(
		&'a self,
		method: &'a str,
		_: Option<Box<RawValue>>,
		_: &'a str,
	) -> RawRpcFuture<'a, RawRpcSubscription> {
		let items = self.0(method, &Value::Null);
		Box::pin(async move {
			let items = items?.as_array().cloned().unwrap_or_default();
			let items = stream::iter(items).map(|item| Ok(raw(&item)));
			Ok(RawRpcSubscription { stream: items.chain(stream::pending()).boxed(), id: None })
		})
	}
}

/// Returns an error answer of a node.
pub fn refused(message: &str) -> Error {
	Error::User(UserError { code: -32_000, message: message.into(), data: None })
}

/// Returns a client of a node with these answers. `runtimes` lists the network's runtimes: the
/// `spec_version` and the index of the pallet of coverage.
pub async fn client(
	endpoints: &[&str],
	runtimes: &[(u32, u8)],
	answer: impl Fn(&str, &Value) -> Result<Value, Error> + Send + Sync + 'static,
) -> Client {
	let known = runtimes.iter().map(|(version, place)| (*version, Arc::new(metadata(*place))));
	let network = Network::builder().set_metadata_for_spec_versions(known).build();
	let answer = move |method: &str, parameters: &Value| match (method, parameters) {
		("chain_getBlockHash", parameters) if parameters[0] == 0 => Ok(json!(H256::zero())),
		_ => answer(method, parameters),
	};
	let node = RpcClient::new(Node(Box::new(answer)));
	let connection = Connection::from_rpc(node, endpoints[0], &network).await.unwrap();
	let endpoints: Vec<_> = endpoints.iter().map(|endpoint| (*endpoint).to_owned()).collect();
	Client::from_connection(connection, &endpoints, network)
}

/// Returns an endpoint that accepts connections but never answers, and the count of connections.
pub async fn silent_endpoint() -> (String, Arc<AtomicUsize>) {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let endpoint = format!("ws://{}", listener.local_addr().unwrap());
	let visits = Arc::new(AtomicUsize::new(0));
	let counted = visits.clone();
	tokio::spawn(async move {
		while listener.accept().await.is_ok() {
			counted.fetch_add(1, Ordering::Relaxed);
		}
	});
	(endpoint, visits)
}

/// Returns the header of a block.
pub fn header(number: u64, parent: H256) -> Header {
	Header {
		parent_hash: subxt::utils::H256(parent.0),
		number,
		state_root: subxt::utils::H256::zero(),
		extrinsics_root: subxt::utils::H256::zero(),
		digest: Digest { logs: Vec::new() },
	}
}

/// Returns a header in the JSON form of a node.
pub fn header_json(header: &Header) -> Value {
	json!({
		"parentHash": header.parent_hash,
		"number": format!("{:#x}", header.number),
		"stateRoot": header.state_root,
		"extrinsicsRoot": header.extrinsics_root,
		"digest": { "logs": [] },
	})
}

/// Returns the answer to `Core_version`.
pub fn core_version(spec: u32) -> Value {
	let apis = Vec::<([u8; 8], u32)>::new();
	bytes(("cairn", "cairn", 1u32, spec, 0u32, apis, 1u32))
}

/// Returns the events of a block with the event `ProofExpired`.
pub fn proof_expired_events(place: u8, window: u32, beaconer: u32) -> Value {
	let (initialization, topics) = (2u8, Vec::<H256>::new());
	bytes(vec![(initialization, place, 0u8, window, beaconer, topics)])
}

fn bytes(value: impl Encode) -> Value {
	json!(format!("0x{}", hex::encode(value.encode())))
}

/// Returns the metadata, version 15, of a runtime that has only the types of the event
/// `ProofExpired`.
///
/// - `place`: the index of the pallet of coverage.
fn metadata(place: u8) -> Metadata {
	const NUMBER: Compact<u32> = Compact(0);
	const EVENTS: Compact<u32> = Compact(1);
	let nothing = || Vec::<u8>::new();
	let number = (NUMBER, (nothing(), nothing(), (5u8, 5u8), nothing()));
	let field = |name: &str| (Some(name.to_owned()), NUMBER, None::<u8>, nothing());
	let expired = ("ProofExpired", vec![field("window"), field("beaconer")], 0u8, nothing());
	let events = (EVENTS, (vec!["Event"], nothing(), (1u8, vec![expired]), nothing()));
	let kept = ("Events", 1u8, (0u8, NUMBER), nothing(), nothing());
	let storage = Some(("System", vec![kept]));
	let system = ("System", storage, None::<u8>, None::<u8>, nothing(), None::<u8>, 0u8, nothing());
	let coverage = (None::<u8>, None::<u8>, Some(EVENTS), nothing(), None::<u8>, place, nothing());
	let extrinsic = (4u8, NUMBER, NUMBER, NUMBER, NUMBER, nothing());
	let pallets = (Compact(2u32), system, ("ProofOfCoverage", coverage));
	let rest = (NUMBER, nothing(), (NUMBER, EVENTS, NUMBER), nothing());
	let whole = (*b"meta", 15u8, (Compact(2u32), number, events), pallets, extrinsic, rest);
	Metadata::decode(&mut &whole.encode()[..]).unwrap()
}

//! The client and its connection to one node at a time. If a node fails, the client connects to
//! another one.

use crate::{
	error::Error,
	network::Network,
	trail::{block_id, Header},
};
use cairn_gateway_types::block::BlockId;
use sp_core::H256;
use std::{
	fmt,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
	time::Duration,
};
use subxt::{
	backend::LegacyBackend,
	client::OnlineClientAtBlockImpl,
	config::RpcConfigFor,
	rpcs::{methods::legacy::LegacyRpcMethods, RpcClient},
	OnlineClient,
};
use tokio::sync::{watch, Mutex};

/// The time within which a node must accept a connection, or answer.
const RPC_TIMEOUT: Duration = Duration::from_secs(20);

/// A block of the chain whose state can be queried.
pub(crate) type AtBlock = subxt::client::ClientAtBlock<Network, OnlineClientAtBlockImpl<Network>>;

/// A client of the chain. Clones share the same connection.
#[derive(Clone)]
pub struct Client {
	inner: Arc<Inner>,
}

struct Inner {
	endpoints: Vec<String>,
	genesis: H256,
	network: Network,
	current: watch::Sender<Arc<Connection>>,
	reconnecting: Mutex<()>,
	reconnections: AtomicU64,
}

impl Client {
	/// Connects to the first endpoint that answers. All endpoints must belong to the same network,
	/// because devices sign its genesis hash.
	///
	/// - `endpoints`: the JSON-RPC URLs of nodes, `ws://` or `wss://`.
	///
	/// # Errors
	/// [`Error::NoEndpoint`]; [`Error::Unreachable`] if no endpoint answers after one attempt each.
	pub async fn connect(endpoints: &[String]) -> Result<Self, Error> {
		let network = Network::new();
		let connection = Connection::connect_to_any(endpoints, 0, &network, None).await?;
		Ok(Self::from_connection(connection, endpoints, network))
	}

	pub(crate) fn from_connection(
		connection: Connection,
		endpoints: &[String],
		network: Network,
	) -> Self {
		let inner = Inner {
			endpoints: endpoints.to_vec(),
			genesis: connection.genesis(),
			network,
			current: watch::channel(Arc::new(connection)).0,
			reconnecting: Mutex::default(),
			reconnections: AtomicU64::default(),
		};
		Self { inner: Arc::new(inner) }
	}

	/// Returns the genesis hash of the network.
	pub fn genesis(&self) -> H256 {
		self.inner.genesis
	}

	/// Returns the current connection, which may be broken.
	pub fn connection(&self) -> Arc<Connection> {
		self.inner.current.borrow().clone()
	}

	/// Returns whether there is another endpoint.
	pub(crate) fn has_other_endpoints(&self) -> bool {
		self.inner.endpoints.len() > 1
	}

	/// Returns the index of the endpoint in use in the configured list, from 0.
	pub fn endpoint_index(&self) -> u64 {
		let used = self.connection();
		let place = self.inner.endpoints.iter().position(|url| *url == used.endpoint);
		place.and_then(|place| u64::try_from(place).ok()).unwrap_or_default()
	}

	/// Returns how many times a broken connection was replaced.
	pub fn reconnections(&self) -> u64 {
		self.inner.reconnections.load(Ordering::Relaxed)
	}

	/// Replaces a broken connection with one to the first endpoint after it that answers. Does
	/// nothing if another task has replaced it meanwhile.
	///
	/// # Errors
	/// [`Error::Unreachable`] if no endpoint answers after one attempt each.
	pub async fn reconnect(&self, broken: &Arc<Connection>) -> Result<(), Error> {
		let _turn = self.inner.reconnecting.lock().await;
		if !Arc::ptr_eq(broken, &self.connection()) {
			return Ok(());
		}
		let Inner { endpoints, genesis, network, .. } = &*self.inner;
		let index = endpoints.iter().position(|url| *url == broken.endpoint).unwrap_or_default();
		let next = index.saturating_add(1);
		let connection =
			Connection::connect_to_any(endpoints, next, network, Some(*genesis)).await?;
		self.inner.current.send_replace(Arc::new(connection));
		self.inner.reconnections.fetch_add(1, Ordering::Relaxed);
		Ok(())
	}

	/// Reconnects if an error shows that the connection is broken. Later queries use the new
	/// connection.
	pub async fn reconnect_if_broken(&self, used: &Arc<Connection>, error: &Error) {
		if let Error::Connection(_) = error {
			if let Err(error) = self.reconnect(used).await {
				tracing::warn!(%error, "cannot connect to any node; retrying");
			}
		}
	}
}

impl fmt::Debug for Client {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(out, "Client({})", self.connection().endpoint)
	}
}

/// A connection to a node.
pub struct Connection {
	endpoint: String,
	pub(crate) raw: RpcClient,
	pub(crate) rpc: LegacyRpcMethods<RpcConfigFor<Network>>,
	pub(crate) online: OnlineClient<Network>,
}

impl Connection {
	/// Returns the URL of the node.
	pub fn endpoint(&self) -> &str {
		&self.endpoint
	}

	/// Connects to the first endpoint that answers and belongs to this network. Starts with the
	/// endpoint `begin` and wraps around.
	async fn connect_to_any(
		endpoints: &[String],
		begin: usize,
		network: &Network,
		genesis: Option<H256>,
	) -> Result<Self, Error> {
		let mut failures = Vec::new();
		let places = begin.checked_rem(endpoints.len()).ok_or(Error::NoEndpoint)?;
		for endpoint in endpoints.iter().cycle().skip(places).take(endpoints.len()) {
			match Self::open(endpoint, network, genesis).await {
				Ok(connection) => {
					tracing::info!(endpoint, "connected");
					return Ok(connection);
				}
				Err(error) => failures.push((endpoint.clone(), error.to_string())),
			}
		}
		Err(Error::Unreachable(failures))
	}

	async fn open(endpoint: &str, network: &Network, genesis: Option<H256>) -> Result<Self, Error> {
		let raw = with_timeout(RpcClient::from_insecure_url(endpoint)).await??;
		let connection = Self::from_rpc(raw, endpoint, network).await?;
		let found = connection.genesis();
		match genesis {
			Some(wanted) if wanted != found => {
				Err(Error::OtherNetwork { endpoint: endpoint.into(), found, wanted })
			}
			_ => Ok(connection),
		}
	}

	/// - `raw`: the transport to the endpoint.
	pub(crate) async fn from_rpc(
		raw: RpcClient,
		endpoint: &str,
		network: &Network,
	) -> Result<Self, Error> {
		let rpc = LegacyRpcMethods::new(raw.clone());
		let backend = Arc::new(LegacyBackend::builder().build(raw.clone()));
		let online = OnlineClient::from_backend_with_config(network.clone(), backend);
		let online =
			with_timeout(online).await?.map_err(|error| Error::Connection(error.to_string()))?;
		Ok(Self { endpoint: endpoint.into(), raw, rpc, online })
	}

	fn genesis(&self) -> H256 {
		H256(self.online.genesis_hash().0)
	}

	/// Returns a block with the metadata of its runtime. The metadata is fetched once per runtime
	/// version.
	pub(crate) async fn at(&self, block: BlockId) -> Result<AtBlock, Error> {
		let hash = subxt::utils::H256(block.hash.0);
		Ok(with_timeout(self.online.at_block_hash_and_number(hash, block.number.into())).await??)
	}

	/// Returns the best block.
	pub(crate) async fn best(&self) -> Result<BlockId, Error> {
		let header = with_timeout(self.rpc.chain_get_header(None)).await??;
		let header =
			header.ok_or_else(|| Error::Connection("the node has no best block".into()))?;
		Ok(block_id(&header))
	}

	/// Returns the latest final block.
	pub(crate) async fn last_final(&self) -> Result<BlockId, Error> {
		let hash = H256(with_timeout(self.rpc.chain_get_finalized_head()).await??.0);
		Ok(block_id(&self.header(hash).await?))
	}

	/// Returns the header of a block.
	pub(crate) async fn header(&self, hash: H256) -> Result<Header, Error> {
		let header =
			with_timeout(self.rpc.chain_get_header(Some(subxt::utils::H256(hash.0)))).await??;
		header.ok_or(Error::BlockGone(hash))
	}
}

/// Waits for a node's answer for a limited time, because a connection can break unnoticed.
pub(crate) async fn with_timeout<Answer>(
	answer: impl std::future::Future<Output = Answer>,
) -> Result<Answer, Error> {
	let answer = tokio::time::timeout(RPC_TIMEOUT, answer).await;
	answer.map_err(|_| Error::Connection(format!("no answer within {} s", RPC_TIMEOUT.as_secs())))
}

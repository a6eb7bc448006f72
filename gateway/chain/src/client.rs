//! Connections: one node at a time, another one when it fails.

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

/// The time that a node may take to accept a connection, or to answer.
const RPC_TIMEOUT: Duration = Duration::from_secs(20);

/// A block of the chain, and what may be asked about it.
pub(crate) type AtBlock = subxt::client::ClientAtBlock<Network, OnlineClientAtBlockImpl<Network>>;

/// A client of the chain. Clones share the connection.
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
	/// Connects to the first endpoint that answers. All others must be of the same network: the
	/// genesis hash goes into what devices sign.
	///
	/// - `endpoints`: URLs of nodes' JSON-RPC, `ws://` or `wss://`.
	///
	/// # Errors
	/// [`Error::NoEndpoint`]; [`Error::Unreachable`] if none answers, after each was tried once.
	pub async fn connect(endpoints: &[String]) -> Result<Self, Error> {
		let network = Network::new();
		let connection = Connection::first(endpoints, 0, &network, None).await?;
		Ok(Self::over(connection, endpoints, network))
	}

	pub(crate) fn over(connection: Connection, endpoints: &[String], network: Network) -> Self {
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

	/// The genesis hash of the network.
	pub fn genesis(&self) -> H256 {
		self.inner.genesis
	}

	/// The connection that is used now. It may be broken.
	pub fn connection(&self) -> Arc<Connection> {
		self.inner.current.borrow().clone()
	}

	/// Whether there is another endpoint to go to.
	pub(crate) fn has_others(&self) -> bool {
		self.inner.endpoints.len() > 1
	}

	/// The place of the endpoint in use among those configured, from 0.
	pub fn endpoint_place(&self) -> u64 {
		let used = self.connection();
		let place = self.inner.endpoints.iter().position(|url| *url == used.endpoint);
		place.and_then(|place| u64::try_from(place).ok()).unwrap_or_default()
	}

	/// How often a broken connection was replaced.
	pub fn reconnections(&self) -> u64 {
		self.inner.reconnections.load(Ordering::Relaxed)
	}

	/// Replaces a connection that is broken by one to the first endpoint after it that answers.
	/// Does nothing if somebody else has done so meanwhile.
	///
	/// # Errors
	/// [`Error::Unreachable`] if none answers, after each was tried once.
	pub async fn replace(&self, broken: &Arc<Connection>) -> Result<(), Error> {
		let _turn = self.inner.reconnecting.lock().await;
		if !Arc::ptr_eq(broken, &self.connection()) {
			return Ok(());
		}
		let Inner { endpoints, genesis, network, .. } = &*self.inner;
		let place = endpoints.iter().position(|url| *url == broken.endpoint).unwrap_or_default();
		let next = place.saturating_add(1);
		let connection = Connection::first(endpoints, next, network, Some(*genesis)).await?;
		self.inner.current.send_replace(Arc::new(connection));
		self.inner.reconnections.fetch_add(1, Ordering::Relaxed);
		Ok(())
	}

	/// Replaces a connection if an answer over it says that it is broken. What is asked next goes over
	/// the new one.
	pub async fn reconnect_if_broken(&self, used: &Arc<Connection>, error: &Error) {
		if let Error::Connection(_) = error {
			if let Err(error) = self.replace(used).await {
				tracing::warn!(%error, "no connection to the chain");
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
	/// The node's URL.
	pub fn endpoint(&self) -> &str {
		&self.endpoint
	}

	/// To the first endpoint, from `begin` on and around, that answers and is of this network.
	async fn first(
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
		let raw = in_time(RpcClient::from_insecure_url(endpoint)).await??;
		let connection = Self::over(raw, endpoint, network).await?;
		let found = connection.genesis();
		match genesis {
			Some(wanted) if wanted != found => {
				Err(Error::OtherNetwork { endpoint: endpoint.into(), found, wanted })
			}
			_ => Ok(connection),
		}
	}

	/// - `raw`: what leads to the endpoint.
	pub(crate) async fn over(
		raw: RpcClient,
		endpoint: &str,
		network: &Network,
	) -> Result<Self, Error> {
		let rpc = LegacyRpcMethods::new(raw.clone());
		let backend = Arc::new(LegacyBackend::builder().build(raw.clone()));
		let online = OnlineClient::from_backend_with_config(network.clone(), backend);
		let online =
			in_time(online).await?.map_err(|error| Error::Connection(error.to_string()))?;
		Ok(Self { endpoint: endpoint.into(), raw, rpc, online })
	}

	fn genesis(&self) -> H256 {
		H256(self.online.genesis_hash().0)
	}

	/// A block, with the metadata of its runtime: fetched once for each version of it.
	pub(crate) async fn at(&self, block: BlockId) -> Result<AtBlock, Error> {
		let hash = subxt::utils::H256(block.hash.0);
		Ok(in_time(self.online.at_block_hash_and_number(hash, block.number.into())).await??)
	}

	/// The best block.
	pub(crate) async fn best(&self) -> Result<BlockId, Error> {
		let header = in_time(self.rpc.chain_get_header(None)).await??;
		let header = header.ok_or_else(|| Error::Connection("it has no best block".into()))?;
		Ok(block_id(&header))
	}

	/// The last final block.
	pub(crate) async fn last_final(&self) -> Result<BlockId, Error> {
		let hash = H256(in_time(self.rpc.chain_get_finalized_head()).await??.0);
		Ok(block_id(&self.header(hash).await?))
	}

	/// A block's header.
	pub(crate) async fn header(&self, hash: H256) -> Result<Header, Error> {
		let header = in_time(self.rpc.chain_get_header(Some(subxt::utils::H256(hash.0)))).await??;
		header.ok_or(Error::BlockGone(hash))
	}
}

/// What a node answers, if it does so in time: a connection may break without anybody being told.
pub(crate) async fn in_time<Answer>(
	answer: impl std::future::Future<Output = Answer>,
) -> Result<Answer, Error> {
	let answer = tokio::time::timeout(RPC_TIMEOUT, answer).await;
	answer.map_err(|_| Error::Connection(format!("no answer within {} s", RPC_TIMEOUT.as_secs())))
}

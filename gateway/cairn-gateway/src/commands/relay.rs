//! `relay`: submits statements that devices have signed, and pays the fee.
//!
//! Devices usually need no relay, because their calls are free. When blocks have no room for free
//! calls, a call with a fee still gets through. A device's agent sends each signed statement as a line
//! of JSON ([`relay`](cairn_gateway_agent::relay)). The relay verifies the signatures, collects a batch
//! of statements and submits it with `proofOfCoverage.relay`.

use crate::{
	batch::{Batch, MAX_ITEMS},
	failure::{Context, Failure},
	options::{CommonOptions, FeeIn, PaymentOptions},
	secrets::AccountSource,
	signals::stop_signal,
};
use cairn_gateway_agent::relay::{Answer, Item, MAX_LINE_BYTES};
use cairn_gateway_chain::{Account, Client, Error};
use cairn_gateway_types::device::RegisteredDevice;
use cairn_primitives::devices::DeviceIndex;
use clap::Args;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
	io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
	net::TcpListener,
	sync::{mpsc, Semaphore},
	time::Instant,
};

/// The time that the first item of a batch waits for others: half a block.
const BATCH_DELAY: Duration = Duration::from_secs(3);

/// The time after which an idle connection is closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(600);

/// The maximum number of connections.
const MAX_CONNECTIONS: usize = 256;

/// Submits statements that devices have signed, and pays the fee, when blocks have no room for free
/// calls.
///
/// The relay accepts one statement per line of JSON, answers each line with a line, and submits many
/// statements in one transaction. It accepts only statements with a valid device signature. Still,
/// listen on the loopback address or in a private network only, because you pay for every client.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway relay --account payer.secret --endpoint ws://127.0.0.1:9944
  cairn-gateway relay --listen 127.0.0.1:1760 --account payer.secret --fee-in stcrn

A line:
  {\"window\":7,\"device\":12,\"ordinal\":0,\"statement\":{\"reveal\":{\"secret\":\"0x…\"}},\"signature\":\"0x…\"}
Its answer is {\"taken\":true} or {\"taken\":false,\"why\":\"…\"}. A report carries one reception.")]
pub struct Relay {
	/// The TCP address to listen on
	#[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:1760")]
	pub listen: SocketAddr,

	/// The token that pays the fee
	#[arg(long, value_enum, default_value_t)]
	pub fee_in: FeeIn,

	/// The account that pays
	#[command(flatten)]
	pub account: AccountSource,
}

impl Relay {
	/// Runs the relay until it is stopped.
	///
	/// # Errors
	/// If the address is in use, or no node answers at the start.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let account = self.account.resolve()?;
		let client = common.connect().await?;
		let listener = TcpListener::bind(self.listen)
			.await
			.context(format!("cannot listen on {}", self.listen))?;
		tracing::info!("listening for statements on {}", self.listen);
		if !self.listen.ip().is_loopback() {
			tracing::warn!(
				"you pay for every client that can reach {}: use a private network",
				self.listen
			);
		}
		let (items, accepted) = mpsc::channel(MAX_ITEMS);
		let stop = stop_signal()?;
		let payment = PaymentOptions { fee_in: self.fee_in, in_block: true };
		tokio::select! {
			() = accept_connections(&listener, &client, items) => {},
			() = submit_batches(&client, &account, payment, accepted) => {},
			() = stop => tracing::info!("stopped"),
		}
		Ok(())
	}
}

/// Accepts connections.
async fn accept_connections(listener: &TcpListener, client: &Client, items: mpsc::Sender<Item>) {
	let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
	loop {
		let Ok(permit) = permits.clone().acquire_owned().await else { return };
		let stream = match listener.accept().await {
			Ok((stream, _)) => stream,
			Err(error) => {
				tracing::warn!(%error, "cannot accept a connection; trying again");
				tokio::time::sleep(BATCH_DELAY).await;
				continue;
			}
		};
		let (client, items) = (client.clone(), items.clone());
		tokio::spawn(async move {
			let (read, write) = stream.into_split();
			let check = |item| verify_item(client.clone(), item);
			if let Err(error) = serve_connection(BufReader::new(read), write, check, &items).await {
				tracing::debug!(%error, "connection closed");
			}
			drop(permit);
		});
	}
}

/// Reads lines and answers each one.
async fn serve_connection<Checking>(
	mut read: impl AsyncBufRead + Unpin,
	mut write: impl AsyncWrite + Unpin,
	check: impl Fn(Item) -> Checking,
	items: &mpsc::Sender<Item>,
) -> std::io::Result<()>
where
	Checking: std::future::Future<Output = Result<Item, String>>,
{
	loop {
		let mut line = String::new();
		let mut limited = (&mut read).take(MAX_LINE_BYTES);
		let length = tokio::time::timeout(IDLE_TIMEOUT, limited.read_line(&mut line)).await??;
		if length == 0 {
			return Ok(());
		}
		// The rest of a truncated line cannot be told from the next line.
		let is_truncated = !line.ends_with('\n') && line.len() as u64 >= MAX_LINE_BYTES;
		let taken = match serde_json::from_str::<Item>(&line) {
			Ok(item) => match check(item).await {
				Ok(item) => items.try_send(item).map_err(|_| "the queue is full: try again".into()),
				Err(why) => Err(why),
			},
			Err(error) => Err(error.to_string()),
		};
		let answer = serde_json::to_string(&Answer::from(taken))?;
		write.write_all(format!("{answer}\n").as_bytes()).await?;
		if is_truncated {
			return Ok(());
		}
	}
}

/// Verifies that the device has signed the item. An item without a valid signature would cost a fee.
async fn verify_item(client: Client, item: Item) -> Result<Item, String> {
	let device = fetch_device(&client, item.device).await.map_err(|error| {
		tracing::warn!("cannot verify a statement of device {}: {error}", item.device);
		error.to_string()
	})?;
	let device = device.ok_or("the device is not registered")?;
	match item.is_signed(client.genesis(), &device.key) {
		true => Ok(item),
		false => Err("the current key of the device has not signed this".into()),
	}
}

/// Queries a device. The relay does not follow the chain, so a broken connection is noticed only here.
/// It reconnects and queries once more.
async fn fetch_device(
	client: &Client,
	index: DeviceIndex,
) -> Result<Option<RegisteredDevice>, Error> {
	let used = client.connection();
	match client.device(index, None).await {
		Err(error @ Error::Connection(_)) => {
			client.reconnect_if_broken(&used, &error).await;
			client.device(index, None).await
		}
		answer => answer,
	}
}

/// Submits the accepted items in batches.
async fn submit_batches(
	client: &Client,
	account: &Account,
	payment: PaymentOptions,
	mut accepted: mpsc::Receiver<Item>,
) {
	while let Some(batch) = collect_batch(&mut accepted, BATCH_DELAY).await {
		let (items, proofs) = (batch.item_count(), batch.proof_count());
		match client.submit_signed(&batch.to_call(), account, payment.terms()).await {
			Ok(receipt) => {
				let skipped = receipt.events.iter().filter(|one| one.name == "RelayedItemSkipped");
				skipped
					.clone()
					.for_each(|event| tracing::warn!("the chain skipped an item: {event}"));
				let (block, skipped) = (receipt.block.number, skipped.count());
				tracing::info!(block, proofs, items, skipped, "relayed");
			}
			Err(error) => {
				tracing::warn!(proofs, items, "batch not relayed: {}", Failure::from(error));
				replace_connection_if_broken(client).await;
			}
		}
	}
}

/// Replaces the connection if the node does not answer. An unnecessary replacement does no harm.
async fn replace_connection_if_broken(client: &Client) {
	if client.best_block().await.is_err() {
		if let Err(error) = client.reconnect(&client.connection()).await {
			tracing::warn!("{error}");
		}
	}
}

/// Collects the items that arrive within `time` of the first one, until the batch is full.
async fn collect_batch(accepted: &mut mpsc::Receiver<Item>, time: Duration) -> Option<Batch> {
	let mut batch = Batch::default();
	batch.add(accepted.recv().await?);
	let until = Instant::now().checked_add(time)?;
	while batch.has_room() {
		match tokio::time::timeout_at(until, accepted.recv()).await {
			Ok(Some(item)) => batch.add(item),
			Ok(None) | Err(_) => break,
		}
	}
	Some(batch)
}

#[cfg(test)]
mod tests;

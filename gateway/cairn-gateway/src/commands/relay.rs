//! `relay`: carries what devices have signed, and pays for it.
//!
//! Devices need no relay: their calls are free. In hours in which free calls find no room in blocks,
//! one who pays gets through. A device's agent sends what it has signed, a line of JSON for each
//! call ([`relay`](cairn_gateway_agent::relay)); the relay looks whether it counts, collects, and submits
//! `proofOfCoverage.relay`.

use crate::{
	batch::{Batch, MAX_ITEMS},
	failure::{Context, Failure},
	options::{CommonOptions, FeeIn, PaymentOptions},
	secrets::AccountSource,
	signals::stop_signal,
};
use cairn_gateway_agent::relay::{Answer, Item, LONGEST_LINE};
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

/// How long the first item of a batch waits for others: half a block.
const GATHER: Duration = Duration::from_secs(3);

/// How long somebody may be connected and say nothing.
const SILENCE: Duration = Duration::from_secs(600);

/// How many may be connected.
const MAX_CONNECTIONS: usize = 256;

/// Carries what devices have signed, and pays for it where free calls find no room.
///
/// It takes a line of JSON for each call, answers each with a line, and submits many in one
/// transaction. The fee of what counts is mostly given back. Only what is signed by the device's key
/// is taken; still, leave it on the loopback or in a network of your own: whoever reaches it has you
/// pay.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway relay --account payer.secret --endpoint ws://127.0.0.1:9944
  cairn-gateway relay --listen 127.0.0.1:1760 --account payer.secret --fee-in stcrn

A line:
  {\"window\":7,\"device\":12,\"ordinal\":0,\"statement\":{\"reveal\":{\"secret\":\"0x…\"}},\"signature\":\"0x…\"}
and its answer, {\"taken\":true} or {\"taken\":false,\"why\":\"…\"}. A report carries one reception.")]
pub struct Relay {
	/// Where lines are taken, over TCP
	#[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:1760")]
	pub listen: SocketAddr,

	/// What the fee is paid in
	#[arg(long, value_enum, default_value_t)]
	pub fee_in: FeeIn,

	/// Who pays
	#[command(flatten)]
	pub account: AccountSource,
}

impl Relay {
	/// Does it.
	///
	/// # Errors
	/// If the address is taken, or no node answers at the start.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let account = self.account.find()?;
		let client = common.connect().await?;
		let listener = TcpListener::bind(self.listen)
			.await
			.context(format!("nothing can be taken at {}", self.listen))?;
		tracing::info!("taking calls at {}", self.listen);
		if !self.listen.ip().is_loopback() {
			tracing::warn!("whoever reaches {} has you pay: keep it private", self.listen);
		}
		let (items, taken) = mpsc::channel(MAX_ITEMS);
		let stop = stop_signal()?;
		let payment = PaymentOptions { fee_in: self.fee_in, in_block: true };
		tokio::select! {
			() = accept(&listener, &client, items) => {},
			() = submit(&client, &account, payment, taken) => {},
			() = stop => tracing::info!("stopped"),
		}
		Ok(())
	}
}

/// Talks to everybody who comes.
async fn accept(listener: &TcpListener, client: &Client, items: mpsc::Sender<Item>) {
	let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
	loop {
		let Ok(place) = places.clone().acquire_owned().await else { return };
		let stream = match listener.accept().await {
			Ok((stream, _)) => stream,
			Err(error) => {
				tracing::warn!(%error, "a connection fails");
				tokio::time::sleep(GATHER).await;
				continue;
			}
		};
		let (client, items) = (client.clone(), items.clone());
		tokio::spawn(async move {
			let (read, write) = stream.into_split();
			let check = |item| verify(client.clone(), item);
			if let Err(error) = talk(BufReader::new(read), write, check, &items).await {
				tracing::debug!(%error, "a connection ends");
			}
			drop(place);
		});
	}
}

/// Takes lines and answers each.
async fn talk<Checking>(
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
		let mut limited = (&mut read).take(LONGEST_LINE);
		let length = tokio::time::timeout(SILENCE, limited.read_line(&mut line)).await??;
		if length == 0 {
			return Ok(());
		}
		// A line that is cut off cannot be message from the next one any more.
		let is_cut = !line.ends_with('\n') && line.len() as u64 >= LONGEST_LINE;
		let taken = match serde_json::from_str::<Item>(&line) {
			Ok(item) => match check(item).await {
				Ok(item) => items.try_send(item).map_err(|_| "too much at once: again".into()),
				Err(why) => Err(why),
			},
			Err(error) => Err(error.to_string()),
		};
		let answer = serde_json::to_string(&Answer::from(taken))?;
		write.write_all(format!("{answer}\n").as_bytes()).await?;
		if is_cut {
			return Ok(());
		}
	}
}

/// Whether the device has signed it: what it has not would cost a fee.
async fn verify(client: Client, item: Item) -> Result<Item, String> {
	let device = device(&client, item.device).await.map_err(|error| {
		tracing::warn!("a call cannot be looked at: {error}");
		error.to_string()
	})?;
	let device = device.ok_or("there is no such device")?;
	match item.is_signed(client.genesis(), &device.key) {
		true => Ok(item),
		false => Err("the device's present key has not signed this".into()),
	}
}

/// Asks for a device. Nobody follows the chain here: that the connection is broken shows only now, and
/// is no reason to send a device away.
async fn device(client: &Client, index: DeviceIndex) -> Result<Option<RegisteredDevice>, Error> {
	let used = client.connection();
	match client.device(index, None).await {
		Err(error @ Error::Connection(_)) => {
			client.reconnect_if_broken(&used, &error).await;
			client.device(index, None).await
		}
		answer => answer,
	}
}

/// Submits what has come, in batches.
async fn submit(
	client: &Client,
	account: &Account,
	payment: PaymentOptions,
	mut taken: mpsc::Receiver<Item>,
) {
	while let Some(batch) = gather(&mut taken, GATHER).await {
		let (items, proofs) = (batch.items(), batch.proofs());
		match client.submit_signed(&batch.call(), account, payment.terms()).await {
			Ok(receipt) => {
				let skipped = receipt.events.iter().filter(|one| one.name == "RelayedItemSkipped");
				skipped.clone().for_each(|event| tracing::warn!("skipped: {event}"));
				let (block, skipped) = (receipt.block.number, skipped.count());
				tracing::info!(block, proofs, items, skipped, "relayed");
			}
			Err(error) => {
				tracing::warn!(proofs, items, "not relayed: {}", Failure::from(error));
				replace_connection(client).await;
			}
		}
	}
}

/// The connection may be what has failed; another one does no harm.
async fn replace_connection(client: &Client) {
	if client.best_block().await.is_err() {
		if let Err(error) = client.replace(&client.connection()).await {
			tracing::warn!("{error}");
		}
	}
}

/// What comes within some time of the first, as far as it fits into one call.
async fn gather(taken: &mut mpsc::Receiver<Item>, time: Duration) -> Option<Batch> {
	let mut batch = Batch::default();
	batch.add(taken.recv().await?);
	let until = Instant::now().checked_add(time)?;
	while batch.has_room() {
		match tokio::time::timeout_at(until, taken.recv()).await {
			Ok(Some(item)) => batch.add(item),
			Ok(None) | Err(_) => break,
		}
	}
	Some(batch)
}

#[cfg(test)]
mod tests;

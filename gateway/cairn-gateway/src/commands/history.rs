//! `history`: lists credited and paid rewards as CSV.

use crate::{
	failure::{Context, Failure},
	options::{CommonOptions, DeviceSelection},
};
use cairn_gateway_chain::{ChainEvent, Client, Error};
use cairn_gateway_types::block::BlockId;
use cairn_primitives::{devices::DeviceIndex, BlockNumber};
use clap::Args;
use futures::{stream, StreamExt};
use serde::Serialize;
use std::{
	collections::BTreeSet,
	io::{self, IsTerminal},
};
use subxt::{
	dynamic::Value,
	ext::{
		scale_decode::DecodeAsType,
		scale_value::{At, Composite, ValueDef},
	},
};

/// The pallet that emits the events.
const PALLET: &str = "RewardEmission";

/// The number of blocks that are queried concurrently, enough for a distant node.
const CONCURRENT_BLOCKS: usize = 8;

/// The number of blocks between two lines of progress.
const PROGRESS_INTERVAL: u32 = 500;

/// The buckets, by their names on chain.
const BUCKETS: [&str; 2] = ["coverage", "usage"];

/// Lists the credited and paid rewards of devices as CSV, newest first.
///
/// The command reads the events of each block, back from the last final block. Most nodes keep the
/// states of a few hundred blocks only; for older blocks, name an archive node with --endpoint.
/// Amounts `credited` are units, whose value is known when their era ends. Amounts `paid` are in
/// planck: 10^12 planck are 1 CRN.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway history > rewards.csv
  cairn-gateway history --last 14400 --endpoint wss://archive.example > day.csv
  cairn-gateway history --from 1200 --to 1800 --device roof
  cairn-gateway history --all --last 100 --endpoint ws://127.0.0.1:9944")]
pub struct History {
	/// The devices
	#[command(flatten)]
	pub selection: DeviceSelection,

	/// List the rewards of all devices of the network
	#[arg(long, conflicts_with = "devices")]
	pub all: bool,

	/// The number of blocks, back from the last one
	#[arg(long, value_name = "BLOCKS", default_value_t = 600, conflicts_with = "from")]
	pub last: BlockNumber,

	/// The first block, instead of --last
	#[arg(long, value_name = "BLOCK")]
	pub from: Option<BlockNumber>,

	/// The last block [default: the last final one]
	#[arg(long, value_name = "BLOCK")]
	pub to: Option<BlockNumber>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Row {
	block: BlockNumber,
	era: u32,
	device: DeviceIndex,
	bucket: String,
	what: &'static str,
	amount: u128,
	unit: &'static str,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Era {
	index: u32,
}

impl History {
	/// Runs the command.
	///
	/// # Errors
	/// If a query fails, or the output cannot be written.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let client = common.connect().await?;
		let devices = self.devices(common, &client).await?;
		let last = client.final_block().await?.number;
		let to = self.to.unwrap_or(last).min(last);
		let from = self.from.unwrap_or(to.saturating_sub(self.last.saturating_sub(1))).max(1);
		let mut list = csv::Writer::from_writer(io::stdout());
		list.write_record(["block", "era", "device", "bucket", "what", "amount", "unit"])
			.map_err(csv_failure)?;
		let read = |number| fetch_rows(&client, number, devices.as_ref());
		let blocks = (from..=to).rev();
		let mut rows = stream::iter(blocks).map(read).buffered(CONCURRENT_BLOCKS);
		let (mut number, is_watched) = (to, io::stderr().is_terminal());
		while let Some(found) = rows.next().await {
			match found {
				Ok(rows) => {
					rows.iter().try_for_each(|row| serialize(&mut list, row))?;
				}
				// The rows so far are correct, and the failure says where the list ends.
				Err(Error::Node { message, .. }) if is_pruned(&message) => {
					list.flush()?;
					return Err(Failure::new(format!(
						"the list is incomplete: the node has discarded the states up to block {number}"
					))
					.next_step(format!(
						"name an archive node with --endpoint URL, and continue with --to {number}"
					)));
				}
				Err(error) => return Err(error.into()),
			}
			if is_watched && number.checked_rem(PROGRESS_INTERVAL) == Some(0) {
				eprintln!("block {number}, continuing down to {from}");
			}
			number = number.saturating_sub(1);
		}
		list.flush().context("cannot write to standard output")
	}

	/// Returns the devices to list, or none to list all devices.
	async fn devices(
		&self,
		common: &CommonOptions,
		client: &Client,
	) -> Result<Option<BTreeSet<DeviceIndex>>, Failure> {
		if self.all {
			return Ok(None);
		}
		let mut devices = BTreeSet::new();
		for device in common.config()?.select(&self.selection.devices)? {
			let member = crate::fleet::Member::load(client, device).await?;
			devices.insert(member.registered()?.index);
		}
		Ok(Some(devices))
	}
}

fn serialize<W: io::Write>(list: &mut csv::Writer<W>, row: &Row) -> Result<(), Failure> {
	let Row { block, era, device, bucket, what, amount, unit } = row;
	// The crate `csv` does not write 128-bit numbers.
	list.serialize((block, era, device, bucket, what, amount.to_string(), unit))
		.map_err(csv_failure)
}

fn csv_failure(error: csv::Error) -> Failure {
	match error.into_kind() {
		csv::ErrorKind::Io(error) => error.into(),
		other => Failure::new(format!("cannot write the list: {other:?}")),
	}
}

/// Returns true if a node's error says that it does not keep the state.
fn is_pruned(message: &str) -> bool {
	["discarded", "pruned", "Unknown block", "UnknownBlock"]
		.iter()
		.any(|words| message.contains(words))
}

async fn fetch_rows(
	client: &Client,
	number: BlockNumber,
	devices: Option<&BTreeSet<DeviceIndex>>,
) -> Result<Vec<Row>, Error> {
	let hash = client.block(number).await?;
	let block: BlockId = hash.ok_or_else(|| Error::Connection(format!("no block {number}")))?;
	let events = client.events_of(block, PALLET).await?;
	let mut rows = events.iter().flat_map(|event| event_rows(event, number)).collect::<Vec<_>>();
	rows.retain(|row| devices.is_none_or(|devices| devices.contains(&row.device)));
	if !rows.is_empty() {
		let era: Era = client.call_runtime_api("RewardEmissionApi", "era", (), Some(block)).await?;
		rows.iter_mut().for_each(|row| row.era = era.index);
	}
	Ok(rows)
}

/// Returns the rows for an event. Events do not contain the era, so it is filled in later.
fn event_rows(event: &ChainEvent, block: BlockNumber) -> Vec<Row> {
	let fields = &event.fields;
	let Some(device) = as_number(fields.at("device")).and_then(|index| index.try_into().ok())
	else {
		return Vec::new();
	};
	let row = |bucket: &str, what, amount, unit| Row {
		block,
		era: 0,
		device,
		bucket: bucket.into(),
		what,
		amount,
		unit,
	};
	let amounts = |what| {
		let amount = |bucket| Some((bucket, as_number(fields.at("amounts").at(bucket))?));
		let amounts = BUCKETS.into_iter().filter_map(amount).filter(|(_, amount)| *amount > 0);
		amounts.map(|(bucket, amount)| row(bucket, what, amount, "planck")).collect()
	};
	match event.name.as_str() {
		"UnitsCredited" => {
			let bucket = fields.at("bucket").map(variant_name).unwrap_or_default().to_lowercase();
			let units = as_number(fields.at("units"));
			units.map(|units| row(&bucket, "credited", units, "units")).into_iter().collect()
		}
		"RewardPaid" => amounts("paid"),
		"RewardEscrowed" => amounts("escrowed"),
		"EscrowReturned" => amounts("returned"),
		"EscrowForfeited" => amounts("forfeited"),
		"RewardAssigned" => amounts("assigned"),
		_ => Vec::new(),
	}
}

fn as_number(value: Option<&Value>) -> Option<u128> {
	match &value?.value {
		// Newtypes wrap their only field.
		ValueDef::Composite(Composite::Unnamed(inner)) if inner.len() == 1 => {
			as_number(inner.first())
		}
		_ => value?.as_u128(),
	}
}

fn variant_name(value: &Value) -> &str {
	match &value.value {
		ValueDef::Variant(variant) => &variant.name,
		_ => "",
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn event(name: &str, fields: Vec<(&str, Value)>) -> ChainEvent {
		let fields = Composite::named(fields);
		ChainEvent { pallet: PALLET.into(), name: name.into(), fields }
	}

	fn per_bucket(coverage: u128, usage: u128) -> Value {
		Value::named_composite([("coverage", Value::u128(coverage)), ("usage", Value::u128(usage))])
	}

	#[test]
	fn rows_should_contain_device_bucket_and_amount_when_rewards_are_credited_or_paid() {
		let credited = event(
			"UnitsCredited",
			vec![
				("device", Value::u128(3)),
				("bucket", Value::unnamed_variant("Coverage", [])),
				("units", Value::u128(15_904)),
			],
		);
		let paid = event(
			"RewardPaid",
			vec![
				("device", Value::unnamed_composite([Value::u128(4)])),
				("payee", Value::from_bytes([7; 32])),
				("amounts", per_bucket(u128::MAX, 5)),
			],
		);
		let escrowed = event(
			"RewardEscrowed",
			vec![("device", Value::u128(3)), ("amounts", per_bucket(0, 0))],
		);
		let other = event("StakersPaid", vec![("era", Value::u128(3))]);
		let mut list = csv::Writer::from_writer(Vec::new());
		for event in [credited, paid, escrowed, other] {
			for row in event_rows(&event, 12) {
				serialize(&mut list, &row).unwrap();
			}
		}
		let text = String::from_utf8(list.into_inner().unwrap()).unwrap();
		let expected = format!(
			"12,0,3,coverage,credited,15904,units\n12,0,4,coverage,paid,{},planck\n\
			 12,0,4,usage,paid,5,planck\n",
			u128::MAX
		);
		assert_eq!(text, expected);
	}

	#[test]
	fn event_should_be_ignored_when_its_fields_are_unexpected() {
		let malformed = event("UnitsCredited", vec![("device", Value::u128(u128::MAX))]);
		assert_eq!(event_rows(&malformed, 1), []);
		let incomplete = event("UnitsCredited", vec![("device", Value::u128(1))]);
		assert_eq!(event_rows(&incomplete, 1), []);
	}
}

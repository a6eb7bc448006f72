//! `history`: what was earned and paid, as CSV.

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

/// The pallet whose events these are.
const PALLET: &str = "RewardEmission";

/// How many blocks are asked for at a time: enough for a node that is far away.
const AT_A_TIME: usize = 8;

/// After how many blocks the progress is message.
const PROGRESS: u32 = 500;

/// The buckets, as the chain names them.
const BUCKETS: [&str; 2] = ["coverage", "usage"];

/// Lists what devices have earned and were paid, as CSV: the newest first.
///
/// It reads the events of one block after the other, back from the last final one. Most nodes keep
/// the states of some hundred blocks only; for older ones name an archive node with --endpoint.
/// `credited` are units, which are worth something when their era ends; `paid` is in planck, of
/// which 10^12 are a CRN.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway history > rewards.csv
  cairn-gateway history --last 14400 --endpoint wss://archive.example > day.csv
  cairn-gateway history --from 1200 --to 1800 --device roof
  cairn-gateway history --all --last 100 --endpoint ws://127.0.0.1:9944")]
pub struct History {
	/// Only of these devices
	#[command(flatten)]
	pub selection: DeviceSelection,

	/// Of all devices of the network
	#[arg(long, conflicts_with = "devices")]
	pub all: bool,

	/// How many blocks, back from the last
	#[arg(long, value_name = "BLOCKS", default_value_t = 600, conflicts_with = "from")]
	pub last: BlockNumber,

	/// The first block, instead of --last
	#[arg(long, value_name = "BLOCK")]
	pub from: Option<BlockNumber>,

	/// The last block [default: the last final one]
	#[arg(long, value_name = "BLOCK")]
	pub to: Option<BlockNumber>,
}

/// A line of the list.
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
	/// Does it.
	///
	/// # Errors
	/// If the chain cannot be asked, or nothing can be written.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let client = common.connect().await?;
		let devices = self.devices(common, &client).await?;
		let last = client.final_block().await?.number;
		let to = self.to.unwrap_or(last).min(last);
		let from = self.from.unwrap_or(to.saturating_sub(self.last.saturating_sub(1))).max(1);
		let mut list = csv::Writer::from_writer(io::stdout());
		list.write_record(["block", "era", "device", "bucket", "what", "amount", "unit"])
			.map_err(failure)?;
		let read = |number| rows_of(&client, number, devices.as_ref());
		let blocks = (from..=to).rev();
		let mut rows = stream::iter(blocks).map(read).buffered(AT_A_TIME);
		let (mut number, is_watched) = (to, io::stderr().is_terminal());
		while let Some(found) = rows.next().await {
			match found {
				Ok(rows) => {
					rows.iter().try_for_each(|row| serialize(&mut list, row))?;
				}
				// What is written so far is right, and whoever reads on should know where it ends.
				Err(Error::Node { message, .. }) if is_pruned(&message) => {
					list.flush()?;
					return Err(Failure::new(format!(
						"the node has discarded the states of block {number} and before: the list ends there"
					))
					.next_step("ask an archive node: --endpoint URL, and --to with this block"));
				}
				Err(error) => return Err(error.into()),
			}
			if is_watched && number.checked_rem(PROGRESS) == Some(0) {
				eprintln!("block {number}, down to {from}");
			}
			number = number.saturating_sub(1);
		}
		list.flush().context("standard output")
	}

	/// The devices that are listed; none if all are.
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
	// The crate itself does not write such large numbers.
	list.serialize((block, era, device, bucket, what, amount.to_string(), unit)).map_err(failure)
}

fn failure(error: csv::Error) -> Failure {
	match error.into_kind() {
		csv::ErrorKind::Io(error) => error.into(),
		other => Failure::new(format!("the list cannot be written: {other:?}")),
	}
}

/// What nodes say of states that they do not keep.
fn is_pruned(message: &str) -> bool {
	["discarded", "pruned", "Unknown block", "UnknownBlock"]
		.iter()
		.any(|words| message.contains(words))
}

async fn rows_of(
	client: &Client,
	number: BlockNumber,
	devices: Option<&BTreeSet<DeviceIndex>>,
) -> Result<Vec<Row>, Error> {
	let hash = client.block(number).await?;
	let block: BlockId = hash.ok_or_else(|| Error::Connection(format!("no block {number}")))?;
	let events = client.events_of(block, PALLET).await?;
	let mut rows = events.iter().flat_map(|event| rows(event, number)).collect::<Vec<_>>();
	rows.retain(|row| devices.is_none_or(|devices| devices.contains(&row.device)));
	if !rows.is_empty() {
		let era: Era = client.ask("RewardEmissionApi", "era", (), Some(block)).await?;
		rows.iter_mut().for_each(|row| row.era = era.index);
	}
	Ok(rows)
}

/// What an event says of a device's rewards. The era is not in it.
fn rows(event: &ChainEvent, block: BlockNumber) -> Vec<Row> {
	let fields = &event.fields;
	let Some(device) = number(fields.at("device")).and_then(|index| index.try_into().ok()) else {
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
		let amount = |bucket| Some((bucket, number(fields.at("amounts").at(bucket))?));
		let amounts = BUCKETS.into_iter().filter_map(amount).filter(|(_, amount)| *amount > 0);
		amounts.map(|(bucket, amount)| row(bucket, what, amount, "planck")).collect()
	};
	match event.name.as_str() {
		"UnitsCredited" => {
			let bucket = fields.at("bucket").map(variant).unwrap_or_default().to_lowercase();
			let units = number(fields.at("units"));
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

fn number(value: Option<&Value>) -> Option<u128> {
	match &value?.value {
		// Types of one field are wrapped in it.
		ValueDef::Composite(Composite::Unnamed(inner)) if inner.len() == 1 => number(inner.first()),
		_ => value?.as_u128(),
	}
}

fn variant(value: &Value) -> &str {
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
	fn rows_should_tell_device_bucket_and_amount_when_something_was_earned_or_paid() {
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
			for row in rows(&event, 12) {
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
	fn event_should_be_left_out_when_its_fields_are_others() {
		let strange = event("UnitsCredited", vec![("device", Value::u128(u128::MAX))]);
		assert_eq!(rows(&strange, 1), []);
		let without = event("UnitsCredited", vec![("device", Value::u128(1))]);
		assert_eq!(rows(&without, 1), []);
	}
}

//! `status`: shows the state of the devices on chain and on the radio, and what to do next.

use crate::{
	config::Config,
	failure::Failure,
	fleet::Member,
	options::{CommonOptions, DeviceSelection},
	scrape,
	show::{address, paint, Colour, Crn},
};
use cairn_gateway_chain::{
	registry::{self, Class},
	Client, DeviceRecord, Pending,
};
use cairn_gateway_radio::listener::CONNECTED;
use cairn_gateway_types::{
	device::{RegisteredDevice, Status as DeviceStatus},
	hexadecimal::Hexadecimal,
};
use cairn_primitives::{currency::CRN, devices::DeviceIndex};
use clap::Args;
use serde::Serialize;
use std::{
	fmt,
	io::{self, Write},
};

/// The number of blocks by which finality may lag before the operator is warned.
const MAX_FINALITY_LAG: u32 = 20;

/// Shows the state of the devices on chain and on the radio, and what to do next.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway status
  cairn-gateway status --device roof --endpoint wss://node.example
  cairn-gateway status --json > status.json

Amounts in JSON are strings in planck: 10^12 planck are 1 CRN.")]
pub struct Status {
	/// The devices
	#[command(flatten)]
	pub selection: DeviceSelection,

	/// Print JSON
	#[arg(long)]
	pub json: bool,
}

/// The state of the node, the agent and the devices.
#[derive(Debug, Serialize)]
struct Report {
	endpoint: String,
	genesis: String,
	best_block: u32,
	final_block: u32,
	/// True if `cairn-gateway run` is running; none if metrics are disabled.
	running: Option<bool>,
	next: Vec<String>,
	devices: Vec<DeviceReport>,
}

#[derive(Debug, Serialize)]
struct DeviceReport {
	name: String,
	key: String,
	device: Option<DeviceIndex>,
	class: Option<String>,
	owner: Option<String>,
	payee: Option<String>,
	status: Option<&'static str>,
	location: Option<LocationReport>,
	record: Option<RecordReport>,
	claimable: Option<String>,
	escrowed: Option<String>,
	open_units: Option<u64>,
	bond: Option<String>,
	/// True if its packet forwarder is connected; none if this is unknown.
	radio: Option<bool>,
	next: Vec<String>,
}

#[derive(Debug, Serialize)]
struct LocationReport {
	cell: String,
	elevation_m: i16,
	gain_cdbi: i16,
	region: Option<u16>,
}

#[derive(Debug, Serialize)]
struct RecordReport {
	beacons: u32,
	missed: u32,
	valid: u32,
	invalid: u32,
	strikes: u8,
	validity: Option<u32>,
	may_earn_by_beacons: bool,
	may_earn_as_witness: bool,
}

impl Status {
	/// Runs the command.
	///
	/// # Errors
	/// If a query fails.
	pub async fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let config = common.config()?;
		let client = Client::connect(&config.endpoints).await?;
		let report = Report::collect(&client, &config, &self.selection).await?;
		match self.json {
			true => writeln!(io::stdout(), "{}", serde_json::to_string_pretty(&report)?)?,
			false => writeln!(io::stdout(), "{report}")?,
		}
		Ok(())
	}
}

impl Report {
	async fn collect(
		client: &Client,
		config: &Config,
		selection: &DeviceSelection,
	) -> Result<Self, Failure> {
		let (best, last_final) = (client.best_block().await?, client.final_block().await?);
		let metrics = match config.metrics {
			Some(address) => Some(scrape::scrape(address).await.ok()),
			None => None,
		};
		let classes = registry::classes(client).await?;
		let mut devices = Vec::new();
		for device in config.select(&selection.devices)? {
			let member = Member::load(client, device).await?;
			let radio = metrics.as_ref().and_then(Option::as_ref).and_then(|metrics| {
				let eui = member.config.eui?.to_string();
				scrape::metric_value(metrics, CONNECTED, &[("eui", &eui)]).map(|value| value > 0.0)
			});
			let (mut record, mut pending) = (None, None);
			if let Some(device) = &member.device {
				record = client.device_record(device.index, None).await?;
				pending = Some(client.pending(device.index, None).await?);
			}
			devices.push(DeviceReport::new(&member, &classes, record, pending, radio));
		}
		let running = metrics.map(|metrics| metrics.is_some());
		let mut next = Vec::new();
		if best.number.saturating_sub(last_final.number) > MAX_FINALITY_LAG {
			next.push("finality lags, so challenges can be missed: is your node in sync?".into());
		}
		if running == Some(false) {
			next.push(
				"the agent is not running, so challenges are missed: start `cairn-gateway run`"
					.into(),
			);
		}
		Ok(Self {
			endpoint: client.connection().endpoint().into(),
			genesis: format!("{:?}", client.genesis()),
			best_block: best.number,
			final_block: last_final.number,
			running,
			next,
			devices,
		})
	}
}

impl fmt::Display for Report {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		writeln!(out, "node      {}", self.endpoint)?;
		writeln!(out, "blocks    best {}, final {}", self.best_block, self.final_block)?;
		let running = match self.running {
			Some(true) => paint("running", Colour::Green),
			Some(false) => paint("not running", Colour::Red),
			None => "unknown: metrics are disabled in config.toml".into(),
		};
		write!(out, "agent     {running}")?;
		let label = paint("next", Colour::Yellow);
		self.next.iter().try_for_each(|next| write!(out, "\n{label}      {next}"))?;
		self.devices.iter().try_for_each(|device| write!(out, "\n\n{device}"))
	}
}

impl DeviceReport {
	fn new(
		member: &Member,
		classes: &[Class],
		record: Option<DeviceRecord>,
		pending: Option<Pending>,
		radio: Option<bool>,
	) -> Self {
		let device = member.device.as_ref();
		let class = device.and_then(|device| classes.iter().find(|one| one.id == device.class));
		let next = match device {
			Some(device) => {
				let covers = class.is_none_or(|class| class.covers);
				next_steps(device, covers, record.as_ref(), pending.as_ref(), radio)
			}
			None => vec!["it is not registered on chain yet: run `cairn-gateway onboard`".into()],
		};
		Self {
			name: member.config.name.clone(),
			key: Hexadecimal(member.key.public().0).to_string(),
			device: device.map(|device| device.index),
			class: class.map(|class| class.name.clone()),
			owner: device.map(|device| address(&device.owner)),
			payee: device.map(|device| address(&device.payee)),
			status: device.map(|device| status_name(device.status)),
			location: device.and_then(|device| device.location).map(|place| LocationReport {
				cell: format!("{:x}", place.cell),
				elevation_m: place.elevation_m,
				gain_cdbi: place.gain_cdbi,
				region: place.region,
			}),
			record: record.map(|record| RecordReport {
				beacons: record.beacons,
				missed: record.missed,
				valid: record.valid,
				invalid: record.invalid,
				strikes: record.strikes,
				validity: record.validity,
				may_earn_by_beacons: record.may_earn_by_beacons,
				may_earn_as_witness: record.may_earn_as_witness,
			}),
			claimable: pending.map(|pending| pending.claimable.to_string()),
			escrowed: pending.map(|pending| pending.escrowed.to_string()),
			open_units: pending.map(|pending| pending.open_units),
			bond: device.map(|device| device.bond.to_string()),
			radio,
			next,
		}
	}

	/// Returns the lines of the report for people, each with its label.
	fn lines(&self) -> Vec<(&'static str, String)> {
		let mut lines = vec![("key", self.key.clone())];
		if let (Some(device), Some(status)) = (self.device, self.status) {
			let class = self.class.as_deref().unwrap_or("of an unknown class");
			let colour = if status == "active" { Colour::Green } else { Colour::Red };
			lines.push(("device", format!("{device}, {class}, {}", paint(status, colour))));
		}
		if let (Some(owner), Some(payee)) = (&self.owner, &self.payee) {
			let paid = if owner == payee { String::new() } else { format!(", paid to {payee}") };
			lines.push(("owner", format!("{owner}{paid}")));
		}
		if let Some(LocationReport { cell, elevation_m, gain_cdbi, .. }) = &self.location {
			let gain = f64::from(*gain_cdbi) / 100.0;
			lines.push((
				"place",
				format!("cell {cell}, elevation {elevation_m} m, gain {gain} dBi"),
			));
		}
		if let Some(RecordReport { beacons, missed, valid, invalid, strikes, .. }) = &self.record {
			let beacons = format!("{beacons} beacons settled, {missed} missed");
			let reports = format!("{valid} reports valid, {invalid} invalid");
			lines.push(("record", format!("{beacons}; {reports}; {strikes} strikes")));
		}
		let claimable = self.claimable.as_ref().and_then(|amount| amount.parse().ok());
		if let (Some(claimable), Some(units)) = (claimable, self.open_units) {
			lines.push((
				"earned",
				format!("{}, and {units} units in the current era", Crn(claimable)),
			));
		}
		if let Some(is_connected) = self.radio {
			lines.push(("radio", if is_connected { "connected" } else { "not connected" }.into()));
		}
		lines
	}
}

impl fmt::Display for DeviceReport {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		out.write_str(&self.name)?;
		let label = paint("next", Colour::Yellow);
		self.lines().iter().try_for_each(|(what, text)| write!(out, "\n  {what:<8}{text}"))?;
		self.next.iter().try_for_each(|next| write!(out, "\n  {label}    {next}"))
	}
}

fn status_name(status: DeviceStatus) -> &'static str {
	match status {
		DeviceStatus::Active => "active",
		DeviceStatus::Inactive => "inactive",
		DeviceStatus::Suspended => "suspended",
		DeviceStatus::Retired { expelled: false } => "retired",
		DeviceStatus::Retired { expelled: true } => "expelled",
	}
}

/// Returns what the owner or operator should do, in order of urgency.
fn next_steps(
	device: &RegisteredDevice,
	covers: bool,
	record: Option<&DeviceRecord>,
	pending: Option<&Pending>,
	radio: Option<bool>,
) -> Vec<String> {
	let mut next = Vec::<String>::new();
	match device.status {
		DeviceStatus::Active => {}
		DeviceStatus::Inactive => {
			next.push("it is inactive: call `deviceRegistry.reactivate` in a wallet".into())
		}
		DeviceStatus::Suspended => next.push(
			"it is suspended, and the event `DeviceSuspended` contains the reason: to appeal, call \
			 `deviceRegistry.appealSuspension` within 7 days"
				.into(),
		),
		DeviceStatus::Retired { .. } => {
			next.push("it is retired: remove it from config.toml".into());
		}
	}
	let is_active = device.status == DeviceStatus::Active;
	if is_active && device.location.is_none() {
		next.push("it has no location: run `cairn-gateway locate`".into());
	}
	if is_active && covers && radio == Some(false) {
		next.push(
			"its packet forwarder is not connected: is it running, and is this machine its server?"
				.into(),
		);
	}
	if let (true, Some(record)) = (is_active && covers, record) {
		if record.strikes > 0 {
			next.push(
				"it has strikes: look for missed reveals in the log of `cairn-gateway run`".into(),
			);
		}
		if !record.may_earn_by_beacons {
			next.push(
				"its beacons earn nothing until one of its reports is valid: does it receive any?"
					.into(),
			);
		}
		if !record.may_earn_as_witness {
			next.push("its reports earn nothing until a beacon of its own is settled".into());
		}
	}
	// Below this amount, the fee would be a large part of the reward.
	if pending.is_some_and(|pending| pending.claimable >= CRN) {
		next.push("it has rewards to claim: run `cairn-gateway claim`".into());
	}
	next
}

#[cfg(test)]
mod tests;

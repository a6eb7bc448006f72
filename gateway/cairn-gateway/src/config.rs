//! What a gateway is configured with: `config.toml` in its folder.

use crate::failure::{Explain, Failure};
use cairn_gateway_radio::Eui;
use serde::{de::Error as _, Deserialize, Deserializer};
use std::{
	collections::BTreeSet,
	fmt::{self, Write},
	fs,
	net::SocketAddr,
	path::{Path, PathBuf},
};

/// The file's name in the folder.
pub const FILE: &str = "config.toml";

/// What is in the file. Paths are those of the machine: what is relative in the file is in its
/// folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
	/// The JSON-RPC of nodes, the preferred first.
	pub endpoints: Vec<String>,
	/// Where packet forwarders are listened to.
	#[serde(default = "default_radio")]
	pub radio: SocketAddr,
	/// Where Prometheus finds metrics; nowhere if nothing is said.
	pub metrics: Option<SocketAddr>,
	/// The folder of the journal.
	#[serde(default = "default_journal")]
	pub journal: PathBuf,
	/// The most power that may go into the antenna, where the hardware allows less than the region.
	pub max_power_dbm: Option<i8>,
	/// Host and port of a relay, for calls that were in no block at the first try.
	#[serde(default, deserialize_with = "read_relay")]
	pub relay: Option<String>,
	/// The devices.
	#[serde(default, rename = "device")]
	pub devices: Vec<DeviceConfig>,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceConfig {
	/// What people call it, here and in this program's output.
	pub name: String,
	/// The file of its key.
	pub key: PathBuf,
	/// Its concentrator; none for devices without a radio.
	#[serde(default, deserialize_with = "read_eui")]
	pub eui: Option<Eui>,
}

fn default_radio() -> SocketAddr {
	SocketAddr::from(([127, 0, 0, 1], 1700))
}

fn default_journal() -> PathBuf {
	"journal".into()
}

fn read_relay<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
	let text = String::deserialize(deserializer)?;
	match text.rsplit_once(':') {
		Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(Some(text)),
		_ => Err(D::Error::custom(format!("{text:?} is no relay: it is HOST:PORT"))),
	}
}

fn read_eui<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Eui>, D::Error> {
	let text = String::deserialize(deserializer)?;
	let eui = text.parse().map_err(|_| {
		D::Error::custom(format!("an EUI has 16 hexadecimal digits, and {text:?} is none"))
	})?;
	Ok(Some(eui))
}

impl Config {
	/// Reads the configuration of a folder.
	///
	/// # Errors
	/// If there is none, or something in it is not understood.
	pub fn read(folder: &Path) -> Result<Self, Failure> {
		let path = folder.join(FILE);
		let text = fs::read_to_string(&path).while_doing(path.display());
		let text = text.map_err(|failure| {
			failure.next("make one with `cairn-gateway init`, or name its folder with --folder")
		})?;
		Self::parse(&text, folder).while_doing(path.display())
	}

	/// Understands what is in the file of a folder, or is to be written there.
	///
	/// # Errors
	/// If something is not understood, or devices are not distinct.
	pub fn parse(text: &str, folder: &Path) -> Result<Self, Failure> {
		let mut config: Self = toml::from_str(text)?;
		config.journal = folder.join(config.journal);
		for device in &mut config.devices {
			device.key = folder.join(&device.key);
		}
		config.ensure_distinct("name", |device| Some(device.name.clone()))?;
		config.ensure_distinct("key", |device| {
			Some(device.key.components().collect::<PathBuf>().display().to_string())
		})?;
		config.ensure_distinct("eui", |device| device.eui.map(|eui| eui.to_string()))?;
		Ok(config)
	}

	/// Two devices with one key would contradict each other; with one concentrator they would hear
	/// for each other, which earns nothing.
	fn ensure_distinct(
		&self,
		what: &str,
		of: impl Fn(&DeviceConfig) -> Option<String>,
	) -> Result<(), Failure> {
		let mut seen = BTreeSet::new();
		match self.devices.iter().filter_map(of).find(|value| !seen.insert(value.clone())) {
			Some(value) => Err(Failure::new(format!("two devices have the {what} {value}"))
				.next("each device has its own")),
			None => Ok(()),
		}
	}

	/// The devices of these names or EUIs, in the order of the file; all if none is named.
	///
	/// # Errors
	/// If there is none of that name, or none at all.
	pub fn select(&self, names: &[String]) -> Result<Vec<&DeviceConfig>, Failure> {
		let is_named = |device: &DeviceConfig, name: &String| {
			device.name == *name || device.eui.is_some_and(|eui| eui.to_string() == *name)
		};
		for name in names {
			if !self.devices.iter().any(|device| is_named(device, name)) {
				let known: Vec<_> =
					self.devices.iter().map(|device| device.name.as_str()).collect();
				return Err(Failure::new(format!("no device is called {name}"))
					.next(format!("config.toml has: {}", known.join(", "))));
			}
		}
		let selected: Vec<_> = self
			.devices
			.iter()
			.filter(|device| names.is_empty() || names.iter().any(|name| is_named(device, name)))
			.collect();
		match selected.is_empty() {
			true => Err(Failure::new("config.toml has no device")
				.next("make one with `cairn-gateway init --add`")),
			false => Ok(selected),
		}
	}
}

/// What `init` writes: a configuration that explains itself.
pub struct Template<'a> {
	/// The JSON-RPC of nodes.
	pub endpoints: &'a [String],
	/// Where packet forwarders are listened to.
	pub radio: SocketAddr,
	/// Where Prometheus finds metrics.
	pub metrics: SocketAddr,
}

impl fmt::Display for Template<'_> {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { endpoints, radio, metrics } = self;
		let endpoints: Vec<_> =
			endpoints.iter().map(|url| toml::Value::from(url.as_str()).to_string()).collect();
		write!(
			out,
			r#"# A gateway of Cairn. docs/operators.md, "Run a gateway", explains it.

# Nodes to ask and to submit to, the preferred first. The next one is tried when one fails. All must
# be of the same network. Best is a node of your own; use wss:// for others.
endpoints = [{endpoints}]

# Where packet forwarders send what they hear (UDP). The protocol has no passwords: leave it on the
# loopback, or in a network of your own.
radio = "{radio}"

# Where Prometheus, and `cairn-gateway status`, find the metrics of the running program. Without this
# line there are none.
metrics = "{metrics}"

# What the program must remember over a restart. Back it up with the keys; never run two programs
# with the same keys.
journal = "journal"

# The most power that may go into the antenna, in dBm, if your hardware allows less than the region.
# The channels, and the power that the region allows, follow from what was asserted on the chain.
# max_power_dbm = 14

# A relay, `cairn-gateway relay`, that pays for calls which were in no block at the first try: in hours
# in which free ones find no room it gets them through.
# relay = "127.0.0.1:1760"

# One block for each device.
"#,
			endpoints = endpoints.join(", "),
		)
	}
}

/// What `init` writes for a device.
///
/// - `key`: its file, relative to the folder.
pub fn device_block(name: &str, key: &str, eui: Option<Eui>) -> String {
	let mut text = format!("\n[[device]]\nname = {name:?}\nkey = {key:?}\n");
	let written = match eui {
		Some(eui) => writeln!(text, "eui = \"{eui}\""),
		None => writeln!(
			text,
			"# The `gateway_ID` of its packet forwarder. Without it the device has no radio.\n\
			 # eui = \"aa555a0000000001\""
		),
	};
	debug_assert!(written.is_ok(), "a string takes everything");
	text
}

#[cfg(test)]
mod tests;

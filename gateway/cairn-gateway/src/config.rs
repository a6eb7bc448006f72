//! The configuration of a gateway: `config.toml` in its folder.

use crate::failure::{Context, Failure};
use cairn_gateway_radio::Eui;
use serde::{de::Error as _, Deserialize, Deserializer};
use std::{
	collections::BTreeSet,
	fmt::{self, Write},
	fs,
	net::SocketAddr,
	path::{Path, PathBuf},
};

/// The name of the configuration file.
pub const CONFIG_FILE: &str = "config.toml";

/// The content of the configuration file. Paths that are relative in the file are resolved against
/// the file's folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
	/// The JSON-RPC endpoints of nodes, in order of preference.
	pub endpoints: Vec<String>,
	/// The UDP address that packet forwarders send to.
	#[serde(default = "default_radio")]
	pub radio: SocketAddr,
	/// The address at which metrics are served; none disables them.
	pub metrics: Option<SocketAddr>,
	/// The folder of the journal.
	#[serde(default = "default_journal")]
	pub journal: PathBuf,
	/// The maximum power into the antenna, for hardware that allows less than the region does.
	pub max_power_dbm: Option<i8>,
	/// The host and port of a relay, for calls that no block included at the first attempt.
	#[serde(default, deserialize_with = "parse_relay")]
	pub relay: Option<String>,
	/// The devices.
	#[serde(default, rename = "device")]
	pub devices: Vec<DeviceConfig>,
}

/// The configuration of a device.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceConfig {
	/// The name of the device, in this file and in the output of the program.
	pub name: String,
	/// The path of its key file.
	pub key: PathBuf,
	/// The EUI of its concentrator; none for devices without a radio.
	#[serde(default, deserialize_with = "parse_eui")]
	pub eui: Option<Eui>,
}

fn default_radio() -> SocketAddr {
	SocketAddr::from(([127, 0, 0, 1], 1700))
}

fn default_journal() -> PathBuf {
	"journal".into()
}

fn parse_relay<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
	let text = String::deserialize(deserializer)?;
	match text.rsplit_once(':') {
		Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(Some(text)),
		_ => Err(D::Error::custom(format!("{text:?} is not a relay address: write HOST:PORT"))),
	}
}

fn parse_eui<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Eui>, D::Error> {
	let text = String::deserialize(deserializer)?;
	let eui = text.parse().map_err(|_| {
		D::Error::custom(format!("{text:?} is not an EUI: write 16 hexadecimal digits"))
	})?;
	Ok(Some(eui))
}

impl Config {
	/// Reads the configuration of a folder.
	///
	/// # Errors
	/// If the file does not exist or is malformed.
	pub fn read(folder: &Path) -> Result<Self, Failure> {
		let path = folder.join(CONFIG_FILE);
		let text = fs::read_to_string(&path).context(path.display());
		let text = text.map_err(|failure| {
			failure
				.next_step("create one with `cairn-gateway init`, or name its folder with --folder")
		})?;
		Self::parse(&text, folder).context(path.display())
	}

	/// Parses the text of a configuration file that belongs into a folder.
	///
	/// # Errors
	/// If the text is malformed, or devices are not distinct.
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

	/// Checks that no two devices share a value. Two devices with the same key would contradict each
	/// other. Two devices on the same concentrator would witness each other, which earns nothing.
	fn ensure_distinct(
		&self,
		what: &str,
		of: impl Fn(&DeviceConfig) -> Option<String>,
	) -> Result<(), Failure> {
		let mut seen = BTreeSet::new();
		match self.devices.iter().filter_map(of).find(|value| !seen.insert(value.clone())) {
			Some(value) => Err(Failure::new(format!("two devices have the {what} {value}"))
				.next_step(format!("give each device its own {what}"))),
			None => Ok(()),
		}
	}

	/// Returns the devices with these names or EUIs, in the order of the file. Returns all devices if
	/// `names` is empty.
	///
	/// # Errors
	/// If a name is unknown, or the configuration has no device.
	pub fn select(&self, names: &[String]) -> Result<Vec<&DeviceConfig>, Failure> {
		let is_named = |device: &DeviceConfig, name: &String| {
			device.name == *name || device.eui.is_some_and(|eui| eui.to_string() == *name)
		};
		for name in names {
			if !self.devices.iter().any(|device| is_named(device, name)) {
				let known: Vec<_> =
					self.devices.iter().map(|device| device.name.as_str()).collect();
				return Err(Failure::new(format!(
					"config.toml has no device with the name or EUI {name}"
				))
				.next_step(format!("choose one of: {}", known.join(", "))));
			}
		}
		let selected: Vec<_> = self
			.devices
			.iter()
			.filter(|device| names.is_empty() || names.iter().any(|name| is_named(device, name)))
			.collect();
		match selected.is_empty() {
			true => Err(Failure::new("config.toml has no device")
				.next_step("create one with `cairn-gateway init --add`")),
			false => Ok(selected),
		}
	}
}

/// The configuration that `init` writes, with comments that explain each setting.
pub struct Template<'a> {
	/// The JSON-RPC endpoints of nodes.
	pub endpoints: &'a [String],
	/// The UDP address that packet forwarders send to.
	pub radio: SocketAddr,
	/// The address at which metrics are served.
	pub metrics: SocketAddr,
}

impl fmt::Display for Template<'_> {
	fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { endpoints, radio, metrics } = self;
		let endpoints: Vec<_> =
			endpoints.iter().map(|url| toml::Value::from(url.as_str()).to_string()).collect();
		write!(
			out,
			r#"# The configuration of a Cairn gateway. See docs/operators.md, "Run a gateway".

# The JSON-RPC endpoints of nodes, in order of preference. If a node fails, the next one is tried.
# All must belong to the same network. Preferably run a node of your own; use wss:// for others.
endpoints = [{endpoints}]

# The UDP address that packet forwarders send to. The protocol has no authentication: use the loopback
# address or a private network.
radio = "{radio}"

# The address at which the running agent serves metrics to Prometheus and to `cairn-gateway status`.
# Remove this line to disable metrics.
metrics = "{metrics}"

# The folder of the journal: the state that must survive a restart. If you move to another machine,
# move the journal too. Never run two agents with the same keys.
journal = "journal"

# The maximum power into the antenna, in dBm, if your hardware allows less than the region does. The
# channels and the region's limit follow from the location that was asserted on chain.
# max_power_dbm = 14

# The address of a relay (`cairn-gateway relay`). It pays the fee of calls that no block included at
# the first attempt, so that they get through when blocks have no room for free calls.
# relay = "127.0.0.1:1760"

# One [[device]] section for each device.
"#,
			endpoints = endpoints.join(", "),
		)
	}
}

/// Returns the section that `init` writes for a device.
///
/// - `key`: the path of its key file, relative to the folder.
pub fn device_block(name: &str, key: &str, eui: Option<Eui>) -> String {
	let mut text = format!("\n[[device]]\nname = {name:?}\nkey = {key:?}\n");
	let written = match eui {
		Some(eui) => writeln!(text, "eui = \"{eui}\""),
		None => writeln!(
			text,
			"# The `gateway_ID` of its packet forwarder. Without it, the device has no radio.\n\
			 # eui = \"aa555a0000000001\""
		),
	};
	debug_assert!(written.is_ok(), "writing to a string cannot fail");
	text
}

#[cfg(test)]
mod tests;

//! `init`: creates the folder of a gateway.

use crate::{
	config::{self, Config, Template, CONFIG_FILE},
	failure::{Context, Failure},
	keys::KeyFile,
	options::CommonOptions,
	secrets::PassphraseSource,
	show::print_line,
};
use cairn_gateway_radio::Eui;
use cairn_gateway_types::hexadecimal::Hexadecimal;
use clap::Args;
use sp_core::crypto::SecretString;
use std::{
	fs::{self, OpenOptions},
	io::{ErrorKind, Write},
	net::SocketAddr,
	os::unix::fs::DirBuilderExt,
	path::Path,
};

/// The folder of the keys, in the folder of the gateway.
const KEYS_FOLDER: &str = "keys";

/// Creates the folder of a gateway, with config.toml and a new key for each device.
///
/// Existing files are never overwritten. A key is the identity of its device: back up the keys before
/// you onboard the devices.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cairn-gateway init --eui aa555a0000000001          one device with one concentrator
  cairn-gateway init --name roof --eui aa555a0000000001 --passphrase
  cairn-gateway init --eui aa555a0000000001,aa555a0000000002 --endpoint wss://node.example
  cairn-gateway init --count 3                       three devices, whose EUIs you add later
  cairn-gateway init --add --name barn               one more device in an existing folder

The EUI is the `gateway_ID` in the configuration of the packet forwarder.")]
pub struct Init {
	/// The EUIs of the concentrators, 16 hexadecimal digits each; each gets a device
	#[arg(long = "eui", visible_alias = "euis", value_name = "EUI", value_delimiter = ',')]
	pub euis: Vec<Eui>,

	/// The number of devices, if it exceeds the number of EUIs
	#[arg(long, value_name = "NUMBER")]
	pub count: Option<u16>,

	/// The name of the device; several devices get numbered names
	#[arg(long, default_value = "gateway", value_parser = parse_name)]
	pub name: String,

	/// Seal the keys with a passphrase; a prompt asks for it
	#[arg(long)]
	pub passphrase: bool,

	/// The source of the passphrase
	#[command(flatten)]
	pub source: PassphraseSource,

	/// Add devices to an existing folder
	#[arg(long)]
	pub add: bool,

	/// The UDP address that packet forwarders send to
	#[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:1700")]
	pub radio: SocketAddr,

	/// The address at which metrics are served to Prometheus
	#[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9760")]
	pub metrics: SocketAddr,
}

/// Parses the name of a device, which is also the name of its key file.
fn parse_name(text: &str) -> Result<String, String> {
	let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
	match !text.is_empty() && text.len() <= 64 && text.chars().all(is_plain) {
		true => Ok(text.into()),
		false => Err("a name consists of up to 64 letters, digits, - and _".into()),
	}
}

impl Init {
	/// Runs the command.
	///
	/// # Errors
	/// If a file exists already, or cannot be written.
	pub fn run(&self, common: &CommonOptions) -> Result<(), Failure> {
		let folder = common.folder()?;
		let path = folder.join(CONFIG_FILE);
		let existing = self.existing_devices(&folder)?;
		let devices = self.new_devices(existing);
		let text = self.render(common, &folder, &devices)?;
		let passphrase = match self.passphrase || self.source.passphrase_file.is_some() {
			true => Some(self.source.choose()?),
			false => None,
		};
		create_folder(&folder.join(KEYS_FOLDER))?;
		// Keys come first, so that every device in the configuration has one.
		for (name, _) in &devices {
			create_key(&folder, name, passphrase.as_ref())?;
		}
		let mut file = OpenOptions::new()
			.append(true)
			.create_new(!self.add)
			.open(&path)
			.context(path.display())?;
		file.write_all(text.as_bytes()).context(path.display())?;
		print_line!(
			"\nWrote {}. Next:\n  1. Back up {}: without its key, a device is lost.\n  2. Check the \
			 endpoints and EUIs in {CONFIG_FILE}.\n  3. Onboard: cairn-gateway onboard --help",
			path.display(),
			folder.join(KEYS_FOLDER).display()
		);
		Ok(())
	}

	/// Returns the text to append to the configuration, if the result is valid.
	fn render(
		&self,
		common: &CommonOptions,
		folder: &Path,
		devices: &[(String, Option<Eui>)],
	) -> Result<String, Failure> {
		let path = folder.join(CONFIG_FILE);
		let (old, mut new) = match self.add {
			true => (fs::read_to_string(&path).context(path.display())?, String::new()),
			false => (String::new(), self.template(common)),
		};
		for (name, eui) in devices {
			new.push_str(&config::device_block(name, &key_file_path(name), *eui));
		}
		Config::parse(&(old + &new), folder).context("nothing was created")?;
		Ok(new)
	}

	fn template(&self, common: &CommonOptions) -> String {
		let default = ["ws://127.0.0.1:9944".to_owned()];
		let has_endpoints = !common.endpoint.is_empty();
		let endpoints = if has_endpoints { &common.endpoint } else { default.as_slice() };
		Template { endpoints, radio: self.radio, metrics: self.metrics }.to_string()
	}

	/// Returns the number of existing devices, which is 0 without `--add`.
	fn existing_devices(&self, folder: &Path) -> Result<usize, Failure> {
		if self.add {
			return Ok(Config::read(folder)?.devices.len());
		}
		match folder.join(CONFIG_FILE).try_exists().context(folder.display())? {
			true => {
				Err(Failure::new(format!("{} exists already", folder.join(CONFIG_FILE).display()))
					.next_step(
						"add devices to it with --add, or choose another folder with --folder",
					))
			}
			false => Ok(0),
		}
	}

	/// Returns the names and concentrators of the new devices.
	fn new_devices(&self, existing: usize) -> Vec<(String, Option<Eui>)> {
		let wanted = self.count.map_or(self.euis.len().max(1), usize::from).max(self.euis.len());
		let one = wanted == 1 && (existing == 0 || self.name != "gateway");
		let number = |place: usize| existing.saturating_add(place).saturating_add(1);
		(0..wanted)
			.map(|place| {
				let name = match one {
					true => self.name.clone(),
					false => format!("{}-{}", self.name, number(place)),
				};
				(name, self.euis.get(place).copied())
			})
			.collect()
	}
}

fn create_folder(folder: &Path) -> Result<(), Failure> {
	let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
	match made {
		Err(error) if error.kind() != ErrorKind::AlreadyExists => {
			Err(error).context(folder.display())
		}
		_ => Ok(()),
	}
}

/// Returns the path of a device's key file, relative to the folder of the gateway.
fn key_file_path(name: &str) -> String {
	format!("{KEYS_FOLDER}/{name}.json")
}

fn create_key(folder: &Path, name: &str, passphrase: Option<&SecretString>) -> Result<(), Failure> {
	let key = KeyFile::create(&folder.join(key_file_path(name)), passphrase)?;
	print_line!("{name}: key {}", Hexadecimal(key.public().0));
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;
	use std::os::unix::fs::PermissionsExt;

	#[derive(Parser)]
	struct Line {
		#[command(flatten)]
		common: CommonOptions,
		#[command(flatten)]
		command: Init,
	}

	fn init(folder: &Path, arguments: &[&str]) -> Result<Config, String> {
		let words = std::iter::once("init").chain(arguments.iter().copied());
		let mut line = Line::try_parse_from(words).map_err(|error| error.to_string())?;
		line.common.folder = Some(folder.into());
		line.command.run(&line.common).map_err(|failure| failure.to_string())?;
		Config::read(folder).map_err(|failure| failure.to_string())
	}

	fn mode(path: &Path) -> u32 {
		fs::metadata(path).unwrap().permissions().mode() & 0o777
	}

	#[test]
	fn folder_should_be_complete_and_private_when_it_is_created() {
		let home = tempfile::tempdir().unwrap();
		let folder = home.path().join("gateway");
		let arguments = ["--eui", "aa555a0000000001", "--endpoint", "wss://node.example"];
		let config = init(&folder, &arguments).unwrap();
		assert_eq!(config.endpoints, ["wss://node.example"]);
		assert_eq!(config.devices[0].name, "gateway");
		assert_eq!(config.devices[0].eui, Some("aa555a0000000001".parse().unwrap()));
		assert!(!KeyFile::read(&config.devices[0].key).unwrap().is_sealed());
		assert_eq!(mode(&folder), 0o700);
		assert_eq!(mode(&config.devices[0].key), 0o600);
	}

	#[test]
	fn devices_should_be_as_many_as_requested_when_there_are_fewer_concentrators() {
		let home = tempfile::tempdir().unwrap();
		let arguments = ["--count", "3", "--euis", "aa555a0000000001,aa555a0000000002"];
		let config = init(home.path(), &arguments).unwrap();
		let found: Vec<_> =
			config.devices.iter().map(|one| (one.name.as_str(), one.eui.is_some())).collect();
		assert_eq!(found, [("gateway-1", true), ("gateway-2", true), ("gateway-3", false)]);
	}

	#[test]
	fn nothing_should_be_overwritten_when_the_folder_exists() {
		let home = tempfile::tempdir().unwrap();
		let first = init(home.path(), &[]).unwrap();
		let key = fs::read(&first.devices[0].key).unwrap();
		let refused = init(home.path(), &[]).unwrap_err();
		assert!(refused.contains("--add"), "{refused}");
		// This holds even if only the key remains.
		fs::remove_file(home.path().join(CONFIG_FILE)).unwrap();
		let refused = init(home.path(), &[]).unwrap_err();
		assert!(refused.contains("never overwritten"), "{refused}");
		assert_eq!(fs::read(&first.devices[0].key).unwrap(), key);
	}

	#[test]
	fn device_should_be_added_when_the_folder_exists() {
		let home = tempfile::tempdir().unwrap();
		assert!(init(home.path(), &["--add"]).unwrap_err().contains("cairn-gateway init"));
		let first = init(home.path(), &[]).unwrap();
		init(home.path(), &["--add"]).unwrap();
		let config = init(home.path(), &["--add", "--name", "barn"]).unwrap();
		let names: Vec<_> = config.devices.iter().map(|device| device.name.as_str()).collect();
		assert_eq!(names, ["gateway", "gateway-2", "barn"]);
		assert_eq!(config.devices[0], first.devices[0]);
	}

	#[test]
	fn device_should_not_be_added_when_its_name_or_concentrator_is_taken() {
		let home = tempfile::tempdir().unwrap();
		let eui = ["--eui", "aa555a0000000001"];
		let twice = init(home.path(), &["--eui", "aa555a0000000001,aa555a0000000001"]);
		assert!(twice.unwrap_err().contains("two devices have the eui"));
		assert!(fs::read_dir(home.path()).unwrap().next().is_none());

		let first = init(home.path(), &eui).unwrap();
		let (config, keys) = (home.path().join(CONFIG_FILE), home.path().join(KEYS_FOLDER));
		let text = fs::read_to_string(&config).unwrap();
		// The name is taken even if no key file has it.
		fs::rename(&first.devices[0].key, keys.join("elsewhere.json")).unwrap();
		let same_name = init(home.path(), &["--add", "--name", "gateway-2"]);
		assert_eq!(same_name.unwrap().devices.len(), 2);
		let written = fs::read_to_string(&config).unwrap();
		assert!(written.starts_with(&text));
		for (arguments, what) in [
			(vec!["--add", "--name", "gateway-2"], "the name gateway-2"),
			(vec!["--add", "--name", "barn", "--eui", eui[1]], "the eui aa555a0000000001"),
		] {
			let refused = init(home.path(), &arguments).unwrap_err();
			assert!(refused.contains(what), "{refused}");
			assert_eq!(fs::read_to_string(&config).unwrap(), written);
			assert!(!keys.join("barn.json").exists());
		}
	}

	#[test]
	fn arguments_should_be_rejected_when_they_are_malformed() {
		let home = tempfile::tempdir().unwrap();
		for (argument, value) in [("--name", "../x"), ("--name", ""), ("--eui", "aa55")] {
			assert!(init(home.path(), &[argument, value]).is_err(), "{argument} {value}");
		}
		assert!(fs::read_dir(home.path()).unwrap().next().is_none());
	}
}

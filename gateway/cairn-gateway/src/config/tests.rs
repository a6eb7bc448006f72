use super::*;

const FOLDER: &str = "/somewhere";

fn parse(text: &str) -> Result<Config, String> {
	Config::parse(text, Path::new(FOLDER)).map_err(|failure| failure.to_string())
}

fn template() -> String {
	let endpoints = ["ws://127.0.0.1:9944".to_owned(), "wss://node.example:443/a\"b".to_owned()];
	let (radio, metrics) = ("127.0.0.1:1700".parse().unwrap(), "127.0.0.1:9760".parse().unwrap());
	Template { endpoints: &endpoints, radio, metrics }.to_string()
}

#[test]
fn template_should_parse_to_its_values_when_it_is_rendered() {
	let eui = "aa555a0000000001".parse().unwrap();
	let text = template()
		+ &device_block("roof", "keys/roof.json", Some(eui))
		+ &device_block("meter", "keys/meter.json", None);
	let device = |name: &str, eui| DeviceConfig {
		name: name.into(),
		key: Path::new(FOLDER).join(format!("keys/{name}.json")),
		eui,
	};
	let expected = Config {
		endpoints: vec!["ws://127.0.0.1:9944".into(), "wss://node.example:443/a\"b".into()],
		radio: "127.0.0.1:1700".parse().unwrap(),
		metrics: Some("127.0.0.1:9760".parse().unwrap()),
		journal: Path::new(FOLDER).join("journal"),
		max_power_dbm: None,
		relay: None,
		devices: vec![device("roof", Some(eui)), device("meter", None)],
	};
	assert_eq!(parse(&text), Ok(expected));
}

#[test]
fn template_should_parse_when_its_examples_are_uncommented() {
	let text = template() + &device_block("roof", "roof.json", None);
	let text = ["max_power_dbm", "relay =", "eui"]
		.iter()
		.fold(text, |text, key| text.replace(&format!("# {key}"), key));
	let config = parse(&text).unwrap();
	assert_eq!(config.max_power_dbm, Some(14));
	assert_eq!(config.relay.as_deref(), Some("127.0.0.1:1760"));
	assert_eq!(config.devices[0].eui, Some("aa555a0000000001".parse().unwrap()));
}

#[test]
fn defaults_should_apply_when_settings_are_omitted() {
	let config = parse("endpoints = []").unwrap();
	assert_eq!(config.radio, "127.0.0.1:1700".parse().unwrap());
	assert_eq!(config.metrics, None);
	assert_eq!(config.journal, Path::new(FOLDER).join("journal"));
	let absolute = parse("endpoints = []\njournal = \"/var/journal\"").unwrap();
	assert_eq!(absolute.journal, Path::new("/var/journal"));
}

#[test]
fn error_should_name_the_setting_when_it_is_unknown_or_malformed() {
	let device = "[[device]]\nname = \"a\"\nkey = \"a.json\"\n";
	for (text, named) in [
		("endpoints = []\nradios = 1".to_owned(), "radios"),
		(format!("endpoints = []\n{device}euii = \"1\""), "euii"),
		("radio = \"127.0.0.1:1700\"".to_owned(), "endpoints"),
		(format!("endpoints = []\n{device}eui = \"1\""), "16 hexadecimal digits"),
		(format!("endpoints = []\n{device}behaviour = \"never-reveals\""), "behaviour"),
		("endpoints = []\nradio = \"1700\"".to_owned(), "radio"),
		("endpoints = []\nrelay = \"1760\"".to_owned(), "HOST:PORT"),
		("endpoints = []\nrelay = \":1760\"".to_owned(), "HOST:PORT"),
	] {
		let error = parse(&text).unwrap_err();
		assert!(error.contains(named), "{error} does not name {named}");
	}
}

#[test]
fn devices_should_be_rejected_when_two_share_a_value() {
	let device = |name: &str, key: &str, eui: &str| {
		format!("[[device]]\nname = \"{name}\"\nkey = \"{key}\"\neui = \"{eui}\"\n")
	};
	let (one, two) = ("aa555a0000000001", "aa555a0000000002");
	let both =
		|other: String| parse(&format!("endpoints = []\n{}{other}", device("a", "a.json", one)));
	assert!(both(device("b", "b.json", two)).is_ok());
	assert!(both(device("a", "b.json", two)).unwrap_err().contains("the name a"));
	assert!(both(device("b", "./a.json", two)).unwrap_err().contains("the key"));
	assert!(both(device("b", "b.json", one)).unwrap_err().contains("the eui aa55"));
}

#[test]
fn devices_should_be_selected_when_they_are_named() {
	let eui = "aa555a0000000001";
	let text = format!(
		"endpoints = []\n{}{}",
		device_block("a", "a.json", Some(eui.parse().unwrap())),
		device_block("b", "b.json", None)
	);
	let config = parse(&text).unwrap();
	let names = |selected: &[&str]| {
		let selected: Vec<_> = selected.iter().map(|name| (*name).to_owned()).collect();
		let found = config.select(&selected).map_err(|failure| failure.to_string());
		found.map(|found| found.iter().map(|device| device.name.clone()).collect::<Vec<_>>())
	};
	assert_eq!(names(&[]).unwrap(), ["a", "b"]);
	assert_eq!(names(&["b"]).unwrap(), ["b"]);
	assert_eq!(names(&[eui]).unwrap(), ["a"]);
	assert!(names(&["c"]).unwrap_err().contains("a, b"));
	assert!(parse("endpoints = []").unwrap().select(&[]).is_err());
}

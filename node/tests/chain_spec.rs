//! The built-in networks, and the chain specs that the node rejects.

use cairn_node::chain_spec::{load, refuse_development_keys};
use cairn_primitives::SS58_PREFIX;
use sc_chain_spec::{ChainSpec as _, ChainType};
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring;

#[test]
fn load_should_build_every_network_when_asked_by_name() {
	for (id, kind) in [
		("dev", ChainType::Development),
		("local", ChainType::Local),
		("live-template", ChainType::Live),
	] {
		let spec = load(id).unwrap();
		assert_eq!(spec.chain_type(), kind);
		assert_eq!(spec.properties().get("ss58Format"), Some(&SS58_PREFIX.into()));
		assert!(spec.as_json(true).unwrap().contains("genesis"));
	}
}

#[test]
fn load_should_say_what_to_do_when_no_network_is_named() {
	assert!(load("").err().unwrap().contains("--dev"));
}

#[test]
fn load_should_name_the_file_when_it_cannot_be_read() {
	let error = load("/no/such/file.json").err().unwrap();
	assert!(error.contains("/no/such/file.json") && error.contains("live-template"), "{error}");
}

#[test]
fn refuse_development_keys_should_refuse_only_when_the_network_is_live() {
	let alice = Sr25519Keyring::Alice.public();
	let stranger = sr25519::Public::from_raw([7; 32]);
	assert!(refuse_development_keys(ChainType::Local, [&alice]).is_ok());
	assert!(refuse_development_keys(ChainType::Live, [&stranger]).is_ok());
	let error = refuse_development_keys(ChainType::Live, [&stranger, &alice]).unwrap_err();
	assert!(error.contains("Alice"), "{error}");
}

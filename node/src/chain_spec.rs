//! Chain specs: the built-in networks, and networks that are read from a file.

use cairn_primitives::{
	currency::{TOKEN_DECIMALS, TOKEN_SYMBOL},
	OpaqueBlock, SS58_PREFIX,
};
use cairn_runtime::genesis_presets::{
	get_config, DEV_RUNTIME_PRESET, LIVE_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET,
};
use cairn_runtime_wasm::WASM_BINARY;
use sc_chain_spec::{ChainSpecExtension, ChainType, Properties};
use sc_service::GenericChainSpec;
use serde::{Deserialize, Serialize};
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring;
use std::path::PathBuf;

/// The fields that Cairn adds to a chain spec.
#[derive(Clone, ChainSpecExtension, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
	/// Blocks that must be part of the chain.
	pub fork_blocks: sc_client_api::ForkBlocks<OpaqueBlock>,
	/// Blocks that must not be part of the chain.
	pub bad_blocks: sc_client_api::BadBlocks<OpaqueBlock>,
	/// The state from which light clients start.
	pub light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

/// The chain spec of a Cairn network: its name, its genesis and its boot nodes.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// Loads the network `id`: a built-in network, or the path of a chain spec file.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"dev" => {
			preset("Cairn Development", "cairn_dev", ChainType::Development, DEV_RUNTIME_PRESET)
		}
		"local" => preset(
			"Cairn Local Network",
			"cairn_local",
			ChainType::Local,
			LOCAL_TESTNET_RUNTIME_PRESET,
		),
		"live-template" => preset(
			"Cairn Live Template",
			"cairn_live_template",
			ChainType::Live,
			LIVE_RUNTIME_PRESET,
		),
		"" => Err("no network is selected: start with --dev for a private development chain, or \
			with --chain local, --chain live-template or --chain <file>"
			.into()),
		path => ChainSpec::from_json_file(PathBuf::from(path)).map_err(|error| {
			format!(
				"'{path}' is neither a built-in network (dev, local, live-template) nor a readable \
				 chain spec file: {error}"
			)
		}),
	}
}

fn preset(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or(
		"this node contains no runtime because it was built with SKIP_WASM_BUILD: rebuild it \
		 without, or start with --chain <file> and a raw chain spec",
	)?;
	// Read from the native runtime, because reading from Wasm would compile it once more.
	let patch = get_config(&Some(preset.into()))
		.and_then(|patch| serde_json::from_slice(&patch).ok())
		.ok_or_else(|| format!("the runtime has no genesis preset '{preset}'"))?;
	Ok(ChainSpec::builder(wasm, Extensions::default())
		.with_name(name)
		.with_id(id)
		.with_chain_type(kind)
		.with_protocol_id("crn")
		.with_properties(properties())
		.with_genesis_config_patch(patch)
		.build())
}

/// Returns the properties with which wallets display addresses and amounts.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
	properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
	properties.insert("ss58Format".into(), SS58_PREFIX.into());
	properties
}

/// Rejects a live network whose validators use the public development keys, because anyone could
/// author and finalise its blocks.
pub fn refuse_development_keys<'a>(
	kind: ChainType,
	authorities: impl IntoIterator<Item = &'a sr25519::Public>,
) -> Result<(), String> {
	if kind != ChainType::Live {
		return Ok(());
	}
	for authority in authorities {
		if let Some(known) = Sr25519Keyring::from_public(authority) {
			return Err(format!(
				"a validator of this live network uses the development key of {known:?}, which is \
				 public: export the spec with `cairn-node export-chain-spec`, insert the stashes \
				 and session keys of your validators, and start from that file \
				 (docs/validators.md, 'A network of your own')"
			));
		}
	}
	Ok(())
}

//! What build scripts share that compile the runtime to Wasm.

use std::{env, path::PathBuf};
use substrate_wasm_builder::WasmBuilder;

/// The same builder, told what this build is for.
pub fn of_profile(builder: WasmBuilder) -> WasmBuilder {
	#[cfg(feature = "metadata-hash")]
	let builder = builder.enable_metadata_hash("CRN", 12);

	// The builder knows only cargo's own profiles: say again what `testnet` is for.
	let out_dir = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
	if out_dir.components().any(|part| part.as_os_str() == "testnet") {
		builder.append_to_rust_flags("-Cdebug-assertions=yes -Coverflow-checks=yes")
	} else {
		builder
	}
}

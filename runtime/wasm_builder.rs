//! What build scripts share that compile the runtime to Wasm.

use std::{env, path::PathBuf};
use substrate_wasm_builder::WasmBuilder;

/// The same builder, told what this build is for.
pub fn of_profile(builder: WasmBuilder) -> WasmBuilder {
	#[cfg(feature = "metadata-hash")]
	let builder = builder.enable_metadata_hash("CRN", 12);

	// The builder knows only cargo's own profiles: say again what `testnet` is for. Without link-time
	// optimisation, which takes longer than all else when a pallet has changed.
	let out_dir = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
	if out_dir.components().any(|part| part.as_os_str() == "testnet") {
		let settings =
			["lto='off'", "opt-level=1", "debug-assertions=true", "overflow-checks=true"];
		let arguments = settings.map(|setting| format!("--config \"profile.release.{setting}\""));
		env::set_var("WASM_BUILD_CARGO_ARGS", arguments.join(" "));
	}
	builder
}

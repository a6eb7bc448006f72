//! Shared by the build scripts that compile the runtime to Wasm: `runtime/wasm` and `runtime/rehearsal`.

use std::{
	env,
	ffi::OsStr,
	fs::File,
	path::{Path, PathBuf},
};
use substrate_wasm_builder::WasmBuilder;

/// Compiles the runtime with this build's features and profile; `options` asks the builder for more.
pub fn build(options: impl FnOnce(WasmBuilder) -> WasmBuilder) {
	// Both crates are in folders of the runtime's.
	let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("Cargo.toml");
	let builder = match WasmBuilder::new().with_project(manifest) {
		Ok(builder) => options(builder.import_memory().export_heap_base()),
		Err(error) => {
			println!("cargo::error=the runtime's Cargo.toml is not above this crate: {error}");
			return;
		}
	};
	#[cfg(feature = "metadata-hash")]
	let builder = builder.enable_metadata_hash("CRN", 12);

	// target/<profile>/build/<crate>/out
	let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
	let profile = out.ancestors().nth(3).unwrap_or(Path::new("."));
	// The builder knows only cargo's own profiles, so `testnet`'s settings are repeated here. No
	// link-time optimisation: after a change to a pallet it takes longer than all the rest.
	if profile.file_name() == Some(OsStr::new("testnet")) {
		let settings =
			["lto='off'", "opt-level=1", "debug-assertions=true", "overflow-checks=true"];
		let settings = settings.map(|setting| format!("--config \"profile.release.{setting}\""));
		let given = env::var("WASM_BUILD_CARGO_ARGS").unwrap_or_default();
		env::set_var("WASM_BUILD_CARGO_ARGS", format!("{given} {}", settings.join(" ")));
	}
	// All builders of one profile share a folder, and must not write there at the same time.
	let lock =
		File::create(profile.join("wbuild.lock")).and_then(|file| file.lock().map(|()| file));
	builder.build();
	drop(lock);
}

//! Compiles the runtime to Wasm, for the build scripts of `runtime/wasm` and `runtime/rehearsal`.

use std::{
	env,
	ffi::OsStr,
	fs::File,
	path::{Path, PathBuf},
};
use substrate_wasm_builder::WasmBuilder;

/// Compiles the runtime with the features and the profile of this build. `options` adjusts the builder.
pub fn build(options: impl FnOnce(WasmBuilder) -> WasmBuilder) {
	// The builder watches the files of the clone that it last ran in. Another clone with the same target
	// folder must not get the Wasm of that one. The scripts set this variable to the path of the clone.
	println!("cargo::rerun-if-env-changed=WASM_BUILD_WORKSPACE_HINT");
	// Both crates are in subfolders of the runtime.
	let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("Cargo.toml");
	let builder = match WasmBuilder::new().with_project(manifest) {
		Ok(builder) => options(builder.import_memory().export_heap_base()),
		Err(error) => {
			println!("cargo::error=cannot find the Cargo.toml of the runtime in the parent folder of this \
				 crate: {error}");
			return;
		}
	};
	#[cfg(feature = "metadata-hash")]
	let builder = builder.enable_metadata_hash("CRN", 12);

	// target/<profile>/build/<crate>/out
	let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
	let profile = out.ancestors().nth(3).unwrap_or(Path::new("."));
	// Repeats the settings of the profile `testnet`, because the builder supports only the built-in
	// profiles of cargo. There is no link-time optimisation: after a change to a pallet it would take
	// longer than the rest of the build.
	if profile.file_name() == Some(OsStr::new("testnet")) {
		let settings =
			["lto='off'", "opt-level=1", "debug-assertions=true", "overflow-checks=true"];
		let settings = settings.map(|setting| format!("--config \"profile.release.{setting}\""));
		let given = env::var("WASM_BUILD_CARGO_ARGS").unwrap_or_default();
		env::set_var("WASM_BUILD_CARGO_ARGS", format!("{given} {}", settings.join(" ")));
	}
	// Locked because all builders of one profile write to the same folder.
	let lock =
		File::create(profile.join("wbuild.lock")).and_then(|file| file.lock().map(|()| file));
	builder.build();
	drop(lock);
}

//! Compiles the runtime to Wasm beside the native library.

fn main() {
	#[cfg(feature = "std")]
	{
		// What looks at the workspace's crates as they are compiled has nothing to look for in Wasm.
		std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");
		wasm_builder().build();
		#[cfg(feature = "rehearsal")]
		wasm_builder().enable_feature("next-version").set_file_name("next_runtime").build();
	}
}

#[cfg(feature = "std")]
fn wasm_builder() -> substrate_wasm_builder::WasmBuilder {
	let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults();
	#[cfg(feature = "metadata-hash")]
	let builder = builder.enable_metadata_hash("CRN", 12);

	// The builder knows only cargo's own profiles: say again what `testnet` is for.
	let out_dir = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
	if out_dir.components().any(|part| part.as_os_str() == "testnet") {
		builder.append_to_rust_flags("-Cdebug-assertions=yes -Coverflow-checks=yes")
	} else {
		builder
	}
}

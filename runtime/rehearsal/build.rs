//! Compiles the runtime to Wasm with its feature `next-version`.

#[path = "../wasm_builder.rs"]
mod wasm_builder;

use std::path::Path;
use substrate_wasm_builder::WasmBuilder;

fn main() {
	let builder = match WasmBuilder::new()
		.with_project(Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("Cargo.toml"))
	{
		Ok(builder) => builder.import_memory().export_heap_base(),
		Err(error) => {
			println!("cargo::error=the runtime's Cargo.toml is not beside this crate: {error}");
			return;
		}
	};
	wasm_builder::build(builder.enable_feature("next-version").set_file_name("next_runtime"));
}

//! Compiles the runtime to Wasm with its feature `next-version`.

#[path = "../wasm_builder.rs"]
mod wasm_builder;

use substrate_wasm_builder::WasmBuilder;

fn main() {
	let builder = match WasmBuilder::new().with_project("../Cargo.toml") {
		Ok(builder) => builder.import_memory().export_heap_base(),
		// A build script's panic is cargo's error.
		Err(error) => panic!("the runtime's Cargo.toml is not beside this crate: {error}"),
	};
	wasm_builder::of_profile(builder)
		.enable_feature("next-version")
		.set_file_name("next_runtime")
		.build();
}

//! Compiles the runtime to Wasm beside the native library.

#[cfg(feature = "std")]
mod wasm_builder;

fn main() {
	#[cfg(feature = "std")]
	wasm_builder::build(substrate_wasm_builder::WasmBuilder::init_with_defaults());
}

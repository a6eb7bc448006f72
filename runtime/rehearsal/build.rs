//! Compiles the runtime to Wasm with its feature `next-version`.

#[path = "../wasm/builder.rs"]
mod builder;

fn main() {
	builder::build(|builder| builder.enable_feature("next-version").set_file_name("next_runtime"));
}

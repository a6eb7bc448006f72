//! Compiles the runtime to Wasm.

mod builder;

fn main() {
	builder::build(|builder| builder);
}

//! The runtime compiled to Wasm.
//!
//! This is a separate crate so that cargo compiles it in parallel with the native code of the runtime,
//! which the node and all tests need.

#![no_std]
#![allow(missing_docs)] // written by the Wasm builder

include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

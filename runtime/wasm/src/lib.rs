//! The runtime compiled to Wasm.
//!
//! It is a crate of its own so that the runtime's native code, which the node and all tests need, is
//! compiled at the same time and not afterwards.

#![no_std]
#![allow(missing_docs)] // written by the Wasm builder

include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

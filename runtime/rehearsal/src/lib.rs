//! The runtime with a `spec_version` higher than any release, to rehearse the upgrade of a running
//! network.
//!
//! This is a separate crate because compiling the runtime takes minutes, and only the rehearsal in
//! `zombienet/tests/upgrade.test.mjs` needs it.

#![allow(missing_docs)] // written by the Wasm builder

include!(concat!(env!("OUT_DIR"), "/next_runtime"));

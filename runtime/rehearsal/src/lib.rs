//! The runtime once more, with a `spec_version` higher than any: what the upgrade of a running network is
//! rehearsed with.
//!
//! It is a crate of its own because compiling the runtime takes minutes, which only the rehearsal needs:
//! `zombienet/tests/upgrade.test.mjs`.

#![allow(missing_docs)] // the Wasm builder writes them

include!(concat!(env!("OUT_DIR"), "/next_runtime"));

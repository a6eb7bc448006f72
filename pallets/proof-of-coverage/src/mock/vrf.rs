//! The VRF outputs of blocks.

use super::System;
use codec::Encode;
use core::cell::RefCell;
use frame_support::traits::Randomness;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use std::collections::BTreeMap;

thread_local! {
	static OUTPUTS: RefCell<BTreeMap<u32, H256>> = const { RefCell::new(BTreeMap::new()) };
}

/// A stand-in for BABE: it gives each block an output, which tests can replace.
pub struct Vrf;

impl Vrf {
	/// Forgets the outputs that tests have set.
	pub fn reset() {
		OUTPUTS.with_borrow_mut(BTreeMap::clear);
	}

	/// Sets the output of the block with this number.
	pub fn set(block: u32, output: H256) {
		OUTPUTS.with_borrow_mut(|outputs| outputs.insert(block, output));
	}
}

impl Randomness<Option<H256>, u32> for Vrf {
	fn random(_: &[u8]) -> (Option<H256>, u32) {
		let parent = System::block_number().saturating_sub(1);
		let usual = H256(("vrf", parent).using_encoded(blake2_256));
		let output = OUTPUTS.with_borrow(|outputs| outputs.get(&parent).copied()).unwrap_or(usual);
		(Some(output), parent)
	}
}

//! Statements that devices sign.

use cairn_primitives::{
	coverage::{CoverageStatement, WindowIndex},
	devices::{DeviceIndex, DeviceSignature},
};
use sp_core::{ed25519, Pair, H256};

/// A statement of a device, signed with its key: which the chain takes without a fee. Equal statements have
/// equal signatures, because ed25519 is deterministic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedStatement {
	/// The window that it is about.
	pub window: WindowIndex,
	/// The device: the beaconer, or for reports the witness.
	pub device: DeviceIndex,
	/// The ordinal, 0 to 15. It makes the bytes of a second attempt differ from those of the first.
	pub ordinal: u8,
	/// The statement.
	pub statement: CoverageStatement,
	/// The device's signature.
	pub signature: DeviceSignature,
}

impl SignedStatement {
	/// Signs a statement.
	///
	/// - `genesis`: the network's genesis hash.
	pub fn new(
		key: &ed25519::Pair,
		genesis: H256,
		window: WindowIndex,
		device: DeviceIndex,
		ordinal: u8,
		statement: CoverageStatement,
	) -> Self {
		let signature = key.sign(&statement.signing_payload(&genesis, window, ordinal));
		Self { window, device, ordinal, statement, signature }
	}

	/// Whether a relay can submit it. A report of several receptions is signed as a whole, and relays
	/// carry one reception at a time.
	pub fn is_relayable(&self) -> bool {
		match &self.statement {
			CoverageStatement::Report(receptions) => receptions.len() == 1,
			CoverageStatement::Announce(_) | CoverageStatement::Reveal(_) => true,
		}
	}
}

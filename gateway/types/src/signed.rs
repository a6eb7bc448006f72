//! Statements signed by devices.

use cairn_primitives::{
	coverage::{CoverageStatement, WindowIndex},
	devices::{DeviceIndex, DeviceSignature},
};
use sp_core::{ed25519, Pair, H256};

/// A statement signed with a device's key. The chain accepts it without a fee. Equal statements
/// have equal signatures, because ed25519 is deterministic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedStatement {
	/// The window of the statement.
	pub window: WindowIndex,
	/// The signing device: the witness of a report, otherwise the beaconer.
	pub device: DeviceIndex,
	/// The ordinal, 0 to 15. It gives every attempt different bytes.
	pub ordinal: u8,
	/// The statement.
	pub statement: CoverageStatement,
	/// The device's signature.
	pub signature: DeviceSignature,
}

impl SignedStatement {
	/// Signs a statement.
	///
	/// - `genesis`: the genesis hash of the network.
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

	/// Returns whether a relay can submit the statement. A report of several receptions is signed
	/// as a whole, and a relay carries one reception at a time.
	pub fn is_relayable(&self) -> bool {
		match &self.statement {
			CoverageStatement::Report(receptions) => receptions.len() == 1,
			CoverageStatement::Announce(_) | CoverageStatement::Reveal(_) => true,
		}
	}
}

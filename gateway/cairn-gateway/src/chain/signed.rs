//! What devices sign and say to the chain.

use cairn_primitives::{
	coverage::{CoverageStatement, Measurement, Reception, WindowIndex},
	devices::{DeviceIndex, DeviceSignature},
};
use sp_core::{ed25519, Pair, H256};
use subxt::{
	dynamic::Value,
	ext::scale_value::Composite,
	tx::{dynamic, DynamicPayload},
};

/// A statement of a device, signed with its key: what the chain takes without a fee. Two that are
/// made of the same are the same, for ed25519 signs the same bytes in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
	/// The window that it is about.
	pub window: WindowIndex,
	/// Whose it is: the beaconer, or for reports the witness.
	pub device: DeviceIndex,
	/// What makes its bytes differ from those of another try: 0 to 15.
	pub ordinal: u8,
	/// What it says.
	pub statement: CoverageStatement,
	/// The device's signature.
	pub signature: DeviceSignature,
}

impl Signed {
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

	/// The call that brings it to the chain.
	pub(super) fn call(&self) -> DynamicPayload<Composite<()>> {
		let (call, device, content) = match &self.statement {
			CoverageStatement::Announce(announcement) => {
				let content = Value::named_composite([
					("frame", Value::from_bytes(announcement.frame)),
					("tx_power_cdbm", Value::i128(announcement.tx_power_cdbm.into())),
					("frequency_hz", Value::u128(announcement.frequency_hz.into())),
					("spreading_factor", option(announcement.spreading_factor, number)),
				]);
				("announce", "beaconer", ("announcement", content))
			}
			CoverageStatement::Report(receptions) => {
				let receptions = receptions.iter().map(reception);
				("report", "witness", ("receptions", Value::unnamed_composite(receptions)))
			}
			CoverageStatement::Reveal(secret) => {
				("reveal", "beaconer", ("secret", Value::from_bytes(secret)))
			}
		};
		let arguments = [
			("window", number(self.window)),
			(device, number(self.device)),
			("ordinal", number(self.ordinal)),
			content,
			("signature", Value::from_bytes(self.signature)),
		];
		dynamic("ProofOfCoverage", call, Composite::named(arguments))
	}
}

fn number(number: impl Into<u128>) -> Value {
	Value::u128(number.into())
}

fn option<Item>(item: Option<Item>, value: impl Fn(Item) -> Value) -> Value {
	match item {
		Some(item) => Value::unnamed_variant("Some", [value(item)]),
		None => Value::unnamed_variant("None", []),
	}
}

fn reception(reception: &Reception) -> Value {
	let Measurement { rssi_cdbm, snr_cdb, frequency_hz } = reception.measurement;
	Value::named_composite([
		("beaconer", number(reception.beaconer)),
		("commitment", Value::from_bytes(reception.commitment)),
		(
			"measurement",
			Value::named_composite([
				("rssi_cdbm", Value::i128(rssi_cdbm.into())),
				("snr_cdb", option(snr_cdb, |snr| Value::i128(snr.into()))),
				("frequency_hz", number(frequency_hz)),
			]),
		),
	])
}

//! Encodes calls. No other module names calls or their arguments.

use cairn_gateway_types::signed::SignedStatement;
use cairn_primitives::{
	coverage::{Announcement, CoverageStatement, Measurement, Reception, WindowIndex},
	devices::{DeviceConsent, DeviceIndex, DeviceKey, Location},
};
use sp_core::{crypto::AccountId32, H256};
use subxt::{
	dynamic::Value,
	ext::scale_value::Composite,
	tx::{dynamic, DynamicPayload},
};

/// The pallet of proof of coverage.
const COVERAGE: &str = "ProofOfCoverage";

/// The pallet of the device registry.
const REGISTRY: &str = "DeviceRegistry";

/// The pallet of reward emission.
const EMISSION: &str = "RewardEmission";

/// The maximum number of devices in one call that onboards or claims.
pub const MAX_FLEET: usize = 100;

/// A call of a pallet, with arguments by name.
pub type Call = DynamicPayload<Composite<()>>;

/// Encodes a number.
pub fn number(number: impl Into<u128>) -> Value {
	Value::u128(number.into())
}

/// Encodes an optional argument.
pub fn option(value: Option<Value>) -> Value {
	match value {
		Some(value) => Value::unnamed_variant("Some", [value]),
		None => Value::unnamed_variant("None", []),
	}
}

/// Encodes an announcement.
pub fn announcement(announcement: &Announcement) -> Value {
	let Announcement { frame, tx_power_cdbm, frequency_hz, spreading_factor } = announcement;
	Value::named_composite([
		("frame", Value::from_bytes(frame)),
		("tx_power_cdbm", Value::i128((*tx_power_cdbm).into())),
		("frequency_hz", number(*frequency_hz)),
		("spreading_factor", option(spreading_factor.map(number))),
	])
}

/// Encodes a measurement.
pub fn measurement(measurement: &Measurement) -> Value {
	let Measurement { rssi_cdbm, snr_cdb, frequency_hz } = measurement;
	Value::named_composite([
		("rssi_cdbm", Value::i128((*rssi_cdbm).into())),
		("snr_cdb", option(snr_cdb.map(|snr| Value::i128(snr.into())))),
		("frequency_hz", number(*frequency_hz)),
	])
}

fn reception(reception: &Reception) -> Value {
	Value::named_composite([
		("beaconer", number(reception.beaconer)),
		("commitment", Value::from_bytes(reception.commitment)),
		("measurement", measurement(&reception.measurement)),
	])
}

/// Encodes the call by which a device submits a statement itself, without a fee.
pub(crate) fn device_call(signed: &SignedStatement) -> Call {
	let (call, device, content) = match &signed.statement {
		CoverageStatement::Announce(announced) => {
			("announce", "beaconer", ("announcement", announcement(announced)))
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
		("window", number(signed.window)),
		(device, number(signed.device)),
		("ordinal", number(signed.ordinal)),
		content,
		("signature", Value::from_bytes(signed.signature)),
	];
	dynamic(COVERAGE, call, Composite::named(arguments))
}

/// Encodes the call by which anyone submits devices' statements for them and pays the fee. Each
/// proof has its window, its beaconer and its statements. Statements that cannot be
/// [relayed](SignedStatement::is_relayable) are omitted.
pub fn relay(
	proofs: impl IntoIterator<Item = (WindowIndex, DeviceIndex, Vec<SignedStatement>)>,
) -> Call {
	let proofs = proofs.into_iter().map(|(window, beaconer, statements)| {
		let items = statements.iter().filter_map(relayed_item);
		Value::named_composite([
			("window", number(window)),
			("beaconer", number(beaconer)),
			("items", Value::unnamed_composite(items)),
		])
	});
	let arguments = [("proofs", Value::unnamed_composite(proofs))];
	dynamic(COVERAGE, "relay", Composite::named(arguments))
}

fn relayed_item(signed: &SignedStatement) -> Option<Value> {
	let action = match &signed.statement {
		CoverageStatement::Announce(announced) => {
			Value::unnamed_variant("Announce", [announcement(announced)])
		}
		CoverageStatement::Report(receptions) => {
			let [reception] = receptions.as_slice() else { return None };
			let fields = [
				("witness", number(signed.device)),
				("commitment", Value::from_bytes(reception.commitment)),
				("measurement", measurement(&reception.measurement)),
			];
			Value::named_variant("Report", fields)
		}
		CoverageStatement::Reveal(secret) => {
			Value::unnamed_variant("Reveal", [Value::from_bytes(secret)])
		}
	};
	Some(Value::named_composite([
		("ordinal", number(signed.ordinal)),
		("action", action),
		("signature", Value::from_bytes(signed.signature)),
	]))
}

fn consent_value(consent: &DeviceConsent<H256>) -> Value {
	Value::named_composite([
		("genesis", Value::from_bytes(consent.genesis)),
		("nonce", number(consent.nonce)),
		("signature", Value::from_bytes(consent.signature)),
	])
}

/// A device to onboard: its key, its consent, and its maker's evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Onboarding {
	/// The device's key.
	pub key: DeviceKey,
	/// The device's consent to belong to the owner.
	pub consent: DeviceConsent<H256>,
	/// The maker's evidence.
	pub evidence: Value,
}

/// Encodes the call that onboards devices.
pub fn onboard(owner: &AccountId32, devices: &[Onboarding]) -> Call {
	let devices = devices.iter().map(|device| {
		Value::named_composite([
			("device", Value::from_bytes(device.key)),
			("consent", consent_value(&device.consent)),
			("evidence", device.evidence.clone()),
		])
	});
	let arguments =
		[("owner", Value::from_bytes(owner)), ("devices", Value::unnamed_composite(devices))];
	dynamic(REGISTRY, "onboard", Composite::named(arguments))
}

/// Encodes the call that asserts a device's location.
pub fn assert_location(
	device: DeviceIndex,
	location: &Location,
	consent: &DeviceConsent<H256>,
) -> Call {
	let place = Value::named_composite([
		("cell", number(location.cell)),
		("elevation_m", Value::i128(location.elevation_m.into())),
		("gain_cdbi", Value::i128(location.gain_cdbi.into())),
		("region", option(location.region.map(number))),
	]);
	let assertion = Value::named_composite([
		("device", number(device)),
		("location", place),
		("consent", consent_value(consent)),
	]);
	let arguments = [("assertions", Value::unnamed_composite([assertion]))];
	dynamic(REGISTRY, "assert_location", Composite::named(arguments))
}

/// Encodes the call that pays out the rewards of devices.
pub fn claim(devices: &[DeviceIndex]) -> Call {
	match devices {
		[device] => dynamic(EMISSION, "claim", Composite::named([("device", number(*device))])),
		devices => {
			let devices = Value::unnamed_composite(devices.iter().copied().map(number));
			dynamic(EMISSION, "claim_many", Composite::named([("devices", devices)]))
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn claim_should_be_the_call_for_one_or_many_devices_when_it_is_encoded() {
		assert_eq!((claim(&[3]).pallet_name(), claim(&[3]).call_name()), (EMISSION, "claim"));
		let many = claim(&[3, 4]);
		assert_eq!(many.call_name(), "claim_many");
		let devices = Value::unnamed_composite([number(3u32), number(4u32)]);
		assert_eq!(*many.call_data(), Composite::named([("devices", devices)]));
	}
}
